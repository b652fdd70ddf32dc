"""The council's own words for its letters: every element, found while you type, and the form for its words."""

from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from casework.notice.wordings import Superseded
from casework.text.facts import Unchecked
from casework.vault.drafts import Draft
from dpo_console.disclosure.keys import KEYS
from dpo_console.frame import LONDON
from dpo_console.jobs import wordings
from dpo_console.jobs.wordings import ListedWording, WordingInFull, WordingVersion, words_of
from dpo_console.keys import KEYS as GENERAL
from dpo_console.page import Page, ScrollingText
from dpo_console.shown import lines, show
from dpo_console.widgets.dialogs import Ask, Prompt
from dpo_console.widgets.form import Field, LongText
from dpo_console.widgets.logging_form import LoggingForm
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (Column("Element", 19), Column("Words", 10), Column("Law", 0, needs=60), Column("Letters", 24))


class Reading(Page):
    """A text to read: a preview, or every version."""

    BINDINGS = [*GENERAL["page"]]
    AUTO_FOCUS = "ScrollingText"

    def __init__(self, heading: str, text: Sequence[str]):
        super().__init__()
        self.heading, self.text = heading, text

    def body(self) -> ComposeResult:
        """The heading and the text."""
        yield Static(show(self.heading), classes="title")
        with ScrollingText():
            yield Static(lines(self.text))


class Previewing(Page):
    """A page that shows words of an element with the data of a case."""

    async def show_preview(self, element: str, typed: Unchecked | None = None) -> None:
        """Ask for the case, and show the words, or those typed, with its data."""
        first = await self.do(wordings.case_with, element)
        if first is None:
            return
        if not first:
            self.app.say("No case on this desk can have a letter with these words.")
            return
        question = Prompt(
            "Preview", ["Enter the case whose data to show."], first, needed="Enter the reference of a case."
        )
        reference = await self.app.push_screen_wait(question)
        today = self.app.today()
        if reference and (made := await self.do(wordings.preview_wording, element, reference, today, typed)):
            head = f"{made.element} for {made.reference}, as in: {made.letter}"
            missing = [f"! {one}" for one in made.missing]
            self.app.push_screen(Reading(head, [*missing, *made.text.splitlines()]))


