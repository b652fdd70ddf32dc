"""What the tests of the letters that handle a request share: what each is written from, and what an officer enters."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import paper
from answering import LAWYER, Without
from casework.law.letter_kinds import LetterElement, LetterKind, letter_kinds
from casework.law.rights import Right
from casework.timeline.events import Event, Kind
from letters.disclosure.matter import OtherCase, RequestMatter, RightClock, SentLetter
from letters.paper import compose as composer
from letters.paper.letter import Form, Letter

KINDS = {kind.id: kind for kind in letter_kinds() if kind.group == "handling"}
RECEIVED, ON = date(2026, 11, 2), date(2026, 11, 20)
CLOCK = RightClock(
    paper.deadline(due=date(2026, 12, 2)), paper.deadline(due=date(2026, 12, 2)), if_extended=date(2027, 2, 2)
)
LATE = RightClock(paper.deadline(due=date(2026, 11, 18)))
AGENTS = ("authority-request", "authority-refusal", "child-request", "agent-caution")
IDENTITY = Event(Kind.id_requested, date(2026, 10, 9), seq=2)
AUTHORITY = Event(Kind.authority_requested, date(2026, 11, 4), seq=2)
EVENTS: Mapping[str, tuple[Event, ...]] = {
    "reminder": (IDENTITY,),
    "close-no-response": (IDENTITY,),
    "authority-refusal": (AUTHORITY,),
    "agent-caution": (Event(Kind.answer_to_subject, date(2026, 11, 4), seq=2),),
}
FEE = {"fee_reason": "You have asked for the same five times.", "fee_amount": "£25.00", "fee_costs": "Copies and post."}
ENTERED: Mapping[str, Mapping[str, str]] = {
    "id-request": {"doubt": "You wrote from a new address.", "needed": "a utility bill\nyour staff number"},
    "child-request": {"child_age": "14 years"},
    "clarification": {
        "question": "Which years do you mean?\nWhich team?",
        "amount_held": "some 4,000 emails",
        "meanwhile": "We are sending your census records.",
    },
    "fee-notice": FEE | {"fee_ground": "excessive"},
    "extension": {"limb": "complexity", "extension_reason": "Many files must be read."},
    "reminder": {"reply_by": "2026-12-04"},
    "not-controller": {"not_ours": "The agency decides about it.", "holder": "Quayside Agency"},
    "duplicate": {"answered_by": "SAR-2026-0002"},
    "cannot-identify": {"enables": "a staff number\nthe years of your work"},
    "delay": {"delay_reason": "Records were hard to find.", "expected": "2026-12-04"},
    "partial-send": {
        "enclosed": "your census records", "follows": "your supervision notes", "follows_by": "2026-12-04",
    },
}  # fmt: skip
"""What an officer enters for a letter of each kind."""


def matter(kind: str) -> RequestMatter:
    """What a letter of that kind is written from, so that everything it can say is there to be said."""
    more: dict[str, Any] = {"requester": LAWYER} if kind in AGENTS else {}
    rights = [Right.access, Right.objection] if kind == "acknowledgement" else [Right.access, Right.erasure]
    made = paper.matter(
        on=ON, received=RECEIVED, rights=rights, events=EVENTS.get(kind, ()),
        sent=(SentLetter("reminder", date(2026, 11, 9), reply_by=date(2026, 11, 16)),),
        by=paper.council(regulator_address=["1 New Street", "Testham"]), **more,
    )  # fmt: skip
    running = LATE if kind == "delay" else CLOCK
    other = OtherCase("SAR-2026-0002", RECEIVED, date(2026, 12, 2))
    return replace(made, clocks=dict.fromkeys(rights, running), other=lambda _: other)


def book(kind: str, missing: str = "") -> Without:
    """The facts for a letter of that kind, but for one."""
    return Without(matter(kind), ENTERED.get(kind, {}), missing)


def letter(kind: str) -> Letter:
    """The letter of that kind."""
    of = matter(kind)
    return composer.compose(KINDS[kind], book(kind), of.request.requester, of.council, Form.post)


def rows() -> list[tuple[LetterKind, LetterElement, str]]:
    """Each kind of letter with each of its elements in force, and each fact that the element holds."""
    found = []
    for kind in KINDS.values():
        in_force = [one for one in kind.elements if one.in_force(ON, RECEIVED)]
        found += [(kind, element, name) for element in in_force for name in element.facts]
    return found
