"""What goes out to one data subject: the bundle made by the decisions on items, fields and words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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
    """The exemption under which the field was taken out, or None where it is disclosed."""
    right: str = ""
    """The right value where it was put right, or the statement that completes it (Article 16); `text` stands too."""
    right_meaning: str | None = None
    put_right: str = ""
    """When and by which case (`rectified on 12/11/2026 (RR-2026-0001)`); empty where nothing was."""
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
        said, at = "", 0
        for cut in self.cuts:
            said += self.text[at : cut.first] + label(cut.exemption)
            at = cut.last
        return said + self.text[at:]

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
    """Where in the source it stands (`row 14`)."""
    kind: str
    """`census`, `payroll` or `lookup`."""
    title: str
    """Plain words: "Children's social work workforce census 2026"."""
    parts: tuple[BundleField, ...]
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
        return self.disclosed and any(part.exemption or part.cuts for part in self.parts)


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
    entries: tuple[BundleItem, ...]
    searched: tuple[Searched, ...]
    not_theirs: int = 0
    kept: tuple[str, ...] = ()
    """For each class of record that is disclosed how long it is kept, by the row in force (UK GDPR Art 15(1)(d))."""
    unscheduled: bool = False
    """Whether there is a class among them for which no row is in force."""

    @property
    def disclosed(self) -> tuple[BundleItem, ...]:
        """The items the person receives, whole or in part."""
        return tuple(entry for entry in self.entries if entry.disclosed)

    @property
    def redacted(self) -> tuple[BundleItem, ...]:
        """The disclosed items with a redacted field, or redacted words."""
        return tuple(entry for entry in self.entries if entry.redacted)

    @property
    def withheld(self) -> tuple[BundleItem, ...]:
        """The items withheld whole under an exemption."""
        return tuple(entry for entry in self.entries if not entry.disclosed)


class SearchedRecords:
    """What the last search found for a case, read once: the records in its order, what was decided of them, what was
    put right and what is restricted among them, and where each was seen."""

    def __init__(self, session: Session, request: Request):
        self.search = certificate(session, request).found
        self.hits = self.search.hits
        self.taken, self.sources = decisions(session, request), sources_of(session)
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


@dataclass(frozen=True, slots=True)
class ReviewedField:
    """A field of a record that was found, and what was decided of it."""

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
    """The right value, where it was put right."""


@dataclass(frozen=True, slots=True)
class ReviewedItem:
    """A record that was found for a case, and what was decided of it."""

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
    """Since when its processing is restricted, and by which case."""
    files: tuple[str, ...]
    """The sources it was seen in."""
    fields: tuple[ReviewedField, ...]


def review(session: Session, request: Request) -> list[ReviewedItem]:
    """Every item found for a case with its reasons, fields, and what was decided of each; certain ones first."""
    found = SearchedRecords(session, request)
    return [_reviewed(hit, found, closed=bool(request.outcome)) for hit in found.hits]


def _reviewed(hit: FoundItem, found: SearchedRecords, *, closed: bool) -> ReviewedItem:
    number, item, taken, sources = hit.item, found.items[hit.item], found.taken, found.sources
    whole = taken.get(DecisionKey(number))
    files = sorted({one for one, _ in found.seen[number]})
    return ReviewedItem(
        item=number,
        source=hit.source,
        kind=hit.kind,
        strength=hit.strength,
        reasons=hit.reasons,
        title=sources[item.source_id].title,
        place=place(item),
        decision=decision_on(taken, number),
        exemption=whole.exemption if whole else None,
        reason=whole.reason if whole else "",
        unnamed=whole.unnamed if whole else False,
        again="" if closed else to_decide_again(taken, number),
        restricted=found.restricted.get(number),
        files=tuple(sources[one].name for one in files if one in sources),
        fields=tuple(_reviewed_field(item, at, name, text, found) for at, (_, name, text) in enumerate(item.fields())),
    )


def _reviewed_field(item: Item, segment: int, name: str, text: str, found: SearchedRecords) -> ReviewedField:
    number = database.number(item.id)
    whole, right = found.taken.get(DecisionKey(number, name)), found.right.get((number, name))
    return ReviewedField(
        name=name,
        label=codes.label(item.kind, name),
        text=text,
        meaning=codes.meaning(item.kind, name, text),
        decision=whole.decision if whole else None,
        exemption=whole.exemption if whole else None,
        unnamed=whole.unnamed if whole else False,
        places=tuple(_decided_place(row) for row in _within(found.taken, number, segment)),
        rectified=rectification.beside(right, item.kind) if right else None,
    )


def _decided_place(row: Decision) -> DecidedPlace:
    return DecidedPlace(row.segment, row.first, row.last, row.decision, row.exemption, row.reason, row.unnamed)


def _within(taken: Decisions, item: int, segment: int) -> list[Decision]:
    """The decisions on places in one field, in order."""
    rows = [row for key, row in taken.items() if key.place and (key.item, key.segment) == (item, segment)]
    return sorted(rows, key=lambda row: row.first)


def place(item: Item) -> str:
    """Where in its source an item stands, in words."""
    return f"{'line' if item.kind == 'census' else 'row'} {item.line}"


def explicit(session: Session, request: Request) -> set[tuple[int, str]]:
    """The fields that were disclosed each by a decision of its own, which whole items do not cover."""
    return {
        (key.item, key.field)
        for key, row in decisions(session, request).items()
        if key.field and not key.place and row.decision == DecisionKind.disclose
    }


def bundle(session: Session, request: Request, periods: Mapping[str, str]) -> Bundle:
    """What goes out under the decisions. Raises Refused while an item is undecided.

    `periods` says how long each class of record is kept under the rows in force.
    """
    found = SearchedRecords(session, request)
    stands = {hit.item: decision_on(found.taken, hit.item) for hit in found.hits}
    open_items = [item for item, what in stands.items() if what is None]
    if open_items:
        what = "1 item is" if len(open_items) == 1 else f"{len(open_items)} items are"
        raise Refused(f"{what} undecided ({_listed(open_items)}). Disclose or withhold every item first.")
    again = [(item, why) for item in stands if (why := to_decide_again(found.taken, item))]
    if again and not request.outcome:
        raise Refused(_asked_again(again))
    decided = _entries(session, request, found)
    classes = {found.items[entry.item].record_class for entry in decided if entry.disclosed}
    titles = distinct_titles(found.sources.values())
    looked = sorted((one.source for one in found.search.searched), reverse=True)
    # of one file imported twice, the first
    once = {found.sources[one].digest: one for one in looked if one in found.sources}
    searched = tuple(Searched(one, titles[one]) for one in sorted(once.values()))
    kept = tuple(periods[name] for name in sorted(classes & periods.keys()))
    apart = len(found.hits) - len(decided)
    return Bundle(request.reference, decided, searched, apart, kept, unscheduled=bool(classes - periods.keys()))


def _asked_again(again: list[tuple[int, str]]) -> str:
    """Which items are to be decided again, for each ground that a council cannot use."""
    by_ground: dict[str, list[int]] = {}
    for item, why in again:
        by_ground.setdefault(why, []).append(item)
    return " ".join(f"Decide again: {_listed(some)}. {why}" for why, some in by_ground.items())


def _listed(numbers: list[int]) -> str:
    """The first numbers of items, in words."""
    shown = ", ".join(str(one) for one in numbers[:5]) + (" and others" if len(numbers) > 5 else "")
    return f"item {shown}" if len(numbers) == 1 else f"items {shown}"


def entries(session: Session, request: Request) -> tuple[BundleItem, ...]:
    """The items decided so far, without those about someone else, by source."""
    return _entries(session, request, SearchedRecords(session, request))


def _entries(session: Session, request: Request, found: SearchedRecords) -> tuple[BundleItem, ...]:
    decided, person = [], about(session, request)
    titles = distinct_titles(found.sources.values())
    for hit in found.hits:
        number, item = hit.item, found.items[hit.item]
        whole, stands = found.taken.get(DecisionKey(number)), decision_on(found.taken, number)
        if stands == DecisionKind.disclose or (
            stands == DecisionKind.withhold and whole and whole.exemption != NOT_THEIRS
        ):
            theirs = item.person_id is not None and register.root(session, item.person_id) == person
            decided.append(_entry(number, item, titles[item.source_id], found, theirs))
    return tuple(sorted(decided, key=lambda entry: (entry.source, entry.item)))


def refuse_stale(session: Session, request: Request) -> None:
    """Raises Refused where a file came in after the search, or the person's records are others than it found.

    Either may hold something about this person, or no longer be theirs.
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


