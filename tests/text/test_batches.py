"""Batches: no item is lost or comes twice, and no batch is larger than was asked for."""

from itertools import chain, count, islice

import pytest

from casework.text.batches import SIZE, batches


@pytest.mark.parametrize("many", [0, 1, 6, 7, 8, 14, 15])
def test_all_come_once_in_their_order(many):
    """Joined again, the batches are the items in their order, and each batch but the last is full."""
    pieces = list(batches(range(many), 7))
    assert list(chain(*pieces)) == list(range(many))
    assert [len(piece) for piece in pieces[:-1]] == [7] * (len(pieces) - 1)
    assert all(pieces)


def test_a_statement_is_given_no_more_than_it_can_name():
    """Without a size, a batch has as many items as one SQL statement names."""
    assert [len(piece) for piece in batches(range(SIZE + 1))] == [SIZE, 1]


def test_no_more_is_taken_than_is_asked_for():
    """Nothing is read ahead: the first batch of an endless stream comes at once."""
    rows = count()
    assert list(islice(batches(rows, 3), 1)) == [[0, 1, 2]]
    assert next(rows) == 3
