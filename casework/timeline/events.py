"""The events of a case: kind, date of effect, time recorded, and what each corrects. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from casework import Refused, Remedy
from casework.law.letter_kinds import event_of_letter, inputs_of_event
from casework.timeline.outcomes import ACTIONS, DELAYS, DIRECTIONS, OUTCOMES, SAYS, TELLINGS, Way

LONDON = ZoneInfo("Europe/London")


class Kind(StrEnum):
    """Every kind of event a case's timeline holds."""

    received = "received"
    recognised = "recognised"
    logged = "logged"
    id_requested = "id_requested"
    id_received = "id_received"
    fee_requested = "fee_requested"
    fee_paid = "fee_paid"
    authority_requested = "authority_requested"
    authority_received = "authority_received"
    answer_to_subject = "answer_to_subject"
    """The answer will go to the data subject, not to the person who asks for them."""
    clarification_requested = "clarification_requested"
    clarification_received = "clarification_received"
    extended = "extended"
    acknowledged = "acknowledged"
    notified = "notified"
    sent = "sent"
    closed = "closed"
    reopened = "reopened"
    corrected = "corrected"
    note = "note"
    part_sent = "part_sent"
    """Part of the answer was sent; the clock keeps running."""
    progress = "progress"
    """The council informed the complainant of progress (DPA 2018 s.164A(5)(b))."""
    assigned = "assigned"
    attached = "attached"
    """Files attached to the request itself."""
    letter_sent = "letter_sent"
    """A letter that moves no clock was sent."""
    delayed = "delayed"
    """Why the case is, or will be, late."""
    review_asked = "review_asked"
    regulator_complaint = "regulator_complaint"
    """The person complained to the regulator (DPA 2018 s.165)."""
    refusal_decided = "refusal_decided"
    complied = "complied"
    """Rectified, erased or restricted."""
    recipients_told = "recipients_told"
    lifting_decided = "lifting_decided"
    lifting_told = "lifting_told"
    happened = "happened"
    """A breach took place, or may have."""
    discovered = "discovered"
    """Someone noticed a suspected breach."""
    aware = "aware"
    """The controller became aware of a breach: reasonably certain of it (UK GDPR Art 33(1))."""
    contained = "contained"
    processor_told = "processor_told"
    """A processor gave notice of the breach (UK GDPR Art 33(2))."""
    people_told = "people_told"
    """The council told the people affected (UK GDPR Art 34)."""
    others_told = "others_told"
    """The council told someone else: the police, an insurer, another controller."""
    action = "action"
    """A measure to be taken because of a breach, with its owner and due date."""
    action_done = "action_done"
    decision_taken = "decision_taken"
    """The automated decision a request is about was taken: the law on that date governs it (SI 2026/82 reg 5)."""


KINDS = frozenset(str(kind) for kind in Kind)
"""The kinds as text, because Python 3.11 cannot test whether a text is in an enum."""


