"""Personal data breaches, suspected and real (UK GDPR Arts 33 and 34): the tables, and the validating doors to them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from typing import Literal, Self, TypeAlias

from pydantic import Field as Checked
from pydantic import TypeAdapter, ValidationError, ValidationInfo, field_validator
from sqlalchemy import Column
from sqlmodel import Field, Session, SQLModel

from casework import Malformed, Refused, clock
from casework.breaches import affected_people
from casework.breaches.notification_tests import PeopleDecision, RegulatorDecision
from casework.breaches.severity import Band
from casework.law import breach_terms
from casework.text.canonical import fold
from casework.text.facts import GONE, Facts, Line, Text, Unchecked, sentence
from casework.timeline import matters
from casework.timeline.events import LONDON, Kind, day_of
from casework.timeline.outcomes import Outcome
from casework.timeline.references import MatterKind, Prefix
from casework.vault.columns import Instant, Moment, OneOf, Shape
from casework.vault.dependents import erased_otherwise

KINDS = frozenset(
    {
        *(Kind.happened, Kind.discovered, Kind.aware, Kind.contained, Kind.logged, Kind.processor_told),
        *(Kind.notified, Kind.people_told, Kind.others_told, Kind.action, Kind.action_done, Kind.note),
        *(Kind.assigned, Kind.attached, Kind.closed, Kind.reopened, Kind.corrected),
    }
)
"""What may happen to a breach."""
MOST = 1_000_000_000
"""More people or records than this are a slip of the finger."""
MATERIAL = (
    *("what", "ongoing", "data", "people", "people_count", "records_count", "cause", "near_miss", "protected"),
    *("processor", "containment", "consequences", "measures"),
)
"""The facts an assessment rests on: once one of them changes, it is asked for again."""
WANTED = {
    "data": "what kinds of data",
    "people": "what kinds of people",
    "people_count": "about how many people",
    "records_count": "about how many records",
    "cause": "the cause",
    "consequences": "the likely consequences",
    "measures": "the measures taken or proposed",
}
"""What Article 33(3) asks to be told, and may be told in phases."""
FIGURES = ("ongoing", "data", "people", "people_count", "records_count", "cause", "near_miss", "protected", "trained")
"""The facts that outlast a breach's papers; the others are in somebody's own words, in which names may stand."""


Trained: TypeAlias = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """What is known of a breach beside its service and its times."""

    what: str
    by: str | None = None
    """Who noticed it."""
    affected: str | None = None
    """Who is concerned, roughly, in words."""
    ongoing: bool = False
    data: tuple[str, ...] = ()
    """Kinds of data, keys of `law/breaches.toml`."""
    people: tuple[str, ...] = ()
    """Kinds of people, keys of `law/breaches.toml`."""
    people_count: int | None = None
    records_count: int | None = None
    cause: str | None = None
    near_miss: bool = False
    """It could have been a breach, and was none."""
    protected: bool = False
    """The data are unintelligible to whoever has them (Art 34(3)(a))."""
    processor: str | None = None
    """The processor with whom it happened."""
    containment: str | None = None
    consequences: str | None = None
    measures: str | None = None
    before: str | None = None
    """What was in place to prevent it."""
    plain: str | None = None
    """What happened, in plain words for the people concerned; nobody's name belongs in it."""
    meaning: str | None = None
    """What it may mean for them, in plain words; the likely consequences, where that is not said."""
    done: str | None = None
    """What was done and is being done, in plain words for them; the measures, where that is not said."""
    advice: str | None = None
    """What they can do themselves, in plain words."""
    trained: Trained = "unknown"
    """Whether those involved had data protection training in the last two years."""
    delay: str | None = None
    """Why the regulator is notified later than 72 hours after awareness (Art 33(1))."""

    def altered(self, changes: Unchecked) -> "BreachFacts":
        """The same but for those changes, as the history keeps them; what is no fact of these is left out."""
        return _FACTS.validate_python({**asdict(self), **changes})


