"""What the tests of letters share: a request, a council, a deadline and a bundle made of nothing real."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from casework.clock import Deadline, Step
from casework.clock.answer import State
from casework.disclosure.bundles import Bundle, BundleField, BundleItem, Searched
from casework.law.letter_kinds import LetterKind, letter_kinds
from casework.law.rights import Right
from casework.notice.council import HARTLEPOOL, Council
from casework.notice.reading import published
from casework.notice.register import PrivacyNotice
from casework.rights.requests import Identifiers, Request, Requester, Subject
from casework.timeline.events import Event
from letters.disclosure.matter import RequestMatter, RightClock, SentLetter
from letters.paper.compose import compose
from letters.paper.letter import Form, Letter
from letters.rights.facts import RequestFacts

ON = date(2026, 2, 20)
SECRET = "Her mother Mrs Blenkinsop rang twice"
LATER = date(2026, 11, 22)


def council(**other: Any) -> Council:
    return Council(**HARTLEPOOL | other)


def request(**other: Any) -> Request:
    who = {"name": "Katherine Robertson", "address": ["1 Test Street", "Testham", "ZZ99 9ZZ"], "email": None}
    facts: dict[str, Any] = {
        "reference": "SAR-2026-0001", "rights": ["access"], "received": date(2026, 1, 29), "recognised": ON, "logged": ON,
        "channel": "email", "asked": "Everything about me.", "bound": "person", "person_id": 1,
        "requester": who | {"is_subject": True, "authority": None},
        "subject": {"name": "Katherine Robertson", "former_names": [], "born": None, "identifiers": {}},
    }  # fmt: skip
    facts |= other
    facts["requester"] = Requester.model_construct(**facts["requester"])
    facts["subject"] = Subject.model_construct(**facts["subject"] | {"identifiers": Identifiers()})
    return Request(**facts)


def deadline(state: State = State.due, **other: Any) -> Deadline:
    steps = (
        Step(date(2026, 2, 28), "one month from 29 January 2026; February has no 29th, so its last day", "Art 3(2)(c)"),
        Step(date(2026, 3, 2), "28 February 2026 is a Saturday: next working day", "Art 3(4)"),
    )
    facts: dict[str, Any] = {
        "due": date(2026, 3, 2) if state == State.due else None,
        "cautious": None,
        "citation": "Art 12A",
        "steps": steps,
    }
    return Deadline("access-12a", "england-and-wales", date(2026, 1, 29), state, **facts | other)


def entry(
    item: int,
    *more: BundleField,
    exemption: str | None = None,
    role: str = "4",
    kind: str = "census",
    source: int = 1,
    **change: Any,
) -> BundleItem:
    parts = (
        BundleField("PersonFamilyName", "Surname", "Robertson", None),
        BundleField("PersonGivenName", "Forename", "Katherine", None),
        BundleField("OrgRole", "Role in the organisation", role, "senior practitioner"),
        BundleField("Team", "Team", "Assessment East", None),
        *more,
    )
    title = {"census": "Children's social work workforce census 2026", "payroll": "Payroll file, September 2026"}[kind]
    of = {"census": "workforce-census", "payroll": "payroll"}[kind]
    return BundleItem(item, source, f"record {item}", kind, title, parts, exemption, **{"record_class": of} | change)


def bundle(*entries: BundleItem, not_theirs: int = 0) -> Bundle:
    entries = entries or (
        entry(501, BundleField("Comment", "Comment", SECRET, None, "dpa2018-sch2-16")),
        entry(502, kind="payroll", source=2),
        entry(503, BundleField("Note", "Note", "Disciplinary hearing Wednesday", None), exemption="dpa2018-sch2-16"),
    )
    searched = (Searched(1, "Workforce census 2026"), Searched(2, "Payroll file, September 2026"))
    return Bundle("SAR-2026-0001", entries, searched, not_theirs)


def matter(
    given: Bundle | None = None,
    on: date = LATER,
    told: PrivacyNotice | None = None,
    events: Sequence[Event] = (),
    sent: Sequence[SentLetter] = (),
    clocks: dict[Right, Deadline] | None = None,
    by: Council | None = None,
    **other: Any,
) -> RequestMatter:
    """What letters are written from: `given` was found and decided, and `other` are facts of the request."""
    asked = request(**other)
    running = clocks or {Right(right): deadline() for right in asked.rights}
    return RequestMatter(
        request=asked,
        council=by or council(),
        notice=told or published("childrens-social-care-workforce"),
        on=on,
        events=events,
        said={},
        clocks={right: RightClock(one) for right, one in running.items()},
        sent=sent,
        bundle=lambda: given or bundle(),
    )


def kind_of(named: str) -> LetterKind:
    """The kind of letter about a request with that name."""
    return next(kind for kind in letter_kinds() if kind.id == named and not kind.of_complaint)


def letter(kind: str, inputs: Mapping[str, str] | None = None, **facts: Any) -> Letter:
    """A letter about a request, as the desk would make it from these facts."""
    from_these = matter(**facts)
    who = from_these.request.requester
    if kind_of(kind).to == "other":
        who = Requester.model_construct(name=(inputs or {})["to_name"], address=["2 Test Street"], email=None)
    return compose(kind_of(kind), RequestFacts(from_these, inputs or {}), who, from_these.council, Form.post)


def disclosure(
    given: Bundle | None = None, on: date = LATER, told: PrivacyNotice | None = None, **other: Any
) -> Letter:
    """The disclosure letter."""
    return letter("disclosure", given=given, on=on, told=told, **other)
