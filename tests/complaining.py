"""What the tests of complaint letters share: a complaint made of nothing real, and what an officer enters for each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import paper
from casework.complaints.handling import Complainant, Complaint
from casework.law.letter_kinds import LetterKind, letter_kinds
from casework.timeline.events import Event, Kind
from casework.views.duties import last_day_to_acknowledge
from letters.complaints.facts import ComplaintFacts, ComplaintMatter
from letters.paper.compose import compose
from letters.paper.letter import Form, Letter

KINDS = {kind.id: kind for kind in letter_kinds() if kind.of_complaint}
RECEIVED, ON, BEFORE = date(2026, 11, 16), date(2026, 11, 23), date(2026, 6, 18)
OUTCOME = {
    "finding": "partly-upheld",
    "issue": "My answer was late.\nPages were missing.",
    "conclusion": "It was six days late, because the search began too late.\nAll 12 pages were sent.",
    "action": "We have changed how requests are passed on.\nWe need to do nothing.",
}
ENTERED: Mapping[str, Mapping[str, str]] = {
    "acknowledgement": {},
    "complaint-progress": {
        "done": "We have read the file.\nWe have asked the team.",
        "next_step": "We will check the emails.",
        "outcome_by": "2026-12-18",
    },
    "complaint-information-request": {"told_us": "Which pages are missing?", "reply_by": "2026-12-07"},
    "complaint-outcome": OUTCOME,
    "complaint-ack-and-outcome": OUTCOME,
    "not-ours": {
        "not_under": "other-law",
        "not_under_why": "You wrote about a parking fine.",
        "goes_to": "Our parking team will answer you. We have passed your letter on.",
    },
    "complaint-before-19-june": {
        "procedure": "Priya Shah looks into it.\nYou will hear from us within 20 working days."
    },
    "regulator-reply": {
        "to_address": "1 New Street\nTestham",
        "their_reference": "IC-123456",
        "enquiry_on": "2026-11-20",
        "reply": "We answered the request on 3 November 2026.\nA copy is enclosed.",
    },
}
"""What an officer enters for a letter of each kind."""


def complaint(**other: Any) -> Complaint:
    """A complaint about a case, received on 16 November 2026."""
    who = {"name": "Ann Other", "address": ["2 Test Street", "Testham"], "email": None} | other.pop("complainant", {})
    facts: dict[str, Any] = {
        "reference": "CO-2026-0001", "received": RECEIVED, "recognised": RECEIVED, "logged": RECEIVED, "channel": "letter",
        "about": "SAR-2026-0001", "what": "You were late.",
    }  # fmt: skip
    return Complaint(**facts | other, complainant=Complainant.model_construct(**who))


def events(*more: Event, received: date = RECEIVED) -> list[Event]:
    """The receipt of the complaint, then those."""
    return [Event(Kind.received, received, seq=1), *more]


def book(
    inputs: Mapping[str, str],
    on: date = ON,
    happened: Sequence[Event] = (),
    said: Mapping[int, Any] | None = None,
    council: Mapping[str, Any] | None = None,
    **facts: Any,
) -> ComplaintFacts:
    """The facts of a complaint on a date."""
    about = complaint(**facts)
    last = last_day_to_acknowledge(about.received, "england-and-wales") if about.statutory else None
    matter = ComplaintMatter(about, paper.council(**council or {}), on, [*happened], said or {}, last)
    return ComplaintFacts(matter, inputs)


def letter(kind: str, inputs: Mapping[str, str] | None = None, form: Form = Form.post, **given: Any) -> Letter:
    """A letter about a complaint; without inputs, with those of `ENTERED`."""
    entered = ENTERED[kind] if inputs is None else inputs
    if kind == "complaint-before-19-june":
        given = {"received": BEFORE} | given
    facts = book(entered, **given)
    who = facts.complaint.complainant
    if KINDS[kind].to == "other":
        who = Complainant.model_construct(name="Information Commission", address=["1 New Street"], email=None)
    return compose(KINDS[kind], facts, who, facts.council, form)


def kinds() -> list[LetterKind]:
    """Every kind of letter of a complaint."""
    return list(KINDS.values())
