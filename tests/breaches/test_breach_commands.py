"""Breaches on the command line, as an officer types: from the telephone call to the register."""

import csv
import json
from datetime import UTC, datetime

import pytest

import commands
import masters
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.desk import demo_setup
from dpo_console.jobs import opening

pytestmark = pytest.mark.real_keys

CALL = {"noticed": "2026-11-20T16:30", "what": "A sickness record went to forty foster carers.", "service": "Fostering"}


@pytest.fixture
def desk(tmp_path):
    """A desk for rehearsals."""
    return masters.copied(tmp_path / "desk", demo_setup.DEMO, "Ann", datetime(2026, 11, 1, 9, tzinfo=UTC), demo=True)


@pytest.fixture
def run(desk):
    """Run a command on it."""

    def command(*args, given=None, day="2026-11-22", how=commands.here):
        said = given if isinstance(given, str) else json.dumps(given) if given is not None else ""
        return how(*args, "--today", day, "--desk", desk, stdin=said)

    return command


def test_from_the_call_to_the_register(run, tmp_path):
    """Logged, on the board in hours, described, tried, assessed, notified, told, an action done, closed, in the register."""
    logged = run("log", "breach", given=CALL, how=commands.apart)
    assert json.loads(logged.stdout) == {"reference": "BR-2026-0001"}
    board = json.loads(run("due", "--json").stdout)
    assert board[0]["reference"] == "BR-2026-0001"
    assert 16 <= board[0]["hours_left"] <= 40
    assert run("due", "--check").returncode == 0
    assert run("due", "--check", day="2026-11-24").returncode == 1
    described = {"data": ["absence"], "people": ["staff"], "people_count": 1, "cause": "email-wrong"}
    assert run("breach", "describe", "BR-2026-0001", given=described).returncode == 0
    said = {"tests": {"breach": "yes", "risk": "likely", "high": "no"}, "factors": {"context": "sensitive"}}
    tried = run("breach", "assess", "BR-2026-0001", "--try", given=said).stdout
    assert "ENISA severity 4: very-high" in tried
    assert "Statutory tests: notify (regulator), not (people)" in tried
    assert json.loads(run("show", "BR-2026-0001", "--json").stdout)["breach"]["assessments"] == []
    bare = run("breach", "assess", "BR-2026-0001", given=said | {"regulator": {"decision": "notify"}, "people": {"decision": "not"}})  # fmt: skip
    assert (bare.returncode, bare.stdout) == (2, "")
    assert "Enter why the people are not told" in bare.stderr
    said |= {"regulator": {"decision": "notify"}, "people": {"decision": "not", "reason": "the risk is not high"}}
    assert "notify the regulator" in run("breach", "assess", "BR-2026-0001", given=said).stdout
    notified = run("event", "BR-2026-0001", "notified", "--on", "2026-11-21T10:00")
    assert notified.returncode == 0, notified.stderr
    shown = run("show", "BR-2026-0001").stdout
    assert "unknown then: about how many records" in shown
    assert "decided: regulator notify, people not (the risk is not high)" in shown
    facts = {"what": "staff", "owner": "Ann", "due": "2026-12-01", "note": "brief the team"}
    acted = run("breach", "record", "BR-2026-0001", "action", given=facts)
    number = acted.stdout.split()[2].rstrip(".")
    assert run("close", "BR-2026-0001", "dealt-with", "--on", "2026-11-22").returncode == 2
    assert run("breach", "record", "BR-2026-0001", "action_done", given={"action": number}).returncode == 0
    done = {"at": "2026-11-21T12:00", "complete": "yes"}
    assert run("breach", "record", "BR-2026-0001", "notified", given=done).returncode == 0
    assert run("close", "BR-2026-0001", "dealt-with", "--on", "2026-11-22").returncode == 0
    table = tmp_path / "register.csv"
    shown = run("breaches", "--csv", str(table)).stdout
    assert "BR-2026-0001  2026-11  Fostering  email-wrong  very-high  notify    17" in shown
    [row] = csv.DictReader(table.read_text().splitlines())
    assert (row["reference"], row["outcome"], row["late"]) == ("BR-2026-0001", "dealt-with", "no")


def test_people_come_from_a_file_and_go_by_number(run, tmp_path):
    """The list is brought from a CSV file, shown with who has no address, and one is taken off; no name is an argument."""
    reference = json.loads(run("log", "breach", given=CALL).stdout)["reference"]
    path = tmp_path / "list.csv"
    path.write_text("name,address\nAnn Other,1 Test Street\nBen Other,\n")
    shown = run("breach", "people", reference, "--csv", str(path)).stdout
    assert "Ann Other  1 Test Street" in shown
    assert "Ben Other  no address" in shown
    left = json.loads(run("breach", "people", reference, "--remove", "2", "--json").stdout)
    assert [one["number"] for one in left] == [1]


@pytest.mark.parametrize(
    ("args", "given", "sentence"),
    [
        (["log", "breach"], "[]", "as one JSON object"),
        (["log", "breach"], CALL | {"noticed": "2026-11-23T16:30"}, "in the future"),
        (["breach", "describe", "BR-2026-0099"], {}, "There is no breach BR-2026-0099"),
        (["breach", "describe", "SAR-2026-0001"], {}, "There is no breach SAR-2026-0001"),
        (["breaches", "--csv", "/nowhere/at/all.csv"], None, "cannot be written"),
        (["breach", "people", "BR-2026-0001", "--csv", "nowhere.csv"], None, "cannot be read"),
    ],
)
def test_what_is_refused_is_one_line(run, args, given, sentence):
    """Bad input is one line on standard error and exit status 2, nothing on standard output."""
    ran = run(*args, given=given)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert sentence in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_its_papers_are_made_on_the_command_line(run, desk, tmp_path):
    """Notification, everybody's letters as one file for the printer, and the story are written where they are wanted."""
    now, words = datetime(2026, 11, 21, 9, tzinfo=UTC), ("plain", "consequences", "measures")
    opened = opening.open_desk(desk, demo_setup.DEMO, now=now)
    reference = breaches_jobs.log_breach(opened, CALL | dict.fromkeys(words, "Words for everybody."), now)
    people = [{"name": name, "address": ["1 Test Street"]} for name in ("Ann Other", "Ben Other")]
    breaches_jobs.add_people(opened, reference, people, now)
    opened.close()
    out = [tmp_path / name for name in ("notification.pdf", "letters.paper.pdf", "story.pdf")]
    assert "first notification" in run("letter", reference, "notification", "--out", str(out[0])).stdout
    made = run("letter", reference, "people", "--out", str(out[1])).stdout
    assert "2 letters made, 0 already made" in made and "letters: 2, sheets: " in made
    shown = run("show", reference).stdout
    assert "2 letters" in shown and shown.count("people-letter") == 1
    assert "Who is affected, as first reported" in run("story", reference, "--out", str(out[2])).stdout
    assert all(path.read_bytes().startswith(b"%PDF-") for path in out)
    other = run("letter", reference, "acknowledgement")
    assert (other.returncode, "Choose from: notification, people, public" in other.stderr) == (2, True)
