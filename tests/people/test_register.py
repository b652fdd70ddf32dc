"""Who is who through the desk: acts in the history, undo, cases that must be searched again, the command line."""

import json

import pytest
from sqlmodel import select

from casebook import at, show_json
from casework import Refused
from casework.disclosure.papers import Paper
from casework.disposal import erasure
from casework.records.items import Item
from casework.retention.holds import on_hold
from casework.timeline import history
from casework.timeline.events import ActKind
from casework.timeline.history import History
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.jobs import case_events, case_search, filing, opening, person_cards, record_erasure
from dpo_console.people import jobs as people_jobs
from dpo_console.records import jobs as records_jobs
from dpo_console.rights import jobs as rights_jobs
from shell import Shell
from workforce import KATE, lookup, payroll, request, staff

NOW = at("2026-11-22")
OLD = staff("X77", "Kate", "Robertson", "14/03/1984")


@pytest.fixture
def shell(tmp_path):
    """A desk with Kate twice over, once under an old number, and one other."""
    one = Shell(tmp_path)
    (tmp_path / "pay.csv").write_bytes(payroll(KATE, OLD, staff("55", "Peter", "Dodds", "01/01/1970")))
    one.run("import", tmp_path / "pay.csv")
    return one


@pytest.fixture
def desk(shell):
    opened = opening.open_desk(shell.desk, "demo", now=NOW)
    yield opened
    opened.close()


def persons(desk):
    return len([one for one in person_cards.people_of(desk, "robertson").people if one.person])


def kinds(desk):
    with desk.reading() as session:
        return list(session.exec(select(History.kind).order_by(History.seq)))[-1]


def found(desk):
    return [(pair.one.reference, pair.other.reference) for pair in people_jobs.pairs(desk).pairs]


def test_each_thing_done_is_an_act_and_can_be_undone(desk):
    """A join, what was said of a pair, a split: each has its row, and undo takes the last one back, one by one."""
    assert found(desk) == [("1", "2")]
    people_jobs.decide_pair(desk, "1", "2", "different", "two women", NOW)
    assert (found(desk), kinds(desk)) == ([], "pair-said")
    people_jobs.undo_pairing(desk, NOW)
    assert (found(desk), kinds(desk)) == ([("1", "2")], "pair-unsaid")
    people_jobs.decide_pair(desk, "1", "2", "same", "one woman", NOW)
    assert (persons(desk), kinds(desk)) == (1, "people-joined")
    people_jobs.split_person(desk, "1", "after all not", NOW)
    assert (persons(desk), kinds(desk)) == (2, "people-split")
    people_jobs.undo_pairing(desk, NOW)
    assert (persons(desk), kinds(desk)) == (1, "people-joined")
    people_jobs.undo_pairing(desk, NOW)
    assert (found(desk), kinds(desk)) == ([("1", "2")], "people-split")
    with pytest.raises(Refused, match="There is nothing to undo here"):
        people_jobs.undo_pairing(desk, NOW)


def test_a_join_of_an_import_is_split_and_not_made_again(desk, tmp_path):
    """Two whom a hand-kept list brought together are split, and the same list next month keeps them apart and says so."""
    list_of = [("0012345", "Katherine Robertson", "SW98765"), ("X77", "Kate Robertson", "SW98765")]
    (tmp_path / "a.csv").write_bytes(lookup(*list_of))
    records_jobs.import_files(desk, [tmp_path / "a.csv"], NOW)
    assert persons(desk) == 1
    people_jobs.split_person(desk, "2", "the list is wrong", NOW)
    assert persons(desk) == 2
    assert found(desk) == []
    (tmp_path / "b.csv").write_bytes(lookup(*[(number, name, swe + " ") for number, name, swe in list_of]))
    [ledger] = records_jobs.import_files(desk, [tmp_path / "b.csv"], NOW).sources
    assert persons(desk) == 2
    assert any("you marked as different" in one.what for one in ledger.warnings)
    people_jobs.undo_pairing(desk, NOW)
    assert persons(desk) == 1


