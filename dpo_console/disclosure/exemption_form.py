"""The form for why something is withheld: an exemption, or that it is about someone else."""

from dataclasses import dataclass, field

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Input, Static

from casework.law.grounds import cannot_be_unnamed
from casework.vault.drafts import Draft
from dpo_console.disclosure import jobs
from dpo_console.disclosure.keys import KEYS
from dpo_console.page import Dialog, ScrollingText
from dpo_console.shown import lines, show
from dpo_console.widgets.draft_form import Drafted
from dpo_console.widgets.form import Field, Tick
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (Column("Exemption"), Column("Where", 26))
GENERAL = "a general sentence, which does not name it"


@dataclass(frozen=True, slots=True)
class GroundChosen:
    """What was chosen: an exemption, the reason, and what the officer decided or answered beyond it."""

    exemption: str
    reason: str
    more: dict[str, object] = field(default_factory=dict)
    """`say`, if it is not as usual for the ground, and `factors`, if any were answered."""

    def facts(self) -> dict[str, object]:
        """It as a decision has it."""
        return {"exemption": self.exemption, "reason": self.reason} | self.more


class Withhold(Drafted, Dialog):
    """Find the exemption by typing, answer what it asks, and enter the reason; what is typed is kept as a draft.
    Answers what was chosen, or None."""

    BINDINGS = [*KEYS["exempt"]]
    AUTO_FOCUS = "#find"

    def __init__(self, title: str, draft: str, begin: str = ""):
        super().__init__()
        self.begin_at = begin
        """The exemption selected at first."""
        self.draft_name = draft
        self.heading = title
        self.listed: dict[str, jobs.Ground] = {}
        self.selected = ""
        """The exemption last selected."""

    def compose(self) -> ComposeResult:
        """What is looked for, the list, the conditions of the selected exemption, its questions, the reason."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = show(self.heading)
            hint = "Type a name or a word to find an exemption; enter goes to the reason"
            yield Input(placeholder=hint, compact=True, id="find")
            yield RecordList(COLUMNS, empty="No exemption has these words")
            with ScrollingText(classes="detail"):
                yield Static("")
            yield Input(
                placeholder="Reason (enter confirms; tab for the next field)", compact=True, id="reason", max_length=400
            )
            yield Vertical(classes="asked")
            yield Tick("unnamed", "Letter and schedule", "do not name this ground")
            yield Static("", classes="error")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Load the exemptions."""
        self.reading = self.load()

    @work(exit_on_error=False)
    async def load(self) -> None:
        """Fetch the exemptions."""
        listed = await self.do_without_desk(jobs.exemptions) or []
        self.listed = {one.id: one for one in listed}
        questions = {name: one for ground in listed for name, one in ground.factors.items()}
        asked = [Field(name, one.label, hint=one.question) for name, one in questions.items()]
        await self.query_one(".asked").mount(*asked)
        self.give()
        self.query_one(RecordList).go(self.begin_at)
        self.begin_draft()

    def give(self) -> None:
        """List the exemptions that have what is typed."""
        typed = self.query_one("#find", Input).value
        found = [one for one in self.listed.values() if one.found_by(typed)]
        rows = [Row(one.id, (one.title, one.provision.partition(", ")[2])) for one in found]
        self.query_one(RecordList).give(rows)

    @property
    def ground(self) -> jobs.Ground | None:
        """The selected exemption."""
        row = self.query_one(RecordList).row
        return self.listed.get(row.key) if row else None

    def typed(self) -> Draft:
        """The reason, the answers, the tick and the exemption; what it was found by is not kept."""
        kept: Draft = {name: text for name, text in self.texts().items() if name != "find"}
        return {**kept, "exemption": self.selected}

    def put_typed(self, kept: Draft) -> None:
        """Select the exemption, then put back what was typed."""
        self.query_one(RecordList).go(str(kept.get("exemption", "")))
        self.moved()
        super().put_typed(kept)

    @on(Input.Changed, "#find")
    def look_up(self, event: Input.Changed) -> None:
        """Find again with each letter."""
        event.stop()
        self.give()

    @on(RecordList.Moved)
    def moved(self) -> None:
        """Show the conditions of the selected exemption, and its questions."""
        one = self.ground
        if one and one.id != self.selected:
            self.selected = one.id
            self.query_one(Tick).value = "yes" if one.unsaid else ""
        for asked in self.query(".asked Field").results(Field):
            asked.display = bool(one and asked.key in one.factors)
        self.show_conditions()

    @on(Field.Changed)
    def show_conditions(self) -> None:
        """What the law asks for the selected exemption, and what the letter will say."""
        one = self.ground
        said = GENERAL if one and self.query_one(Tick).value else one.explanation if one else ""
        texts = [("Restricts", one.restricts), ("For", one.who), ("Test", one.test), ("Letter", said)] if one else []
        self.query_one(".detail Static", Static).update(lines(f"{name}: {text}" for name, text in texts if text))

    def action_step(self, by: int) -> None:
        """Select the next exemption, from wherever the cursor is."""
        self.query_one(RecordList).action_step(by)

    def action_to_reason(self) -> None:
        """Go to the reason."""
        self.query_one("#reason").focus()

    @on(RecordList.Chosen)
    @on(Input.Submitted, "#find")
    def chosen(self) -> None:
        """Enter, or a click on the selected exemption, goes on to the reason."""
        self.action_to_reason()

    @on(Input.Submitted)
    async def submitted(self, event: Input.Submitted) -> None:
        """Enter in the reason goes on to the questions; in the last field, it confirms."""
        fields = [self.query_one("#reason", Input), *self.questions()]
        if event.input not in fields:
            return
        later = fields[fields.index(event.input) + 1 :]
        if later and not any(one.value.strip() for one in later):
            later[0].focus()
            return
        await self.action_agree()

    def questions(self) -> list[Input]:
        """The lines for the answers to the questions of the selected exemption."""
        return [one.query_one(Input) for one in self.query(".asked Field").results(Field) if one.display]

    async def action_cancel(self) -> None:
        """Leave without a change, and forget the draft."""
        await self.forget_draft()
        self.dismiss(None)

    async def action_agree(self) -> None:
        """Return the selected exemption with the reason and the answers; if pressed early, once the list is loaded."""
        await self.reading.wait()
        if one := self.ground:
            self.moved()
            reason, unnamed = self.query_one("#reason", Input).value.strip(), bool(self.query_one(Tick).value)
            if unnamed and (wrong := cannot_be_unnamed(one.id, reason)):
                self.query_one(".error", Static).update(show(f"! {wrong[:1].upper()}{wrong[1:]}"))
                return
            answers = {name: text for name, text in self.texts().items() if name in one.factors and text}
            more: dict[str, object] = {"say": not unnamed} if unnamed != one.unsaid else {}
            await self.forget_draft()
            self.dismiss(GroundChosen(one.id, reason, more | ({"factors": answers} if answers else {})))
