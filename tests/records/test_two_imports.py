"""Imports that two screens begin at once: one after the other, and neither takes the other's for one that was killed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from test_layouts import FILE, HEAD, SAID

import masters
from casework import Refused
from dpo_console.jobs import opening
from dpo_console.records import jobs
from returns import table

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    opened = opening.open_desk(masters.copied(tmp_path / "desk"), masters.PASSPHRASE, now=NOW)
    jobs.keep_layout(opened, SAID, NOW)
    (tmp_path / "one.csv").write_bytes(FILE)
    (tmp_path / "two.csv").write_bytes(table(HEAD, ["0077777", "Patel, Mira", "01/02/1990", "CC-3", ""]).encode())
    yield opened
    opened.close()


def test_the_second_waits_for_the_first(desk, tmp_path):
    """A file begun while another is half read comes in after it, and each ledger has its own records."""
    begun, go_on = threading.Event(), threading.Event()

    def half(done, total, what):
        begun.set()
        go_on.wait(8)

    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(jobs.import_files, desk, [tmp_path / "one.csv"], NOW, half)
        begun.wait(8)
        two = threads.submit(jobs.import_files, desk, [tmp_path / "two.csv"], NOW)
        with pytest.raises(TimeoutError):
            two.result(0.5)
        go_on.set()
        ledgers = [done.result(20).sources[0] for done in (one, two)]
    assert [ledger.read for ledger in ledgers] == [2, 1]


def test_one_that_waits_can_be_cancelled(desk, tmp_path):
    """Stopped while it waits, it is refused as any cancelled import, and the next one begins."""
    with jobs.ONE_AT_A_TIME, pytest.raises(Refused, match=r"two\.csv was cancelled. Nothing was saved"):
        jobs.import_files(desk, [tmp_path / "two.csv"], NOW, cancelled=lambda: True)
    assert jobs.import_files(desk, [tmp_path / "two.csv"], NOW).sources[0].read == 1
