"""The second calculator for full courses of events: it goes through a case day by day, without formulas."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from casework import Refused
from casework.timeline.checks import refuse
from casework.timeline.events import Event, Kind
from counting import walked

CHANGED = date(2026, 2, 5)
PAUSES = {"access-12a": True, "access-pre2026": False, "dpa-part3-s54": True}
"""The rules that pause, and whether the day of the answer is left out too."""
STARTERS = {"id_requested": "id_received", "fee_requested": "fee_paid", "authority_requested": "authority_received"}
DAY = timedelta(days=1)
Course: TypeAlias = Sequence[tuple[str, date]]
"""What happened in a case: each kind of event with its day."""


class Second(NamedTuple):
    """The second calculator's result for a course."""

    rule: str
    state: str
    due: date | None
    overrun: date | None
    """The last lawful day, if it had passed when identity, a fee or authority was asked for."""


def versioned(name: str, received: date, decided: date | None) -> str:
    """The rule in force: by receipt, or by the decision."""
    if name == "automated":
        return "other-12a" if decided and decided >= CHANGED else "dpa14-reply"
    return f"{name}-{'12a' if received >= CHANGED else 'pre2026'}"


def recounted(name: str, course: Course, nation: str) -> Second:
    """The answer to a course of `(kind, day)`: which rule, whether a day runs, which, and which had passed."""
    course = _without_enclosed(sorted(course, key=lambda one: one[1]))
    received = next(day for kind, day in course if kind == "received")
    decided = next((day for kind, day in course if kind == "decision_taken"), None)
    over = _over(course)
    course = course[: over or len(course)]
    if name == "automated" and decided is None:
        if over:
            return recounted("other", course, nation)
        state, due = _day(versioned("other", received, None), course, received, nation)
        return Second(
            "automated",
            "not-started",
            None,
            _overrun(versioned("other", received, None), course, received, nation) or due,
        )
    rule = versioned(name, received, decided)
    state, due = _day(rule, course, received, nation)
    return Second(rule, "none" if over else state, due, _overrun(rule, course, received, nation))


def _without_enclosed(course: Course) -> Course:
    """The course without an authority that nobody had asked for: it came with the request, and moves nothing."""
    kept, out = [], 0
    for kind, day in course:
        if kind == "authority_requested":
            out += 1
        elif kind == "authority_received":
            if not out:
                continue
            out -= 1
        kept.append((kind, day))
    return kept


def _over(course: Course) -> int:
    """How many events there are up to the one that ended the case; 0 if none did."""
    over = 0
    for at, (kind, _) in enumerate(course, 1):
        over = over or at if kind in ("sent", "closed") else 0 if kind == "reopened" else over
    return over


def _days(course: Course, kind: str) -> list[date]:
    return [day for one, day in course if one == kind]


def _day(rule: str, course: Course, received: date, nation: str) -> tuple[str, date | None]:
    start = received
    for question, answer in STARTERS.items():
        if len(_days(course, question)) > len(_days(course, answer)):
            return "not-started", None
        start = max([start, *_days(course, answer)])
    asked, answered, both = (
        _days(course, "clarification_requested"),
        _days(course, "clarification_received"),
        PAUSES.get(rule),
    )
    if both is None:
        asked = answered = []
    pairs = list(zip(asked, answered, strict=False))
    out = asked[len(answered)] if len(asked) > len(answered) else None
    if not both:  # before 21 October 2020 a question stopped nothing
        pairs = [pair for pair in pairs if pair[0] >= date(2020, 10, 21)]
        out = out if out and out >= date(2020, 10, 21) else None
    months = 1
    for told in _days(course, "extended"):
        while_out = [(out, told)] if out and out <= told else []
        if told <= walked(start, 1, nation, [*pairs, *while_out], bool(both)):
            months = 3
    due = walked(start, months, nation, pairs, bool(both))
    return ("paused", None) if out and out <= due else ("due", due)


def _overrun(rule: str, course: Course, received: date, nation: str) -> date | None:
    """As on the evening of each question for identity, fee or authority: whether the last day was already over."""
    for kind, day in course:
        if kind not in STARTERS:
            continue
        known = [
            one for one in course if one[1] < day or (one[1] == day and one[0] not in {*STARTERS, *STARTERS.values()})
        ]
        _, due = _day(rule, known, received, nation)
        if due and due < day:
            return due
    return None


KINDS = [
    *("clarification_requested", "clarification_received") * 4,
    *("id_requested", "id_received", "fee_requested", "fee_paid", "authority_requested", "authority_received"),
    *("extended", "note", "acknowledged", "sent", "closed", "reopened", "recognised"),
]


def some_course(chance: random.Random) -> tuple[str, list[Event]]:
    """A course that the product accepts: random days, many of them near the end of a month or two."""
    received = date(2018, 5, 25) + timedelta(days=chance.randrange(4570))
    course, name = (
        [Event(Kind.received, received, seq=1)],
        chance.choice(["access", "access", "access", "other", "automated"]),
    )
    if name == "automated" and chance.random() < 0.8:
        decided = max(date(2018, 5, 25), received - timedelta(days=chance.randrange(200)))
        course.append(Event(Kind.decision_taken, decided, seq=2))
    for _ in range(chance.randrange(8)):
        after = chance.choice([chance.randrange(130), 28 + chance.randrange(8), chance.randrange(32)])
        kind = chance.choice(KINDS)
        months = 2 if kind == "extended" else None
        new = Event(Kind(kind), received + timedelta(days=after), seq=len(course) + 1, months=months)
        try:
            refuse(course, new, date(2032, 1, 1))
        except Refused:
            continue
        course.append(new)
        if kind.endswith("_requested") and chance.random() < 0.7:
            took = chance.choice([0, 1, 2, 3, chance.randrange(50)])
            answer = Event(
                Kind(str({**STARTERS, "clarification_requested": "clarification_received"}[kind])),
                new.on + took * DAY,
                seq=len(course) + 1,
            )
            try:
                refuse(course, answer, date(2032, 1, 1))
            except Refused:
                continue
            course.append(answer)
    return name, course
