"""Who may be one person: what is offered, in which order, with what agrees and what does not; and nothing is joined."""

import pytest
from sqlmodel import select

from casework.disclosure import merges
from casework.people import pairs
from casework.people.register import Person
from casework.records.items import Item
from entries import bring, register, row

KATE = {"name": "Katherine Robertson", "born": "1984-03-14", "staff": "1001", "ni": "QQ123456C"}


def offered(*rows, files=()):
    """The queue of a register of these records."""
    session = register()
    bring(session, *rows)
    for more in files:
        bring(session, *more)
    return pairs.queue(session)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"name": "Kate Robertson"}, "short form of the forename: Katherine / Kate"),
        ({"name": "K Robertson"}, "initial: Katherine / K"),
        ({"name": "Katherine Jones"}, "different surname: Robertson / Jones"),
        ({"name": "Katherine Robertson-Jones"}, "part of the surname"),
        ({"name": "Robertson Katherine"}, "surname and forename swapped"),
        ({"name": "Katherine Roberston"}, "surname spelt differently: Robertson / Roberston"),
        ({"name": "Kathërine Robertson"}, "forename Katherine"),
        ({"born": "1984-03-15"}, "date of birth with one digit different: 14/03/1984 / 15/03/1984"),
        ({"born": "1948-03-14"}, "date of birth with one digit different: 14/03/1984 / 14/03/1948"),
        ({"born": None}, "surname Robertson"),
        ({"name": ""}, "date of birth 14/03/1984"),
    ],
)
def test_one_person_written_otherwise_is_offered_with_the_reason(other, words):
    """Each way in which another system may write somebody makes a candidate, and the queue says which it was."""
    said = {"name": KATE["name"], "born": KATE["born"], "staff": "X77"} | other
    [pair] = offered(row(**KATE), row(**said), row("Peter Dodds", "1970-01-01", staff="9"))
    assert any(words in reason.what for reason in pair.reasons)


def test_day_and_month_exchanged_are_known_again():
    """3 April and 4 March of one year are one slip of a spreadsheet."""
    [pair] = offered(row("Grace Raine", "1984-03-04", "1"), row("Grace Raine", "1984-04-03", "2"))
    assert any("day and month swapped: 04/03/1984 / 03/04/1984" in reason.what for reason in pair.reasons)


def test_a_record_that_joined_nobody_is_offered_with_its_like():
    """Rows without a number that say the same are one entry, offered with the person they may be about."""
    [pair] = offered(row(**KATE), *(row("Kate Robertson", "1984-03-14") for _ in range(3)))
    assert (pair.one.reference, pair.other.record, len(pair.other.items)) == ("1", True, 3)


def test_nothing_is_joined_by_being_weighed():
    """The queue changes no row of the register, however alike two entries are."""
    session = register()
    bring(session, row(**KATE), row(KATE["name"], KATE["born"], staff="X1", email="k@x.example"))
    held = session.exec(select(Item.id, Item.person_id)).all()
    assert pairs.queue(session)[0].strength == "strong"
    assert session.exec(select(Item.id, Item.person_id)).all() == held
    assert session.exec(select(Person.merged_into)).all() == [None, None]


def test_twins_stand_beneath_real_pairs_and_say_so():
    """Another forename with one surname, birth date and mailbox comes after a changed surname, and tells of twins."""
    mail = "family@home.example"
    found = offered(
        row("Emma Ord", "1990-01-02", staff="1", email=mail), row("Paul Ord", "1990-01-02", staff="2", email=mail),
        row("Grace Raine", "1980-05-06", staff="3"), row("Grace Dodds", "1980-05-06", staff="4"),
    )  # fmt: skip
    real = next(pair for pair in found if pair.one.names == ["Grace Raine"])
    twins = [pair for pair in found if pair.one.names == ["Emma Ord"]]
    assert twins
    assert all(pair.bits < real.bits for pair in twins)
    for pair in twins:
        assert any("twins" in reason.what for reason in pair.reasons)


def test_a_mailbox_of_many_is_no_evidence():
    """An e-mail that many entries have joins no two of them in the queue."""
    names = ("Ann Usher", "Peter Dodds", "Grace Raine", "Imran Vane", "Nia Llewellyn")
    rows = [row(name, f"19{at}3-0{at}-1{at}", staff=str(at), email="t@x.example") for at, name in enumerate(names, 5)]
    assert offered(*rows) == []


def test_a_number_given_twice_is_no_pair():
    """A leaver's staff number on a newcomer's row, with another name and birth date, is not offered."""
    assert offered(row(**KATE), files=[[row("David Okafor", "1999-09-09", staff="1001")]]) == []


def test_other_numbers_speak_against():
    """Two of one name and birth date with different National Insurance numbers come as possible at most, with that."""
    found = offered(row(**KATE), row(KATE["name"], KATE["born"], staff="1002", ni="QQ654321A"))
    for pair in found:
        assert pair.strength == "possible"
        assert any(what.startswith("different National Insurance number") for what, bits in pair.reasons if bits <= 0)


def test_what_was_said_to_be_different_is_not_offered_again():
    """Namesakes are remembered, for records alike too; put off comes last; and each can be taken back."""
    session = register()
    bring(session, row(**KATE), row(KATE["name"], KATE["born"], staff="X1"), row(KATE["name"], KATE["born"]))
    references = [(pair.one.reference, pair.other.reference) for pair in pairs.queue(session)]
    assert references == [("1", "2"), ("1", "r3"), ("2", "r3")]
    first = merges.pair_of(session, "2", "1")
    merges.save_pair_decision(session, *first, "different")
    merges.save_pair_decision(session, *merges.pair_of(session, "1", "r3"), "different")
    merges.save_pair_decision(session, *merges.pair_of(session, "2", "r3"), "later")
    bring(session, row(KATE["name"], KATE["born"]))  # the same again, in another file
    [left] = pairs.queue(session)
    assert (left.one.reference, left.other.reference, left.later) == ("2", "r3", True)
    merges.save_pair_decision(session, *first, None)
    assert [pair.later for pair in pairs.queue(session)] == [False, True]
