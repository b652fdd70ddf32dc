"""What the demo council's officer is asked: few questions, few passages to check, and nothing of anybody's own row."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from casework.demo import dataset
from casework.disclosure import mentions
from casework.people import register
from casework.records import concepts
from casework.records.items import Item
from dpo_console.desk import demo_setup
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.jobs import case_search, opening
from dpo_console.rights import jobs as rights_jobs

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MOST_MARKED = 174
APART = {"exemption": "not-this-person", "reason": "other numbers"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The demo council's files of that date, imported; its cases would take twice as long and are not needed here."""
    folder = tmp_path_factory.mktemp("demo") / "desk"
    desk_jobs.create_desk(folder, demo_setup.DEMO, "Demo Officer", NOW, demo=True)
    opened = opening.open_desk(folder, demo_setup.DEMO, now=NOW)
    demo_setup._import(opened, dataset.council(NOW.date()), NOW)
    yield opened
    opened.close()


@pytest.mark.parametrize("every", [175, pytest.param(50, marks=pytest.mark.slow)])
def test_at_most_one_pack_in_three_asks_and_none_much(desk, every):
    """All disclosed and nothing answered, nobody's own row is refused, and the one question is who checked the number of
    a social worker: of all the staff not one in three."""
    staff = dataset.council(date(2026, 11, 30)).staff
    assert sum(bool(worker.swe) for worker in staff) * 3 <= len(staff)
    asking = 0
    for worker in staff[1::every]:
        case = rights_jobs.log_request(desk, dataset.facts(worker, NOW.date()), NOW)
        rights_jobs.identify_subject(desk, case, demo_setup._known(desk, worker), "numbers agree", NOW)
        found = {hit.item: hit.strength for hit in case_search.find(desk, case, NOW).hits}
        said = [{"item": item, "decision": "disclose"} for item, strength in found.items() if strength == "certain"]
        said += [{"item": item, "decision": "withhold"} | APART for item, what in found.items() if what != "certain"]
        disclosure_jobs.decide(desk, case, said, NOW)
        asked = [one for one in disclosure_jobs.questions(desk, case).questions if one.kind != "mention"]
        asks = [(one.words, one.label, one.must) for one in asked]
        assert asks == ([("P. Nair", "Checked by", False)] if worker.swe else [])
        asking += bool(asks)
    assert asking > 2


def test_few_items_are_marked_for_somebody_not_registered(desk):
    """Of all the items of the desk those with another's name or number are marked, and the rest are not."""
    office, marked, count = mentions.terms(), 0, 0
    with desk.reading() as session:
        held: dict[int | None, list[Item]] = {}
        for item in session.exec(select(Item)):
            held.setdefault(item.person_id, []).append(item)
        for person, items in held.items():
            own = _own(session, person, items) if person else None
            for item in items:
                count += 1
                marked += any(
                    mentions.mentions(text, own or _alone(item), office)
                    for _, name, text in item.fields()
                    if mentions.is_free(text, means.id if (means := concepts.concept(item.kind, name)) else None)
                )
    assert count > 4000 and 150 <= marked <= MOST_MARKED


def _own(session, person, items):
    names = [register.full_name(name) for name in register.names_of(session, person)]
    numbers = [value for values in register.identifiers_of(session, person).values() for value in values]
    return mentions.own_of(names, [(name, text) for item in items for _, name, text in item.fields()], numbers)


def _alone(item):
    """What a record linked to no person says about its own person."""
    marks = json.loads(item.marks)
    names = [" ".join(name) for name in marks["names"]]
    return mentions.own_of(names, [(name, text) for _, name, text in item.fields()], [key[1] for key in marks["keys"]])
