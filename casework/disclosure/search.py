"""Everything held about the person a case is about, each hit with its reasons; kept as a certificate."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, select

from casework.disclosure.passages import NAMED, passages
from casework.people import register
from casework.people.register import KNOWN_BY, RULES, STRONG, Identifier, PersonName
from casework.records.contents import marks_in
from casework.records.items import Item, Source, listed
from casework.rights import requests
from casework.rights.requests import Request
from casework.text.batches import batches
from casework.text.canonical import words
from casework.text.forms import Name, RegisteredPerson
from casework.text.identifiers import normalised
from casework.text.likeness import alike
from casework.text.nicknames import groups
from casework.vault.columns import Instant
from casework.vault.database import number
from casework.vault.dependents import erased_with

MODEL = 1
"""The version of the naming model, kept on each certificate: another version may find other forms."""


class Strength(StrEnum):
    """How sure it is that a record is about the person."""

    certain = "certain"
    """It holds a strong key of theirs, or the officer linked it to them."""
    candidate = "candidate"
    """Everything weaker: for the officer to confirm."""


@dataclass(frozen=True, slots=True)
class HitReason:
    """Why a record was found."""

    rule: str
    form: str
    """The words that matched."""
    where: str


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A record that is, or may be, about the person."""

    item: int
    source: str
    kind: str
    strength: Strength
    reasons: tuple[HitReason, ...]


@dataclass(frozen=True, slots=True)
class RuledOutPerson:
    """A person of the register with a similar name, whose own numbers show that they are someone else."""

    person: int
    why: str


@dataclass(frozen=True, slots=True)
class SearchedSource:
    """A source that a search went through."""

    source: int
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found: the records, certain first; the people left out; and the sources searched."""

    person: int | None
    hits: tuple[FoundItem, ...]
    namesakes: tuple[RuledOutPerson, ...]
    searched: tuple[SearchedSource, ...]
    model: int | None = None
    """The version of the naming model; None before there was one."""


_KEPT = TypeAdapter(SearchResult)


class Certificate(SQLModel, table=True):
    """What a search looked for, where, and what it found, so that it can be repeated and compared."""

    __tablename__ = "certificate"
    __table_args__ = erased_with(case="reference")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(index=True)
    digest: str
    made: datetime = Field(sa_column=Column(Instant, nullable=False))
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """The `SearchResult` as found; of records erased since, only their number, as `erased`."""

    @classmethod
    def of(cls, reference: str, found: SearchResult, now: datetime) -> "Certificate":
        """The certificate of a search of a case."""
        return cls(reference=reference, digest=digest(found), made=now.replace(microsecond=0), body=asdict(found))

    @property
    def found(self) -> SearchResult:
        """What the search found."""
        return _KEPT.validate_python(self.body)

    @property
    def items(self) -> list[int]:
        """The numbers of the records it found, read without the many reasons."""
        return [hit["item"] for hit in self.body["hits"]]

    @property
    def person(self) -> int | None:
        """The data subject at the time."""
        about: int | None = self.body["person"]
        return about


Hits = dict[int, list[HitReason]]
"""The records found, by number, each with its reasons."""


@dataclass(frozen=True, slots=True)
class SearchSubject:
    """The person a search looks for: every name and number that the register and the request give."""

    person: int | None
    names: tuple[str, ...]
    born: tuple[str, ...]
    values: dict[str, set[str]]
    """By kind, normalised: those in the register, which make certain matches."""
    claimed: dict[str, set[str]]
    """By kind, normalised: those only in the request, which make possible matches."""
    spelt: tuple[Name, ...] = ()
    """The names in parts, as the register has them; names from the request in full."""

    @property
    def known(self) -> RegisteredPerson:
        """The person for the naming model, with everything the register or the request gives."""
        both = {kind: tuple(sorted(self.values.get(kind, set()) | self.claimed.get(kind, set()))) for kind in KNOWN_BY}
        return RegisteredPerson(self.person or 0, self.spelt, *(both[kind] for kind in KNOWN_BY))

    @property
    def surnames(self) -> set[str]:
        """The last folded word of each name."""
        return {words(name)[-1] for name in self.names if words(name)}


def subject(session: Session, request: Request) -> SearchSubject:
    """The data subject of a request as a search needs them."""
    person = register.root(session, request.person_id) if request.person_id else None
    held = register.identifiers_of(session, person) if person else {}
    held_names = register.names_of(session, person) if person else []
    names = [register.full_name(name) for name in held_names]
    claimed = claims(request.subject)
    return SearchSubject(
        person=person,
        names=tuple(dict.fromkeys([*names, *request.names])),
        born=tuple(dict.fromkeys([*held.get("born", []), *claimed.get("born", [])])),
        values={kind: set(found) for kind, found in held.items() if found},
        claimed={kind: claimed[kind] - set(held.get(kind, ())) for kind in claimed},
        spelt=(
            *(Name(*(getattr(name, part) for part in Name._fields)) for name in held_names),
            *(Name(full=name) for name in request.names),
        ),
    )


def claims(given: requests.Subject) -> dict[str, set[str]]:
    """The identifiers a request's data subject gives, by kind, normalised."""
    numbers = given.identifiers
    raw: dict[str, Sequence[str | None]] = {kind: [getattr(numbers, kind)] for kind in STRONG}
    raw |= {"email": numbers.email, "born": [given.born.isoformat() if given.born else None]}
    by_kind = {
        kind: {value for text in texts if text and (value := normalised(kind, text)) is not None}
        for kind, texts in raw.items()
    }
    return {kind: values for kind, values in by_kind.items() if values}


