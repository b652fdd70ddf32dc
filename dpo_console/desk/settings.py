"""The council's profile: what letters say about the controller, and which bank holidays apply."""

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from casework import law
from dpo_console.desk.keys import KEYS
from dpo_console.frame import IDLE, LONGEST_IDLE
from dpo_console.jobs import council_profile
from dpo_console.page import Page
from dpo_console.shown import show
from dpo_console.widgets.draft_form import Drafted
from dpo_console.widgets.form import Choice, Field, LongText

NATIONS = {"england-and-wales": "England and Wales", "scotland": "Scotland", "northern-ireland": "Northern Ireland"}
SECOND = {"no": "by any officer", "yes": "by a different officer"}
PLACES = {
    "office term": "office_terms",
    "Data Protection Officer": "officer",
    "email": "email",
    "'address": "address",
    "'phone": "phone",
    "name": "name",
    "backup": "backup_days",
    "group": "smallest_group",
}
"""The line under which a refusal is shown, by a word in its text."""
LINES = ("address", "regulator_address", "closed_days", "office_terms")
"""Lists, typed with one entry to a line."""


class SettingsScreen(Drafted, Page):
    """One form, saved as an act."""

    BINDINGS = [*KEYS["settings"]]
    draft_name = "settings"
    missing: list[str] = []
    """What the saved profile lacks before a letter can be made, in words."""

    def body(self) -> ComposeResult:
        """The lines of the profile."""
        yield Static("", classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield Field("name", "Council")
            yield LongText("address", "Address")
            yield Field("email", "Email")
            yield Field("phone", "Telephone")
            yield Field("officer", "DPO's name", hint="the Data Protection Officer, who signs letters")
            yield Choice("nation", "Bank holidays of", NATIONS, text="england-and-wales")
            yield LongText("regulator_address", "Regulator's address")
            yield LongText("closed_days", "Days closed")
            yield LongText("office_terms", "Office terms")
            yield Choice("second_officer", "Disposals approved", SECOND, text="no")
            yield Field("backup_days", "Days backups kept", hint="0 if not fixed. Shown on disposal certificates.")
            yield Field("smallest_group", "Smallest group", hint="of records kept only for statistics")
            yield Field("idle", "Lock after (minutes)", hint=f"{IDLE} by default, at most {LONGEST_IDLE}")
            yield Static("", id="about-theme")

    def on_mount(self) -> None:
        """Show the saved profile."""
        self.load()
        self.query_one("#field-regulator_address", Field).tell(
            f"Optional. Letters name the {law.regulator(self.app.today()).name}. This version has no "
            "postal address for it. Check the address before you enter it."
        )
        self.query_one("#field-closed_days", Field).tell(
            "One date per line. They only bring the internal target forward."
        )
        self.query_one("#field-office_terms", Field).tell(
            "One per line: capitalised words that name no one (Rowan House). A list is built in."
        )
        self.show_title()
        self.app.theme_changed_signal.subscribe(self, self.show_theme)
        self.show_theme()

    def show_title(self) -> None:
        """The title; if the profile lacks something, that."""
        if self.missing:
            title = f"Before you make a letter, enter: {', '.join(self.missing)}. Press tab to begin, "
            title += f"{self.key_of('save')} to save."
        else:
            title = f"The council's profile: tab goes to the form, {self.key_of('rest')} leaves it"
        self.query_one("#title", Static).update(show(title))

    def say_restored(self, when: str, differs: str) -> None:
        """In the title."""
        title = f"{when}. It differs from the saved profile in: {differs or 'nothing'}"
        title += f" ({self.key_of('discard')} deletes the draft)"
        self.query_one("#title", Static).update(show(title))

    def show_theme(self, _: object = None) -> None:
        """Which theme, and how to change it."""
        text = f"Colour theme          {self.app.theme} ({self.key_of('theme')} for the next)"
        self.query_one("#about-theme", Static).update(show(text))

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch it."""
        profile = await self.do(council_profile.council)
        self.missing = profile.missing if profile else []
        self.show_title()
        for field in self.query(Field):
            held = getattr(profile, field.key, "")
            held = ("yes" if held else "no") if isinstance(held, bool) else held
            field.value = "\n".join(map(str, held)) if field.key in LINES else str(held)
        self.query_one("#field-idle", Field).value = str(self.app.idle)
        self.begin_draft()

    def facts(self) -> dict[str, str | list[str]]:
        """The profile as typed."""
        typed = {field.key: field.value for field in self.query(Field) if field.key != "idle"}
        lines = {key: [line.strip() for line in typed[key].splitlines() if line.strip()] for key in LINES}
        return {**typed, **lines}

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_save(self) -> None:
        """Save the profile as an act; the time until the console locks is a preference of the officer, not an act."""
        idle = self.query_one("#field-idle", Field)
        if not idle.value.isdecimal() or not 1 <= int(idle.value) <= LONGEST_IDLE:
            idle.tell(f"The console locks after 1 to {LONGEST_IDLE} minutes. Enter a number of minutes.", wrong=True)
            idle.focus_entry()
            return
        self.app.idle = int(idle.value)
        self.app.keep_preferences()
        try:
            await self.app.do(council_profile.save_council, self.facts(), self.app.now())
        except Exception as wrong:  # shown under its line, or as an incident
            sentence = self.app.error_text(wrong)
            where = next((key for word, key in PLACES.items() if word in sentence), "closed_days")
            self.query_one(f"#field-{where}", Field).tell(sentence, wrong=True)
            self.query_one(f"#field-{where}", Field).focus_entry()
            return
        await self.forget_draft()
        self.app.say("Profile saved.")
        self.load()

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_discard(self) -> None:
        """Go back to the saved profile."""
        await self.forget_draft()
        self.load()

    def action_rest(self) -> None:
        """Leave the line."""
        self.set_focus(None)

    def action_theme(self) -> None:
        """The next theme."""
        names = sorted(self.app.available_themes)
        self.app.theme = names[(names.index(self.app.theme) + 1) % len(names)]
