"""The breach register (UK GDPR Art 33(5)): the list, its filter, and a chart of twelve months."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Static

from casework.breaches.breach_register import BreachMonth, RegisteredBreach, RegisteredDecision
from casework.law import breach_terms
from dpo_console.breaches import exports, jobs
from dpo_console.breaches.keys import KEYS
from dpo_console.page import Dialog, Page
from dpo_console.routes import Case
from dpo_console.shown import lines, show
from dpo_console.widgets.form import Choice, Field
from dpo_console.widgets.record_list import Column, RecordList, Row

COLUMNS = (
    Column("Breach", 13),
    Column("Month", 7),
    Column("Cause", 0),
    Column("Band", 9),
    Column("Regulator", 9),
    Column("Hours", 6),
    Column("Stage", 10),
    Column("Service", 20, needs=110),
)
DECISIONS = {"": "all", "notify": "notify the regulator", "not": "do not notify", "undecided": "not decided yet"}
DECIDED = {
    RegisteredDecision.notify: "notify",
    RegisteredDecision.not_notify: "not",
    RegisteredDecision.undecided: "? open",
}
TALLEST = 4
"""Lines of the chart's bars."""
EMPTY = "No breaches yet: press f2 to log one from anywhere"
NO_MATCH = "No breaches match. Press a to show all."


class RegisterScreen(Page):
    """Every breach, newest first."""

    BINDINGS = [*KEYS["register"]]
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self.chosen_lines: dict[str, str] = {}
        self.shown_lines: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The chart above, the list beneath."""
        yield Static("", classes="title", id="head")
        yield Static("", id="figures")
        yield RecordList(COLUMNS, empty=EMPTY)

    def on_screen_resume(self) -> None:
        """Load the register as it is now."""
        self.load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Fetch it; the cursor stays on its row."""
        answer = await self.do(jobs.breach_list, self.app.now(), **self.chosen_lines)
        if answer is None:  # refused: what is shown stays
            self.chosen_lines = self.shown_lines
            return
        self.shown_lines = self.chosen_lines
        listed, causes = answer.breaches, breach_terms().causes
        only = ", ".join(f"{name} {causes.get(text, text)}" for name, text in self.chosen_lines.items())
        head = f"Breach register: {len(listed)}{f'  (only {only}; a shows all)' if only else ''}"
        self.query_one("#head", Static).update(show(head))
        self.query_one("#figures", Static).update(lines(chart(answer.trend)))
        listing = self.query_one(RecordList)
        listing.empty = NO_MATCH if self.chosen_lines else EMPTY
        listing.give([_row(one) for one in listed])

    @on(RecordList.Chosen)
    def chosen(self) -> None:
        """A click opens the breach too."""
        self.action_open_case()

    def action_open_case(self) -> None:
        """Open the selected breach."""
        if row := self.query_one(RecordList).row:
            self.open(Case(row.key))

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_filter(self) -> None:
        """Filter the list."""
        chosen = await self.app.push_screen_wait(RegisterFilter(self.chosen_lines))
        if chosen is not None:
            self.chosen_lines = chosen
            self.load()

    def action_all(self) -> None:
        """Show every breach again."""
        self.chosen_lines = {}
        self.load()

    @work(exclusive=True, group="act", exit_on_error=False)
    async def action_save(self) -> None:
        """Save the register as CSV to the outbox."""
        path = await self.do(exports.save_register, self.app.now(), **self.chosen_lines)
        if path:
            self.app.say(f"Saved to the outbox with no names: {path.name}")


class RegisterFilter(Dialog):
    """The filter: month, service, cause, band, decision, words; answers what was chosen, or None."""

    def __init__(self, chosen: dict[str, str]):
        super().__init__()
        self.chosen_lines = chosen

    def compose(self) -> ComposeResult:
        """Six fields; an empty one filters nothing."""
        before = {name: self.chosen_lines.get(name, "") for name in ("month", "service", "words")}
        terms = breach_terms()
        bands = {key: one.name.lower() for key, one in terms.bands.items()}
        with Vertical(classes="dialog") as box:
            box.border_title = "Filter the register"
            yield Field("month", "Month of awareness", text=before["month"], hint="2026-11")
            yield Field("service", "Service", text=before["service"])
            yield self._choice("cause", "Cause", {"": "all", **terms.causes})
            yield self._choice("band", "Band", {"": "all", **bands})
            yield self._choice("decision", "Regulator", DECISIONS)
            yield Field("words", "Words", text=before["words"])
        yield Footer(show_command_palette=False)

    def _choice(self, name: str, label: str, options: dict[str, str]) -> Choice:
        return Choice(name, label, options, text=self.chosen_lines.get(name, ""))

    def action_agree(self) -> None:
        """Answer the filter."""
        typed = {field.key: field.value for field in self.query(Field)}
        self.dismiss({name: text for name, text in typed.items() if text})


def chart(trend: list[BreachMonth]) -> list[str]:
    """Twelve months as bars: # was notified to the regulator, o was a near miss, . any other; figures beneath."""
    most = max((one.all for one in trend), default=0)
    scale = max(1, -(-most // TALLEST))
    bars = [_bar(one, scale) for one in trend]
    each = f", each sign {scale}" if scale > 1 else ""
    rows = [f"12 months to now: # notified, o near miss, . other{each}"]
    rows += ["          " + "".join(f"{bar[at]:^5}" for bar in bars).rstrip() for at in reversed(range(TALLEST))]
    named = [row for row in rows[1:] if row.strip()]
    figures: dict[str, list[str | int]] = {
        "month": [one.month[5:] for one in trend],
        "all": [one.all or "-" for one in trend],
        "notified": [one.notified or "-" for one in trend],
        "near miss": [one.near_misses or "-" for one in trend],
    }
    table = [f"{label:<10}" + "".join(f"{one:^5}" for one in row).rstrip() for label, row in figures.items()]
    return [rows[0], *named, *table]


def _bar(one: BreachMonth, scale: int) -> str:
    """From the bottom up; a sign for each `scale` breaches, or part of that."""
    signs = ("#" * one.notified + "o" * one.near_misses).ljust(one.all, ".")[: one.all]
    return "".join(signs[at] for at in range(0, len(signs), scale)).ljust(TALLEST)


def _row(one: RegisteredBreach) -> Row:
    terms = breach_terms()
    cause = terms.causes.get(one.cause or "", "not known yet")
    hours = "" if one.hours_taken is None else f"{'! ' * one.late}{one.hours_taken} h"
    cells = (
        one.reference,
        one.month,
        f"near miss: {cause}" if one.near_miss else cause,
        terms.bands[one.band].name.lower() if one.band else "-",
        DECIDED[one.decision],
        hours,
        one.outcome or one.stage,
        one.service or "",
    )
    return Row(one.reference, cells, strong=one.late)