_FACTS = TypeAdapter(BreachFacts)


@dataclass(frozen=True, slots=True)
class BreachRecord:
    """A breach as its facts stand now."""

    reference: str
    logged: date
    happened: date | datetime | None
    """An instant, or a day where no more is known."""
    discovered: datetime
    aware: datetime
    service: str | None
    owner: str | None
    facts: BreachFacts
    cause: str | None
    score: str | None
    band: Band | None
    regulator: RegulatorDecision | None
    people: PeopleDecision | None
    notified: datetime | None
    told: date | None
    outcome: Outcome | None


class Breach(SQLModel, table=True):
    """One breach as its facts stand now. What moves its clock is not here but in its events."""

    __tablename__ = "breach"
    __table_args__ = erased_otherwise("`forget` takes out what it says of anyone; its figures stay")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, index=True)
    logged: date
    """The day it was entered here (Europe/London)."""
    happened: date | None = Field(default=None, sa_column=Column(Moment))
    """When it took place: an instant, or a day where no more is known."""
    discovered: datetime = Field(sa_column=Column(Instant, nullable=False))
    """When somebody noticed it."""
    aware: datetime = Field(sa_column=Column(Instant, nullable=False))
    """When the council became aware of it, from which the 72 hours run."""
    service: str | None = None
    owner: str | None = None
    facts: BreachFacts = Field(sa_column=Column(Shape(BreachFacts), nullable=False))
    cause: str | None = Field(default=None, index=True)
    score: str | None = None
    band: Band | None = Field(default=None, sa_column=Column(OneOf(Band), index=True))
    """ENISA's, as last assessed."""
    regulator: RegulatorDecision | None = Field(default=None, sa_column=Column(OneOf(RegulatorDecision)))
    people: PeopleDecision | None = Field(default=None, sa_column=Column(OneOf(PeopleDecision)))
    """What the officer decided last."""
    notified: datetime | None = Field(default=None, sa_column=Column(Instant))
    """When the regulator was first notified."""
    told: date | None = None
    """The day the people concerned were told."""
    outcome: Outcome | None = Field(default=None, sa_column=Column(OneOf(Outcome), index=True))
    words: str = ""
    """What it is found by, folded."""

    @property
    def kind(self) -> MatterKind:
        """The kind of matter, as the board names it."""
        return MatterKind.breach

    def spell(self) -> None:
        """Bring the words it is found by into line with its facts."""
        cause, facts = breach_terms().causes.get(self.cause or "", ""), self.facts
        said = [self.reference, self.service, self.owner, cause, "breach", self.outcome or "open"]
        said += [facts.what, facts.by, facts.affected, facts.processor]
        self.words = fold(" ".join(part for part in said if part))

    @property
    def record(self) -> BreachRecord:
        """What stands in it, for who reads it outside its session."""
        return BreachRecord(**{one.name: getattr(self, one.name) for one in fields(BreachRecord)})

    @property
    def gone(self) -> bool:
        """Whether its papers were disposed of."""
        return self.facts.what == GONE

    def forget(self) -> None:
        """Let go of what anybody wrote: times, kinds, numbers, decisions and outcome are what figures are made of."""
        said = {name: GONE for name, value in asdict(self.facts).items() if value and name not in FIGURES}
        self.facts = self.facts.altered(said)
        self.spell()