def search(session: Session, request: Request) -> SearchResult:
    """Every item that is, or may be, about the person the case is bound to.

    Certain: the record holds a strong key of theirs. Candidate: everything weaker, for the officer to confirm.
    """
    who = subject(session, request)
    hits: Hits = defaultdict(list)
    certain = _certain(session, who, hits)
    namesakes = _candidates(session, who, certain, hits)
    sources = sources_of(session)
    items = {item_id: item for item_id, item in items_of(session, hits).items() if item.source_id in sources}
    found = tuple(
        FoundItem(
            item=item_id,
            source=sources[item.source_id].name,
            kind=item.kind,
            strength=Strength.certain if item_id in certain else Strength.candidate,
            reasons=tuple(hits[item_id]),
        )
        for item_id, item in sorted(items.items(), key=lambda one: (one[0] not in certain, one[1].source_id, one[0]))
    )
    searched = tuple(SearchedSource(at, source.name, source.digest) for at, source in sources.items())
    return SearchResult(who.person, found, tuple(namesakes), searched, MODEL)


def digest(result: SearchResult) -> str:
    """The digest of a search result, which identifies its certificate."""
    return "sha256:" + hashlib.sha256(json.dumps(asdict(result), sort_keys=True).encode()).hexdigest()


def same(kept: Certificate, result: SearchResult) -> bool:
    """Whether a repeated search found what its certificate says.

    Certificates from before the naming model quote words differently, so only their records are compared.
    """
    before = kept.found
    if before.model is not None:
        return digest(result) == kept.digest
    return _without_words(before) == _without_words(result)


def _without_words(result: SearchResult) -> SearchResult:
    return replace(result, hits=tuple(replace(one, reasons=()) for one in result.hits), model=None)


def items_of(session: Session, numbers: Iterable[int]) -> dict[int, Item]:
    """The records of these numbers, by number."""
    found: dict[int, Item] = {}
    for some in batches(numbers):
        found |= {number(item.id): item for item in session.exec(select(Item).where(col(Item.id).in_(some)))}
    return found


def _certain(session: Session, who: SearchSubject, hits: Hits) -> set[int]:
    if who.person is None:
        return set()
    for item in session.exec(select(Item).where(Item.person_id == who.person)):
        reasons = hits[number(item.id)]
        for kind, raw, where in marks_in(item.marks).keys:
            value = normalised(kind, raw)
            if value and kind in STRONG and value in who.values.get(kind, ()):
                reasons.append(HitReason(RULES[kind], raw, where))
        if not reasons:
            reasons.append(HitReason("joined", "joined to this person by the officer", ""))
    return set(hits)


class Offer(NamedTuple):
    """A name or number in the register that may be the person's, and the rule that says so."""

    row: Identifier | PersonName
    rule: str
    form: str
    where: str


