"""What the tests of erasure share: records of one person among others', and their erasure as a disposal does it."""

from collections.abc import Iterable

from sqlalchemy import NotNullable
from sqlmodel import col, select

from casework.disposal import erasure
from casework.records.items import Item
from casework.timeline.events import ActKind
from dpo_console.jobs import person_cards
from finding import Sitting
from masters import NOW
from workforce import KATE, payroll, staff

CANARY = "Canarysurname"
GONE = staff("0077777", CANARY, "Quillfeather", "02/02/1970", "QQ777777C", Comments="moved by Canarysurname")
OTHER = staff("0088888", "Amina", "Okafor", "03/03/1980", "QQ888888C")
JUNE = payroll(GONE, KATE, OTHER)
JULY = payroll(GONE, staff("0099999", "Bo", "Lund", "04/04/1990"))


def dispose(sit: Sitting, names: Iterable[str] = (), cases: Iterable[str] = ()) -> erasure.ErasureResult:
    """Erase records by their people's names, and the papers of cases, as a disposal does."""
    from dpo_console.jobs.record_erasure import erasing

    with sit.desk.reading() as session:
        people = [one.person for one in person_cards.people_of(sit.desk, "").people if set(one.names) & set(names)]
        items = session.exec(select(NotNullable(col(Item.id))).where(col(Item.person_id).in_(people))).all()
    with erasing(sit.desk, NOW) as (act, done):
        papers = [erasure.PapersToErase(case, "sar") for case in cases]
        gone = erasure.erase(act.session, sit.desk.erased_key, items, NOW.date(), papers=papers)
        act.record(ActKind.disposed, on=NOW.date())
        done(gone)
    return gone