class ActKind(StrEnum):
    """Every kind of act in the history that is not an event of a case."""

    bound = "bound"
    """An officer identified the data subject of a case."""
    unbound = "unbound"
    confirmed = "confirmed"
    """A name or number that only the request gives was confirmed as the data subject's."""
    unconfirmed = "unconfirmed"
    conflict_confirmed = "conflict-confirmed"
    found = "found"
    """The records were searched for a case."""
    decided = "decided"
    undone = "undone"
    """A decision was undone."""
    letter = "letter"
    pack = "pack"
    described = "described"
    assessed = "assessed"
    people_added = "people-added"
    person_removed = "person-removed"
    people_letters = "people-letters"
    rectified = "rectified"
    restricted = "restricted"
    restriction_lifted = "restriction-lifted"
    put_right_undone = "put-right-undone"
    """A rectification, or a restriction or its lifting, was undone on the card."""
    imported = "imported"
    layout_kept = "layout-kept"
    layout_forgotten = "layout-forgotten"
    people_joined = "people-joined"
    people_split = "people-split"
    """A merge of two register entries was undone."""
    pair_said = "pair-said"
    pair_unsaid = "pair-unsaid"
    decisions_joined = "decisions-joined"
    """What a merge did to the decisions on cases."""
    row_added = "row-added"
    row_edited = "row-edited"
    row_adopted = "row-adopted"
    row_retired = "row-retired"
    hold_placed = "hold-placed"
    hold_kept = "hold-kept"
    hold_lifted = "hold-lifted"
    disposal_proposed = "disposal-proposed"
    disposal_kept = "disposal-kept"
    disposal_approved = "disposal-approved"
    disposal_withdrawn = "disposal-withdrawn"
    disposed = "disposed"
    owner_instructed = "owner-instructed"
    owner_confirmed = "owner-confirmed"
    erased = "erased"
    """Names the rows whose facts were lawfully erased, as `payloads`: first and last of each run."""
    sheet = "sheet"
    copied = "copied"
    outbox_cleared = "outbox-cleared"
    settings = "settings"
    wording = "wording"
    """The words of a letter were changed."""
    desk_made = "desk-made"
    officer_added = "officer-added"
    officer_revoked = "officer-revoked"
    passphrase_changed = "passphrase-changed"  # noqa: S105
    code_renewed = "code-renewed"
    backup = "backup"
    restored = "restored"
    guards_restored = "guards-restored"
    rollback_found = "rollback-found"
    wrong_passphrase = "wrong-passphrase"  # noqa: S105
    slots_found = "slots-found"
    clock_set_back = "clock-set-back"


def letter_events() -> dict[str, Kind]:
    """The event that records that a letter of a kind was sent."""
    return {letter: Kind(event) for letter, event in event_of_letter().items()}


WAYS = tuple(Way)

FACTS: dict[Kind, dict[str, Collection[str] | None]] = {
    Kind.note: {"way": WAYS, "direction": DIRECTIONS},
    Kind.part_sent: {"way": WAYS, "letter": None},
    Kind.progress: {"way": WAYS, "letter": None},
    Kind.assigned: {"owner": None},
    Kind.attached: {"sources": None},
    Kind.delayed: {"reason": DELAYS},
    Kind.review_asked: {"theirs": None},
    Kind.regulator_complaint: {"theirs": None},
    Kind.closed: {"outcome": OUTCOMES, "of": None, "outcomes": None},
    Kind.acknowledged: {"letter": None},
    Kind.sent: {"letter": None, "says": SAYS, "sources": None},
    Kind.authority_requested: {"letter": None},
    Kind.letter_sent: {"letter": None},
    Kind.id_requested: {"letter": None},
    Kind.fee_requested: {"letter": None},
    Kind.clarification_requested: {"letter": None},
    Kind.extended: {"letter": None},
    Kind.authority_received: {"subject": None},
    Kind.answer_to_subject: {"address": None},
    Kind.happened: {"at": None},
    Kind.discovered: {"at": None},
    Kind.aware: {"at": None},
    Kind.contained: {"at": None},
    Kind.processor_told: {"at": None, "processor": None},
    Kind.notified: {"at": None, "theirs": None, "complete": ("yes",)},
    Kind.people_told: {"how": TELLINGS},
    Kind.others_told: {"whom": None},
    Kind.action: {"what": ACTIONS, "owner": None, "due": None},
    Kind.action_done: {"action": None},
}
"""The facts an event of a kind can have besides its date and a note: `theirs` is the other side's reference, `of` the
case that answers a duplicate, `outcomes` how each right ended, `letter` the letter that was sent and `says` what it
says, `subject` the data subject as an authority names them, `at` the UTC instant of an event of a breach, `complete`
that there is nothing further to report."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: the date it took effect (Europe/London) and the UTC instant it was recorded."""

    kind: Kind
    on: date
    recorded: datetime | None = None
    seq: int | None = None
    corrects: int | None = None
    months: int | None = None
    """For an extension only."""
    actor: str | None = None
    note: str | None = None


