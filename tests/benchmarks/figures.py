"""The figures to reach, each against its own baseline measured in the same run. By hand: python tests/benchmarks/figures.py

Prints ratios of CPU time where the work is in one process, of wall time where it is to first paint. Give names to run
only some: paint chain import search letter writing mailing pack keys board.
"""

import asyncio
import contextlib
import hashlib
import os
import pty
import resource
import select
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from casework.desk.store import Desk  # noqa: E402
from dpo_console.breaches import letter_run  # noqa: E402
from dpo_console.desk import jobs as desk_jobs  # noqa: E402
from dpo_console.jobs import case_search, opening, person_cards  # noqa: E402
from dpo_console.records import jobs as records_jobs  # noqa: E402
from dpo_console.rights import jobs as rights_jobs  # noqa: E402
from dpo_console.views import jobs as views_jobs  # noqa: E402
from testham import TESTHAM  # noqa: E402

if TYPE_CHECKING:
    from textual.app import App, ComposeResult
    from textual.pilot import Pilot

    from casework.demo import dataset

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PASSPHRASE = "four plain words here"
BARE = "from textual.app import App\nfrom textual.widgets import Footer, Label\nclass A(App):\n def compose(self):\n  yield Label('x'); yield Footer()\nA().run()"


def cpu() -> float:
    """CPU seconds of this process and of the children it has waited for."""
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in both)


def say(what: str, figure: str, reach: str) -> None:
    print(f"{what:<62} {figure:<26} reach {reach}", flush=True)


def timed(act: Callable[[], object], rounds: int = 5) -> float:
    """The median CPU time of an act, after one that does not count."""
    act()
    spent = []
    for _ in range(rounds):
        before = time.process_time()
        act()
        spent.append(time.process_time() - before)
    return statistics.median(spent)


def desk_at(folder: Path) -> Desk:

    desk_jobs.create_desk(folder, PASSPHRASE, "Ann", NOW, TESTHAM)
    return opening.open_desk(folder, PASSPHRASE, now=NOW)


def first_paint(argv: list[str], mark: bytes) -> float:
    """Wall seconds from start until the terminal has been sent `mark`."""
    pid, terminal = pty.fork()
    if not pid:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execv(sys.executable, [sys.executable, *argv])
    begun, seen = time.perf_counter(), b""
    with contextlib.suppress(OSError):
        while time.perf_counter() - begun < 30 and mark not in seen:
            if select.select([terminal], [], [], 1)[0]:
                seen += os.read(terminal, 65536)
    took = time.perf_counter() - begun
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(terminal)
    return took


