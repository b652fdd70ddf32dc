"""The council's retention schedule: the published rows as it adopted, edited and retired them, and its own.

A published row that is a shipped default is in force for its classes until the council adopts a row for them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, ValidationError
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, select

from casework import Malformed, Refused, Remedy
from casework.law.retention import Period, RetentionRow, Term, classes, published_rows, read_period, triggers
from casework.retention.dates import after, in_words
from casework.text.facts import Facts, Line, Text, Unchecked, sentence
from casework.vault.columns import OneOf, Shape
from casework.vault.dependents import erased_otherwise

EPOCH = date(2001, 1, 1)
"""A fixed date for comparing two periods."""


class RowState(StrEnum):
    """The status of a row of the schedule."""

    adopted = "adopted"
    shipped_default = "shipped default"
    on_offer = "on offer"
    retired = "retired"
    switched_off = "switched off"

    @property
    def in_force(self) -> bool:
        """Whether the row applies to records, unless another row of its class replaces it."""
        return self in (RowState.adopted, RowState.shipped_default)


def _term(kept: tuple[str, str, str]) -> Term:
    trigger, text, wait = kept
    return Term(trigger, read_period(text), read_period(wait))


KeptTerm = Annotated[
    Term,
    PlainValidator(_term),
    PlainSerializer(lambda term: [term.trigger, str(term.period), str(term.wait)]),
]
"""A term as saved in the database: `[trigger, period, wait]`."""


class SavedRow(SQLModel, table=True):
    """One row the council adopted, edited, added or retired. Published rows it never changed are not here."""

    __tablename__ = "schedule"
    __table_args__ = erased_otherwise("it is about classes of record, not about people")

    id: str = Field(primary_key=True)
    """The published row's id (`r07`), or the council's own (`c01`)."""
    state: RowState = Field(sa_column=Column(OneOf(RowState), nullable=False))
    """`adopted` or `retired`."""
    record: str
    classes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    terms: list[Term] = Field(sa_column=Column(Shape(list[KeptTerm]), nullable=False))
    """One or two."""
    which: str = "later"
    review: bool = False
    anonymise: bool = False
    basis: str
    source: str
    standing: str
    since: date
    """The date of the last change (Europe/London)."""
    reason: str


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """A row of the schedule and its status, since when and why."""

    row: RetentionRow
    state: RowState
    since: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """A row as the facts an officer would enter for it; missing ones are None."""

    record: str
    which: str
    review: bool
    anonymise: bool
    basis: str
    source: str
    classes: list[str]
    trigger: str | None = None
    period: str | None = None
    second_trigger: str | None = None
    second_period: str | None = None
    wait: str | None = None


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A row of the schedule in full: how long it keeps records, on what basis, and its status."""

    id: str
    number: int | None
    """Its number among the published rows."""
    record: str
    classes: list[str]
    kept: str
    """How long, in words."""
    facts: RowFacts
    basis: str
    source: str
    standing: str
    minimum: bool
    """Whether it sets a statutory minimum, even if it is not in force."""
    mark: str
    said: tuple[str, str]
    """Trigger and period as published."""
    note: str
    state: RowState
    since: date | None
    reason: str


def in_full(entry: ScheduleEntry) -> ScheduleRow:
    """A row of the schedule in full."""
    row = entry.row
    return ScheduleRow(
        id=row.id,
        number=row.number,
        record=row.record,
        classes=list(row.classes),
        kept=kept(row) if row.terms else f"as rows {' and '.join(map(str, row.as_rows))}",
        facts=facts_of(row),
        basis=row.basis,
        source=row.source,
        standing=row.origin,
        minimum=row.id in published_rows() and published_rows()[row.id].sets_minimum,
        mark=row.mark,
        said=row.published,
        note=row.note,
        state=entry.state,
        since=entry.since,
        reason=entry.reason,
    )


@dataclass(frozen=True, slots=True)
class Clash:
    """A class of record with more than one adopted row."""

    class_: str
    rules: list[str]
    words: str


