"""What the rows of a table are erased with: each table declares it beside its name.

UK GDPR Article 17: when a record, a person or the papers of a case go, everything that hangs on them goes too.
"""

from dataclasses import dataclass

from sqlalchemy import MetaData, Table

KEY = "erasure"
POINTING = {"item_id": ("record",), "person_id": ("person", "case")}
"""A column by which a row is somebody's: it goes with one of these, or the table says what becomes of it."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """The column by which a table's rows go with a record, a person or a case's papers; or what becomes of them."""

    record: str = ""
    person: str = ""
    case: str = ""
    otherwise: str = ""

    @property
    def columns(self) -> set[str]:
        """The columns by which rows are erased."""
        return {self.record, self.person, self.case} - {""}


def erased_with(*, record: str = "", person: str = "", case: str = "") -> dict[str, object]:
    """For a table's `__table_args__`: its rows are deleted with the record, person or case this column names."""
    return {"info": {KEY: Dependence(record, person, case)}}


def erased_otherwise(how: str) -> dict[str, object]:
    """For a table's `__table_args__`: what erases what its rows say of anyone, or why they say nothing."""
    return {"info": {KEY: Dependence(otherwise=how)}}


def dependence(table: Table) -> Dependence:
    """What a table declares. Raises KeyError if it declares nothing."""
    found: Dependence = table.info[KEY]
    return found


def undeclared(metadata: MetaData) -> dict[str, str]:
    """The tables of which nobody can say what they are erased with, and why."""
    found = {}
    for table in metadata.sorted_tables:
        said = table.info.get(KEY)
        if said is None:
            found[table.name] = "declares nothing"
        elif unknown := said.columns - set(table.c.keys()):
            found[table.name] = f"has no column {', '.join(sorted(unknown))}"
        elif not said.otherwise and (loose := _loose(table, said)):
            found[table.name] = f"does not say what becomes of it by {loose}"
    return found


def _loose(table: Table, said: Dependence) -> str | None:
    """A column by which a row is somebody's and is not erased."""
    for column, wholes in POINTING.items():
        if column in table.c and not any(getattr(said, whole) for whole in wholes):
            return column
    return None
