"""Many in pieces: none is lost, none comes twice, and no piece is larger than was asked for."""

from itertools import chain, count, islice

import pytest

from casework.text.batches import SIZE, batches


@pytest.mark.parametrize("many", [0, 1, 6, 7, 8, 14, 15])
def test_all_come_once_in_their_order(many):
    """Put together again the pieces are what they were made of, each full but the last."""
    pieces = list(batches(range(many), 7))
    assert list(chain(*pieces)) == list(range(many))
    assert [len(piece) for piece in pieces[:-1]] == [7] * (len(pieces) - 1)
    assert all(pieces)


def test_a_statement_is_given_no_more_than_it_can_name():
    """Where nothing is said, a piece has as many as one statement names."""
    assert [len(piece) for piece in batches(range(SIZE + 1))] == [SIZE, 1]


def test_no_more_is_taken_than_is_asked_for():
    """Rows that come bit by bit are not read ahead: the first piece of an endless course comes at once."""
    rows = count()
    assert list(islice(batches(rows, 3), 1)) == [[0, 1, 2]]
    assert next(rows) == 3
