"""A field for a date and time, which shows what it understood."""

from datetime import datetime, timedelta

from textual.widgets import Input

from casework import Refused
from casework.text.days import long
from casework.timeline.events import LONDON
from dpo_console.widgets.form import Field


class MomentField(Field):
    """Takes 20/11/2026 16:30, 16:30 (of today), yesterday 16:30; the date and how long ago it was are shown below.

    `now` is the UTC instant at which the form was opened; `hours`, if given, are counted from the time typed.
    """

    typed_over = True

    def __init__(self, name: str, label: str, now: datetime, *, text: str = "", hours: int = 0):
        super().__init__(name, label, hint="16:30, yesterday 16:30, or 20/11/2026 16:30", text=text)
        self.now, self.hours = now, hours

    @property
    def value(self) -> str:
        """What is typed; a time alone gets its date, so that a draft means the same on another day."""
        try:
            return written(self.instant) if self.instant else ""
        except Refused:
            return self._typed

    @value.setter
    def value(self, text: str) -> None:
        self.query_one(Input).value = text

    @property
    def _typed(self) -> str:
        return self.query_one(Input).value.strip()

    @property
    def instant(self) -> datetime | None:
        """The UTC instant typed, or None. Raises Refused if the text is not one."""
        return read_instant(self._typed, self.now) if self._typed else None

    def check(self) -> bool:
        """Show the instant, or what is wrong with it; answer whether it is valid."""
        try:
            at = self.instant
        except Refused as wrong:
            self.tell(str(wrong), wrong=True)
            return False
        self.tell(self._back(at) if at else "")
        return True

    def on_mount(self) -> None:
        """Show the initial instant."""
        self.check()

    def altered(self) -> None:
        """Show the instant; complain only when enough is typed to be one."""
        try:
            self.check() if self.instant else self.tell("")
        except Refused:
            self.tell("") if len(self._typed) < 14 else self.check()
        self.post_message(self.Changed())

    def _back(self, at: datetime) -> str:
        local = at.astimezone(LONDON)
        shown = f"{long(local.date())} at {local:%H:%M}, {_ago(self.now - at)}"
        if not self.hours:
            return shown
        ends = (at + timedelta(hours=self.hours)).astimezone(LONDON)
        return f"{shown}; {self.hours} hours end {ends:%A} {ends.day} {ends:%B} at {ends:%H:%M}"


def written(at: datetime) -> str:
    """A UTC instant as the field takes it; with its offset in the hour that occurs twice."""
    local = at.astimezone(LONDON)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return (
        f"{local:%d/%m/%Y} {local.isoformat()[11:16]}{local.isoformat()[-6:]}" if twice else f"{local:%d/%m/%Y %H:%M}"
    )


def read_instant(text: str, now: datetime) -> datetime:
    """The UTC instant in a text; a time alone is on the date of `now`. Raises Refused if it is not one."""
    from casework import clock

    typed = " ".join(text.split())
    today = now.astimezone(LONDON).date()
    first, _, rest = typed.partition(" ")
    if (named := {"today": 0, "yesterday": 1}.get(first.casefold())) is not None and rest:
        return clock.instant(f"{today - timedelta(days=named)} {rest}")
    if ":" in first and "T" not in first and "-" not in first.partition("+")[0]:
        return clock.instant(f"{today} {typed}")
    return clock.instant(typed)


def _ago(since: timedelta) -> str:
    minutes = int(since.total_seconds() // 60)
    if minutes < 0:
        return "in the future"
    if minutes < 120:
        return f"{minutes} minute{'s' * (minutes != 1)} ago"
    return f"{minutes // 60} hours ago" if minutes < 72 * 60 else f"{minutes // 1440} days ago"
