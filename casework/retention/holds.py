"""What must not be destroyed, however old: the records of open cases, and those an officer put on hold.

An open case puts its records on hold (`OPEN_SCOPES`). For a claim, inquiry or investigation, an officer places a hold.
To destroy what someone asked to see is an offence (DPA 2018 s.173).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import Field as Checked
from pydantic import StrictInt, ValidationError
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, func, select

from casework import Malformed, Refused, Remedy
from casework.breaches import affected_people
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.disclosure.search import Certificate, claims
from casework.law.retention import classes
from casework.people import register
from casework.people.register import Identifier, Person, PersonName
from casework.records.items import Item
from casework.rights.choices import IdentificationStatus
from casework.rights.requests import Request, Subject
from casework.rights.restriction import Restriction
from casework.text.canonical import words
from casework.text.facts import Facts, Unchecked, sentence
from casework.text.likeness import alike
from casework.timeline.events import ActKind
from casework.timeline.history import History, facts_of
from casework.timeline.matters import next_reference
from casework.timeline.references import Prefix
from casework.vault.columns import OneOf
from casework.vault.dependents import erased_otherwise

HeldKey = TypeVar("HeldKey", int, str)


class HoldKind(StrEnum):
    """What a hold is placed for."""

    claim = "claim"
    inquiry = "inquiry"
    investigation = "investigation"
    other = "other"


class Hold(SQLModel, table=True):
    """A manual hold: it freezes the records of people, or of whole classes, until it is lifted."""

    __tablename__ = "hold"
    __table_args__ = erased_otherwise("the erasure takes out the reasons of a lifted hold on people who are gone")

    reference: str = Field(primary_key=True)
    """`HOLD-2026-0001`."""
    kind: HoldKind = Field(sa_column=Column(OneOf(HoldKind), nullable=False))
    people: list[int] = Field(sa_column=Column(JSON, nullable=False))
    classes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    why: str
    placed: date
    review: date
    """The day by which somebody looks whether it is still needed (Europe/London)."""
    lifted: date | None = Field(default=None, index=True)
    lifted_why: str = ""


class HoldIn(Facts):
    """The only door into `Hold`."""

    kind: HoldKind = HoldKind.other
    people: list[StrictInt] = []
    classes: list[str] = []
    why: Annotated[str, Checked(max_length=4000)] = ""
    review: date

    @classmethod
    def checked(cls, facts: Unchecked, today: date) -> "HoldIn":
        """The facts of a hold, validated. Raises Refused with one sentence that names what is wrong."""
        try:
            said = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        if not said.why:
            raise Refused("Say why the records are held: a hold without a reason cannot be reviewed.")
        if not said.people and not said.classes:
            raise Refused("Say whose records are held: people by their number in the register, or classes of record.")
        if said.review < today:
            raise Refused(f"The review on {said.review:%d/%m/%Y} is past: give the day it is to be looked at again.")
        return said


@dataclass(frozen=True, slots=True)
class HoldScope:
    """Whose records an open matter is about, as far as is known: bound people, records found, or only a description."""

    reference: str
    people: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    cases: tuple[str, ...] = ()
    """The desk's own papers it is about."""
    subject: Subject | None = None
    """Whom it describes. Bound to nobody yet, everybody it may mean is frozen; bound, the records joined to nobody."""
    names: tuple[str, ...] = ()
    """Of people it names beside those it is bound to: whoever has that very name is frozen."""
    classes: tuple[str, ...] = ()
    since: date | None = None
    """The day it was said whom it is about: who was one entry with them then, and was split off, is frozen too."""


@dataclass(slots=True)
class OnHold:
    """What is frozen, and by which matters and holds; references in the order of their beginning."""

    people: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    items: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    cases: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def by(self, item: int, person: int | None, record_class: str) -> list[str]:
        """What freezes a record; empty where nothing does."""
        theirs = self.people.get(person, ()) if person else ()
        said = [*theirs, *self.items.get(item, ()), *self.classes.get(record_class, ())]
        return list(dict.fromkeys(said))

    def case(self, reference: str, record_class: str, concerned: Iterable[int] = ()) -> list[str]:
        """What freezes the desk's own papers of a case, which concern those people."""
        said = [*self.cases.get(reference, ()), *self.classes.get(record_class, ())]
        return list(dict.fromkeys(said + [one for person in concerned for one in self.people.get(person, ())]))


def _requests(session: Session) -> Iterator[HoldScope]:
    said = _days(session, ActKind.bound)
    for one in session.exec(select(Request).where(col(Request.outcome).is_(None)).order_by(col(Request.reference))):
        bound = (one.person_id,) if one.person_id else ()
        subject = one.subject if one.bound != IdentificationStatus.nobody else None
        found = _found(session, one.reference)
        yield HoldScope(one.reference, bound, found, (one.reference,), subject, since=said.get(one.reference))


