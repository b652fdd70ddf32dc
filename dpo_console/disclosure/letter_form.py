"""The form for what only the officer can say in a letter."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from casework import Refused
from dpo_console.jobs.letters import AskedInput, WritableLetter
from dpo_console.shown import show, words
from dpo_console.widgets.date_field import DateField, read_day
from dpo_console.widgets.form import Choice, Field, LongText
from dpo_console.widgets.logging_form import LoggingForm


class LetterForm(LoggingForm):
    """What a letter asks of the officer; answers what was entered by the name of each input, or None.

    The draft is kept until the letter is made.
    """

    AUTO_FOCUS = "Field TextArea, Field Input, Field Select"

    def __init__(self, reference: str, letter: WritableLetter, entered: Mapping[str, str] | None = None):
        super().__init__()
        self.reference, self.letter = reference, letter
        self.entered = {one.id: one.known for one in letter.inputs} | dict(entered or {})
        self.draft_name = draft_of(reference, letter.kind)

    def body(self) -> ComposeResult:
        """A field for each input, beneath what to enter."""
        yield Static(show(f"{self.reference}: {self.letter.name}"), classes="title", id="title")
        with VerticalScroll(classes="form asks"):
            for one in self.letter.inputs:
                optional = " (optional)" if one.optional else ""
                yield Static(words((one.label, "bold"), f"{optional}: {one.ask}"), classes="ask")
                yield self._field(one)

    def on_mount(self) -> None:
        """Begin at the top: a form longer than the screen would hide what its first field asks."""
        self.call_after_refresh(self.query_one(".asks").scroll_home, animate=False)

    def _field(self, one: AskedInput) -> Field:
        known = self.entered[one.id]
        if one.way == "choice":
            first = known if known in one.choices else ""
            return Choice(one.id, one.label, {"": "(select one)"} | dict(one.choices), text=first)
        if one.way == "date":
            field = DateField(one.id, one.label, self.app.today(), ago=False)
            field.initial = known
            return field
        return LongText(one.id, one.label, text=known)

    def problems(self) -> dict[str, str]:
        """What is missing, and dates that are not dates."""
        found = {}
        for one in self.letter.inputs:
            typed = self.query_one(f"#field-{one.id}", Field).value
            if not typed and not one.optional:
                found[one.id] = f"Missing: {one.ask}."
            elif typed and one.way == "date":
                try:
                    read_day(typed)
                except Refused as wrong:
                    found[one.id] = str(wrong)
        return found

    def placed(self, sentence: str) -> dict[str, str]:
        """Nothing is refused: the letter says what it lacks."""
        return {}

    async def save(self) -> dict[str, str]:
        """What was entered."""
        typed = {one.id: self.query_one(f"#field-{one.id}", Field).value for one in self.letter.inputs}
        return {name: text for name, text in typed.items() if text}

    async def saved(self) -> None:
        """The draft stays until the letter is made."""
        await self.keep_draft()


def draft_of(reference: str, kind: str) -> str:
    """The name of the draft of what is entered for a letter."""
    return f"letter:{reference}:{kind}"
