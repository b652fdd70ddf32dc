"""The bundle: what goes out to one data subject under the decisions on items, fields and words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlmodel import Session, select

from casework import Refused, Remedy
from casework.disclosure.decisions import (
    ANSWERED,
    DISCLOSED,
    Decision,
    DecisionKey,
    DecisionKind,
    Decisions,
    certificate,
    decision_on,
    decisions,
    to_decide_again,
)
from casework.disclosure.search import FoundItem, HitReason, Strength, items_of, latest, sources_of
from casework.law.grounds import NOT_THEIRS, UNNAMED
from casework.people import register
from casework.records import concepts
from casework.records.intake import codes
from casework.records.items import Item, distinct_titles, sightings
from casework.rights import rectification, restriction
from casework.rights.requests import Request, about
from casework.vault import database

NAMES = frozenset({*rectification.NAMES, "initials"})
"""Concepts for the name of the record's own person; someone else's name is in a column without one."""
Ranges = tuple[tuple[int, int], ...]
"""Stretches of characters in order: first, and one after the last."""


BLOCK = "\u2588"
"""Replaces each redacted character in a text that is searched, not printed."""


class Cut(NamedTuple):
    """Words redacted from a field: offsets in its text, `last` not included."""

    first: int
    last: int
    exemption: str


@dataclass(frozen=True, slots=True)
class BundleField:
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
    """The exemption under which the field is redacted; None if it is disclosed."""
    right: str = ""
    """The corrected value, or the statement that completes it (Article 16); `text` is kept as well."""
    right_meaning: str | None = None
    put_right: str = ""
    """When it was corrected, and the case (`rectified on 12/11/2026 (RR-2026-0001)`); empty if it was not."""
    segment: int = 0
    """The number of the field in its item, from 0."""
    concept: str | None = None
    """What its column means (`surname`), if known."""
    coded: bool = False
    """Whether its values are codes."""
    own: bool = False
    """Whether it is a name column of the record's own person; in the data subject's own records, also their date of
    birth or postcode."""
    cuts: tuple[Cut, ...] = ()
    """The words redacted from `text`, in order, without overlaps."""
    by_itself: bool = False
    """Whether the full field was disclosed by its own decision."""
    allowed: Ranges = ()
    """Where in `text` words go out even if they name someone: answered, or disclosed by their own decision."""
    checked: Ranges = ()
    """Where in `text` an officer checked for unregistered people; what is allowed counts as checked."""

    @property
    def left(self) -> str:
        """The text with each redacted character replaced by a full block, so that offsets stay those of `text`."""
        text = self.text
        for cut in self.cuts:
            text = text[: cut.first] + BLOCK * (cut.last - cut.first) + text[cut.last :]
        return "" if self.exemption else text

    def visible(self, label: Callable[[str], str]) -> str:
        """The text as it goes out, with the label of its exemption in place of each cut."""
        text, at = "", 0
        for cut in self.cuts:
            text += self.text[at : cut.first] + label(cut.exemption)
            at = cut.last
        return text + self.text[at:]

    @property
    def rectified(self) -> bool:
        """Whether `right` is to be read in the place of `text`, not beside it."""
        return self.put_right.startswith(rectification.RIGHT)


@dataclass(frozen=True, slots=True)
class BundleItem:
    """One item of the bundle, with its fields and the decision on it."""

    item: int
    source: int
    place: str
    """Its place in the source (`row 14`)."""
    kind: str
    """`census`, `payroll` or `lookup`."""
    title: str
    """Plain words: "Children's social work workforce census 2026"."""
    parts: tuple[BundleField, ...]
    exemption: str | None = None
    """The exemption under which the item is withheld; None if it is disclosed."""
    restricted: str = ""
    """When its processing was restricted, and the case (Article 18); empty if it is not restricted."""
    record_class: str = ""
    """Its class in the retention schedule."""

    @property
    def disclosed(self) -> bool:
        """Whether the person receives this item, redacted or not."""
        return self.exemption is None

    @property
    def redacted(self) -> bool:
        """Whether it is disclosed with something redacted."""
        return self.disclosed and any(part.exemption or part.cuts for part in self.parts)


@dataclass(frozen=True, slots=True)
class Searched:
    """A source that was searched for the person, as the letter lists it."""

    source: int
    name: str
    """In plain words, without the file's name: "Payroll file of 30 September 2026"."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything decided for one case. Items about someone else are only counted."""

    reference: str
    entries: tuple[BundleItem, ...]
    searched: tuple[Searched, ...]
    not_theirs: int = 0
    kept: tuple[str, ...] = ()
    """How long each disclosed class of record is kept, by the row in force (UK GDPR Art 15(1)(d))."""
    unscheduled: bool = False
    """Whether a disclosed class has no row in force."""

    @property
    def disclosed(self) -> tuple[BundleItem, ...]:
        """The items the person receives, in full or in part."""
        return tuple(entry for entry in self.entries if entry.disclosed)

    @property
    def redacted(self) -> tuple[BundleItem, ...]:
        """The disclosed items with a redacted field, or redacted words."""
        return tuple(entry for entry in self.entries if entry.redacted)

    @property
    def withheld(self) -> tuple[BundleItem, ...]:
        """The items withheld under an exemption."""
        return tuple(entry for entry in self.entries if not entry.disclosed)


