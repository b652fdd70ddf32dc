"""The form on which a rights request is logged. It keeps itself as a draft while it is typed."""

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Checkbox, Static

from casework import Refused
from casework.law.rights import Right
from casework.text.days import long
from dpo_console.rights import jobs
from dpo_console.shown import lines, show
from dpo_console.widgets.date_field import DateField
from dpo_console.widgets.form import Box, Choice, Field, LongText, Tick
from dpo_console.widgets.logging_form import LoggingForm
from dpo_console.words import CHANNELS

if TYPE_CHECKING:
    from casework.vault.drafts import Draft

DRAFT = "log-request"
WHERE = {"requester.name": "requester", "subject.name": "subject", "subject.born": "born", "right": "right"}
"""The field each fact is entered in, if the two have different names."""


class Intake(LoggingForm):
    """Who asks, for what, about which data subject, and since when; returns the reference, or None."""

    draft_name = DRAFT

    def __init__(self) -> None:
        super().__init__()
        self.nation = "england-and-wales"

    def body(self) -> ComposeResult:
        """The fields of the form, with similar requests above them."""
        today = self.app.today()
        yield Static("Log a rights request", classes="title", id="title")
        yield Static("", id="pointers")
        with VerticalScroll(classes="form", can_focus=False):
            yield DateField("received", "Received", today)
            yield DateField("recognised", "Recognised", today)
            yield Static(show(f"Logged                {long(today)}"), id="logged")
            yield Static("", id="working")
            yield Static("What is asked for", classes="heading")
            with Container(id="rights"):
                for right in Right:
                    yield Box(show(right.value), value=right is Right.access, compact=True, id=f"right-{right}")
            yield LongText("asked", "In their words")
            yield Choice("channel", "Came by", CHANNELS, text="email")
            yield Field("service", "Service it came to")
            yield Field("owner", "Owner")
            yield Static("Who asks", classes="heading")
            yield Field("requester", "Name")
            yield LongText("address", "Address")
            yield Field("email", "Email")
            yield Tick("is_subject", "", "asks about their own data", on=True)
            yield Field("authority", "Authority to act", hint="only if acting for someone else")
            yield Static("Whose data", classes="heading")
            yield Field("subject", "Name", hint="leave empty if they ask about their own data")
            yield Field("former", "Former names", hint="separated by commas")
            yield DateField("born", "Born", today, ago=False)
            yield Field("staff", "Staff number")
            yield Field("swe", "Registration number", hint="SW12345")
            yield Field("ni", "National Insurance")
            yield Field("emails", "Emails", hint="separated by commas")

    def say_restored(self, when: str, differs: str) -> None:
        """Say so in the title, and show what follows from the draft."""
        super().say_restored(when, differs)
        self.look()

    @work(exclusive=True, group="look", exit_on_error=False)
    async def look(self) -> None:
        """Keep the draft; show the deadline, and who has asked before."""
        await self.keep_draft()
        values, ticked = self.texts(), self.ticked()
        received = self._day("received")
        if received and ticked:
            steps = await self.tried(asyncio.to_thread(working, ticked, received, self.nation))
            self.query_one("#working", Static).update(lines(steps or []))
        else:
            self.query_one("#working", Static).update("")
        if values["requester"] or values["subject"]:
            pointers = await self.do(jobs.similar, self.facts(), self.app.now())
            self.query_one("#pointers", Static).update(lines(f"* {one.text}" for one in (pointers or [])[:4]))

    def ticked(self) -> list[Right]:
        """The rights that are asked for."""
        return [right for right in Right if self.query_one(f"#right-{right}", Checkbox).value]

    def typed(self) -> "Draft":
        """Every field, and the rights that are ticked."""
        return super().typed() | {"right": [right.value for right in self.ticked()]}

    def put_typed(self, kept: "Draft") -> None:
        """Put a draft back into the form."""
        super().put_typed(kept)
        ticked = kept.get("right")
        for right in Right:
            self.query_one(f"#right-{right}", Checkbox).value = isinstance(ticked, list) and right.value in ticked

    def _day(self, name: str) -> date | None:
        try:
            return self.query_one(f"#field-{name}", DateField).day
        except Refused:
            return None

    def facts(self) -> dict[str, object]:
        """The facts of the request, by their JSON keys."""
        texts = self.texts()
        days = {
            name: one.isoformat() if (one := self._day(name)) else None for name in ("received", "recognised", "born")
        }
        numbers = {name: texts[name] or None for name in ("staff", "swe", "ni")}
        return {
            "right": self.ticked(),
            "received": days["received"],
            "recognised": days["recognised"],
            "channel": texts["channel"],
            "service": texts["service"] or None,
            "owner": texts["owner"] or None,
            "requester": {
                "name": texts["requester"],
                "address": [line for line in texts["address"].splitlines() if line.strip()],
                "email": texts["email"] or None,
                "is_subject": bool(texts["is_subject"]),
                "authority": texts["authority"] or None,
            },
            "subject": {
                "name": texts["subject"] or (texts["requester"] if texts["is_subject"] else ""),
                "former_names": _several(texts["former"]),
                "born": days["born"],
                "identifiers": numbers | {"email": _several(texts["emails"])},
            },
            "asked": texts["asked"],
        }

    async def save(self) -> str:
        """Log the request, with its three dates."""
        return await self.app.do(jobs.log_request, self.facts(), self.app.now())

    def problems(self) -> dict[str, str]:
        """What is wrong with each field, before the desk is asked."""
        texts, wrong = self.texts(), dict[str, str]()
        needed = {
            "received": "Enter the date the request reached the council.",
            "requester": "Enter the requester's name.",
        }
        needed["asked"] = "Enter the request in their words."
        if not texts["is_subject"]:
            needed["subject"] = "Enter the data subject's name."
            needed["authority"] = "Enter their authority to act, or 'none seen yet'."
        for name, sentence in needed.items():
            if not texts[name]:
                wrong[name] = sentence
        for field in self.query(DateField):
            if not field.check():
                wrong[field.key] = ""
        received = self._day("received")
        if received and received > self.app.today():
            wrong["received"] = "That is in the future. Enter the date the request reached the council."
        return wrong

    def incomplete(self) -> bool:
        """Whether no right is ticked."""
        if self.ticked():
            return False
        self.app.say("Tick at least one right.", wrong=True)
        self.query_one("#right-access").focus()
        return True

    def placed(self, sentence: str) -> dict[str, str]:
        """The field a refusal is about; if it names none, the refusal is shown as a toast."""
        names = {field.key for field in self.query(Field)}
        for name, line in [*WHERE.items(), *((key, key) for key in names)]:
            if f"'{name}" in sentence or sentence.lower().startswith(name):
                return {line: sentence} if line in names else {}
        self.app.say(sentence, wrong=True)
        return {}


def _several(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def working(rights: list[Right], received: date, nation: str) -> list[str]:
    """The deadlines of a request received that day, with their steps: those that agree once.

    Raises Refused if no rule was in force then.
    """
    from casework import clock
    from casework.timeline.events import Event, Kind

    events = [Event(kind=Kind.received, on=received)]
    each = [tuple(clock.deadline_lines(clock.of_right(right, events, nation=nation))) for right in rights]
    return [line for lines in dict.fromkeys(each) for line in lines]