def events_in_force(events: Iterable[Event], as_at: date | None = None) -> list[Event]:
    """The events that no later event has corrected, by date.

    A correction replaces the event it corrects, and keeps its place among the events of its date. One of kind
    `corrected` only removes it; if that removes a correction, the event it had corrected is in force again. If several
    correct the same event, the last is in force.
    With `as_at`, only what was recorded by the end of that date counts (Europe/London).
    """
    known = [one for one in events if as_at is None or one.recorded is None or day_of(one.recorded) <= as_at]
    kept = [one for one in _in_force(known) if one.kind != Kind.corrected]
    by_seq = {one.seq: one for one in known if one.seq is not None}
    return sorted(kept, key=lambda one: (one.on, _place(one, by_seq)))


def _in_force(known: list[Event]) -> list[Event]:
    by_seq = {one.seq: one for one in known if one.seq is not None}
    replaced, withdrawn, settled = set(), set(), set()
    for one in sorted(known, key=lambda one: one.seq or 0, reverse=True):
        if one.corrects is None or one.seq in withdrawn:
            continue
        first = original(one, by_seq)
        if first in settled:  # the event was corrected again since
            replaced.add(one.seq)
            continue
        replaced.add(one.corrects)
        if one.kind == Kind.corrected:
            withdrawn.add(one.corrects)
        if one.corrects == first:
            settled.add(first)
    return [one for one in known if one.seq is None or one.seq not in replaced]


def original(one: Event, by_seq: dict[int, Event]) -> int | None:
    """The number of the first event in a chain of corrections; its own if the event corrects nothing."""
    seq = one.seq
    while one.corrects is not None:
        seq = one.corrects
        if seq not in by_seq or seq >= (one.seq or seq + 1):
            break
        one = by_seq[seq]
    return seq


def _place(one: Event, by_seq: dict[int, Event]) -> int:
    """Where an event sorts within its date: a correction keeps the place of the event it corrects."""
    while one.corrects in by_seq and one.kind != Kind.corrected and one.corrects < (one.seq or one.corrects + 1):
        one = by_seq[one.corrects]
    return one.seq or 0


def day_of(instant: datetime) -> date:
    """The date in Europe/London of an aware instant."""
    return instant.astimezone(LONDON).date()


ANSWERS = {
    Kind.id_received: (Kind.id_requested, "identity was asked for"),
    Kind.fee_paid: (Kind.fee_requested, "a fee was asked for"),
    Kind.authority_received: (Kind.authority_requested, "authority was asked for"),
    Kind.clarification_received: (Kind.clarification_requested, "clarification was asked for"),
}
QUESTIONS = {question: answer for answer, (question, _) in ANSWERS.items()}
UNASKED = Kind.authority_received
"""The one answer that may come without its question: solicitors enclose the authority."""
ONCE = (
    *(Kind.received, Kind.recognised, Kind.logged, Kind.extended),
    *(Kind.happened, Kind.discovered, Kind.aware, Kind.contained),
    Kind.decision_taken,
)
KEPT = (Kind.received, Kind.logged, Kind.discovered, Kind.aware)
"""Events whose date can be changed but which cannot be removed: a clock or a case starts with them."""
AFTER_CLOSING = (
    *(Kind.reopened, Kind.sent, Kind.note, Kind.review_asked, Kind.regulator_complaint),
    *(Kind.recipients_told, Kind.lifting_decided, Kind.lifting_told),
)
"""What may happen to a case that is closed."""


