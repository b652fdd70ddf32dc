"""The command that prints the manual; it needs no desk."""

from typing import Annotated

import typer

from dpo_console.help import manual

app = typer.Typer(rich_markup_mode=None)


@app.command(name="help")
def read(
    topic: Annotated[str | None, typer.Argument(help="A topic of the list.", metavar="TOPIC")] = None,
) -> None:
    """List the topics of the manual, or read one."""
    if topic is None:
        print("The topics of the manual; 'dpo-console help TOPIC' prints one.\n")
        for name, title in manual.titles().items():
            print(f"  {name:12}{title}")
        return
    for line in manual.page(topic):
        print(line.text)