def _candidates(session: Session, who: SearchSubject, certain: set[int], hits: Hits) -> list[RuledOutPerson]:
    """Add the possible matches. Returns the people of similar name who are shown to be someone else."""

    def add(item: int, rule: str, form: str, where: str) -> None:
        reason = HitReason(rule, form, where)
        if item not in certain and reason not in hits[item]:
            hits[item].append(reason)

    named = _alike(session, who)
    whose = {name.person_id for name in named if name.person_id}
    namesakes = {person: why for person in whose if (why := _conflict_with(session, who, person))}
    names = [name for name in named if name.person_id not in namesakes]
    offers = (_claimed(session, who), _kept_apart(session, who), _called(session, who, names), _same_day(session, who))
    for offer in chain(*offers):
        for item in _records(session, offer.row):
            add(item, offer.rule, offer.form, offer.where)
    theirs = _whose(session, namesakes)
    for passage in passages(session, who.known, certain | set(hits)):
        # a similar name in that person's own record means nothing; our person's number there does
        if not (passage.item in theirs and passage.rule == NAMED):
            add(passage.item, passage.rule, passage.words, "text")
    offered = {person for item, person in theirs.items() if item in hits}
    return [RuledOutPerson(person, why) for person, why in sorted(namesakes.items()) if person not in offered]


def _claimed(session: Session, who: SearchSubject) -> Iterator[Offer]:
    """Numbers that only the request gives."""
    for kind, values in who.claimed.items():
        if kind != "born":
            for identifier in _holding(session, kind, values, who.person):
                yield Offer(identifier, f"request-{RULES[kind]}", identifier.raw, kind)


def _kept_apart(session: Session, who: SearchSubject) -> Iterator[Offer]:
    """The person's own numbers that the register holds for someone else, or for no one."""
    for kind in (*STRONG, "email"):
        for identifier in _holding(session, kind, who.values.get(kind, set()), who.person):
            yield Offer(
                identifier, RULES[kind] if kind == "email" else f"{RULES[kind]}-kept-apart", identifier.raw, kind
            )


def _called(session: Session, who: SearchSubject, names: list[PersonName]) -> Iterator[Offer]:
    """Names similar to theirs; a stronger match if the surname and the date of birth are the same."""
    for name in names:
        same = bool(set(words(name.surname or register.full_name(name))[-1:]) & who.surnames)
        born = _born(session, name)
        rule = "surname-and-birth-date" if same and born and born in who.born else "similar-name"
        yield Offer(name, rule, register.full_name(name), "name")


def _same_day(session: Session, who: SearchSubject) -> Iterator[Offer]:
    """The same date of birth, with a name that shares something with theirs, or with no name."""
    for identifier in _holding(session, "born", set(who.born), who.person):
        if not _named(session, identifier):
            if identifier.person_id is None or not _conflict_with(session, who, identifier.person_id):
                yield Offer(identifier, "birth-date-alone", identifier.raw, "birth date, in a record without a name")
        elif shared := _shares_name(session, identifier, who):
            if shared == "forename" and identifier.person_id and _conflict_with(session, who, identifier.person_id):
                continue
            yield Offer(identifier, f"{shared}-and-birth-date", identifier.raw, "birth date")


def _holding(session: Session, kind: str, values: set[str], but: int | None) -> list[Identifier]:
    found = session.exec(
        select(Identifier).where(Identifier.kind == kind, col(Identifier.value).in_(list(values)))
    ).all()
    return [row for row in found if row.person_id is None or row.person_id != but]


def _records(session: Session, row: Identifier | PersonName) -> list[int]:
    """Every record of the row's person, or its own record if that is not linked to a person."""
    if row.person_id is None:
        return [row.item_id]
    return [number(item) for item in session.exec(select(Item.id).where(Item.person_id == row.person_id))]


def _alike(session: Session, who: SearchSubject) -> list[PersonName]:
    rows = session.exec(select(PersonName)).all()
    verdicts: dict[str, bool] = {}
    found = []
    for row in rows:
        if row.person_id is not None and row.person_id == who.person:
            continue
        if row.key not in verdicts:
            verdicts[row.key] = any(alike(row.key, own) for own in who.names)
        if verdicts[row.key]:
            found.append(row)
    return found


def _conflict_with(session: Session, who: SearchSubject, person: int) -> str | None:
    """Why a person of similar name is someone else: another date of birth, NI number or registration number."""
    theirs = register.identifiers_of(session, person)
    mine = who.claimed | who.values | {"born": set(who.born)}
    for kind in ("born", "ni", "swe"):
        sides = [register.distinguishing(kind, values.get(kind, ())) for values in (mine, theirs)]
        if all(sides) and not sides[0] & sides[1]:
            return f"another {register.LABEL[kind]}"
    return None


