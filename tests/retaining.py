"""What the tests of retention share: a desk with workforce files on it, its plan, and acts on its schedule."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import masters
from dpo_console.jobs import opening, person_cards
from dpo_console.plain import to_json
from dpo_console.records import jobs as records_jobs
from dpo_console.retention import jobs as retention_jobs
from masters import NOW, PASSPHRASE
from workforce import HEADINGS, payroll, staff

PAID = f"{HEADINGS},Date left,Date last paid"


def as_json(answer: object) -> Any:
    """An answer as `--json` has it."""
    return json.loads(to_json(answer))


class Cabinet:
    """A desk of a test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = opening.open_desk(masters.copied(folder / "desk"), PASSPHRASE, now=NOW)
        self.files = 0

    def bring(self, data: bytes, now: datetime = NOW) -> None:
        """Import a file."""
        path = self.folder / f"file{self.files}"
        self.files += 1
        path.write_bytes(data)
        records_jobs.import_files(self.desk, [path], now)

    def pay(self, *rows: dict[str, str], now: datetime = NOW) -> None:
        """Import a payroll file with leaving and pay dates."""
        self.bring(payroll(*rows, headings=PAID), now)

    def plan(self, on: str = "2031-11-22") -> Any:
        """What falls due by a day."""
        return as_json(retention_jobs.retention_plan(self.desk, date.fromisoformat(on)))

    def due(self, on: str = "2031-11-22") -> dict[str, Any]:
        """What falls due, by class, one record each."""
        return {one["class"]: one for one in self.plan(on)["due"]}

    def lacking(self, on: str = "2031-11-22") -> dict[str, str]:
        """Why what cannot be computed cannot, by class."""
        return {one["class"]: one["why"] for one in self.plan(on)["cannot_compute"]}

    def person(self, name: str) -> int:
        """The number of a person of the register."""
        return next(
            one.person for one in person_cards.people_of(self.desk, "").people if one.person and name in one.names
        )

    def hold(self, *people: int, why: str = "tribunal claim", review: str = "2027-01-31", **more: Any) -> str:
        """Place a hold; answer its reference."""
        facts = {"kind": "claim", "people": list(people), "why": why, "review": review} | more
        return retention_jobs.place_hold(self.desk, facts, NOW).reference

    def edit(self, row: str | None, reason: str = "policy of 2026", now: datetime = NOW, **facts: Any) -> Any:
        """Change a row of the schedule, or add one."""
        return as_json(retention_jobs.save_row(self.desk, facts | {"row": row, "reason": reason}, now))


def paid(
    number: str = "0012345",
    name: str = "Katherine Robertson",
    born: str = "14/03/1984",
    last: str = "30/09/2019",
    left: str = "",
    **more: str,
) -> dict[str, str]:
    """A payroll row with a pay date and perhaps a leaving date."""
    forename, surname = name.split()
    dates = {"Date last paid": last, "Date left": left}
    return staff(number, forename, surname, born, **{"Date started": "01/09/2001"} | dates | more)
