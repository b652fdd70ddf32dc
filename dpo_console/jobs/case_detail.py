"""One case in detail: its facts, events, clocks with their steps, papers, and the events that can be recorded now."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from casework import Refused, clock
from casework.breaches import incidents
from casework.breaches.incidents import Breach, BreachRecord
from casework.complaints import handling
from casework.complaints.handling import Complaint, ComplaintRecord
from casework.desk.store import Desk
from casework.disclosure import decisions, identity_conflicts, release, sending
from casework.disclosure import papers as filed_papers
from casework.disclosure.decisions import ItemCounts
from casework.disclosure.identity_conflicts import Conflict
from casework.disclosure.papers import CasePaper, case_paper
from casework.disclosure.release import Stop
from casework.law import rules
from casework.law.rights import Right
from casework.notice.council import Council
from casework.people import register
from casework.records import items
from casework.retention.case_papers import AnyCase
from casework.rights import requests as rights
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import Request, RequestRecord
from casework.text.days import long
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.checks import refuse
from casework.timeline.events import KINDS, OF_ONE_RIGHT, Event, Kind, concerning, day_of, ended_rights, events_in_force
from casework.timeline.outcomes import Outcome
from casework.timeline.progress import Stage
from casework.timeline.references import MatterKind
from casework.vault import database
from casework.views import board, stages
from casework.views.board_line import Line
from casework.views.case_timeline import Pointer, TimelineRow, pointers
from casework.views.case_timeline import timeline as rows_of
from casework.views.duties import COMPLAINT
from dpo_console.jobs.breach_detail import BreachDetail, about_breach
from dpo_console.jobs.cases import get_case
from dpo_console.jobs.out_of_date import out_of_date

CLOCK_KINDS = tuple(kind for kind in Kind if kind not in ("received", "recognised", "logged", "corrected", "reopened"))


@dataclass(frozen=True, slots=True)
class LoggedFacts:
    """The facts of a case as they were logged, and as they are now."""

    as_logged: Unchecked
    """As the history keeps them; empty if they were disposed of."""
    now: RequestRecord | ComplaintRecord | BreachRecord


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a case."""

    source: int
    name: str
    reader: str


@dataclass(frozen=True, slots=True)
class RelatedComplaint:
    """A complaint about a case."""

    reference: str
    received: date
    outcome: Outcome | None
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetail:
    """One case in full, returned by `show` and by every job that changes a case."""

    reference: str
    kind: MatterKind
    stage: Stage
    facts: LoggedFacts
    events: list[TimelineRow]
    clocks: list[clock.Deadline]
    letters: list[CasePaper]
    packs: list[CasePaper]
    deadline_words: list[list[str]]
    next: str
    """What to do next, in words."""
    asks: Kind | None
    """The kind of event its clock needs to know which law applies."""
    lines: list[Line]
    """Its lines on the board."""
    actions: list[Kind]
    """The kinds of event that can be recorded now."""
    attachments: list[Attachment]
    complaints: list[RelatedComplaint]
    person: int | None = None
    """The data subject's number in the register."""
    person_name: str | None = None
    bound: IdentificationStatus | None = None
    """None for a complaint and for a breach."""
    items: ItemCounts = field(default_factory=ItemCounts)
    pointers: list[Pointer] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    outcomes: dict[str, Outcome] | None = None
    """How each right ended so far."""
    proved: bool | None = None
    """Whether its closing was proved; None while it is open, and for a breach."""
    breach: BreachDetail | None = None
    seq: int | None = None
    """The number of the event that was just recorded."""
    reminders: list[str] = field(default_factory=list)
    """What you must have told the person before the outcome just recorded."""

    @property
    def of_breach(self) -> tuple[BreachRecord, BreachDetail]:
        """The facts of a breach, and what only a breach has. Raises TypeError for another case."""
        if self.breach is None or not isinstance(self.facts.now, BreachRecord):
            raise TypeError(f"{self.reference} is not a breach")
        return self.facts.now, self.breach


