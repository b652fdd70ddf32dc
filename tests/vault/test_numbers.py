"""The numbers of stored rows."""

import pytest

from casework.vault.database import number


def test_a_row_that_is_not_stored_has_no_number():
    """A stored row's number is answered as it is; of a row without one a fault is raised, not a number made up."""
    assert number(7) == 7
    with pytest.raises(RuntimeError, match="not stored"):
        number(None)
