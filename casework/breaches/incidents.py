"""Personal data breaches, suspected and real (UK GDPR Arts 33 and 34): their table, and the models that check input."""

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
"""The events a breach can have."""
MOST = 1_000_000_000
"""More people or records than this is a typing error."""
MATERIAL = (
    *("what", "ongoing", "data", "people", "people_count", "records_count", "cause", "near_miss", "protected"),
    *("processor", "containment", "consequences", "measures"),
)
"""The facts an assessment depends on: if one changes, the breach must be assessed again."""
WANTED = {
    "data": "what kinds of data",
    "people": "what kinds of people",
    "people_count": "about how many people",
    "records_count": "about how many records",
    "cause": "the cause",
    "consequences": "the likely consequences",
    "measures": "the measures taken or proposed",
}
"""What Article 33(3) asks for, which may be given in phases."""
FIGURES = ("ongoing", "data", "people", "people_count", "records_count", "cause", "near_miss", "protected", "trained")
"""The facts that outlast a breach's papers; the others are free text, which may hold names."""


Trained: TypeAlias = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """What is known of a breach beside its service and its times."""

    what: str
    by: str | None = None
    """Who noticed it."""
    affected: str | None = None
    """Who is affected, roughly, in words."""
    ongoing: bool = False
    data: tuple[str, ...] = ()
    """Kinds of data, keys of `law/breaches.toml`."""
    people: tuple[str, ...] = ()
    """Kinds of people, keys of `law/breaches.toml`."""
    people_count: int | None = None
    records_count: int | None = None
    cause: str | None = None
    near_miss: bool = False
    """It could have been a breach, but was not."""
    protected: bool = False
    """The data are unintelligible to whoever has them (Art 34(3)(a))."""
    processor: str | None = None
    """The processor it happened at."""
    containment: str | None = None
    consequences: str | None = None
    measures: str | None = None
    before: str | None = None
    """What was in place to prevent it."""
    plain: str | None = None
    """What happened, in plain words for the people affected; it must name no one."""
    meaning: str | None = None
    """What it may mean for them, in plain words; if empty, letters use the likely consequences."""
    done: str | None = None
    """What was done and is being done, in plain words for them; if empty, letters use the measures."""
    advice: str | None = None
    """What they can do themselves, in plain words."""
    trained: Trained = "unknown"
    """Whether those involved had data protection training in the last two years."""
    delay: str | None = None
    """Why the regulator is notified later than 72 hours after awareness (Art 33(1))."""

    def altered(self, changes: Unchecked) -> "BreachFacts":
        """A copy with those changes, as the history keeps them; keys that are not facts are ignored."""
        return _FACTS.validate_python({**asdict(self), **changes})


_FACTS = TypeAdapter(BreachFacts)


@dataclass(frozen=True, slots=True)
class BreachRecord:
    """A breach with its current facts."""

    reference: str
    logged: date
    happened: date | datetime | None
    """An instant, or a date if the time is not known."""
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
    """One breach with its current facts. What moves its clock is in its events."""

    __tablename__ = "breach"
    __table_args__ = erased_otherwise("`forget` erases what it says about anyone; its figures stay")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, index=True)
    logged: date
    """The date it was logged (Europe/London)."""
    happened: date | None = Field(default=None, sa_column=Column(Moment))
    """When it took place: an instant, or a date if the time is not known."""
    discovered: datetime = Field(sa_column=Column(Instant, nullable=False))
    """When someone noticed it."""
    aware: datetime = Field(sa_column=Column(Instant, nullable=False))
    """When the council became aware of it: the 72 hours run from here."""
    service: str | None = None
    owner: str | None = None
    facts: BreachFacts = Field(sa_column=Column(Shape(BreachFacts), nullable=False))
    cause: str | None = Field(default=None, index=True)
    score: str | None = None
    band: Band | None = Field(default=None, sa_column=Column(OneOf(Band), index=True))
    """ENISA's band, as last assessed."""
    regulator: RegulatorDecision | None = Field(default=None, sa_column=Column(OneOf(RegulatorDecision)))
    people: PeopleDecision | None = Field(default=None, sa_column=Column(OneOf(PeopleDecision)))
    """The officer's last decision."""
    notified: datetime | None = Field(default=None, sa_column=Column(Instant))
    """When the regulator was first notified."""
    told: date | None = None
    """The date the people affected were told."""
    outcome: Outcome | None = Field(default=None, sa_column=Column(OneOf(Outcome), index=True))
    words: str = ""
    """The words a search matches, folded."""

    @property
    def kind(self) -> MatterKind:
        """The kind of matter, as the board names it."""
        return MatterKind.breach

    def spell(self) -> None:
        """Update the words a search matches from its facts."""
        cause, facts = breach_terms().causes.get(self.cause or "", ""), self.facts
        parts = [self.reference, self.service, self.owner, cause, "breach", self.outcome or "open"]
        parts += [facts.what, facts.by, facts.affected, facts.processor]
        self.words = fold(" ".join(part for part in parts if part))

    @property
    def record(self) -> BreachRecord:
        """Its values, for use outside its session."""
        return BreachRecord(**{one.name: getattr(self, one.name) for one in fields(BreachRecord)})

    @property
    def is_disposed(self) -> bool:
        """Whether its papers were disposed of."""
        return self.facts.what == GONE

    def forget(self) -> None:
        """Erase all free text; times, kinds, numbers, decisions and outcome stay for the figures."""
        erased = {name: GONE for name, value in asdict(self.facts).items() if value and name not in FIGURES}
        self.facts = self.facts.altered(erased)
        self.spell()


