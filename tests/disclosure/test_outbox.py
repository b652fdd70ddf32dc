"""The outbox: the one place where finished files lie clear, reminded of, and cleared with one key."""

from datetime import UTC, datetime

from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import filing, opening
from dpo_console.jobs.filing import OutboxFile
from testham import TESTHAM

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_clearing_deletes_the_files_as_an_act(tmp_path):
    """Every file is gone, the folder is private, the history says how many, and an empty outbox is no act."""
    desk_jobs.create_desk(tmp_path / "desk", "a passphrase of some length", "Ann", NOW, TESTHAM)
    desk = opening.open_desk(tmp_path / "desk", "a passphrase of some length", now=NOW)
    try:
        assert filing.clear_outbox(desk, NOW) == 0
        box = filing.outbox(desk)
        assert box.stat().st_mode & 0o777 == 0o700
        for name in ("SAR-2026-0001.pdf", "SAR-2026-0002.pdf"):
            (box / name).write_bytes(b"%PDF-")
        assert [one.name for one in filing.outbox_files(desk)] == ["SAR-2026-0001.pdf", "SAR-2026-0002.pdf"]
        assert filing.clear_outbox(desk, NOW) == 2
        assert list(box.iterdir()) == []
        assert desk_jobs.audit_verify(desk).rows == 2
    finally:
        desk.close()


async def test_the_board_reminds_and_one_key_clears(jobs, sit):
    """The board says how many files lie clear and since when; x on the letters' page names them, asks, and deletes."""
    jobs.answers["outbox_files"] = [OutboxFile("SAR-2026-0001.pdf", datetime(2026, 11, 20, 10, tzinfo=UTC))]
    jobs.answers["clear_outbox"] = 1
    async with sit() as seat:
        await seat.until(lambda: "1 in the outbox since 20/11: 3 then x" in seat.text())
        await seat.press("3", "x")
        await seat.until(lambda: "SAR-2026-0001.pdf" in seat.text())
        assert jobs.did("clear_outbox") == []
        await seat.press("ctrl+s")
        await seat.until(lambda: "1 deleted." in seat.text())
        assert len(jobs.did("clear_outbox")) == 1


async def test_an_empty_outbox_says_so(jobs, sit):
    """With nothing in it there is no reminder, and x says that it is empty."""
    async with sit() as seat:
        assert "outbox" not in seat.text()
        await seat.press("3", "x")
        await seat.until(lambda: "The outbox is empty." in seat.text())
