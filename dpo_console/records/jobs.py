"""Importing workforce files into the register, the sources held, and the column layouts that officers keep."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlmodel import select

from casework import Refused
from casework.desk.store import Desk
from casework.disclosure import merges
from casework.people import register
from casework.records import index, intake, items, layouts
from casework.records.intake.layouts import HeadingMap, plain
from casework.rights import rectification, restriction
from casework.text.facts import Unchecked
from casework.timeline.events import ActKind, day_of
from casework.vault import blobs, database
from dpo_console.jobs.merge_effects import keep_decisions, void_papers

Progress = Callable[[int, int, str], None]
UNSEALED = "the file itself is not kept: it holds records that were erased, and cannot be redacted"

ONE_AT_A_TIME = threading.Lock()
"""Held during an import: to another import, its file would look like one that was cut off."""


class ImportCancelled(Exception):
    """The officer cancelled."""


def import_files(
    desk: Desk,
    paths: Sequence[Path],
    now: datetime,
    progress: Progress = lambda done, total, what: None,
    cancelled: Callable[[], bool] = lambda: False,
    layout: object = None,
) -> items.Imported:
    """Import workforce files into the register, each as one source with a ledger that adds up.

    A refused file stops the run with its sentence; the files before it stay imported. A cancelled or cut-off file
    leaves nothing behind. A `layout` gives the meaning of these files' headings, and is kept. Raises `intake.Unknown`
    for a table whose headings are not recognised.
    """
    if layout is not None:
        _keep(desk, _completed(layouts.LayoutIn.checked(layout), paths), now)
    with desk.reading() as session:
        kept = [one.map() for one in layouts.listed(session)]
    done = []
    for path in paths:
        with _alone(path, cancelled):
            _clear_away(desk)
            with intake.open_file(path, kept) as reading:
                done.append(_import(desk, reading, now, progress, cancelled))
    return items.Imported(done)


def first_rows(desk: Desk, path: Path) -> intake.FirstRows:
    """The first rows of a table as they are in the file, and what each text in them would mean as a heading.

    The meaning an officer gave a heading in any kept layout comes before the product's own.
    """
    first = intake.first_rows(path)
    meanings = {plain(heading): what for one in kept_layouts(desk) for heading, what in one.headings.items()}
    return replace(first, proposed={cell: meanings.get(plain(cell), what) for cell, what in first.proposed.items()})


def keep_layout(desk: Desk, entered: Unchecked, now: datetime) -> str:
    """Keep a column layout: `name, class, days, headings`. Answers its name."""
    return _keep(desk, layouts.LayoutIn.checked(entered), now)


def _keep(desk: Desk, heading_map: HeadingMap, now: datetime) -> str:
    with desk.reading() as session:
        if any(one.map() == heading_map for one in layouts.listed(session)):
            return heading_map.name
    with desk.act(now) as act:
        layouts.keep(act.session, heading_map, now)
        act.record(ActKind.layout_kept, on=day_of(now), facts=heading_map.facts())
    return heading_map.name


def forget_layout(desk: Desk, name: str, now: datetime) -> None:
    """Forget a kept layout; records already imported stay."""
    with desk.act(now) as act:
        act.record(ActKind.layout_forgotten, on=day_of(now), facts=layouts.forget(act.session, name).facts())


def kept_layouts(desk: Desk) -> list[layouts.KeptMap]:
    """Every kept layout."""
    with desk.reading() as session:
        return [one.shown() for one in layouts.listed(session)]


def _completed(heading_map: HeadingMap, paths: Sequence[Path]) -> HeadingMap:
    """A layout with every heading of the files: the ones it does not name are kept as they are."""
    named, headings = {plain(heading): heading for heading in heading_map.headings}, dict(heading_map.headings)
    for path in paths:
        rows = [cells for _, cells in intake.first_rows(path).rows]
        row = min(rows, key=lambda cells: len(named.keys() - set(map(plain, cells))))
        if lacks := named.keys() - set(map(plain, row)):
            some = ", ".join(f"'{named[one]}'" for one in sorted(lacks)[:3])
            raise Refused(f"{path.name} has no row with every heading of the map. Missing: {some}. Correct the map.")
        spelt = {plain(cell): cell.replace("\ufeff", "").strip() for cell in row if plain(cell)}
        headings |= {cell: "keep" for one, cell in spelt.items() if one not in named}
        named |= spelt
    return replace(heading_map, headings=headings)


@contextmanager
def _alone(path: Path, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Wait until no other import is running, then keep others out."""
    while not ONE_AT_A_TIME.acquire(timeout=0.1):
        if cancelled():
            raise Refused(f"The import of {path.name} was cancelled. Nothing was saved.")
    try:
        yield
    finally:
        ONE_AT_A_TIME.release()


