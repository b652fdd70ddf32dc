"""The officer's decisions on the items of a case: on an item, on one field, or on words within a field."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Column
from sqlmodel import Field, Session, SQLModel, select

from casework import Refused, Remedy
from casework.disclosure.decision_input import DecisionIn, checked
from casework.disclosure.search import Certificate, Strength, latest
from casework.law import grounds
from casework.law.grounds import NOT_THEIRS
from casework.records.items import Item
from casework.rights.requests import Request, about
from casework.vault.columns import Shape
from casework.vault.dependents import erased_with

WHOLE = -1
"""The segment of a decision on an item or a full field."""


class DecisionKind(StrEnum):
    """What can be decided."""

    disclose = "disclose"
    withhold = "withhold"
    """The item."""
    redact = "redact"
    """The field, or words in it."""
    subject = "subject"
    """Words in a field: they name the data subject."""
    checked = "checked"
    """Words in a field: they were read, and can go out."""


DISCLOSED = (DecisionKind.disclose, DecisionKind.subject)
"""Decisions on a place after which its words go out, even if someone is named in them."""
ANSWERED = (*DISCLOSED, DecisionKind.checked)
"""Decisions on a place that redact nothing."""
OF_ITEMS = (DecisionKind.disclose, DecisionKind.redact, DecisionKind.withhold)
"""Decisions on an item or a field."""


class Decision(SQLModel, table=True):
    """A decision on one item of a case, on one of its fields (`field`; "" means the item), or on a place in a field.

    A place is characters `first` to `last` of the field's text as kept, `last` not included.
    """

    __tablename__ = "decision"
    __table_args__ = erased_with(record="item_id", case="reference")

    reference: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    """The data subject at the time (0: no one); it does not count once the case is about someone else."""
    item_id: int = Field(primary_key=True)
    field: str = Field(default="", primary_key=True)
    segment: int = Field(default=WHOLE, primary_key=True)
    """For a place, the number of the field in its item, from 0; otherwise -1."""
    first: int = Field(default=0, primary_key=True)
    last: int = Field(default=0, primary_key=True)
    decision: DecisionKind
    exemption: str | None = None
    """An id of `exemptions.toml`, or `not-this-person`."""
    reason: str = ""
    unnamed: bool = False
    """Whether the ground is left out of letter and schedule, because naming it would defeat it."""
    factors: dict[str, str] | None = Field(default=None, sa_column=Column(Shape(dict[str, str]), nullable=True))
    """What was answered to the questions of the ground, by the keys of `exemptions.toml`."""

    @property
    def key(self) -> "DecisionKey":
        """What the decision is on."""
        return DecisionKey(self.item_id, self.field, self.segment, self.first, self.last)


class DecisionKey(NamedTuple):
    """What a decision is on: an item, a field, or a place within the field."""

    item: int
    field: str = ""
    segment: int = WHOLE
    first: int = 0
    last: int = 0

    @property
    def place(self) -> bool:
        """Whether it is on words within a field."""
        return self.segment != WHOLE

    def overlaps(self, other: "DecisionKey") -> bool:
        """Whether two places share a character."""
        same = self.place and other.place and (self.item, self.segment) == (other.item, other.segment)
        return same and self.first < other.last and other.first < self.last


class DecisionCopy(NamedTuple):
    """A decision as it was at one time; the fields with a default are missing from older history."""

    reference: str
    person_id: int
    item_id: int
    decision: DecisionKind
    exemption: str | None
    reason: str
    field: str = ""
    segment: int = WHOLE
    first: int = 0
    last: int = 0
    unnamed: bool = False
    factors: dict[str, str] | None = None

    @classmethod
    def of(cls, row: Decision) -> "DecisionCopy":
        """A decision as it is now."""
        return cls(**row.model_dump())

    @classmethod
    def read(cls, fact: Mapping[str, Any]) -> "DecisionCopy":
        """A decision as the history has it."""
        return cls(**{**fact, "decision": DecisionKind(fact["decision"])})

    @property
    def place(self) -> tuple[str, int, str, int, int, int]:
        """The case and what in its records the decision is on."""
        return self.reference, self.item_id, self.field, self.segment, self.first, self.last

    def again(self) -> Decision:
        """The decision as a row, to put it back as it was."""
        return Decision(**self._asdict())


Decisions = dict[DecisionKey, Decision]


def decisions(session: Session, request: Request) -> Decisions:
    """Every decision of a case for the person it is about."""
    mine = Decision.reference == request.reference, Decision.person_id == about(session, request)
    return {row.key: row for row in session.exec(select(Decision).where(*mine)).all()}


def certificate(session: Session, request: Request) -> Certificate:
    """The certificate of the last search. Raises Refused if no data subject is identified, or there was no search."""
    kept = latest(session, request)
    if request.bound == "open":
        raise Refused(f"Identify the data subject of {request.reference} first.", Remedy.identify, request.reference)
    if kept is None:
        raise Refused(f"You have not searched for {request.reference} yet.", Remedy.search, request.reference)
    return kept


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A decision on an item, a field or a place, as the history keeps it."""

    key: DecisionKey
    decision: DecisionKind | None
    """None if undecided."""
    exemption: str | None = None
    reason: str = ""
    unnamed: bool = False
    factors: Mapping[str, str] | None = None

    @classmethod
    def of(cls, key: DecisionKey, row: Decision | None) -> "KeptDecision":
        """The decision on a key now."""
        return cls(key, row.decision, row.exemption, row.reason, row.unnamed, row.factors) if row else cls(key, None)

    @classmethod
    def read(cls, fact: Mapping[str, Any]) -> "KeptDecision":
        """The decision in a fact of the history."""
        place = fact.get("segment", WHOLE), fact.get("first", 0), fact.get("last", 0)
        key = DecisionKey(fact["item"], fact["field"] or "", *place)
        if fact["decision"] is None:
            return cls(key, None)
        of = fact.get("exemption"), fact.get("reason") or "", fact.get("unnamed", False), fact.get("factors")
        return cls(key, DecisionKind(fact["decision"]), *of)

    def fact(self) -> dict[str, object]:
        """The decision as a fact of the history."""
        key = self.key
        facts: dict[str, object] = {"item": key.item, "field": key.field}
        facts |= {"segment": key.segment, "first": key.first, "last": key.last} if key.place else {}
        facts["decision"] = self.decision
        if self.decision:
            facts |= {"exemption": self.exemption, "reason": self.reason}
        return facts | ({"unnamed": True} if self.unnamed else {}) | ({"factors": self.factors} if self.factors else {})


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """How many items a case has, by decision."""

    found: int = 0
    disclosed: int = 0
    redacted: int = 0
    """Those disclosed with something redacted."""
    withheld: int = 0
    not_theirs: int = 0
    undecided: int = 0
    to_decide_again: int = 0


