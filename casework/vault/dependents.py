"""What the rows of a table are erased with: each table declares it beside its name.

UK GDPR Article 17: when a record, a person or the papers of a case are erased, everything that belongs to them is too.
"""

from dataclasses import dataclass

from sqlalchemy import MetaData, Table

KEY = "erasure"
POINTING = {"item_id": ("record",), "person_id": ("person", "case")}
"""The columns that link a row to a person: it goes with one of these, or the table declares what erases it."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """The column that links a table's rows to a record, a person or a case's papers; or what else erases the rows."""

    record: str = ""
    person: str = ""
    case: str = ""
    otherwise: str = ""

    @property
    def columns(self) -> set[str]:
        """The columns that decide which rows are erased."""
        return {self.record, self.person, self.case} - {""}


def erased_with(*, record: str = "", person: str = "", case: str = "") -> dict[str, object]:
    """For a table's `__table_args__`: its rows are deleted with the record, person or case this column names."""
    return {"info": {KEY: Dependence(record, person, case)}}


def erased_otherwise(how: str) -> dict[str, object]:
    """For a table's `__table_args__`: what erases the personal data in its rows, or why they hold none."""
    return {"info": {KEY: Dependence(otherwise=how)}}


def dependence(table: Table) -> Dependence:
    """What a table declares. Raises KeyError if it declares nothing."""
    declared: Dependence = table.info[KEY]
    return declared


def undeclared(metadata: MetaData) -> dict[str, str]:
    """The tables that do not declare what erases their rows, each with what is wrong."""
    faults = {}
    for table in metadata.sorted_tables:
        declared = table.info.get(KEY)
        if declared is None:
            faults[table.name] = "declares nothing"
        elif unknown := declared.columns - set(table.c.keys()):
            faults[table.name] = f"has no column {', '.join(sorted(unknown))}"
        elif not declared.otherwise and (loose := _loose(table, declared)):
            faults[table.name] = f"does not declare what erases {loose}"
    return faults


def _loose(table: Table, declared: Dependence) -> str | None:
    """A column that links a row to a person, and with which it is not erased."""
    for column, parents in POINTING.items():
        if column in table.c and not any(getattr(declared, parent) for parent in parents):
            return column
    return None
