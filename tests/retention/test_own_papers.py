"""The desk keeps its own rules: requests, proof of identity, complaints and breaches go by the same schedule."""

from datetime import date, timedelta

import pytest

from casebook import answered
from casework import Refused
from casework.disposal import erasure
from clear_text import everything
from disposing import Disposing, disposing  # noqa: F401
from dpo_console.complaints import jobs as complaints_jobs
from dpo_console.disposal import jobs as disposal_jobs
from dpo_console.jobs import attachments, case_events, opening
from dpo_console.retention import jobs as retention_jobs
from finding import NOW, PASSPHRASE

LATER = NOW.replace(year=2033)


def reopen(sit, when):
    """Open the desk on another day."""
    sit.desk.close()
    sit.desk = opening.open_desk(sit.desk.folder, PASSPHRASE, now=when)


def papers(sit, when):
    """The desk's own papers that are due by a day: (case, class, what blocks)."""
    return [
        (one.reference, one.class_, one.blocked_by)
        for one in retention_jobs.retention_plan(sit.desk, when.date()).cases
    ]


def test_proof_of_identity_that_went_falls_due_no_more(sit):
    """Once verified it goes at the next disposal, though its case is open; afterwards the plan is without it."""
    case = sit.log("Bo Lund", staff="0099999")
    case_events.event(sit.desk, case, "id_requested", date(2026, 11, 17), NOW)
    proof = sit.folder / "passport.txt"
    proof.write_text("Bo Lund's passport")
    attachments.attach_files(sit.desk, case, [proof], NOW)
    assert papers(sit, NOW) == []
    case_events.event(sit.desk, case, "id_received", NOW.date(), NOW)
    assert papers(sit, NOW) == [(case, "sar-identity", [])]
    disposal_jobs.carry_out(sit.desk, sit.approve(), NOW)
    assert papers(sit, NOW) == []
    assert everything(sit).count(b"passport") == 0


def test_papers_that_went_fall_due_no_more(sit):
    """The plan lists a request and a complaint once their time is over, and not after they went."""
    case = sit.log("Bo Lund", staff="0099999")
    sit.bind(case, "Bo Lund")
    case_events.close_case(sit.desk, case, "withdrawn", NOW.date(), NOW)
    facts = {"received": "2026-11-18", "complainant": {"name": "Bo Lund"}, "about": case, "what": "it was late"}
    complaint = complaints_jobs.log_complaint(sit.desk, facts, NOW)
    case_events.event(sit.desk, complaint, "acknowledged", NOW.date(), NOW)
    answered(sit.desk, complaint, NOW.date(), NOW)
    reopen(sit, LATER)
    assert papers(sit, LATER) == [(case, "sar", []), (complaint, "complaint", [])]
    disposal_jobs.carry_out(sit.desk, sit.approve(LATER), LATER)
    assert papers(sit, LATER) == []


def test_a_hold_on_a_person_freezes_papers_about_them_at_the_only_door(sit):
    """Placed after the approval it refuses the disposal by its name; and by itself the door lets no such papers pass."""
    case = sit.log("Bo Lund", staff="0099999")
    sit.bind(case, "Bo Lund")
    case_events.close_case(sit.desk, case, "withdrawn", NOW.date(), NOW)
    after = NOW.replace(year=2028) + timedelta(days=30)
    reopen(sit, after)
    reference = sit.approve(after)
    facts = {"kind": "claim", "people": [sit.person("Bo Lund")], "why": "a claim", "review": "2029-05-01"}
    hold = retention_jobs.place_hold(sit.desk, facts, after).reference
    with pytest.raises(Refused, match=f"1 on hold by {hold}"):
        disposal_jobs.carry_out(sit.desk, reference, after)
    with pytest.raises(Refused, match=f"on hold .1 by {hold}"), sit.desk.act(after) as act:
        erasure.erase(act.session, sit.desk.erased_key, [], after.date(), papers=[erasure.PapersToErase(case, "sar")])
