"""The form on which a rights request is logged. It keeps itself as a draft while it is typed."""

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Checkbox, Static

from casework import Refused
from casework.rights.choices import Right
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
"""Which line a fact of the contract is typed in, where the two are not called alike."""


class Intake(LoggingForm):
    """Who asks, for what, about whom, and since when; answers the reference, or None."""

    draft_name = DRAFT

    def __init__(self) -> None:
        super().__init__()
        self.nation = "england-and-wales"

    def body(self) -> ComposeResult:
        """The lines of the form; what the dates and names bring up stands above them."""
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
            yield Field("owner", "Who deals with it")
            yield Static("Who asks", classes="heading")
            yield Field("requester", "Name")
            yield LongText("address", "Address")
            yield Field("email", "E-mail")
            yield Tick("is_subject", "", "asks about their own data", on=True)
            yield Field("authority", "Authority to act", hint="only where somebody acts for another")
            yield Static("Whose data", classes="heading")
            yield Field("subject", "Name", hint="as above where they ask about their own data")
            yield Field("former", "Former names", hint="separated by commas")
            yield DateField("born", "Born", today, ago=False)
            yield Field("staff", "Staff number")
            yield Field("swe", "Registration number", hint="SW12345")
            yield Field("ni", "National Insurance")
            yield Field("emails", "E-mails", hint="separated by commas")

    def say_restored(self, when: str, differs: str) -> None:
        """In the title; and what follows from it beneath its lines."""
        super().say_restored(when, differs)
        self.look()

    @work(exclusive=True, group="look", exit_on_error=False)
    async def look(self) -> None:
        """Keep the draft; show the deadline, and who has asked before."""
        await self.keep_draft()
        values, ticked = self.texts(), self.ticked()
        received = self._day("received")
        if received and ticked:
            said = await self.tried(asyncio.to_thread(working, ticked, received, self.nation))
            self.query_one("#working", Static).update(lines(said or []))
        else:
            self.query_one("#working", Static).update("")
        if values["requester"] or values["subject"]:
            found = await self.do(jobs.similar, self.facts(), self.app.now())
            self.query_one("#pointers", Static).update(lines(f"* {one.text}" for one in (found or [])[:4]))

    def ticked(self) -> list[Right]:
        """The rights that are asked for."""
        return [right for right in Right if self.query_one(f"#right-{right}", Checkbox).value]

    def typed(self) -> "Draft":
        """Every line, and the rights that are ticked."""
        return super().typed() | {"right": [right.value for right in self.ticked()]}

    def put_typed(self, kept: "Draft") -> None:
        """The reverse."""
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
        """The facts of the request, as the contract names them."""
        said = self.texts()
        days = {
            name: one.isoformat() if (one := self._day(name)) else None for name in ("received", "recognised", "born")
        }
        numbers = {name: said[name] or None for name in ("staff", "swe", "ni")}
        return {
            "right": self.ticked(),
            "received": days["received"],
            "recognised": days["recognised"],
            "channel": said["channel"],
            "service": said["service"] or None,
            "owner": said["owner"] or None,
            "requester": {
                "name": said["requester"],
                "address": [line for line in said["address"].splitlines() if line.strip()],
                "email": said["email"] or None,
                "is_subject": bool(said["is_subject"]),
                "authority": said["authority"] or None,
            },
            "subject": {
                "name": said["subject"] or (said["requester"] if said["is_subject"] else ""),
                "former_names": _several(said["former"]),
                "born": days["born"],
                "identifiers": numbers | {"email": _several(said["emails"])},
            },
            "asked": said["asked"],
        }

    async def save(self) -> str:
        """The request is logged, with its three days."""
        return await self.app.do(jobs.log_request, self.facts(), self.app.now())

    def problems(self) -> dict[str, str]:
        """What is wrong with each line, before the desk is asked."""
        said, found = self.texts(), dict[str, str]()
        needed = {
            "received": "Give the day the request reached the council.",
            "requester": "Give the requester's name.",
        }
        needed["asked"] = "Say what they ask for, in their words."
        if not said["is_subject"]:
            needed["subject"] = "Say whose data it is about."
            needed["authority"] = "Say what authority they have to act, or 'none seen yet'."
        for name, sentence in needed.items():
            if not said[name]:
                found[name] = sentence
        for field in self.query(DateField):
            if not field.check():
                found[field.key] = ""
        received = self._day("received")
        if received and received > self.app.today():
            found["received"] = "That is in the future: give the day the request reached the council."
        return found

    def incomplete(self) -> bool:
        """Whether no right is ticked."""
        if self.ticked():
            return False
        self.app.say("Tick at least one right that is asked for.", wrong=True)
        self.query_one("#right-access").focus()
        return True

    def placed(self, sentence: str) -> dict[str, str]:
        """Which line a sentence of the desk is about; where it names none, it is told in a toast."""
        names = {field.key for field in self.query(Field)}
        for said, line in [*WHERE.items(), *((name, name) for name in names)]:
            if f"'{said}" in sentence or sentence.lower().startswith(said):
                return {line: sentence} if line in names else {}
        self.app.say(sentence, wrong=True)
        return {}


def _several(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def working(rights: list[Right], received: date, nation: str) -> list[str]:
    """The deadline of a request received that day, with its working. Raises Refused where no rule reaches so far."""
    from casework import clock
    from casework.timeline.events import Event, Kind

    events = [Event(kind=Kind.received, on=received)]
    return clock.deadline_lines(clock.deadline(clock.rule_for(rights), events, nation=nation))
