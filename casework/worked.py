"""A council's own worked cases, recomputed: `clock --check`, and events as the command line writes them."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, date

from casework import Refused, clock
from casework.events import KINDS, Event, Kind, refuse

COLUMNS = ("id", "rule", "nation", "received", "events", "expected")
STATES = ("paused", "not-started", "none")


@dataclass(frozen=True, slots=True)
class Difference:
    """A worked case whose expectation is not what the rule gives, or a row that could not be computed."""

    id: str
    line: int
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.id or f'line {self.line}'}: expected {self.expected or 'nothing'}, found {self.found}"


def check(text: str) -> tuple[int, list[Difference]]:
    """Recompute every row of a CSV of worked cases: how many there are, and every difference.

    Raises Refused where a column is missing or the text is no CSV; a row that cannot be computed is a difference that
    says why, with its line and column, and the rest goes on.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), skipinitialspace=True)
    try:
        listed = [(rows.line_num, row) for row in rows]
    except csv.Error as wrong:
        raise Refused(f"Line {rows.line_num + 1} of the worked cases is not CSV ({wrong}): mend that line.") from wrong
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or [])]
    if missing:
        raise Refused(f"The worked cases have no column '{missing[0]}': the columns are {','.join(COLUMNS)}.")
    differences = []
    for line, row in listed:
        cells = {name: (row[name] or "").strip() for name in COLUMNS}
        try:
            found, wanted = _compared(cells)
        except Refused as refused:
            found, wanted = f"line {line} cannot be computed: {refused}", cells["expected"]
        if found != wanted:
            differences.append(Difference(cells["id"], line, cells["expected"], found))
    return len(listed), differences


def _compared(cells: dict[str, str]) -> tuple[str, str]:
    """What the rule gives and what the row expects, both a day or a state."""
    if clock.counts_hours(cells["rule"]):
        return _hours(cells)
    received = _cell("received", clock.day, cells["received"])
    parts = [part for part in cells["events"].split(";") if part.strip()]
    events = _cell("events", lambda said: course(received, said), parts)
    expected = cells["expected"]
    wanted = expected if expected in STATES else _cell("expected", clock.day, expected).isoformat()
    nation = cells["nation"] or "england-and-wales"
    found = clock.deadline(cells["rule"], events, nation=nation)
    by_state = expected in STATES or found.due is None
    return (found.state if by_state and found.state != "due" else found.due.isoformat()), wanted


def _hours(cells: dict[str, str]) -> tuple[str, str]:
    begun = _cell("received", clock.instant, cells["received"])
    wanted = _cell("expected", clock.instant, cells["expected"])
    found = clock.hours(cells["rule"], begun, nation=cells["nation"] or "england-and-wales").due
    return found.astimezone(UTC).isoformat(), wanted.isoformat()


def course(received: date, texts: list[str]) -> list[Event]:
    """What happened, as the command line writes it, with the receipt first.

    Raises Refused where one cannot follow the others: before the receipt, an answer to nothing, a second extension.
    """
    events = [Event(Kind.received, received, seq=1)]
    new = [replace(parse_event(text, received), seq=number) for number, text in enumerate(texts, 2)]
    for one in sorted(new, key=lambda event: (event.on, event.seq)):
        refuse(events, one, date.max)
        events.append(one)
    return events


def _cell(column: str, read, text: str):
    try:
        return read(text)
    except Refused as refused:
        raise Refused(f"column '{column}', {refused}") from refused


def parse_event(text: str, received: date) -> Event:
    """An event written `kind=DATE`; an extension `extended=2`, or `extended=2@DATE` with the day of its notice.

    An extension without a day was given in time. One month more (`extended=1`) is for requests received before
    5 February 2026. Raises Refused where it is none of these.
    """
    name, _, value = (part.strip() for part in text.partition("="))
    if name not in KINDS or not value:
        raise Refused(f"'{text.strip()[:40]}' is not an event: write kind=DATE with one of {', '.join(Kind)}.")
    if name == Kind.received and clock.day(value) != received:
        raise Refused(f"'{text.strip()[:40]}' is another day of receipt: the day received is given once.")
    if name != Kind.extended:
        return Event(Kind(name), clock.day(value))
    months, _, given = (part.strip() for part in value.partition("@"))
    if months not in ("1", "2"):
        raise Refused("An extension is of two further months: write extended=2, or extended=2@DATE.")
    return Event(Kind.extended, clock.day(given) if given else received, months=int(months))
