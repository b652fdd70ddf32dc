"""Disposals on the command line: by number, reasons on standard input, one sentence where it cannot be."""

import pytest

from casebook import at
from disposing import HEADED, OLD, OLDER, YOUNG
from dpo_console.desk import demo_setup
from dpo_console.jobs import opening, person_cards
from dpo_console.records import jobs as records_jobs
from dpo_console.rights import jobs as rights_jobs
from shell import Shell
from workforce import payroll


@pytest.fixture
def shell(tmp_path):
    """A shell at a rehearsal desk with two records that are due."""
    shell = Shell(tmp_path)
    (tmp_path / "june").write_bytes(payroll(OLD, OLDER, YOUNG, headings=HEADED))
    desk = opening.open_desk(shell.desk, demo_setup.DEMO, now=at("2026-11-02"))
    records_jobs.import_files(desk, [tmp_path / "june"], at("2026-11-02"))
    desk.close()
    return shell


def test_a_disposal_from_the_plan_to_the_certificate(shell):
    """propose, keep, approve, carry-out, instruct, confirm, certificate; each says what it did."""
    assert "No disposal" in shell.run("dispose", "list")
    proposed = shell.json("dispose", "propose")
    assert (proposed["reference"], proposed["lines"]) == ("DI-2026-0001", 2)
    assert "is proposed" in shell.run("dispose", "carry-out", "DI-2026-0001", code=2)
    line = str(proposed["listed"][0]["id"])
    keep = ("dispose", "keep", "DI-2026-0001", "--line", line)
    assert "longer than 4,000" in shell.run(*keep, stdin="x" * 4001, code=2)  # never cut without a word
    assert "asked for" in shell.run(*keep, stdin="asked for\n")
    assert "is approved" in shell.run("dispose", "approve", "di-2026-0001")
    done = shell.run("dispose", "carry-out", "DI-2026-0001")
    assert "Nothing that was erased is left in the database." in done
    assert shell.json("dispose", "carry-out", "DI-2026-0001")["digest"] in done
    assert "tell the owners of 1 file" in shell.run("due")
    assert "HR" in shell.run("dispose", "instruct", "DI-2026-0001", "--owner", "HR")
    assert shell.run("dispose", "confirm", "DI-2026-0001").count("2026-11-22") > 2
    assert "DI-2026-0001-certificate.pdf  sha256:" in shell.run("dispose", "certificate", "DI-2026-0001")
    assert "carried out" in shell.run("dispose", "show", "DI-2026-0001")
    assert "whole" in shell.run("audit", "verify")


def test_a_disposal_is_given_up(shell):
    """withdraw says so, and every record stands."""
    shell.run("dispose", "propose")
    assert "is withdrawn" in shell.run("dispose", "withdraw", "DI-2026-0001")
    assert "withdrawn" in shell.run("dispose", "list")


def test_erasing_under_a_request(shell):
    """The person's records go by the case's number, the ground on standard input; a case that is none is refused."""
    assert "There is no case RR-2026-0009" in shell.run("dispose", "erase", "RR-2026-0009", stdin="withdrew", code=2)
    desk = opening.open_desk(shell.desk, demo_setup.DEMO, now=at("2026-11-22"))
    who = {"name": "Bo Lund", "address": [], "email": None, "is_subject": True}
    facts = {"right": ["erasure"], "received": "2026-11-16", "asked": "Erase it.", "requester": who}
    case = rights_jobs.log_request(desk, facts, at("2026-11-16"))
    rights_jobs.identify_subject(
        desk, case, person_cards.people_of(desk, "Lund").people[0].person, "numbers agree", at("2026-11-16")
    )
    desk.close()
    assert "Enter the ground of Article 17(1)" in shell.run("dispose", "erase", case, code=2)
    assert "1 record erased, 1 person has no record left" in shell.run(
        "dispose", "erase", case, stdin="consent withdrawn"
    )