def _clear_away(desk: Desk) -> None:
    """Remove what an import that was cut off left open."""
    with desk.staging() as session:
        for source in session.exec(select(items.Source).where(items.Source.state == "open")).all():
            items.discard(session, source)


def _import(
    desk: Desk, reading: intake.OpenFile, now: datetime, progress: Progress, cancelled: Callable[[], bool]
) -> items.Ledger:
    def report(done: int, what: str = "reading") -> None:
        progress(done, reading.expected, what)
        if cancelled():
            reading.cancel()
            raise ImportCancelled

    number = None
    try:
        with desk.staging() as session:
            source = items.Source(
                name=reading.name, reader=reading.reader, digest=reading.digest, size=reading.size,
                about=reading.about, imported=now, warnings=[],
            )  # fmt: skip
            session.add(source)
            session.flush()
            number = database.number(source.id)
        report(0)
        batch: list[intake.Record] = []
        warnings: list[intake.Fault] = []
        lost = {"unreadable": 0, "excluded": 0}
        erased: dict[int, date] = {}
        for seen, row in enumerate(reading.rows(), 1):
            if isinstance(row, intake.Record):
                batch.append(row)
                warnings += [intake.Fault(row.line, what) for what in row.warnings]
            else:
                state = "unreadable" if isinstance(row, intake.Unreadable) else "excluded"
                lost[state] += 1
                warnings.append(intake.Fault(row.line, f"{state}: {row.why}"))
            if len(batch) >= items.BATCH:
                erased |= _stage(desk, number, batch)
                batch = []
                report(seen)
        erased |= _stage(desk, number, batch)
        lost["excluded"] += len(erased)
        warnings = [one for one in warnings if one.line not in erased]
        warnings += [
            intake.Fault(line, f"excluded: this record was erased on {on:%d/%m/%Y} and is not imported again")
            for line, on in erased.items()
        ]
        warnings += reading.warnings
        if erased:
            warnings.append(intake.Fault(0, UNSEALED))
        return _complete(desk, number, reading, warnings, lost, now, report, keep=not erased)
    except ImportCancelled:
        _clear_away(desk)
        raise Refused(f"The import of {reading.name} was cancelled. Nothing was saved.") from None
    except BaseException:
        if number is not None:
            _clear_away(desk)
        raise


def _stage(desk: Desk, source: int, batch: list[intake.Record]) -> dict[int, date]:
    if not batch:
        return {}
    with desk.staging() as session:
        return items.add(session, session.get_one(items.Source, source), batch, desk.erased_key)


def _complete(
    desk: Desk,
    number: int,
    reading: intake.OpenFile,
    warnings: list[intake.Fault],
    lost: dict[str, int],
    now: datetime,
    report: Callable[[int, str], None],
    *,
    keep: bool,
) -> items.Ledger:
    """The act: seal the original, link and index every new item, balance the ledger, make the source visible."""
    with desk.act(now) as act:
        session = act.session
        source = session.get_one(items.Source, number)
        source.expected, source.unreadable, source.excluded = reading.expected, lost["unreadable"], lost["excluded"]
        if not items.ledger_adds_up(source):
            raise Refused(
                f"{reading.name} does not add up: {source.expected} records in the file, {source.read} read, "
                f"{source.duplicate} duplicate, {source.unreadable} unreadable, {source.excluded} excluded. "
                "Nothing was saved. Report this fault."
            )
        if keep:
            source.blob = blobs.keep(session, desk.folder, reading.data).name
        apart, merged = register.link_records(session, source, lambda done: report(done, "joining"))
        new = session.exec(select(items.Item.id, items.Item.segments).where(items.Item.source_id == number))
        index.add(session, ((database.number(item), segments) for item, segments in new))
        moved = [item for one in merged for item in (*one.items_of_gone, *one.items_of_kept)]
        void_papers(act, {register.root(session, one.kept) for one in merged}, moved)
        decisions = [merges.combine_decisions(session, one) for one in merged]
        again = rectification.arrived(session, source) + restriction.arrived(session, source)
        source.warnings = sorted(warnings + apart + again, key=lambda one: one.line)
        source.state = "complete"
        session.add(source)
        facts = {
            "source": number,
            "name": source.name,
            "digest": source.digest,
        }
        seq = act.record(ActKind.imported, on=day_of(now), facts=facts | {"merged": [one.facts() for one in merged]})
        for one, taken in zip(merged, decisions, strict=True):
            keep_decisions(act, seq, one, taken, {})
        return source.ledger()


def sources(desk: Desk) -> list[items.Ledger]:
    """The ledger of every source, newest first."""
    with desk.reading() as session:
        return [source.ledger() for source in items.listed(session)]