class DescriptionIn(Facts):
    """What is known of a breach, checked as it is entered: `BreachFacts` and the service."""

    what: Text
    by: Line | None = None
    affected: Line | None = None
    ongoing: bool = False
    service: str | None = None
    data: list[str] = []
    people: list[str] = []
    people_count: int | None = Checked(default=None, ge=0, le=MOST)
    records_count: int | None = Checked(default=None, ge=0, le=MOST)
    cause: str | None = None
    near_miss: bool = False
    protected: bool = False
    processor: Line | None = None
    containment: Text | None = None
    consequences: Text | None = None
    measures: Text | None = None
    before: Text | None = None
    plain: Text | None = None
    meaning: Text | None = None
    done: Text | None = None
    advice: Text | None = None
    trained: Trained = "unknown"
    delay: Text | None = None

    @field_validator("data", "people", mode="after")
    @classmethod
    def _listed(cls, value: list[str], info: ValidationInfo) -> list[str]:
        known = breach_terms().data if info.field_name == "data" else breach_terms().people
        if unknown := next((one for one in value if one not in known), None):
            raise ValueError(f"'{unknown[:40]}' is none of {', '.join(known)}")
        return list(dict.fromkeys(value))

    @field_validator("cause", mode="after")
    @classmethod
    def _cause(cls, value: str | None) -> str | None:
        if value and value not in breach_terms().causes:
            raise ValueError(f"'{value[:40]}' is none of {', '.join(breach_terms().causes)}")
        return value or None

    @classmethod
    def checked(cls, facts: Unchecked) -> Self:
        """The facts, validated. Raises Refused with one sentence that names the first that is wrong."""
        try:
            return cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None


class BreachIn(DescriptionIn):
    """The door by which a breach is logged: the facts it must have, and any others that are known already."""

    noticed: str
    """When it was noticed, as people write an instant (Europe/London where no offset says otherwise)."""
    aware: str | None = None
    """When the council was reasonably certain of it; when it was noticed, where that is not said."""
    happened: str | None = None
    """When it took place: an instant, or a day."""
    owner: str | None = None

    def times(self, now: datetime) -> dict[Kind, date]:
        """The three times, in UTC (a day where only a day is known). Raises Refused where they cannot be."""
        noticed = clock.instant(self.noticed)
        aware = clock.instant(self.aware) if self.aware else noticed
        found: dict[Kind, date] = {Kind.discovered: noticed, Kind.aware: aware}
        if self.happened:
            found[Kind.happened] = moment(self.happened)
        refuse_times(found, now)
        return found


def moment(text: str) -> date:
    """An instant (UTC) or a day as people write it. Raises Refused where it is neither."""
    said = " ".join(text.split())
    return clock.instant(said) if ":" in said else clock.day(said)


EVENT_NAMES = {
    Kind.happened: "the incident",
    Kind.discovered: "the discovery",
    Kind.aware: "the awareness",
    Kind.contained: "the containment",
    Kind.notified: "the notification",
    Kind.processor_told: "the processor's notice",
}
ORDER = (Kind.happened, Kind.discovered, Kind.aware)
"""No later one of these is before an earlier one."""


def refuse_times(times: Mapping[Kind, date], now: datetime) -> None:
    """Raise Refused, in a sentence, where one of these is in the future, or before what it follows from."""
    for kind, said in times.items():
        if earliest_instant(said) > now:
            raise Refused(
                f"{_shown(said)} for {EVENT_NAMES[kind]} is in the future: give a time up to now ({_shown(now)})."
            )
    order = [kind for kind in ORDER if kind in times]
    before = [(one, other) for at, one in enumerate(order) for other in order[at + 1 :]]
    before += [(Kind.happened, Kind.contained), (Kind.happened, Kind.processor_told), (Kind.aware, Kind.notified)]
    for one, other in before:
        if one in times and other in times and _latest_instant(times[other]) < earliest_instant(times[one]):
            raise Refused(
                f"{EVENT_NAMES[other].capitalize()} ({_shown(times[other])}) cannot be before {EVENT_NAMES[one]} "
                f"({_shown(times[one])}): put one of them right."
            )


