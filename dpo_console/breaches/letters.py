"""Papers on a breach as a whole: the notification, the public communication and the case file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from casework import Refused
from casework.breaches import affected_people, incidents
from casework.breaches.affected_people import AffectedPerson
from casework.breaches.breach_progress import BreachProgress, acts, progress_of
from casework.breaches.incidents import Breach
from casework.clock import Deadline
from casework.desk.store import Desk
from casework.disclosure import papers
from casework.disclosure.papers import Paper, PaperState
from casework.disposal import erasure
from casework.notice.council import Council, signing
from casework.rights.known_people import model_of
from casework.timeline.events import KINDS, ActKind, day_of
from casework.timeline.history import History
from casework.vault import database
from casework.views.case_timeline import TimelineRow, timeline
from dpo_console.jobs.filing import keep, refuse_changed
from letters.breaches import merge
from letters.breaches.case_file import case_file
from letters.breaches.notification import notification, phase
from letters.breaches.people_letter import NO_COUNCIL, public_communication, shared
from letters.paper import pdf as pdf_maker
from letters.paper.letter import Letter
from letters.paper.readback import words_of


@dataclass(frozen=True, slots=True)
class PaperSources:
    """A breach with everything its papers are made from."""

    breach: Breach
    progress: BreachProgress
    council: Council
    rows: list[TimelineRow]
    deadline: Deadline
    ends: datetime
    """The instant the 72 hours end."""
    people: list[AffectedPerson]

    def late(self, now: datetime) -> bool:
        """Whether the first notification was sent after the 72 hours, or would be now."""
        return (self.progress.notices[0].at if self.progress.notices else now) > self.ends


def paper_sources(session: Session, reference: str) -> PaperSources:
    """What the papers of a breach are made from. Raises Refused if there is none, or its papers were disposed of."""
    breach, council = incidents.get(session, reference), signing(session)
    erasure.refuse_disposed(breach)
    progress = progress_of(session, [breach.reference])[breach.reference]
    aware, nation = progress.aware or breach.aware, council.nation
    due, ends = incidents.due(aware, nation), incidents.ends(aware, nation)
    rows, people = timeline(session, breach.reference), affected_people.listed(session, breach.reference)
    return PaperSources(breach, progress, council, rows, due, ends, people)


@dataclass(frozen=True, slots=True)
class PaperPreview:
    """A paper of a breach as it would be made now."""

    text: str
    missing: tuple[str, ...] = ()
    """Sentences about what keeps it from being made."""
    filed: bool = False
    """Whether it is filed as it is."""
    warnings: tuple[str, ...] = ()
    """Sentences that do not keep it from being made: someone's name in it."""
    unknown: tuple[str, ...] = ()
    """What a notification does not know yet (Art 33(3))."""
    phase: int | None = None
    """Which notification it is."""
    late: bool = False
    """Whether the first notification is after the 72 hours."""


def notification_preview(desk: Desk, reference: str, now: datetime) -> PaperPreview:
    """The notification as text to paste."""
    with desk.reading() as session:
        sources = paper_sources(session, reference)
        letter = _notification(session, sources, now)
        return PaperPreview(
            letter.text(),
            missing=tuple(_missing(sources, now)),
            filed=_filed(session, letter) is not None,
            warnings=tuple(_named(session, sources, {"the notification": letter.text()})),
            unknown=tuple(incidents.unknown(sources.breach)),
            phase=phase(sources.progress),
            late=sources.late(now),
        )


@dataclass(frozen=True, slots=True)
class BreachPaper:
    """A paper on a breach as a whole, made and filed."""

    reference: str
    state: PaperState
    kind: str
    digest: str
    made: datetime
    pages: int
    text: str


def make_notification(desk: Desk, reference: str, now: datetime) -> BreachPaper:
    """Make the notification's PDF and file it; if one with the same facts is filed, answers that one.

    A notification that was sent stays as it was; one that was not sent is void once another replaces it. Raises
    Refused if it is late and the reasons for the delay are not described (UK GDPR Art 33(1)).
    """
    return _make(desk, reference, now, _notification, _missing)


def public_preview(desk: Desk, reference: str, now: datetime) -> PaperPreview:
    """The public communication as text, whether it is filed as it is, and what it lacks."""
    with desk.reading() as session:
        sources = paper_sources(session, reference)
        try:
            letter = _public(session, sources, now)
        except Refused as refused:
            return PaperPreview("", (str(refused),))
        missing = _named(session, sources, _shared_of(sources, now))
        return PaperPreview(letter.text(), tuple(missing), _filed(session, letter) is not None)


def make_public(desk: Desk, reference: str, now: datetime) -> BreachPaper:
    """Make the public communication (UK GDPR Art 34(3)(c)) and file it, as `make_notification` does."""
    return _make(desk, reference, now, _public, lambda sources, now: [], _shared_of)


