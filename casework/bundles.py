"""What goes out to one data subject: a decision per item and field, and the bundle those decisions make."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Field, Session, SQLModel, select

from casework import Refused, grounds, people, rectified, restricted
from casework.finding.search import latest, sources_of
from casework.grounds import NOT_THEIRS, UNNAMED
from casework.intake import codes
from casework.items import Item, Source, sightings, told_apart
from casework.requests import Request
from casework.retention import schedule


class Decision(SQLModel, table=True):
    """What the officer decided of one item of a case, or of one field of it (`field` names it, "" means the whole)."""

    reference: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    """Whom the case was about when it was decided (0: nobody): bound to somebody else, nothing is decided yet."""
    item_id: int = Field(primary_key=True)
    field: str = Field(default="", primary_key=True)
    decision: str
    """`disclose`, `withhold` (the whole item), or `redact` (the field is taken out)."""
    exemption: str | None = None
    """An id of `exemptions.toml`, or `not-this-person`."""
    reason: str = ""
    unnamed: bool = False
    """Whether the ground is left out of letter and schedule, because naming it would defeat it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a record as it goes on paper."""

    name: str
    """The item's own name in the source (`OrgRole`)."""
    label: str
    """The same in plain words (`Role in the organisation`)."""
    text: str
    """The value word for word; withheld fields keep theirs here for the gate, and paper must not show it."""
    meaning: str | None
    """What a coded value means (`senior practitioner`)."""
    exemption: str | None = None
    """The exemption under which the field was taken out, or None where it is disclosed."""
    right: str = ""
    """The right value where it was put right, or the statement that completes it (Article 16); `text` stands too."""
    right_meaning: str | None = None
    put_right: str = ""
    """When and by which case (`rectified on 12/11/2026 (RR-2026-0001)`); empty where nothing was."""

    @property
    def rectified(self) -> bool:
        """Whether `right` is to be read in the place of `text`, not beside it."""
        return self.put_right.startswith(rectified.RIGHT)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the bundle, with its fields and the decision on it."""

    item: int
    source: int
    place: str
    """Where in the source it stands (`row 14`)."""
    kind: str
    """`census`, `payroll` or `lookup`."""
    title: str
    """Plain words: "Children's social work workforce census 2026"."""
    parts: tuple[Part, ...]
    exemption: str | None = None
    """The exemption under which the whole item is withheld, or None where it is disclosed."""
    restricted: str = ""
    """Since when its processing is restricted, and by which case (Article 18); empty where it is not."""

    @property
    def disclosed(self) -> bool:
        """Whether the person receives this item (with fields taken out or not)."""
        return self.exemption is None

    @property
    def redacted(self) -> bool:
        """Whether it is disclosed with at least one field taken out."""
        return self.disclosed and any(part.exemption for part in self.parts)


@dataclass(frozen=True, slots=True)
class Searched:
    """A source that was searched for the person, as the letter lists it."""

    source: int
    name: str
    """In plain words, without the file's name: "Payroll file of 30 September 2026"."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything decided for one case. Items that are somebody else's are counted, and appear nowhere else."""

    reference: str
    entries: tuple[Entry, ...]
    searched: tuple[Searched, ...]
    not_theirs: int = 0
    kept: tuple[str, ...] = ()
    """For each class of record that is disclosed how long it is kept, by the row in force (UK GDPR Art 15(1)(d))."""
    unscheduled: bool = False
    """Whether there is a class among them for which no row is in force."""

    @property
    def disclosed(self) -> tuple[Entry, ...]:
        """The items the person receives, whole or in part."""
        return tuple(entry for entry in self.entries if entry.disclosed)

    @property
    def redacted(self) -> tuple[Entry, ...]:
        """The disclosed items from which a field was taken out."""
        return tuple(entry for entry in self.entries if entry.redacted)

    @property
    def withheld(self) -> tuple[Entry, ...]:
        """The items withheld whole under an exemption."""
        return tuple(entry for entry in self.entries if not entry.disclosed)


Key = tuple[int, str]


def about(session: Session, request: Request) -> int:
    """The person a case is about, 0 where it is nobody."""
    return people.root(session, request.person_id) if request.person_id else 0


def decisions(session: Session, request: Request) -> dict[Key, Decision]:
    """Every decision of a case for the person it is about, by item and field."""
    mine = Decision.reference == request.reference, Decision.person_id == about(session, request)
    rows = session.exec(select(Decision).where(*mine)).all()
    return {(row.item_id, row.field): row for row in rows}


def decide(session: Session, request: Request, said: list[dict[str, Any]]) -> dict[str, Any]:
    """Take decisions on items of a case, all of them or none; answer what stood before, what stands now, for whom.

    Each is `{item, field, decision, exemption, reason}`. Raises Refused, with the item's number, where one cannot be.
    """
    found = {hit["item"]: hit for hit in _hits(session, request)}
    if not said:
        raise Refused("There is nothing to decide: give a list of decisions.")
    rows = [_row(session, request, found, one) for one in said]
    before = decisions(session, request)
    touched = list(dict.fromkeys((row.item_id, row.field) for row in rows))
    was = [_plain(key, before.get(key)) for key in touched]
    _put(session, request, [_plain((row.item_id, row.field), row) for row in rows])
    now = decisions(session, request)
    for item in dict.fromkeys(item for item, _ in touched if found[item]["strength"] == "candidate"):
        given = [row.reason for key, row in now.items() if key == (item, "") or (key[0] == item and row.exemption)]
        if standing(now, item) == "disclose" and not any(given):
            raise Refused(f"Item {item} is only a candidate: say in the reason why it is about this person.")
    taken = {"before": was, "after": [_plain(key, now.get(key)) for key in touched]}
    return taken | {"person": about(session, request)}


def restore(session: Session, request: Request, before: list[dict[str, Any]]) -> None:
    """Put decisions back exactly as they stood: the undo of `decide`."""
    _put(session, request, before)


def _put(session: Session, request: Request, rows: list[dict[str, Any]]) -> None:
    person = about(session, request)
    for row in rows:
        held = session.get(Decision, (request.reference, person, row["item"], row["field"]))
        if row["decision"] is None:
            if held:
                session.delete(held)
            continue
        key = {"reference": request.reference, "person_id": person, "item_id": row["item"], "field": row["field"]}
        held = held or Decision(**key, decision="")
        held.decision, held.exemption, held.reason = row["decision"], row["exemption"], row["reason"]
        held.unnamed = row.get("unnamed", False)
        session.add(held)
    session.flush()


def _plain(key: Key, row: Decision | None) -> dict[str, Any]:
    taken = {"decision": row.decision, "exemption": row.exemption, "reason": row.reason} if row else {"decision": None}
    return {"item": key[0], "field": key[1], **taken} | ({"unnamed": True} if row and row.unnamed else {})


def _hits(session: Session, request: Request) -> list[dict[str, Any]]:
    kept = latest(session, request)
    if request.bound == "open":
        raise Refused(f"Say first whom {request.reference} is about: 'person {request.reference}' proposes people.")
    if kept is None:
        raise Refused(f"Nothing was searched for {request.reference} yet: search first ('find {request.reference}').")
    return kept.body["hits"]


def _row(session: Session, request: Request, found: dict[int, dict], one: dict[str, Any]) -> Decision:
    if not isinstance(one, dict) or set(one) - {"item", "field", "decision", "exemption", "reason", "unnamed"}:
        raise Refused("A decision has the keys item, field, decision, exemption, reason and unnamed, and no others.")
    texts = set(one) - {"item", "unnamed"}
    if type(one.get("item")) is not int or any(not isinstance(one[key] or "", str) for key in texts):
        raise Refused("In a decision item is a whole number, and field, decision, exemption and reason are text.")
    if not isinstance(one.get("unnamed") or False, bool):
        raise Refused(f"Item {one['item']}: 'unnamed' is true or false.")
    number, field, taken = one["item"], one.get("field") or "", one.get("decision")
    exemption, reason = one.get("exemption") or None, (one.get("reason") or "").strip()
    if number not in found:
        raise Refused(
            f"Item {number} is not among what was found for {request.reference}: see 'find {request.reference}'."
        )
    if taken not in ("disclose", "redact", "withhold"):
        raise Refused(f"Item {number}: the decision is disclose, redact or withhold, not '{taken}'.")
    if taken == "redact" and not field:
        raise Refused(f"Item {number}: redact takes out one field: name it, or withhold the whole item.")
    names = [part[1] for part in session.get(Item, number).fields()]
    if field and field not in names:
        raise Refused(f"Item {number} has no field '{field}': its fields are {', '.join(names)}.")
    unnamed = bool(one.get("unnamed"))
    grounds.refuse(number, taken, exemption, reason, unnamed=unnamed)
    taken = "redact" if field and taken == "withhold" else taken
    key = {"reference": request.reference, "person_id": about(session, request), "item_id": number, "field": field}
    return Decision(**key, decision=taken, exemption=exemption, reason=reason, unnamed=unnamed)


def to_decide_again(taken: dict[Key, Decision], item: int) -> str:
    """Why an item must be decided again: what is held back of it rests on a ground that a council cannot use."""
    whole = taken.get((item, ""))
    cut = [row for key, row in taken.items() if key[0] == item and row.decision == "redact"]
    return grounds.retired(row.exemption for row in ([whole] if whole and whole.decision == "withhold" else cut))


def standing(taken: dict[Key, Decision], item: int) -> str | None:
    """What was decided of an item: disclose, withhold, or None. A field taken out discloses the rest."""
    whole = taken.get((item, ""))
    if whole:
        return whole.decision
    return "disclose" if any(key[0] == item and row.decision == "redact" for key, row in taken.items()) else None


def counts(session: Session, request: Request) -> dict[str, int]:
    """The figures of `show`: found, disclosed, redacted (of those disclosed), withheld, not theirs, undecided."""
    kept = latest(session, request)
    found = [hit["item"] for hit in kept.body["hits"]] if kept else []
    taken = decisions(session, request)
    stands = {item: standing(taken, item) for item in found}
    apart = [item for item in found if stands[item] == "withhold" and taken[item, ""].exemption == NOT_THEIRS]
    again = [] if request.outcome else [item for item in found if to_decide_again(taken, item)]
    cut = {key[0] for key, row in taken.items() if row.decision == "redact"}
    return {
        "found": len(found),
        "disclosed": sum(what == "disclose" for what in stands.values()),
        "redacted": sum(what == "disclose" and item in cut for item, what in stands.items()),
        "withheld": sum(what == "withhold" for what in stands.values()) - len(apart),
        "not_theirs": len(apart),
        "undecided": sum(what is None for what in stands.values()),
        "to_decide_again": len(again),
    }


def review(session: Session, request: Request) -> list[dict[str, Any]]:
    """Every item found for a case with its reasons, fields, and what was decided of each; certain ones first."""
    taken, sources, marks = decisions(session, request), sources_of(session), Marks(session, _hits(session, request))
    closed = {"again": ""} if request.outcome else {}
    found = [(session.get(Item, hit["item"]), hit) for hit in _hits(session, request)]
    return [_reviewed(item, hit, taken, sources, marks) | closed for item, hit in found]


class Marks:
    """What was put right and what is restricted among the items of a case, and where each was seen."""

    def __init__(self, session: Session, hits: list[dict[str, Any]]):
        items = [session.get(Item, hit["item"]) for hit in hits]
        self.right = rectified.rows_of(session, items)
        held = restricted.of_items(session, items)
        self.restricted = {item: restricted.words_of(mark) for item, mark in held.items()}
        self.seen = sightings(session, [item.id for item in items])


def _reviewed(
    item: Item, hit: dict[str, Any], taken: dict[Key, Decision], sources: dict[int, Source], marks: Marks
) -> dict[str, Any]:
    whole = taken.get((item.id, ""))
    return {
        **hit,
        "title": sources[item.source_id].title,
        "place": place(item),
        "decision": standing(taken, item.id),
        "exemption": whole.exemption if whole else None,
        "reason": whole.reason if whole else "",
        "unnamed": whole.unnamed if whole else False,
        "again": to_decide_again(taken, item.id),
        "restricted": marks.restricted.get(item.id),
        "files": [sources[one].name for one in sorted({one for one, _ in marks.seen[item.id]}) if one in sources],
        "fields": [
            {
                "name": name,
                "label": codes.label(item.kind, name),
                "text": text,
                "meaning": codes.meaning(item.kind, name, text),
                "decision": row.decision if (row := taken.get((item.id, name))) else None,
                "exemption": row.exemption if row else None,
                "unnamed": row.unnamed if row else False,
                "rectified": rectified.beside(held, item.kind) if (held := marks.right.get((item.id, name))) else None,
            }
            for _, name, text in item.fields()
        ],
    }


def place(item: Item) -> str:
    """Where in its source an item stands, in words."""
    return f"{'line' if item.kind == 'census' else 'row'} {item.line}"


def explicit(session: Session, request: Request) -> set[Key]:
    """The fields that were disclosed each by a decision of its own, which whole items do not cover."""
    return {key for key, row in decisions(session, request).items() if key[1] and row.decision == "disclose"}


def bundle(session: Session, request: Request) -> Bundle:
    """What goes out, by the decisions. Raises Refused while an item is undecided."""
    taken, sources = decisions(session, request), sources_of(session)
    titles = told_apart(sources.values())
    entries, apart, open_items, again, classes = [], 0, [], [], set()
    marks = Marks(session, _hits(session, request))
    for hit in _hits(session, request):
        item = session.get(Item, hit["item"])
        stands, whole = standing(taken, item.id), taken.get((item.id, ""))
        if stands is None:
            open_items.append(item.id)
        elif stands == "withhold" and whole.exemption == NOT_THEIRS:
            apart += 1
        else:
            entries.append(_entry(item, titles[item.source_id], taken, _ground(whole), marks))
            again += [(item.id, why)] if (why := to_decide_again(taken, item.id)) else []
            classes |= {item.record_class} if entries[-1].disclosed else set()
    if open_items:
        some = ", ".join(str(item) for item in open_items[:5]) + (" and others" if len(open_items) > 5 else "")
        what = "1 item is" if len(open_items) == 1 else f"{len(open_items)} items are"
        raise Refused(f"{what} undecided (item {some}): disclose or withhold every item first.")
    if again and not request.outcome:
        some = ", ".join(str(item) for item, _ in again[:5]) + (" and others" if len(again) > 5 else "")
        raise Refused(f"Decide again: item {some}. {again[0][1]}")
    looked = sorted((one["source"] for one in latest(session, request).body["searched"]), reverse=True)
    once = {sources[one].digest: one for one in looked if one in sources}  # of one file imported twice, the first
    searched = tuple(Searched(one, titles[one]) for one in sorted(once.values()))
    ordered = tuple(sorted(entries, key=lambda entry: (entry.source, entry.item)))
    kept, without = schedule.periods(session, classes)
    return Bundle(request.reference, ordered, searched, apart, tuple(kept), unscheduled=bool(without))


def refuse_stale(session: Session, request: Request) -> None:
    """Raises Refused where a file came in after the search, or the person's records are others than it found.

    Either may hold something about this person, or no longer be theirs.
    """
    kept = latest(session, request)
    new = set(sources_of(session)) - {one["source"] for one in kept.body["searched"]} if kept else set()
    if new:
        what = "a file was" if len(new) == 1 else f"{len(new)} files were"
        raise Refused(
            f"Since the search for {request.reference} {what} imported: search again ('find {request.reference}')."
        )
    theirs = set(session.exec(select(Item.id).where(Item.person_id == about(session, request))).all()) if kept else ()
    if kept and theirs != {hit["item"] for hit in kept.body["hits"] if hit["strength"] == "certain"}:
        raise Refused(
            f"Since the search for {request.reference} records were joined to its person or taken from them: search "
            f"again ('find {request.reference}')."
        )


def _entry(item: Item, title: str, taken: dict[Key, Decision], exemption: str | None, marks: Marks) -> Entry:
    parts = tuple(
        Part(
            name=name,
            label=codes.label(item.kind, name),
            text=text,
            meaning=codes.meaning(item.kind, name, text),
            exemption=_ground(row) if (row := taken.get((item.id, name))) and row.decision == "redact" else None,
            **_put_right(marks.right.get((item.id, name)), item.kind),
        )
        for _, name, text in item.fields()
    )
    restricted_since = marks.restricted.get(item.id, "")
    return Entry(item.id, item.source_id, place(item), item.kind, title, parts, exemption, restricted_since)


def _ground(row: Decision | None) -> str | None:
    """The exemption of a decision as a bundle holds it: of one that is not to be named, that alone."""
    return UNNAMED if row and row.exemption and row.unnamed else row.exemption if row else None


def _put_right(row: rectified.Rectified | None, kind: str) -> dict[str, Any]:
    if row is None:
        return {}
    said = rectified.beside(row, kind)
    return {"right": said["value"], "right_meaning": said["meaning"], "put_right": said["said"]}