class SearchedRecords:
    """The records that the last search of a case found, read once: their decisions, corrections, restrictions and
    sources."""

    def __init__(self, session: Session, request: Request):
        self.search = certificate(session, request).found
        self.hits = self.search.hits
        self.decisions, self.sources = decisions(session, request), sources_of(session)
        self.items = items_of(session, [hit.item for hit in self.hits])
        listed = list(self.items.values())
        self.right = rectification.rows_of(session, listed)
        held = restriction.of_items(session, listed)
        self.restricted = {item: restriction.words_of(mark) for item, mark in held.items()}
        self.seen = sightings(session, list(self.items))


@dataclass(frozen=True, slots=True)
class DecidedPlace:
    """A place in a field that was decided by itself: offsets in its text, `last` not included."""

    segment: int
    first: int
    last: int
    decision: DecisionKind
    exemption: str | None
    reason: str
    unnamed: bool
    factors: Mapping[str, str] = field(default_factory=dict)
    """The answers to the questions of its ground, by their keys."""


@dataclass(frozen=True, slots=True)
class ReviewedField:
    """A field of a record found for a case, with its decisions."""

    name: str
    label: str
    text: str
    meaning: str | None
    """What a coded value means."""
    decision: DecisionKind | None
    exemption: str | None
    unnamed: bool
    places: tuple[DecidedPlace, ...]
    rectified: rectification.ValueBeside | None
    """The corrected value, if it was corrected."""
    factors: Mapping[str, str] = field(default_factory=dict)
    """The answers to the questions of its ground, by their keys."""


@dataclass(frozen=True, slots=True)
class ReviewedItem:
    """A record found for a case, with its decision."""

    item: int
    source: str
    kind: str
    strength: Strength
    reasons: tuple[HitReason, ...]
    title: str
    place: str
    decision: DecisionKind | None
    exemption: str | None
    reason: str
    unnamed: bool
    again: str
    """Why it must be decided again; empty where it need not."""
    restricted: str | None
    """When its processing was restricted, and the case."""
    files: tuple[str, ...]
    """The sources it was seen in."""
    fields: tuple[ReviewedField, ...]
    factors: Mapping[str, str] = field(default_factory=dict)
    """The answers to the questions of its ground, by their keys."""


def review(session: Session, request: Request) -> list[ReviewedItem]:
    """Every item found for a case with its reasons, fields and decisions; certain ones first."""
    records = SearchedRecords(session, request)
    return [_reviewed(hit, records, closed=bool(request.outcome)) for hit in records.hits]


def _reviewed(hit: FoundItem, records: SearchedRecords, *, closed: bool) -> ReviewedItem:
    number, item, sources = hit.item, records.items[hit.item], records.sources
    decided = records.decisions.get(DecisionKey(number))
    files = sorted({source for source, _ in records.seen[number]})
    return ReviewedItem(
        item=number,
        source=hit.source,
        kind=hit.kind,
        strength=hit.strength,
        reasons=hit.reasons,
        title=sources[item.source_id].title,
        place=place(item),
        decision=decision_on(records.decisions, number),
        exemption=decided.exemption if decided else None,
        reason=decided.reason if decided else "",
        unnamed=decided.unnamed if decided else False,
        again="" if closed else to_decide_again(records.decisions, number),
        restricted=records.restricted.get(number),
        files=tuple(sources[source].name for source in files if source in sources),
        fields=tuple(
            _reviewed_field(item, at, name, text, records) for at, (_, name, text) in enumerate(item.fields())
        ),
        factors=(decided.factors if decided else None) or {},
    )