def searched(desk):
    """A case about Kate, searched, with a letter."""
    facts = {
        "right": ["access"], "received": "2026-11-02", "asked": "Everything.", "channel": "email",
        "requester": {"name": "Katherine Robertson", "address": ["1 Test Street"], "email": None, "is_subject": True},
        "subject": {"name": "Katherine Robertson", "former_names": [], "born": None, "identifiers": {}},
    }  # fmt: skip
    reference = rights_jobs.log_request(desk, facts, NOW)
    rights_jobs.identify_subject(desk, reference, 1, "staff number", NOW)
    case_search.find(desk, reference, NOW)
    said = [
        {"item": one.item, "decision": "disclose" if one.strength == "certain" else "withhold"}
        | ({} if one.strength == "certain" else {"exemption": "not-this-person", "reason": "another"})
        for one in disclosure_jobs.review(desk, reference).items
    ]
    disclosure_jobs.decide(desk, reference, said, NOW)
    papers.make_letter(desk, reference, "disclosure", NOW)
    return reference


@pytest.mark.parametrize("step", ["join", "split"])
def test_a_case_searched_before_a_join_or_split_must_be_searched_again(desk, tmp_path, step):
    """What is no longer found as it was cannot go out: the letter is void, and the pack asks for the search again."""
    if step == "split":
        people_jobs.decide_pair(desk, "1", "2", "same", "one woman", NOW)
    reference = searched(desk)
    if step == "split":
        people_jobs.split_person(desk, "2", "two women", NOW)
    else:
        people_jobs.decide_pair(desk, "1", "2", "same", "one woman", NOW)
    with desk.reading() as session:
        states = [paper.state for paper in session.exec(select(Paper).where(Paper.kind == "disclosure"))]
    assert states == ["void"]
    if step == "split":  # it was said whom the case is about while the two were one
        assert show_json(desk, reference, NOW)["bound"] == "open"
        with pytest.raises(Refused, match="Identify the data subject"):
            case_search.find(desk, reference, NOW)
        rights_jobs.identify_subject(desk, reference, 1, "staff number", NOW)
    with pytest.raises(Refused, match="item 2"):  # what was decided of it rested on whose it was
        packing.pack(desk, reference, tmp_path, NOW)
    disclosure_jobs.decide(desk, reference, [{"item": 2, "decision": "disclose", "reason": "theirs"}], NOW)
    with pytest.raises(Refused, match="records have changed since the search"):
        packing.pack(desk, reference, tmp_path, NOW)
    case_search.find(desk, reference, NOW)
    certain = [one.item for one in disclosure_jobs.review(desk, reference).items if one.strength == "certain"]
    assert len(certain) == (1 if step == "split" else 2)


def test_the_commands_take_numbers_and_read_the_reason_from_standard_input(shell):
    """pairs, join, split and apart do what the keys do; without a reason they refuse; --json has the screen's keys."""
    told = shell.json("pairs")
    [pair] = told["pairs"]
    assert {"total", "later", "strong"} < told.keys()
    assert {"one", "other", "strength", "bits", "agrees", "differs", "later"} == pair.keys()
    assert {"reference", "name", "names", "born", "identifiers", "records", "sources"} == pair["one"].keys()
    assert "short form of the forename" in shell.run("pairs")
    assert "Enter the reason on standard input" in shell.run("join", 1, 2, code=2)
    assert "is merged into person 1" in shell.run("join", 2, 1, stdin="one woman")
    assert "is separate from person 1 again" in shell.run("split", 2, stdin="two women")
    assert "come last" in shell.run("apart", 1, 2, "--later")
    assert "are not offered again" in shell.run("apart", 1, 2, stdin="two women")
    assert shell.json("pairs")["total"] == 0
    assert "Undo that first" in shell.run("join", 1, 2, stdin="why not", code=2)
    assert "undecided again" in shell.run("apart", 1, 2, "--undo")
    assert shell.json("pairs")["total"] == 1


