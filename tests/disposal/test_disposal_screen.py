"""A disposal walked on the screen, on a real desk: proposed, looked over, approved, carried out, certified."""

import threading
from functools import wraps

import pytest

import masters
from disposing import HEADED, OLD, OLDER, YOUNG
from dpo_console.desk import demo_setup
from dpo_console.disposal import jobs as disposal_jobs
from dpo_console.disposal.disposals import DisposalScreen, DisposalsScreen
from dpo_console.jobs import case_events, opening, person_cards
from dpo_console.records import jobs as records_jobs
from dpo_console.retention import jobs as retention_jobs
from dpo_console.rights import jobs as rights_jobs
from dpo_console.rights.case import CaseScreen
from dpo_console.views.board import BoardScreen
from finding import NOW
from workforce import payroll


@pytest.fixture
def folder(tmp_path):
    """A desk for rehearsals with two records that are due, and one that is not."""
    masters.copied(tmp_path / "desk", demo_setup.DEMO, demo=True)
    desk = opening.open_desk(tmp_path / "desk", demo_setup.DEMO, now=NOW)
    (tmp_path / "june").write_bytes(payroll(OLD, OLDER, YOUNG, headings=HEADED))
    records_jobs.import_files(desk, [tmp_path / "june"], NOW)
    desk.close()
    return tmp_path / "desk"


def flat(seat):
    """The screen as one line."""
    return " ".join(seat.text().split())


async def proposed(seat):
    """From the board to a disposal that was proposed."""
    await seat.press("t", "x")
    assert isinstance(seat.screen, DisposalsScreen)
    assert "Press n to propose" in seat.text()
    await seat.press("n")
    await seat.until(lambda: isinstance(seat.screen, DisposalScreen) and "record" in seat.text())


async def test_a_disposal_is_walked_from_the_plan_to_the_certificate(folder, sit):
    """By keys alone: propose, keep one with a reason, approve, carry out, the owner told and confirmed, the paper."""
    async with sit(folder=folder) as seat:
        await proposed(seat)
        assert "2 lines, 0 excluded; not included: 0 on hold, 0 to review, 0 without a date" in seat.text()
        assert "payroll by row r07: 2" in seat.text()
        await seat.until(lambda: "row 3: Amina Okafor" in flat(seat))
        for name in ("Exclude", "Approve", "Carry out", "Help"):
            assert name in seat.text().splitlines()[-1]
        await seat.press("x", "enter")
        assert "! Enter a reason" in seat.text()
        await seat.press(*"asked", "enter")
        await seat.until(lambda: "! asked" in seat.text())
        await seat.press("c")
        await seat.until(lambda: "Press a first" in flat(seat))
        await seat.press("a")
        await seat.until(lambda: "approved: to be carried out" in seat.text())
        await seat.press("c")
        assert "1 line (records and case papers) will be destroyed for good" in flat(seat)
        await seat.press("escape")
        assert "approved: to be carried out" in seat.text()
        await seat.press("c", "ctrl+s")
        await seat.until(lambda: ": carried out" in seat.text() and "not yet" in seat.text())
        assert "1 destroyed, 1 excluded" in seat.text()
        assert "1 Payroll records: row r07" in flat(seat)
        title = "Payroll file of"
        assert "Source " in flat(seat) and title in flat(seat).split("Destroyed on")[0]
        await seat.press("o")
        assert title in flat(seat).split("told them today")[0]
        assert "(june)" in flat(seat).split("told them today")[0]
        await seat.press(*"Payroll", "enter")
        await seat.until(lambda: "Payroll" in seat.text())
        await seat.press("y", *"31/02/2026", "enter")
        await seat.until(lambda: "is not a date" in flat(seat))
        await seat.press("y", "enter")
        seat.app.clear_notifications()  # they stay in tests, and cover the columns
        await seat.until(lambda: seat.text().count("22/11/2026") > 2)
        await seat.press("p")
        await seat.until(lambda: "DI-2026-0001-certificate.pdf" in "".join(seat.text().split()), 30)
        assert (folder / "outbox" / "DI-2026-0001-certificate.pdf").read_bytes().startswith(b"%PDF")
        for name in ("Certificate", "Owner told", "Confirmed", "Help"):
            assert name in seat.text().splitlines()[-1]
        await seat.press("x", "a", "c", "w")
        assert isinstance(seat.screen, DisposalScreen)
        await seat.press("escape")
        await seat.until(lambda: "DI-2026-0001" in seat.text())
        assert flat(seat).split("DI-2026-0001")[1].split()[1:3] == ["2", "1"]
        await seat.press("escape")
        await seat.until(lambda: "1 of 2 records due" in flat(seat))


async def test_a_reason_that_was_not_sent_off_is_offered_again(folder, sit):
    """Cut off while the reason is typed, the form stands among the unfinished ones and leads back to its disposal."""
    async with sit(folder=folder) as seat:
        await proposed(seat)
        await seat.until(lambda: "row 3: Amina Okafor" in flat(seat))
        await seat.press("x", *"half a reason")
        await seat.until(lambda: seat.app.desk.drafts.names() != [])
    async with sit(folder=folder) as seat:
        await seat.until(lambda: "Why a line is excluded from a disposal" in seat.text())
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.screen, DisposalScreen) and "record 2" in seat.text())
        await seat.press("x")
        await seat.until(lambda: "half" in seat.text())