class RowIn(Facts):
    """The only door into `SavedRow`: a row as an officer enters it. With a second trigger it has two terms."""

    record: Line
    classes: list[Line]
    trigger: Line
    period: Line
    wait: str = ""
    second_trigger: str = ""
    second_period: str = ""
    which: str = "later"
    review: bool = False
    anonymise: bool = False
    basis: Text
    source: Line = "the council"

    @classmethod
    def checked(cls, facts: Unchecked, like: RetentionRow) -> RetentionRow:
        """`like` with these facts. Raises Refused with one sentence that says what is wrong."""
        try:
            typed = cls.model_validate(given(facts))
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        if not typed.classes:
            raise Refused("Enter the classes of record the row is for.", Remedy.list_classes)
        if typed.review and typed.anonymise:
            raise Refused("A row can have records reviewed or made anonymous, not both. Choose one.")
        if typed.which not in ("later", "earlier"):
            raise Refused("With two triggers, choose which date applies: 'later' or 'earlier'.")
        first = Term(
            _trigger(typed.trigger), read_period(typed.period), read_period(typed.wait) if typed.wait else Period()
        )
        terms = [first]
        if typed.second_trigger or typed.second_period:
            terms.append(Term(_trigger(typed.second_trigger), read_period(typed.second_period)))
        return replace(
            like,
            record=typed.record,
            classes=tuple(dict.fromkeys(typed.classes)),
            terms=tuple(terms),
            which=typed.which,
            review=typed.review,
            anonymise=typed.anonymise,
            basis=typed.basis,
            source=typed.source,
        )


def given(facts: Unchecked) -> dict[str, object]:
    """The facts of a row without those that are null, which count as left out."""
    return {name: value for name, value in facts.items() if value is not None}


def _trigger(name: str) -> str:
    if name not in triggers():
        raise Refused(f"The trigger cannot be '{name[:30]}'. Choose from: {', '.join(triggers())}.")
    return name


def listed(session: Session) -> list[ScheduleEntry]:
    """Every row with its status: the published ones in order, then the council's own."""
    kept = {one.id: one for one in session.exec(select(SavedRow).order_by(col(SavedRow.id))).all()}
    published = [_entry(row, kept.pop(row.id, None)) for row in published_rows().values()]
    return published + [_entry(_own(one), one) for one in kept.values()]


def _entry(row: RetentionRow, kept: SavedRow | None) -> ScheduleEntry:
    if kept is None:
        default = RowState.shipped_default if row.default else RowState.on_offer
        return ScheduleEntry(row, RowState.switched_off if row.off else default)
    return ScheduleEntry(_as_kept(row, kept), kept.state, kept.since, kept.reason)


def _as_kept(row: RetentionRow, kept: SavedRow) -> RetentionRow:
    return replace(
        row,
        record=kept.record,
        classes=tuple(kept.classes),
        terms=tuple(kept.terms),
        which=kept.which,
        review=kept.review,
        anonymise=kept.anonymise,
        basis=kept.basis,
        source=kept.source,
        origin=kept.standing,
    )


def _own(kept: SavedRow) -> RetentionRow:
    return RetentionRow(id=kept.id, record="", classes=(), terms=(), basis="", source="", origin="council")


def get(session: Session, number: str) -> ScheduleEntry:
    """The row with that id or number. Raises Refused if there is none."""
    wanted = number.strip().casefold()
    wanted = f"r{int(wanted):02}" if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else wanted
    entry = next((one for one in listed(session) if one.row.id == wanted), None)
    if entry is None:
        raise Refused(f"There is no row '{number.strip()[:20]}' in the schedule.", Remedy.list_schedule)
    return entry


def in_force(entries: list[ScheduleEntry]) -> dict[str, list[ScheduleEntry]]:
    """The rows in force for each class: those adopted, or else the shipped defaults."""
    by_class: dict[str, dict[RowState, list[ScheduleEntry]]] = defaultdict(lambda: defaultdict(list))
    for one in entries:
        if one.state.in_force and one.row.terms:
            for name in one.row.classes:
                by_class[name][one.state].append(one)
    return {name: rows[RowState.adopted] or rows[RowState.shipped_default] for name, rows in by_class.items()}


def clashes(entries: list[ScheduleEntry]) -> list[Clash]:
    """The classes with more than one adopted row, until the officer retires one."""
    conflicts = []
    for name, rules in sorted(in_force(entries).items()):
        if len(rules) > 1:
            ids = [one.row.id for one in rules]
            words = (
                f"{class_words(name)}: rows {', '.join(ids)} are both in force. The longer applies until you retire one"
            )
            conflicts.append(Clash(name, ids, words))
    return conflicts


def class_words(name: str) -> str:
    """The title of a class, or its name if it has none."""
    return classes().get(name) or name.replace("-", " ").capitalize()