def show(desk: Desk, reference: str, now: datetime) -> CaseDetail:
    """One case in full: facts, person, events, clocks with their steps, items, letters, packs, linked complaints."""
    with desk.reading() as session:
        return detail_of(session, get_case(session, reference), now)


def detail_of(session: Session, case: AnyCase, now: datetime) -> CaseDetail:
    """The same inside a session."""
    events = history.events(session, case.reference)
    logged = database.number(events[0].seq)
    nation, today = session.get_one(Council, 1).nation, day_of(now)
    clocks = _clocks(case, events, nation)
    lines = board.lines_of(session, stages.cases_named(session, [case.reference]), now)
    filed = _papers(session, case, events)
    detail = CaseDetail(
        reference=case.reference,
        kind=case.kind,
        stage=lines[0].stage,
        facts=LoggedFacts(history.facts_of(session, [logged]).get(logged, {}), case.record),
        events=[one for one in rows_of(session, case.reference) if one.kind in KINDS],
        clocks=clocks,
        letters=[paper for paper in filed if paper.kind != "pack"],
        packs=[paper for paper in filed if paper.kind == "pack"],
        deadline_words=[_deadline_words(case, one) for one in clocks],
        next=lines[0].next,
        asks=next((one.asks for one in clocks if one.asks), None),
        lines=lines,
        actions=_actions(session, case, events, nation, today),
        attachments=_attachments(session, events),
        complaints=[
            RelatedComplaint(one.reference, one.received, one.outcome, one.owner)
            for one in handling.of_case(session, case.reference)
        ],
    )
    if isinstance(case, Breach):
        return replace(detail, breach=about_breach(session, case))
    proved = case.outcomes is not None if case.outcome else None
    detail = replace(detail, outcomes=case.outcomes, proved=proved)
    return _with_person(session, case, detail, today) if isinstance(case, Request) else detail


def _papers(session: Session, case: AnyCase, events: list[Event]) -> list[CasePaper]:
    """Every paper of a case; for its letters, when each was sent and what changed before and since."""
    filed = filed_papers.of_case(session, case.reference)
    if isinstance(case, Breach):
        return [case_paper(one) for one in filed]
    left, wrong = sending.dates_sent(session, case.reference, events), sending.corrected_since(session, case)
    stale = {one.digest: out_of_date(session, case, one) for one in filed if one.digest not in left}
    return [
        case_paper(one, left.get(one.digest), wrong.get(one.digest, ()), stale.get(one.digest, "")) for one in filed
    ]


def _with_person(session: Session, request: Request, detail: CaseDetail, today: date) -> CaseDetail:
    """A request with its data subject, and what was found and decided about them."""
    person = register.root(session, request.person_id) if request.person_id else None
    return replace(
        detail,
        person=person,
        person_name=register.person_line(session, person).name if person else None,
        bound=request.bound,
        items=decisions.counts(session, request),
        pointers=pointers(session, request, request.subject, today),
        conflicts=identity_conflicts.of_case(session, request),
        stops=release.why_not_send(session, request),
    )


def _attachments(session: Session, events: list[Event]) -> list[Attachment]:
    """The files attached to the request itself."""
    seqs = [database.number(one.seq) for one in events_in_force(events) if one.kind == Kind.attached]
    numbers = [number for facts in history.facts_of(session, seqs).values() for number in facts.get("sources", [])]
    sources = session.exec(
        select(items.Source).where(col(items.Source.id).in_(numbers)).order_by(col(items.Source.id))
    ).all()
    return [Attachment(database.number(one.id), one.name, one.reader) for one in sources]


def _clocks(case: AnyCase, events: list[Event], nation: str) -> list[clock.Deadline]:
    if isinstance(case, Breach):
        return [incidents.due(case.aware, nation)]
    if isinstance(case, Complaint):
        return [clock.deadline(COMPLAINT, events, nation=nation)] if case.statutory else []
    found = []
    for right in case.rights:
        of = clock.of_right(right, events, nation=nation), clock.notice_of_right(right, events, nation=nation)
        found += [one for one in of if one]
    return found


