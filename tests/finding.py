"""What the tests of finding and deciding share: a desk with files in it, and a case bound to one of its people."""

import json
import shutil
from datetime import date

import pytest

from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.jobs import case_search, opening, person_cards
from dpo_console.plain import to_json
from dpo_console.records import jobs as records_jobs
from dpo_console.rights import jobs as rights_jobs
from masters import NOW, PASSPHRASE

MEANT = "the test says whom it means"
"""Why a case is bound whatever the register says of its numbers: what is tried is the search that follows."""


def plainly(answer):
    """An answer as `--json` prints it."""
    return json.loads(to_json(answer))


class Sitting:
    """One desk of a test's own, and what the tests do at it."""

    def __init__(self, empty, folder):
        self.folder = folder
        self.desk = opening.open_desk(shutil.copytree(empty, folder / "desk"), PASSPHRASE, now=NOW)
        self.files = 0

    def bring(self, *files):
        """Import files."""
        for data in files:
            path = self.folder / f"file{self.files}"
            self.files += 1
            path.write_bytes(data)
            records_jobs.import_files(self.desk, [path], NOW)

    def person(self, name):
        """The person of that name, the first where there are namesakes."""
        return next(one.person for one in person_cards.people_of(self.desk, "").people if name in one.names)

    def log(self, name="Katherine Robertson", born=None, **numbers):
        """Log an access request; answer its reference."""
        identifiers = {"staff": None, "ni": None, "swe": None, "email": []} | numbers
        facts = {
            "right": ["access"], "received": "2026-11-16", "recognised": "2026-11-16", "channel": "email",
            "requester": {
                "name": name, "address": ["1 Test Street"], "email": None, "is_subject": True, "authority": None,
            },
            "subject": {"name": name, "former_names": [], "born": born, "identifiers": identifiers},
            "asked": "Everything about me.", "service": None, "owner": None,
        }  # fmt: skip
        return rights_jobs.log_request(self.desk, facts, NOW)

    def bind(self, case, name):
        """Say whom a case is about (None: nobody), and search."""
        rights_jobs.bind(self.desk, case, self.person(name) if name else None, "numbers agree", NOW, despite=MEANT)
        return self.find(case)

    def find(self, case):
        """Search; answer {item: hit}, and keep the whole as `found`."""
        self.found = plainly(case_search.find(self.desk, case, NOW))
        return {hit["item"]: hit for hit in self.found["hits"]}

    def decide(self, case, *said):
        """Take decisions given as (item, decision, more)."""
        listed = [{"item": item, "decision": what} | (more[0] if more else {}) for item, what, *more in said]
        return plainly(disclosure_jobs.decide(self.desk, case, listed, NOW))

    def state(self, case):
        """Everything decided for a case, as review shows it."""
        return plainly(disclosure_jobs.review(self.desk, case))


def day(number):
    """A day of November 2026."""
    return date(2026, 11, number)


@pytest.fixture(name="sit")
def sitting(empty, tmp_path):
    """One desk of a test's own, with nothing on it; a test file takes it from here."""
    sat = Sitting(empty, tmp_path)
    yield sat
    sat.desk.close()
