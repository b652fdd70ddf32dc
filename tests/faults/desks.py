"""A small desk to be killed, starved and unplugged, and what must be so when it is opened again."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from casework import Refused
from casework.desk import store
from casework.records import intake
from casework.vault import blobs
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.jobs import case_search, opening, person_cards
from dpo_console.records import jobs as importing
from dpo_console.records import jobs as records_jobs
from dpo_console.rights import jobs as rights_jobs
from letters.disclosure import pack as packs
from letters.paper import pdf as pdf_maker
from letters.paper import readback
from testham import TESTHAM
from workforce import KATE, census, lookup, payroll, staff, worker

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PASSPHRASE, OTHER, NEXT = "four plain words here", "another set of plain words", "the third row of plain words"
CASE = "SAR-2026-0001"
FACTS = {
    "right": ["access"], "received": "2026-11-16", "recognised": "2026-11-16", "channel": "email",
    "requester": {"name": "Katherine Robertson", "address": ["1 Test Street"], "email": None, "is_subject": True,
                  "authority": None},
    "subject": {"name": "Katherine Robertson", "former_names": [], "born": "1984-03-14",
                "identifiers": {"staff": "0012345", "swe": "SW12345", "ni": None, "email": []}},
    "asked": "Everything about me.", "service": None, "owner": None,
}  # fmt: skip
OWN = ("slots-found", "clock-set-back", "wrong-passphrase")
"""What opening itself may record."""


@dataclass(frozen=True)
class Fault:
    """What was wrong with a desk: `lost`, `half`, `unreadable` or `untrue` (told otherwise than it is), and why."""

    kind: str
    why: str


def make(root: Path) -> None:
    """A desk with two files imported and one case that is ready for its pack, and a place outside it."""
    (root / "outside").mkdir(parents=True)
    desk_jobs.create_desk(root / "desk", PASSPHRASE, "Ann", NOW, TESTHAM)
    desk = opening.open_desk(root / "desk", PASSPHRASE, now=NOW)
    with tempfile.TemporaryDirectory() as scratch:
        for number, data in enumerate((payroll(KATE), lookup(("0012345", "Katherine Robertson", "SW12345")))):
            file = Path(scratch) / f"file{number}"
            file.write_bytes(data)
            records_jobs.import_files(desk, [file], NOW)
    case = log(desk)
    [first, *_] = rights_jobs.proposals(desk, case)
    rights_jobs.identify_subject(desk, case, first.person, "numbers agree", NOW)
    said = [{"item": hit.item, "decision": "disclose"} for hit in case_search.find(desk, case, NOW).hits]
    said += [
        {
            "item": item.item,
            "field": field.name,
            "decision": "disclose",
            "exemption": None,
            "reason": "checked it",
        }
        for item in disclosure_jobs.review(desk, case).items
        for field in item.fields
        if field.name == "Checked by"
    ]
    disclosure_jobs.decide(desk, case, said, NOW)
    desk.drafts.put("log-request", {"number": 0}, NOW)
    desk.close()


def log(desk: store.Desk, number: int = 0) -> str:
    """Log a request."""
    return rights_jobs.log_request(desk, FACTS, NOW)


_files = tempfile.TemporaryDirectory(prefix="faults-")


@cache
def file_of(number: int) -> Path:
    """A workforce file of people nobody else has."""
    rows = [
        staff(f"00{number}{at:03}", f"Fore{at}", f"Sur{number}x{at}", f"{1 + at % 28:02}/05/1960") for at in range(40)
    ]
    returned = [worker(f"SW{number}{at:04}", f"{1960 + at}-01-01") for at in range(9)]
    path = Path(_files.name) / f"file-{number}"
    path.write_bytes(census(*returned) if number % 2 else payroll(*rows))
    return path


def shape(desk: store.Desk) -> dict[str, Any]:
    """What is on the desk, as far as it is the same whenever it is made."""
    with desk.reading() as session:
        driver = session.connection().connection.driver_connection
        names = [name for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            name: driver.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
            if not name.startswith("item_words_")
        }
        marks = ", ".join("?" * len(OWN))
        own = driver.execute(f"SELECT count(*) FROM history WHERE kind IN ({marks})", OWN).fetchone()[0]
    mine = desk.drafts.get("log-request")
    return found | {
        "history": found["history"] - own,
        "payload": found["payload"] - own,
        "draft": mine and mine["number"],
    }


def examine(
    folder: Path,
    shapes: list[dict[str, Any]],
    acked: int,
    passphrase: str = PASSPHRASE,
    *,
    silent: bool = True,
    refused: bool = False,
) -> list[Fault]:
    """Open the desk in the ordinary way; every reported act is there, none is half there, the history is whole.

    `shapes` are those of an undisturbed desk: before, and after each act. `silent`: opening has nothing to warn of.
    `refused`: the act after those reported was refused, so it must not be there.
    """
    try:
        desk = opening.open_desk(folder, passphrase, now=NOW)
    except Exception as wrong:
        return [Fault("unreadable", repr(wrong))]
    try:
        return list(_examined(desk, shapes, acked, silent, refused))
    except Exception as wrong:
        return [Fault("unreadable", repr(wrong))]
    finally:
        desk.close()


def _examined(
    desk: store.Desk, shapes: list[dict[str, Any]], acked: int, silent: bool, refused: bool
) -> Iterator[Fault]:
    if silent and desk.warnings:
        yield Fault("half", f"opening warned: {desk.warnings}")
    found = desk.verdict()
    if found.state != "whole" or desk.anchored().seq != found.rows:
        yield Fault("half", f"the history is {found.state}: {found.why}")
    if _staged(desk):
        seen = len(records_jobs.sources(desk)), person_cards.people_of(desk, "").total
        importing._clear_away(desk)
        if seen != (len(records_jobs.sources(desk)), person_cards.people_of(desk, "").total):
            yield Fault("half", "a source that is not complete can be seen")
    now = shape(desk)
    if now not in shapes[acked:]:
        if now in shapes:
            yield Fault("lost", f"{acked} reported, {shapes.index(now)} there")
        else:
            near = shapes[acked]
            differ = {name: (now.get(name), near.get(name)) for name in now | near if now.get(name) != near.get(name)}
            yield Fault("half", f"neither one state nor the next (found, wanted): {differ}")
    elif refused and now != shapes[acked]:
        yield Fault("untrue", "the act was refused, and it is there")
    yield from _sealed(desk)
    if left := [file.name for file in desk.folder.rglob("*") if file.name.startswith(".")]:
        yield Fault("half", f"left lying about: {left}")
    log(desk)
    if (after := desk.verdict()).rows != found.rows + 3 or (found.state == "whole" and after.state != "whole"):
        yield Fault("unreadable", "the next act was not recorded")


def _staged(desk: store.Desk) -> bool:
    """Whether an import was cut off: what it left is taken away before the next."""
    with desk.reading() as session:
        driver = session.connection().connection.driver_connection
        return driver.execute("SELECT count(*) FROM source WHERE state = 'open'").fetchone()[0] > 0


def _sealed(desk: store.Desk) -> Iterator[Fault]:
    """Every sealed file that an act names opens, and there is no other."""
    with desk.reading() as session:
        driver = session.connection().connection.driver_connection
        names = {name for (name,) in driver.execute("SELECT name FROM blob")}
        for name in names:
            try:
                blobs.read(session, desk.folder, name)
            except Refused as wrong:
                yield Fault("lost", str(wrong))
        if driver.execute("PRAGMA foreign_key_check").fetchall():
            yield Fault("half", "rows that point nowhere")
    if extra := {file.name for file in (desk.folder / blobs.FOLDER).iterdir()} - names:
        yield Fault("half", f"sealed files nobody names: {extra}")


def copy(base: Path, root: Path) -> Path:
    """The desk once more, in place of what stood at `root`."""
    shutil.rmtree(root, ignore_errors=True)
    return shutil.copytree(base, root)


_kept: dict[Any, Any] = {}


def remember() -> contextlib.ExitStack:
    """Have pure, slow work (reading a file, setting pages and reading them back) done once and remembered.

    What is killed is then the changing of files; the long set kills the slow work too.
    """
    held = contextlib.ExitStack()

    def once(module: Any, name: str, key: Callable[..., Any]) -> None:
        real = getattr(module, name)

        def instead(*args: Any) -> Any:
            said = (name, key(*args))
            if said not in _kept:
                _kept[said] = real(*args)
            return _kept[said]

        setattr(module, name, instead)
        held.callback(setattr, module, name, real)

    once(pdf_maker, "typeset", lambda template, context: (template, repr(context)))
    once(packs, "typeset", lambda template, context: (template, repr(context)))
    once(readback, "read_back", lambda data: data)
    real = intake.open_file

    class Read:
        """A file as it was read once."""

        def __init__(self, path: Path):
            with real(path) as reading:
                self._rows = list(reading.rows())
                for name in ("name", "data", "digest", "size", "warnings", "reader", "about", "expected"):
                    setattr(self, name, getattr(reading, name))

        def __enter__(self) -> "Read":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def rows(self) -> Iterator[Any]:
            yield from self._rows

    def open_file(path: Path, kept: object = ()) -> Read:
        if path not in _kept:
            _kept[path] = Read(path)
        return _kept[path]

    intake.open_file = open_file
    held.callback(setattr, intake, "open_file", real)
    return held
