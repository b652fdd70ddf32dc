"""The words of the screens: dates, time left, and the names of events, acts, channels and other stored keys."""

import re
import textwrap
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from casework import law
from casework.law import grounds
from casework.views.board_line import Line
from dpo_console.frame import LONDON
from dpo_console.shown import clean

if TYPE_CHECKING:
    from casework.disclosure.bundles import ReviewedItem
    from casework.disclosure.search import HitReason
    from casework.views.case_timeline import TimelineRow

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
    "reopened": "reopened",
    "corrected": "an event corrected",
    "note": "note, letter, email or call",
    "part_sent": "part of the answer sent",
    "letter_sent": "letter sent",
    "attached": "files attached",
    "assigned": "handed over to an officer",
    "delayed": "why it is late",
    "progress": "progress reported",
    "review_asked": "review asked for",
    "regulator_complaint": "complained to the regulator",
    "refusal_decided": "refusal decided",
    "complied": "rectified, erased or restricted",
    "recipients_told": "recipients told",
    "lifting_decided": "decided to lift a restriction",
    "lifting_told": "told that a restriction is lifted",
    "happened": "it happened",
    "discovered": "noticed",
    "aware": "the council became aware",
    "contained": "contained",
    "processor_told": "the processor gave notice",
    "people_told": "people told",
    "others_told": "others told",
    "action": "action to be taken",
    "action_done": "action done",
    "decision_taken": "automated decision taken",
}

ACTS = EVENTS | {
    "bound": "data subject identified",
    "confirmed": "a name or number confirmed",
    "unconfirmed": "a confirmation undone",
    "unbound": "identification undone",
    "conflict-confirmed": "identity confirmed despite a conflict",
    "found": "searched",
    "decided": "decided",
    "undone": "decision undone",
    "health-asked": "health professional's opinion asked for",
    "health-opinion": "health professional's opinion received",
    "health-known": "health data already known to the person",
    "health-undone": "an answer about health data undone",
    "letter": "letter made",
    "pack": "pack built",
    "rectified": "a field corrected",
    "restricted": "restricted",
    "restriction-lifted": "restriction lifted",
    "put-right-undone": "change undone on the card",
    "people-letters": "letters to people made",
    "imported": "file imported",
    "layout-kept": "headings explained",
    "layout-forgotten": "explanation of headings forgotten",
    "settings": "profile changed",
    "wording": "words of a letter changed",
    "notice-saved": "draft of the privacy notice saved",
    "notice-in-force": "privacy notice put in force",
    "notice-withdrawn": "privacy notice no longer put in force",
    "recipient": "recipient entered",
    "disclosure-logged": "disclosure logged",
    "processor": "processor entered",
    "purpose-change": "change of purpose",
    "security-statement": "statement of security measures changed",
    "desk-made": "desk made",
    "backup": "backed up",
    "restored": "restored from a backup",
    "copied": "copied to the clipboard",
    "outbox-cleared": "outbox cleared",
    "sheet": "weekly sheet printed",
    "described": "described",
    "assessed": "assessed and decided",
    "people-added": "people added to the list",
    "person-removed": "person removed from the list",
}

RULES = {
    "staff-number": "staff number",
    "swe-number": "registration number",
    "ni-number": "National Insurance number",
    "e-mail": "email address",
    "email": "email address",
    "surname-and-birth-date": "surname and date of birth",
    "forename-and-birth-date": "forename and date of birth",
    "similar-name": "similar name",
}

_BORN = re.compile(r"birth.date")

OF_BREACH = {"notified": "the regulator notified", "logged": "logged here", "corrected": "an event corrected"}
"""Events with another name if they happen to a breach."""

CHANNELS = {
    "email": "email",
    "letter": "letter",
    "phone": "telephone",
    "in-person": "in person",
    "form": "form",
    "social-media": "social media",
    "other": "other",
}
"""How a request or a complaint reached the council."""


def event_name(event: "TimelineRow") -> str:
    """What happened; of an event about one right, with the right."""
    name, right = EVENTS.get(event.kind, event.kind), event.fact("right")
    return f"{name} ({right})" if right else name


def next_of(line: Line) -> str:
    """What is next on a line; of a request for several rights, for which."""
    return f"{line.right}: {line.next}" if line.is_one_of_several else line.next


def act(kind: str) -> str:
    """The name of an act."""
    return ACTS.get(kind, kind.replace("_", " ").replace("-", " "))


def reasons(listed: Iterable["HitReason"]) -> str:
    """Why a record matches: "staff number 0012345 (the request), similar name Kate Jones (row 4)"."""
    texts = []
    for one in listed:
        if one.rule == "joined":
            texts.append("linked to this person by an officer")
            continue
        rule = RULES.get(one.rule) or _plain_rule(one.rule)
        texts.append(f"{rule} {one.form} ({_BORN.sub('date of birth', one.where)})")
    return "; ".join(dict.fromkeys(texts))


def _plain_rule(rule: str) -> str:
    """The name of a rule that is made of others: "email address in text"."""
    name = next((one for one in RULES if one in rule), "")
    plain = rule.replace(name, RULES[name]) if name else rule
    if plain.startswith("request-"):
        plain = plain.replace("request-", "the request's ", 1)
    return _BORN.sub("date of birth", plain).replace("-", " ")


def decision(item: "ReviewedItem") -> str:
    """The decision on an item, in a word or two."""
    if item.again:
        return "! DECIDE AGAIN"
    if item.decision is None:
        return "? undecided"
    if item.decision == "withhold":
        return "- not theirs" if item.exemption == "not-this-person" else "- withheld"
    cut = sum(field.decision == "redact" for field in item.fields)
    return f"+ less {cut} field{'s' * (cut > 1)}" if cut else "+ disclosed"


def ground(exemption: str, *, unnamed: bool) -> str:
    """The name of the ground something is held back on, and whether the letter leaves it unnamed."""
    return grounds.title_of(exemption) + (" (not named in the letter)" if unnamed else "")


def factors(exemption: str | None, answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """The answers to the questions of a ground, each under its name."""
    known = law.exemptions().get(exemption or "")
    asked = known.factors if known else {}
    return [(asked[name].label if name in asked else name, said) for name, said in answers.items()]


def paper_state(state: str) -> str:
    """The state of a letter or pack, with its sign."""
    return {"filed": "= filed", "void": "! out of date"}.get(state, f"! {state}")


def day(when: date | None) -> str:
    """A date, or the date of an instant in Europe/London, for a column: 02/03/2026."""
    found = _local(when)
    return f"{found:%d/%m/%Y}" if found else ""


def moment(when: date | None) -> str:
    """An instant in Europe/London: 20/11/2026 16:30, or a date alone."""
    found = _local(when)
    return f"{found:%d/%m/%Y %H:%M}" if isinstance(found, datetime) else day(found)


def _local(when: date | None) -> date | None:
    if not when:
        return None
    return when.astimezone(LONDON) if isinstance(when, datetime) else when


def hung(line: str, indent: int, room: int) -> str:
    """A line broken to fit, with the rest indented under its text."""
    return textwrap.fill(clean(line), max(room, 30), subsequent_indent=" " * indent, break_on_hyphens=False)


def due(when: date | None) -> str:
    """When something is due, for a column: the date; if it is due at an hour, date and hour without the year."""
    return f"{when.astimezone(LONDON):%d/%m %H:%M}" if isinstance(when, datetime) else day(when)


WAITING = {"not-started": "not begun", "none": "no clock"}
"""The names on the board of the states of a clock without a date."""


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