def kept(row: RetentionRow) -> str:
    """How long a row keeps records, in words, and any longer statutory minimum."""
    words = in_words(row)
    for published in published_rows().values():
        least = [replace(term, period=published.minimum or term.period) for term in published.terms]
        if published.sets_minimum and set(published.classes) & set(row.classes) and _shorter(row.terms, least):
            words += f", but no less than the statutory minimum: {in_words(replace(published, terms=tuple(least)))}"
    return words


def _shorter(terms: Sequence[Term], least: Sequence[Term]) -> bool:
    """Whether the first terms never end later than the second, and can end sooner, from the same triggers."""
    floors = {(term.trigger, term.wait): after(EPOCH, term.period) for term in least}
    both = [(after(EPOCH, one.period), floors.get((one.trigger, one.wait), EPOCH)) for one in terms]
    return all(mine <= floor for mine, floor in both) and (len(both) < len(least) or any(a < b for a, b in both))


def periods(session: Session) -> dict[str, str]:
    """How long each class of record with a row in force is kept, for letters (UK GDPR Art 15(1)(d))."""
    words = {}
    for name, rules in in_force(listed(session)).items():
        time = " or ".join(kept(one.row) for one in rules)
        words[name] = f"{class_words(name).lower()}: {time}{', whichever is later' if len(rules) > 1 else ''}"
    return words


def adopt(session: Session, number: str, reason: str, today: date) -> ScheduleEntry:
    """Put a row in force unchanged. Raises Refused if it is already adopted or has no period, or without a reason."""
    entry = get(session, number)
    if not entry.row.terms:
        raise Refused(f"Row {entry.row.id} has no period of its own. Adopt row 1 or 2, which it follows.")
    if entry.state is RowState.adopted:
        raise Refused(f"Row {entry.row.id} has been adopted since {entry.since:%d/%m/%Y}.")
    return _keep(session, entry.row, RowState.adopted, reason, today)


def edit(session: Session, number: str, facts: Unchecked, reason: str, today: date) -> ScheduleEntry:
    """Edit a row and put it in force; facts left out stay as they were. Raises Refused if it cannot be."""
    before = get(session, number).row
    row = RowIn.checked(asdict(facts_of(before)) | given(facts), before)
    as_published = (row.terms, row.which) == (before.terms, before.which)
    return _keep(session, row if as_published else replace(row, origin="council"), RowState.adopted, reason, today)


def facts_of(row: RetentionRow) -> RowFacts:
    """A row as the facts an officer would enter for it."""
    first, second = (*row.terms, None, None)[:2]
    return RowFacts(
        record=row.record,
        which=row.which,
        review=row.review,
        anonymise=row.anonymise,
        basis=row.basis,
        source=row.source,
        classes=list(row.classes),
        trigger=first.trigger if first else None,
        period=str(first.period) if first else None,
        second_trigger=second.trigger if second else None,
        second_period=str(second.period) if second else None,
        wait=str(first.wait) if first and first.wait != Period() else None,
    )


def add(session: Session, facts: Unchecked, reason: str, today: date) -> ScheduleEntry:
    """Put a row of the council's own in force, under the next id."""
    own = session.exec(select(SavedRow.id).where(SavedRow.id.startswith("c"))).all()
    number = max((int(one[1:]) for one in own), default=0) + 1
    blank = RetentionRow(id=f"c{number:02}", record="", classes=(), terms=(), basis="", source="", origin="council")
    return _keep(session, RowIn.checked(facts, blank), RowState.adopted, reason, today)


def retire(session: Session, number: str, reason: str, today: date) -> ScheduleEntry:
    """Take a row out of force. Raises Refused if it is not in force."""
    entry = get(session, number)
    if not entry.state.in_force:
        raise Refused(f"Row {entry.row.id} is not in force ({entry.state}). You can only retire a row in force.")
    return _keep(session, entry.row, RowState.retired, reason, today)


def _keep(session: Session, row: RetentionRow, state: RowState, reason: str, today: date) -> ScheduleEntry:
    if not reason.strip():
        raise Refused("Enter a reason for the change. It is kept in the history.")
    kept = SavedRow(
        id=row.id,
        state=state,
        record=row.record,
        classes=list(row.classes),
        terms=list(row.terms),
        which=row.which,
        review=row.review,
        anonymise=row.anonymise,
        basis=row.basis,
        source=row.source,
        standing=row.origin,
        since=today,
        reason=reason.strip(),
    )
    session.merge(kept)
    session.flush()
    return ScheduleEntry(row, state, today, kept.reason)
