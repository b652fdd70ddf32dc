"""Names that are markup, and names that are escapes, through every screen."""

from conftest import HOSTILE, Pretended
from dpo_console.shown import clean
from test_shown import ESCAPES

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


async def test_markup_in_every_field_of_every_screen(jobs, sit):
    """A hostile name in every field: no screen fails, and where a name stands it is whole."""
    name = "[@click=app.quit]q[/][b +"
    seen = await walk(sit, jobs, name)
    assert sum(name in text for text in seen) >= SHOWN_ON, [name in text for text in seen]


async def test_each_hostile_name_on_board_case_and_register(jobs, sit):
    """Each name of the list is drawn letter by letter on the board, the case and the register, at 80 columns."""
    async with sit() as seat:
        for name in HOSTILE:
            jobs.name = name
            jobs.lines = [jobs.line(1) | {"next": name}]
            await seat.press("2")
            assert name in seat.text()
            await seat.press("1")
            assert name in seat.text()
            await seat.press("enter")
            assert seat.text().count(name) >= 4
            await seat.press("escape")


async def test_escapes_in_every_field_of_every_screen(jobs, sit):
    """Terminal escapes in every field: nothing a terminal would obey is drawn, and what was there can be seen."""
    name = "".join(ESCAPES[:9]).replace("\n", "")
    seen = await walk(sit, jobs, name)
    assert not any(char in text for text in seen for char in "\x1b\x9b\x07\x00\x7f")
    assert sum(clean(name)[:20] in text for text in seen) >= SHOWN_ON - 4


async def test_a_click_on_a_hostile_name_runs_nothing(jobs, sit):
    """A name that says [@click=app.quit] is clicked, and the console goes on."""
    jobs.name = "[@click=app.quit]quit[/]"
    jobs.lines = [jobs.line(1) | {"next": jobs.name}]
    async with sit() as seat:
        await seat.pilot.click("#cases", offset=(50, 1))
        await seat.press("enter")
        for row, line in enumerate(seat.lines()):
            if "[@click" in line and row > 1:
                await seat.pilot.click(offset=(line.index("[@click") + 3, row))
        await seat.settle()
        assert seat.app._exit is False
