"""A history as it is exported, and what a forger who lacks the key can make of it."""

import hashlib
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from sqlmodel import Session, SQLModel, create_engine

from casework.timeline import history
from casework.timeline.events import Kind
from casework.timeline.history import Anchor

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEY = hashlib.sha256(b"the desk's chain key").digest()


def exported(key: bytes = KEY) -> list[tuple[Any, ...]]:
    """The rows of a history of twelve rows in nine acts, as the product writes them."""
    engine, dice = create_engine("sqlite://"), random.Random(1)
    for table in (history.History, history.Payload):
        SQLModel.metadata.tables[str(table.__tablename__)].create(engine)
    with mock.patch("os.urandom", dice.randbytes), Session(engine) as session:
        for number in range(8):
            facts = {"note": f"{{}} Zoë O'Brien {number}", "n": [number]} if number % 3 else None
            on, case = (NOW.date() if number % 2 else None), (f"SAR-{number}" if number else None)
            history.append(
                session, key, act=None, kind=Kind.note, now=NOW, actor="Ann", reference=case, on=on, corrects=None,
                months=number or None, facts=facts,
            )  # fmt: skip
        for kind in (Kind.received, Kind.recognised, Kind.logged, Kind.note):
            history.append(session, key, act=9, kind=kind, now=NOW, actor="Ann", reference="SAR-9", corrects=3)
        rows = session.connection().exec_driver_sql(history.CHAIN).fetchall()
    return [tuple(row) for row in rows]


ROWS = exported()
TRUE, BEHIND = Anchor(12, ROWS[-1][11]), Anchor(8, ROWS[7][11])


def rechained(rows: list[list[Any]], start: int, mac: Callable[[list[Any]], str]) -> list[list[Any]]:
    """The rows from `start` on with digests, links and macs made to fit, as far as one can who lacks the key."""
    for place in range(start, len(rows)):
        row = rows[place]
        row[9] = hashlib.sha256(row[12] + row[13].encode()).hexdigest()
        row[10] = rows[place - 1][11] if place else history.START
        row[11] = mac(row[:11])
    return rows


DEEP: list[Any] = []
for _ in range(5_000):
    DEEP = [DEEP]
ODD: list[Any] = [
    None, True, False, 0, -1, 1.0, 5.0, float("nan"), float("inf"), 2**63, -(10**30), 10**5_000, "", "5", "é", "\ud800",
    "\0", b"", b"\xff", bytes(16), [], {}, (), [1], {"a": 1}, object(), DEEP, history.START, "f" * 64,
]  # fmt: skip
"""What can stand in a cell that somebody else wrote."""


def edited(dice: random.Random, value: Any) -> Any:
    """A cell with one byte of it changed, or as near as its type allows."""
    if isinstance(value, int):
        return value ^ (1 << dice.randrange(70))
    if not isinstance(value, (str, bytes)) or not value:
        return dice.choice(["", "x", 0, b"x"])
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    place = dice.randrange(len(raw))
    match dice.randrange(3):
        case 0:
            raw[place] ^= 1 << dice.randrange(8)
        case 1:
            del raw[place]
        case 2:
            raw.insert(place, dice.randrange(256))
    return bytes(raw) if isinstance(value, bytes) else raw.decode(errors="surrogateescape")