class DescriptionIn(Facts):
    """The description of a breach as entered, checked: `BreachFacts` and the service."""

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
            raise ValueError(f"'{unknown[:40]}' is not one of {', '.join(known)}")
        return list(dict.fromkeys(value))

    @field_validator("cause", mode="after")
    @classmethod
    def _cause(cls, value: str | None) -> str | None:
        if value and value not in breach_terms().causes:
            raise ValueError(f"'{value[:40]}' is not one of {', '.join(breach_terms().causes)}")
        return value or None

    @classmethod
    def checked(cls, facts: Unchecked) -> Self:
        """The facts, checked. Raises Refused with a sentence that names the first that is wrong."""
        try:
            return cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None


class BreachIn(DescriptionIn):
    """A breach as it is logged: the facts it must have, and any others already known."""

    noticed: str
    """When it was noticed, as people write an instant (Europe/London unless it has an offset)."""
    aware: str | None = None
    """When the council was reasonably certain of it; if not given, when it was noticed."""
    happened: str | None = None
    """When it took place: an instant, or a date."""
    owner: str | None = None

    def times(self, now: datetime) -> dict[Kind, date]:
        """The three times, in UTC (a date if no time is known). Raises Refused if they cannot be right."""
        noticed = clock.instant(self.noticed)
        aware = clock.instant(self.aware) if self.aware else noticed
        times: dict[Kind, date] = {Kind.discovered: noticed, Kind.aware: aware}
        if self.happened:
            times[Kind.happened] = moment(self.happened)
        refuse_times(times, now)
        return times


def moment(text: str) -> date:
    """An instant (UTC) or a date as people write it. Raises Refused if it is neither."""
    typed = " ".join(text.split())
    return clock.instant(typed) if ":" in typed else clock.day(typed)


EVENT_NAMES = {
    Kind.happened: "the incident",
    Kind.discovered: "the discovery",
    Kind.aware: "the awareness",
    Kind.contained: "the containment",
    Kind.notified: "the notification",
    Kind.processor_told: "the processor's notice",
}
ORDER = (Kind.happened, Kind.discovered, Kind.aware)
"""These must come in this order."""


def refuse_times(times: Mapping[Kind, date], now: datetime) -> None:
    """Raise Refused if one of these is in the future, or before what it follows from."""
    for kind, time in times.items():
        if earliest_instant(time) > now:
            what = f"The time of {EVENT_NAMES[kind]} ({_shown(time)})"
            raise Refused(f"{what} is in the future. Enter a time up to now ({_shown(now)}).")
    order = [kind for kind in ORDER if kind in times]
    before = [(one, other) for at, one in enumerate(order) for other in order[at + 1 :]]
    before += [(Kind.happened, Kind.contained), (Kind.happened, Kind.processor_told), (Kind.aware, Kind.notified)]
    for one, other in before:
        if one in times and other in times and _latest_instant(times[other]) < earliest_instant(times[one]):
            raise Refused(
                f"{EVENT_NAMES[other].capitalize()} ({_shown(times[other])}) cannot be before {EVENT_NAMES[one]} "
                f"({_shown(times[one])}). Correct one of the two."
            )


