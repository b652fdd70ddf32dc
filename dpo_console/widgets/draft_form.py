"""Forms that are saved as drafts while they are typed, and restored after a kill, a lock or a lost connection."""

from datetime import datetime
from typing import TYPE_CHECKING

from textual import work
from textual.timer import Timer
from textual.widgets import Input

from dpo_console.frame import LONDON
from dpo_console.page import Jobs

if TYPE_CHECKING:
    from casework.vault.drafts import Draft
    from dpo_console.widgets.form import Field

SAVE_AFTER = 0.7
"""Seconds, at most, until what is typed is saved in the draft."""


class Drafted(Jobs):
    """A screen whose lines are kept as the draft `draft_name`; `say_restored` says that a draft was restored."""

    draft_name = ""
    blank: "Draft | None" = None
    """The lines without a draft; None before and after the form is used."""
    kept: "Draft | None"
    """The lines in the draft; None if there is no draft."""
    pending: Timer | None
    """What saves the draft soon; None if there is nothing to save."""

    def begin_draft(self) -> None:
        """Call it when the lines have their initial text; it restores the draft, if there is one."""
        self.blank, self.kept, self.pending = self.typed(), None, None
        if self.draft_name:
            self.restore_draft()

    @work(group="restore", exit_on_error=False)
    async def restore_draft(self) -> None:
        """Put the draft's text into the lines, and say when it was saved and where it differs."""
        kept = await self.app.drafts.get(self.draft_name)
        if not kept or self.blank is None:
            return
        saved = dict(await self.app.drafts.names())[self.draft_name]
        differing = [self.line_label(name) for name, text in kept.items() if self.blank.get(name) not in (None, text)]
        self.put_typed(kept)
        self.kept = self.typed()
        when = f"{saved.astimezone(LONDON):%d/%m/%Y %H:%M}"
        self.say_restored(f"Draft of {when} restored", ", ".join(dict.fromkeys(filter(None, differing))))

    def say_restored(self, when: str, differs: str) -> None:
        """Say that a draft was restored; in a toast if the screen has no line for it."""
        self.app.say(f"{when}. It differs in: {differs}" if differs else when)

    def texts(self) -> dict[str, str]:
        """Every line as text: fields by their name, other lines by their id."""
        fields = {field.key: field.value for field in self._fields()}
        return fields | {line.id or "line": line.value for line in self._lone()}

    def typed(self) -> "Draft":
        """What the draft keeps: every line, and whatever else the form has."""
        return {**self.texts()}

    def put_typed(self, kept: "Draft") -> None:
        """Put what the draft keeps back into the form."""
        for field in self._fields():
            field.value = str(kept.get(field.key, field.value))
        for line in self._lone():
            line.value = str(kept.get(line.id or "line", line.value))

    def _fields(self) -> "list[Field]":
        from dpo_console.widgets.form import Field  # brings its widgets with it: not before the first paint

        return list(self.query(Field))

    def _lone(self) -> list[Input]:
        within = {line for field in self._fields() for line in field.query(Input)}
        return [line for line in self.query(Input) if line not in within]

    def line_label(self, name: str) -> str:
        """The label of a line on the form."""
        return next((field.label or field.key for field in self._fields() if field.key == name), "")

    def on_field_changed(self) -> None:
        """Something was typed: save it soon."""
        self.soon()

    def on_input_changed(self) -> None:
        """The same in a line that is not a field."""
        self.soon()

    def on_checkbox_changed(self) -> None:
        """The same for a box."""
        self.soon()

    def soon(self) -> None:
        """Save within a second, however long the typing goes on."""
        if self.draft_name and self.blank is not None and self.pending is None:
            self.pending = self.set_timer(SAVE_AFTER, self.look)

    @work(exclusive=True, group="look", exit_on_error=False)
    async def look(self) -> None:
        """Save what is typed."""
        await self.keep_draft()

    async def keep_draft(self) -> None:
        """Save the lines in the draft, if anything is new."""
        if self.blank is None or not self.draft_name:
            return
        if self.pending:
            self.pending.stop()
        self.pending, typed = None, self.typed()
        if typed == (self.kept or self.blank):
            return
        empty = typed == self.blank
        self.kept = None if empty else typed
        drafts, name = self.app.drafts, self.draft_name
        await self.tried(drafts.drop(name) if empty else drafts.put(name, typed, self.app.now()))

    async def forget_draft(self) -> None:
        """Delete the draft: the form was saved, or is not wanted."""
        if self.blank is None or not self.draft_name:
            return
        if self.pending:
            self.pending.stop()
        self.workers.cancel_group(self, "look")
        self.pending, self.kept, self.blank = None, None, None
        await self.tried(self.app.drafts.drop(self.draft_name))


OPENED_BY = {
    "log-request": "New request",
    "log-breach": "A suspected breach",
    "complaint": "New complaint",
    "settings": "The council's profile",
    "import": "Files to import",
    "attach": "Files to keep",
    "event": "An event",
    "close": "Closing",
    "correct": "A correction",
    "bind": "Identifying the data subject",
    "nobody": "We hold nothing",
    "unbind": "Undoing an identification",
    "withhold": "Why it is withheld",
    "disclose": "Why it is disclosed",
    "field": "Why a field is redacted",
    "health-known": "Why health data are known",
    "health-asked": "An opinion asked for",
    "health-opinion": "A health professional's opinion",
    "question": "An answer in the review",
    "words": "A decision on words",
    "confirm": "Confirming a name or number",
    "rectify": "Correcting a field, person",
    "restrict": "A restriction, person",
    "lift": "Lifting a restriction, person",
    "wording": "The words of a letter",
    "notice": "A section of the privacy notice",
    "describe": "Describing a breach",
    "assess": "Assessing a breach",
    "concerned": "A person affected",
    "row": "A row of the retention schedule",
    "hold": "A hold",
    "adopt": "Why a row is adopted",
    "retire": "Why a row is retired",
    "unhold": "Why a hold is lifted",
    "keep": "Why a hold is kept",
    "spare": "Why a line is excluded from a disposal",
    "erase": "Why a person is erased",
    "letter": "A letter",
}
"""The title of a draft by the first part of its name; a reference may follow it after a colon."""


def draft_title(name: str) -> str:
    """A draft's name in words: `event:SAR-2026-0001` is 'An event, SAR-2026-0001'."""
    kind, _, reference = name.partition(":")
    return ", ".join(filter(None, (OPENED_BY.get(kind, kind), reference)))


def unfinished_forms(names: list[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    """The drafts that are forms, newest first."""
    return sorted((one for one in names if one[0].partition(":")[0] in OPENED_BY), key=lambda one: one[1], reverse=True)
