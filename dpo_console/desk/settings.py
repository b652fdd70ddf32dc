"""The council's profile: what letters say of the controller, and whose holidays its clocks go by."""

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
SECOND = {"no": "by any officer", "yes": "by another than who proposed"}
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
"""The line a refusal stands beneath, by a word of it."""
LINES = ("address", "regulator_address", "closed_days", "office_terms")
"""What is kept as a list, and typed one to a line."""


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
            yield Field("backup_days", "Days backups kept", hint="0: not said; the certificate of a disposal tells it")
            yield Field("smallest_group", "Smallest group", hint="of records kept for statistics only")
            yield Field("idle", "Lock after (minutes)", hint=f"{IDLE}; {LONGEST_IDLE} at most")
            yield Static("", id="about-theme")

    def on_mount(self) -> None:
        """The profile as it stands."""
        self.load()
        self.query_one("#field-regulator_address", Field).tell(
            f"Optional. Letters name the {law.regulator(self.app.today()).name}. Its postal address was not found when "
            "this version was made: check it before you enter it."
        )
        self.query_one("#field-closed_days", Field).tell(
            "One date to a line; they only bring the internal target forward."
        )
        self.query_one("#field-office_terms", Field).tell(
            "One per line: capitalised words that name no one (Rowan House). A list is built in."
        )
        self.show_title()
        self.app.theme_changed_signal.subscribe(self, self.show_theme)
        self.show_theme()

    def show_title(self) -> None:
        """What the screen is; what the profile lacks comes first."""
        if self.missing:
            said = f"Before any letter, enter: {', '.join(self.missing)}. Tab goes into the form, "
            said += f"{self.key_of('save')} saves."
        else:
            said = f"The council's profile: tab goes into the form, {self.key_of('rest')} out of it"
        self.query_one("#title", Static).update(show(said))

    def say_restored(self, when: str, differs: str) -> None:
        """In the title."""
        said = f"{when}; it differs from what is saved in: {differs or 'nothing'}"
        said += f" ({self.key_of('discard')} throws it away)"
        self.query_one("#title", Static).update(show(said))

    def show_theme(self, _: object = None) -> None:
        """Which theme, and how to change it."""
        text = f"Colour theme          {self.app.theme} ({self.key_of('theme')} takes the next)"
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

    def said(self) -> dict[str, str | list[str]]:
        """The profile as typed."""
        typed = {field.key: field.value for field in self.query(Field) if field.key != "idle"}
        lines = {key: [line.strip() for line in typed[key].splitlines() if line.strip()] for key in LINES}
        return {**typed, **lines}

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_save(self) -> None:
        """Save it as an act; after how long the console locks is this officer's own, and no act."""
        idle = self.query_one("#field-idle", Field)
        if not idle.value.isdecimal() or not 1 <= int(idle.value) <= LONGEST_IDLE:
            idle.tell(f"The console locks after 1 to {LONGEST_IDLE} minutes: give a number of minutes.", wrong=True)
            idle.focus_entry()
            return
        self.app.idle = int(idle.value)
        self.app.keep_preferences()
        try:
            await self.app.do(council_profile.save_council, self.said(), self.app.now())
        except Exception as wrong:  # told beside its line, or as an incident
            sentence = self.app.error_text(wrong)
            where = next((key for word, key in PLACES.items() if word in sentence), "closed_days")
            self.query_one(f"#field-{where}", Field).tell(sentence, wrong=True)
            self.query_one(f"#field-{where}", Field).focus_entry()
            return
        await self.forget_draft()
        self.app.say("The profile is saved.")
        self.load()

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_discard(self) -> None:
        """Back to what is saved."""
        await self.forget_draft()
        self.load()

    def action_rest(self) -> None:
        """Out of the line that is typed in."""
        self.set_focus(None)

    def action_theme(self) -> None:
        """The next theme."""
        names = sorted(self.app.available_themes)
        self.app.theme = names[(names.index(self.app.theme) + 1) % len(names)]
