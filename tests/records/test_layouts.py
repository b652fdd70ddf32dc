"""Layouts officers keep: said once for a system, known again by the headings, seen and forgotten; and bad registers."""

import json
import shutil
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from casework import Refused
from casework.records import intake, items
from casework.records.items import Item
from casework.timeline import history
from dpo_console.jobs import opening, person_cards
from dpo_console.plain import to_json
from dpo_console.records import jobs as records_jobs
from returns import NFI, payroll, table
from shell import Shell

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HEAD = ["Ressursnr", "Navn", "Fodt", "Post", "Klubb"]
ROWS = [
    ["0012345", "Robertson, Kate", "14/03/1984", "CC-1", "UNISON"],
    ["0044556", "Hussain, Mo", "02/11/1979", "CC-2", ""],
]
FILE = table(["Leavers 2026"], HEAD, *ROWS).encode()
SAID = {
    "name": "Unit4 leavers", "class": "personnel", "days": "day/month/year",
    "headings": {"Ressursnr": "staff", "Navn": "full", "Fodt": "born", "Post": "post", "Klubb": "leave"},
}  # fmt: skip


@pytest.fixture
def desk(empty, tmp_path):
    opened = opening.open_desk(shutil.copytree(empty, tmp_path / "desk"), "four plain words here", now=NOW)
    yield opened
    opened.close()


@pytest.fixture
def bring(desk, tmp_path):
    """Import a file made of these bytes; its ledger."""

    def run(data, **more):
        (tmp_path / "file.csv").write_bytes(data)
        [ledger] = records_jobs.import_files(desk, [tmp_path / "file.csv"], NOW, **more).sources
        assert ledger.expected == sum(getattr(ledger, key) for key in ("read", "duplicate", "unreadable", "excluded"))
        return ledger

    return run


def said(ledger):
    return [one.what for one in ledger.warnings]


def held(desk):
    with desk.reading() as session:
        return [dict(part[1:] for part in item.fields()) for item in session.exec(select(Item)).all()]


def test_a_table_nobody_knows_is_explained_once_and_known_again(bring, desk):
    """Refused with how to explain it; kept by one act; the next file with these headings is read without a word."""
    with pytest.raises(intake.Unknown, match="explain what its headings mean"):
        bring(FILE)
    assert records_jobs.keep_layout(desk, SAID, NOW) == "Unit4 leavers"
    ledger = bring(FILE)
    assert (ledger.reader, ledger.read) == ("mapped", 2)
    assert said(ledger) == ["a row above the headings: left out", "1 column was left out as the layout says: 'Klubb'"]
    assert [person.name for person in person_cards.people_of(desk, "").people] == ["Kate Robertson", "Mo Hussain"]
    assert person_cards.people_of(desk, "12345").people[0].born == date(1984, 3, 14)
    assert all("UNISON" not in fields.values() for fields in held(desk))
    assert records_jobs.sources(desk)[0].name == "file.csv"
    with desk.reading() as session:
        assert items.listed(session)[0].title == "Unit4 leavers received 22 November 2026"
        kinds = list(session.exec(select(history.History.kind)).all())
    assert kinds.count("layout-kept") == 1


def test_a_layout_is_only_for_the_very_headings_it_was_kept_for(bring, desk):
    """A column more may be about anybody: the table is asked about again, and no profile of ours is shadowed."""
    records_jobs.keep_layout(desk, SAID, NOW)
    with pytest.raises(intake.Unknown):
        bring(table([*HEAD, "Next of kin"], [*ROWS[0], "x"]).encode())
    assert bring(table([name.upper() for name in reversed(HEAD)], ROWS[0][::-1]).encode()).read == 1
    assert bring(table(NFI, payroll()).encode()).reader == "payroll"


def test_days_go_by_the_order_the_officer_said(bring, desk):
    """03/04/1984 is 4 March where the officer said month first."""
    records_jobs.keep_layout(desk, SAID | {"days": "month/day/year"}, NOW)
    bring(table(HEAD, ["1", "A Person", "03/04/1984", "", ""]).encode())
    assert person_cards.people_of(desk, "").people[0].born == date(1984, 3, 4)


def test_a_map_may_name_only_some_headings(bring, desk):
    """With `layout` the others are kept as they are, and the whole is remembered; a heading it lacks is named."""
    some = {"name": "U", "days": "day/month/year", "headings": {"ressursnr": "staff", "Fodt": "born"}}
    assert bring(FILE, layout=some).read == 2
    assert records_jobs.kept_layouts(desk)[0].headings["Klubb"] == "keep" and bring(FILE).duplicate == 2
    with pytest.raises(Refused, match="Missing: 'Resno'"):
        bring(FILE, layout=some | {"headings": {"Resno": "staff"}})


def test_a_layout_is_seen_and_forgotten(bring, desk):
    """What was read by it stays; the next file asks again; a name that is not there is told."""
    records_jobs.keep_layout(desk, SAID, NOW)
    bring(FILE)
    assert json.loads(to_json(records_jobs.kept_layouts(desk))) == [SAID | {"kept": "2026-11-22T10:00:00Z"}]
    records_jobs.forget_layout(desk, "Unit4 leavers", NOW)
    assert records_jobs.kept_layouts(desk) == [] and len(held(desk)) == 2
    with pytest.raises(intake.Unknown):
        bring(FILE)
    with pytest.raises(Refused, match="no kept layout 'Unit4 leavers'"):
        records_jobs.forget_layout(desk, "Unit4 leavers", NOW)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"headings": {"A": "post"}}, "No heading identifies the person"),
        ({"headings": {"A": "staff", "B": "staff"}}, "Two headings are marked as the staff number"),
        ({"days": "none"}, "Choose how its dates are written"),
        ({"days": "guess"}, "'days' is not valid"),
        ({"headings": {"A": "boss"}}, "'headings.A' is not valid"),
        ({"headings": {"A": "staff", "a ": "post"}}, "Two headings of the map are the same"),
        ({"class": "anything"}, "'records' is not valid"),
        ({"name": " "}, "'name' is not valid"),
        ({"colour": "red"}, "no fact called 'colour'"),
    ],
)
def test_a_layout_that_says_nothing_of_use_is_refused(desk, change, sentence):
    """One sentence each, and nothing is kept."""
    with pytest.raises(Refused, match=sentence):
        records_jobs.keep_layout(desk, SAID | change, NOW)
    assert records_jobs.kept_layouts(desk) == []


