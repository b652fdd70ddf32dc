"""Nothing lies about in clear: after a day's work, and after a kill in the middle of it, no file holds a canary."""

import base64
import os
import signal
import subprocess
import sys
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.vault import keyslots
from clear_text import lying_about, opened_pages
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import opening
from dpo_console.views import jobs as views_jobs
from testham import TESTHAM
from workforce import census, payroll, staff, worker

pytestmark = pytest.mark.real_keys

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PASSPHRASE = "a passphrase of some length"
CANARY = "Canarysurname"
ROOT = Path(__file__).parents[2]
DAY = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from dpo_console import process
from dpo_console.jobs import case_search, filing, opening
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.records import jobs as records_jobs
from dpo_console.rights import jobs as rights_jobs
process.private()
place, name = Path(sys.argv[1]), sys.argv[2]
now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
desk = opening.open_desk(place / "desk", sys.argv[3], now=now)
records_jobs.import_files(desk, sorted((place / "files").iterdir()), now)
sys.path.insert(0, sys.argv[4])
from workforce import request
asked = request(f"{name} Robertson", datetime(2026, 11, 16).date())
asked["subject"]["identifiers"] = {"staff": "0012345", "swe": None, "ni": None, "email": []}
reference = rights_jobs.log_request(desk, asked, now)
desk.drafts.put("log-request", {"requester": name}, now)
person = rights_jobs.proposals(desk, reference)[0].person
rights_jobs.identify_subject(desk, reference, person, "the same staff number", now)
found = case_search.find(desk, reference, now)
disclosure_jobs.decide(desk, reference, [{"item": hit.item, "field": None, "decision": "disclose", "exemption": None,
    "reason": "theirs" if hit.strength == "candidate" else ""} for hit in found.hits], now)
papers.make_letter(desk, reference, "acknowledgement", now)
desk_jobs.make_backup(desk, place / "day.backup", now, lambda what: None)
print("WORKED", flush=True)
for _ in range(1000):
    packing.pack(desk, reference, filing.outbox(desk), now)
    print("PACKED", flush=True)
    filing.clear_outbox(desk, now)
"""


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """A desk after a day's work by a process that was then killed while it built packs; files and home apart from it."""
    place = tmp_path_factory.mktemp("day")
    for name in ("files", "home", "tmp"):
        (place / name).mkdir()
    desk_jobs.create_desk(place / "desk", PASSPHRASE, "Test Officer", NOW, TESTHAM)
    rows = [staff(f"00123{number}", CANARY, "Robertson", "14/03/1984") for number in range(40, 60)]
    (place / "files" / "payroll.csv").write_bytes(payroll(*rows))
    (place / "files" / "return.xml").write_bytes(census(worker(), worker("SW22222", "1990-01-01")))
    home = {"HOME": str(place / "home"), "TMPDIR": str(place / "tmp"), "XDG_RUNTIME_DIR": str(place / "tmp")}
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    arguments = [str(place), CANARY, PASSPHRASE, str(ROOT / "tests")]
    child = subprocess.Popen(
        [sys.executable, "-c", DAY, *arguments],
        env=kept | home | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    said = [child.stdout.readline().strip() for _ in range(3)]
    time.sleep(0.7)  # in the middle of the next pack
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert said == ["WORKED", "PACKED", "PACKED"]
    return place


def test_no_canary_lies_in_any_file_after_a_day_and_a_kill(day):
    """Outside the files brought in and the outbox, 0 bytes of the canary: desk, backup, home and temporary folder."""
    for path in (day / "desk" / "outbox").glob("*"):
        path.unlink()
    found = lying_about(day, CANARY)
    assert {name for name in found if not name.startswith("files/")} == set()
    assert list((day / "home").iterdir()) == []


def test_the_search_looks_in_the_right_place(day):
    """The planted fault: the same database's pages, decrypted with the raw key, hold the canary; so does any copy in clear."""
    key = keyslots.unlock(day / "desk", PASSPHRASE).key
    clear = opened_pages(day / "desk", key)
    assert clear.count(CANARY.encode()) > 20
    assert any(name.startswith("files/") for name in lying_about(day, CANARY))


@pytest.mark.parametrize("how", ["clear", "wide", "base64", "deflated"])
def test_a_canary_left_in_any_form_is_found(tmp_path, how):
    """Each way a word could lie about is seen by the search."""
    word = f"before {CANARY} after".encode()
    left = {
        "clear": word,
        "wide": word.decode().encode("utf-16"),
        "base64": base64.b64encode(word),
        "deflated": b"junk" + zlib.compress(word * 3),
    }[how]
    (tmp_path / "left").write_bytes(left)
    assert lying_about(tmp_path, CANARY)


def test_everything_a_day_makes_is_the_owners_alone(day):
    """Folders 0700 and files 0600, the outbox and the backup too."""
    made = [day / "day.backup", day / "desk", *(day / "desk").rglob("*")]
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


def test_after_the_kill_the_desk_opens_and_its_history_is_whole(day):
    """What was acknowledged before the kill is there."""
    desk = opening.open_desk(day / "desk", PASSPHRASE, now=NOW)
    try:
        assert desk_jobs.audit_verify(desk).state == "whole"
        assert [one.reference for one in views_jobs.board_of(desk, NOW)]
    finally:
        desk.close()