def decide(session: Session, request: Request, given: Sequence[object]) -> dict[str, object]:
    """Save decisions on items of a case, all of them or none; return those before, those now, and the person.

    Each is a `DecisionIn`, or an object with its keys that is still to be checked. A later decision on the same words
    replaces the earlier one; a decision on a full field replaces those on places in it. Raises Refused, with the item's
    number, if a decision is not possible.
    """
    matches = {one.item: one for one in certificate(session, request).found.hits}
    if not given:
        raise Refused("There are no decisions in the list. Enter at least one.")
    rows = [_row(session, request, matches, checked(one)) for one in given]
    before = decisions(session, request)
    now, touched = dict(before), {}
    for row in rows:
        whole = now.get(DecisionKey(row.item_id, row.field))
        if row.key.place and row.decision != DecisionKind.checked and whole and whole.decision == DecisionKind.redact:
            raise Refused(f"Item {row.item_id}: '{row.field}' is redacted in full. Disclose the field first.")
        for key, in_force in _changes(now, row):
            touched[key] = True
            now.pop(key, None)
            if in_force:
                now[key] = in_force
    was = [KeptDecision.of(key, before.get(key)).fact() for key in touched]
    after = [KeptDecision.of(key, now.get(key)) for key in touched]
    _put(session, request, after)
    for item in dict.fromkeys(key.item for key in touched if matches[key.item].strength == Strength.candidate):
        reasons = [
            row.reason for key, row in now.items() if key == DecisionKey(item) or (key.item == item and row.exemption)
        ]
        if decision_on(now, item) == DecisionKind.disclose and not any(reasons):
            raise Refused(f"Item {item} is only a possible match. Enter as the reason why it is about this person.")
    return {"before": was, "after": [one.fact() for one in after], "person": about(session, request)}


