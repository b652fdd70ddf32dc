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
    """The reason for a hold."""

    claim = "claim"
    inquiry = "inquiry"
    investigation = "investigation"
    other = "other"


class Hold(SQLModel, table=True):
    """A hold an officer placed on the records of people, or of classes, until it is lifted."""

    __tablename__ = "hold"
    __table_args__ = erased_otherwise("the reasons of a lifted hold are erased with the last of its people")

    reference: str = Field(primary_key=True)
    """`HOLD-2026-0001`."""
    kind: HoldKind = Field(sa_column=Column(OneOf(HoldKind), nullable=False))
    people: list[int] = Field(sa_column=Column(JSON, nullable=False))
    classes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    why: str
    placed: date
    review: date
    """The date to review whether it is still needed (Europe/London)."""
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
        """The facts of a hold, validated. Raises Refused with one sentence that says what is wrong."""
        try:
            hold = cls.model_validate(facts)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        if not hold.why:
            raise Refused("Enter a reason for the hold. Without one it cannot be reviewed.")
        if not hold.people and not hold.classes:
            raise Refused("Enter who the hold covers: person numbers from the register, or classes of record.")
        if hold.review < today:
            raise Refused(f"The review date {hold.review:%d/%m/%Y} is in the past. Enter today or a later date.")
        return hold


@dataclass(frozen=True, slots=True)
class HoldScope:
    """What an open case covers, as far as is known: identified people, records found, or only a description."""

    reference: str
    people: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    cases: tuple[str, ...] = ()
    """The cases whose papers it covers."""
    subject: Subject | None = None
    """The person described. Until they are identified, everyone it may mean is on hold; then, unlinked records."""
    names: tuple[str, ...] = ()
    """Names of other people: everyone with exactly that name is on hold."""
    classes: tuple[str, ...] = ()
    since: date | None = None
    """When the people were identified: an entry merged with theirs then, and split since, is on hold too."""


@dataclass(slots=True)
class OnHold:
    """What is on hold, and the references of the cases and holds, oldest first."""

    people: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    items: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    cases: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def by(self, item: int, person: int | None, record_class: str) -> list[str]:
        """The holds on a record; empty if there are none."""
        theirs = self.people.get(person, ()) if person else ()
        holds = [*theirs, *self.items.get(item, ()), *self.classes.get(record_class, ())]
        return list(dict.fromkeys(holds))

    def case(self, reference: str, record_class: str, people: Iterable[int] = ()) -> list[str]:
        """The holds on the papers of a case about those people."""
        holds = [*self.cases.get(reference, ()), *self.classes.get(record_class, ())]
        return list(dict.fromkeys(holds + [one for person in people for one in self.people.get(person, ())]))


def _requests(session: Session) -> Iterator[HoldScope]:
    identified = _days(session, ActKind.bound)
    for request in session.exec(select(Request).where(col(Request.outcome).is_(None)).order_by(col(Request.reference))):
        bound = (request.person_id,) if request.person_id else ()
        subject = request.subject if request.bound != IdentificationStatus.nobody else None
        items = _matches(session, request.reference)
        yield HoldScope(
            request.reference, bound, items, (request.reference,), subject, since=identified.get(request.reference)
        )


def _complaints(session: Session) -> Iterator[HoldScope]:
    identified = _days(session, ActKind.bound)
    for complaint in session.exec(
        select(Complaint).where(col(Complaint.outcome).is_(None)).order_by(col(Complaint.reference))
    ):
        about = complaint.about
        request = session.exec(select(Request).where(Request.reference == about)).first() if about else None
        cases = (complaint.reference, about) if about else (complaint.reference,)
        if about and request and request.person_id:
            items, day = _matches(session, about), identified.get(about)
            yield HoldScope(complaint.reference, (request.person_id,), items, cases, request.subject, since=day)
        else:
            yield HoldScope(
                complaint.reference,
                (),
                (),
                cases,
                request.subject if request else Subject(name=complaint.complainant.name),
            )


def _days(session: Session, kind: str) -> dict[str, date]:
    """The date of the last act of a kind, by case."""
    acts = select(History.reference, func.max(History.day)).where(History.kind == kind).group_by(col(History.reference))
    return {reference: day for reference, day in session.exec(acts) if reference and day}