def test_one_name_one_layout_and_one_layout_for_the_same_headings(desk):
    """The same name is put right; the same headings under another name are refused; the same again is no act."""
    records_jobs.keep_layout(desk, SAID, NOW)
    records_jobs.keep_layout(desk, SAID | {"class": "training"}, NOW)
    assert [one.class_ for one in records_jobs.kept_layouts(desk)] == ["training"]
    with pytest.raises(Refused, match="'Unit4 leavers' has the same headings"):
        records_jobs.keep_layout(desk, SAID | {"name": "Other"}, NOW)
    rows = desk.verdict().rows
    records_jobs.keep_layout(desk, SAID | {"class": "training"}, NOW)
    assert desk.verdict().rows == rows


def test_the_command_line_does_the_same(tmp_path):
    """`import` says how, `import --map` keeps and reads, `layouts` shows, `layouts --forget` forgets."""
    shell = Shell(tmp_path)
    (tmp_path / "f.csv").write_bytes(FILE)
    (tmp_path / "m.json").write_text(json.dumps(SAID))
    assert "import --map FILE.json" in shell.run("import", tmp_path / "f.csv", code=2)
    found = shell.json("import", "--map", tmp_path / "m.json", tmp_path / "f.csv")
    assert found["sources"][0]["read"] == 2 and found["sources"][0]["reader"] == "mapped"
    assert shell.json("layouts")[0]["headings"] == SAID["headings"]
    assert "Ressursnr: staff" in shell.run("layouts")
    assert shell.run("layouts", "--forget", "Unit4 leavers") == "No layouts are kept.\n"
    (tmp_path / "m.json").write_text("{")
    assert "m.json is not JSON" in shell.run("import", "--map", tmp_path / "m.json", tmp_path / "f.csv", code=2)


def test_two_people_on_one_staff_number_are_kept_apart_and_the_rest_goes_on(bring, desk):
    """One sentence in the ledger; the second is a candidate for the officer, and the others are joined."""
    rows = [
        payroll(), payroll(Surname="Okafor", **{"Forename(s)": "David"}, Date_of_birth="02/11/1979",
                           National_insurance_number="", Email_address=""),
        payroll(Employee_reference_number="77", National_insurance_number="AA111111A"),
    ]  # fmt: skip
    ledger = bring(table(NFI, *rows).encode())
    assert ledger.read == 3 and said(ledger) == [
        "staff number 0012345 already belongs to someone with a different date of birth: kept apart as a possible match for you "
        "to confirm"
    ]
    assert [one.records for one in person_cards.people_of(desk, "").people] == [1, 1, 1]


def test_one_person_on_two_national_insurance_numbers_is_told(bring, desk):
    """The staff number says one, the other number two: kept apart, in one sentence."""
    ledger = bring(table(NFI, payroll(), payroll(National_insurance_number="AA111111A", Department="MASH")).encode())
    assert ledger.read == 2 and len(said(ledger)) == 1
    assert "already belongs to someone with a different National Insurance number: kept apart" in said(ledger)[0]


def test_an_export_cut_for_sharing_joins_nobody(bring, desk):
    """Its records are held and make no person of the register."""
    rows = [
        payroll(Employee_reference_number=f"{n:064x}", National_insurance_number="", Email_address="") for n in (7, 8)
    ]
    ledger = bring(table(NFI, *rows).encode())
    assert ledger.read == 2 and "cut for sharing" in said(ledger)[0] and person_cards.people_of(desk, "").total == 0


def test_a_child_is_found_by_no_search_and_the_worker_is(bring, desk):
    """The words of a child's part are not in the index; the worker is joined by the registration number."""
    bring(table(["Staff number", "Name", "SWE number"], ["1", "Kate Robertson", "SW12345"]).encode())
    head = ["CHILD", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON", "CHILD NAME"]
    bring(table(head, ["900112", "SW0012345", "01/04/2026", "", "PCCHAN", "Zebedee Robertson"]).encode())
    assert person_cards.people_of(desk, "").total == 1 and person_cards.people_of(desk, "").people[0].records == 2
    from casework.records import index

    with desk.reading() as session:
        assert index.holding(session, "PCCHAN") and not index.holding(session, "900112")
        assert not index.holding(session, "Zebedee")


def test_what_was_said_of_a_heading_is_proposed_when_the_system_adds_a_column(bring, desk, tmp_path):
    """Next year's export with one column more asks again, and only what is new has to be said."""
    bring(FILE, layout=SAID)
    wider = tmp_path / "wider.csv"
    wider.write_bytes(table([*HEAD, "Epost"], [*ROWS[0], "k@example.org"]).encode())
    with pytest.raises(intake.Unknown):
        records_jobs.import_files(desk, [wider], NOW)
    proposed = records_jobs.first_rows(desk, wider).proposed
    assert [proposed[heading] for heading in [*HEAD, "Epost"]] == ["staff", "full", "born", "post", "leave", "keep"]