def test_what_stands_in_the_history_can_be_read_back(shell):
    """The facts of a join, as they stand in the chain, are what the split needs, and the chain verifies."""
    shell.run("join", 1, 2, stdin="one woman")
    shell.run("split", 2, stdin="two women")
    assert json.loads(shell.run("audit", "verify", "--json"))["state"] == "whole"


def test_with_a_person_what_the_history_says_of_their_join_is_erased(desk):
    """Erased records take the facts of a join and its reason with them; the row stays, and there is nothing to split."""
    people_jobs.decide_pair(desk, "1", "2", "same", "Kate told us on the telephone", NOW)
    with desk.act(NOW) as act:
        items = act.session.exec(select(Item.id).where(Item.person_id == 1)).all()
        gone = erasure.erase(act.session, desk.chain_key, items, NOW.date())
        act.record(ActKind.erased, facts=gone.history_facts())
    with desk.reading() as session:
        assert not any("telephone" in facts for facts in session.exec(select(history.Payload.facts)))
    assert kinds(desk) == "erased"
    with pytest.raises(Refused, match="Nothing was merged"):
        people_jobs.split_person(desk, "1", "after all not", NOW)


LOOSE = staff("", "Katherine", "Robertson", "14/03/1984", Department="Fostering")
NOT_HERS = {"decision": "withhold", "exemption": "not-this-person", "reason": "another"}


def three(desk, tmp_path):
    """A record that is nobody's for certain, its number; and a case about Kate in which it is found."""
    (tmp_path / "loose.csv").write_bytes(payroll(LOOSE))
    records_jobs.import_files(desk, [tmp_path / "loose.csv"], NOW)
    with desk.reading() as session:
        loose = session.exec(select(Item.id).where(Item.person_id.is_(None))).one()
    reference = searched(desk)
    return reference, loose


def states(desk, reference):
    """Each item of a case with what stands decided of it."""
    return {one.item: one.decision for one in disclosure_jobs.review(desk, reference).items}


def test_not_this_persons_data_is_asked_again_once_the_record_is_theirs(desk, tmp_path):
    """A record set aside as somebody else's and then joined to the person is undecided, and after a split as before."""
    reference, loose = three(desk, tmp_path)
    assert states(desk, reference)[loose] == "withhold"
    people_jobs.decide_pair(desk, "1", f"r{loose}", "same", "hers after all", NOW)
    case_search.find(desk, reference, NOW)
    assert states(desk, reference)[loose] is None
    people_jobs.split_person(desk, f"r{loose}", "not hers", NOW)
    case_search.find(desk, reference, NOW)
    assert states(desk, reference)[loose] == "withhold"


def test_a_record_disclosed_as_one_persons_is_asked_about_again_once_it_is_anothers(desk, tmp_path):
    """Said to be hers, then joined to a namesake: the pack that holds it is void, and the record undecided."""
    reference, loose = three(desk, tmp_path)
    disclosure_jobs.decide(desk, reference, [{"item": loose, "decision": "disclose", "reason": "hers"}], NOW)
    digest = packing.pack(desk, reference, tmp_path / "out", NOW).files[0].digest
    people_jobs.decide_pair(desk, "2", f"r{loose}", "same", "the other's", NOW)
    assert states(desk, reference)[loose] is None
    with pytest.raises(Refused, match="out of date"):
        filing.save_paper(desk, digest, tmp_path / "again.pdf")
    people_jobs.undo_pairing(desk, NOW)
    assert states(desk, reference)[loose] == "disclose"


def test_what_two_namesakes_are_joined_to_asks_again_in_a_third_persons_case(desk, tmp_path):
    """A record disclosed as hers belongs to an entry that is then joined to another: it is asked about again."""
    reference = searched(desk)
    disclosure_jobs.decide(desk, reference, [{"item": 2, "decision": "disclose", "reason": "hers"}], NOW)
    people_jobs.decide_pair(desk, "3", "2", "same", "his", NOW)
    assert states(desk, reference)[2] is None
    people_jobs.split_person(desk, "2", "not his", NOW)
    assert states(desk, reference)[2] == "disclose"


