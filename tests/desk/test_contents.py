"""The command line's contents: what it lists, against what the wings define."""

from pathlib import Path

import pytest
from typer.main import get_group

from commands import here
from dpo_console import cli, contents
from dpo_console.cli import Commands
from dpo_console.contents import loaded, module_of

WINGS = sorted({wing for wing, _ in contents.COMMANDS.values()})


def defined(wing):
    """Every command of a wing, with the wing and the first line of its help."""

    def within(group, before=()):
        for name, one in group.commands.items():
            if hasattr(one, "commands"):
                yield from within(one, (*before, name))
            else:
                yield " ".join((*before, name)), (wing, one.help.split("\n")[0])

    return dict(within(get_group(module_of(wing).app)))


def listed(wing):
    """The same, from the contents."""
    return {words: line for words, line in contents.COMMANDS.items() if line[0] == wing}


@pytest.mark.parametrize("wing", WINGS)
def test_the_contents_are_what_the_wings_define(wing):
    """Each command is listed under its own words, with its wing and the first line of its help."""
    assert listed(wing) == defined(wing)


def test_a_line_that_drifted_and_a_command_left_out_are_seen(monkeypatch):
    """The planted faults: a changed first line and a command that is not listed are both found."""
    monkeypatch.setitem(contents.COMMANDS, "due", ("views", "The board."))
    assert listed("views") != defined("views")
    monkeypatch.delitem(contents.COMMANDS, "due")
    assert listed("views") != defined("views")


def test_every_file_of_commands_and_every_group_is_listed():
    """No wing's commands are forgotten, and no group is empty or without a line of help."""
    files = [path for path in Path(cli.__file__).parent.rglob("*.py") if "commands" in path.with_suffix("").parts]
    known = {Path(module_of(wing).__file__) for wing in WINGS}
    assert {path for path in files if path.stem != "__init__"} == known
    assert {words.split()[0] for words in contents.COMMANDS if " " in words} == set(contents.GROUPS)


def test_a_command_is_called_whole():
    """What is called is the command of the wing, not its line in the list."""
    assert loaded("log complaint").params
    assert not Commands(group="log").commands["complaint"].params


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("clok",), "No such command 'clok'. Did you mean 'clock', 'close'?"),
        (("log", "complain"), "No such command 'complain'. Did you mean 'complaint'?"),
        (("log",), "Missing command."),
        (("clock", "--recieved", "2026-01-29"), "No such option: --recieved (Possible options: --received)"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(words, why):
    """A mistyped command or option ends with status 2 and suggests similar ones."""
    ran = here(*words)
    assert ran.returncode == 2
    assert why in ran.stderr
