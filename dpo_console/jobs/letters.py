"""What a case can be written: each kind of letter with what it lacks, and the letter of a kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pydantic import ValidationError
from sqlmodel import Session

from casework import Malformed, Refused, Remedy, clock
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.desk.store import Desk
from casework.disclosure import bundles, health, papers, release, sending, sharing
from casework.disclosure.search import sources_of
from casework.law.letter_kinds import LetterKind, letter_kinds, with_words
from casework.law.retention import classes
from casework.law.rights import Right
from casework.notice import processors, security_statement, versions, wordings
from casework.notice.council import Council, signing
from casework.notice.recipients import SharedWith
from casework.retention import schedule
from casework.retention.case_papers import AnyCase
from casework.rights.choices import Channel
from casework.rights.requests import Addressee, Request, Requester
from casework.text.canonical import words
from casework.text.days import day
from casework.text.facts import sentence
from casework.text.likeness import alike
from casework.timeline import history
from casework.timeline.events import Event, Kind, concerning, day_of, events_in_force
from casework.timeline.outcomes import Says
from casework.timeline.owed import letters_owed, untold_refusals
from casework.vault.database import number
from casework.views.duties import last_day_to_acknowledge
from dpo_console.jobs.cases import get_case
from dpo_console.jobs.letter_words import unusable
from letters.complaints.facts import ComplaintFacts, ComplaintMatter
from letters.disclosure.matter import OtherCase, RequestMatter, RightClock, SentLetter, Transparency
from letters.paper.compose import Composing, Lack, compose, lacking, refuse_lacking, value_of
from letters.paper.envelope import Addressed, form_for
from letters.paper.facts import FactBook
from letters.paper.letter import Form, Letter
from letters.rights.facts import RequestFacts

Inputs = Mapping[str, str]
"""What the officer enters for a letter, by the name of the input."""
ELECTRONIC = (Channel.email, Channel.form, Channel.social_media)
"""The channels of an electronic request (UK GDPR Article 12(3))."""


def kinds_of(case: AnyCase) -> list[LetterKind]:
    """The kinds of letter that fit a case: a complaint's, or those of the rights a request asks for."""
    if isinstance(case, Breach):
        return []
    mine = [kind for kind in letter_kinds() if kind.of_complaint == isinstance(case, Complaint)]
    if isinstance(case, Complaint):
        return mine
    return [kind for kind in mine if not kind.rights or set(kind.rights) & set(case.rights)]


def never_fits(case: AnyCase, kind: LetterKind) -> bool:
    """Whether no event can make a letter of that kind fit the case: no one acts for a requester who is the data
    subject."""
    return isinstance(case, Request) and case.requester.is_subject and "someone_acts" in kind.needs


@dataclass(frozen=True, slots=True)
class AskedInput:
    """Something the officer enters for a letter: what is asked, and what is known already."""

    id: str
    label: str
    ask: str
    way: str
    choices: Mapping[str, str]
    """For a choice: each key, and the words the letter prints."""
    optional: bool
    known: str
    """What was entered for the last letter of the kind, or with the event."""


@dataclass(frozen=True, slots=True)
class WritableLetter:
    """A kind of letter for one case: whether it can be written now, what it lacks, and what is asked for it."""

    kind: str
    name: str
    use: str
    group: str
    ready: bool
    """Whether it can be made once its inputs are entered."""
    owed: bool
    lacks: tuple[Lack, ...]
    """What it lacks besides the inputs."""
    inputs: tuple[AskedInput, ...]
    unchecked: tuple[str, ...]
    """The provisions it relies on whose text was not read."""


