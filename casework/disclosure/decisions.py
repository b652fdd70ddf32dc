"""The officer's decisions on the items of a case: on an item, on one field, or on words within a field."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from sqlmodel import Field, Session, SQLModel, select

from casework import Refused, Remedy
from casework.disclosure.search import Certificate, latest
from casework.law import grounds
from casework.law.grounds import NOT_THEIRS
from casework.records.items import Item
from casework.rights.requests import Request, about
from casework.vault.dependents import erased_with

WHOLE = -1
"""The segment of a decision on an item or a field as a whole."""
DISCLOSED = ("disclose", "subject")
"""Decisions on a place after which its words go out, even if someone is named in them."""
ANSWERED = (*DISCLOSED, "checked")
"""Decisions on a place that redact nothing."""
KEYS = ("item", "field", "segment", "first", "last", "decision", "exemption", "reason", "unnamed")


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
    decision: str
    """`disclose`, `withhold` (the item), or `redact` (the field or the place). For a place also `subject` (it names
    the data subject) and `checked` (it was read, and can go out)."""
    exemption: str | None = None
    """An id of `exemptions.toml`, or `not-this-person`."""
    reason: str = ""
    unnamed: bool = False
    """Whether the ground is left out of letter and schedule, because naming it would defeat it."""

    @property
    def key(self) -> "Key":
        """What the decision is on."""
        return Key(self.item_id, self.field, self.segment, self.first, self.last)


class Key(NamedTuple):
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

    def overlaps(self, other: "Key") -> bool:
        """Whether two places share a character."""
        same = self.place and other.place and (self.item, self.segment) == (other.item, other.segment)
        return same and self.first < other.last and other.first < self.last


class Stood(NamedTuple):
    """A decision as it stood; what has a default is not in the history of before there was such a thing."""

    reference: str
    person_id: int
    item_id: int
    decision: str
    exemption: str | None
    reason: str
    field: str = ""
    segment: int = WHOLE
    first: int = 0
    last: int = 0
    unnamed: bool = False

    @classmethod
    def of(cls, row: Decision) -> "Stood":
        """A decision as it stands now."""
        return cls(**row.model_dump())

    @property
    def place(self) -> tuple[str, int, str, int, int, int]:
        """The case and what in its records the decision is on."""
        return self.reference, self.item_id, self.field, self.segment, self.first, self.last

    def again(self) -> Decision:
        """The decision, to stand as it stood."""
        return Decision(**self._asdict())


Taken = dict[Key, Decision]


def decisions(session: Session, request: Request) -> Taken:
    """Every decision of a case for the person it is about."""
    mine = Decision.reference == request.reference, Decision.person_id == about(session, request)
    return {row.key: row for row in session.exec(select(Decision).where(*mine)).all()}


def certificate(session: Session, request: Request) -> Certificate:
    """That of the last search. Raises Refused if no data subject is identified, or there was no search."""
    kept = latest(session, request)
    if request.bound == "open":
        raise Refused(f"Identify the data subject of {request.reference} first.", Remedy.identify, request.reference)
    if kept is None:
        raise Refused(f"You have not searched for {request.reference} yet.", Remedy.search, request.reference)
    return kept


def decide(session: Session, request: Request, said: list[dict[str, Any]]) -> dict[str, Any]:
    """Save decisions on items of a case, all of them or none; return those before, those now, and the person.

    Each is `{item, field, segment, first, last, decision, exemption, reason}`; those after `item` may be left out.
    A later decision on the same words replaces the earlier one; a decision on a full field replaces those on places
    in it. Raises Refused, with the item's number, if a decision is not possible.
    """
    found = {hit["item"]: hit for hit in certificate(session, request).body["hits"]}
    if not said:
        raise Refused("There is nothing to decide: give a list of decisions.")
    rows = [_row(session, request, found, one) for one in said]
    before = decisions(session, request)
    now, touched = dict(before), {}
    for row in rows:
        whole = now.get(Key(row.item_id, row.field))
        if row.key.place and row.decision != "checked" and whole and whole.decision == "redact":
            raise Refused(f"Item {row.item_id}: '{row.field}' is redacted in full. Disclose the field first.")
        for key, stands in _changes(now, row):
            touched[key] = True
            now.pop(key, None)
            if stands:
                now[key] = stands
    was = [_plain(key, before.get(key)) for key in touched]
    _put(session, request, [_plain(key, now.get(key)) for key in touched])
    for item in dict.fromkeys(key.item for key in touched if found[key.item]["strength"] == "candidate"):
        given = [row.reason for key, row in now.items() if key == Key(item) or (key.item == item and row.exemption)]
        if standing(now, item) == "disclose" and not any(given):
            raise Refused(f"Item {item} is only a candidate: say in the reason why it is about this person.")
    taken = {"before": was, "after": [_plain(key, now.get(key)) for key in touched]}
    return taken | {"person": about(session, request)}


def _changes(now: Taken, row: Decision) -> Iterator[tuple[Key, Decision | None]]:
    """How a decision changes those in force: it replaces what it covers, and the rest of each stays."""
    key = row.key
    if row.decision == "checked":
        taken = [(other.first, other.last) for other in now if key.overlaps(other)]
        for first, last in without((key.first, key.last), taken):
            yield key._replace(first=first, last=last), _at(row, first, last)
        return
    for other, stood in list(now.items()):
        if key.field and not key.place and other.place and (other.item, other.field) == (key.item, key.field):
            yield other, None
        elif other != key and key.overlaps(other):
            yield other, None
            for first, last in without((other.first, other.last), [(key.first, key.last)]):
                yield other._replace(first=first, last=last), _at(stood, first, last)
    yield key, row


def without(whole: tuple[int, int], taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A stretch of characters minus some others."""
    left, at = [], whole[0]
    for first, last in sorted(taken):
        if at < min(first, whole[1]):
            left.append((at, min(first, whole[1])))
        at = max(at, last)
    return [*left, (at, whole[1])] if at < whole[1] else left


