"""Each table declares what its rows are erased with, so that no table is forgotten."""

import pytest
from sqlmodel import Field, SQLModel

from casework.desk.migrations.tables import METADATA
from casework.vault.dependents import dependence, erased_otherwise, erased_with, undeclared


def test_every_table_declares_what_it_is_erased_with():
    """No table is left of which erasure does not know what becomes of its rows."""
    assert undeclared(METADATA) == {}


def test_what_is_erased_with_what():
    """With a record, a person and a case's papers go the rows of these tables, and of no others."""
    found = {
        whole: {table.name for table in METADATA.sorted_tables if getattr(dependence(table), whole)}
        for whole in ("record", "person", "case")
    }
    assert found == {
        "record": {
            "item", "sighting", "personname", "identifier", "rectified", "restriction", "decision", "disposalline",
        },
        "person": {"item", "personname", "identifier", "restriction", "remembered", "disclosure_log", "purpose_change_person"},
        "case": {"affected", "certificate", "confirmed", "decision", "disclosure_log", "recipient"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        (None, "declares nothing"),
        (erased_with(person="person_id"), "does not declare what erases item_id"),
        (erased_with(record="item_id"), "does not declare what erases person_id"),
        (erased_with(record="item", person="person_id"), "has no column item"),
        (erased_with(record="item_id", case="person_id"), None),
        (erased_otherwise("a reason"), None),
    ],
)
def test_a_table_that_is_not_declared_is_seen(declared, fault):
    """The planted faults: a table that declares nothing, or leaves out a column by which a row is somebody's."""

    class Base(SQLModel, registry=type(SQLModel._sa_registry)()):
        pass

    class Planted(Base, table=True):
        __tablename__ = "planted"
        __table_args__ = declared or {}

        id: int | None = Field(default=None, primary_key=True)
        item_id: int
        person_id: int

    assert undeclared(Base.metadata) == ({"planted": fault} if fault else {})
