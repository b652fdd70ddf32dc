"""A council's own worked cases, recomputed (`clock --check`), and events as the command line writes them."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from casework import Refused, clock
from casework.timeline.checks import ONCE, decided_later
from casework.timeline.events import KINDS, QUESTIONS, Event, Kind

Written = TypeVar("Written")
Read = TypeVar("Read")

COLUMNS = ("id", "rule", "nation", "received", "events", "expected")
STATES = tuple(state for state in clock.State if state != clock.State.due)


@dataclass(frozen=True, slots=True)
class Difference:
    """A worked case that the rule does not confirm, or a row that could not be computed."""

    id: str
    line: int
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.id or f'line {self.line}'}: expected {self.expected or 'nothing'}, found {self.found}"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many worked cases were recomputed, and every difference."""

    checked: int
    differences: list[Difference]


def recompute(text: str) -> Recomputed:
    """Recompute every row of a CSV of worked cases.

    Raises Refused if a column is missing or the text is not CSV. A row that cannot be computed is a difference that
    says why, with its line and column; the other rows are still computed.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), skipinitialspace=True)
    try:
        listed = [(rows.line_num, row) for row in rows]
    except csv.Error as wrong:
        raise Refused(
            f"Line {rows.line_num + 1} of the worked cases is not CSV ({wrong}). Correct that line."
        ) from wrong
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or [])]
    if missing:
        raise Refused(f"The worked cases have no column '{missing[0]}'. The columns are: {','.join(COLUMNS)}.")
    differences = []
    for line, row in listed:
        cells = {name: (row[name] or "").strip() for name in COLUMNS}
        try:
            found, wanted = _compared(cells)
        except Refused as refused:
            found, wanted = f"line {line} cannot be computed: {refused}", cells["expected"]
        if found != wanted:
            differences.append(Difference(cells["id"], line, cells["expected"], found))
    return Recomputed(len(listed), differences)


def _compared(cells: dict[str, str]) -> tuple[str, str]:
    """What the rule gives and what the row expects: each a date, an instant in UTC or a state."""
    if cells["expected"] == "none":
        try:
            return _counted(cells)
        except clock.NotYet:
            return "none", "none"
    return _counted(cells)


def _counted(cells: dict[str, str]) -> tuple[str, str]:
    nation = cells["nation"] or "england-and-wales"
    texts = [part for part in cells["events"].split(";") if part.strip()]
    expected = cells["expected"]
    if clock.counts_hours(cells["rule"]):
        found = _cell(
            "received", lambda begun: deadline_from_instant(cells["rule"], begun, texts, nation), cells["received"]
        )
        wanted = expected if expected in STATES else _utc(_cell("expected", clock.instant, expected))
        return (_utc(found.due) if isinstance(found.due, datetime) else found.state), wanted
    received = _cell("received", clock.day, cells["received"])
    events = _cell("events", lambda written: events_from(received, written), texts)
    wanted = expected if expected in STATES else _cell("expected", clock.day, expected).isoformat()
    found = clock.deadline(cells["rule"], events, nation=nation)
    if found.due is None or (expected in STATES and found.state != clock.State.due):
        return found.state, wanted
    return found.due.isoformat(), wanted


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def deadline_from_instant(rule: str, begun: str, texts: list[str], nation: str) -> clock.Deadline:
    """The deadline of a rule in hours. Raises Refused for an instant not valid or not clear, and for any event."""
    if texts:
        raise Refused(f"{rule} counts on whatever happens. Leave out '{texts[0].strip()[:40]}'.")
    return clock.hours(rule, clock.instant(begun), nation=nation)


def events_from(received: date, texts: list[str]) -> list[Event]:
    """What happened, as the command line writes it, the receipt first.

    Raises Refused for an event before the receipt, one given twice that can happen only once, more answers than
    questions, and an answer before its question.
    """
    events = [parse_event(text, received) for text in texts]
    for one in events:
        if one.kind == Kind.decision_taken and one.on > received:
            raise Refused(decided_later(one.on, received))
        if one.on < received and one.kind not in (Kind.note, Kind.decision_taken):
            raise Refused(
                f"'{one.kind}' on {one.on:%d/%m/%Y} is before the receipt on {received:%d/%m/%Y}. Check both dates."
            )
    days = {kind: sorted(one.on for one in events if one.kind == kind) for kind in Kind}
    for kind in ONCE:
        if len(days[kind]) > 1:
            raise Refused(f"'{kind}' can be given only once. Leave one out.")
    for question, answer in QUESTIONS.items():
        asked, answered = days[question], days[answer]
        if asked and len(answered) > len(asked):
            raise Refused(
                f"'{answer}' is given {len(answered)} times for {len(asked)} '{question}'. Leave one out, or give the "
                "other question."
            )
        for first, last in zip(asked, answered, strict=False):
            if last < first:
                raise Refused(
                    f"The answer on {last:%d/%m/%Y} ('{answer}') is before the question on {first:%d/%m/%Y}. "
                    "Check both dates."
                )
    return [Event(Kind.received, received), *events]


def _cell(column: str, read: Callable[[Written], Read], written: Written) -> Read:
    try:
        return read(written)
    except Refused as refused:
        raise type(refused)(f"column '{column}', {refused}") from refused


def parse_event(text: str, received: date) -> Event:
    """An event written `kind=DATE`; an extension `extended=2`, or `extended=2@DATE` with the date of its notice.

    An extension without a date was given in time. One month more (`extended=1`) is for requests received before
    5 February 2026. Raises Refused for anything else.
    """
    name, _, value = (part.strip() for part in text.partition("="))
    if name not in KINDS or not value:
        raise Refused(f"'{text.strip()[:40]}' is not an event. Write kind=DATE with one of: {', '.join(Kind)}.")
    if name == Kind.received and clock.day(value) != received:
        raise Refused(f"'{text.strip()[:40]}' is a second date of receipt. Give the date received once.")
    if name != Kind.extended:
        return Event(Kind(name), clock.day(value))
    months, _, given = (part.strip() for part in value.partition("@"))
    if months not in ("1", "2"):
        raise Refused("An extension is two further months. Write extended=2 or extended=2@DATE.")
    return Event(Kind.extended, clock.day(given) if given else received, months=int(months))
