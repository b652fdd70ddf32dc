"""What the council holds: sources and their ledger, items and their text, sightings.

An item is one record that may be about a person. The same row in twelve monthly files is one item with twelve
sightings. A source counts repeats as duplicates, so that expected = read + duplicate + unreadable + excluded, always.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, delete, insert
from sqlmodel import Field, Session, SQLModel, col, func, select

from casework.records import erased_digests
from casework.records.concepts import postcodes
from casework.records.contents import Marks, fields_in, fields_text, marks_text
from casework.records.intake.answers import About
from casework.records.intake.records import Fault, Record, Segment
from casework.text.days import plain
from casework.vault import database
from casework.vault.columns import Instant, Shape
from casework.vault.dependents import erased_otherwise, erased_with

BATCH = 2000
ATTACHMENT = "attachment"
"""The reader of a case's attachments: kept as received, and not records of the workforce."""
_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Unsearched:
    """A file that is kept as received, and why its text is not searched."""

    path: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of every record of a source, and the warnings about it; for an attachment, what was searched."""

    source: int
    name: str
    reader: str
    expected: int
    read: int
    duplicate: int
    unreadable: int
    excluded: int
    warnings: list[Fault]
    state: str
    searched: int | None = None
    partly: int | None = None
    not_searched: int | None = None
    items: list[Unsearched] | None = None

    def balance(self) -> str:
        """The count of records expected, and what became of them, on one line."""
        parts = (self.read, "read"), (self.duplicate, "duplicate"), (self.unreadable, "unreadable")
        counts = ", ".join(f"{count} {what}" for count, what in (*parts, (self.excluded, "excluded")))
        return f"{self.expected} expected = {counts}"

    def warning_lines(self) -> list[str]:
        """The warnings in lines, each with its place in the file."""
        place = "line" if self.reader == "census" else "row"
        return [f"  {place} {one.line}: {one.what}" if one.line else f"  {one.what}" for one in self.warnings]


@dataclass(frozen=True, slots=True)
class Imported:
    """The files that were imported, or kept with a case."""

    sources: list[Ledger]


class Source(SQLModel, table=True):
    """One file as received. It is not visible before its state is `complete`."""

    __tablename__ = "source"
    __table_args__ = database.NEVER_AGAIN | erased_otherwise("the erasure empties it with the last of its records")

    id: int | None = Field(default=None, primary_key=True)
    name: str
    """The file's name, without its folder."""
    reader: str
    digest: str = Field(index=True)
    """sha256 of the file."""
    size: int
    blob: str | None = None
    about: About = Field(sa_column=Column(Shape(About), nullable=False))
    """What the file says about itself, and the case of an attachment; read by the properties below."""
    imported: datetime = Field(sa_column=Column(Instant, nullable=False))
    state: str = "open"
    expected: int = 0
    read: int = 0
    duplicate: int = 0
    unreadable: int = 0
    excluded: int = 0
    warnings: list[Fault] = Field(sa_column=Column(Shape(list[Fault]), nullable=False))

    def stated(self, name: str) -> str:
        """What the file says about itself under that name; empty if it says nothing."""
        value = self.about.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def layout(self) -> str | None:
        """The name of the kept layout that its table fits, if any."""
        return self.stated("layout") or None

    @property
    def either(self) -> tuple[str, ...]:
        """The columns with dates in two orders: there, a date that can be read both ways is not used."""
        return tuple(self.about.get("either", ()))

    @property
    def case(self) -> str | None:
        """The case an attachment belongs to."""
        return self.stated("case") or None

    @property
    def as_at(self) -> date | None:
        """The date its rows describe, if they give one."""
        return date.fromisoformat(of) if (of := self.stated("as_at")) else None

    @property
    def title(self) -> str:
        """What it is and its date, in plain words, without the file's name."""
        day = self.as_at or self.imported
        dated = f"{'of' if self.as_at else 'received'} {plain(day)}"
        when = self.stated("year") or self.stated("reference_date") or dated
        return {
            "census": f"Children's social work workforce census {when}",
            "payroll": f"Payroll file {dated}",
            "lookup": f"Registration number list {dated}",
        }.get(self.reader) or f"{self.layout or self.stated('title') or self.reader} {dated}"

    def ledger(self) -> Ledger:
        """What became of its records."""
        return Ledger(
            source=database.number(self.id), name=self.name, reader=self.reader,
            expected=self.expected, read=self.read, duplicate=self.duplicate, unreadable=self.unreadable,
            excluded=self.excluded, warnings=self.warnings, state=self.state,
        )  # fmt: skip


def distinct_titles(sources: Iterable[Source]) -> dict[int, str]:
    """The titles of sources by their number; sources with the same title have the number added."""
    listed = list(sources)
    alike = Counter(source.title for source in listed)
    titles = {database.number(one.id): one.title for one in listed}
    return {number: f"{title} (file {number})" if alike[title] > 1 else title for number, title in titles.items()}