def earliest_instant(moment: date) -> datetime:
    """The instant (UTC), or the first instant of the date."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else clock.instant(f"{moment}T00:00")


def _latest_instant(moment: date) -> datetime:
    return moment if isinstance(moment, datetime) else clock.instant(f"{moment}T23:59")


def _shown(moment: date) -> str:
    if not isinstance(moment, datetime):
        return f"{moment:%d/%m/%Y}"
    return f"{moment.astimezone(LONDON):%H:%M on %d/%m/%Y}"


def date_of(moment: date) -> date:
    """The date in Europe/London of an instant, or the date itself."""
    return day_of(moment) if isinstance(moment, datetime) else moment


def log(session: Session, facts: BreachIn, times: Mapping[Kind, date], today: date) -> Breach:
    """Enter a validated breach under the year's next reference."""
    breach = Breach(
        reference=matters.next_reference(session, Breach, Prefix.breach, today),
        logged=today,
        happened=times.get(Kind.happened),
        discovered=earliest_instant(times[Kind.discovered]),
        aware=earliest_instant(times[Kind.aware]),
        owner=facts.owner or None,
        facts=BreachFacts(facts.what),
    )
    apply_description(breach, facts)
    return matters.enter(session, breach)


def apply_description(breach: Breach, description: DescriptionIn) -> None:
    """Replace the description of the breach."""
    facts = description.model_dump(include=set(DescriptionIn.model_fields))
    breach.service = facts.pop("service") or None
    breach.facts = _FACTS.validate_python(facts)
    breach.cause = breach.facts.cause
    breach.spell()


def described(breach: Breach) -> dict[str, object]:
    """The full current description, as the history keeps it."""
    return asdict(breach.facts) | {"service": breach.service}


def describe(session: Session, breach: Breach, changes: Unchecked) -> tuple[dict[str, object], dict[str, object]]:
    """Change the description of a breach; answers the changed facts before and after.

    Raises Refused if a fact is not valid, if nothing changes, or if the number of people is less than the list has.
    """
    before = described(breach)
    after = DescriptionIn.checked({**before, **changes})
    affected_people.refuse_fewer(session, breach.reference, after.people_count)
    apply_description(breach, after)
    session.add(breach)
    now = described(breach)
    changed = [name for name in now if now[name] != before[name]]
    if not changed:
        raise Refused("No changes to save.")
    return {name: before[name] for name in changed}, {name: now[name] for name in changed}


def get(session: Session, reference: str) -> Breach:
    """The breach with that reference. Raises Refused if there is none."""
    return matters.get(session, Breach, reference, "breach")


def refuse_kind(kind: Kind) -> None:
    """Raise Refused if a breach cannot have an event of that kind."""
    if kind == Kind.extended:
        raise Refused("The 72 hours cannot be extended. A later notification gives the reasons for the delay.")
    if kind not in KINDS:
        raise Refused(f"A breach cannot have the event '{kind}'. Record it as a note.")


def unknown(breach: Breach) -> list[str]:
    """What Article 33(3) asks for that is not known yet, in words."""
    return missing(breach.facts, is_dated=breach.happened is not None)


def missing(facts: BreachFacts, *, is_dated: bool) -> list[str]:
    """The same for any facts; `is_dated` is whether it is known when it happened."""
    names = [words for name, words in WANTED.items() if getattr(facts, name) in (None, (), "")]
    return names + ([] if is_dated else ["when it happened"])


def is_special(breach: Breach) -> bool:
    """Whether it involves special categories of data, or data about offences (Arts 9 and 10)."""
    return any(breach_terms().data[kind].special for kind in breach.facts.data)


def affects_vulnerable(breach: Breach) -> bool:
    """Whether it affects children, or others who are vulnerable."""
    return bool(set(breach.facts.people) & set(breach_terms().vulnerable))


def due(aware: datetime, nation: str) -> clock.Deadline:
    """The 72 hours from awareness (UK GDPR Art 33(1))."""
    return clock.hours("breach-art33-72h", aware, nation=nation)


def ends(aware: datetime, nation: str) -> datetime:
    """The instant the 72 hours end (Europe/London)."""
    instant = due(aware, nation).due
    if not isinstance(instant, datetime):
        raise RuntimeError("the 72 hours end at an instant, not on a date")
    return instant
