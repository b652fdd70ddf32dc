"""What the tests of disposals share: a desk with payroll records whose time is over, and one whose time is not."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pytest

from casework.desk.store import Desk
from dpo_console.disposal import jobs as disposal_jobs
from dpo_console.jobs import opening, person_cards
from finding import Sitting
from masters import NOW, PASSPHRASE
from workforce import HEADINGS, payroll, staff

HEADED = f"{HEADINGS},Date last paid"
LATER = datetime(2026, 12, 1, 10, tzinfo=UTC)


def paid(number: str, forename: str, surname: str, born: str, when: str, **more: str) -> dict[str, str]:
    """A payroll row of somebody who was last paid on that day: kept for 6 years from the end of that tax year."""
    return staff(number, forename, surname, born, **{"Date last paid": when}, **more)


OLD = paid("0077777", "Canarysurname", "Quillfeather", "02/02/1970", "30/06/2010")
OLDER = paid("0088888", "Amina", "Okafor", "03/03/1980", "30/06/2007")
YOUNG = paid("0099999", "Bo", "Lund", "04/04/1990", "30/06/2026")


class Disposing(Sitting):
    """A sitting with those three people's records."""

    def fill(self) -> Self:
        """Bring the file."""
        self.bring(payroll(OLD, OLDER, YOUNG, headings=HEADED))
        return self

    def propose(self, now: datetime = NOW) -> str:
        """Propose what is due by that day; answer its reference."""
        return disposal_jobs.propose_disposal(self.desk, now.date(), now).reference

    def approve(self, now: datetime = NOW) -> str:
        """Propose and approve; answer the reference."""
        reference = self.propose(now)
        disposal_jobs.approve_disposal(self.desk, reference, now)
        return reference

    def again(self, officer: str | None = None, passphrase: str = PASSPHRASE) -> Desk:
        """Close the desk and open it again, as another officer where one is named."""
        self.desk.close()
        self.desk = opening.open_desk(self.desk.folder, passphrase, now=NOW)
        return self.desk

    def names(self) -> set[str]:
        """Who is in the register."""
        return {one.name for one in person_cards.people_of(self.desk, "").people}


@pytest.fixture(name="sit")
def disposing(empty: Path, tmp_path: Path) -> Iterator[Disposing]:
    """That desk; a test file takes it from here."""
    sat = Disposing(empty, tmp_path).fill()
    yield sat
    sat.desk.close()