def _matches(session: Session, reference: str) -> tuple[int, ...]:
    """The records a search for the case found, matches and candidates: all stay until it is closed."""
    certificates = session.exec(select(Certificate).where(Certificate.reference == reference))
    return tuple({item for one in certificates for item in one.items})


def _breaches(session: Session) -> Iterator[HoldScope]:
    added = _days(session, "people-added")
    for reference in session.exec(
        select(Breach.reference).where(col(Breach.outcome).is_(None)).order_by(col(Breach.reference))
    ):
        people = affected_people.listed(session, reference)
        bound = tuple(one.person_id for one in people if one.person_id)
        names = tuple(one.name for one in people if not one.person_id)
        yield HoldScope(reference, bound, cases=(reference,), names=names, since=added.get(reference))


def _restrictions(session: Session) -> Iterator[HoldScope]:
    """Restricted data may only be stored: erasing it would be processing (UK GDPR Art 18(2))."""
    for restriction in session.exec(
        select(Restriction).where(col(Restriction.lifted).is_(None)).order_by(col(Restriction.id))
    ):
        people = (restriction.person_id,) if restriction.person_id else ()
        items = (restriction.item_id,) if restriction.item_id and not people else ()
        yield HoldScope(f"ART18-{restriction.id}", people, items, since=restriction.since)


def _holds(session: Session) -> Iterator[HoldScope]:
    for hold in active_holds(session):
        yield HoldScope(hold.reference, classes=tuple(hold.classes))
        for person in hold.people:
            called = select(PersonName.key).where(PersonName.person_id == register.root(session, person))
            names = session.exec(called.order_by(col(PersonName.key))).all()
            subject = Subject.model_construct(name=names[0], former_names=list(names[1:])) if names else None
            yield HoldScope(hold.reference, (person,), subject=subject, since=hold.placed)


OPEN_SCOPES: tuple[Callable[[Session], Iterable[HoldScope]], ...] = (
    _requests,
    _complaints,
    _breaches,
    _restrictions,
    _holds,
)
"""The kinds of case and hold: each yields what its open ones cover."""


def on_hold(session: Session) -> OnHold:
    """Everything that must not be disposed of now, and why."""
    result, names, splits = OnHold(), _named(session), _splits(session)
    unlinked = [one for one in names if one[0] is None]
    for scope in (scope for kind in OPEN_SCOPES for scope in kind(session)):
        people = [register.root(session, person) for person in scope.people]
        for entry in (entry for person in people for entry in splits.get(person, ())):
            if scope.since and entry.joined <= scope.since <= entry.split:
                people += [entry.person] if entry.person else []
                _hold(result.items, entry.items, scope.reference)
        _hold(result.people, people, scope.reference)
        _hold(result.items, scope.items, scope.reference)
        _hold(result.cases, scope.cases, scope.reference)
        _hold(result.classes, scope.classes, scope.reference)
        _hold_similar(session, scope, unlinked if scope.people and not scope.names else names, result)
    return result


def _hold(place: dict[HeldKey, list[str]], held: Iterable[HeldKey], reference: str) -> None:
    for one in held:
        if reference not in place[one]:
            place[one].append(reference)


@dataclass(frozen=True, slots=True)
class SplitEntry:
    """A person, or unlinked records, merged with another person between two dates."""

    person: int | None
    items: tuple[int, ...]
    joined: date
    split: date


def _splits(session: Session) -> dict[int, list[SplitEntry]]:
    """Who was split from each person: a case about the merged entry may have meant either."""
    rows = session.exec(select(History).where(History.kind == ActKind.people_split)).all()
    facts = facts_of(session, [row.seq for row in rows])
    splits: dict[int, list[SplitEntry]] = defaultdict(list)
    for row in rows:
        if parts := facts.get(row.seq):  # no facts: their records are erased
            joined = session.get_one(History, parts.get("joined") or row.corrects)
            gone, items = parts["gone"], () if parts["gone"] else tuple(parts["items_of_gone"])
            whose, person = register.root(session, parts["kept"]), register.root(session, gone) if gone else None
            if whose != person:
                splits[whose].append(SplitEntry(person, items, _day(joined), _day(row)))
    return splits


