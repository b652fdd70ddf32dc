"""The forms that add people affected by a breach: one person, or everyone in a file."""

from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Input, Static

from casework.views.lookup import FoundPerson
from dpo_console.breaches import jobs
from dpo_console.page import Dialog
from dpo_console.shown import show
from dpo_console.widgets.draft_form import Drafted
from dpo_console.widgets.folders import Folders
from dpo_console.widgets.form import Field, LongText


class AddPerson(Drafted, Dialog):
    """A person for the list, from the register if `person` is given; answers the breach, or None."""

    def __init__(self, reference: str, person: FoundPerson | None = None):
        super().__init__()
        self.reference, self.person = reference, person
        self.draft_name = f"concerned:{reference}" + (f":{person.person}" if person else "")

    def compose(self) -> ComposeResult:
        """Name and where to write to."""
        name, emails = (self.person.name, self.person.identifiers.email) if self.person else ("", [])
        with Vertical(classes="dialog") as box:
            box.border_title = show(f"{self.reference}: add a person affected")
            yield Field("name", "Name", text=name)
            yield LongText("address", "Address")
            yield Field("email", "Email", text=next(iter(emails), ""))
            yield Static("Without an address or an email you cannot write to them.")
            yield Static("", classes="error")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Restore the draft, if there is one."""
        self.query_one("#field-address" if self.person else "#field-name", Field).focus_entry()
        self.begin_draft()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_agree(self) -> None:
        """Add them to the list, or say why not."""
        typed = self.texts()
        person: dict[str, object] = {
            "name": typed["name"],
            "email": typed["email"] or None,
            "address": _lines(typed["address"]),
        }
        person |= {"person": self.person.person} if self.person else {}
        try:
            case = await self.app.do(jobs.add_people, self.reference, [person], self.app.now())
        except Exception as wrong:  # told with its sentence, or as an incident
            self.query_one(".error", Static).update(show(f"! {self.app.error_text(wrong)}"))
            return
        await self.forget_draft()
        self.dismiss(case)

    async def action_cancel(self) -> None:
        """Add no one, and discard the draft."""
        await self.forget_draft()
        self.dismiss(None)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class AddFile(Dialog):
    """Everyone in a CSV file; answers the breach, or None."""

    def __init__(self, reference: str):
        super().__init__()
        self.reference = reference

    def compose(self) -> ComposeResult:
        """The path, and the headings the file needs."""
        with Vertical(classes="dialog") as box:
            box.border_title = show(f"{self.reference}: add everyone in a CSV file")
            yield Static(
                "Headings in the first line: name, and address (or address 1, address 2), town, postcode, email, "
                "person (their number in the register)."
            )
            yield Input(placeholder="Path; right arrow completes", suggester=Folders(), compact=True, id="path")
            yield Static("", classes="error")
        yield Footer(show_command_palette=False)

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter is enough."""
        self.action_agree()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_agree(self) -> None:
        """Read it and add everyone in it to the list, or say why not."""
        path = Path(self.query_one("#path", Input).value.strip()).expanduser()
        try:
            people = await self.app.do_without_desk(jobs.people_of_file, path)
            case = await self.app.do(jobs.add_people, self.reference, people, self.app.now())
        except Exception as wrong:  # told with its sentence, or as an incident
            self.query_one(".error", Static).update(show(f"! {self.app.error_text(wrong)}"))
            return
        self.dismiss(case)