def earliest_instant(moment: date) -> datetime:
    """The instant (UTC), or the first one of the day."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else clock.instant(f"{moment}T00:00")


def _latest_instant(moment: date) -> datetime:
    return moment if isinstance(moment, datetime) else clock.instant(f"{moment}T23:59")


def _shown(moment: date) -> str:
    if not isinstance(moment, datetime):
        return f"{moment:%d/%m/%Y}"
    return f"{moment.astimezone(LONDON):%H:%M date_of %d/%m/%Y}"


def date_of(moment: date) -> date:
    """The day in Europe/London of an instant, or the day itself."""
    return day_of(moment) if isinstance(moment, datetime) else moment


def log(session: Session, said: BreachIn, times: Mapping[Kind, date], today: date) -> Breach:
    """Enter a validated breach under the year's next reference."""
    breach = Breach(
        reference=matters.next_reference(session, Breach, Prefix.breach, today),
        logged=today,
        happened=times.get(Kind.happened),
        discovered=earliest_instant(times[Kind.discovered]),
        aware=earliest_instant(times[Kind.aware]),
        owner=said.owner or None,
        facts=BreachFacts(said.what),
    )
    apply_description(breach, said)
    return matters.enter(session, breach)


def apply_description(breach: Breach, said: DescriptionIn) -> None:
    """Let the breach be described so."""
    facts = said.model_dump(include=set(DescriptionIn.model_fields))
    breach.service = facts.pop("service") or None
    breach.facts = _FACTS.validate_python(facts)
    breach.cause = breach.facts.cause
    breach.spell()


def described(breach: Breach) -> dict[str, object]:
    """How it is described now, every part of it, as the history keeps it."""
    return asdict(breach.facts) | {"service": breach.service}


def describe(session: Session, breach: Breach, changes: Unchecked) -> tuple[dict[str, object], dict[str, object]]:
    """Change what is known of a breach; answer what was before and what is now, of those parts alone.

    Raises Refused where a part is not right, where nothing changes, and where fewer people are said than are listed.
    """
    before = described(breach)
    after = DescriptionIn.checked({**before, **changes})
    affected_people.refuse_fewer(session, breach.reference, after.people_count)
    apply_description(breach, after)
    session.add(breach)
    now = described(breach)
    changed = [name for name in now if now[name] != before[name]]
    if not changed:
        raise Refused("Nothing of it was changed: everything stands already as it was typed.")
    return {name: before[name] for name in changed}, {name: now[name] for name in changed}


def get(session: Session, reference: str) -> Breach:
    """The breach with that reference. Raises Refused where there is none."""
    return matters.get(session, Breach, reference, "breach")


def refuse_kind(kind: Kind) -> None:
    """Raise Refused where an event of that kind cannot happen to a breach."""
    if kind == Kind.extended:
        raise Refused("The 72 hours cannot be extended: a later notification gives the reasons for the delay.")
    if kind not in KINDS:
        raise Refused(f"'{kind}' does not happen to a breach: record it as a note.")


def unknown(breach: Breach) -> list[str]:
    """What Article 33(3) asks for and is not known yet, in words."""
    return missing(breach.facts, is_dated=breach.happened is not None)


def missing(facts: BreachFacts, *, is_dated: bool) -> list[str]:
    """The same of any facts; `is_dated` is whether it is known when it happened."""
    found = [words for name, words in WANTED.items() if getattr(facts, name) in (None, (), "")]
    return found + ([] if is_dated else ["when it happened"])


def is_special(breach: Breach) -> bool:
    """Whether special categories of data, or data about offences, are concerned (Arts 9 and 10)."""
    return any(breach_terms().data[kind].special for kind in breach.facts.data)


def affects_vulnerable(breach: Breach) -> bool:
    """Whether children, or others who are vulnerable, are concerned."""
    return bool(set(breach.facts.people) & set(breach_terms().vulnerable))


def due(aware: datetime, nation: str) -> clock.Deadline:
    """The 72 hours from awareness (UK GDPR Art 33(1))."""
    return clock.hours("breach-art33-72h", aware, nation=nation)


def ends(aware: datetime, nation: str) -> datetime:
    """The instant at which they end (Europe/London)."""
    found = due(aware, nation).due
    if not isinstance(found, datetime):
        raise RuntimeError("the 72 hours end at an instant, not on a day")
    return found