class Item(SQLModel, table=True):
    """One record, word for word. `person_id` is its person, if a strong key identifies one."""

    __tablename__ = "item"
    __table_args__ = database.NEVER_AGAIN | erased_with(record="id", person="person_id")

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    source_id: int = Field(foreign_key="source.id", index=True)
    """The source that first held it."""
    line: int
    kind: str
    record_class: str
    """The class that retention periods apply to."""
    segments: str
    """The fields, in the source's order, as `contents.fields_text` writes them; names are unique in the item."""
    marks: str
    """What may identify a person, as `contents.marks_text` writes it."""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)

    def fields(self) -> list[Segment]:
        """The fields of the record."""
        return fields_in(self.segments)


class Sighting(SQLModel, table=True):
    """An item seen in a source, at a line."""

    __tablename__ = "sighting"
    __table_args__ = erased_with(record="item_id")

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    source_id: int = Field(foreign_key="source.id", index=True)
    line: int


def fingerprint(record: Record, about: About) -> str:
    """What makes two records the same item: kind, words, and for a census its year and authority."""
    context = [about.get(key) for key in ("year", "reference_date", "lea")] if record.kind == "census" else None
    words = [record.kind, context, [[part.name, part.text] for part in record.segments]]
    return hashlib.sha256(_encode(words).encode("utf-8", "surrogatepass")).hexdigest()


def add(session: Session, source: Source, records: Sequence[Record], key: bytes) -> dict[int, date]:
    """Enter one batch of intake's records under an open source, and count what is new and what is a duplicate.

    A record that was erased before is recognised by its digest under `key` and left out: the answer gives the lines
    of such records, each with the date of the erasure.
    """
    rows: dict[str, Record] = {}
    prints = [fingerprint(record, source.about) for record in records]
    for digest, record in zip(prints, records, strict=True):
        rows.setdefault(digest, record)
    erased = erased_digests.already_erased(session, key, rows)
    out = {record.line: erased[digest] for digest, record in zip(prints, records, strict=True) if digest in erased}
    rows = {digest: record for digest, record in rows.items() if digest not in erased}
    held = dict(session.exec(select(Item.digest, Item.id).where(col(Item.digest).in_(list(rows)))).all())
    number = database.number(source.id)
    new = [_columns(digest, record, number) for digest, record in rows.items() if digest not in held]
    if new:
        session.connection().execute(insert(Item), new)
        entered = [row["digest"] for row in new]
        held |= dict(session.exec(select(Item.digest, Item.id).where(col(Item.digest).in_(entered))).all())
    seen = [
        {"item_id": held[digest], "source_id": source.id, "line": record.line}
        for digest, record in zip(prints, records, strict=True)
        if digest not in erased
    ]
    if seen:
        session.connection().execute(insert(Sighting), seen)
    source.read += len(new)
    source.duplicate += len(seen) - len(new)
    session.add(source)
    return out


def _columns(digest: str, record: Record, source: int) -> dict[str, object]:
    where = postcodes(record.kind, ((part.name, part.text) for part in record.segments))
    marks = Marks([*record.identifiers, *where], list(record.names), record.born, record.born_field)
    return {
        "digest": digest,
        "source_id": source,
        "line": record.line,
        "kind": record.kind,
        "record_class": record.record_class,
        "segments": fields_text(record.segments),
        "marks": marks_text(marks),
        "person_id": None,
    }


def discard(session: Session, source: Source) -> None:
    """Remove an open source and all its records: the import was cancelled, or cut off."""
    session.connection().execute(delete(Sighting).where(col(Sighting.source_id) == source.id))
    session.connection().execute(delete(Item).where(col(Item.source_id) == source.id))
    session.delete(source)


def ledger_adds_up(source: Source) -> bool:
    """Whether every row the file holds is accounted for."""
    return source.expected == source.read + source.duplicate + source.unreadable + source.excluded


def ledger_erased(session: Session, source: Source) -> int:
    """How many records in its ledger were erased since."""
    seen = session.exec(select(func.count()).select_from(Sighting).where(Sighting.source_id == source.id)).one()
    return source.read + source.duplicate - seen


def listed(session: Session) -> list[Source]:
    """Every complete source of the workforce, newest first."""
    whole = select(Source).where(Source.state == "complete", Source.reader != ATTACHMENT)
    return list(session.exec(whole.order_by(col(Source.id).desc())).all())


def sightings(session: Session, items: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """For each item the sources that hold it, as (source, line)."""
    seen: dict[int, list[tuple[int, int]]] = {}
    for item, source, line in session.exec(
        select(Sighting.item_id, Sighting.source_id, Sighting.line).where(col(Sighting.item_id).in_(list(items)))
    ):
        seen.setdefault(item, []).append((source, line))
    return seen