def paint() -> None:
    """First paint of the unlock screen against a bare Textual application."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "desk"
        desk_at(folder).close()
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(7):
            bare.append(first_paint(["-c", BARE], b"x"))
            ours.append(
                first_paint(
                    [
                        "-c",
                        f"import os; os.environ['DPO_CONSOLE_DESK']={str(folder)!r}; import sys; sys.argv=['dpo-console']; from dpo_console.__main__ import main; main()",
                    ],
                    b"Passphrase",
                )
            )
    ratio = statistics.median(ours) / statistics.median(bare)
    say("first paint of the unlock screen / bare Textual", f"{ratio:.2f} x ({statistics.median(ours):.2f} s)", "1.3 x")


def chain() -> None:
    """Verifying the history: rows for a CPU second."""
    from casework.timeline import history

    key, before = bytes(32), history.START
    rows: list[tuple[Any, ...]] = []
    for seq in range(1, 200_001):
        salt, facts = b"0123456789abcdef", '{"note":"as said on the telephone"}'
        digest = hashlib.sha256(salt + facts.encode()).hexdigest()
        columns = [
            seq,
            seq,
            "SAR-2026-0001",
            "note",
            "2026-11-22",
            "2026-11-22T10:00:00Z",
            "Ann",
            None,
            None,
            digest,
            before,
        ]
        before = history._mac(key, columns)
        rows.append((*columns, before, salt, facts))
    spent = timed(lambda: history.verify(iter(rows), key, history.Anchor(200_000, before)), 3)
    say("chain verification, rows already read", f"{200_000 / spent:,.0f} rows/CPU s", "150,000")
    with tempfile.TemporaryDirectory() as scratch:
        from sqlalchemy import insert

        desk = desk_at(Path(scratch) / "desk")
        desk.chain_key = key
        with desk.staging() as session:
            session.connection().exec_driver_sql("DELETE FROM payload")
            session.connection().exec_driver_sql("DROP TRIGGER history_no_delete")
            session.connection().exec_driver_sql("DELETE FROM history")
            typed = {"day": NOW.date(), "recorded": NOW}
            named = [dict(zip((*history.COLUMNS, "mac"), row[:12], strict=True)) | typed for row in rows]
            session.connection().execute(insert(history.History), named)
            payloads = [{"seq": row[0], "salt": row[12], "facts": row[13]} for row in rows]
            session.connection().execute(insert(history.Payload), payloads)
            session.connection().exec_driver_sql(history.GUARDS["history_no_delete"])
        desk.folder.joinpath("anchor").write_bytes(history.seal(key, history.Anchor(200_000, before)))
        if (found := desk.verdict()).state != "whole":
            raise SystemExit(found)
        spent = timed(desk.verdict, 3)
        say("chain verification, out of the encrypted database", f"{200_000 / spent:,.0f} rows/CPU s", "150,000")
        desk.close()


def large(employed: int, leavers: int) -> "dataset.SyntheticCouncil":
    from casework.demo import dataset

    return dataset.council(date(2026, 11, 22), now_employed=employed, leavers=leavers)


def import_() -> None:
    """A payroll file against reading it with the same reader and executemany into one plain table."""
    from casework.records import intake
    from casework.records.intake.records import Record

    with tempfile.TemporaryDirectory() as scratch:
        council = large(2500, 10500)
        name, data = next(file for file in council.files if file[0].startswith("nfi"))
        path = Path(scratch) / name
        path.write_bytes(data)

        def plain() -> None:
            database = sqlite3.connect(Path(scratch) / f"plain{time.time_ns()}.db")
            database.execute("CREATE TABLE rows (line INTEGER, cells TEXT)")
            with intake.open_file(path) as reading:
                rows = [
                    (row.line, repr([(part.name, part.text) for part in row.segments]))
                    for row in reading.rows()
                    if isinstance(row, Record)
                ]
            database.executemany("INSERT INTO rows VALUES (?, ?)", rows)
            database.commit()
            database.close()

        plain()
        spent: dict[str, list[float]] = {"plain": [], "ours": []}
        for number in range(3):
            begun = time.perf_counter()
            plain()
            spent["plain"].append(time.perf_counter() - begun)
            desk = desk_at(Path(scratch) / f"desk{number}")
            begun = time.perf_counter()
            ledger = records_jobs.import_files(desk, [path], NOW).sources[0]
            spent["ours"].append(time.perf_counter() - begun)
            desk.close()
        ours, base = statistics.median(spent["ours"]), statistics.median(spent["plain"])
        rows = ledger.expected
        say(
            f"import of {rows:,} payroll rows / reader and executemany",
            f"{ours / base:.1f} x ({rows / ours:,.0f} rows/s)",
            "6 x",
        )


def search() -> None:
    """The first page of a search over a large register, as one types."""
    from casework.demo import dataset

    with tempfile.TemporaryDirectory() as scratch:
        desk = desk_at(Path(scratch) / "desk")
        council = large(2500, 10500)
        paths = []
        for name, data in council.files:
            paths.append(Path(scratch) / name)
            paths[-1].write_bytes(data)
        begun = time.perf_counter()
        records_jobs.import_files(desk, paths, NOW)
        print(f"  (imported {len(council.staff):,} people in {time.perf_counter() - begun:.0f} s)")
        typed = [worker.surname[:length] for worker in council.staff[:60] for length in (1, 3, 9)]
        typed += [worker.staff for worker in council.staff[:40]] + [worker.name() for worker in council.staff[:40]]
        spent = []
        for words in typed:
            begun = time.perf_counter()
            person_cards.people_of(desk, words, limit=20)
            spent.append(time.perf_counter() - begun)
        p95 = statistics.quantiles(spent, n=20)[-1]
        say("first page of a search, 13,000 people, p95", f"{p95 * 1000:.0f} ms", "100 ms")
        reference = rights_jobs.log_request(desk, dataset.facts(council.staff[0], date(2026, 11, 16)), NOW)
        [first, *_] = rights_jobs.proposals(desk, reference)
        rights_jobs.identify_subject(desk, reference, first.person, "numbers agree", NOW)
        begun = time.perf_counter()
        case_search.find(desk, reference, NOW)
        say("everything about one person, 13,000 people", f"{time.perf_counter() - begun:.2f} s", "-")
        begun = time.perf_counter()
        views_jobs.board_of(desk, NOW)
        say("the board's lines, one open case", f"{(time.perf_counter() - begun) * 1000:.0f} ms", "-")
        desk.close()


def letter() -> None:
    """A warm letter against bare WeasyPrint on the same HTML, in this process, and through the confined child."""
    import json

    from letters.paper import pdf
    from paper import disclosure

    made = disclosure()
    payload = pdf._sent(["letter.html", pdf.letter_context(made)])
    weasyprint, fonts, sheet, fetch = pdf._warm()
    html = pdf._environment().get_template("letter.html").render(json.loads(payload)[1])

    def bare() -> None:
        weasyprint.HTML(string=html, url_fetcher=fetch, base_url="asset:").write_pdf(
            font_config=fonts, stylesheets=[sheet], pdf_variant="pdf/ua-1"
        )

    ours, base = timed(lambda: list(pdf.typeset_here(payload))), timed(bare)
    say("a letter, warm, in the same process / bare WeasyPrint", f"{ours / base:.2f} x", "1.15 x")
    walls = []
    for act in (lambda: pdf.letter_pdf(made), bare):
        act()
        begun = time.perf_counter()
        for _ in range(10):
            act()
        walls.append(time.perf_counter() - begun)
    say("a letter, warm, through the confined child / bare", f"{walls[0] / walls[1]:.2f} x", "1.15 x")


def writing() -> None:
    """What a case may be written now: every kind of letter, with what it lacks."""
    from casework.law.letter_kinds import letter_kinds
    from dpo_console.jobs.letters import writable

    with tempfile.TemporaryDirectory() as scratch:
        desk = desk_at(Path(scratch) / "desk")
        who = {"name": "Ann Smith", "address": ["1 Test Street", "ZZ99 9ZZ"], "is_subject": True}
        facts = {"right": ["access", "erasure"], "received": "2026-11-16", "requester": who, "asked": "Everything."}
        reference = rights_jobs.log_request(desk, facts, NOW)
        taken = timed(lambda: writable(desk, reference, NOW), rounds=21)
        say(f"what a case may be written, {len(letter_kinds())} kinds", f"{taken * 1000:.0f} ms", "50 ms")
        desk.close()


def mailing() -> None:
    """Five hundred people told of a breach, every letter read back and filed, against bare WeasyPrint on the same HTML."""
    from casework.breaches import affected_people
    from casework.notice.council import Council
    from dpo_console.breaches.letters import paper_sources
    from letters.breaches.people_letter import people_letter
    from letters.paper import pdf
    from telling import FRIDAY, logged

    with tempfile.TemporaryDirectory() as scratch:
        desk = desk_at(Path(scratch) / "desk")
        reference = logged(desk, people=500)
        with desk.reading() as session:
            found = paper_sources(session, reference)
            council = session.get_one(Council, 1)
            letters = [
                people_letter(found.breach, one, council, on=FRIDAY.date())
                for one in affected_people.listed(session, reference)
            ]
        weasyprint, fonts, sheet, fetch = pdf._warm()
        template = pdf._environment().get_template("letter.html")
        pages = [template.render(pdf.letter_context(letter)) for letter in letters]

        def bare() -> None:
            for html in pages:
                weasyprint.HTML(string=html, url_fetcher=fetch, base_url="asset:").write_pdf(
                    font_config=fonts, stylesheets=[sheet], pdf_variant="pdf/ua-1"
                )

        spent = []
        for act in (bare, lambda: letter_run.make_people_letters(desk, reference, FRIDAY)):
            begun = time.perf_counter()
            act()
            spent.append(time.perf_counter() - begun)
        base, ours = spent
        say("500 letters made, read back and filed / bare", f"{ours / base:.2f} x ({ours:.0f} s)", "1.5 x")
        begun = time.perf_counter()
        letter_run.make_people_letters(desk, reference, FRIDAY)
        say("the same run again, nothing having changed", f"{time.perf_counter() - begun:.1f} s", "-")
        begun = time.perf_counter()
        letter_run.save_people_letters(desk, reference, Path(scratch))
        say("500 letters in one file for the printer", f"{time.perf_counter() - begun:.1f} s", "-")
        desk.close()


def pack() -> None:
    """A pack of some hundred pages, gate included, against its typesetting; and of the gate, what reading back costs."""
    from casework.disclosure.withheld import withheld_of
    from casework.text.forms import Name, RegisteredPerson
    from casework.text.naming import Model
    from letters.disclosure import gate
    from letters.disclosure import pack as packs
    from letters.paper import readback
    from paper import bundle, disclosure, entry

    people = [
        RegisteredPerson(n, (Name("", "Ann", "", f"Other{n}"),), (str(20000 + n),), (f"SW{90000 + n}",))
        for n in range(13_000)
    ]
    model = Model(people)
    for pages in (100, 1000):
        given = bundle(*[entry(number, kind="payroll", source=number // 200) for number in range(1, pages * 4)])
        made = disclosure(given)
        begun = time.perf_counter()
        built = packs.build(made, given)
        typeset = time.perf_counter() - begun
        read = readback.read_back(built.pdf)
        back = time.perf_counter() - begun - typeset
        verdict = gate.check(read, built, gate.Searcher(model, None, withheld_of(given)), made.reference)
        whole = time.perf_counter() - begun
        ratio = f"{whole / typeset:.2f} x ({whole:.0f} s)"
        say(f"a pack of {built.pages} pages with its gate / its typesetting alone", ratio, "3 x")
        gated = f"{(whole - typeset) / back:.2f} x ({whole - typeset:.1f} s)"
        say("its gate / reading it back alone", gated, "1.5 x")
        if verdict.found:
            print("  the gate found", [one.what for one in verdict.found[:2]])


def painting(app: "App[Any]") -> list[float]:
    """The instants at which an app paints from now on."""
    instants: list[float] = []
    display = app._display

    def timed_display(*painted: Any) -> None:
        display(*painted)
        instants.append(time.perf_counter())

    app._display = timed_display  # type: ignore[assignment,method-assign]
    return instants


async def key_to_paint(app: "App[Any]", pilot: "Pilot[Any]", keys: tuple[str, ...]) -> float:
    """The p95 in milliseconds from the key event to the painted screen, of 200 keys each of which moves something."""
    from textual import events

    spent, painted = [], painting(app)
    for at in range(200):
        await pilot.pause()
        painted.clear()
        begun = time.perf_counter()
        app.post_message(events.Key(keys[at % len(keys)], None))
        while not painted:
            if time.perf_counter() - begun > 5:
                raise SystemExit(f"{keys[at % len(keys)]} painted nothing")
            await asyncio.sleep(0)
        spent.append(painted[0] - begun)
    return statistics.quantiles(spent, n=20)[-1] * 1000


def keys() -> None:
    """Key to paint on a list of 100,000 rows, beside one of 100: from the key event to the painted screen."""
    from textual.app import App
    from textual.widgets import Footer

    from dpo_console.widgets.record_list import Column, RecordList, Row

    class Listing(App[None]):
        def compose(self) -> "ComposeResult":
            yield RecordList([Column("Case", 16), Column("Next")], id="list")
            yield Footer()

    async def measure(size: int) -> float:
        app = Listing()
        async with app.run_test(size=(80, 24)) as pilot:
            listing = app.query_one(RecordList)
            listing.give([Row(str(at), (f"SAR-{at:06}", "decide the items")) for at in range(size)])
            listing.focus()
            return await key_to_paint(app, pilot, ("down", "pagedown", "up", "pageup"))

    for size in (100, 100_000):
        say(f"key to paint on a list of {size:,} rows, p95", f"{asyncio.run(measure(size)):.0f} ms", "33 ms")


def board() -> None:
    """Key to paint on the board of a large desk, beside that of a tenth of it: the cases stand in a real desk."""
    import caseload

    from dpo_console.app import Console
    from dpo_console.widgets.record_list import RecordList

    async def measure(folder: Path) -> float:
        app = Console(folder, today=caseload.NOW.date(), passphrase=caseload.PASSPHRASE)
        async with app.run_test(size=(80, 24)) as pilot:
            while not (app.current_mode == "board" and app.screen.query("#cases")):
                await asyncio.sleep(0.02)
            listing = app.screen.query_one("#cases", RecordList)
            while not listing.total:
                await asyncio.sleep(0.02)
            await app.workers.wait_for_complete()
            listing.focus()
            return await key_to_paint(app, pilot, ("down", "pagedown", "end", "up", "pageup", "home"))

    took = []
    for opened, closed in ((500, 5_000), (5_000, 50_000)):
        with tempfile.TemporaryDirectory() as scratch:
            caseload.made(Path(scratch) / "desk", opened, closed).close()
            took.append(asyncio.run(measure(Path(scratch) / "desk")))
        what = f"key to paint on the board, {opened:,} open {closed:,} closed, p95"
        say(what, f"{took[-1] / took[0]:.2f} x ({took[-1]:.0f} ms)", "33 ms")


BENCHMARKS = {
    "paint": paint,
    "chain": chain,
    "import": import_,
    "search": search,
    "letter": letter,
    "writing": writing,
    "mailing": mailing,
    "pack": pack,
    "keys": keys,
    "board": board,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
