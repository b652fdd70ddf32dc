"""What is held: importing workforce files, the register of people, finding one person, deciding what goes out."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import select

from casework import Refused, blobs, bundles, history, intake, items, law, papers, people
from casework import requests as rights
from casework.events import OUTCOMES, day_of
from casework.finding import index, search
from casework.store import Desk

Progress = Callable[[int, int, str], None]
UNSEALED = "the file itself is not kept sealed: it holds records that were erased, and cannot be cut"


class Stopped(Exception):
    """The officer cancelled."""


def import_files(
    desk: Desk,
    paths: Sequence[Path],
    now: datetime,
    progress: Progress = lambda done, total, what: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Bring workforce files into the register, each one source with a ledger that adds up.

    A file that is refused stops the run with its sentence; the files before it are in. A cancelled or cut-off file
    leaves nothing behind.
    """
    done = []
    for path in paths:
        _clear_away(desk)
        with intake.open_file(path) as reading:
            done.append(_import(desk, reading, now, progress, cancelled))
    return {"sources": done}


def _clear_away(desk: Desk) -> None:
    """What an import that was killed left open is taken away before the next one."""
    with desk.staging() as session:
        for source in session.exec(select(items.Source).where(items.Source.state == "open")).all():
            items.discard(session, source)


def _import(
    desk: Desk, reading: intake.Reading, now: datetime, progress: Progress, cancelled: Callable[[], bool]
) -> dict[str, Any]:
    def told(done: int, what: str = "reading") -> None:
        progress(done, reading.expected, what)
        if cancelled():
            reading.cancel()
            raise Stopped

    number = None
    try:
        with desk.staging() as session:
            source = items.Source(
                name=reading.name, reader=reading.reader, digest=reading.digest, size=reading.size,
                about=reading.about, imported=history.instant(now), warnings=[],
            )  # fmt: skip
            session.add(source)
            session.flush()
            number = source.id
        told(0)
        batch: list[intake.Record] = []
        warnings: list[dict[str, Any]] = []
        lost = {"unreadable": 0, "excluded": 0}
        erased: dict[int, date] = {}
        for seen, row in enumerate(reading.rows(), 1):
            if isinstance(row, intake.Record):
                batch.append(row)
                warnings += [{"line": row.line, "what": what} for what in row.warnings]
            else:
                state = "unreadable" if isinstance(row, intake.Unreadable) else "excluded"
                lost[state] += 1
                warnings.append({"line": row.line, "what": f"{state}: {row.why}"})
            if len(batch) >= items.BATCH:
                erased |= _stage(desk, number, batch)
                batch = []
                told(seen)
        erased |= _stage(desk, number, batch)
        lost["excluded"] += len(erased)
        warnings += [
            {"line": line, "what": f"excluded: this record was erased on {on:%d/%m/%Y} and is not taken in again"}
            for line, on in erased.items()
        ]
        warnings += [{"line": fault.line, "what": fault.what} for fault in reading.warnings]
        if erased:
            warnings.append({"line": 0, "what": UNSEALED})
        return _complete(desk, number, reading, warnings, lost, now, told, keep=not erased)
    except Stopped:
        _clear_away(desk)
        raise Refused(f"The import of {reading.name} was cancelled: nothing of it was kept.") from None
    except BaseException:
        if number is not None:
            _clear_away(desk)
        raise


def _stage(desk: Desk, source: int, batch: list[intake.Record]) -> dict[int, date]:
    if not batch:
        return {}
    with desk.staging() as session:
        return items.add(session, session.get(items.Source, source), batch, desk.erased_key)


def _complete(
    desk: Desk,
    number: int,
    reading: intake.Reading,
    warnings: list[dict[str, Any]],
    lost: dict[str, int],
    now: datetime,
    told: Callable[[int, str], None],
    *,
    keep: bool,
) -> dict[str, Any]:
    """The act: the original sealed, every new item joined and indexed, the ledger balanced, the source visible."""
    with desk.act(now) as act:
        session = act.session
        source = session.get(items.Source, number)
        source.expected, source.unreadable, source.excluded = reading.expected, lost["unreadable"], lost["excluded"]
        if not items.ledger_adds_up(source):
            raise Refused(
                f"{reading.name} does not add up: {source.expected} records in the file, {source.read} read, "
                f"{source.duplicate} held already, {source.unreadable} unreadable, {source.excluded} left out. "
                "Nothing of it was kept: report this."
            )
        if keep:
            source.blob = blobs.keep(session, desk.folder, reading.data).name
        apart, merged = people.join(session, source, lambda done: told(done, "joining"))
        new = session.exec(select(items.Item.id, items.Item.segments).where(items.Item.source_id == number))
        index.add(session, new)
        for gone, kept in merged:
            bundles.bring_together(session, gone, kept)
        source.warnings = sorted(warnings + apart, key=lambda one: one["line"])
        source.state = "complete"
        session.add(source)
        facts = {"source": number, "name": source.name, "digest": source.digest, "merged": merged}
        act.record("imported", on=day_of(now), facts=facts)
        return source.ledger()


def sources(desk: Desk) -> list[dict[str, Any]]:
    """Every source with its ledger, newest first."""
    with desk.reading() as session:
        return [
            source.ledger() | {"title": source.title, "imported": source.imported, "about": source.about}
            for source in items.listed(session)
        ]


def people_of(desk: Desk, words: str, offset: int = 0, limit: int = 200) -> dict[str, Any]:
    """People of the register whose names or numbers begin as typed; how many in all, and one page of them."""
    with desk.reading() as session:
        total, found = people.looked_up(session, words, offset, limit)
        return {"total": total, "people": [people.card(session, person) for person in found]}


