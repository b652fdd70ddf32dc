"""The events of a case: kind, date of effect, time recorded, the right it is about, what it corrects. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from casework.law.letter_kinds import event_of_letter
from casework.law.rights import Right
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
    health_asked = "health-asked"
    """The opinion of a health professional was asked for (DPA 2018 Schedule 3 paragraphs 5 and 6)."""
    health_opinion = "health-opinion"
    """The opinion was received."""
    health_known = "health-known"
    """The data subject already knows the health data (Schedule 3 paragraph 6(2))."""
    health_undone = "health-undone"
    """The last of these three was undone."""
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
    notice_saved = "notice-saved"
    """A draft of the privacy notice was saved."""
    notice_in_force = "notice-in-force"
    notice_withdrawn = "notice-withdrawn"
    """A version that was to come in force was made a draft again."""
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
    recipient = "recipient"
    """A recipient of personal data was entered or corrected."""
    disclosure_logged = "disclosure-logged"
    """What a recipient received was entered, confirmed, declined or corrected."""
    processor = "processor"
    """A processor and its contract were entered or corrected."""
    purpose_change = "purpose-change"
    """A change of purpose was assessed, or the list of people to tell of it changed."""
    security_statement = "security-statement"
    """The statement of security measures was changed or approved."""
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
RIGHT = tuple(Right)

FACTS: dict[Kind, dict[str, Collection[str] | None]] = {
    Kind.note: {"way": WAYS, "direction": DIRECTIONS},
    Kind.part_sent: {"way": WAYS, "letter": None},
    Kind.progress: {"way": WAYS, "letter": None},
    Kind.assigned: {"owner": None},
    Kind.attached: {"sources": None},
    Kind.delayed: {"reason": DELAYS},
    Kind.review_asked: {"theirs": None},
    Kind.regulator_complaint: {"theirs": None},
    Kind.extended: {"right": RIGHT, "letter": None},
    Kind.refusal_decided: {"right": RIGHT},
    Kind.complied: {"right": RIGHT},
    Kind.closed: {"right": RIGHT, "outcome": OUTCOMES, "of": None, "outcomes": None},
    Kind.acknowledged: {"letter": None},
    Kind.sent: {"right": RIGHT, "letter": None, "says": SAYS, "sources": None},
    Kind.authority_requested: {"letter": None},
    Kind.letter_sent: {"letter": None},
    Kind.id_requested: {"letter": None},
    Kind.fee_requested: {"letter": None},
    Kind.clarification_requested: {"letter": None},
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
"""The facts an event of a kind can have besides its date and a note: `right` is the one right of a request that it is
about (without it, every right), `theirs` the other side's reference, `of` the case that answers a duplicate, `outcomes`
how each right ended, `letter` the letter that was sent and `says` what it says, `subject` the data subject as an
authority names them, `at` the UTC instant of an event of a breach, `complete` that there is nothing further to
report."""


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
    right: Right | None = None
    """The one right of a request that it is about; None: every right."""


OF_ONE_RIGHT = frozenset(str(kind) for kind, facts in FACTS.items() if "right" in facts)
"""The kinds of event that can be about one right of a request."""


def events_in_force(events: Iterable[Event], as_at: date | None = None) -> list[Event]:
    """The events that no later event has corrected, by date.

    A correction replaces the event it corrects, and keeps its place among the events of its date. One of kind
    `corrected` only removes it; if that removes a correction, the event it had corrected is in force again. If several
    correct the same event, the last is in force.
    With `as_at`, only what was recorded by the end of that date counts (Europe/London).
    """
    known = [one for one in events if as_at is None or one.recorded is None or day_of(one.recorded) <= as_at]
    kept = [one for one in uncorrected(known) if one.kind != Kind.corrected]
    by_seq = {one.seq: one for one in known if one.seq is not None}
    return sorted(kept, key=lambda one: (one.on, _place(one, by_seq)))


def uncorrected(known: list[Event]) -> list[Event]:
    """The events that no later event has corrected, with those of kind `corrected` that removed one."""
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
CLARIFICATION = (Kind.clarification_requested, Kind.clarification_received)
NOT_ABOUT: dict[Right, tuple[Kind, ...]] = {
    **dict.fromkeys(Right, (*CLARIFICATION, Kind.decision_taken)),
    Right.access: (Kind.decision_taken,),
    Right.automated: CLARIFICATION,
    Right.consent: (Kind.extended, *QUESTIONS, *ANSWERS, Kind.decision_taken),
}
"""The kinds of event that count for other rights only. Tuples: the hash of an enum's member is slow."""


def concerning(right: Right, in_force: Iterable[Event]) -> list[Event]:
    """The events in force that are about one right of a request.

    Clarification pauses access alone (Article 12A(5)), and the date of a decision counts for automated decisions alone.
    Identity, authority and a fee move every right but the withdrawal of consent, which has no period.
    """
    others = NOT_ABOUT[right]
    return [one for one in in_force if (one.right is None or one.right == right) and one.kind not in others]


def ended_rights(in_force: Iterable[Event]) -> dict[Right, date]:
    """The rights that were closed on their own and not reopened since, each with its date."""
    ended: dict[Right, date] = {}
    for one in in_force:
        if one.right and one.kind == Kind.closed:
            ended[one.right] = one.on
        elif ended and one.kind == Kind.reopened:
            ended = {}
    return ended


def closed_on(in_force: Iterable[Event], rights: Collection[str] = ()) -> date | None:
    """When the case was closed, or the last of its rights; None if it is open."""
    closed, left = None, set(rights)
    for one in in_force:
        if one.kind == Kind.closed:
            left -= {one.right} if one.right else left
            closed = one.on if one.right is None or not left else closed
        elif one.kind == Kind.reopened:
            closed, left = None, set(rights)
    return closed


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