def is_notice(running: clock.Deadline) -> bool:
    """Whether it is the last day to tell the person of an extension."""
    return running.rule in rules() and rules()[running.rule].notice_of is not None


def _deadline_words(case: AnyCase, running: clock.Deadline) -> list[str]:
    """A deadline in lines; of a request for several rights, the first names the right."""
    first, *steps = clock.deadline_lines(running)
    if isinstance(case, Request) and len(case.rights) > 1 and running.right:
        what = f"{running.right}, notice of an extension" if is_notice(running) else str(running.right)
        first = f"{what[0].upper()}{what[1:]}: {first}"
    return [first, *steps]


def _actions(session: Session, case: AnyCase, events: list[Event], nation: str, today: date) -> list[Kind]:
    """The kinds of event that can be recorded now."""
    free: list[Kind] = []
    received = next((one.on for one in events_in_force(events) if one.kind == Kind.received), today)
    for kind in (*CLOCK_KINDS, Kind.reopened):
        on = received if kind == Kind.decision_taken else today
        new = Event(kind=kind, on=on, months=2 if kind == Kind.extended else None)
        of = case.rights if isinstance(case, Request) and kind in OF_ONE_RIGHT else []
        if any(_is_free(session, case, events, one, nation) for one in (new, *(replace(new, right=one) for one in of))):
            free.append(kind)
    return free


def _is_free(session: Session, case: AnyCase, events: list[Event], new: Event, nation: str) -> bool:
    """Whether such an event can be recorded today."""
    try:
        refuse_kind(case, new.kind, new.right)
        refuse(events, new, new.on, rights_of(case))
        sending.refuse_again(session, case, new, events)
        if new.kind == Kind.extended and isinstance(case, Request):
            refuse_late(case, events, new, nation)
    except Refused:
        return False
    return True


def rights_of(case: AnyCase) -> list[Right]:
    """The rights a case asks for; none if it is not a request."""
    return case.rights if isinstance(case, Request) else []


def refuse_kind(case: AnyCase, kind: Kind, right: Right | None = None) -> None:
    """Raise Refused if an event of that kind, about that right, cannot be recorded on such a case."""
    if right and not isinstance(case, Request):
        raise Refused(f"{case.reference} is a {case.kind}, so no right is asked for. Leave the right out.")
    if isinstance(case, Breach):
        incidents.refuse_kind(kind)
    elif isinstance(case, Complaint):
        handling.refuse_kind(kind)
    else:
        rights.refuse_kind(case, kind)
        if right:
            rights.refuse_right(case, kind, right)


def refuse_late(case: Request, events: list[Event], new: Event, nation: str) -> None:
    """Raise Refused if notice of an extension has no effect: after the first month (Article 12A(4)(a)).

    A notice for every right must be in time for each that is still open.
    """
    rest = [one for one in events_in_force(events) if one.kind != Kind.extended]
    over = {*ended_rights(rest), *(right for right in case.rights if _is_answered(right, rest))}
    for right in [new.right] if new.right else [right for right in case.rights if right not in over]:
        notice = clock.notice_of_right(right, rest, nation=nation)
        last = notice.due if notice else None
        if last and new.on > last:
            of = f" of {right}" if len(case.rights) > 1 else ""
            raise Refused(
                f"The last lawful day for notice of an extension{of} was {long(last)}: a notice of {new.on:%d/%m/%Y} "
                "has no effect (Article 12A(4)(a)). Answer without more delay. Record what you told the requester as a "
                "note."
            )


def _is_answered(right: Right, in_force: list[Event]) -> bool:
    return any(one.kind == Kind.sent for one in concerning(right, in_force))


def timeline(desk: Desk, reference: str | None = None) -> list[TimelineRow]:
    """The history of one case, or of the desk."""
    with desk.reading() as session:
        return rows_of(session, get_case(session, reference).reference if reference else None)
