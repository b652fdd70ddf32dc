"""The words of the screens: dates, time left, and the names of what the desk keeps as keys (events, acts, channels)."""

import textwrap
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from casework.views.board_line import Line
from dpo_console.frame import LONDON
from dpo_console.shown import clean

if TYPE_CHECKING:
    from casework.disclosure.bundles import ReviewedItem
    from casework.disclosure.search import HitReason

EVENTS = {
    "received": "request received",
    "recognised": "recognised as a request",
    "logged": "logged here",
    "id_requested": "identity asked for",
    "id_received": "identity received",
    "fee_requested": "fee asked for",
    "fee_paid": "fee paid",
    "authority_requested": "authority asked for",
    "authority_received": "authority received",
    "answer_to_subject": "the answer goes to the data subject",
    "clarification_requested": "clarification asked for",
    "clarification_received": "clarification received",
    "extended": "notice of two further months given",
    "acknowledged": "acknowledged",
    "notified": "notified",
    "sent": "response sent",
    "closed": "closed",
    "reopened": "opened again",
    "corrected": "an event corrected",
    "note": "note, letter, e-mail or call",
    "part_sent": "part of the answer sent",
    "attached": "files came with it",
    "assigned": "given to an officer",
    "delayed": "why it is late",
    "progress": "told how far it is",
    "review_asked": "asked to look again",
    "regulator_complaint": "complained to the regulator",
    "refusal_decided": "refusal decided",
    "complied": "rectified, erased or restricted",
    "recipients_told": "recipients told",
    "lifting_decided": "lifting a restriction decided",
    "lifting_told": "told that a restriction is lifted",
    "happened": "it happened",
    "discovered": "noticed",
    "aware": "the council became aware",
    "contained": "contained",
    "processor_told": "the processor gave notice",
    "people_told": "the people concerned told",
    "others_told": "somebody else told",
    "action": "action to be taken",
    "action_done": "action done",
    "decision_taken": "automated decision taken",
}

ACTS = EVENTS | {
    "bound": "said whom it is about",
    "confirmed": "a name or number confirmed",
    "unconfirmed": "a confirmation undone",
    "unbound": "binding taken back",
    "conflict-confirmed": "identity confirmed despite a conflict",
    "found": "searched",
    "decided": "decided",
    "undone": "decision taken back",
    "letter": "letter made",
    "pack": "pack built",
    "rectified": "a field put right",
    "restricted": "restricted",
    "restriction-lifted": "restriction lifted",
    "put-right-undone": "taken back on the card",
    "people-letters": "letters to people made",
    "imported": "file brought in",
    "layout-kept": "headings explained",
    "layout-forgotten": "explanation of headings forgotten",
    "settings": "profile changed",
    "desk-made": "desk made",
    "backup": "backed up",
    "restored": "restored from a backup",
    "copied": "copied to the clipboard",
    "outbox-cleared": "outbox cleared",
    "sheet": "weekly sheet printed",
    "described": "described",
    "assessed": "assessed and decided",
    "people-added": "people put on the list",
    "person-removed": "person taken off the list",
}

RULES = {
    "staff-number": "staff number",
    "swe-number": "registration number",
    "ni-number": "National Insurance number",
    "e-mail": "e-mail address",
    "email": "e-mail address",
    "surname-and-birth-date": "surname and birth date",
    "forename-and-birth-date": "forename and birth date",
    "similar-name": "similar name",
}

OF_BREACH = {"notified": "the regulator notified", "logged": "logged here", "corrected": "an event corrected"}
"""Events that are called otherwise where they happen to a breach."""

CHANNELS = {
    "email": "e-mail",
    "letter": "letter",
    "phone": "telephone",
    "in-person": "in person",
    "form": "form",
    "social-media": "social media",
    "other": "other",
}
"""How a request or a complaint reached the council."""


def act(kind: str) -> str:
    """What an act is called."""
    return ACTS.get(kind, kind.replace("_", " ").replace("-", " "))


def reasons(listed: Iterable["HitReason"]) -> str:
    """Why something was found: "staff number 0012345 (the request), similar name Kate Jones (row 4)"."""
    said = []
    for one in listed:
        rule = RULES.get(one.rule, one.rule.replace("-", " "))
        said.append(f"{rule} {one.form} ({one.where})")
    return "; ".join(dict.fromkeys(said))


def decision(one: "ReviewedItem") -> str:
    """What was decided of an item, in a word or two."""
    if one.again:
        return "! DECIDE AGAIN"
    if one.decision is None:
        return "? undecided"
    if one.decision == "withhold":
        return "- not theirs" if one.exemption == "not-this-person" else "- withheld"
    cut = sum(field.decision == "redact" for field in one.fields)
    return f"+ less {cut} field{'s' * (cut > 1)}" if cut else "+ disclosed"


def paper_state(state: str) -> str:
    """The state of a letter or pack, with its sign."""
    return {"filed": "= filed", "void": "! out of date"}.get(state, f"! {state}")


def day(when: date | str | None) -> str:
    """A date, or the day of an instant in Europe/London, for a column: 02/03/2026."""
    found = _local(when)
    return f"{found:%d/%m/%Y}" if found else ""


def moment(when: date | str | None) -> str:
    """An instant in Europe/London: 20/11/2026 16:30; a day alone where it is one."""
    found = _local(when)
    return f"{found:%d/%m/%Y %H:%M}" if isinstance(found, datetime) else day(found)


def _local(when: date | str | None) -> date | None:
    if not when:
        return None
    if isinstance(when, str):
        when = datetime.fromisoformat(when) if "T" in when else date.fromisoformat(when)
    return when.astimezone(LONDON) if isinstance(when, datetime) else when


def hung(line: str, indent: int, room: int) -> str:
    """A line broken to fit, what goes over standing under its text."""
    return textwrap.fill(clean(line), max(room, 30), subsequent_indent=" " * indent, break_on_hyphens=False)


def due(when: date | None) -> str:
    """When something is due, for a column: the day; of what is due at an hour, day and hour without the year."""
    return f"{when.astimezone(LONDON):%d/%m %H:%M}" if isinstance(when, datetime) else day(when)


WAITING = {"not-started": "not begun", "none": "no clock"}
"""What the states of a clock without a date are called on the board."""


def left(line: Line) -> str:
    """How long a duty still has, in words that need no colour."""
    days, hours = line.working_days_left, line.hours_left
    if hours is not None:
        return f"! OVER {-hours} h" if hours < 0 else f"! {hours} h"
    if line.stricter:
        return f"! {'OVERDUE' if line.late else 'STRICT'} {-line.stricter.working_days_left}"
    if line.days_taken is not None:
        return f"= {line.days_taken} d taken"
    if days is None:
        return f"= {WAITING.get(line.state or '', line.state)}"
    if days < 0 and line.state == "due":
        return f"! OVERDUE {-days}"
    return "! today" if days == 0 else f"  {days} wd"
