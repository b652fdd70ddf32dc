"""A refusal names what helps: on the command line by the command, on a screen by the key."""

import ast
import re
from pathlib import Path

import pytest

from casework import Refused, Remedy
from dpo_console.contents import COMMANDS as LISTED
from dpo_console.every_key import KEYS as BINDINGS
from dpo_console.remedies import COMMANDS, KEYS, on_command_line

CASEWORK = Path(__file__).parents[2] / "casework"


@pytest.mark.parametrize("remedy", Remedy)
def test_a_remedy_is_a_command_there_is(remedy):
    """The command of each remedy is one of the console's."""
    words = COMMANDS[remedy].split()
    assert " ".join(words[:2]) in LISTED or words[0] in LISTED


@pytest.mark.parametrize("remedy", KEYS)
def test_the_key_of_a_remedy_is_bound(remedy):
    """The key of each remedy is one of the console's bindings."""
    assert KEYS[remedy][0] in {one.id for bindings in BINDINGS.values() for one in bindings}


def test_on_the_command_line_a_refusal_ends_with_the_command():
    """What helps follows the sentence, with the case it is for; a refusal without a remedy is its sentence alone."""
    refused = Refused("You have not searched for SAR-2026-0001 yet.", Remedy.search, "SAR-2026-0001")
    assert on_command_line(refused) == f"{refused} Run: dpo-console find SAR-2026-0001"
    assert on_command_line(Refused("It is closed.")) == "It is closed."


async def test_a_remedy_that_has_no_key_is_its_command_on_a_screen_too(jobs, sit):
    """Only the command line can check the history, so that a screen names the command."""
    refused = Refused("The history was altered.", Remedy.check_history)
    async with sit() as seat:
        assert seat.app.error_text(refused) == "The history was altered. Run: dpo-console audit verify"


async def test_on_a_screen_a_refusal_ends_with_the_key(jobs, sit):
    """The key of what helps follows the sentence; where it works is said only on another screen."""
    refused = Refused("There is no case SAR-2026-0999.", Remedy.list_cases)
    async with sit() as seat:
        assert seat.app.error_text(refused) == f"{refused} Press /."
        await seat.press("2")
        assert seat.app.error_text(refused) == f"{refused} Press / on the board."
        assert seat.app.error_text(Refused("It is closed.", Remedy.check_machine)) == "It is closed."


def named(text: str) -> list[str]:
    """The commands that a text names in quotation marks."""
    return [words for words in LISTED if re.search(rf"'(dpo-console )?{words}( [^']*)?'", text)]


def test_casework_names_no_command():
    """No sentence of casework tells an officer to type a command: a screen has keys."""
    assert named("There is no case: 'cases' lists them.") == ["cases"]
    sentences = [
        node.value
        for path in CASEWORK.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [text for text in sentences if named(text)] == []