def _at(row: Decision, first: int, last: int) -> Decision:
    said: dict[str, Any] = row.model_dump() | {"first": first, "last": last}
    return Decision(**said)


def restore(session: Session, request: Request, before: list[dict[str, Any]]) -> None:
    """Put decisions back exactly as they stood: the undo of `decide`."""
    _put(session, request, before)


def reopen(session: Session, fields: Iterable[tuple[int, str]]) -> None:
    """Take back, in every case, that these fields (item, name) go out whoever is named in them: they say something else
    now. What was decided of their items stands."""
    for item, name in fields:
        whole = Decision.item_id == item, Decision.field == name, Decision.segment == WHOLE
        for row in session.exec(select(Decision).where(*whole, Decision.decision == "disclose")).all():
            session.delete(row)
    session.flush()


def _put(session: Session, request: Request, rows: list[dict[str, Any]]) -> None:
    person = about(session, request)
    for row in rows:
        key = Key(row["item"], row["field"], row.get("segment", WHOLE), row.get("first", 0), row.get("last", 0))
        held = session.get(Decision, (request.reference, person, *key))
        if row["decision"] is None:
            if held:
                session.delete(held)
                session.flush()
            continue
        held = held or _made(request, person, key, "")
        held.decision, held.exemption, held.reason = row["decision"], row["exemption"], row["reason"]
        held.unnamed = row.get("unnamed", False)
        session.add(held)
    session.flush()


def _made(request: Request, person: int, key: Key, decision: str) -> Decision:
    return Decision(
        reference=request.reference, person_id=person, item_id=key.item, field=key.field, segment=key.segment,
        first=key.first, last=key.last, decision=decision,
    )  # fmt: skip


def _plain(key: Key, row: Decision | None) -> dict[str, Any]:
    taken = {"decision": row.decision, "exemption": row.exemption, "reason": row.reason} if row else {"decision": None}
    place = {"segment": key.segment, "first": key.first, "last": key.last} if key.place else {}
    return {"item": key.item, "field": key.field, **place, **taken} | ({"unnamed": True} if row and row.unnamed else {})


