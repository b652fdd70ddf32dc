"""The command line: every job without the screen, for scripts, for printing, and for people who use a screen reader.

Exit status: 0 done, 1 a finding, 2 wrong use or refused input, with one line that says what to do.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from casework import Refused
from dpo_console.contents import COMMANDS, GROUPS, loaded
from dpo_console.folder import default_desk
from dpo_console.options import DeskAt, Today, a_day
from dpo_console.plain import clean


class Commands(TyperGroup):
    """The commands, or those of a group: listed from the contents, each imported from its wing when it is called."""

    def __init__(self, *, group: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.group = group
        for words, (_, first_line) in COMMANDS.items():
            parent, _, name = words.rpartition(" ")
            if parent == group:
                self.add_command(TyperCommand(name=name, help=first_line))
        if not group:
            for name, purpose in GROUPS.items():
                self.add_command(Commands(group=name, name=name, help=purpose, rich_markup_mode=None))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that is called, imported, in place of its line in the list."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, loaded(f"{self.group} {name}".lstrip()) if isinstance(listed, TyperCommand) else listed, rest


app = typer.Typer(
    cls=Commands,
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="The casework of a council's Data Protection Officer. Without a command it opens full screen.",
)


def run() -> None:
    """Run the command line; what is refused is one line on standard error and exit status 2."""
    try:
        app(prog_name="dpo-console")
    except Refused as refused:
        from dpo_console.remedies import on_command_line

        print(clean(on_command_line(refused)), file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except Exception as wrong:  # an exception's text may hold personal data: only its place is shown
        from dpo_console.crash import report

        print(report(wrong), file=sys.stderr)
        raise SystemExit(70) from None


@app.callback(invoke_without_command=True)
def screen(
    context: typer.Context,
    desk: DeskAt = None,
    today: Today = None,
    resume: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Open the desk, full screen. (`resume` is for the console itself, when it replaces its process.)"""
    context.obj = full_screen  # for the commands that end by opening it
    if context.invoked_subcommand is None:
        day = a_day(today) if today else None
        raise typer.Exit(full_screen(desk or default_desk(), today=day, resume=resume))


def full_screen(folder: Path, **options: Any) -> int:
    """Open the console on a desk's folder, importing its screens only now; answer the exit status."""
    from dpo_console import app as screens

    return screens.run(folder, **options)