def writable(desk: Desk, reference: str, now: datetime) -> list[WritableLetter]:
    """Every kind of letter that fits a case: what is owed first, then what can be written now, then the others."""
    with desk.reading() as session:
        case = get_case(session, reference)
        if isinstance(case, Breach):
            return []
        book = book_of(session, case, day_of(now), {})
        stops = release.why_not_send(session, case) if isinstance(case, Request) else []
        owed, refused = _owed(session, case), _refused(session, case)
        entered = {one.kind: one.inputs for one in papers.of_case(session, case.reference)}
        own = wordings.own_words(session)
        found, places = [], dict[tuple[str, str], list[Lack]]()
        for kind in kinds_of(case):
            if never_fits(case, kind):
                continue
            to = kind.to, kind.says
            if to not in places:
                places[to] = _unaddressed(session, case, kind, book)
            held_up = [*places[to], *(Lack(one.why, "") for one in stops if not kind.own_words)]
            held_up += [Lack(why, "") for why in unusable(kind, own).values()]
            last = _recorded(session, case, kind) | entered.get(kind.id, {})
            letter = _writable(with_words(kind, own), book, held_up, last, owed=kind.id in owed)
            found.append(replace(letter, owed=True) if _tells_refusal(kind, letter, refused) else letter)
    return sorted(found, key=lambda one: (not one.owed, not one.ready))


def _writable(kind: LetterKind, book: FactBook, held_up: Sequence[Lack], last: Inputs, *, owed: bool) -> WritableLetter:
    composing = Composing(kind, book)
    lacks = (*held_up, *(lack for lack in composing.lacking() if not lack.input))
    asked = tuple(
        AskedInput(
            id=one.id,
            label=one.label,
            ask=one.ask,
            way=one.way,
            choices=one.choices or {},
            optional=one.id in kind.optional,
            known=last.get(one.id) or (book.recorded(kind.owed, one.id) if kind.owed else ""),
        )
        for one in kind.inputs
    )
    unchecked = tuple(dict.fromkeys(one.law for one in composing.elements() if not one.checked))
    return WritableLetter(kind.id, kind.name, kind.use, kind.group, not lacks, owed, lacks, asked, unchecked)


def _unaddressed(session: Session, case: Request | Complaint, kind: LetterKind, book: FactBook) -> list[Lack]:
    """That there is no address to send it to, unless the officer enters who it goes to."""
    if kind.to == "other":
        return []
    try:
        form_for(addressee(session, case, kind, book), electronic=False)
    except Refused as refused:
        return [Lack(str(refused), "")]
    return []


def _owed(session: Session, case: Request | Complaint) -> tuple[str, ...]:
    in_force = events_in_force(history.events(session, case.reference))
    return () if case.outcome else letters_owed(session, {case.reference: in_force}).get(case.reference, ())


def _refused(session: Session, case: Request | Complaint) -> set[Right]:
    """The rights that were refused and not told so yet."""
    if isinstance(case, Complaint) or case.outcome:
        return set()
    in_force = events_in_force(history.events(session, case.reference))
    untold = untold_refusals(in_force, history.facts_of(session, [number(one.seq) for one in in_force]))
    return {right for one in untold for right in ([one.right] if one.right else case.rights)}


def _tells_refusal(kind: LetterKind, letter: WritableLetter, refused: set[Right]) -> bool:
    """Whether the letter can tell that refusal: one of that right, or one of any right if it can be written now."""
    if not refused or kind.says not in (Says.refusal, Says.both):
        return False
    return bool(refused & set(kind.rights)) if kind.rights else letter.ready


def _recorded(session: Session, case: Request | Complaint, kind: LetterKind) -> dict[str, str]:
    """What the officer enters for a letter and the case has on record: the health professional asked for an opinion."""
    if kind.id != "health-opinion" or not isinstance(case, Request):
        return {}
    answers = [one for one in health.answers_in_force(session, case) if one.what == health.HealthKind.asked]
    if not answers:
        return {}
    last, titles, sources = answers[-1], classes(), sources_of(session)
    about = [titles.get(one, one) for one in last.classes] + [
        sources[one].title for one in last.sources if one in sources
    ]
    lines = {"to_address": last.address, "health_data": about}
    return {"to_name": last.name} | {name: "\n".join(each) for name, each in lines.items()}


@dataclass(frozen=True, slots=True)
class ListedElement:
    """One thing a kind of letter says, and the provision that asks for it."""

    element: str
    law: str
    """Empty for what no provision prescribes."""
    checked: bool
    """False if the text of the provision was not read."""
    since: date | None
    until: date | None
    """The first and the last date it is in force."""
    by: str
    """Which date decides that: of the `letter`, or the date the case was `received`."""


