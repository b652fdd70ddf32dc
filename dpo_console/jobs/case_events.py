"""The events of every case: what happened and when, its owner, how it ended, and corrections."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from casework import Refused, Remedy
from casework.breaches import breach_events
from casework.breaches.breach_progress import progress_of
from casework.breaches.incidents import Breach, earliest_instant
from casework.complaints.handling import Complaint
from casework.desk.store import Desk
from casework.disclosure import closing, papers, release, sending
from casework.disposal import erasure
from casework.law.letter_kinds import about_access, inputs_of_event
from casework.law.rights import Right
from casework.notice.council import Council
from casework.records import items
from casework.retention.case_papers import AnyCase
from casework.rights.requests import Request
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.checks import checked_facts, refuse
from casework.timeline.endings import ending
from casework.timeline.events import (
    FACTS,
    KINDS,
    Event,
    Kind,
    day_of,
    ended_rights,
    events_in_force,
    letter_events,
    original,
)
from casework.timeline.outcomes import OF_BREACHES, OUTCOMES, REMINDERS, Outcome, Says
from casework.timeline.progress import CLARIFICATION, awaited
from casework.vault import database
from dpo_console.jobs.case_detail import CaseDetail, detail_of, refuse_kind, refuse_late, rights_of
from dpo_console.jobs.cases import get_case

PROOFS = ("paper",)
"""What the history keeps beside the facts of an event that a letter was sent."""


def event(
    desk: Desk,
    reference: str,
    kind: str,
    on: date,
    now: datetime,
    months: int | None = None,
    corrects: int | None = None,
    note: str | None = None,
    facts: Unchecked | None = None,
) -> CaseDetail:
    """Record what happened to a case on a date; returns the case as `show` does.

    `facts` are those of `events.FACTS`: way and direction of a note, owner, reason of a delay, and so on. A correction
    without facts or a note keeps those of the event it corrects.
    """
    if kind not in KINDS:
        raise Refused(f"Event cannot be '{kind}'. Choose from: {', '.join(Kind)}.")
    if kind == Kind.extended and months not in (None, 2):
        raise Refused("An extension is two further months (Article 12A(3)), no more and no fewer.")
    if kind == Kind.closed and corrects is None:
        raise Refused("A case cannot be closed by an event. Close it with an outcome.", Remedy.list_outcomes)
    months = 2 if kind == Kind.extended else None
    new = Event(kind=Kind(kind), on=on, recorded=now, corrects=corrects, months=months, note=note)
    return _record(desk, reference, new, facts or {}, now)


def assign(
    desk: Desk, reference: str, owner: str | None, on: date, now: datetime, note: str | None = None
) -> CaseDetail:
    """Give a case to an officer, or to no one (None), with a handover note."""
    return event(desk, reference, Kind.assigned, on, now, note=note, facts={"owner": (owner or "").strip() or None})


def close_case(
    desk: Desk,
    reference: str,
    outcome: str,
    on: date,
    now: datetime,
    note: str | None = None,
    of: str | None = None,
    corrects: int | None = None,
    outcomes: dict[str, str] | None = None,
    right: str | None = None,
) -> CaseDetail:
    """Close a case with its outcome, or correct an earlier outcome; `of` is the case that answers a duplicate.

    With `right`, only that right ends; the case closes with the last of its rights. `outcomes` says how each right
    ended; one that is not named ended as the case did, unless the case is answered and has several. `reminders` of the
    result says what you must have told the person before that outcome.
    """
    if outcome not in OUTCOMES:
        raise Refused(f"Outcome cannot be '{outcome}'. Choose from: {', '.join(OUTCOMES)}.")
    new = Event(kind=Kind.closed, on=on, recorded=now, corrects=corrects, note=note)
    case = _record(desk, reference, new, {"outcome": outcome, "of": of, "outcomes": outcomes, "right": right}, now)
    reminder = REMINDERS.get(Outcome(outcome))
    return replace(case, reminders=[reminder] if reminder else [])


def closing_of(desk: Desk, reference: str, now: datetime) -> closing.ProposedClosing:
    """The closing that the facts of an open request or complaint propose."""
    with desk.reading() as session:
        case = get_case(session, reference)
        if isinstance(case, Breach):
            raise ValueError("a breach is closed in its own form")
        return closing.proposed(session, case, day_of(now))


def _record(desk: Desk, reference: str, new: Event, given: Unchecked, now: datetime) -> CaseDetail:
    with desk.act(now) as act:
        case = get_case(act.session, reference)
        erasure.refuse_disposed(case)
        events = history.events(act.session, case.reference)
        if new.corrects is None:
            new, given = _sending(act.session, case, new, given, events)
            refuse_kind(case, new.kind)
        new, facts = _checked(act.session, case, events, new, given, now)
        _refuse_unknown(act.session, case, facts)
        seq = act.record(
            new.kind,
            reference=case.reference,
            on=new.on,
            months=new.months,
            corrects=new.corrects,
            facts=facts | ({"note": new.note} if new.note else {}),
        )
        if new.kind == Kind.received:  # papers that state the old date and were not sent are made again
            papers.mark_out_of_date(act.session, case.reference)
        _update_from_events(act.session, case, history.events(act.session, case.reference))
        act.session.add(case)
        act.session.flush()
        return replace(detail_of(act.session, case, now), seq=seq)


def _sending(
    session: Session, case: AnyCase, new: Event, given: Unchecked, events: list[Event]
) -> tuple[Event, Unchecked]:
    """The event and its facts; `letter_sent` if it says which letter it sends, and what that tells is already recorded
    or moves no clock."""
    letter, right = str(given.get("letter") or ""), str(given.get("right") or "")
    if letter_events().get(letter) != new.kind:
        return new, given
    kind = sending.event_sending(letter, events_in_force(events), right)
    paper = papers.current_paper(session, case.reference, letter)
    if paper and paper.inputs.get("fee_ground") == sending.FURTHER_COPY:
        kind = Kind.letter_sent
    return (new, given) if kind == new.kind else (replace(new, kind=kind, months=None), {"letter": letter})


def _checked(
    session: Session, case: AnyCase, events: list[Event], new: Event, given: Unchecked, now: datetime
) -> tuple[Event, dict[str, object]]:
    """The event and its facts. Raises Refused if it cannot follow the events in force."""
    nation = session.get_one(Council, 1).nation
    given = {name: value for name, value in given.items() if value is not None}
    before, kept, is_new = _as_before(session, events, new)
    if given.get("right") or kept.get("right"):
        before = replace(before, right=_right(case, new.kind, str(given.get("right") or kept.get("right"))))
    if not isinstance(case, Breach):
        refuse(events, before, day_of(now), rights_of(case))
        if new.kind == Kind.extended and isinstance(case, Request):
            refuse_late(case, events, before, nation)
        if given.get("outcome") in OF_BREACHES:
            raise Refused(f"'{given['outcome']}' is an outcome of breaches only.", Remedy.list_outcomes)
        is_new = is_new or bool(given)
        if before.right and given.get("outcomes"):
            raise Refused(f"Only {before.right} is closed. Enter one outcome, and leave out those of the other rights.")
        if "outcome" in given:  # another outcome: how each right ended is recorded again
            kept.pop("outcomes", None)
        proof = {name: kept.pop(name) for name in (*PROOFS, "letter") if name in kept}
        facts = checked_facts(new.kind, kept | given, note=before.note)
        proved = _proved(session, case, events, before, facts, is_new=is_new)
        return before, {**facts, **proved, **({} if is_new else proof)}
    progress = progress_of(session, [case.reference])[case.reference]
    sent = {name: kept.pop(name) for name in breach_events.KEPT if name in kept}
    facts = checked_facts(before.kind, kept | given, note=before.note)
    before, facts = breach_events.checked_event(case, progress, before, facts, now, nation)
    refuse(events, before, day_of(now))
    if before.kind == Kind.closed:
        breach_events.refuse_closing(progress, Outcome(str(facts["outcome"])), before.note)
    return before, sent | facts


def _proved(
    session: Session,
    case: Request | Complaint,
    events: list[Event],
    new: Event,
    facts: Mapping[str, Any],
    *,
    is_new: bool,
) -> Mapping[str, object]:
    """The proof of an event that sends something or closes a case. Raises Refused if it has no proof.

    An event that only gets another date keeps its proof; a closing is then checked against what was sent by that date.
    """
    if new.corrects is not None:
        closing.refuse_unproving(session, case, events, new, keeps=new.kind == Kind.sent and not is_new)
    if new.kind == Kind.closed and (is_new or new.right or "outcomes" in facts):
        outcome = Outcome(facts["outcome"])
        each = closing.checked(session, case, events, new, outcome, facts.get("outcomes"))
        return {} if new.right else {"outcomes": each}
    if new.kind == Kind.authority_received and facts.get("subject") and isinstance(case, Request):
        release.refuse_other_authority(case, facts["subject"])
    if not is_new:
        return {}
    sending.refuse_again(session, case, new, events)
    if new.kind == Kind.part_sent:
        release.refuse(session, case)
    if new.kind in letter_events().values():
        letter = sending.letter_sent(session, case, new, facts, events)
        return {**letter, **(_right_answered(case, events, new, letter) if new.kind == Kind.sent else {})}
    return {}


def _right_answered(
    case: Request | Complaint, events: list[Event], new: Event, letter: Mapping[str, str]
) -> Mapping[str, str]:
    """The right that an answer is about, where the letter itself shows it.

    The answer for access is made here, and what is made here answers access alone; without a clarification, access
    alone is closed. Raises Refused if another is named, or none where the answer could be for several.
    """
    if not isinstance(case, Request) or not case.is_access or len(case.rights) == 1:
        return {}
    waiting = awaited(events_in_force(events))
    for_access = letter["letter"] == "close-no-response" and waiting is not None and waiting[0] == CLARIFICATION
    if for_access or letter["letter"] in about_access():
        if new.right not in (None, Right.access):
            raise Refused(
                f"The letter filed here answers access, not {new.right}. Attach the letter about {new.right} to the "
                "case, and name it."
            )
        return {"right": Right.access}
    if letter["letter"] != sending.ELSEWHERE or letter["says"] != Says.answer or new.right:
        return {}
    others = [right for right in case.rights if right not in {Right.access, *ended_rights(events_in_force(events))}]
    if len(others) > 1:
        raise Refused(f"Enter the right that the letter answers. Choose from: {', '.join(others)}.")
    return {"right": others[0]} if others else {}


def _as_before(session: Session, events: list[Event], new: Event) -> tuple[Event, dict[str, object], bool]:
    """The event, with the note of the event it corrects if it has none; the facts of that event; and whether it is new:
    it corrects no event of its kind in force."""
    by_seq = {database.number(one.seq): one for one in events}
    same = [one for one in events_in_force(events) if original(one, by_seq) == new.corrects and one.kind == new.kind]
    if new.corrects is None or not same:
        return new, {}, True
    last = database.number(same[-1].seq)
    facts = history.facts_of(session, [last]).get(last, {})
    allowed = dict.fromkeys((*FACTS.get(new.kind, ()), *inputs_of_event(new.kind), *PROOFS, *breach_events.KEPT))
    names = [name for name in allowed if name in facts and name != "at"]
    return replace(new, note=new.note or facts.get("note")), {name: facts[name] for name in names}, False


def _right(case: AnyCase, kind: Kind, named: str) -> Right | None:
    """The right an event is about. Raises Refused if such an event of the case cannot be about it."""
    if "right" not in FACTS.get(kind, {}):
        return None  # told with the other facts of that kind
    if named not in [str(one) for one in Right]:
        raise Refused(f"Right cannot be '{named[:40]}'. Choose from: {', '.join(rights_of(case) or Right)}.")
    refuse_kind(case, kind, Right(named))
    return Right(named)


def _refuse_unknown(session: Session, case: AnyCase, facts: Mapping[str, Any]) -> None:
    """Raise Refused if the facts name a source that was not imported, or a case that does not exist."""
    for number in facts.get("sources", []):
        source = session.get(items.Source, number) if isinstance(number, int) else None
        if source is None or source.state != "complete":
            raise Refused(
                f"There is no file {number!r} on this desk. Import it to give it a number.", Remedy.import_file
            )
    if facts.get("of") and get_case(session, facts["of"]).reference == case.reference:
        raise Refused(f"{case.reference} cannot be a duplicate of itself. Name the case that answers it.")


def _update_from_events(session: Session, case: AnyCase, events: list[Event]) -> None:
    """Update the current facts of a case from its events in force."""
    if isinstance(case, Breach):
        update_breach(session, case)
        return
    in_order = events_in_force(events)
    last = {one.kind: one for one in in_order}
    facts = history.facts_of(session, [database.number(one.seq) for one in (events[0], *in_order)])
    case.received = last[Kind.received].on
    if Kind.recognised in last:
        case.recognised = last[Kind.recognised].on
    assigned = last.get(Kind.assigned)
    case.owner = facts.get(database.number((assigned or events[0]).seq), {}).get("owner") or None
    ended = ending(in_order, rights_of(case), facts)
    if not ended.is_erased:
        case.outcome, case.outcomes = ended.outcome, (ended.outcomes or None) if ended.is_proved else None
    case.spell()


def update_breach(session: Session, breach: Breach) -> None:
    """Update the current facts of a breach from its events in force."""
    progress = progress_of(session, [breach.reference])[breach.reference]
    breach.happened = progress.times.get(Kind.happened)
    breach.discovered, breach.aware = (
        earliest_instant(progress.times[Kind.discovered]),
        earliest_instant(progress.times[Kind.aware]),
    )
    breach.owner, breach.told = progress.owner or None, progress.told
    breach.notified = progress.notices[0].at if progress.notices else None
    breach.outcome = progress.outcome
    breach.spell()
