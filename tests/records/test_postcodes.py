"""Postcodes: read from addresses, searched by, never a reason to merge; older desks have theirs derived."""

import json

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlmodel import Session, select

from casework.desk import migrations
from casework.people import pairs
from casework.people import register as people
from casework.people.register import Identifier
from casework.records import index
from casework.records.concepts import postcodes
from casework.vault import database
from dpo_console.jobs import person_cards
from entries import bring, register, row
from finding import NOW, sitting  # noqa: F401
from workforce import HEADINGS, staff
from workforce import payroll as table

HOME = {"Post code": "s60  1aa"}


def payroll(*rows):
    """A payroll file with a column of postcodes."""
    return table(*rows, headings=f"{HEADINGS},Post code")


@pytest.mark.parametrize(
    ("field", "said", "found"),
    [
        ("Post code", "S60 1AA", ["S60 1AA"]),
        ("Home postcode", "s601aa", ["s601aa"]),
        ("Postcode", "GIR 0AA", ["GIR 0AA"]),
        ("Post code", "not known", []),
        ("Post code", "S60", []),
        ("Address line 4", "Rotherham, S60 1AA", ["S60 1AA"]),
        ("Address", "1 High Street\nRotherham\nS60 1AA ", ["S60 1AA"]),
        ("Address line 1", "S60 1AA is where she was", []),
        ("Comments", "lives at S60 1AA", []),
    ],
)
def test_a_postcode_is_read_from_its_column_and_from_the_end_of_an_address(field, said, found):
    """Postcode columns and address lines give the person's postcode; a comment does not."""
    assert [raw for _, raw, _ in postcodes("payroll", [(field, said)])] == found


def test_a_person_is_looked_up_by_postcode(sit):
    """Closed up or set apart, and the reason says so."""
    sit.bring(payroll(staff("0055", "Ann", "Bell", **HOME), staff("0066", "Bob", "Carr", **{"Post code": "S60 1AB"})))
    for typed in ("S60 1AA", "s601aa", "Bell S60"):
        found = person_cards.people_of(sit.desk, typed).people
        assert [one.name for one in found] == ["Ann Bell"], typed
    assert "postcode s60  1aa" in person_cards.people_of(sit.desk, "S60 1AA").people[0].why
    [written] = [
        one for one in person_cards.person_card(sit.desk, sit.person("Ann Bell")).numbers if one.kind == "postcode"
    ]
    assert written.value == "S601AA"


def test_a_postcode_joins_nobody():
    """A record of the same name and postcode stays apart, and so do two people of one household."""
    with register() as session:
        bring(
            session,
            row("Ann Bell", staff="0055", **HOME),
            row("Ann Bell", **HOME),
            row("Bob Bell", staff="0066", **HOME),
        )
        held = session.exec(select(Identifier.person_id).where(Identifier.kind == "postcode")).all()
        assert sorted(held, key=str) == [1, 2, None]
        assert people.identifiers_of(session, 1)["postcode"] == ["S601AA"]


def test_a_postcode_says_a_little_of_a_pair():
    """Three bits for a household, nothing where so many have it that it says nothing, nothing for another forename."""
    with register() as session:
        bring(
            session,
            row("Ann Bell", staff="1", **HOME),
            row("Anne Bell", staff="2", **HOME),
            row("Bob Bell", staff="3", **HOME),
        )
        listed = pairs.entries(session)
        weigh = pairs.PairScorer(listed)
        assert [one.bits for one in weigh(*listed[:2]) if one.what == "postcode S601AA"] == [pairs.POSTCODE]
        assert not [one for one in weigh(listed[0], listed[2]) if "postcode" in one.what]
        weigh.postcodes["S601AA"] = pairs.NEIGHBOURS + 1
        assert not [one for one in weigh(*listed[:2]) if "postcode" in one.what]


def test_what_is_right_of_a_postcode_is_entered_and_taken_back(sit):
    """A postcode put right is looked up by, and after the undo is not."""
    sit.bring(payroll(staff("0055", "Ann", "Bell", **HOME)))
    ann = sit.person("Ann Bell")
    item = person_cards.person_card(sit.desk, ann).items[0].item
    said = {"item": item, "field": "Post code", "value": "S60 1AB", "reason": "told us", "how": "rectified"}
    person_cards.rectify(sit.desk, ann, said, NOW)
    assert person_cards.people_of(sit.desk, "S60 1AB").total == 1
    person_cards.undo_card(sit.desk, ann, NOW)
    assert person_cards.people_of(sit.desk, "S60 1AB").total == 0


