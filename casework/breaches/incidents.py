"""Personal data breaches, suspected and real (UK GDPR Arts 33 and 34): the tables, and the validating doors to them."""

from datetime import UTC, date, datetime
from typing import Any, Literal, Self

from pydantic import Field as Checked
from pydantic import ValidationError, field_validator
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, select

from casework import Refused, Remedy, clock
from casework.breaches import affected_people
from casework.law import breach_terms
from casework.text.canonical import fold
from casework.text.facts import GONE, Facts, Line, Text, sentence
from casework.timeline.events import LONDON, Kind, day_of
from casework.timeline.history import instant, next_number
from casework.timeline.references import Prefix
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


class Breach(SQLModel, table=True):
    """One breach as its facts stand now. What moves its clock is not here but in its events."""

    __tablename__ = "breach"
    __table_args__ = erased_otherwise("`forget` takes out what it says of anyone; its figures stay")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, index=True)
    logged: date
    """The day it was entered here (Europe/London)."""
    happened: str | None = None
    """When it took place: a UTC instant, or a day where no more is known; ISO."""
    discovered: str
    """When somebody noticed it: a UTC instant, ISO with `Z`."""
    aware: str
    """When the council became aware of it, from which the 72 hours run: a UTC instant, ISO with `Z`."""
    service: str | None = None
    owner: str | None = None
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """What `Described` holds, but for the service."""
    cause: str | None = Field(default=None, index=True)
    score: str | None = None
    band: str | None = Field(default=None, index=True)
    """ENISA's, as last assessed."""
    regulator: str | None = None
    people: str | None = None
    """What the officer decided last: keys of `notification_tests.REGULATOR` and `PEOPLE`."""
    notified: str | None = None
    """When the regulator was first notified: a UTC instant, ISO with `Z`."""
    told: date | None = None
    """The day the people concerned were told."""
    outcome: str | None = Field(default=None, index=True)
    words: str = ""
    """What it is found by, folded."""

    @property
    def kind(self) -> str:
        """The kind of matter, as the board names it."""
        return "breach"

    def spell(self) -> None:
        """Bring the words it is found by into line with its facts."""
        cause = breach_terms()["causes"].get(self.cause or "", "")
        said = [self.reference, self.service, self.owner, cause, "breach", self.outcome or "open"]
        said += [self.facts.get(name) for name in ("what", "by", "affected", "processor")]
        self.words = fold(" ".join(part for part in said if part))

    @property
    def gone(self) -> bool:
        """Whether its papers were disposed of."""
        return bool(self.facts["what"] == GONE)

    def forget(self) -> None:
        """Let go of what anybody wrote: times, kinds, numbers, decisions and outcome are what figures are made of."""
        self.facts = {name: GONE if said and name not in FIGURES else said for name, said in self.facts.items()}
        self.spell()


class Described(Facts):
    """What is known of a breach, every part of it open to change while it is worked on."""

    what: Text
    by: Line | None = None
    """Who noticed it."""
    affected: Line | None = None
    """Who is concerned, roughly, in words."""
    ongoing: bool = False
    service: str | None = None
    data: list[str] = []
    """Kinds of data, keys of `law/breaches.toml`."""
    people: list[str] = []
    """Kinds of people, keys of `law/breaches.toml`."""
    people_count: int | None = Checked(default=None, ge=0, le=MOST)
    records_count: int | None = Checked(default=None, ge=0, le=MOST)
    cause: str | None = None
    near_miss: bool = False
    """It could have been a breach, and was none."""
    protected: bool = False
    """The data are unintelligible to whoever has them (Art 34(3)(a))."""
    processor: Line | None = None
    """The processor with whom it happened."""
    containment: Text | None = None
    consequences: Text | None = None
    measures: Text | None = None
    before: Text | None = None
    """What was in place to prevent it."""
    plain: Text | None = None
    """What happened, in plain words for the people concerned; nobody's name belongs in it."""
    meaning: Text | None = None
    """What it may mean for them, in plain words; the likely consequences, where that is not said."""
    done: Text | None = None
    """What was done and is being done, in plain words for them; the measures, where that is not said."""
    advice: Text | None = None
    """What they can do themselves, in plain words."""
    trained: Literal["yes", "no", "unknown"] = "unknown"
    """Whether those involved had data protection training in the last two years."""
    delay: Text | None = None
    """Why the regulator is notified later than 72 hours after awareness (Art 33(1))."""

    @field_validator("data", "people", mode="after")
    @classmethod
    def _listed(cls, value: list[str], info: Any) -> list[str]:
        known = breach_terms()[info.field_name]
        if unknown := next((one for one in value if one not in known), None):
            raise ValueError(f"'{unknown[:40]}' is none of {', '.join(known)}")
        return list(dict.fromkeys(value))

    @field_validator("cause", mode="after")
    @classmethod
    def _cause(cls, value: str | None) -> str | None:
        if value and value not in breach_terms()["causes"]:
            raise ValueError(f"'{value[:40]}' is none of {', '.join(breach_terms()['causes'])}")
        return value or None

    @classmethod
    def checked(cls, facts: dict[str, Any]) -> Self:
        """The facts, validated. Raises Refused with one sentence that names the first that is wrong."""
        try:
            return cls.model_validate(facts)
        except ValidationError as wrong:
            raise Refused(sentence(wrong)) from None


