"""Joining two entries and splitting them: every row goes back to whom it was, and imports honour what was said."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from casework import Refused
from casework.disclosure import bundles, merges
from casework.disclosure.bundles import Decision
from casework.disclosure.merges import MovedDecisions
from casework.people import register as people
from casework.people.pair_decisions import PairDecision
from casework.people.register import Identifier, Merge, Person, PersonName
from casework.records.items import Item
from casework.rights.requests import Request, Requester, Subject
from entries import bring, register, row

DAY = date(2026, 11, 20)
TABLES = (Person, PersonName, Identifier, Item, Decision, PairDecision, Request)


def digest(session, tables=TABLES):
    """Every row of the tables a join touches."""
    session.expire_all()
    return {
        table.__name__: sorted(repr(sorted(one.model_dump().items())) for one in session.exec(select(table)))
        for table in tables
    }


def case(session, number, person):
    """A case that is about that person."""
    reference = f"SAR-2026-{number:04}"
    request = Request(
        reference=reference, rights=["access"], received=DAY, recognised=DAY, logged=DAY,
        channel="email", service=None, owner=None, requester=Requester(name="K"), subject=Subject(name="K"), asked="All.", bound="person",
        person_id=person, outcome=None,
    )  # fmt: skip
    session.add(request)
    session.flush()
    return request


def decide(session, request, item, decision="disclose", exemption=None):
    session.add(
        Decision(
            reference=request.reference, person_id=bundles.about(session, request), item_id=item, decision=decision,
            exemption=exemption,
        )
    )  # fmt: skip
    session.flush()


def three():
    """Three people, one record that joined nobody, and cases with decisions about two of them."""
    session = register()
    bring(
        session,
        row("Katherine Robertson", "1984-03-14", staff="1", ni="QQ123456C", email="k@x.example"),
        row("Katherine Robertson", "1984-03-14", staff="1"),
        row("Kate Robertson", "1984-03-14", staff="X1", email="k@x.example"),
        row("Kate Jones", staff="X2"),
        row("K Robertson", "1984-03-14"),
    )
    first, second = case(session, 1, 1), case(session, 2, 2)
    decide(session, first, 1)
    decide(session, first, 3, "withhold", "not-this-person")
    decide(session, second, 3)
    decide(session, second, 1, "withhold", "not-this-person")
    return session


def entries(session, *references):
    return merges.pair_of(session, *references)


@pytest.mark.parametrize("pair", [("1", "2"), ("2", "1"), ("1", "r5"), ("3", "2")])
def test_a_split_puts_everything_back(pair):
    """Every record, name, identifier, binding and decision is after the split as it was before the join."""
    session = three()
    before = digest(session)
    join, moved = merges.merge_entries(session, *entries(session, *pair))
    assert digest(session) != before
    told = json.loads(json.dumps([join.facts(), moved.facts()]))
    merges.split(session, Merge.read(told[0]), MovedDecisions.read(told[1]))
    assert digest(session) == before


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["1", "2", "3", "r5"]), st.sampled_from(["1", "2", "3"]))))
def test_any_sequence_of_joins_and_splits_can_be_taken_back(steps):
    """However joins and splits follow one another, taking back every join that stands gives the register as it was."""
    session = three()
    kept = (Person, PersonName, Identifier, Item, Request)
    before, joins = digest(session, kept), []
    for joined, one, other in steps:
        standing = [done for done in joins if merges.is_in_force(session, done[0])]
        if not joined and standing:
            at = int(other) % len(standing)
            merges.split(session, *standing[at], [join for join, _ in standing[at + 1 :]])
            standing.pop(at)
        elif joined:
            try:
                standing.append(merges.merge_entries(session, *entries(session, one, other)))
            except Refused:
                continue
        joins = standing
    for join, moved in reversed(joins):
        merges.split(session, join, moved)
    assert digest(session, kept) == before


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["1", "2", "3", "r5"]), st.sampled_from(["1", "2", "3"])), max_size=4))
def test_joins_taken_back_in_turn_leave_no_trace(steps):
    """Taken back in the order undo does, each join leaves every table, decisions too, as it was before it."""
    session, done = three(), []
    for one, other in steps:
        before = digest(session)
        try:
            done.append((before, merges.merge_entries(session, *entries(session, one, other))))
        except Refused:
            continue
    for before, (join, moved) in reversed(done):
        merges.split(session, join, moved)
        assert digest(session) == before


def test_a_join_of_an_earlier_version_is_split_as_exactly():
    """Facts from before decisions on words, and before grounds that are not named, give each decision back too."""
    session = three()
    before = digest(session)
    join, moved = merges.merge_entries(session, *entries(session, "1", "2"))
    facts = moved.facts()
    for told in (facts, facts["others"]):
        for one in (*told["before"], *told["after"]):
            for name in ("segment", "first", "last", "unnamed"):
                del one[name]
    merges.split(session, join, MovedDecisions.read(facts))
    assert digest(session) == before


def test_what_came_while_they_were_one_goes_where_its_numbers_say():
    """A new record with only the given-up entry's number goes back with it, its name and e-mail too; others stay."""
    session = three()
    join, moved = merges.merge_entries(session, *entries(session, "1", "2"))
    bring(
        session,
        row("Katie Robertson", staff="X1", email="new@x.example"),
        row("Katherine Robertson", staff="1", email="newer@x.example"),
    )
    merges.split(session, join, moved)
    assert "Katie Robertson" in [people.full_name(name) for name in people.names_of(session, 2)]
    assert people.identifiers_of(session, 2)["email"] == ["k@x.example", "new@x.example"]
    assert people.identifiers_of(session, 1)["email"] == ["k@x.example", "newer@x.example"]
    assert len(session.exec(select(Item).where(Item.person_id == 2)).all()) == 2


