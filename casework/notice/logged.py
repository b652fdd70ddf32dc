"""Rows that officers enter, correct and undo: each change is kept in the history with the row before and after it."""

from typing import TypeVar

from sqlmodel import Session, SQLModel, col, select

from casework import Refused
from casework.timeline.events import ActKind
from casework.timeline.history import History, facts_of

Row = TypeVar("Row", bound=SQLModel)


def change_facts(number: int, before: SQLModel | None, after: SQLModel | None) -> dict[str, object]:
    """The facts of a change for the history: the row before it (None: it is new) and after it (None: removed)."""
    kept = {"before": before, "after": after}
    return {"row": number} | {name: row.model_dump(mode="json") if row else None for name, row in kept.items()}


def last_change(session: Session, kind: ActKind, number: int) -> tuple[int, dict[str, object] | None]:
    """The last change of a row that was not undone: its number in the history, and the row before it.

    Raises Refused if nothing is left to undo.
    """
    seqs = session.exec(select(History.seq).where(History.kind == kind).order_by(col(History.seq))).all()
    changes: list[tuple[int, dict[str, object] | None]] = []
    facts = facts_of(session, seqs)
    for seq in seqs:
        known = facts.get(seq, {})
        if known.get("row") != number:
            continue
        if known.get("undoes"):
            changes.pop()
        else:
            changes.append((seq, known.get("before")))
    if not changes:
        raise Refused(f"Nothing is left to undo on number {number}.")
    return changes[-1]


def put_back(session: Session, row: Row, before: dict[str, object] | None) -> Row | None:
    """Put a row back to what it was before a change; a row that was new is removed, and the answer is None."""
    if before is None:
        session.delete(row)
        session.flush()
        return None
    old = session.merge(type(row).model_validate(before))
    session.flush()
    return old