def _row(session: Session, request: Request, found: Collection[int], one: dict[str, Any]) -> Decision:
    if not isinstance(one, dict) or set(one) - set(KEYS):
        raise Refused(f"A decision has the keys {', '.join(KEYS[:-1])} and {KEYS[-1]}, and no others.")
    numbers = {key: one[key] for key in ("segment", "first", "last") if one.get(key) is not None}
    if type(one.get("item")) is not int or any(type(number) is not int for number in numbers.values()):
        raise Refused("In a decision, item, segment, first and last must be whole numbers.")
    texts = ("field", "decision", "exemption", "reason")
    if any(not isinstance(one.get(key) or "", str) for key in texts):
        raise Refused("In a decision, field, decision, exemption and reason must be text.")
    if not isinstance(one.get("unnamed") or False, bool):
        raise Refused(f"Item {one['item']}: 'unnamed' is true or false.")
    number, field = one["item"], one.get("field") or ""
    taken: str | None = one.get("decision")
    exemption, reason = one.get("exemption") or None, (one.get("reason") or "").strip()
    if number not in found:
        raise Refused(
            f"Item {number} is not among what was found for {request.reference}: see 'find {request.reference}'."
        )
    fields = [(name, text) for _, name, text in session.get_one(Item, number).fields()]
    key = _place(number, fields, field, numbers) if numbers else _field(number, fields, field)
    if taken == "checked" and key.field and not key.place:
        names = [name for name, _ in fields]
        key = key._replace(segment=names.index(field), last=len(fields[names.index(field)][1]))
    allowed = ("disclose", "redact", "withhold", *(("subject", "checked") if key.place else ()))
    if taken is None or taken not in allowed:
        raise Refused(f"Item {number}: the decision is {', '.join(allowed[:-1])} or {allowed[-1]}, not '{taken}'.")
    if taken == "redact" and not key.field:
        raise Refused(f"Item {number}: redact takes out one field: name it, or withhold the whole item.")
    unnamed = bool(one.get("unnamed"))
    grounds.refuse(number, taken, exemption, reason, discloses=taken in ANSWERED, unnamed=unnamed)
    taken = "redact" if key.field and taken == "withhold" else taken
    row = _made(request, about(session, request), key, taken)
    row.exemption, row.reason, row.unnamed = exemption, reason, unnamed
    return row


def _field(item: int, fields: list[tuple[str, str]], field: str) -> Key:
    names = [name for name, _ in fields]
    if field and field not in names:
        raise Refused(f"Item {item} has no field '{field}': its fields are {', '.join(names)}.")
    return Key(item, field)


def _place(item: int, fields: list[tuple[str, str]], field: str, numbers: dict[str, int]) -> Key:
    if set(numbers) != {"segment", "first", "last"}:
        raise Refused(f"Item {item}: give segment, first and last together, or none of them.")
    segment, first, last = (numbers[name] for name in ("segment", "first", "last"))
    if not 0 <= segment < len(fields):
        raise Refused(f"Item {item} has no segment {segment}: it has 0 to {len(fields) - 1}.")
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
    return Key(item, name, segment, first, last)


def to_decide_again(taken: Taken, item: int) -> str:
    """Why an item must be decided again: what is held back of it rests on a ground that a council cannot use."""
    whole = taken.get(Key(item))
    cut = [row for key, row in taken.items() if key.item == item and row.decision == "redact"]
    return grounds.retired(row.exemption for row in ([whole] if whole and whole.decision == "withhold" else cut))


def standing(taken: Taken, item: int) -> str | None:
    """The decision on an item: disclose, withhold, or None. A redacted field discloses the rest."""
    whole = taken.get(Key(item))
    if whole:
        return whole.decision
    return "disclose" if any(key.item == item and row.decision == "redact" for key, row in taken.items()) else None


def counts(session: Session, request: Request) -> dict[str, int]:
    """The figures of `show`: found, disclosed, redacted (of those disclosed), withheld, not theirs, undecided."""
    kept = latest(session, request)
    found = [hit["item"] for hit in kept.body["hits"]] if kept else []
    taken = decisions(session, request)
    stands = {item: standing(taken, item) for item in found}
    apart = [item for item in found if stands[item] == "withhold" and taken[Key(item)].exemption == NOT_THEIRS]
    again = [] if request.outcome else [item for item in found if to_decide_again(taken, item)]
    cut = {key.item for key, row in taken.items() if row.decision == "redact"}
    return {
        "found": len(found),
        "disclosed": sum(what == "disclose" for what in stands.values()),
        "redacted": sum(what == "disclose" and item in cut for item, what in stands.items()),
        "withheld": sum(what == "withhold" for what in stands.values()) - len(apart),
        "not_theirs": len(apart),
        "undecided": sum(what is None for what in stands.values()),
        "to_decide_again": len(again),
    }
