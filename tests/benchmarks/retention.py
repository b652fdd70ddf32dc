"""The plan over a register of record items, against one SQL scan of the same rows. By hand:

python tests/benchmarks/retention.py [S] [L]

S is 2,300 people and 200,000 record items, L 13,000 and 1.2 million. The rows are written straight into the tables.
CPU time; the scan reads every item's columns through the same engine.
"""

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import insert, text

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from casework.desk.store import Desk  # noqa: E402
from dpo_console.desk import jobs as desk_jobs  # noqa: E402
from dpo_console.jobs import opening  # noqa: E402

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PASSPHRASE = "four plain words here"
T = TypeVar("T")
SIZES = {"S": (2_300, 200_000), "L": (13_000, 1_200_000)}


def made(folder: Path, people: int, records: int, seed: int = 5) -> Desk:
    """A desk with so many people and records: payroll of many years, census returns, personnel, absence; open."""
    from casework.people.register import Identifier, Person, PersonName
    from casework.records.items import Item, Source

    desk_jobs.create_desk(folder, PASSPHRASE, "Ann", NOW, demo=True)
    desk = opening.open_desk(folder, PASSPHRASE, now=NOW)
    chance = random.Random(seed)
    readers = ("payroll", "census", "resourcelink", "itrent-absence")
    with desk.engine.begin() as connection:
        about = {"year": "2024", "reference_date": "2024-09-30"}
        sources = [
            {"id": at, "name": reader, "reader": reader, "digest": f"{at:064}", "size": 1, "about": about,
             "imported": datetime(2026, 9, 1, 10, tzinfo=UTC), "state": "complete", "expected": records // 4, "read": records // 4,
             "duplicate": 0, "unreadable": 0, "excluded": 0, "warnings": []}
            for at, reader in enumerate(readers, 1)
        ]  # fmt: skip
        connection.execute(insert(Source), sources)
        born = [date(1955, 1, 1) + timedelta(days=chance.randrange(17000)) for _ in range(people)]
        started = [day + timedelta(days=8000 + chance.randrange(4000)) for day in born]
        left = [day + timedelta(days=chance.randrange(200, 9000)) if chance.random() < 0.7 else None for day in started]
        connection.execute(insert(Person), [{"id": at + 1} for at in range(people)])
        names = [
            {"person_id": at + 1, "item_id": at + 1, "title": "", "forename": f"F{at % 900}", "middle": "", "surname": f"S{at}",
             "full": "", "key": f"f{at % 900} s{at}"} for at in range(people)
        ]  # fmt: skip
        connection.execute(insert(PersonName), names)
        births = [
            {"person_id": at + 1, "item_id": at + 1, "kind": "born", "value": str(day), "raw": ""}
            for at, day in enumerate(born)
        ]
        connection.execute(insert(Identifier), births)
        for first in range(0, records, 20_000):
            rows = []
            for number in range(first, min(first + 20_000, records)):
                who, reader = number % people, number * 4 // records
                rows.append(_item(chance, number, who, readers[reader], reader + 1, born[who], started[who], left[who]))
            connection.execute(insert(Item), rows)
    return desk


def _item(
    chance: random.Random, number: int, who: int, reader: str, source: int, born: date, started: date, left: date | None
) -> dict[str, object]:
    if reader == "payroll":
        paid = min(left or date(2026, 9, 30), started + timedelta(days=chance.randrange(30, 9000)))
        fields = {"Employee reference number": f"{who:07}", "Surname": f"S{who}", "Forename(s)": f"F{who % 900}",
                  "Date of birth": f"{born:%d/%m/%Y}", "Date started": f"{started:%d/%m/%Y}",
                  "Date last paid": f"{paid:%d/%m/%Y}", "Gross pay to date": f"{number}.00", "Sort code": "00-00-00"}  # fmt: skip
        fields |= {"Date left": f"{left:%d/%m/%Y}"} if left == paid else {}
    elif reader == "census":
        fields = {"SWENo": f"SW{who}", "PersonBirthDate": str(born), "OrgRole": "4", "RoleStartDate": str(started),
                  "FTE": "1.000000", "Cases30": str(number)}  # fmt: skip
        fields |= {"RoleEndDate": str(left)} if left else {}
    elif reader == "resourcelink":
        fields = {"Pay ref": f"{who:07}", "Name": f"F{who % 900} S{who}", "Start": f"{started:%d/%m/%Y}",
                  "Contract hours": "37", "Notes": f"line {number}"}  # fmt: skip
        fields |= {"End date": f"{left:%d/%m/%Y}"} if left else {}
    else:
        fields = {"Personal reference": f"{who:07}", "Absence group": "Sickness", "Absence from": "03/02/2020",
                  "Absence to": "05/02/2020", "Report date": "31/03/2020", "Working days": str(number)}  # fmt: skip
    kinds = {
        "payroll": "payroll",
        "census": "workforce-census",
        "resourcelink": "personnel",
        "itrent-absence": "absence",
    }
    segments = json.dumps([["field", name, value] for name, value in fields.items()])
    return {"digest": f"{number:064}", "source_id": source, "line": number, "kind": reader, "record_class": kinds[reader],
            "segments": segments, "marks": "{}", "person_id": who + 1}  # fmt: skip


def spent(act: Callable[[], T]) -> tuple[float, T]:
    before = time.process_time()
    answer = act()
    return time.process_time() - before, answer


def scan(desk: Desk) -> int:
    with desk.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT id, source_id, kind, record_class, person_id, segments FROM item"
        )
        return sum(len(row[5]) for row in rows)


def run(size: str) -> None:
    from casework import retention
    from casework.retention import explanation, schedule

    people, records = SIZES[size]
    with tempfile.TemporaryDirectory() as scratch:
        desk = made(Path(scratch) / "desk", people, records)
        with desk.reading() as session:
            entries = schedule.listed(session)
            count = session.execute(text("SELECT count(*) FROM item")).scalar()
        rules = sum(len(row.row.terms) > 0 for row in entries if row.state != "switched off")
        scan(desk)
        base, _ = spent(lambda: scan(desk))

        def plan() -> retention.Plan:
            with desk.reading() as session:
                return retention.plan(session, date(2031, 11, 22))

        took, found = spent(plan)
        argued = {(one.class_, one.rule) for one in found.due}
        print(
            f"{size}: {count:,} records, {rules} rules: plan {took:.1f} s CPU, one scan {base:.2f} s, "
            f"ratio {took / base:.1f}; {len(found.due):,} due, {len(found.cannot_compute):,} cannot be computed, "
            f"{len(argued)} classes with a winner of {len(explanation.rules(entries))}; "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10:,} MiB at most",
            flush=True,
        )
        desk.close()


if __name__ == "__main__":
    for size in sys.argv[1:] or ["S"]:
        run(size)