def person_card(desk: Desk, person: int) -> dict[str, Any]:
    """One person: names, numbers, and their records by source."""
    with desk.reading() as session:
        person = people.root(session, person)
        if session.get(people.Person, person) is None:
            raise Refused(f"There is no person {person} in the register.")
        held = session.exec(select(items.Item).where(items.Item.person_id == person).order_by(items.Item.id)).all()
        seen = items.sightings(session, [item.id for item in held])
        names = {source.id: source for source in items.listed(session)}
        records = [
            {
                "item": item.id,
                "kind": item.kind,
                "title": names[item.source_id].title,
                "place": bundles.place(item),
                "sources": [names[source].name for source, _ in seen[item.id] if source in names],
                "fields": [{"name": name, "text": text} for _, name, text in item.fields()],
            }
            for item in held
            if item.source_id in names
        ]
        about = select(rights.Request.reference).where(rights.Request.person_id == person)
        return people.card(session, person) | {"items": records, "cases": list(session.exec(about).all())}


def find(desk: Desk, reference: str, now: datetime) -> dict[str, Any]:
    """Search for everything about the person the case is about; the answer is kept as a certificate."""
    with desk.act(now) as act:
        request = _open(rights.get(act.session, reference))
        found = _searched(act.session, request)
        certificate = search.digest(found)
        act.session.add(
            search.Certificate(reference=request.reference, digest=certificate, made=history.instant(now), body=found)
        )
        papers.void(act.session, request.reference)
        facts = {"certificate": certificate, "hits": len(found["hits"])}
        act.record("found", reference=request.reference, on=day_of(now), facts=facts)
        return {"certificate": certificate} | found


def replay(desk: Desk, reference: str) -> dict[str, Any]:
    """Do the last search again and say what is different; nothing is kept."""
    with desk.reading() as session:
        request = rights.get(session, reference)
        kept = search.latest(session, request)
        if kept is None:
            raise Refused(f"Nothing was searched for {request.reference} yet: 'find {request.reference}' does.")
        found = _searched(session, request)
        was, now = ({hit["item"] for hit in body["hits"]} for body in (kept.body, found))
        same = search.digest(found) == kept.digest
        return {"certificate": kept.digest, "same": same, "new": sorted(now - was), "gone": sorted(was - now)}


def _searched(session: Any, request: rights.Request) -> dict[str, Any]:
    if request.bound == "open":
        raise Refused(f"Say first whom {request.reference} is about: 'person {request.reference}' proposes people.")
    return search.search(session, request)


def review(desk: Desk, reference: str) -> dict[str, Any]:
    """Every item found for a case, with its fields and what was decided; and the counts."""
    with desk.reading() as session:
        request = rights.get(session, reference)
        counts = bundles.counts(session, request)
        return {"items": bundles.review(session, request), "counts": counts, "undecided": counts["undecided"]}


def exemptions() -> list[dict[str, Any]]:
    """What an item can be withheld under, and 'not this person's data'."""
    listed = [
        {"id": one.id, "title": one.title, "provision": one.provision, "explanation": one.explanation}
        for one in law.exemptions().values()
    ]
    apart = {
        "id": bundles.NOT_THEIRS,
        "title": "Not this person's data",
        "provision": "",
        "explanation": "It is about somebody else.",
    }
    return [apart, *listed]


def decide(desk: Desk, reference: str, said: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Take decisions on items and fields of a case, all or none; answer the counts."""
    with desk.act(now) as act:
        request = _open(rights.get(act.session, reference))
        taken = bundles.decide(act.session, request, said)
        papers.void(act.session, request.reference)
        act.record("decided", reference=request.reference, on=day_of(now), facts=taken)
        return bundles.counts(act.session, request)


def undo_decision(desk: Desk, reference: str, now: datetime) -> str:
    """Take back the last decision on a case exactly; answer in words what was undone."""
    with desk.act(now) as act:
        request = _open(rights.get(act.session, reference))
        last, facts = _last_decided(act.session, request)
        if last is None:
            raise Refused(f"Nothing was decided on {request.reference} that could be undone.")
        before = facts["before"]
        bundles.restore(act.session, request, before)
        papers.void(act.session, request.reference)
        facts = {"restored": before}
        act.record("undone", reference=request.reference, on=day_of(now), corrects=last.seq, facts=facts)
        which = ", ".join(f"item {one['item']}" + (f" {one['field']}" if one["field"] else "") for one in before[:5])
        return f"Taken back: the decision on {which}" + (" and others." if len(before) > 5 else ".")


def _last_decided(session: Any, request: rights.Request) -> tuple[history.History | None, dict[str, Any]]:
    """The last decision not taken back yet among those for the person the case is about now: no other's is touched."""
    rows = select(history.History).where(history.History.reference == request.reference)
    rows = session.exec(rows.where(history.History.kind.in_(["decided", "undone"]))).all()
    gone = {row.corrects for row in rows if row.kind == "undone"}
    left = {row.seq: row for row in rows if row.kind == "decided" and row.seq not in gone}
    for seq, facts in sorted(history.facts_of(session, left).items(), reverse=True):
        if people.root(session, facts.get("person", -1)) == bundles.about(session, request):
            return left[seq], facts
    return None, {}


def _open(request: rights.Request) -> rights.Request:
    if request.outcome:
        raise Refused(f"{request.reference} is closed ({OUTCOMES[request.outcome]}): reopen it first.")
    return request