def test_with_the_record_its_postcode_goes(sit):
    """After a person's last record is erased, the postcode finds no one."""
    from casework.disposal import erasure

    sit.bring(payroll(staff("0055", "Ann", "Bell", **HOME)))
    with sit.desk.erasing(NOW) as act:
        gone = erasure.erase(act.session, sit.desk.erased_key, [1], NOW.date())
        act.record("erased", on=NOW.date(), facts=gone.history_facts())
    with sit.desk.reading() as session:
        assert session.exec(select(Identifier)).all() == []
    assert not any("s60" in one for name in gone.names for one in name)


OLD = [
    [["field", "Surname", "Be\u200bll"], ["field", "Post code", "S60 1AA"], ["field", "Comments", "saw Вob Сarr"]],
    [["field", "Address line 3", "Rotherham S60 1AB"], ["field", "Comments", "left"]],
    [["field", "Surname", "Bell"], ["field", "Post code", "S60 1AA"], ["field", "Comments", "again"]],
]


def old_desk(path):
    """A desk of the schema before, with records as it kept them; answers its connection."""
    connection = database.engine(path / "old.db", bytes(32)).connect()
    config = Config()
    config.set_main_option("script_location", migrations.__path__[0])
    config.attributes["connection"] = connection
    command.upgrade(config, "0009")
    run = lambda sql, **said: connection.execute(text(sql), said)  # noqa: E731
    run(
        "INSERT INTO source (id, name, reader, digest, size, about, imported, state, expected, read, duplicate, "
        "unreadable, excluded, warnings) VALUES (1, 'f', 'payroll', 'd', 1, '{}', '2026-11-01T10:00:00Z', 'complete', "
        "3, 3, 0, 0, 0, '[]')"
    )
    run("INSERT INTO person (id) VALUES (1)")
    marks = json.dumps({"keys": [["staff", "0055", "Staff"]], "names": [], "born": None})
    for number, segments in enumerate(OLD, 1):
        run(
            "INSERT INTO item (id, digest, source_id, line, kind, record_class, segments, marks, person_id) VALUES "
            "(:id, :digest, 1, :id, 'payroll', 'payroll', :segments, :marks, :person)",
            id=number, digest=str(number), segments=json.dumps(segments), marks=marks, person=None if number == 2 else 1,
        )  # fmt: skip
        run("INSERT INTO item_words(rowid, words) VALUES (:id, 'as it was')", id=number)
    run('INSERT INTO personname (person_id, item_id, title, forename, middle, surname, "full", "key") VALUES '
        "(1, 1, '', 'Ann', '', :surname, '', 'ann old')", surname="Be\u200bll")  # fmt: skip
    run(
        "INSERT INTO rectified (id, item_id, field, was, how, value, reason, day, newest, entered) VALUES "
        "(1, 1, 'Post code', 'S60 1AA', 'rectified', 'S60 1ZZ', 'r', '2026-11-02', 1, '{}')"
    )
    connection.commit()
    return connection


def test_a_desk_made_before_has_its_postcodes_and_words_derived(tmp_path):
    """Postcodes from the records as kept, once for each person; names and words without what cannot be seen."""
    connection = old_desk(tmp_path)
    migrations.to_newest(connection)
    with Session(connection) as session:
        held = [(one.person_id, one.item_id, one.value) for one in session.exec(select(Identifier))]
        assert held == [(1, 1, "S601AA"), (None, 2, "S601AB"), (1, 1, "S601ZZ")]
        assert session.exec(select(people.PersonName.key)).all() == ["ann bell"]
        assert index.holding(session, "bell") == [1, 3]
        assert index.holding(session, "bob carr") == [1]
        assert index.holding(session, "s60 1zz") == [1, 3]
        assert index.holding(session, "as it was") == []
        marks = session.connection().execute(text("SELECT marks FROM item WHERE id = 3")).scalar()
        assert json.loads(marks)["keys"] == [["staff", "0055", "Staff"], ["postcode", "S60 1AA", "Post code"]]
        people.reenter(session, [1])
        assert len(session.exec(select(Identifier).where(Identifier.kind == "postcode")).all()) == 3
    connection.close()


def test_cut_off_the_step_leaves_the_desk_as_it_was(tmp_path, monkeypatch):
    """The migration is one transaction: if it fails nothing is kept, and the next opening does all of it."""
    connection = old_desk(tmp_path)
    monkeypatch.setattr(index, "write", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError), connection.begin():
        migrations.to_newest(connection)
    assert migrations.version(connection) == "0009"
    assert connection.execute(text("SELECT count(*) FROM identifier")).scalar() == 0
    monkeypatch.undo()
    migrations.to_newest(connection)
    assert migrations.version(connection) == migrations.NEWEST
    connection.close()
