"""Names that are markup, and names that are escapes, through every screen and on a real terminal."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

import pytest

import sinks
from dpo_console import shown
from dpo_console.rights import case
from dpo_console.widgets import draft_form, record_list
from hostile import NAMES, OBEYED, Beset
from pretended import Pretended
from terminal import Terminal

WAYS = (
    "", "enter", "escape,w", "enter", "escape,escape,r", "f", "t", "escape,escape,escape,l", "escape,p", "escape,e",
    "escape,x", "escape,h", "escape,escape,2", "enter", "escape,o", "escape,3", "4", "1,n",
)  # fmt: skip
"""Keys that go through every screen, one after the other."""
SHOWN_ON = 14
"""Screens among them on which somebody's name stands."""


async def walk(sit, jobs: Pretended, name: str, size=(120, 36)) -> list[str]:
    """The text of every screen on a desk where everybody and everything has that name."""
    jobs.name = name
    jobs.lines = [jobs.line(number) for number in range(1, 4)]
    seen = []
    async with sit(size=size) as seat:
        for way in WAYS:
            for key in filter(None, way.split(",")):
                await seat.pilot.press(key)
            await seat.settle()
            seen.append(seat.text())
        await seat.set(requester=name, asked=name)
        seen.append(seat.text())
    return seen


@pytest.fixture
def put(monkeypatch):
    """Put pretended jobs in the place of the real ones."""

    def there(jobs: Pretended) -> Pretended:
        jobs.take_place(monkeypatch)
        return jobs

    monkeypatch.setattr(draft_form, "SAVE_AFTER", 0.01)
    return there


def wrong(found: dict[str, list]) -> dict[str, list]:
    """The sinks with something wrong, and the first of it."""
    return {sink: said[:3] for sink, said in found.items() if said}


async def test_markup_in_every_field_of_every_screen(jobs, sit):
    """A hostile name in every field: no screen fails, and where a name stands it is whole."""
    name = "[@click=app.quit]q[/][b +"
    seen = await walk(sit, jobs, name)
    assert sum(name in text for text in seen) >= SHOWN_ON, [name in text for text in seen]


async def test_a_careless_screen_turns_it_red(put, sit, monkeypatch):
    """A case drawn as markup loses names; it is told."""
    put(Beset())
    monkeypatch.setattr(case, "words", lambda *parts: "".join(one if isinstance(one, str) else one[0] for one in parts))
    async with sit(size=(220, 64)) as seat:
        assert wrong(await sinks.in_lists(seat, NAMES, sinks.LISTS[1:2]))


@pytest.mark.parametrize("filtered", [True, False])
async def test_a_list_past_the_door_turns_it_red(put, sit, monkeypatch, filtered):
    """A list that draws names as they come loses the signs of an attack; without the filter beneath, it is obeyed."""
    put(Beset())
    monkeypatch.setattr(record_list, "clean", str)
    if not filtered:
        monkeypatch.setattr(shown.Scrub, "apply", lambda self, segments, background: segments)
    async with sit(size=(220, 64)) as seat:
        [found] = (await sinks.in_lists(seat, NAMES, sinks.LISTS[:1])).values()
        assert "\x1b[2J" in found
        assert ("'\\x1b'" in found) is not filtered


async def test_a_click_on_a_hostile_name_runs_nothing(jobs, sit):
    """A name that says [@click=app.quit] is clicked, and the console goes on."""
    jobs.name = "[@click=app.quit]quit[/]"
    jobs.lines = [jobs.line(1, next=jobs.name)]
    async with sit() as seat:
        await seat.pilot.click("#cases", offset=(50, 1))
        await seat.press("enter")
        for row, line in enumerate(seat.lines()):
            if "[@click" in line and row > 1:
                await seat.pilot.click(offset=(line.index("[@click") + 3, row))
        await seat.settle()
        assert seat.app._exit is False


class Besieged(Terminal):
    """A terminal on which the console goes to every sink by itself; all it sends is kept."""

    def __init__(self, *words: str):
        self.raw = b""
        self.child, self.handle = pty.fork()
        if self.child == 0:
            kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
            kept |= {
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "PYTHONPATH": str(Path(__file__).parents[2]),
            }
            os.execve(sys.executable, [sys.executable, sinks.__file__, *words], kept)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", 64, 220, 0, 0))

    def read(self, seconds: float = 0.05) -> None:
        """Keep what the child has sent."""
        while select.select([self.handle], [], [], seconds)[0]:
            try:
                sent = os.read(self.handle, 65536)
            except OSError:
                return
            if not sent:
                return
            self.raw += sent

    def ended(self) -> int:
        """Wait for the child."""
        for _ in range(6000):
            self.read()
            time.sleep(0.02)
            done, status = os.waitpid(self.child, os.WNOHANG)
            if done:
                return status
        os.kill(self.child, signal.SIGKILL)
        raise AssertionError("the console did not end")


OURS = re.compile(
    r"\x1b\[[0-9;]*[mH]|\x1b\[\?[0-9;]+[hl]|\x1b\[\?[0-9]+\$p|\x1b\[>[0-9]+u|\x1b\[<u|\x1b\]22;[a-z-]*(?:\x07|\x1b\\\\)"
)
"""What the console itself sends: colours, places, modes, and the shape of the mouse pointer."""


def sent_by_names(raw: bytes) -> set[str]:
    """What a terminal was sent that is not the console's: begun sequences, controls, hidden characters."""
    left = OURS.sub("", raw.decode())
    return {char for char in left if char in OBEYED - {"\r", "\n"}}


@pytest.mark.slow
def test_each_of_312_names_in_every_sink_on_a_real_terminal(tmp_path):
    """Each name stands whole wherever one can, no click or link is made of it, and the terminal obeys none of it."""
    assert len(set(NAMES)) == 312
    terminal = Besieged(str(tmp_path))
    assert os.waitstatus_to_exitcode(terminal.ended()) == 0
    found = json.loads((tmp_path / "found").read_text())
    assert wrong(found) == {}
    assert len(found) >= 28
    assert sent_by_names(terminal.raw) == set()
    assert b"[REDACTED]" in terminal.raw


def test_a_careless_console_on_a_terminal_turns_it_red(tmp_path):
    """A list past the door, and no filter beneath it: the terminal is sent what is in the names."""
    terminal = Besieged(str(tmp_path), "careless")
    terminal.ended()
    assert {"\x1b", "\x9b", "\x7f", "\u202e"} <= sent_by_names(terminal.raw)