class BreachIn(Described):
    """The door by which a breach is logged: the facts it must have, and any others that are known already."""

    noticed: str
    """When it was noticed, as people write an instant (Europe/London where no offset says otherwise)."""
    aware: str | None = None
    """When the council was reasonably certain of it; when it was noticed, where that is not said."""
    happened: str | None = None
    """When it took place: an instant, or a day."""
    owner: str | None = None

    def times(self, now: datetime) -> dict[Kind, str]:
        """The three times, ISO in UTC (a day where only a day is known). Raises Refused where they cannot be."""
        noticed = clock.instant(self.noticed)
        said = {Kind.discovered: noticed, Kind.aware: clock.instant(self.aware) if self.aware else noticed}
        found = {kind: instant(at) for kind, at in said.items()}
        if self.happened:
            found[Kind.happened] = moment(self.happened)
        refuse_times(found, now)
        return found


def moment(text: str) -> str:
    """An instant or a day as people write it, ISO in UTC. Raises Refused where it is neither."""
    said = " ".join(text.split())
    return instant(clock.instant(said)) if ":" in said else clock.day(said).isoformat()


CALLED = {
    Kind.happened: "the incident",
    Kind.discovered: "the discovery",
    Kind.aware: "the awareness",
    Kind.contained: "the containment",
    Kind.notified: "the notification",
    Kind.processor_told: "the processor's notice",
}
ORDER = (Kind.happened, Kind.discovered, Kind.aware)
"""No later one of these is before an earlier one."""


def refuse_times(times: dict[Kind, str], now: datetime) -> None:
    """Raise Refused, in a sentence, where one of these is in the future, or before what it follows from."""
    for kind, said in times.items():
        if _first(said) > now:
            raise Refused(
                f"{_said(said)} for {CALLED[kind]} is in the future: give a time up to now ({_said(instant(now))})."
            )
    order = [kind for kind in ORDER if kind in times]
    before = [(one, other) for at, one in enumerate(order) for other in order[at + 1 :]]
    before += [(Kind.happened, Kind.contained), (Kind.happened, Kind.processor_told), (Kind.aware, Kind.notified)]
    for one, other in before:
        if one in times and other in times and _last(times[other]) < _first(times[one]):
            raise Refused(
                f"{CALLED[other].capitalize()} ({_said(times[other])}) cannot be before {CALLED[one]} "
                f"({_said(times[one])}): put one of them right."
            )


def _first(said: str) -> datetime:
    return datetime.fromisoformat(said) if "T" in said else clock.instant(f"{said}T00:00")


def _last(said: str) -> datetime:
    return datetime.fromisoformat(said) if "T" in said else clock.instant(f"{said}T23:59")


def _said(said: str) -> str:
    if "T" not in said:
        return f"{date.fromisoformat(said):%d/%m/%Y}"
    return f"{datetime.fromisoformat(said).astimezone(LONDON):%H:%M on %d/%m/%Y}"


