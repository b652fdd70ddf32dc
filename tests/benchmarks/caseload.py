"""A desk with thousands of cases, and what the board costs on it. By hand: python tests/benchmarks/caseload.py

The rows are written straight into the tables: the chain over them is not whole, and nothing here looks at it.
"""

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import insert

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from casework.desk.store import Desk  # noqa: E402
from casework.law.rights import Right  # noqa: E402
from casework.rights.choices import Channel, IdentificationStatus  # noqa: E402
from casework.timeline.outcomes import Outcome  # noqa: E402
from casework.views.board_filter import BoardFilter  # noqa: E402
from dpo_console.desk import jobs as desk_jobs  # noqa: E402
from dpo_console.jobs import opening  # noqa: E402
from dpo_console.views import jobs as views_jobs  # noqa: E402

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PASSPHRASE = "four plain words here"
FIRST = date(2018, 6, 1)
Happened: TypeAlias = tuple[str, date, int | None, dict[str, str]]
"""The kind of an event, its day, its months and its facts."""


def made(folder: Path, open_cases: int, closed_cases: int, seed: int = 3) -> Desk:
    """A desk in `folder` with that many cases, each with the events of an ordinary course; open, for writing."""
    from casework.rights.requests import Request
    from casework.timeline.history import History, Payload

    desk_jobs.create_desk(folder, PASSPHRASE, "Ann", NOW, demo=True)
    desk = opening.open_desk(folder, PASSPHRASE, now=NOW)
    chance = random.Random(seed)
    requests: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    payloads: list[dict[str, Any]] = []
    for number in range(open_cases + closed_cases):
        closed = number < closed_cases
        request, events = _case(chance, number, closed)
        requests.append(request)
        for kind, day, months, facts in events:
            seq = len(rows) + 1000
            common = {"seq": seq, "act": seq, "reference": request["reference"], "kind": kind, "day": day}
            recorded = {
                "recorded": datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
                "actor": "Ann",
                "corrects": None,
                "months": months,
            }
            rows.append(common | recorded | dict.fromkeys(("digest", "previous", "mac"), "0" * 64))
            payloads.append({"seq": seq, "salt": bytes(16), "facts": json.dumps(facts)})
    with desk.engine.begin() as connection:
        for table, many in ((Request, requests), (History, rows), (Payload, payloads)):
            for at in range(0, len(many), 5000):
                connection.execute(insert(table), many[at : at + 5000])
    return desk


def _case(chance: random.Random, number: int, closed: bool) -> tuple[dict[str, Any], list[Happened]]:
    from casework.rights.requests import Request, Requester, Subject

    age = chance.randrange(60, 3000) if closed else chance.randrange(0, 100)
    day = max(NOW.date() - timedelta(days=age), FIRST + timedelta(days=number % 300))
    who = Requester(name=f"Person Number{number}")
    request = Request(
        reference=f"SAR-{day.year}-{number:05}", rights=[Right.access], received=day, recognised=day, logged=day,
        channel=Channel.email, service=chance.choice(("Fostering", "MASH", "Adoption")), owner=chance.choice(("Ann", None)),
        requester=who, subject=Subject(name=who.name),
        asked="Everything you hold about me.", bound=IdentificationStatus.open, outcome=Outcome.answered if closed else None,
    )  # fmt: skip
    request.spell()
    events = [(kind, 0) for kind in ("received", "recognised", "logged")] + [("acknowledged", 1)]
    course = chance.random()
    if course < 0.1:
        events += [("clarification_requested", 2)] + [("clarification_received", 9)] * (course < 0.05 or closed)
    elif course < 0.2:
        events += [("id_requested", 2)] + [("id_received", 7)] * closed
    elif course < 0.3:
        events += [("extended", 20)]
    if closed:
        events += [(kind, after) for after in [chance.randrange(21, 60)] for kind in ("sent", "closed")]
    dated = [
        (kind, day + timedelta(days=after), 2 if kind == "extended" else None, {"outcome": "answered"} if kind == "closed" else {})
        for kind, after in events
    ]  # fmt: skip
    return request.model_dump(exclude={"id"}), dated


def median(act: Callable[[], object], rounds: int = 7) -> float:
    """The median of its wall milliseconds, after one round that does not count."""
    spent = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        act()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent[1:])


def main() -> None:
    """The board at 500 and at 5,000 open cases, with few and with many closed ones."""

    today = NOW.date()
    for open_cases, closed in ((500, 5_000), (500, 50_000), (5_000, 5_000), (5_000, 50_000)):
        with tempfile.TemporaryDirectory() as folder:
            desk = made(Path(folder) / "desk", open_cases, closed)
            begun = time.perf_counter()
            lines = len(views_jobs.board_of(desk, NOW))
            first = (time.perf_counter() - begun) * 1000
            again = median(lambda: views_jobs.board_of(desk, NOW))  # noqa: B023
            past = median(lambda: views_jobs.board_of(desk, NOW, BoardFilter(today - timedelta(days=30))), 3)  # noqa: B023
            found = median(lambda: views_jobs.cases(desk, "number77", NOW, 200), 3)  # noqa: B023
            weekly = median(lambda: views_jobs.weekly(desk, NOW), 3)  # noqa: B023
            print(
                f"{open_cases:>6,} open {closed:>7,} closed: {lines:>6,} lines; board first {first:.0f} ms, "
                f"then {again:.0f} ms; as it stood {past:.0f} ms; words {found:.0f} ms; weekly {weekly:.0f} ms"
            )
            desk.close()


if __name__ == "__main__":
    main()
