"""The first journey whole, at the command line: files in, a request logged, a pack out, read by other readers."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdf
import pypdfium2
import pytest

import commands
from dpo_console import cli
from testham import TESTHAM
from workforce import KATE, census, lookup, payroll, staff, worker

pytestmark = pytest.mark.real_keys

PASSPHRASE = "four plain words here"
FACTS = {
    "right": ["access"], "received": "2026-11-16", "recognised": "2026-11-18", "channel": "email",
    "service": "Assessment East", "owner": None,
    "requester": {"name": "Katherine Robertson", "address": ["1 Test Street", "Testham", "ZZ99 9ZZ"],
                  "email": "k.r@example.org", "is_subject": True, "authority": None},
    "subject": {"name": "Katherine Robertson", "former_names": ["Kate Jones"], "born": "1984-03-14",
                "identifiers": {"staff": "0012345", "swe": "SW12345", "ni": None, "email": []}},
    "asked": "Everything you hold about me.",
}  # fmt: skip
OTHERS = [staff("0044556", "Mohammed", "Hussain", "02/02/1970", "QQ654321A", Comments="private matter of his own")]
COMMENT = "Line manager's mother is unwell"


class Officer:
    """Somebody at a shell: runs commands on one desk and reads what they print."""

    def __init__(self, folder):
        self.desk = folder / "desk"

    def run(self, *words, stdin="", code=0, passphrase=PASSPHRASE, how=commands.here):
        ran = how(*words, "--desk", self.desk, stdin=stdin, passphrase=passphrase)
        assert ran.returncode == code, ran.stderr + ran.stdout
        assert "Traceback" not in ran.stderr
        return ran

    def json(self, *words, **more):
        return json.loads(self.run(*words, "--json", **more).stdout)


@pytest.fixture(scope="module")
def officer(tmp_path_factory):
    """A desk made by `init`, with a census, a payroll file and a lookup in it, and one request logged."""
    folder = tmp_path_factory.mktemp("journey")
    one = Officer(folder)
    made = one.run("init", "--officer", "Ann Officer", stdin=json.dumps(TESTHAM))
    assert re.search(r"Recovery code.*: ([0-9A-Z]{5}-){5}[0-9A-Z]{5}", made.stdout)
    files = {
        "return_2026.xml": census(worker(QualInst="University of Teesside"), worker("SW98765", "1970-02-02")),
        "payroll.csv": payroll(KATE | {"Comments": COMMENT}, *OTHERS),
        "lookup.csv": lookup(("0012345", "Katherine Robertson", "SW0012345")),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    ledgers = one.json("import", *[folder / name for name in files], how=commands.apart)["sources"]
    for ledger in ledgers:
        assert ledger["expected"] == ledger["read"] + ledger["duplicate"] + ledger["unreadable"] + ledger["excluded"]
        assert ledger["state"] == "complete"
    logged = one.run("log", "request", stdin=json.dumps(FACTS), how=commands.apart)
    one.reference = json.loads(logged.stdout)["reference"]
    one.folder = folder
    return one


@pytest.fixture(scope="module")
def decided(officer):
    """The case bound, searched and decided: all certain items disclosed, one comment taken out."""
    [first, *_] = officer.json("person", officer.reference)
    assert (first["name"], first["strength"]) == ("Katherine Robertson", "certain")
    officer.run("person", officer.reference, "--is", first["person"], "--reason", "numbers agree")
    found = officer.json("find", officer.reference)
    officer.hits = found["hits"]
    said = [{"item": hit["item"], "decision": "disclose"} for hit in found["hits"] if hit["strength"] == "certain"]
    [pay] = [hit["item"] for hit in found["hits"] if hit["kind"] == "payroll"]
    said.append(
        {"item": pay, "field": "Comments", "decision": "redact", "exemption": "dpa2018-sch2-16", "reason": "a mother"}
    )
    counts = officer.json("decide", officer.reference, stdin=json.dumps(said))
    assert (counts["disclosed"], counts["redacted"], counts["undecided"]) == (3, 1, 0)
    return officer


@pytest.fixture(scope="module")
def packed(decided):
    """The pack, built and cleared by the gate."""
    decided.pack = decided.json("pack", decided.reference, "--out", decided.folder / "out")
    assert decided.pack["gate"]["state"] == "clear"
    decided.pdf = Path(decided.pack["files"][0]["path"])
    return decided


def test_the_census_is_found_through_the_lookup(decided):
    """The return has no name: SW12345 leads to it, and the reason says so."""
    [hit] = [hit for hit in decided.hits if hit["kind"] == "census"]
    assert hit["strength"] == "certain"
    assert hit["reasons"] == [{"rule": "swe-number", "form": "SW12345", "where": "SWENo"}]


def test_the_board_the_case_and_the_clock_say_the_same_day(officer):
    """`due`, `show` and `clock` compute one deadline."""
    [line] = [line for line in officer.json("due") if line["duty"] == "respond"]
    shown = officer.json("show", officer.reference)["clocks"][0]
    bare = subprocess.run(
        [sys.executable, "-m", "dpo_console", "clock", "access", "--received", "2026-11-16", "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(bare.stdout) | {"right": "access"} == shown
    assert (line["due"], line["target"]) == (shown["due"], "2026-12-14")
    assert shown["due"] == "2026-12-16"


def test_the_board_holds_no_personal_data(officer):
    """`due --json` names cases, never people."""
    assert "Robertson" not in json.dumps(officer.json("due"))


def test_the_pack_reads_in_two_other_readers(packed):
    """What was disclosed is there with the meaning of its codes; what was taken out and everybody else is not."""
    by_pdfium = "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(packed.pdf))
    by_pypdf = "\n".join(page.extract_text() for page in pypdf.PdfReader(packed.pdf).pages)
    for text in (by_pdfium, by_pypdf):
        flat = " ".join(text.split())
        assert "senior practitioner" in flat
        assert "University of Teesside" in flat
        assert f"{packed.reference}" in flat
        assert "Page 1 of" in flat
        for never in (COMMENT, "Hussain", "44556", "QQ654321A", "SW98765"):
            assert never not in flat
    info = pypdf.PdfReader(packed.pdf).metadata
    assert not any("Robertson" in str(value) for value in info.values())


def test_the_pack_is_private_and_named_by_its_case(packed):
    """The finished file is 0600, and its name says nothing but the reference."""
    assert packed.pdf.stat().st_mode & 0o777 == 0o600
    assert packed.pdf.name == f"{packed.reference}.pdf"


def test_two_builds_of_the_same_decisions_are_the_same_bytes(packed):
    """Built again in another process, the pack has the same digest."""
    again = packed.json("pack", packed.reference, "--out", packed.folder / "again", how=commands.apart)
    assert again["files"][0]["digest"] == packed.pack["files"][0]["digest"]
    assert Path(again["files"][0]["path"]).read_bytes() == packed.pdf.read_bytes()


def test_the_pack_verifies_with_and_without_a_desk(packed):
    """`verify` finds nothing in the pack the gate let through."""
    assert packed.json("verify", packed.pdf, how=commands.apart)["files"][0]["findings"] == []


def test_somebody_elses_record_in_the_envelope_is_found(packed):
    """The planted fault: the pack of one person, verified on a desk against nobody's decisions, names whom it shows."""
    other = packed.folder / "other.pdf"
    other.write_bytes(packed.pdf.read_bytes() + b"\n%changed\n")
    found = packed.json("verify", other, code=1)["files"][0]["findings"]
    assert any(one["kind"] == "other-person" for one in found)


