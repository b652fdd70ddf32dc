"""Postcodes become identifiers; names, cases and records are indexed by words with look-alike letters made plain."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from casework.records import index
from casework.records.concepts import concept, postcodes
from casework.rights.rectification import RIGHT, holds
from casework.text.canonical import fold, words
from casework.text.identifiers import normalised

revision = "0012"
down_revision = "0011"

BATCH = 2000


def upgrade() -> None:
    """Add the table of confirmed forms; derive postcodes from the records, and index all words again."""
    op.create_table(
        "confirmed",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("reference", "person_id", "kind", "value"),
    )
    desk = op.get_bind()
    put_right = _put_right(desk)
    index.empty(desk)
    held = {(person, value) for person, value in desk.execute(sa.text(HELD))}
    for items in _items(desk):
        _postcodes(desk, items, held)
        index.write(desk, ((item.id, item.segments, _right(item, put_right)) for item in items))
    _rectified_postcodes(desk, put_right)
    _names(desk)
    for table in ("request", "complaint", "breach"):
        _cases(desk, table)


HELD = "SELECT person_id, value FROM identifier WHERE kind = 'postcode' AND person_id IS NOT NULL"


def _items(desk: sa.Connection) -> Iterator[list[Any]]:
    """The records of complete files, in batches."""
    some = sa.text(
        "SELECT item.id, item.kind, item.person_id, item.segments, item.marks FROM item JOIN source ON source.id ="
        " item.source_id WHERE item.id > :last AND source.state = 'complete' ORDER BY item.id LIMIT :many"
    )
    last = 0
    while items := desk.execute(some, {"last": last, "many": BATCH}).all():
        last = items[-1].id
        yield items


def _postcodes(desk: sa.Connection, items: list[Any], held: set[tuple[int, str]]) -> None:
    marks, rows = [], []
    for item in items:
        found = list(postcodes(item.kind, ((name, text) for _, name, text in json.loads(item.segments))))
        if not found:
            continue
        said = json.loads(item.marks)
        said["keys"] += [list(key) for key in found if list(key) not in said["keys"]]
        marks.append({"id": item.id, "marks": json.dumps(said, ensure_ascii=False)})
        for kind, raw, _ in found:
            value = normalised(kind, raw)
            if item.person_id is None or (item.person_id, value) not in held:
                held.add((item.person_id, value))
                rows.append({"person": item.person_id, "item": item.id, "value": value, "raw": raw})
    if marks:
        desk.execute(sa.text("UPDATE item SET marks = :marks WHERE id = :id"), marks)
        desk.execute(sa.text(ENTER), rows)


ENTER = (
    "INSERT INTO identifier (person_id, item_id, kind, value, raw) VALUES (:person, :item, 'postcode', :value, :raw)"
)


def _put_right(desk: sa.Connection) -> dict[Any, list[tuple[Any, Any]]]:
    """Corrections, oldest first, by the record's person, or by the record if it has none."""
    found = defaultdict(list)
    for row in desk.execute(sa.text("SELECT * FROM rectified ORDER BY id")).all():
        origin = desk.execute(sa.text("SELECT id, kind, person_id FROM item WHERE id = :id"), {"id": row.item_id}).one()
        found[origin.person_id or -origin.id].append((row, origin))
    return found


def _right(item: Any, put_right: dict[Any, list[tuple[Any, Any]]]) -> list[str]:
    """The corrected values of a record, which it is found by too."""
    right = {}
    for row, origin in put_right.get(item.person_id or -item.id, ()):
        for _, name, text in json.loads(item.segments):
            if holds(row, origin, item, name, text):
                right[name] = row.value
    return list(right.values())


def _rectified_postcodes(desk: sa.Connection, put_right: dict[Any, list[tuple[Any, Any]]]) -> None:
    for row, origin in (one for rows in put_right.values() for one in rows):
        what = concept(origin.kind, row.field)
        value = normalised("postcode", row.value) if what and what.id == "postcode" and row.how == RIGHT else None
        if value:
            said = {"person": origin.person_id, "item": origin.id, "value": value, "raw": row.value}
            number = desk.execute(sa.text(ENTER), said).lastrowid
            entered = {"entered": json.dumps({"identifier": number}), "id": row.id}
            desk.execute(sa.text("UPDATE rectified SET entered = :entered WHERE id = :id"), entered)


def _names(desk: sa.Connection) -> None:
    again = []
    for row in desk.execute(sa.text('SELECT id, forename, middle, surname, "full", "key" FROM personname')).all():
        said = row.full or " ".join(filter(None, (row.forename, row.middle, row.surname)))
        if (key := " ".join(words(said))) != row.key:
            again.append({"id": row.id, "key": key})
    if again:
        desk.execute(sa.text('UPDATE personname SET "key" = :key WHERE id = :id'), again)


def _cases(desk: sa.Connection, table: str) -> None:
    """Fold the words that cases are found by once more."""
    rows = desk.execute(sa.text(f"SELECT id, words FROM {table}")).all()
    again = [{"id": row.id, "words": said} for row in rows if (said := fold(row.words)) != row.words]
    if again:
        desk.execute(sa.text(f"UPDATE {table} SET words = :words WHERE id = :id"), again)


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