def _day(act: History) -> date:
    if act.day is None:
        raise RuntimeError(f"act {act.seq} on the register has no date")
    return act.day


def _named(session: Session) -> list[tuple[int | None, int, str]]:
    return list(session.execute(select(PersonName.person_id, PersonName.item_id, PersonName.key)).all())


def _hold_similar(session: Session, scope: HoldScope, names: list[tuple[int | None, int, str]], result: OnHold) -> None:
    """Hold everyone, and every unlinked record, that a description may mean."""
    subject = scope.subject
    described = [subject.name, *subject.former_names] if subject else []
    exact = {" ".join(sorted(words(name))) for name in scope.names}
    holders = [
        (person, item)
        for person, item, key in names
        if any(alike(key, name) for name in described) or (exact and " ".join(sorted(key.split())) in exact)
    ]
    for kind, values in (claims(subject) if subject else {}).items():
        if kind != "born":
            same = select(Identifier.person_id, Identifier.item_id)
            holders += session.exec(same.where(Identifier.kind == kind, col(Identifier.value).in_(values))).all()
    for person, item in dict.fromkeys((person, item) for person, item in holders):
        if not person:
            _hold(result.items, [item], scope.reference)
        elif exact or not scope.people:
            _hold(result.people, [register.root(session, person)], scope.reference)


def active_holds(session: Session) -> list[Hold]:
    """The holds in place, oldest first."""
    return list(session.exec(select(Hold).where(col(Hold.lifted).is_(None)).order_by(col(Hold.reference))).all())


def listed(session: Session) -> list[Hold]:
    """Every hold, lifted ones too, newest first."""
    return list(session.exec(select(Hold).order_by(col(Hold.reference).desc())).all())


def place(session: Session, facts: Unchecked, today: date) -> Hold:
    """Place a hold on the records of people or classes. Raises Refused if a fact is wrong."""
    given = HoldIn.checked(facts, today)
    for person in given.people:
        if not 0 < person < 2**63 or session.get(Person, person) is None:
            raise Refused(
                f"There is no person {str(person)[:20]} in the register. Enter the number shown in the register."
            )
    known = set(session.exec(select(Item.record_class).distinct()).all())
    for name in given.classes:
        if name not in known | set(classes()):
            raise Refused(f"There is no class of record '{name[:30]}'.", Remedy.list_classes)
    whose = [register.root(session, person) for person in given.people]
    hold = Hold(
        reference=next_reference(session, Hold, Prefix.hold, today), kind=given.kind, people=list(dict.fromkeys(whose)),
        classes=list(dict.fromkeys(given.classes)), why=given.why, placed=today, review=given.review,
    )  # fmt: skip
    session.add(hold)
    session.flush()
    return hold


def get(session: Session, reference: str) -> Hold:
    """The hold with that reference. Raises Refused if there is none."""
    hold = session.get(Hold, reference.strip().upper())
    if hold is None:
        raise Refused(f"There is no hold {reference.strip()[:20]}.", Remedy.list_holds)
    return hold


def lift(session: Session, reference: str, why: str, today: date) -> Hold:
    """Lift one hold, and no other on the same people. Raises Refused without a reason, or if it is lifted already."""
    hold = get(session, reference)
    if hold.lifted:
        raise Refused(f"{hold.reference} was already lifted on {hold.lifted:%d/%m/%Y}.")
    if not why.strip():
        raise Refused("Enter a reason for lifting the hold. It is kept in the history.")
    hold.lifted, hold.lifted_why = today, why.strip()
    session.add(hold)
    return hold


def review_again(session: Session, reference: str, until: date, why: str, today: date) -> Hold:
    """Keep a hold until another review date. Raises Refused if that is not in the future, or without a reason."""
    hold = get(session, reference)
    if hold.lifted:
        raise Refused(f"{hold.reference} was lifted on {hold.lifted:%d/%m/%Y}. Place a new one.")
    if not why.strip():
        raise Refused("Enter a reason for keeping the hold. It is kept in the history.")
    if until <= today:
        raise Refused(f"The next review date {until:%d/%m/%Y} is not in the future. Enter a later date.")
    hold.review = until
    session.add(hold)
    return hold