async def test_keys_pressed_while_it_runs_leave_it_undisturbed(folder, sit, monkeypatch):
    """n pressed twice proposes once; x and a while it is carried out do nothing, and it ends as if nobody had pressed."""
    begun, go_on = [], threading.Event()

    def slowly(name):
        was = getattr(disposal_jobs, name)

        @wraps(was)
        def job(*args, **options):
            begun.append(name)
            go_on.wait(5)
            return was(*args, **options)

        monkeypatch.setattr(disposal_jobs, name, job)

    async with sit(folder=folder) as seat:
        await seat.press("t", "x")
        slowly("propose_disposal")
        await seat.press("n", "n")
        go_on.set()
        await seat.until(lambda: isinstance(seat.screen, DisposalScreen) and "record" in seat.text())
        await seat.press("a")
        await seat.until(lambda: "approved: to be carried out" in seat.text())
        go_on.clear()
        slowly("carry_out")
        await seat.press("c", "ctrl+s")
        await seat.until(lambda: "carry_out" in begun)
        await seat.press("x", "a", "c")
        go_on.set()
        await seat.until(lambda: ": carried out" in seat.text())
        assert begun == ["propose_disposal", "carry_out"]
        assert seat.app.running == ""
        await seat.press("escape")
        assert isinstance(seat.screen, DisposalsScreen)


async def test_a_disposal_can_be_given_up(folder, sit):
    """w asks again, and then it stands among the others as withdrawn; every record is there."""
    async with sit(folder=folder) as seat:
        await proposed(seat)
        await seat.press("w", "ctrl+s")
        await seat.until(lambda: isinstance(seat.screen, DisposalsScreen) and "withdrawn" in seat.text())
        assert person_cards.people_of(seat.app.desk, "").total == 3


async def test_what_changed_since_is_told_and_nothing_destroyed(folder, sit):
    """A case opened meanwhile refuses it with its sentence on the screen."""
    async with sit(folder=folder) as seat:
        await proposed(seat)
        await seat.press("a")
        await seat.until(lambda: "approved: to be carried out" in seat.text())
        person = person_cards.people_of(seat.app.desk, "Okafor").people[0].person
        facts = {"kind": "claim", "people": [person], "why": "a claim", "review": "2027-05-01"}
        retention_jobs.place_hold(seat.app.desk, facts, NOW)
        await seat.press("c", "ctrl+s")
        await seat.until(lambda: "1 on hold by HOLD-2026-0001" in flat(seat))
        assert "Nothing was disposed of. Withdraw it and propose it again." in flat(seat)
        assert person_cards.people_of(seat.app.desk, "").total == 3


async def test_owners_are_chased_from_the_board(folder, sit):
    """A line of the board opens the disposal whose owners are still to be told."""
    desk = opening.open_desk(folder, demo_setup.DEMO, now=NOW)
    reference = disposal_jobs.propose_disposal(desk, NOW.date(), NOW).reference
    disposal_jobs.approve_disposal(desk, reference, NOW)
    disposal_jobs.carry_out(desk, reference, NOW)
    desk.close()
    async with sit(folder=folder) as seat:
        await seat.until(lambda: "tell the owners" in seat.text())
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.screen, DisposalScreen) and "carried out" in seat.text())
        await seat.press("escape")
        assert isinstance(seat.screen, BoardScreen)


async def test_a_person_is_erased_from_the_case(folder, sit):
    """Under a request for erasure d asks for the ground, and erases; on another case there is no such key."""
    desk = opening.open_desk(folder, demo_setup.DEMO, now=NOW)
    person = person_cards.people_of(desk, "Lund").people[0].person
    cases = []
    for right in ("erasure", "access"):
        who = {"name": "Bo Lund", "address": [], "email": None, "is_subject": True}
        facts = {"right": [right], "received": "2026-11-16", "asked": "Erase it.", "requester": who}
        cases.append(rights_jobs.log_request(desk, facts, NOW))
    rights_jobs.identify_subject(desk, cases[0], person, "numbers agree", NOW)
    case_events.close_case(desk, cases[1], "withdrawn", NOW.date(), NOW)
    desk.close()
    async with sit(folder=folder) as seat:
        seat.app.push_screen(CaseScreen(cases[1]))
        await seat.until(lambda: "nothing more" in seat.text())
        await seat.press("d")
        assert isinstance(seat.screen, CaseScreen)
        seat.app.push_screen(CaseScreen(cases[0]))
        await seat.until(lambda: cases[0] in seat.text())
        await seat.press("d")
        assert "1 record of Bo Lund will be erased for good" in flat(seat)
        await seat.press(*"withdrew", "enter")
        await seat.until(lambda: "1 record is erased" in flat(seat))
        assert person_cards.people_of(seat.app.desk, "Lund").total == 0