class WordingsScreen(Previewing):
    """Every element of the letters, with whose words it has."""

    BINDINGS = [*KEYS["wordings"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self, then: str = ""):
        super().__init__()
        self.then = then
        self.elements: dict[str, ListedWording] = {}

    def body(self) -> ComposeResult:
        """The search box, the elements, and the selected one's words."""
        yield Input(placeholder="Press / to find by letter, law, or any word", id="find", compact=True)
        yield RecordList(COLUMNS, empty="No element matches. Try fewer letters.")
        with ScrollingText(classes="detail"):
            yield Static("")

    def on_mount(self) -> None:
        """Load them, and open the form that was asked for."""
        self.load()
        if self.then:
            self.form(self.then)

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch the elements."""
        listed = await self.do(wordings.list_wordings)
        if listed is not None:
            self.elements = {one.element: one for one in listed}
            self.narrow()
            self.query_one(RecordList).go(self.then)

    @on(Input.Changed, "#find")
    def narrow(self) -> None:
        """Show the elements that have every word typed."""
        typed = self.query_one("#find", Input).value.casefold().split()
        found = [one for one in self.elements.values() if all(word in _found_by(one) for word in typed)]
        self.query_one(RecordList).give([_row(one) for one in found])

    @on(Input.Submitted, "#find")
    def submitted(self) -> None:
        """Move to the list."""
        self.query_one(RecordList).focus()

    def chosen_one(self) -> ListedWording | None:
        """The selected element."""
        row = self.query_one(RecordList).row
        return self.elements.get(row.key) if row else None

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Show the selected element's words."""
        one = self.chosen_one()
        self.query_one(".detail Static", Static).update(lines(_detail(one) if one else []))

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click edits too."""
        self.action_edit()

    def action_edit(self) -> None:
        """Open the form for the words."""
        if one := self.chosen_one():
            self.form(one.element)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def form(self, element: str) -> None:
        """The form, then the elements as they are now."""
        full = await self.do(wordings.wording, element)
        if full and (saved := await self.app.push_screen_wait(WordingForm(full))):
            self.done(saved)

    def done(self, saved: WordingInFull) -> None:
        """Say whose words the element has now, and select it."""
        self.then = saved.element
        self.app.say(f"{saved.element}: {_whose(saved)} words, version {saved.version}.")
        self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_preview(self) -> None:
        """The words with the data of a case."""
        if one := self.chosen_one():
            await self.show_preview(one.element)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_history(self) -> None:
        """Every version."""
        one = self.chosen_one()
        if one and (full := await self.do(wordings.wording, one.element)):
            text = [line for each in full.versions for line in _version(each)]
            shipped = words_of(full.shipped_heading, full.shipped_text, full.shipped_points)
            self.app.push_screen(Reading(f"{one.element}: every version", [*text, "Shipped words", "", *shipped]))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_undo(self) -> None:
        """Undo the last change."""
        one = self.chosen_one()
        if one and (saved := await self.do(wordings.undo_wording, one.element, self.app.now())):
            self.done(saved)

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_shipped(self) -> None:
        """Go back to the shipped words, after a question."""
        one = self.chosen_one()
        if not one:
            return
        if not one.own:
            self.app.say("It already has the shipped words.")
            return
        text = [f"{', '.join(one.letters)} will have the shipped words of {one.element}.", "Your version is kept."]
        if await self.app.push_screen_wait(Ask("Go back to the shipped words?", text, "Go back")):
            saved = await self.do(wordings.use_shipped, one.element, self.app.now())
            if saved:
                self.done(saved)

    def action_look_up(self) -> None:
        """Move to the search box."""
        self.query_one("#find").focus()

    def action_back(self) -> None:
        """Clear the search, or go back."""
        find = self.query_one("#find", Input)
        if find.value or find.has_focus:
            find.value = ""
            self.query_one(RecordList).focus()
        else:
            self.dismiss(None)


def _found_by(one: ListedWording) -> str:
    """All that an element is found by, folded."""
    return " ".join([one.element, *one.letters, one.law, _whose(one), one.heading, *one.text, *one.points]).casefold()


def _whose(one: ListedWording) -> str:
    return "own" if one.own else "shipped"


def _row(one: ListedWording) -> Row:
    whose = f"own, v{one.version}" if one.own else "shipped"
    return Row(
        one.element,
        (one.element, f"! {whose}" if one.fault else whose, one.law, ", ".join(one.letters)),
        strong=one.own,
    )


def _detail(one: ListedWording) -> list[str]:
    unchecked = "" if one.checked else " (its text was not read: check it)"
    saved = (
        f"; version {one.version} by {one.author}, {one.recorded.astimezone(LONDON):%d/%m/%Y}" if one.recorded else ""
    )
    return [
        *([f"! {one.fault}"] if one.fault else []),
        f"Words: {_whose(one)}{saved}. Law: {one.law or 'no provision'}{unchecked}",
        "",
        *words_of(one.heading, one.text, one.points),
        f"In: {', '.join(one.letters)}",
    ]


def _version(one: WordingVersion) -> list[str]:
    when = f"{one.recorded.astimezone(LONDON):%d/%m/%Y %H:%M}"
    undo = "" if one.repeats is None else f", an undo of version {one.replaced}"
    head = f"Version {one.version}, {one.author}, {when}{undo}"
    return [head, "", *(words_of(one.heading, one.text, one.points) if one.own else ["Back to the shipped words.", ""])]


class WordingForm(Previewing, LoggingForm):
    """The form for the words of an element; answers the element as saved, or None."""

    BINDINGS = [*KEYS["wording"]]
    AUTO_FOCUS = "#field-text TextArea"

    def __init__(self, one: WordingInFull):
        super().__init__()
        self.one, self.based_on = one, one.version
        self.draft_name = f"wording:{one.element}"

    def body(self) -> ComposeResult:
        """The heading, the paragraphs, the points, and the facts there are."""
        one = self.one
        more = f" and {len(one.letters) - 2} more" if len(one.letters) > 2 else ""
        yield Static(show(f"{one.element}, in: {', '.join(one.letters[:2])}{more}"), classes="title", id="title")
        with VerticalScroll(classes="form", can_focus=False):
            yield Field("heading", "Heading", text=one.heading, hint="may be empty")
            yield LongText("text", "Paragraphs", text="\n".join(one.text))
            yield LongText("points", "Points", text="\n".join(one.points))
        with ScrollingText(classes="detail"):
            must = ", ".join(f"{{{name}}}" for name in one.required) or "none"
            facts = [f"{{{name}}}: {words}" for name, words in one.facts.items()]
            law = f" Law: {one.law}." if one.law else ""
            head = f"Each line is a paragraph, or a point.{law} Facts the words must have: {must}. All there are:"
            yield Static(lines([head, *facts]))

    def typed(self) -> Draft:
        """The lines, and the version they are based on."""
        return {**super().typed(), "based_on": self.based_on}

    def put_typed(self, kept: Draft) -> None:
        """Put a draft back; it stays based on the version it was begun from."""
        super().put_typed(kept)
        based_on = kept.get("based_on")
        self.based_on = based_on if isinstance(based_on, int) else self.based_on

    def facts(self) -> Unchecked:
        """The words as `save_wording` takes them."""
        typed = self.texts()
        parts = {
            name: [line.strip() for line in typed[name].splitlines() if line.strip()] for name in ("text", "points")
        }
        return {"heading": typed["heading"], **parts}

    async def save(self) -> WordingInFull:
        """Save the words; if another version was saved meanwhile, show it: what is typed is then based on that one."""
        facts = {**self.facts(), "based_on": self.based_on}
        try:
            return await self.app.do(wordings.save_wording, self.one.element, facts, self.app.now())
        except Superseded as wrong:
            self.based_on = wrong.version
            self.soon()
            if full := await self.do(wordings.wording, self.one.element):
                self.query_one(".detail Static", Static).update(lines(_version(full.versions[0])))
            raise

    def problems(self) -> dict[str, str]:
        """Nothing is refused before the desk is asked."""
        return {}

    def placed(self, sentence: str) -> dict[str, str]:
        """A heading or a point is named in the sentence; all else is about the paragraphs."""
        names = {"The heading": "heading", "Point": "points"}
        return {next((name for words, name in names.items() if sentence.startswith(words)), "text"): sentence}

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_preview(self) -> None:
        """What is typed, with the data of a case."""
        await self.show_preview(self.one.element, self.facts())