def _reviewed_field(item: Item, segment: int, name: str, text: str, records: SearchedRecords) -> ReviewedField:
    number = database.number(item.id)
    decided, corrected = records.decisions.get(DecisionKey(number, name)), records.right.get((number, name))
    return ReviewedField(
        name=name,
        label=codes.label(item.kind, name),
        text=text,
        meaning=codes.meaning(item.kind, name, text),
        decision=decided.decision if decided else None,
        exemption=decided.exemption if decided else None,
        unnamed=decided.unnamed if decided else False,
        places=tuple(_decided_place(row) for row in _within(records.decisions, number, segment)),
        rectified=rectification.value_beside(corrected, item.kind) if corrected else None,
        factors=(decided.factors if decided else None) or {},
    )


def _decided_place(row: Decision) -> DecidedPlace:
    of = row.decision, row.exemption, row.reason, row.unnamed, row.factors or {}
    return DecidedPlace(row.segment, row.first, row.last, *of)


def _within(decided: Decisions, item: int, segment: int) -> list[Decision]:
    """The decisions on places in one field, in order."""
    rows = [row for key, row in decided.items() if key.place and (key.item, key.segment) == (item, segment)]
    return sorted(rows, key=lambda row: row.first)


def place(item: Item) -> str:
    """The place of an item in its source, in words."""
    return f"{'line' if item.kind == 'census' else 'row'} {item.line}"


def bundle(session: Session, request: Request, periods: Mapping[str, str]) -> Bundle:
    """What goes out under the decisions. Raises Refused while an item is undecided.

    `periods` says how long each class of record is kept under the rows in force.
    """
    records = SearchedRecords(session, request)
    in_force = {hit.item: decision_on(records.decisions, hit.item) for hit in records.hits}
    open_items = [item for item, what in in_force.items() if what is None]
    if open_items:
        what = "1 item is" if len(open_items) == 1 else f"{len(open_items)} items are"
        raise Refused(f"{what} undecided ({_listed(open_items)}). Disclose or withhold every item first.")
    again = [(item, why) for item in in_force if (why := to_decide_again(records.decisions, item))]
    if again and not request.outcome:
        raise Refused(_asked_again(again))
    decided = _entries(session, request, records)
    classes = {records.items[entry.item].record_class for entry in decided if entry.disclosed}
    titles = distinct_titles(records.sources.values())
    looked = sorted((one.source for one in records.search.searched), reverse=True)
    # of a file imported twice, the first import
    once = {records.sources[one].digest: one for one in looked if one in records.sources}
    searched = tuple(Searched(one, titles[one]) for one in sorted(once.values()))
    kept = tuple(periods[name] for name in sorted(classes & periods.keys()))
    apart = len(records.hits) - len(decided)
    return Bundle(request.reference, decided, searched, apart, kept, unscheduled=bool(classes - periods.keys()))


def _asked_again(again: list[tuple[int, str]]) -> str:
    """Which items must be decided again, for each ground that a council cannot use."""
    by_ground: dict[str, list[int]] = {}
    for item, why in again:
        by_ground.setdefault(why, []).append(item)
    return " ".join(f"Decide again: {_listed(some)}. {why}" for why, some in by_ground.items())


def _listed(numbers: list[int]) -> str:
    """The first numbers of items, in words."""
    shown = ", ".join(str(one) for one in numbers[:5]) + (" and others" if len(numbers) > 5 else "")
    return f"item {shown}" if len(numbers) == 1 else f"items {shown}"


def entries(session: Session, request: Request) -> tuple[BundleItem, ...]:
    """The items decided so far, by source, without those about someone else."""
    return _entries(session, request, SearchedRecords(session, request))