def test_what_was_decided_while_a_record_was_theirs_goes_with_it(desk, tmp_path):
    """Disclosed without a word while it was certain, it is undecided once it is split off again."""
    reference, loose = three(desk, tmp_path)
    people_jobs.decide_pair(desk, "1", f"r{loose}", "same", "hers", NOW)
    case_search.find(desk, reference, NOW)
    disclosure_jobs.decide(desk, reference, [{"item": loose, "decision": "disclose"}], NOW)
    people_jobs.split_person(desk, f"r{loose}", "not hers", NOW)
    case_search.find(desk, reference, NOW)
    assert states(desk, reference)[loose] is None


def test_a_case_bound_before_the_join_goes_back_with_its_person(desk):
    """Only what was said while they were one is asked again; undo of the split leaves it to be said."""
    reference = searched(desk)
    people_jobs.decide_pair(desk, "1", "2", "same", "one woman", NOW)
    people_jobs.split_person(desk, "2", "two women", NOW)
    assert (show_json(desk, reference, NOW)["bound"], show_json(desk, reference, NOW)["person"]) == (
        "person",
        1,
    )


def test_a_case_whose_person_is_to_be_said_again_stays_frozen_and_erases_nobody(desk):
    """Both stay frozen by it, the last binding can be taken back, and no record goes under it."""
    people_jobs.decide_pair(desk, "1", "2", "same", "one woman", NOW)
    reference = rights_jobs.log_request(desk, request("Kate Robertson", NOW.date()) | {"right": ["erasure"]}, NOW)
    rights_jobs.identify_subject(desk, reference, 2, "her name", NOW)
    assert f"Identify the data subject of {reference} again." in people_jobs.split_person(desk, "2", "two women", NOW)
    with desk.reading() as session:
        freezing = on_hold(session)
        held = session.exec(select(Item).where(Item.person_id.in_([1, 2]))).all()
        assert len({one.person_id for one in held}) == 2
        assert all(freezing.by(one.id, one.person_id, "payroll") == [reference] for one in held)
    with pytest.raises(Refused, match="Identify the data subject"):
        record_erasure.erase_records(desk, reference, None, "withdrew", NOW)
    assert desk_jobs.audit_verify(desk).state == "whole"


def test_a_restriction_of_two_who_were_one_holds_for_both_after_the_split(desk):
    """Which of them was meant nobody knows; the undo of the split leaves the one mark there was."""
    people_jobs.decide_pair(desk, "1", "2", "same", "one woman", NOW)
    person_cards.restrict(desk, 2, {"ground": "accuracy", "reason": "she says so"}, NOW)
    people_jobs.split_person(desk, "2", "two women", NOW)
    marks = {one.person: one.restricted for one in person_cards.people_of(desk, "robertson").people}
    assert all(marks[person] for person in (1, 2))
    people_jobs.undo_pairing(desk, NOW)
    person_cards.lift_restriction(desk, 1, "2026-11-21", "settled", NOW)
    assert [one.restricted for one in person_cards.people_of(desk, "robertson").people] == [None]


def erase(desk, *items):
    """Erase records whose time is over."""
    with desk.act(NOW) as act:
        gone = erasure.erase(act.session, desk.erased_key, items, NOW.date())
        act.record(ActKind.erased, facts=gone.history_facts())


def test_a_join_can_be_split_after_a_record_that_was_decided_on_is_erased(desk, tmp_path):
    """What the decisions said goes with the record or the case; whose the others were stays, and so does the split."""
    (tmp_path / "more.csv").write_bytes(payroll(OLD | {"Department": "Court"}))
    records_jobs.import_files(desk, [tmp_path / "more.csv"], NOW)
    reference = searched(desk)
    disclosure_jobs.decide(desk, reference, [{"item": 4} | NOT_HERS | {"reason": "canary words"}], NOW)
    people_jobs.decide_pair(desk, "1", "2", "same", "one woman", NOW)
    case_events.close_case(desk, reference, "withdrawn", NOW.date(), NOW)
    erase(desk, 2)
    with desk.reading() as session:
        held = [facts for facts in session.exec(select(history.Payload.facts)) if "canary words" in facts]
        assert not any('"items_of_gone"' in facts for facts in held)
    people_jobs.split_person(desk, "2", "two women", NOW)
    with desk.reading() as session:
        assert session.get(Item, 4).person_id == 2
    assert desk_jobs.audit_verify(desk).state == "whole"


