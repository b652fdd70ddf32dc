"""What all tests share: async tests without a plug-in, cheap keys, and the console on a pretended desk.

pytest                                  the quick tests, on every core (-n auto --dist loadfile)
pytest -n0 tests/records/test_census.py one file, in this process: -x, -s and --pdb then work as usual
pytest tests/clock                      one wing; `paper` and `faults` are folders too
pytest -m slow                          the long sweeps: names on a terminal, kills, power cuts, days worked by keys
pytest -m "slow or not slow"            everything
pytest --hypothesis-seed=1              the same examples again: a failure prints its seed and its example
python tests/faults/long.py 1000        many more kills, power cuts and failing calls
python tests/timeline/test_log_attacks.py 100000 many more forged logs
.ci/pythons                             the quick tests on each installed Python

Kills at random and random dates come from seeds in their tests, so each run tries the same. Tests pass in any order
and alone: `uv run --with pytest-randomly pytest -p randomly -p "no:xdist"` shuffles them.

Desks: `masters.copied` gives an empty one, `finding.sitting` and `disposing.disposing` one with its acts. Key
derivation is cheap (see cheap.py) unless a test, or its file, is marked `real_keys`: do so if another process opens its
desk. The fixture `sit` opens a screen, on the pretended desk `jobs` or on a folder.
"""

import asyncio
import gc
import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

import cheap
import masters
from pretended import Pretended
from seats import TODAY, Seat, Sitting, Stay

__all__ = ["TODAY", "Seat"]

HOSTILE = [
    "Ms [/] Jones",
    "Dept [b +",
    "a [/b] c",
    "[red]x",
    "x[bold",
    "[type=x, v={'a[0]'}]",
    "[@click=app.quit]quit[/]",
    "O'Brien [HR]",
    "ref [/12]",
    "[#fff]white",
    "[1]",
]
"""Names that are markup to a careless screen: each must be drawn whole."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: a test that waits for a terminal or a child leaves its core idle."""
    return min(len(os.sched_getaffinity(0)) + 1, 4)


def pytest_collection_finish() -> None:
    """Keeps what was loaded out of garbage collection, which saves a fifth of the time of every screen."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Cheap key derivation in every test and its fixtures, unless it is marked `real_keys`."""
    with cheap.real_keys() if item.get_closest_marker("real_keys") else cheap.keys():
        return (yield)


def pytest_pyfunc_call(pyfuncitem: Any) -> bool | None:
    """Run `async def` tests."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    run = pyfuncitem.funcargs["_staying"].runner.run if "stay" in names else asyncio.run
    run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture
def empty() -> Path:
    """An empty desk that no test writes to: tests copy it."""
    return masters.empty()


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Pretended:
    """The pretended desk in the place of the real jobs."""
    pretended = Pretended()
    pretended.take_place(monkeypatch)
    return pretended


@pytest.fixture
def sit(tmp_path: Path) -> Callable[..., Sitting]:
    """Sit down at the console on a folder."""

    def at(folder: Path = tmp_path, size: tuple[int, int] = (80, 24), passphrase: str | None = "demo") -> Sitting:
        return Sitting(folder, size, passphrase)

    return at


@pytest.fixture(scope="module")
def _staying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stay]:
    one = Stay(tmp_path_factory.mktemp("stay"))
    yield one
    one.end()


@pytest.fixture
def stay(_staying: Stay, jobs: Pretended) -> Callable[..., AbstractAsyncContextManager[Seat]]:
    """The same for a parametrised test, on one console shared by its cases."""

    def at(size: tuple[int, int] = (80, 24)) -> AbstractAsyncContextManager[Seat]:
        return _staying(jobs.desk, size)

    return at
