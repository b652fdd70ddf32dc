"""The dates of the board as a calendar other programs read (RFC 5545), without personal data. Pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from casework.clock import State
from casework.law.rights import Right
from casework.views.board_line import Line

DUTIES = {
    "respond": "last day to answer",
    "extend": "last day to tell of an extension",
    "acknowledge": "last day to acknowledge",
    "review-hold": "review a hold on records",
    "notify-regulator": "the 72 hours to notify the regulator end",
}
PLACE = "dpo-console.invalid"
"""What makes a calendar's identifiers the console's own; `.invalid` is reserved for names that do not exist."""


def calendar(lines: Iterable[Line], now: datetime) -> str:
    """A calendar of the lines that have a due date: one all-day event each, named by reference and duty alone.

    An event's UID is the same each time for one reference, clock and right, so that a date that moved replaces the old
    one. `now` is the UTC instant at which it is written.
    """
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//DPO Console//Deadlines//EN", "CALSCALE:GREGORIAN"]
    for line in lines:
        if line.due and line.state == State.due:
            rows += _event(line, line.due, now)
    return "".join(f"{_folded(one)}\r\n" for one in [*rows, "END:VCALENDAR"])


def _event(line: Line, due: date, now: datetime) -> list[str]:
    of = f" ({line.right})" if line.is_one_of_several else ""
    what = f"{line.reference}: {DUTIES.get(line.duty or '') or line.next}{of}"
    return [
        "BEGIN:VEVENT",
        f"UID:{line.reference}-{_own(line)}@{PLACE}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        *_when(due),
        f"SUMMARY:{_escaped(what)}",
        f"DESCRIPTION:{_escaped(_about(line, due))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _own(line: Line) -> str:
    """What distinguishes the dates of one case: the clock, or which action; of several rights, the right too."""
    own = str(line.duty if line.clock == "action" else line.clock)
    return f"{own}-{line.right}" if line.is_one_of_several and line.right != Right.access else own


def _when(due: date) -> list[str]:
    """A date as an all-day event; an instant as itself, in UTC."""
    if isinstance(due, datetime):
        at = f"{due.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return [f"DTSTART:{at}", f"DTEND:{at}"]
    return [f"DTSTART;VALUE=DATE:{due:%Y%m%d}", f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"]


def _about(line: Line, due: date) -> str:
    own = f" The council's own target is {line.target:%d/%m/%Y}." if line.target else ""
    ends = "The period ends at this hour." if isinstance(due, datetime) else f"The period ends with this day.{own}"
    return f"{line.citation}; rule {line.clock}. {ends}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, no character cut in two (RFC 5545 section 3.1)."""
    pieces, piece = [], ""
    for char in line:
        if len((piece + char).encode()) > 75:
            pieces.append(piece)
            piece = " "
        piece += char
    return "\r\n".join([*pieces, piece])