def refuse(events: Iterable[Event], new: Event, today: date) -> None:
    """Raise Refused if `new` cannot follow the events in force."""
    events = list(events)
    if new.on > today:
        raise Refused(f"{new.on:%d/%m/%Y} is in the future (today is {today:%d/%m/%Y}). Enter today's date or earlier.")
    new = replace(new, seq=max((one.seq or 0 for one in events), default=0) + 1)
    before = events_in_force(events)
    if new.corrects is not None:
        _refuse_correction(events, new)
    elif new.kind == Kind.corrected:
        raise Refused("Enter the number of the event to correct.")
    elif (closed := _closed(before)) and new.kind not in AFTER_CLOSING:
        raise Refused(f"The case was closed on {closed:%d/%m/%Y}. Reopen it first.")
    known = _faults(before)
    for fault in _faults(events_in_force([*events, new])):
        if fault not in known:
            raise Refused(fault if new.corrects is None else f"This contradicts other events: {fault}")


def _refuse_correction(events: list[Event], new: Event) -> None:
    old = next((one for one in events if one.seq == new.corrects), None)
    if old is None:
        raise Refused(f"There is no event {new.corrects} on this case.", Remedy.list_events, "REF")
    if old.corrects is not None:
        first = original(old, {one.seq: one for one in events if one.seq is not None})
        raise Refused(f"Event {old.seq} is itself a correction of event {first}. Correct event {first} again instead.")
    if old.kind in KEPT and new.kind != old.kind:
        raise Refused(f"You can change the date of the event '{old.kind}', but you cannot remove it.")
    if new.kind not in (Kind.corrected, old.kind):
        raise Refused(
            f"Event {old.seq} is '{old.kind}'. Correct it with another '{old.kind}', or remove it with 'corrected'."
        )
    if new.kind == Kind.corrected and _taken_out(events, old):
        raise Refused(f"Event {old.seq} is already removed. To restore it, correct it with another '{old.kind}'.")


def checked_facts(kind: Kind, given: dict[str, object], *, note: str | None = None) -> dict[str, object]:
    """The facts of an event besides its date, checked: way and direction of correspondence, why it is late, and so on.

    Raises Refused if a fact does not belong to that kind, is not one of the choices, or is missing.
    """
    facts = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    facts = {name: value for name, value in facts.items() if value is not None}
    entered = inputs_of_event(kind)
    allowed = dict.fromkeys(entered) | dict(FACTS.get(kind, {}))
    for name, value in facts.items():
        if name not in allowed:
            raise Refused(f"An event '{kind}' has no '{name}'. It has: {', '.join(allowed) or 'a date and a note'}.")
        choices = allowed[name]
        if choices and value not in choices:
            raise Refused(f"{name.capitalize()} cannot be '{str(value)[:40]}'. Choose from: {', '.join(choices)}.")
        most = 4000 if name in entered else 200
        if choices is None and not isinstance(value, list | dict) and not 0 < len(str(value)) <= most:
            raise Refused(f"The fact '{name}' is empty or too long. Enter up to {most} characters.")
    if kind == Kind.delayed and "reason" not in facts:
        raise Refused(f"Enter the reason for the delay. Choose from: {', '.join(DELAYS)}.")
    if kind == Kind.attached and not facts.get("sources"):
        raise Refused("Enter the source numbers of the files attached to the request.")
    if kind == Kind.answer_to_subject and "address" not in facts:
        raise Refused("Enter the data subject's address: the answer is sent there.")
    if kind == Kind.action and not {"what", "owner", "due"} <= set(facts):
        raise Refused("An action needs a measure, an owner and a due date.")
    if kind == Kind.people_told and "how" not in facts:
        raise Refused(f"Enter how you told the people affected. Choose from: {', '.join(TELLINGS)}.")
    if kind == Kind.others_told and "whom" not in facts:
        raise Refused("Enter who else you told.")
    if kind == Kind.reopened and not (note or "").strip():
        raise Refused("Enter why you are reopening the case. The reason is kept in its history.")
    return facts


def _taken_out(events: list[Event], old: Event) -> bool:
    by_seq = {one.seq: one for one in events if one.seq is not None}
    last = [one for one in _in_force(events) if original(one, by_seq) == old.seq]
    return all(one.kind == Kind.corrected for one in last)