def _changes(now: Decisions, row: Decision) -> Iterator[tuple[DecisionKey, Decision | None]]:
    """How a decision changes those in force: it replaces what it covers and leaves the rest."""
    key = row.key
    if row.decision == DecisionKind.checked:
        decided = [(other.first, other.last) for other in now if key.overlaps(other)]
        for first, last in without((key.first, key.last), decided):
            yield key._replace(first=first, last=last), _at(row, first, last)
        return
    for other, before in list(now.items()):
        if key.field and not key.place and other.place and (other.item, other.field) == (key.item, key.field):
            yield other, None
        elif other != key and key.overlaps(other):
            yield other, None
            for first, last in without((other.first, other.last), [(key.first, key.last)]):
                yield other._replace(first=first, last=last), _at(before, first, last)
    yield key, row


def without(stretch: tuple[int, int], removed: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A stretch of characters minus some others."""
    left, at = [], stretch[0]
    for first, last in sorted(removed):
        if at < min(first, stretch[1]):
            left.append((at, min(first, stretch[1])))
        at = max(at, last)
    return [*left, (at, stretch[1])] if at < stretch[1] else left


def _at(row: Decision, first: int, last: int) -> Decision:
    return DecisionCopy.of(row)._replace(first=first, last=last).again()


def restore(session: Session, request: Request, before: Sequence[KeptDecision]) -> None:
    """Put decisions back exactly as they were: the undo of `decide`."""
    _put(session, request, before)


def reopen(session: Session, fields: Iterable[tuple[int, str]]) -> None:
    """Remove, in every case, the decisions that disclose these fields (item, name), because their text has changed.
    The decisions on their items stay."""
    for item, name in fields:
        whole = Decision.item_id == item, Decision.field == name, Decision.segment == WHOLE
        for row in session.exec(select(Decision).where(*whole, Decision.decision == DecisionKind.disclose)).all():
            session.delete(row)
    session.flush()


def _put(session: Session, request: Request, rows: Sequence[KeptDecision]) -> None:
    person = about(session, request)
    for row in rows:
        held = session.get(Decision, (request.reference, person, *row.key))
        if row.decision is None:
            if held:
                session.delete(held)
                session.flush()
            continue
        held = held or _made(request, person, row.key, row.decision)
        held.decision, held.exemption, held.reason = row.decision, row.exemption, row.reason
        held.unnamed, held.factors = row.unnamed, dict(row.factors) if row.factors else None
        session.add(held)
    session.flush()


def _made(request: Request, person: int, key: DecisionKey, decision: DecisionKind) -> Decision:
    return Decision(
        reference=request.reference,
        person_id=person,
        item_id=key.item,
        field=key.field,
        segment=key.segment,
        first=key.first,
        last=key.last,
        decision=decision,
    )


def _row(session: Session, request: Request, found: Collection[int], one: DecisionIn) -> Decision:
    number, field = one.item, one.field
    if number not in found:
        raise Refused(
            f"The search for {request.reference} did not find item {number}. Choose an item it found, or search again.",
            Remedy.search,
            request.reference,
        )
    fields = [(name, text) for _, name, text in session.get_one(Item, number).fields()]
    key = _place(number, fields, field, one.place) if one.place else _field(number, fields, field)
    if one.decision == DecisionKind.checked and key.field and not key.place:
        names = [name for name, _ in fields]
        key = key._replace(segment=names.index(field), last=len(fields[names.index(field)][1]))
    allowed = (*OF_ITEMS, DecisionKind.subject, DecisionKind.checked) if key.place else OF_ITEMS
    kind = next((each for each in allowed if each == one.decision), None)
    if kind is None:
        raise Refused(f"Item {number}: the decision cannot be '{one.decision}'. Choose from: {', '.join(allowed)}.")
    if kind == DecisionKind.redact and not key.field:
        raise Refused(f"Item {number}: only a field can be redacted. Name the field, or withhold the item.")
    exemption = grounds.id_of(one.exemption)
    unnamed = grounds.is_unnamed(exemption, one.unnamed)
    of = number, kind, exemption, one.reason
    grounds.refuse_ground(*of, rights=request.rights, discloses=kind in ANSWERED, unnamed=unnamed)
    kind = DecisionKind.redact if key.field and kind == DecisionKind.withhold else kind
    row = _made(request, about(session, request), key, kind)
    row.exemption, row.reason, row.unnamed = exemption, one.reason, unnamed
    row.factors = grounds.factors_of(number, exemption, one.factors or {})
    return row


def _field(item: int, fields: list[tuple[str, str]], field: str) -> DecisionKey:
    names = [name for name, _ in fields]
    if field and field not in names:
        raise Refused(f"Item {item} has no field '{field}'. Choose from: {', '.join(names)}.")
    return DecisionKey(item, field)


def _place(item: int, fields: list[tuple[str, str]], field: str, numbers: dict[str, int]) -> DecisionKey:
    if set(numbers) != {"segment", "first", "last"}:
        raise Refused(f"Item {item}: enter segment, first and last together, or none of the three.")
    segment, first, last = (numbers[name] for name in ("segment", "first", "last"))
    if not 0 <= segment < len(fields):
        raise Refused(f"Item {item} has no segment {segment}. Choose from 0 to {len(fields) - 1}.")
    name, text = fields[segment]
    if first == last == 0:
        return _field(item, fields, field or name)
    if field and field != name:
        raise Refused(f"Item {item}: segment {segment} is '{name}', not '{field}'. Correct the segment or the field.")
    if not 0 <= first < last <= len(text):
        raise Refused(
            f"Item {item}: '{name}' has {len(text)} characters, so {first} to {last} is not a place in it. "
            "Count from 0. The last is not included."
        )
    return DecisionKey(item, name, segment, first, last)


def to_decide_again(decided: Decisions, item: int) -> str:
    """Why an item must be decided again: something is held back on a ground that a council cannot use; else empty."""
    on_item = decided.get(DecisionKey(item))
    cut = [row for key, row in decided.items() if key.item == item and row.decision == DecisionKind.redact]
    held_back = [on_item] if on_item and on_item.decision == DecisionKind.withhold else cut
    return grounds.retired(row.exemption for row in held_back)


def decision_on(decided: Decisions, item: int) -> DecisionKind | None:
    """The decision on an item: disclose, withhold, or None. A redacted field discloses the rest."""
    on_item = decided.get(DecisionKey(item))
    if on_item:
        return on_item.decision
    redacted = any(key.item == item and row.decision == DecisionKind.redact for key, row in decided.items())
    return DecisionKind.disclose if redacted else None


def counts(session: Session, request: Request) -> ItemCounts:
    """The figures of `show`: found, disclosed, redacted (of those disclosed), withheld, not theirs, undecided."""
    kept = latest(session, request)
    found = kept.items if kept else []
    decided = decisions(session, request)
    in_force = {item: decision_on(decided, item) for item in found}
    held_back = [item for item in found if in_force[item] == DecisionKind.withhold]
    apart = [item for item in held_back if decided[DecisionKey(item)].exemption == NOT_THEIRS]
    again = [] if request.outcome else [item for item in found if to_decide_again(decided, item)]
    cut = {key.item for key, row in decided.items() if row.decision == DecisionKind.redact}
    disclosed = [item for item in found if in_force[item] == DecisionKind.disclose]
    return ItemCounts(
        found=len(found),
        disclosed=len(disclosed),
        redacted=sum(item in cut for item in disclosed),
        withheld=len(held_back) - len(apart),
        not_theirs=len(apart),
        undecided=sum(in_force[item] is None for item in found),
        to_decide_again=len(again),
    )
