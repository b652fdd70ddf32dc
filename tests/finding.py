"""What the tests of finding and deciding share: a desk with files in it, and a case bound to one of its people."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.jobs import case_search, opening, person_cards
from dpo_console.plain import to_json
from dpo_console.records import jobs as records_jobs
from dpo_console.rights import jobs as rights_jobs
from masters import NOW, PASSPHRASE

MEANT = "the test says whom it means"
"""Why a case is bound whatever the register says of its numbers: what is tried is the search that follows."""


def plainly(answer: object) -> Any:
    """An answer as `--json` prints it."""
    return json.loads(to_json(answer))


class Sitting:
    """One desk of a test's own, and what the tests do at it."""

    def __init__(self, empty: Path, folder: Path) -> None:
        self.folder = folder
        self.desk = opening.open_desk(shutil.copytree(empty, folder / "desk"), PASSPHRASE, now=NOW)
        self.files = 0

    def bring(self, *files: bytes) -> None:
        """Import files."""
        for data in files:
            path = self.folder / f"file{self.files}"
            self.files += 1
            path.write_bytes(data)
            records_jobs.import_files(self.desk, [path], NOW)

    def person(self, name: str) -> int:
        """The person of that name, the first where there are namesakes."""
        return next(
            one.person for one in person_cards.people_of(self.desk, "").people if one.person and name in one.names
        )

    def log(self, name: str = "Katherine Robertson", born: str | None = None, **numbers: Any) -> str:
        """Log an access request; answer its reference."""
        identifiers = {"staff": None, "ni": None, "swe": None, "email": []} | numbers
        facts: dict[str, Any] = {
            "right": ["access"], "received": "2026-11-16", "recognised": "2026-11-16", "channel": "email",
            "requester": {
                "name": name, "address": ["1 Test Street"], "email": None, "is_subject": True, "authority": None,
            },
            "subject": {"name": name, "former_names": [], "born": born, "identifiers": identifiers},
            "asked": "Everything about me.", "service": None, "owner": None,
        }  # fmt: skip
        return rights_jobs.log_request(self.desk, facts, NOW)

    def bind(self, case: str, name: str | None) -> dict[int, Any]:
        """Say whom a case is about (None: nobody), and search."""
        rights_jobs.identify_subject(
            self.desk, case, self.person(name) if name else None, "numbers agree", NOW, despite=MEANT
        )
        return self.find(case)

    def find(self, case: str) -> dict[int, Any]:
        """Search; answer {item: hit}, and keep the whole as `found`."""
        self.found = plainly(case_search.find(self.desk, case, NOW))
        return {hit["item"]: hit for hit in self.found["hits"]}

    def decide(self, case: str, *said: tuple[Any, ...]) -> Any:
        """Take decisions given as (item, decision, more)."""
        listed = [{"item": item, "decision": what} | (more[0] if more else {}) for item, what, *more in said]
        return plainly(disclosure_jobs.decide(self.desk, case, listed, NOW))

    def state(self, case: str) -> Any:
        """Everything decided for a case, as review shows it."""
        return plainly(disclosure_jobs.review(self.desk, case))


def day(number: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, number)


@pytest.fixture(name="sit")
def sitting(empty: Path, tmp_path: Path) -> Iterator[Sitting]:
    """One desk of a test's own, with nothing on it; a test file takes it from here."""
    sat = Sitting(empty, tmp_path)
    yield sat
    sat.desk.close()
