"""Where a name can stand in the console, and what is wrong with hostile ones there; run as a program, on a terminal.

`python sinks.py FOLDER` goes through every place on the terminal it is started on, and ends; with a second word,
on a console that is careless with them.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from conftest import TODAY, Seat
from dpo_console.app import Console
from dpo_console.breaches import affected_form, breach, breach_event, breach_register, notification_screen, people_list
from dpo_console.desk import settings, unlock
from dpo_console.disclosure import fields, health_screen, letter, letter_list, pack, questions, review, wordings
from dpo_console.notice import notice_screen, section_screen
from dpo_console.people import card, workforce
from dpo_console.records import import_form
from dpo_console.rights import case, correction_forms, event_form, identification, request_form
from dpo_console.shown import LONGEST, Scrub
from dpo_console.views import board, history
from dpo_console.widgets import draft_form, record_list
from dpo_console.widgets.form import Field
from dpo_console.widgets.record_list import RecordList
from hostile import NAMES, OBEYED, Beset, Named, batches, lost
from pretended import Pretended

REF, BREACH = "SAR-2026-0001", "BR-2026-0001"


class Asking(request_form.Intake):
    """The form for a request, somebody's name typed."""

    def on_mount(self) -> None:
        """The name."""
        super().on_mount()
        self.query_one("#field-requester", Field).value = "x"


def importing_files() -> import_form.ImportScreen:
    """The screen for files in, one chosen."""
    screen = import_form.ImportScreen()
    screen.paths = [Path("census.xml")]
    return screen


LISTS = (
    # the screen, where on it the names stand, the room of a column of a list
    (board.BoardScreen, "#cases", 16),
    (lambda: case.CaseScreen(REF), "#left", 0),
    (lambda: case.CaseScreen(REF), "#right", 0),
    (lambda: identification.IdentifySubject(REF), "#people", 100),
    (lambda: review.Review(REF), "#items", 90),
    (lambda: fields.Fields(REF, 0), "RecordList", 100),
    (lambda: questions.Questions(REF), "RecordList", 20),
    (lambda: letter.LetterScreen(REF, "disclosure"), "#text Static", 0),
    (lambda: letter_list.LetterList(REF), "RecordList", 36),
    (lambda: pack.PackScreen(REF), "#result Static", 0),
    (lambda: history.HistoryScreen(REF), "RecordList", 40),
    (workforce.WorkforceScreen, "#people", 100),
    (lambda: card.PersonScreen(1), "#left", 0),
    (lambda: correction_forms.Records(1), "RecordList", 100),
    (import_form.Sources, "#ledger Static", 0),
    (lambda: breach.BreachScreen(BREACH), "#told", 0),
    (lambda: breach.BreachScreen(BREACH), "#below", 0),
    (lambda: people_list.PeopleList(BREACH), "RecordList", 100),
    (breach_register.RegisterScreen, "RecordList", 20),
)
"""Sinks that hold all the names at once."""
FIELDS = (
    # the screen, then the keys on it and where a name then stands
    (lambda: case.CaseScreen(REF), (("", "#left"),)),
    (board.BoardScreen, (("", "#beside Static"),)),
    (lambda: identification.IdentifySubject(REF), (("", "#head"), ("", ".detail Static"), ("enter", ".dialog Static"))),
    (lambda: identification.IdentifySubject(REF), (("c,enter", ".dialog Static"),)),
    (lambda: review.Review(REF), (("", ".detail Static"), ("t", ".dialog .detail Static"))),
    (lambda: fields.Fields(REF, 501), (("", ".detail Static"),)),
    (lambda: health_screen.HealthData(REF), (("", ".detail Static"),)),
    (lambda: questions.Questions(REF), (("", ".detail Static"),)),
    (lambda: letter.LetterScreen(REF, "disclosure"), (("", "#text Static"),)),
    (lambda: letter_list.LetterList(REF), (("", ".detail Static"),)),
    (lambda: card.PersonScreen(1), (("", "#left"), ("", "#right"))),
    (lambda: correction_forms.Records(1), (("", ".detail Static"), ("enter", ".dialog Static"))),
    (lambda: event_form.RecordEvent(Pretended().show_case(REF)), (("ctrl+s", ".error"),)),
    (Asking, (("", "#pointers"),)),
    (importing_files, (("ctrl+s", "#ledger Static"),)),
    (unlock.Unlock, (("x,enter", "#wrong"),)),
    (lambda: history.HistoryScreen(REF), (("", "Toast"),)),
    (settings.SettingsScreen, (("", ""),)),
    (wordings.WordingsScreen, (("", ".detail Static"), ("h", "ScrollingText Static"))),
    (lambda: section_screen.NoticeSectionScreen("introduction"), (("", ".detail Static"),)),
    (notice_screen.VersionsScreen, (("", ".detail Static"),)),
    (lambda: breach.BreachScreen(BREACH), (("", "#facts"), ("", "#told"), ("", "#below"))),
    (lambda: breach_event.RecordBreachEvent(Pretended().show_breach(BREACH)), (("ctrl+s", ".error"),)),
    (lambda: notification_screen.NotificationScreen(Pretended().show_breach(BREACH)), (("", "#text Static"),)),
    (lambda: people_list.LetterTo(BREACH, 1), (("", "#text Static"),)),
    (lambda: affected_form.AddPerson(BREACH), (("ctrl+s", ".error"),)),
)
"""Sinks that hold one text: several names are put into it, one after the other."""


