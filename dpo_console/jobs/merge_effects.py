"""What merging two people, or splitting them, does to the papers and decisions of cases."""

from collections.abc import Iterable
from typing import Any

from casework.desk.store import Act
from casework.disclosure import merges, papers
from casework.timeline.events import ActKind, day_of


def keep_decisions(act: Act, joined: int, facts: dict[str, Any], decisions: dict[str, Any]) -> None:
    """Record what a merge changed in decisions, in a row of its own, erased with the records and cases it names."""
    rows = [row for each in (decisions, decisions.get("others", {})) for row in merges.MovedDecisions.read(each).rows]
    if not rows and not decisions.get("note"):
        return
    about: dict[str, Any] = {
        "items": sorted({row.item_id for row in rows} | (set() if facts["gone"] else {*facts["items_of_gone"]}))
    }
    about |= {"cases": sorted({row.reference for row in rows}), "joined": joined, "of": facts["gone"]}
    act.record(ActKind.decisions_joined, on=day_of(act.now), facts=decisions | about)


def void_papers(act: Act, listed: set[int], items: Iterable[int]) -> None:
    """Mark as void the papers of open cases that are about these people, or that decide on these records."""
    for reference in merges.cases(act.session, listed, items):
        papers.mark_out_of_date(act.session, reference)