@dataclass(frozen=True, slots=True)
class LetterKindInFull:
    """A kind of letter with everything it says."""

    kind: str
    name: str
    group: str
    use: str
    event: str
    """The event that records that it was sent."""
    elements: tuple[ListedElement, ...]


def kinds_listed() -> list[LetterKindInFull]:
    """Every kind of letter of a request or complaint, with its elements and their law."""
    return [
        LetterKindInFull(
            kind.id,
            kind.name,
            kind.group,
            kind.use,
            kind.event,
            tuple(ListedElement(one.id, one.law, one.checked, one.since, one.until, one.by) for one in kind.elements),
        )
        for kind in letter_kinds()
    ]


def book_of(session: Session, case: Request | Complaint, on: date, inputs: Mapping[str, str]) -> FactBook:
    """The facts of a case on a date, for its letters."""
    if isinstance(case, Complaint):
        return ComplaintFacts(_complaint_matter(session, case, on), inputs)
    return RequestFacts(_matter(session, case, on), inputs)


def written(session: Session, case: AnyCase, kind: str, on: date, inputs: Inputs, form: Form | None = None) -> Letter:
    """The letter of that kind, dated `on`. Raises Refused, naming what it lacks, if it cannot be made."""
    known = {one.id: one for one in kinds_of(case)}
    if isinstance(case, Breach):
        raise Refused(f"A breach has no letter '{kind[:40]}'. It has a notification, letters and a public one.")
    if kind not in known:
        what = "complaint" if isinstance(case, Complaint) else f"request for {', '.join(case.rights)}"
        raise Refused(f"A {what} has no letter '{kind[:40]}'. Choose from: {', '.join(known)}.")
    inputs = _recorded(session, case, known[kind]) | {name: typed for name, typed in inputs.items() if typed}
    own = wordings.own_words(session)
    for element, why in unusable(known[kind], own).items():
        raise Refused(why, Remedy.correct_wording, element)
    council, book = signing(session), book_of(session, case, on, inputs)
    who = addressee(session, case, known[kind], book)
    if known[kind].to == "other":  # whether it may go to them comes before where they are
        refuse_lacking(known[kind], book)
    channel = form or form_for(who, electronic=case.channel in ELECTRONIC)
    if isinstance(case, Request) and isinstance(who, Addressee):
        book = book_of(session, case.model_copy(update={"requester": who}), on, inputs)
    return compose(with_words(known[kind], own), book, who, council, channel)


def lacking_of(session: Session, case: AnyCase, kind: str, on: date, inputs: Inputs) -> list[str]:
    """Everything that the letter of that kind lacks with what was entered, in sentences."""
    mine = next((one for one in kinds_of(case) if one.id == kind), None)
    if mine is None or isinstance(case, Breach):
        return []
    book = book_of(session, case, on, _recorded(session, case, mine) | dict(inputs))
    return [lack.what for lack in lacking(with_words(mine, wordings.own_words(session)), book)]


def refuse_unasked(case: AnyCase, kind: str, inputs: Inputs) -> None:
    """Raise Refused if something is entered that such a letter does not ask for: a slip in its name would lose it."""
    mine = next((one for one in kinds_of(case) if one.id == kind), None)
    asked = [one.id for one in mine.inputs] if mine else list(inputs)
    if unasked := [name for name in inputs if name not in asked]:
        what, asks = mine.name if mine else kind, ", ".join(asked) or "nothing"
        raise Refused(f"The {what} asks for no '{unasked[0][:40]}'. It asks for: {asks}.")


def addressee(session: Session, case: Request | Complaint, kind: LetterKind, book: FactBook) -> Addressed:
    """Whom a letter goes to."""
    if kind.to == "other":
        names = ("to_name", "to_address", "to_email")
        name, lines, email = (known.entries if (known := value_of(kind, book, one)) else () for one in names)
        try:
            return Requester(name="".join(name) or "the recipient", address=list(lines), email="".join(email) or None)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
    if isinstance(case, Complaint):
        return case.complainant
    return (release.subject_addressed(session, case) if kind.says else None) or case.requester


