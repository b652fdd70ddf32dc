"""Jobs that are written or called carelessly: each ends in a sentence to the officer or in nothing, and ends."""

import asyncio
import threading
from concurrent import futures

import pytest
from textual import work
from textual.widgets import Static

import masters
from casework import Refused
from dpo_console.jobs import council_profile, opening
from dpo_console.page import Page

RAISED = [
    Refused, ValueError, TimeoutError, StopIteration, StopAsyncIteration, GeneratorExit, SystemExit, KeyboardInterrupt,
    asyncio.CancelledError, futures.CancelledError,
]  # fmt: skip
"""What a job may raise, by mistake or not."""


class Careless(Page):
    """A screen that does whatever job it is given, through the door of screens or straight through the console's."""

    def body(self):
        """Nothing to see."""
        yield Static("careless")

    @work(exit_on_error=False)
    async def told(self, job, *args):
        """As a screen should."""
        await self.do(job, *args)

    @work(exit_on_error=False)
    async def untold(self, job, *args):
        """As a screen that forgets to tell."""
        await self.app.do(job, *args)


def said(seat):
    """What the officer was told."""
    return [one.message for one in seat.app._notifications]


async def opened(seat, folder):
    """The desk is opened at the console, without its passphrase being typed."""
    desk = await asyncio.to_thread(opening.open_desk, folder, masters.PASSPHRASE, now=masters.NOW)
    await seat.app.opened(desk)
    await seat.settle()


async def careless(seat):
    """One more careless screen, on top."""
    page = Careless()
    seat.app.push_screen(page)
    await seat.settle()
    return page


async def test_whatever_a_job_raises_is_told_and_its_work_ends(sit, tmp_path):
    """A refusal is its sentence, anything else an incident of that place; the console stays, and no work hangs."""
    folder = masters.copied(tmp_path / "desk")
    async with sit(folder=folder, passphrase=None) as seat:
        await opened(seat, folder)
        page = await careless(seat)
        for kind in RAISED:
            for way in (page.told, page.untold):

                def job(desk, kind=kind):
                    raise kind("A sentence.")

                before, working = len(said(seat)), way(job)
                await seat.until(lambda working=working: working.is_finished)
                await seat.until(lambda before=before: len(said(seat)) == before + 1)
                told = said(seat)[-1]
                assert told == "A sentence." if kind is Refused else "incident" in told and __file__[-12:] in told, kind
        assert seat.app._exception is None and seat.app.is_running


@pytest.mark.parametrize("kind", [Refused, ValueError, StopIteration, asyncio.CancelledError])
async def test_what_a_job_raises_after_its_screen_was_left_is_nothing(sit, tmp_path, kind):
    """A screen that is left while its job runs takes the work with it, and what the job raises then harms nobody."""
    folder, go_on, done = masters.copied(tmp_path / "desk"), threading.Event(), threading.Event()

    def job(desk):
        go_on.wait(8)
        done.set()
        raise kind("A sentence.")

    async with sit(folder=folder, passphrase=None) as seat:
        await opened(seat, folder)
        page = await careless(seat)
        working = page.untold(job)
        page.dismiss(None)
        await seat.until(lambda: working.is_finished)
        go_on.set()
        await seat.until(done.is_set)
        assert said(seat) == [] and seat.app._exception is None


async def test_jobs_called_wrongly_are_incidents(sit, tmp_path):
    """Before the desk is open, on something that is no desk, and with arguments too many: each is an incident."""
    folder = masters.copied(tmp_path / "desk")
    async with sit(folder=folder, passphrase=None) as seat:
        page = await careless(seat)
        await page.told(council_profile.council).wait()
        page.dismiss(None)
        await opened(seat, folder)
        page = await careless(seat)
        await page.told(lambda desk: council_profile.council("a desk")).wait()
        await page.told(council_profile.council, 1, 2).wait()
        assert ["incident" in one for one in said(seat)] == [True] * 3


async def test_two_screens_work_at_once(sit, tmp_path):
    """Two screens' jobs that change the desk at the same time are both done, one after the other."""
    folder = masters.copied(tmp_path / "desk")
    async with sit(folder=folder, passphrase=None) as seat:
        await opened(seat, folder)
        both = threading.Barrier(2)

        def named(desk, name):
            both.wait(8)
            council_profile.save_council(desk, {"name": name, "officer": "Robin Tester"}, masters.NOW)

        pages = [await careless(seat), await careless(seat)]
        working = [page.told(named, f"Council {at}") for at, page in enumerate(pages)]
        await seat.until(lambda: all(one.is_finished for one in working))
        assert said(seat) == []
        assert council_profile.council(seat.app.desk).name in ("Council 0", "Council 1")