def _born(session: Session, name: PersonName) -> str | None:
    own = Identifier.person_id == name.person_id if name.person_id else Identifier.item_id == name.item_id
    return session.exec(select(Identifier.value).where(Identifier.kind == "born", own)).first()


def _named(session: Session, identifier: Identifier) -> bool:
    own = (
        PersonName.person_id == identifier.person_id
        if identifier.person_id
        else PersonName.item_id == identifier.item_id
    )
    return session.exec(select(PersonName.id).where(own)).first() is not None


def _shares_name(session: Session, identifier: Identifier, who: SearchSubject) -> str:
    """The part of the name shared by an entry with our person's date of birth: `surname`, else `forename`, or nothing.

    A surname may have changed without the register knowing; a forename seldom changes.
    """
    own = (
        PersonName.person_id == identifier.person_id
        if identifier.person_id
        else PersonName.item_id == identifier.item_id
    )
    shared = ""
    for name in session.exec(select(PersonName).where(own)):
        spoken = words(register.full_name(name))
        if who.surnames & set(words(name.surname) or spoken):
            return "surname"
        if spoken and any(_same_forename(spoken[0], mine[0]) for mine in map(words, who.names) if len(mine) > 1):
            shared = "forename"
    return shared


def _same_forename(one: str, other: str) -> bool:
    return one == other or bool(groups(one) & groups(other))


def _whose(session: Session, namesakes: dict[int, str]) -> dict[int, int]:
    theirs = session.exec(select(Item.id, Item.person_id).where(col(Item.person_id).in_(list(namesakes))))
    return {number(item): person for item, person in theirs if person}


def latest(session: Session, request: Request) -> Certificate | None:
    """The certificate of the last search for the person the case is about now, or None where there was none."""
    if request.bound == "open":
        return None
    mine = register.root(session, request.person_id) if request.person_id else None
    kept = select(Certificate).where(Certificate.reference == request.reference).order_by(col(Certificate.id).desc())
    for one in session.exec(kept):
        if (register.root(session, one.person) if one.person else None) == mine:
            return one
    return None


@dataclass(frozen=True, slots=True)
class ProposedPerson(register.PersonLine):
    """A person of the register who may be the data subject of a request."""

    strength: Strength | None
    """None if they were looked up."""
    reasons: tuple[HitReason, ...]
    against: str | None
    """The identifier that shows they are someone else, if any."""


def proposals(session: Session, request: Request) -> list[ProposedPerson]:
    """The people of the register who may be the data subject, strongest first, with reasons; no one is chosen."""
    who = subject(session, request.model_copy(update={"person_id": None}))
    reasons: dict[int, list[HitReason]] = defaultdict(list)
    strong: set[int] = set()
    for kind, values in who.claimed.items():
        for identifier in _holding(session, kind, values, None):
            if identifier.person_id and kind != "born":
                reasons[identifier.person_id].append(HitReason(RULES[kind], identifier.raw, "the request"))
                strong |= {identifier.person_id} if kind in STRONG else set()
            elif identifier.person_id and _shares_name(session, identifier, who) == "surname":
                reasons[identifier.person_id].append(HitReason("surname-and-birth-date", identifier.raw, "the request"))
    for name in _alike(session, who):
        if name.person_id:
            reasons[name.person_id].append(HitReason("similar-name", register.full_name(name), "the register"))
    proposed = [
        ProposedPerson(
            person=one.person,
            name=one.name,
            names=one.names,
            born=one.born,
            identifiers=one.identifiers,
            records=one.records,
            strength=Strength.certain if one.person in strong else Strength.candidate,
            reasons=tuple(dict.fromkeys(why)),
            against=_conflict_with(session, who, one.person),
        )
        for one, why in zip(register.person_lines(session, list(reasons)), reasons.values(), strict=True)
    ]
    return sorted(
        proposed,
        key=lambda one: (one.strength != Strength.certain, one.against is not None, -len(one.reasons), one.person),
    )


def sources_of(session: Session) -> dict[int, Source]:
    """The complete sources by id."""
    return {number(source.id): source for source in listed(session)}
