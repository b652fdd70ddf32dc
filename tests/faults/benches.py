"""One small desk for the whole run, and every operation begun on it once. A test file takes both fixtures from here."""

from pathlib import Path

import desks
import operations
import pytest

OPERATIONS = (
    "act", "blob", "draft", "import", "letter", "pack", "officers", "backup", "restore", "migration", "making",
)  # fmt: skip
_made: list["Bench"] = []


@pytest.fixture(scope="module", autouse=True)
def rehearsed():
    """Slow pure work is remembered while a file of this folder is tested."""
    with desks.remember():
        yield


class Bench:
    """Where desks are made, broken and looked at."""

    def __init__(self, place: Path):
        self.place, self.operations = place, operations.all_of(place)
        desks.make(place / "base")

    def take(self, name: str) -> tuple[operations.Operation, Path]:
        """An operation, and the folder as it is before."""
        operation, before = self.operations[name], self.place / f"before-{name}"
        if not before.exists():
            operation.begin(self.place / "base", before)
        return operation, before


@pytest.fixture(name="bench")
def one_bench(rehearsed, tmp_path_factory):
    """The same one for every test file."""
    if not _made:
        _made.append(Bench(tmp_path_factory.mktemp("faults")))
    return _made[0]