def _complaints(session: Session) -> Iterator[HoldScope]:
    said = _days(session, ActKind.bound)
    for one in session.exec(
        select(Complaint).where(col(Complaint.outcome).is_(None)).order_by(col(Complaint.reference))
    ):
        about = one.about
        request = session.exec(select(Request).where(Request.reference == about)).first() if about else None
        cases = (one.reference, about) if about else (one.reference,)
        if about and request and request.person_id:
            found, day = _found(session, about), said.get(about)
            yield HoldScope(one.reference, (request.person_id,), found, cases, request.subject, since=day)
        else:
            yield HoldScope(
                one.reference, (), (), cases, request.subject if request else Subject(name=one.complainant.name)
            )


def _days(session: Session, kind: str) -> dict[str, date]:
    """The day of the last act of a kind, by case."""
    acts = select(History.reference, func.max(History.day)).where(History.kind == kind).group_by(col(History.reference))
    return {reference: day for reference, day in session.exec(acts) if reference and day}


def _found(session: Session, reference: str) -> tuple[int, ...]:
    """The records a search for the case brought up, certain or not: until it is closed none of them goes."""
    kept = session.exec(select(Certificate).where(Certificate.reference == reference))
    return tuple({item for one in kept for item in one.items})


def _breaches(session: Session) -> Iterator[HoldScope]:
    said = _days(session, "people-added")
    for reference in session.exec(
        select(Breach.reference).where(col(Breach.outcome).is_(None)).order_by(col(Breach.reference))
    ):
        concerned = affected_people.listed(session, reference)
        bound = tuple(one.person_id for one in concerned if one.person_id)
        names = tuple(one.name for one in concerned if not one.person_id)
        yield HoldScope(reference, bound, cases=(reference,), names=names, since=said.get(reference))


def _restrictions(session: Session) -> Iterator[HoldScope]:
    """What is restricted may only be kept: to erase it would be to use it (UK GDPR Art 18(2))."""
    for one in session.exec(select(Restriction).where(col(Restriction.lifted).is_(None)).order_by(col(Restriction.id))):
        people = (one.person_id,) if one.person_id else ()
        items = (one.item_id,) if one.item_id and not people else ()
        yield HoldScope(f"ART18-{one.id}", people, items, since=one.since)


def _holds(session: Session) -> Iterator[HoldScope]:
    for one in active_holds(session):
        yield HoldScope(one.reference, classes=tuple(one.classes))
        for person in one.people:
            called = select(PersonName.key).where(PersonName.person_id == register.root(session, person))
            names = session.exec(called.order_by(col(PersonName.key))).all()
            subject = Subject.model_construct(name=names[0], former_names=list(names[1:])) if names else None
            yield HoldScope(one.reference, (person,), subject=subject, since=one.placed)


OPEN_SCOPES: tuple[Callable[[Session], Iterable[HoldScope]], ...] = (
    _requests,
    _complaints,
    _breaches,
    _restrictions,
    _holds,
)
"""What freezes while it is open: each yields whom its open matters are about."""


def on_hold(session: Session) -> OnHold:
    """Everything that must not be disposed of now, and why."""
    found, names, parted = OnHold(), _named(session), _splits(session)
    loose = [one for one in names if one[0] is None]
    for matter in OPEN_SCOPES:
        for one in matter(session):
            whose = [register.root(session, person) for person in one.people]
            for apart in (apart for person in whose for apart in parted.get(person, ())):
                if one.since and apart.joined <= one.since <= apart.split:
                    whose += [apart.person] if apart.person else []
                    _freeze(found.items, apart.items, one.reference)
            _freeze(found.people, whose, one.reference)
            _freeze(found.items, one.items, one.reference)
            _freeze(found.cases, one.cases, one.reference)
            _freeze(found.classes, one.classes, one.reference)
            bound = one.people and not one.names
            _like(session, one, loose if bound else names, found)
    return found


def _freeze(place: dict[HeldKey, list[str]], held: Iterable[HeldKey], reference: str) -> None:
    for one in held:
        if reference not in place[one]:
            place[one].append(reference)


@dataclass(frozen=True, slots=True)
class SplitEntry:
    """A person, or records that joined nobody, that were one entry with another from a day to another."""

    person: int | None
    items: tuple[int, ...]
    joined: date
    split: date