def test_a_name_that_only_the_other_had_brought_is_entered_for_both():
    """What one entry held already was not written again while they were one: after the split each holds its own."""
    session = three()
    join, moved = merges.merge_entries(session, *entries(session, "1", "2"))
    bring(session, row("Kate Robertson", staff="1"))
    merges.split(session, join, moved)
    assert "Kate Robertson" in [people.full_name(name) for name in people.names_of(session, 1)]


def test_a_decision_taken_while_they_were_one_goes_with_its_case_and_gives_nobody_away():
    """On a record that is another's after the split the decision must be taken again; the others stand."""
    session = three()
    join, moved = merges.merge_entries(session, *entries(session, "1", "2"))
    first, second = (session.exec(select(Request).where(Request.person_id == number)).one() for number in (1, 2))
    decide(session, first, 3)
    decide(session, second, 2)
    decide(session, second, 5)
    merges.split(session, join, moved)
    left = {(row.reference, row.person_id, row.item_id) for row in session.exec(select(Decision))}
    assert (first.reference, 1, 3) not in left
    assert (second.reference, 2, 2) not in left
    assert (second.reference, 2, 5) in left


def test_imports_do_not_join_what_was_said_to_be_different():
    """A row that bears the numbers of two whom the officer told apart joins neither, and the ledger says so."""
    session = three()
    merges.save_pair_decision(session, *entries(session, "1", "2"), "different")
    said, merged = bring(session, row("Katherine Robertson", staff="X1", ni="QQ123456C"))
    assert merged == []
    assert said == [
        "its numbers belong to people you marked as different: not linked to anyone, a possible match for you to confirm"
    ]


def test_the_same_import_joins_where_nothing_was_said():
    """The planted fault of the test above: without the memory the very same row brings the two together."""
    session = three()
    _, [merged] = bring(session, row("Katherine Robertson", staff="X1", ni="QQ123456C"))
    assert (merged.gone, merged.kept) == (2, 1)


def test_different_holds_for_entries_joined_since():
    """Somebody told apart from one entry is told apart from the person that entry is joined to."""
    session = three()
    merges.save_pair_decision(session, *entries(session, "1", "2"), "different")
    merges.merge_entries(session, *entries(session, "2", "3"))
    with pytest.raises(Refused, match="as different people"):
        merges.merge_entries(session, *entries(session, "1", "3"))
    said, merged = bring(session, row("Kate Jones", staff="X2", ni="QQ123456C"))
    assert (len(said), merged) == (1, [])


def test_a_join_of_an_import_is_split_like_any_other():
    """The facts an import keeps of whom it brought together are enough to give each their own back."""
    session = three()
    tables = (Person, PersonName, Item)
    before = digest(session, tables)
    _, [join] = bring(session, row("Katherine Robertson", staff="X1", ni="QQ123456C"))
    merges.split(session, join, merges.combine_decisions(session, join))
    after = digest(session, tables)
    assert after["Person"] == before["Person"]
    assert set(before["Item"]) <= set(after["Item"])
    assert set(before["PersonName"]) <= set(after["PersonName"])


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        (("1", "1"), "already one person"),
        (("r5", "r5"), "Choose a person as one of the two"),
        (("1", "99"), "99 is not in the register"),
        (("1", "r1"), "r1 is not in the register"),
        (("1", "x"), "x is not in the register"),
        (("1", "9" * 30), "is not in the register"),
    ],
)
def test_what_is_no_pair_is_refused(pair, why):
    """One entry twice, two loose records, numbers of nobody: one sentence each."""
    with pytest.raises(Refused, match=why):
        entries(three(), *pair)
