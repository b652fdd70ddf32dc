"""Commands for data protection complaints only; those that every kind of case shares are in the wing `rights`."""

import typer

from casework import Malformed
from dpo_console.complaints import jobs
from dpo_console.jobs.case_log import LoggedCase
from dpo_console.options import AsJson, DeskAt, Secret, Today, at_desk, from_input
from dpo_console.plain import to_json

app = typer.Typer(rich_markup_mode=None)
log = typer.Typer()
app.add_typer(log, name="log")


@log.command(name="complaint")
def log_complaint(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Log a data protection complaint (DPA 2018 s.164A) from the JSON on standard input; prints its reference."""
    facts = from_input("a complaint's facts")
    if not isinstance(facts, dict):
        raise Malformed("A complaint must be one JSON object.")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        reference = jobs.log_complaint(opened, facts, now)
    print(to_json(LoggedCase(reference)))


ANSWERS: dict[str, object] = {"log complaint": LoggedCase}
"""The type each command's answer has, by its name on the command line."""
