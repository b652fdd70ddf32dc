"""Health data: what may go out, or be withheld for serious harm, only with a health professional's opinion.

DPA 2018 Schedule 3 paragraph 6: data concerning health are disclosed only with the opinion of the appropriate health
professional that the serious harm test is not met, or if the data subject has seen or knows them. Paragraph 5: they are
withheld for serious harm only with the opinion that it is met. An opinion counts for six months. Both answers are given
for a class of record or a source of one case. They are acts of the history, erased with the papers of the case.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import Field, ValidationError
from sqlmodel import Session, col, select

from casework import Malformed, Refused, Remedy
from casework.clock.days import first_of_period
from casework.disclosure.bundles import SearchedRecords
from casework.disclosure.decisions import DecisionKey, DecisionKind, Decisions, decision_on
from casework.disclosure.release import reason_given
from casework.disclosure.search import Strength
from casework.law import exemptions
from casework.law.grounds import SERIOUS_HARM
from casework.law.retention import classes
from casework.people import register
from casework.records.health_fields import concerns_health
from casework.records.items import Item, distinct_titles
from casework.rights.requests import Request, about
from casework.text.facts import Facts, Line, Unchecked, sentence
from casework.timeline import history
from casework.timeline.events import ActKind
from casework.timeline.history import History
from casework.vault.database import number


class HealthKind(StrEnum):
    """The kinds of answer about health data."""

    known = "known"
    """The data subject gave, has seen or knows the data."""
    asked = "asked"
    """An opinion was asked for."""
    opinion = "opinion"
    """An opinion was received."""


ACTS = {
    HealthKind.known: ActKind.health_known,
    HealthKind.asked: ActKind.health_asked,
    HealthKind.opinion: ActKind.health_opinion,
}
"""The act of the history that records each kind of answer."""


@dataclass(frozen=True, slots=True)
class HealthAnswer:
    """One answer about the health data of a case, as the history has it."""

    what: HealthKind
    on: date
    """The day the opinion was asked for or obtained, or the answer given."""
    classes: tuple[str, ...] = ()
    """The classes of record it covers."""
    sources: tuple[int, ...] = ()
    """The sources it covers, besides the classes."""
    name: str = ""
    """The health professional's name."""
    role: str = ""
    address: tuple[str, ...] = ()
    met: bool | None = None
    """For an opinion, whether the serious harm test is met."""
    reason: str = ""
    """Why the data subject is taken to know the data."""
    seq: int = 0
    """Its number in the history; 0 before it is recorded."""

    def covers(self, item: Item) -> bool:
        """Whether it covers a record."""
        return item.record_class in self.classes or item.source_id in self.sources

    @property
    def words(self) -> str:
        """It in words."""
        if self.what == HealthKind.known:
            return f"the person already knows the data: {self.reason}"
        who = f"{self.name}, {self.role}"
        if self.what == HealthKind.asked:
            return f"opinion asked for: {who}"
        return f"opinion of {who}: the serious harm test is {'met' if self.met else 'not met'}"

    def facts(self, person: int) -> dict[str, object]:
        """Its facts for the history, without the date."""
        said: dict[str, object] = {"classes": list(self.classes), "sources": list(self.sources), "person": person}
        if self.what == HealthKind.known:
            return said | {"reason": self.reason}
        said |= {"name": self.name, "role": self.role}
        return said | ({"address": list(self.address)} if self.what == HealthKind.asked else {"met": self.met})


@dataclass(frozen=True, slots=True)
class HealthClass:
    """The health data of one class of record in a case, and what they still need."""

    record_class: str
    title: str
    sources: tuple[int, ...]
    undecided: int
    """Records with health data that are not decided yet."""
    disclosed: int
    """Records with health data that would go out."""
    withheld: int
    """Records withheld or redacted for serious harm."""
    needs: tuple[str, ...]
    """What they need before anything can leave, in sentences; empty if nothing."""
    titles: tuple[str, ...] = ()
    """The title of each source."""


@dataclass(frozen=True, slots=True)
class CaseHealth:
    """The health data of a case."""

    reference: str
    classes: tuple[HealthClass, ...]
    answers: tuple[HealthAnswer, ...]
    """The answers in force, oldest first."""


def answers_in_force(session: Session, request: Request) -> list[HealthAnswer]:
    """The answers about the health data of a case that were not undone, for its data subject now, oldest first."""
    rows = select(History).where(History.reference == request.reference).order_by(col(History.seq))
    rows_of = session.exec(rows.where(col(History.kind).in_([*ACTS.values(), ActKind.health_undone]))).all()
    undone = {row.corrects for row in rows_of if row.kind == ActKind.health_undone}
    left = {row.seq: row for row in rows_of if row.kind != ActKind.health_undone and row.seq not in undone}
    facts, found, person = history.facts_of(session, left), [], about(session, request)
    for seq, row in left.items():
        told = facts.get(seq)
        if told is None or row.day is None or register.root(session, told["person"]) != person:
            continue
        what = next(kind for kind, act in ACTS.items() if act == row.kind)
        texts = told.get("name", ""), told.get("role", ""), tuple(told.get("address", ()))
        of = tuple(told["classes"]), tuple(told["sources"]), *texts, told.get("met"), told.get("reason", "")
        found.append(HealthAnswer(what, row.day, *of, seq))
    return found