def _faults(order: list[Event]) -> list[str]:
    """What contradicts itself in the events of a case, a sentence for each; the events are sorted by date."""
    received = next((one.on for one in order if one.kind == Kind.received), None)
    faults: list[str] = []
    for at, one in enumerate(order):
        if one.kind != Kind.note:
            faults += _misplaced(order[:at], one, order[at + 1 :], received)
    for question, answer in QUESTIONS.items():
        # counted at the end: a question and its answer may be recorded, one after the other, long after later ones
        answers = sum(one.kind == answer for one in order) - len(unrequested_authorities(order)) * (answer == UNASKED)
        if sum(one.kind == question for one in order) > answers + 1:
            faults.append(f"'{question}' is already recorded and not answered yet. Record the answer first.")
    return faults


def _misplaced(before: list[Event], new: Event, after: list[Event], received: date | None) -> list[str]:
    if new.kind == Kind.decision_taken and received and new.on > received:
        return [decided_later(new.on, received)]
    if received and new.on < received and new.kind != Kind.decision_taken:
        return [f"{new.on:%d/%m/%Y} ('{new.kind}') is before the request was received on {received:%d/%m/%Y}."]
    closed = _closed(before)
    if closed and new.kind not in AFTER_CLOSING:
        return [f"'{new.kind}' on {new.on:%d/%m/%Y} comes after the case was closed on {closed:%d/%m/%Y}."]
    if new.kind == Kind.reopened and not closed:
        return ["The case is not closed, so it cannot be reopened."]
    if new.kind in ONCE and any(one.kind == new.kind for one in before):
        return [f"'{new.kind}' is already recorded. Correct that event instead."]
    if new.kind in ANSWERS and new.kind != UNASKED and not _open(before, ANSWERS[new.kind][0], new.kind):
        question, what = ANSWERS[new.kind]
        asked = next((one.on for one in after if one.kind == question), None)
        if asked:
            return [f"The answer on {new.on:%d/%m/%Y} ('{new.kind}') is before the question on {asked:%d/%m/%Y}."]
        if given := next((one.on for one in reversed(before) if one.kind == new.kind), None):
            return [f"The question is already answered ('{new.kind}' on {given:%d/%m/%Y}). Correct that event instead."]
        return [f"You can record '{new.kind}' only after {what}. Record '{question}' first."]
    return []


def unrequested_authorities(order: Iterable[Event]) -> list[Event]:
    """The authorities that no one asked for: they were enclosed with the request, or sent later unprompted."""
    waiting, unrequested = 0, []
    for one in order:
        if one.kind == Kind.authority_requested:
            waiting += 1
        elif one.kind == UNASKED and waiting:
            waiting -= 1
        elif one.kind == UNASKED:
            unrequested.append(one)
    return unrequested


def without_moot(order: Iterable[Event]) -> list[Event]:
    """The events of a case without a request for authority that is no longer needed.

    None came, and the answer goes to the data subject: that needs no authority, and the time keeps running.
    """
    order, open_at = list(order), None
    for at, one in enumerate(order):
        if one.kind == Kind.authority_requested:
            open_at = at
        elif one.kind == Kind.authority_received:
            open_at = None
    if open_at is None or all(one.kind != Kind.answer_to_subject for one in order[open_at:]):
        return order
    return order[:open_at] + order[open_at + 1 :]


def decided_later(decided: date, received: date) -> str:
    """Why a request cannot be about a decision taken after it."""
    return (
        f"The decision of {decided:%d/%m/%Y} was taken after the request about it was received on "
        f"{received:%d/%m/%Y}. Correct the date of the decision, or the date of receipt."
    )


def _open(before: list[Event], question: Kind, answer: Kind) -> bool:
    return sum(one.kind == question for one in before) > sum(one.kind == answer for one in before)


def _closed(before: list[Event]) -> date | None:
    state = None
    for one in before:
        if one.kind == Kind.closed:
            state = one.on
        elif one.kind == Kind.reopened:
            state = None
    return state
