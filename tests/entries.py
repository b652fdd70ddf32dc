"""A register in memory, made of a few records: for what is weighed, joined and split."""

import itertools
from datetime import UTC, date, datetime

from sqlmodel import Session, create_engine

from casework.desk.migrations.tables import METADATA
from casework.people import register as people
from casework.records import items
from casework.records.intake.records import Mark, Record, Segment
from casework.text.forms import Name

_number = itertools.count(1)


def register() -> Session:
    """An empty register, in a session."""
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    return Session(engine)


def row(
    name: str = "", born: str | None = None, staff: str = "", ni: str = "", swe: str = "", email: str = "", **more: str
) -> Record:
    """One record; a name of two words is forename and surname, another stands whole."""
    parts = name.split(" ")
    names = (Name(forename=parts[0], surname=parts[1]),) if len(parts) == 2 else (Name(full=name),) if name else ()
    said = {"staff": staff, "ni": ni, "swe": swe, "email": email}
    number = next(_number)
    return Record(
        line=number,
        kind="payroll",
        record_class="payroll",
        segments=(Segment("field", "Row", str(number)), *(Segment("field", key, text) for key, text in more.items())),
        names=names,
        identifiers=tuple(Mark(kind, text, kind) for kind, text in said.items() if text),
        born=date.fromisoformat(born) if born else None,
        born_field="born" if born else "",
    )


def bring(session: Session, *rows: Record) -> tuple[list[str], list[people.Merge]]:
    """Bring records in as one file; answers (what the ledger says, each merge)."""
    number = next(_number)
    source = items.Source(
        name=f"file{number}", reader="payroll", digest=str(number), size=1, about={}, imported=datetime(2026, 11, 22, 10, tzinfo=UTC),
        warnings=[],
    )  # fmt: skip
    session.add(source)
    session.flush()
    items.add(session, source, rows, bytes(32))
    said, merged = people.link_records(session, source, lambda done: None)
    source.state = "complete"
    session.flush()
    return [one.what for one in said], merged