def drawn(widget: Widget) -> str:
    """All that a widget draws."""
    left, width = widget.gutter.left, widget.outer_size.width - widget.gutter.right
    strips = widget.render_lines(Region(0, 0, *widget.outer_size))
    return "\n".join(strip.crop(left, width).text.rstrip() for strip in strips)


async def whole(seat: Seat, widget: Widget) -> str:
    """The same; of a list, page after page, all its lines."""
    if not isinstance(widget, RecordList):
        return drawn(widget)
    pages, seen = [], widget.size.height - 1
    for top in range(0, widget.total, seen):
        widget.scroll_to(y=top, animate=False, force=True, immediate=True)
        await seat.pilot.pause()
        pages += drawn(widget).splitlines()[1 + top + seen - widget.total if top and top + seen > widget.total else 1 :]
    return "\n".join(pages)


def obeyed(seat: Seat) -> list[str]:
    """What the screen draws that a terminal would obey, or a click would run."""
    segments = [part for strip in seat.screen._compositor.render_strips() for part in strip]
    found = {repr(char) for part in segments for char in part.text if char in OBEYED}
    for part in segments:
        if part.style and (part.style.link or any(key.startswith("@") for key in part.style.meta)):
            found.add(repr(part))
    return sorted(found)


async def wrong_in(
    seat: Seat, screen: Screen[Any], sinks: Sequence[tuple[str, str]], names: list[str], room: int = 0
) -> dict[str, list[str]]:
    """What is wrong with the names where they stand on a screen: lost, obeyed, or the console's end."""
    await seat.app.push_screen(screen)
    await seat.settle()
    found = {}
    for keys, where in sinks:
        for key in filter(None, keys.split(",")):
            await seat.press(key)
        for _ in range(6):  # on a slow machine what was asked for may not have come yet
            text = await whole(seat, seat.screen.query(where).first()) if where else ""
            missing = lost(names, text, room) if where else []
            if not missing:
                break
            await asyncio.sleep(0.2)
            await seat.settle()
        told = [repr(char) for char in sorted(OBEYED & set(text) - {"\n"})] + obeyed(seat)
        found[f"{type(screen).__name__} {where}"] = missing + told
    while seat.screen is not screen:
        seat.app.pop_screen()
    seat.app.pop_screen()
    await seat.settle()
    assert not seat.app._exit and seat.app._exception is None, "the console ended"
    return found


async def in_lists(seat: Seat, names: list[str], which: Sequence[tuple[Any, ...]] = LISTS) -> dict[str, list[str]]:
    """What is wrong with the names in each sink that is a list."""
    found: dict[str, list[str]] = {}
    await seat.press("3")
    for screen, where, room in which:
        found |= await wrong_in(seat, screen(), (("", where),), names, room)
    return found


async def in_fields(
    seat: Seat, jobs: Named, names: list[str], which: Sequence[tuple[Any, ...]] = FIELDS
) -> dict[str, list[str]]:
    """What is wrong with the names in each sink that is one text."""
    found: dict[str, list[str]] = {}
    await seat.press("3")
    for group in batches([name for name in names if len(name) < LONGEST]):
        jobs.beset(" / ".join(group))
        for screen, sinks in which:
            if sinks[0][1] == "Toast":
                seat.app.say(jobs.name)
            for sink, wrong in (await wrong_in(seat, screen(), sinks, group)).items():
                found[f"{sink}, one text"] = found.get(f"{sink}, one text", []) + wrong
            seat.app.clear_notifications()
    return found


async def everywhere(seat: Seat) -> dict[str, list[str]]:
    """What is wrong with all the names in all the sinks."""
    found = await in_lists(seat, NAMES)
    jobs = Named()
    jobs.take_place(pytest.MonkeyPatch())
    return found | await in_fields(seat, jobs, NAMES)


def run(folder: Path, *careless: str) -> None:
    """Go to each sink on this terminal, and end; what is wrong in each goes into a file."""
    Beset().take_place(pytest.MonkeyPatch())
    draft_form.SAVE_AFTER = 0.01
    if careless:
        vars(record_list)["clean"] = str
        Scrub.apply = lambda self, segments, background: segments  # type: ignore[method-assign]

    async def steer(pilot: Any) -> None:
        seat = Seat(pilot.app, pilot)
        await seat.until(lambda: seat.app.desk is not None and seat.app.current_mode == "board")
        found = await (in_lists(seat, NAMES, LISTS[:1]) if careless else everywhere(seat))
        folder.joinpath("found").write_text(json.dumps(found))
        seat.app.exit(0)

    Console(folder, today=TODAY, passphrase="demo").run(auto_pilot=steer)


if __name__ == "__main__":
    run(Path(sys.argv[1]), *sys.argv[2:])