def _complaint_matter(session: Session, complaint: Complaint, on: date) -> ComplaintMatter:
    council = session.get_one(Council, 1)
    events = events_in_force(history.events(session, complaint.reference))
    said = history.facts_of(session, [number(one.seq) for one in events])
    last = last_day_to_acknowledge(complaint.received, council.nation) if complaint.statutory else None
    return ComplaintMatter(complaint, council, on, events, said, last)


def _matter(session: Session, request: Request, on: date) -> RequestMatter:
    council = session.get_one(Council, 1)
    recorded = history.events(session, request.reference)
    events = events_in_force(recorded)
    said = history.facts_of(session, [number(one.seq) for one in events])
    return RequestMatter(
        request=request,
        council=council,
        notice=versions.notice_on(session, council.notice, on),
        on=on,
        events=events,
        said=said,
        clocks={
            right: _clock_of(right, events, council.nation, on) for right in request.rights if right != Right.consent
        },
        sent=_sent(session, request, recorded),
        bundle=lambda: bundles.bundle(session, request, schedule.periods(session)),
        other=lambda reference: _other(session, request, reference, council.nation),
        transparency=lambda: _transparency(session, request, on),
        recipients=lambda: [one.name for one in _recipients(session, request)],
    )


def _recipients(session: Session, request: Request) -> Sequence[SharedWith]:
    return sharing.recipients_of(session, request.person_id) if request.person_id else ()


def _transparency(session: Session, request: Request, on: date) -> Transparency:
    """Recipients of the data subject's data, processors, and what the case corrected."""
    person = request.person_id
    return Transparency(
        recipients=_recipients(session, request),
        unconfirmed=len(sharing.unconfirmed(session, person)) if person else 0,
        processors=processors.processors(session),
        statement=security_statement.statement_on(session, on),
        changes=sharing.changes_of(session, request.reference),
        purpose_change=sharing.purpose_change_of(session, person) if person else None,
    )


def _clock_of(right: Right, events: list[Event], nation: str, on: date) -> RightClock:
    running = clock.of_right(right, events, nation=nation)
    if running.asks:  # under either law a date can be counted from receipt
        running = clock.deadline("other", concerning(right, events), nation=nation)
    longer = running.due if running.further else None
    if longer is None and running.due:
        extended = Event(Kind.extended, on, months=2, right=right)
        longer = clock.of_right(right, [*events, extended], nation=nation).due
    return RightClock(running, clock.notice_of_right(right, events, nation=nation), _day(longer))


def _day(when: date | None) -> date | None:
    return when.date() if isinstance(when, datetime) else when


def _sent(session: Session, case: Request, events: list[Event]) -> list[SentLetter]:
    """The letters of a case that were sent, in the order made."""
    left = sending.dates_sent(session, case.reference, events)
    return [
        SentLetter(one.kind, left[one.digest], one.inputs.get("to_name", ""), _date_in(one.inputs.get("reply_by")))
        for one in papers.of_case(session, case.reference)
        if one.digest in left
    ]


def _date_in(typed: str | None) -> date | None:
    return day(typed) if typed else None


def _other(session: Session, request: Request, reference: str, nation: str) -> OtherCase | None:
    """The open case with that reference, if it is about the same person and asks for one of the same rights."""
    try:
        case = get_case(session, reference)
    except Refused:
        return None
    if not isinstance(case, Request) or case.outcome or case.reference == request.reference:
        return None
    same = case.person_id is not None and case.person_id == request.person_id
    if not (same or _named_alike(case, request)) or not set(case.rights) & set(request.rights):
        return None
    events = history.events(session, case.reference)
    dues = [_day(clock.of_right(right, events, nation=nation).due) for right in case.rights]
    return OtherCase(case.reference, case.received, max((due for due in dues if due), default=None))


def _named_alike(one: Request, other: Request) -> bool:
    return any(words(name) == words(named) or alike(name, named) for name in one.names for named in other.names)