def _entry(number: int, item: Item, title: str, found: SearchedRecords, theirs: bool) -> BundleItem:
    mine = {key: row for key, row in found.taken.items() if key.item == number}
    fields = enumerate(item.fields())
    parts = tuple(_part(DecisionKey(number, name, at), item.kind, text, mine, theirs) for at, (_, name, text) in fields)
    right = {part.name: found.right.get((number, part.name)) for part in parts}
    parts = tuple(_put_right(part, row, item.kind) if (row := right[part.name]) else part for part in parts)
    exemption, restricted = _ground(mine.get(DecisionKey(number))), found.restricted.get(number, "")
    return BundleItem(number, item.source_id, place(item), item.kind, title, parts, exemption, restricted)


def _ground(row: Decision | None) -> str | None:
    """The exemption of a decision as a bundle holds it: of one that is not to be named, that alone."""
    return UNNAMED if row and row.exemption and row.unnamed else row.exemption if row else None


def _part(at: DecisionKey, kind: str, text: str, taken: Decisions, theirs: bool) -> BundleField:
    """A field, by its item, name and number."""
    name, whole, within = at.field, taken.get(DecisionKey(at.item, at.field)), _within(taken, at.item, at.segment)
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
    """The stretches decided in one of these ways; adjacent ones are merged."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if row.decision in which:
            joins = found and found[-1][1] == row.first
            found[-1:] = [(found[-1][0], row.last)] if joins else [*found[-1:], (row.first, row.last)]
    return tuple(found)


def _put_right(part: BundleField, row: rectification.Rectified, kind: str) -> BundleField:
    said = rectification.beside(row, kind)
    return replace(part, right=said.value, right_meaning=said.meaning, put_right=said.said)