def on(said: str) -> date:
    """The day in Europe/London of an instant, or the day itself."""
    return day_of(datetime.fromisoformat(said)) if "T" in said else date.fromisoformat(said)


def log(session: Session, said: BreachIn, times: dict[Kind, str], today: date) -> Breach:
    """Enter a validated breach under the year's next reference."""
    prefix = f"{Prefix.breach}{today.year}-"
    used = session.exec(select(Breach.reference).where(Breach.reference.startswith(prefix))).all()
    number = next_number(session, prefix, used)
    breach = Breach(
        reference=f"{prefix}{number:04}",
        logged=today,
        happened=times.get(Kind.happened),
        discovered=times[Kind.discovered],
        aware=times[Kind.aware],
        owner=said.owner or None,
        facts={},
    )
    put(breach, said)
    session.add(breach)
    session.flush()
    return breach


def put(breach: Breach, said: Described) -> None:
    """Let the breach be described so."""
    facts = said.model_dump(mode="json", include=set(Described.model_fields))
    breach.service, breach.cause = facts.pop("service") or None, facts["cause"]
    breach.facts = facts
    breach.spell()


def described(breach: Breach) -> dict[str, Any]:
    """How it is described now, every part of it."""
    return breach.facts | {"service": breach.service}


def describe(session: Session, breach: Breach, changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Change what is known of a breach; answer what was before and what is now, of those parts alone.

    Raises Refused where a part is not right, where nothing changes, and where fewer people are said than are listed.
    """
    before = described(breach)
    after = Described.checked(before | changes)
    affected_people.refuse_fewer(session, breach.reference, after.people_count)
    put(breach, after)
    session.add(breach)
    now = described(breach)
    changed = [name for name in now if now[name] != before.get(name)]
    if not changed:
        raise Refused("Nothing of it was changed: everything stands already as it was typed.")
    return {name: before.get(name) for name in changed}, {name: now[name] for name in changed}


def get(session: Session, reference: str) -> Breach:
    """The breach with that reference. Raises Refused where there is none."""
    breach = session.exec(select(Breach).where(Breach.reference == reference.strip().upper())).first()
    if breach is None:
        raise Refused(f"There is no breach {reference.strip()[:40]}.", Remedy.list_cases)
    return breach


def refuse_kind(kind: Kind) -> None:
    """Raise Refused where an event of that kind cannot happen to a breach."""
    if kind == Kind.extended:
        raise Refused("The 72 hours cannot be extended: a later notification gives the reasons for the delay.")
    if kind not in KINDS:
        raise Refused(f"'{kind}' does not happen to a breach: record it as a note.")


def unknown(breach: Breach) -> list[str]:
    """What Article 33(3) asks for and is not known yet, in words."""
    return missing(breach.facts, is_dated=bool(breach.happened))


def missing(facts: dict[str, Any], *, is_dated: bool) -> list[str]:
    """The same of any facts; `is_dated` is whether it is known when it happened."""
    found = [words for name, words in WANTED.items() if facts.get(name) in (None, [], "")]
    return found + ([] if is_dated else ["when it happened"])


def is_special(breach: Breach) -> bool:
    """Whether special categories of data, or data about offences, are concerned (Arts 9 and 10)."""
    return any(breach_terms()["data"][kind].get("special") for kind in breach.facts["data"])


def of_children(breach: Breach) -> bool:
    """Whether children, or others who are vulnerable, are concerned."""
    return bool(set(breach.facts["people"]) & set(breach_terms()["vulnerable"]["kinds"]))


def due(aware: datetime, nation: str) -> clock.Deadline:
    """The 72 hours from awareness (UK GDPR Art 33(1))."""
    return clock.hours("breach-art33-72h", aware, nation=nation)


def ends(aware: datetime, nation: str) -> datetime:
    """The instant at which they end (Europe/London)."""
    found = due(aware, nation).due
    if not isinstance(found, datetime):
        raise RuntimeError("the 72 hours end at an instant, not on a day")
    return found


def utc(said: str | None, day: date) -> datetime:
    """The instant an event of a breach says; where that was disposed of, the first one of its day."""
    return _first(said or day.isoformat()).astimezone(UTC)