def _entries(session: Session, request: Request, records: SearchedRecords) -> tuple[BundleItem, ...]:
    decided, person = [], about(session, request)
    titles = distinct_titles(records.sources.values())
    for hit in records.hits:
        number, item = hit.item, records.items[hit.item]
        whole, in_force = records.decisions.get(DecisionKey(number)), decision_on(records.decisions, number)
        if in_force == DecisionKind.disclose or (
            in_force == DecisionKind.withhold and whole and whole.exemption != NOT_THEIRS
        ):
            theirs = item.person_id is not None and register.root(session, item.person_id) == person
            decided.append(_entry(number, item, titles[item.source_id], records, theirs))
    return tuple(sorted(decided, key=lambda entry: (entry.source, entry.item)))


def refuse_stale(session: Session, request: Request) -> None:
    """Raise Refused if a file was imported after the search, or the person's records have changed since.

    Something about this person may be missing, or no longer theirs.
    """
    kept = latest(session, request)
    if kept is None:
        return
    last = kept.found
    new = set(sources_of(session)) - {one.source for one in last.searched}
    if new:
        what = "a file was" if len(new) == 1 else f"{len(new)} files were"
        raise Refused(
            f"Since the search for {request.reference}, {what} imported. Search again.",
            Remedy.search,
            request.reference,
        )
    theirs = set(session.exec(select(Item.id).where(Item.person_id == about(session, request))).all())
    if theirs != {hit.item for hit in last.hits if hit.strength == Strength.certain}:
        raise Refused(
            f"The data subject's records have changed since the search for {request.reference}. Search again.",
            Remedy.search,
            request.reference,
        )


def _entry(number: int, item: Item, title: str, records: SearchedRecords, theirs: bool) -> BundleItem:
    mine = {key: row for key, row in records.decisions.items() if key.item == number}
    fields = enumerate(item.fields())
    parts = tuple(_part(DecisionKey(number, name, at), item.kind, text, mine, theirs) for at, (_, name, text) in fields)
    right = {part.name: records.right.get((number, part.name)) for part in parts}
    parts = tuple(_put_right(part, row, item.kind) if (row := right[part.name]) else part for part in parts)
    exemption, restricted = _ground(mine.get(DecisionKey(number))), records.restricted.get(number, "")
    of = item.record_class
    return BundleItem(number, item.source_id, place(item), item.kind, title, parts, exemption, restricted, of)


def _ground(row: Decision | None) -> str | None:
    """The exemption of a decision, or UNNAMED if the letter must not name it."""
    return UNNAMED if row and row.exemption and row.unnamed else row.exemption if row else None


def _part(at: DecisionKey, kind: str, text: str, decided: Decisions, theirs: bool) -> BundleField:
    """A field, by its item, name and number."""
    name, whole, within = at.field, decided.get(DecisionKey(at.item, at.field)), _within(decided, at.item, at.segment)
    means, cuts = concepts.concept(kind, name), [row for row in within if row.decision == DecisionKind.redact]
    by_itself = whole is not None and whole.decision == DecisionKind.disclose
    return BundleField(
        name=name,
        label=codes.label(kind, name),
        text=text,
        meaning=None if cuts else codes.meaning(kind, name, text),
        exemption=_ground(whole) if whole and whole.decision == DecisionKind.redact else None,
        segment=at.segment,
        concept=means.id if means else None,
        own=bool(means and (means.id in NAMES or (theirs and means.id in ("born", "postcode")))),
        coded=codes.coded(kind, name) or bool(means and means.codes),
        by_itself=by_itself,
        cuts=tuple(Cut(row.first, row.last, _ground(row) or NOT_THEIRS) for row in cuts),
        allowed=((0, len(text)),) if by_itself else _ranges(within, DISCLOSED),
        checked=_ranges(within, ANSWERED),
    )


def _ranges(rows: list[Decision], which: tuple[DecisionKind, ...]) -> Ranges:
    """The stretches of text decided in these ways; adjacent ones are merged."""
    merged: list[tuple[int, int]] = []
    for row in rows:
        if row.decision in which:
            joins = merged and merged[-1][1] == row.first
            merged[-1:] = [(merged[-1][0], row.last)] if joins else [*merged[-1:], (row.first, row.last)]
    return tuple(merged)


def _put_right(part: BundleField, row: rectification.Rectified, kind: str) -> BundleField:
    correction = rectification.value_beside(row, kind)
    return replace(part, right=correction.value, right_meaning=correction.meaning, put_right=correction.said)
