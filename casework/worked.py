"""A council's own worked cases, recomputed: `clock --check`, and events as the command line writes them."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from casework import Refused, clock
from casework.events import KINDS, Event, Kind

COLUMNS = ("id", "rule", "nation", "received", "events", "expected")


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

    Raises Refused where a column is missing; a row that cannot be computed is a difference that says why.
    """
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or [])]
    if missing:
        raise Refused(f"The worked cases have no column '{missing[0]}': the columns are {','.join(COLUMNS)}.")
    checked, differences = 0, []
    for row in rows:
        checked += 1
        expected = (row["expected"] or "").strip()
        try:
            found = _found(row)
            wanted = expected if expected in ("paused", "not-started", "none") else clock.day(expected).isoformat()
        except Refused as refused:
            found, wanted = f"line {rows.line_num} cannot be computed: {refused}", expected
        if found != wanted:
            differences.append(Difference(row["id"] or "", rows.line_num, expected, found))
    return checked, differences


def _found(row: dict[str, str]) -> str:
    received = clock.day(row["received"] or "")
    events = [Event(Kind.received, received)]
    events += [parse_event(part, received) for part in (row["events"] or "").split(";") if part.strip()]
    found = clock.deadline(row["rule"], events, nation=row["nation"] or "england-and-wales")
    return found.due.isoformat() if found.state == "due" else found.state


def parse_event(text: str, received: date) -> Event:
    """An event written `kind=DATE`; an extension `extended=2`, or `extended=2@DATE` with the day of its notice.

    An extension without a day was given in time. Raises Refused where it is neither.
    """
    name, _, value = text.strip().partition("=")
    if name not in KINDS or not value:
        raise Refused(f"'{text.strip()[:40]}' is not an event: write kind=DATE with one of {', '.join(Kind)}.")
    if name != Kind.extended:
        return Event(Kind(name), clock.day(value))
    months, _, given = value.partition("@")
    if months != "2":
        raise Refused("An extension is of two further months: write extended=2, or extended=2@DATE.")
    return Event(Kind.extended, clock.day(given) if given else received, months=2)
