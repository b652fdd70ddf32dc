"""Nothing on disk depends on a name in the code, and desks made by earlier code can be opened, read and worked on.

`kept/make.py` says how each desk was made. What is expected is what today's code shows of it, even where the code that
made it showed something else: in `before_leaks` no letter proves that a closed case was answered, and a pack does not
record the register it was checked against, so it may not leave.
"""

import dataclasses
import hashlib
import json
import shutil
from datetime import date

import pytest
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, select

from casework.desk import migrations
from casework.desk.migrations.tables import METADATA
from casework.rights.known_people import register_state_of
from casework.text.forms import Name, RegisteredPerson
from casework.vault import keyslots
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.jobs import opening, person_cards
from dpo_console.people import jobs as people_jobs
from dpo_console.records import jobs as records_jobs
from dpo_console.views import jobs as views_jobs
from kept import make

pytestmark = pytest.mark.real_keys

TABLES = """
    affected anonymous blob breach certificate complaint confirmed council decision disclosure_log disposal
    disposalline erased history hold identifier instruction item layout namesake notice_version paper payload person
    personname processor purpose_change purpose_change_person recipient rectified remembered request restriction
    schedule security_statement sighting source wording
""".split()
SEALED = {
    "before_leaks": "0dd9f9007598c414b8dcf461f9ab5cbaa6f52db30abaf911391a7a13dda00bb3",
    "before_move": "342c47b7c20536defc6e1f580c791e56b9c4c40783e6db0f3f72b8d5e7449e69",
}
"""The sha256 of each kept desk: none is ever made again."""
NEW = {
    "disclosure_log",
    "processor",
    "purpose_change",
    "purpose_change_person",
    "recipient",
    "security_statement",
    "wording",
}
EMPTY = {"before_leaks": {"anonymous", "confirmed", *NEW}, "before_move": {"anonymous", *NEW}}
"""Tables in which a kept desk has no row."""


def nameless(base):
    """The tables of a base class that take their name from their class."""
    return [one.class_.__name__ for one in base._sa_registry.mappers if "__tablename__" not in vars(one.class_)]


def test_no_table_was_given_another_name():
    """These are the names of the tables in every desk on disk."""
    assert sorted(METADATA.tables) == TABLES


def test_every_table_states_its_name():
    """Each class states the name of its table, so the class can be renamed and the table keeps its name."""
    assert len(SQLModel._sa_registry.mappers) >= len(TABLES)
    assert nameless(SQLModel) == []


