"""Keys: each once, each told, none in another's way."""

from collections import Counter
from pathlib import Path

import pytest
from textual.binding import Binding

from dpo_console import every_key
from dpo_console.bindings import in_force, spoken
from dpo_console.every_key import KEYS, PLACES


def faults(keys: dict[str, list[Binding]]) -> list[str]:
    """What is wrong with a sheet of keys."""
    found = []
    for place, listed in keys.items():
        for key in listed:
            found += [
                f"{place} {key.key}: no {what}" for what in ("id", "description", "tooltip") if not getattr(key, what)
            ]
        pressed = Counter(one for key in listed for one in key.key.split(","))
        found += [f"{place}: {key} twice" for key, times in pressed.items() if times > 1]
        reserved = {one for key in keys.get("app", []) for one in key.key.split(",")} if place != "app" else set()
        found += [f"{place}: {key} is the application's" for key in pressed if key in reserved]
    ids = Counter(key.id for listed in keys.values() for key in listed)
    return found + [f"{name} twice" for name, times in ids.items() if times > 1]


def test_every_key_is_told_and_none_clashes():
    """Every binding has id, description and tooltip; no key does two things in one place; no id stands twice."""
    assert faults(KEYS) == []
    assert set(KEYS) == set(PLACES)


def unlisted(wings, sheets):
    """The wings with keys of their own whose sheet is not among these."""
    return wings - {sheet.__name__.split(".")[1] for sheet in sheets}


def test_the_keys_of_every_wing_are_listed():
    """Each wing with a `keys.py` is in `every_key`; the planted fault: one left out would have no help."""
    wings = {path.parent.name for path in Path(every_key.__file__).parent.glob("*/keys.py")}
    assert unlisted(wings, every_key.WINGS) == set()
    assert unlisted(wings, [one for one in every_key.WINGS if one.__name__ != "dpo_console.people.keys"]) == {"people"}


@pytest.mark.parametrize(
    "planted",
    [
        Binding("z", "x", "Do", id="board.z"),
        Binding("z", "x", "Do", tooltip="Does"),
        Binding("n", "x", "Do", tooltip="Does", id="board.z"),
        Binding("1", "x", "Do", tooltip="Does", id="board.z"),
        Binding("z", "x", "Do", tooltip="Does", id="case.whom"),
    ],
)
def test_a_faulty_key_is_found(planted):
    """A key without words, used twice, taken from the application, or with another's id turns the check red."""
    assert faults({**KEYS, "board": [*KEYS["board"], planted]})


async def test_palette_and_help_tell_what_works_here(jobs, sit):
    """Help and palette list the screen's own keys first, and nothing of the library's own cursor keys."""
    async with sit() as seat:
        listed = [key.id for _, key, _ in in_force(seat.screen)]
        assert listed[:4] == ["board.new_request", "board.open_case", "board.find_case", "board.import_files"]
        assert all(name.split(".")[0] in ("board", "list", "app") for name in listed)
        await seat.press("question_mark")
        text = seat.text()
        assert "Log a rights request" in text
        assert "Cursor" not in text
        await seat.press("question_mark")
        await seat.press("ctrl+p")
        await seat.until(lambda: "Log a rights request" in seat.text())
        assert "Screenshot" not in seat.text()
        assert "creenshot" not in seat.text()


async def test_a_command_of_the_palette_is_done(jobs, sit):
    """A command chosen in the palette does what its key does."""
    async with sit() as seat:
        await seat.press("colon")
        await seat.press(*"letters")
        await seat.until(lambda: "Go to the letters" in seat.text())
        await seat.press("enter")
        await seat.until(lambda: seat.app.current_mode == "letters")
        assert seat.app.current_mode == "letters"


def test_keys_are_spoken_as_people_write_them():
    """`question_mark` is written ?."""
    assert spoken(KEYS["app"][6]) == "?"