def _splits(session: Session) -> dict[int, list[SplitEntry]]:
    """Who was split from each person: what was said of the one while they were one may have meant the other."""
    rows = session.exec(select(History).where(History.kind == ActKind.people_split)).all()
    facts = facts_of(session, [row.seq for row in rows])
    found: dict[int, list[SplitEntry]] = defaultdict(list)
    for row in rows:
        if said := facts.get(row.seq):  # without, their records are erased
            joined = session.get_one(History, said.get("joined") or row.corrects)
            gone, items = said["gone"], () if said["gone"] else tuple(said["items_of_gone"])
            whose, person = register.root(session, said["kept"]), register.root(session, gone) if gone else None
            if whose != person:
                found[whose].append(SplitEntry(person, items, _day(joined), _day(row)))
    return found


def _day(act: History) -> date:
    if act.day is None:
        raise RuntimeError(f"act {act.seq} on the register bears no day")
    return act.day


def _named(session: Session) -> list[tuple[int | None, int, str]]:
    return list(session.execute(select(PersonName.person_id, PersonName.item_id, PersonName.key)).all())


def _like(session: Session, scope: HoldScope, names: list[tuple[int | None, int, str]], found: OnHold) -> None:
    """Freeze everybody, and every record joined to nobody, that a description without a number may mean."""
    subject = scope.subject
    said = [subject.name, *subject.former_names] if subject else []
    exact = {" ".join(sorted(words(name))) for name in scope.names}
    holders = [
        (person, item)
        for person, item, key in names
        if any(alike(key, name) for name in said) or (exact and " ".join(sorted(key.split())) in exact)
    ]
    for kind, values in (claims(subject) if subject else {}).items():
        if kind != "born":
            same = select(Identifier.person_id, Identifier.item_id)
            holders += session.exec(same.where(Identifier.kind == kind, col(Identifier.value).in_(values))).all()
    for person, item in dict.fromkeys((person, item) for person, item in holders):
        if not person:
            _freeze(found.items, [item], scope.reference)
        elif exact or not scope.people:
            _freeze(found.people, [register.root(session, person)], scope.reference)


def active_holds(session: Session) -> list[Hold]:
    """The holds that are not lifted, oldest first."""
    return list(session.exec(select(Hold).where(col(Hold.lifted).is_(None)).order_by(col(Hold.reference))).all())


def listed(session: Session) -> list[Hold]:
    """Every hold, lifted ones too, newest first."""
    return list(session.exec(select(Hold).order_by(col(Hold.reference).desc())).all())


def place(session: Session, facts: Unchecked, today: date) -> Hold:
    """Freeze the records of people or classes. Raises Refused with one sentence where a fact is wrong."""
    said = HoldIn.checked(facts, today)
    for person in said.people:
        if not 0 < person < 2**63 or session.get(Person, person) is None:
            raise Refused(f"There is no person {str(person)[:20]} in the register: give the number the register shows.")
    known = set(session.exec(select(Item.record_class).distinct()).all())
    for name in said.classes:
        if name not in known | set(classes()):
            raise Refused(f"There is no class of record '{name[:30]}'.", Remedy.list_classes)
    whose = [register.root(session, person) for person in said.people]
    hold = Hold(
        reference=next_reference(session, Hold, Prefix.hold, today), kind=said.kind, people=list(dict.fromkeys(whose)),
        classes=list(dict.fromkeys(said.classes)), why=said.why, placed=today, review=said.review,
    )  # fmt: skip
    session.add(hold)
    session.flush()
    return hold


def get(session: Session, reference: str) -> Hold:
    """The hold of that reference. Raises Refused where there is none."""
    hold = session.get(Hold, reference.strip().upper())
    if hold is None:
        raise Refused(f"There is no hold {reference.strip()[:20]}.", Remedy.list_holds)
    return hold


def lift(session: Session, reference: str, why: str, today: date) -> Hold:
    """Lift one hold, and no other on the same people. Raises Refused without a reason, or where none stands."""
    hold = get(session, reference)
    if hold.lifted:
        raise Refused(f"{hold.reference} was lifted on {hold.lifted:%d/%m/%Y}: there is nothing to lift.")
    if not why.strip():
        raise Refused("Say why the hold is lifted: the reason stands in the history.")
    hold.lifted, hold.lifted_why = today, why.strip()
    session.add(hold)
    return hold


def review_again(session: Session, reference: str, until: date, why: str, today: date) -> Hold:
    """Keep a hold after its review, until another day. Raises Refused where that is past, or no reason is given."""
    hold = get(session, reference)
    if hold.lifted:
        raise Refused(f"{hold.reference} was lifted on {hold.lifted:%d/%m/%Y}: place a new one.")
    if not why.strip():
        raise Refused("Say why the hold is kept: the reason stands in the history.")
    if until <= today:
        raise Refused(f"The next review on {until:%d/%m/%Y} is not ahead: give a later day.")
    hold.review = until
    session.add(hold)
    return hold