def of_case(session: Session, request: Request, on: date) -> CaseHealth:
    """The health data of a case and the answers about them, as they are on that date."""
    records = SearchedRecords(session, request)
    answers = answers_in_force(session, request)
    found: dict[str, list[_Record]] = defaultdict(list)
    for hit in records.hits:
        one = _Record.of(records.items[hit.item], records.decisions, certain=hit.strength == Strength.certain)
        if one.counts:
            found[one.item.record_class].append(one)
    titles = distinct_titles(records.sources.values())
    listed = (_class_of(name, some, answers, titles, on) for name, some in sorted(found.items()))
    return CaseHealth(request.reference, tuple(listed), tuple(answers))


def refuse_without_opinion(session: Session, request: Request, on: date) -> None:
    """Raise Refused, with each class, if health data would go out, or are withheld for serious harm, without what
    Schedule 3 asks for. `on` is the date of the letter or pack. A closed case is left as it was answered."""
    if request.outcome:
        return
    needs = [sentence for one in of_case(session, request, on).classes for sentence in one.needs]
    if needs:
        raise Refused(" ".join(needs), Remedy.answer_health, request.reference)


class HealthIn(Facts):
    """An answer about health data, as the officer entered it."""

    what: HealthKind
    on: date | None = None
    classes: list[str] = []
    sources: list[int] = []
    name: str = Field(default="", max_length=400)
    role: str = Field(default="", max_length=400)
    address: list[Line] = []
    met: bool | None = None
    reason: str = Field(default="", max_length=4000)


NEEDED = {
    HealthKind.known: (),
    HealthKind.asked: ("name", "role", "address"),
    HealthKind.opinion: ("name", "role", "met"),
}
"""The facts of each kind of answer that cannot be left out."""
WORDS = {
    "name": "the health professional's name",
    "role": "the health professional's role",
    "address": "the health professional's address, where the question is sent",
    "met": "whether the serious harm test is met (true or false)",
}


def checked(session: Session, request: Request, given: Unchecked, today: date) -> HealthAnswer:
    """An answer about the health data of a case. Raises Refused if a fact is missing or not valid."""
    try:
        typed = HealthIn.model_validate(given)
    except ValidationError as wrong:
        raise Malformed(sentence(wrong)) from None
    day = typed.on or today
    if day > today:
        raise Refused(f"{day:%d/%m/%Y} is in the future (today is {today:%d/%m/%Y}). Enter today's date or earlier.")
    missing = [name for name in NEEDED[typed.what] if getattr(typed, name) in ("", [], None)]
    if missing:
        raise Refused(f"Enter {WORDS[missing[0]]}.")
    listed = of_case(session, request, today).classes
    kinds, sources = {one.record_class for one in listed}, {source for one in listed for source in one.sources}
    if not typed.classes and not typed.sources:
        raise Refused(f"Enter the classes or the sources it covers. {_choices(kinds, sources)}")
    unknown = [f"class {one[:40]}" for one in typed.classes if one not in kinds]
    unknown += [f"source {one}" for one in typed.sources if one not in sources]
    if unknown:
        raise Refused(f"{request.reference} has no health data in {unknown[0]}. {_choices(kinds, sources)}")
    known = typed.what == HealthKind.known
    return HealthAnswer(
        what=typed.what,
        on=day,
        classes=tuple(typed.classes),
        sources=tuple(typed.sources),
        name=typed.name,
        role=typed.role,
        address=tuple(typed.address),
        met=typed.met,
        reason=reason_given(typed.reason) if known else "",
    )


def _choices(kinds: Iterable[str], sources: Iterable[int]) -> str:
    said = [f"classes {', '.join(sorted(kinds))}", f"sources {', '.join(map(str, sorted(sources)))}"]
    return f"Choose from: {'; '.join(said)}." if kinds else "No health data were found for this case."


def last_answer(session: Session, request: Request) -> HealthAnswer:
    """The last answer, which an undo removes. Raises Refused without one."""
    answers = answers_in_force(session, request)
    if not answers:
        raise Refused(f"There is no answer about the health data of {request.reference} to undo.")
    return answers[-1]