def test_of_records_joined_together_the_rest_can_be_split_after_one_is_erased(desk, tmp_path):
    """Two records alike came to a person by one join; with the first erased the second still goes back."""
    (tmp_path / "loose.csv").write_bytes(payroll(LOOSE, LOOSE | {"Department": "Court"}))
    records_jobs.import_files(desk, [tmp_path / "loose.csv"], NOW)
    people_jobs.decide_pair(desk, "1", "r4", "same", "canary words", NOW)
    erase(desk, 4)
    assert "r5 is separate" in people_jobs.split_person(desk, "r5", "not hers", NOW)
    with desk.reading() as session:
        assert session.get(Item, 5).person_id is None
        assert not any("canary words" in facts for facts in session.exec(select(history.Payload.facts)))
    people_jobs.undo_pairing(desk, NOW)
    with desk.reading() as session:
        assert session.get(Item, 5).person_id == 1


def test_what_an_import_joins_makes_void_what_stood_on_paper(desk, tmp_path):
    """A file that shows two entries to be one person: neither's pack is whole any more, and none leaves the desk."""
    reference = searched(desk)
    digest = packing.pack(desk, reference, tmp_path / "out", NOW).files[0].digest
    (tmp_path / "more.csv").write_bytes(payroll(OLD | {"National insurance number": "QQ123456C"}))
    records_jobs.import_files(desk, [tmp_path / "more.csv"], NOW)
    with pytest.raises(Refused, match="out of date"):
        filing.save_paper(desk, digest, tmp_path / "again.pdf")


def test_the_history_verifies_after_one_erasure_and_another(desk, tmp_path):
    """How many people an erasure counted is nobody's number: the row that says what was erased stands when they go."""
    person_cards.rectify(desk, 2, {"item": 2, "field": "Surname", "value": "Quill", "reason": "her certificate"}, NOW)
    erase(desk, 2)
    erase(desk, 1)
    assert desk_jobs.audit_verify(desk).state == "whole"


def test_a_name_that_came_while_a_record_was_theirs_is_found_after_the_split(desk, tmp_path):
    """What the record had entered already is entered for the file that came meanwhile, once the record is split off."""
    (tmp_path / "loose.csv").write_bytes(payroll(LOOSE | {"Surname": "Robertson-Quill"}))
    records_jobs.import_files(desk, [tmp_path / "loose.csv"], NOW)
    people_jobs.decide_pair(desk, "1", "r4", "same", "hers", NOW)
    (tmp_path / "more.csv").write_bytes(payroll(KATE | {"Surname": "Robertson-Quill"}))
    records_jobs.import_files(desk, [tmp_path / "more.csv"], NOW)
    people_jobs.split_person(desk, "r4", "not hers", NOW)
    assert "Katherine Robertson-Quill" in person_cards.person_card(desk, 1).names


def test_a_name_put_right_stays_found_where_a_file_says_it_too(desk, tmp_path):
    """HR mends the name meanwhile; the rectification taken back, the mended record is found by it all the same."""
    right = {"item": 1, "field": "Surname", "value": "Quill", "reason": "her certificate"}
    person_cards.rectify(desk, 1, right, NOW)
    (tmp_path / "more.csv").write_bytes(payroll(KATE | {"Surname": "Quill", "Title": "Ms"}))
    records_jobs.import_files(desk, [tmp_path / "more.csv"], NOW)
    person_cards.undo_card(desk, 1, NOW)
    assert "Katherine Quill" in person_cards.person_card(desk, 1).names