def edit_a_byte(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    place = dice.randrange(14)
    row[place] = edited(dice, row[place])


def put_something_odd(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    row[dice.randrange(14)] = dice.choice(ODD)


def same_value_of_another_type(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    place = dice.randrange(14)
    forms: list[Callable[[Any], Any]] = [str, repr, lambda value: [value], float, bool]
    row[place] = dice.choice(forms)(row[0]) if place < 2 else repr(row[place])


def take_from_another_row(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    first = dice.randrange(14)
    for place in range(first, dice.randint(first, 13) + 1):
        row[place] = dice.choice(rows)[place]


def take_anothers_facts(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    row[12:14] = dice.choice(rows)[12:14]


def move_the_end_of_the_salt(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    both = row[12] + row[13].encode()
    place = dice.randrange(len(both) + 1)
    row[12], row[13] = both[:place], both[place:].decode(errors="surrogateescape")


def take_the_facts_away(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    row[12:14] = [None, None]


def delete_a_row(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    rows.remove(row)


def delete_and_renumber(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    rows.remove(row)
    for number, each in enumerate(rows, 1):
        each[0] = number


def put_a_row_in(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    new = list(row)
    new[dice.randrange(14)] = dice.choice(ODD)
    rows.insert(dice.randrange(len(rows) + 1), new)


def duplicate_a_row(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    rows.insert(dice.randrange(len(rows) + 1), list(row))


def swap_two_rows(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    here, there = rows.index(row), dice.randrange(len(rows))
    rows[here], rows[there] = rows[there], rows[here]
    if dice.random() < 0.5:
        rows[here][0], rows[there][0] = rows[there][0], rows[here][0]


def cut_the_end_off(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    del rows[dice.randrange(len(rows)) :]


def lose_the_beginning(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    del rows[: dice.randint(1, len(rows))]


def cut_a_row_short(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    del row[dice.randrange(14) :]


def make_a_row_longer(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    row.insert(dice.randrange(15), dice.choice(ODD))


def what_is_no_row(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    odd: list[Any] = [None, 5, "no row of any kind", b"", (), object(), {}, DEEP]
    rows[rows.index(row)] = dice.choice(odd)


def rewrite_under_another_key(dice: random.Random, rows: list[list[Any]], row: list[Any]) -> None:
    key = dice.randbytes(32)
    start = rows.index(row)
    row[dice.randrange(1, 9)] = "forged"
    rechained(rows, start, lambda columns: history._mac(key, columns))


MUTATIONS = [
    edit_a_byte, edit_a_byte, edit_a_byte, put_something_odd, same_value_of_another_type, take_from_another_row,
    take_anothers_facts, take_the_facts_away, move_the_end_of_the_salt, delete_a_row, delete_and_renumber, put_a_row_in, duplicate_a_row,
    swap_two_rows, cut_the_end_off, lose_the_beginning, cut_a_row_short, make_a_row_longer, what_is_no_row,
    rewrite_under_another_key,
]  # fmt: skip


def another_anchor(dice: random.Random) -> Anchor | None:
    """An anchor that is missing, odd, invented, or one this history once had."""
    place = dice.randrange(len(ROWS))
    return dice.choice(
        [
            None,
            Anchor(place + 1, ROWS[place][11]),
            Anchor(12 + dice.randint(-3, 3), TRUE.mac),
            Anchor(12, edited(dice, TRUE.mac)),
            Anchor(dice.choice(ODD), TRUE.mac),
            Anchor(dice.randint(0, 13), dice.choice(ODD)),
        ]
    )


def forged(dice: random.Random) -> tuple[list[list[Any]], Anchor | None]:
    """A log somebody tampered with, one to three times over, or its anchor; seldom both.

    An older log never comes with the older anchor that belongs to it: nothing inside a desk can tell those two.
    """
    rows = [list(row) for row in ROWS]
    if dice.random() < 0.1:
        return rows, another_anchor(dice)
    for _ in range(dice.choice([1, 1, 2, 3])):
        whole = [row for row in rows if isinstance(row, list) and len(row) == 14]
        if not whole:
            break
        try:
            dice.choice(MUTATIONS)(dice, rows, dice.choice(whole))
        except (TypeError, ValueError, AttributeError, LookupError, RecursionError):
            continue  # a second forger could make nothing of what the first had left
    return rows, dice.choice([TRUE, TRUE, TRUE, None, Anchor(99, TRUE.mac), Anchor(12, history.START)])


def untouched(rows: list[list[Any]], anchor: object) -> bool:
    """Whether nothing was forged after all: every cell as it was, and the anchor the last act's or the one before."""

    def known(row: Sequence[Any]) -> list[tuple[type, Any]]:
        return [(type(cell), cell) for cell in row]

    if not isinstance(anchor, Anchor) or type(anchor.seq) is not int or anchor not in (TRUE, BEHIND):
        return False
    if len(rows) != len(ROWS) or not all(isinstance(row, list) and len(row) == 14 for row in rows):
        return False
    return all(known(mine) == known(theirs) for mine, theirs in zip(rows, ROWS, strict=True))