def _make(
    desk: Desk,
    reference: str,
    now: datetime,
    compose: Callable[[Session, PaperSources, datetime], Letter],
    missing: Callable[[PaperSources, datetime], list[str]],
    words: Callable[[PaperSources, datetime], dict[str, str]] | None = None,
) -> BreachPaper:
    with desk.reading() as session:
        sources = paper_sources(session, reference)
        letter = compose(session, sources, now)
        lacks = [*missing(sources, now), *(_named(session, sources, words(sources, now)) if words else [])]
        if lacks:
            raise Refused(lacks[0])
        if paper := _filed(session, letter):
            return _answer(letter, paper)
    pdf = pdf_maker.letter_pdf(letter)
    pages = words_of(pdf)[1]
    with desk.act(now) as act:
        sources = paper_sources(act.session, reference)
        refuse_changed(letter, compose(act.session, sources, now))
        before = phase(sources.progress) if letter.kind == "notification" else None
        if not (letter.kind == "public" and sources.progress.told):  # what was published stays as it was
            _void(act.session, letter, before)
        paper = keep(act, desk, letter.reference, letter, pdf, pages, letter.kind)
        phased = {"phase": before} if before else {}
        facts = {"kind": letter.kind, "digest": paper.digest, "state": "filed"} | phased
        act.record(ActKind.letter, reference=letter.reference, on=day_of(now), facts=facts)
        return _answer(letter, paper)


def _answer(letter: Letter, paper: Paper) -> BreachPaper:
    return BreachPaper(
        reference=letter.reference,
        state=paper.state,
        kind=letter.kind,
        digest=paper.digest,
        made=paper.made,
        pages=paper.pages,
        text=letter.text(),
    )


def _void(session: Session, letter: Letter, number: int | None) -> None:
    """Mark as void what a newer paper replaces; of notifications only the same phase, since earlier ones were sent."""
    phases = _phases(session, letter.reference) if number else {}
    for old in papers.of_case(session, letter.reference):
        if old.kind == letter.kind and old.state == PaperState.filed and phases.get(old.digest) == number:
            old.state = PaperState.void
            session.add(old)


def _phases(session: Session, reference: str) -> dict[str, int]:
    """The phase of each notification that was made, by its digest."""
    rows = session.exec(select(History.seq).where(History.reference == reference, History.kind == ActKind.letter)).all()
    return {act.digest: act.phase for act in acts(session, rows).values() if act.phase}


def _notification(session: Session, sources: PaperSources, now: datetime) -> Letter:
    def compose(on: date) -> Letter:
        given = (sources.breach, sources.progress, sources.council, sources.rows)
        return notification(*given, on=on, deadline=sources.deadline, late=sources.late(now))

    return redated(session, sources.breach.reference, compose, now)


def _public(session: Session, sources: PaperSources, now: datetime) -> Letter:
    def compose(on: date) -> Letter:
        return public_communication(sources.breach, sources.progress, sources.council, on=on)

    return redated(session, sources.breach.reference, compose, now)


def redated(session: Session, reference: str, compose: Callable[[date], Letter], now: datetime) -> Letter:
    """The letter with its first date: a letter with the same facts is the same letter, whenever it is made."""
    letter = compose(day_of(now))
    same = select(Paper).where(Paper.reference == reference, Paper.kind == letter.kind, Paper.facts == letter.digest())
    before = session.exec(same.order_by(col(Paper.id))).first()
    return compose(before.day) if before else letter


def _filed(session: Session, letter: Letter) -> Paper | None:
    asked = select(Paper).where(Paper.reference == letter.reference, Paper.kind == letter.kind)
    asked = asked.where(Paper.state == PaperState.filed, Paper.facts == letter.digest())
    return session.exec(asked.order_by(col(Paper.id).desc())).first()


def _missing(sources: PaperSources, now: datetime) -> list[str]:
    """Why the notification cannot be made: it is the first, late, and gives no reasons for the delay."""
    if sources.progress.notices or not sources.late(now) or sources.breach.facts.delay:
        return []
    ended = f"{sources.deadline.due:%H:%M on %d/%m/%Y}"
    return [f"The 72 hours ended at {ended}. Describe the reasons for the delay first (Article 33(1))."]


def _shared_of(sources: PaperSources, now: datetime) -> dict[str, str]:
    return shared(sources.breach, public_communication(sources.breach, sources.progress, NO_COUNCIL, on=day_of(now)))


def _named(session: Session, sources: PaperSources, texts: dict[str, str]) -> list[str]:
    try:
        refuse_shared_names(session, sources, texts)
    except Refused as refused:
        return [str(refused)]
    return []


def refuse_shared_names(session: Session, sources: PaperSources, texts: dict[str, str]) -> list[str]:
    """Check words that many will read against the list and the register; answers what could not be searched for."""
    own = [sources.council.officer, sources.council.email]
    return merge.refuse_named(texts, sources.people, model_of(session), own)


def breach_case_file(desk: Desk, reference: str, now: datetime) -> BreachPaper:
    """The case file of a breach as one PDF, filed; if nothing has changed since, answers the one filed before."""
    return _make(desk, reference, now, _case_file, lambda sources, now: [])


def _case_file(session: Session, sources: PaperSources, now: datetime) -> Letter:
    reference = sources.breach.reference
    done = acts(session, [row.seq for row in sources.rows if row.kind not in KINDS])
    rows = [row for row in sources.rows if row.seq not in done or done[row.seq].kind != "story"]
    last = session.get_one(History, rows[-1].seq)

    def compose(on: date) -> Letter:
        filed = papers.of_case(session, reference)
        return case_file(
            sources.breach, sources.progress, sources.council, rows, done,
            on=on, deadline=sources.deadline, people=len(sources.people), filed=filed,
            head=(database.number(last.seq), last.mac),
        )  # fmt: skip

    return redated(session, reference, compose, now)