@dataclass(frozen=True, slots=True)
class _Record:
    """A record found for a case: whether its health data go out, or are withheld for serious harm."""

    item: Item
    counts: bool
    """Whether it holds health data of the data subject, or is withheld for serious harm."""
    disclosed: bool
    withheld: bool
    undecided: bool

    @classmethod
    def of(cls, item: Item, decided: Decisions, *, certain: bool) -> "_Record":
        mine = {key: row for key, row in decided.items() if key.item == item.id}
        in_force = decision_on(decided, number(item.id))
        kept = DecisionKind.withhold if in_force == DecisionKind.withhold else DecisionKind.redact
        harm = [row for row in mine.values() if row.decision == kept and row.exemption == SERIOUS_HARM]
        health = [
            (at, name, text)
            for at, (_, name, text) in enumerate(item.fields())
            if text.strip() and concerns_health(item.record_class, name)
        ]
        out = in_force == DecisionKind.disclose and any(_goes_out(item, mine, *field) for field in health)
        counts = bool(harm) or out or (certain and bool(health))
        return cls(item, counts, out, bool(harm), in_force is None and certain and bool(health))


def _goes_out(item: Item, decided: Decisions, segment: int, name: str, text: str) -> bool:
    """Whether any character of a field goes out, if its record does."""
    whole = decided.get(DecisionKey(number(item.id), name))
    if whole and whole.decision == DecisionKind.redact:
        return False
    left = list(text)
    for key, row in decided.items():
        if key.place and key.segment == segment and row.decision == DecisionKind.redact:
            left[key.first : key.last] = " " * (key.last - key.first)
    return bool("".join(left).strip())


def _class_of(
    name: str, records: Sequence[_Record], answers: Sequence[HealthAnswer], titles: Mapping[int, str], on: date
) -> HealthClass:
    title, sources = classes().get(name, name), sorted({one.item.source_id for one in records})
    lacking: dict[str, int] = defaultdict(int)
    for one in records:
        mine = [answer for answer in answers if answer.covers(one.item)]
        for why in (_why_not_out(mine, on) if one.disclosed else "", _why_not_kept(mine, on) if one.withheld else ""):
            if why:
                lacking[why] += 1
    needs = tuple(f"{title}: {count} record{'s' * (count != 1)} {why}" for why, count in lacking.items())
    return HealthClass(
        record_class=name,
        title=title,
        sources=tuple(sources),
        undecided=sum(one.undecided for one in records),
        disclosed=sum(one.disclosed for one in records),
        withheld=sum(one.withheld for one in records),
        needs=needs,
        titles=tuple(titles[one] for one in sources if one in titles),
    )


def _why_not_out(answers: Sequence[HealthAnswer], on: date) -> str:
    """Why health data cannot be disclosed (Schedule 3 paragraph 6), to follow a count; empty if they can."""
    opinion, known = _opinion(answers, on), _last(answers, HealthKind.known)
    if opinion and opinion.met and (known is None or known.seq < opinion.seq):
        return (
            f"with health data would go out, but by the opinion of {opinion.name} the serious harm test is met. "
            "Withhold the health data (DPA 2018 Schedule 3 paragraph 6)."
        )
    if opinion or known:
        return ""
    return (
        f"with health data would go out {_without(answers)}. Record one that the serious harm test is not met, or that "
        "the person already knows the data (DPA 2018 Schedule 3 paragraph 6)."
    )


def _why_not_kept(answers: Sequence[HealthAnswer], on: date) -> str:
    """Why data cannot be withheld for serious harm (Schedule 3 paragraph 5), to follow a count; empty if they can."""
    opinion = _opinion(answers, on)
    if opinion and opinion.met:
        return ""
    if opinion:
        return (
            f"withheld for serious harm, but by the opinion of {opinion.name} the serious harm test is not met. "
            "Disclose the data, or choose another ground (DPA 2018 Schedule 3 paragraph 5)."
        )
    return (
        f"withheld for serious harm {_without(answers)}. Record one that the serious harm test is met, or choose "
        "another ground (DPA 2018 Schedule 3 paragraph 5)."
    )


def _without(answers: Sequence[HealthAnswer]) -> str:
    old = _last(answers, HealthKind.opinion)
    months = exemptions()[SERIOUS_HARM].opinion_months
    if old:
        return f"on an opinion of {old.on:%d/%m/%Y}, which is older than {months} months"
    return "without a health professional's opinion"


def _opinion(answers: Sequence[HealthAnswer], on: date) -> HealthAnswer | None:
    """The last opinion obtained in the months that end on a date."""
    first = first_of_period(on, exemptions()[SERIOUS_HARM].opinion_months)
    return _last([one for one in answers if first <= one.on <= on], HealthKind.opinion)


def _last(answers: Iterable[HealthAnswer], what: HealthKind) -> HealthAnswer | None:
    return max((one for one in answers if one.what == what), key=lambda one: (one.on, one.seq), default=None)