def test_a_search_done_again_is_the_same(decided):
    """`find --replay` gives the certificate that was kept."""
    assert decided.json("find", decided.reference, "--replay")["same"] is True


def test_the_history_of_the_journey_is_whole(packed):
    """Every act of the journey stands in a chain that verifies."""
    assert packed.json("audit", "verify")["state"] == "whole"
    kinds = [row["kind"] for row in packed.json("history", packed.reference)]
    assert kinds[:6] == ["received", "recognised", "logged", "bound", "found", "decided"]


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("show", "SAR-2026-0999"), "", "There is no case SAR-2026-0999"),
        (("log", "request"), "not json", "not a request's facts as JSON"),
        (("log", "request"), json.dumps(FACTS | {"received": "2126-01-01"}), "in the future"),
        (("log", "request"), json.dumps(FACTS | {"received": "2026-02-31"}), "not a date"),
        (("log", "request"), json.dumps(FACTS | {"colour": "red"}), "no fact called 'colour'"),
        (("log", "request"), json.dumps({k: v for k, v in FACTS.items() if k != "asked"}), "'asked' is missing"),
        (("log", "request"), json.dumps(FACTS | {"requester": FACTS["requester"] | {"name": " "}}), "is empty"),
        (("event", "SAR-2026-0001", "slept", "--on", "2026-11-20"), "", "Event cannot be 'slept'"),
        (("event", "SAR-2026-0001", "id_received", "--on", "31/02/2026"), "", "not a date on the calendar"),
        (("event", "SAR-2026-0001", "id_received", "--on", "01/02/26"), "", "two-digit year"),
        (("close", "SAR-2026-0001", "lost", "--on", "2026-11-20"), "", "Outcome cannot be 'lost'"),
        (("person", "SAR-2026-0001", "--is", "9999"), "", "no person 9999"),
        (("decide", "SAR-2026-0001"), '[{"item": 77777, "decision": "disclose"}]', "did not find item 77777"),
        (("letter", "SAR-2026-0001", "poem"), "", "no letter 'poem'"),
        (("import", "nothing.csv"), "", "There is no file nothing.csv"),
        (("due", "--today", "2026-11-20"), "", "--today works only on a demo desk"),
    ],
)
def test_what_is_refused_is_one_line(officer, monkeypatch, tmp_path, capsys, words, stdin, said):
    """Wrong use ends with status 2 and one sentence that says what to do."""
    read, write = os.pipe()
    os.write(write, PASSPHRASE.encode() + b"\n")
    os.close(write)
    monkeypatch.setattr(sys, "argv", ["dpo-console", *words, "--desk", str(officer.desk), "--passphrase-fd", str(read)])
    (tmp_path / "typed").write_text(stdin)
    with (tmp_path / "typed").open() as typed, pytest.raises(SystemExit) as ended:
        monkeypatch.setattr(sys, "stdin", typed)
        cli.run()
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in told
    assert len(told.strip().splitlines()) == 1


def test_a_wrong_passphrase_is_refused(officer, tmp_path):
    """Nobody gets in with another passphrase, and nothing personal is said."""
    desk = shutil.copytree(officer.desk, tmp_path / "desk")  # the next opening of a desk tells of the attempt
    tried = commands.apart("due", "--desk", desk, passphrase="four wrong words here")
    assert tried.returncode == 2 and "does not open this desk" in tried.stderr