def test_a_table_that_states_no_name_is_seen():
    """The planted fault: a table that takes its name from its class."""

    class Base(SQLModel, registry=registry()):
        pass

    class Planted(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    assert nameless(Base) == ["Planted"]


def test_the_digest_of_a_register_is_that_of_the_packs_on_disk():
    """The digest by which a pack records its register does not depend on the name of a class."""
    names = (Name("Ms", "Katherine", "", "Robertson"), Name(full="Kate O'Brien"))
    numbers = (("0012345",), ("SW12345",), ("QQ123456C",), ("k@council.example",), ("ZZ99 1TH",), ("1984-03-14",))
    digest = "ae250588f0d3c59a14c854b2a61f790792e5896f987191e26a7475b98e34f0b0"
    assert register_state_of([RegisteredPerson(1), RegisteredPerson(17, names, *numbers)]).digest == digest
    other = dataclasses.make_dataclass("Other", [], bases=(RegisteredPerson,), frozen=True, slots=True)
    assert register_state_of([other(1), other(17, names, *numbers)]).digest == digest


@pytest.fixture(scope="module", params=SEALED)
def kept(request):
    """The name of a kept desk."""
    return request.param


@pytest.fixture(scope="module")
def brought(kept, tmp_path_factory):
    """A copy of a kept desk, opened once and so brought up to date."""
    folder = make.unseal(kept, tmp_path_factory.mktemp(kept) / "desk")
    opening.open_desk(folder, make.ANN, now=make.LAST).close()
    return folder


@pytest.fixture
def desk(brought, tmp_path):
    """A test's own copy of it, opened."""
    opened = opening.open_desk(shutil.copytree(brought, tmp_path / "desk"), make.ANN, now=make.LAST)
    yield opened
    opened.close()


def test_a_kept_desk_is_as_it_was_made(kept):
    """The archive of a kept desk is never written to."""
    assert hashlib.sha256((make.HERE / f"{kept}.tar").read_bytes()).hexdigest() == SEALED[kept]


def test_each_officer_opens_it_as_it_lies(kept, tmp_path):
    """Each passphrase opens its officer's slot, and either officer can be the first to open it with newer code."""
    folder = make.unseal(kept, tmp_path / "desk")
    assert keyslots.unlock(folder, make.ANN).officer == "Ann"
    desk = opening.open_desk(folder, make.BEN, now=make.LAST)
    assert desk.officer == "Ben Osei"
    assert desk_jobs.audit_verify(desk).state == "whole"
    desk.close()


def test_it_has_the_present_schema_and_every_table_is_read(kept, desk):
    """Every row of every table is read by its class, and a kept desk has rows in every table but those named."""
    with desk.reading() as session:
        assert migrations.version(session.connection()) == migrations.NEWEST
        rows = {one.class_: session.exec(select(one.class_)).all() for one in SQLModel._sa_registry.mappers}
    assert {table.__tablename__ for table, found in rows.items() if not found} == EMPTY[kept]


def test_its_history_is_whole(desk):
    """The chain verifies from the first row to the anchor, although facts were erased from it."""
    found = desk_jobs.audit_verify(desk)
    assert (found.state, found.first_bad, found.why) == ("whole", None, "")


def without_new_keys(found, said):
    """What was found, without the keys that an answer has gained since it was written down."""
    if isinstance(found, dict) and isinstance(said, dict):
        return {key: without_new_keys(found[key], said[key]) for key in found if key in said}
    if isinstance(found, list) and isinstance(said, list) and len(found) == len(said):
        return [without_new_keys(one, other) for one, other in zip(found, said, strict=True)]
    return found


def test_it_shows_what_was_written_down(kept, desk, tmp_path):
    """Board, cases, repeated searches, register, papers, breaches, disposals, history and drafts are as they were."""
    expected = json.loads((make.HERE / f"{kept}.json").read_text())
    found = make.answers(desk, tmp_path)
    assert found.keys() == expected.keys()
    for what, said in expected.items():
        assert without_new_keys(found[what], said) == said, what
    assert all(one["same"] for one in found["replayed"].values() if one != make.NEVER)


def test_acts_made_before_are_undone_now(desk):
    """A decision, a corrected date of birth, a corrected name and a merge, all by earlier code, are undone exactly."""
    case = next(one.reference for one in views_jobs.cases(desk, "Katherine Robertson", make.LAST))
    before = disclosure_jobs.review(desk, case).undecided
    disclosure_jobs.undo_decision(desk, case, make.LAST)
    assert disclosure_jobs.review(desk, case).undecided > before
    person = make.person(desk, "Amina Okafor")
    assert person_cards.undo_card(desk, person, make.LAST).startswith("Undone: Date of birth")
    assert person_cards.undo_card(desk, person, make.LAST).startswith("Undone: Surname")
    card = person_cards.person_card(desk, person)
    assert (card.names, card.born) == (["Amina Okofor"], date(1980, 3, 3))
    while "is separate from person" not in people_jobs.undo_pairing(desk, make.LAST):
        pass
    assert len({one.person for one in person_cards.people_of(desk, "Dodds").people}) == 2
    assert desk_jobs.audit_verify(desk).state == "whole"


def test_what_was_erased_before_is_not_taken_in_now(desk, tmp_path):
    """A record that a disposal by earlier code destroyed is recognised and not imported again."""
    (tmp_path / "again.csv").write_text("\n".join([make.HEADINGS, make.DISPOSED, ""]))
    [ledger] = records_jobs.import_files(desk, [tmp_path / "again.csv"], make.LAST).sources
    assert (ledger.read, ledger.excluded) == (0, 1)
    assert any("was erased on 21/11/2026" in one.what for one in ledger.warnings)
