"""What merging two people, or splitting them, does to the papers and decisions of cases."""

from collections.abc import Iterable, Mapping

from casework.desk.store import Act
from casework.disclosure import merges, papers
from casework.people.register import Merge
from casework.timeline.events import ActKind, day_of


def keep_decisions(
    act: Act, joined: int, join: Merge, moved: merges.MovedDecisions, note: Mapping[str, str | None]
) -> None:
    """Record what a merge changed in decisions, in a row of its own, erased with the records and cases it names."""
    rows = moved.rows
    if not rows and not note.get("note"):
        return
    about = {
        "items": sorted({row.item_id for row in rows} | (set() if join.gone else {*join.items_of_gone})),
        "cases": sorted({row.reference for row in rows}),
        "joined": joined,
        "of": join.gone,
    }
    act.record(ActKind.decisions_joined, on=day_of(act.now), facts=moved.facts() | {**note} | about)


def void_papers(act: Act, listed: set[int], items: Iterable[int]) -> None:
    """Mark as void the papers of open cases that are about these people, or that decide on these records."""
    for reference in merges.cases(act.session, listed, items):
        papers.mark_out_of_date(act.session, reference)
