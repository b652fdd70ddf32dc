"""A field for a date, which shows the date it understood."""

from datetime import date

from casework import Refused
from casework.text.days import long
from dpo_console.widgets.form import Field


class DateField(Field):
    """Takes 2026-11-16, 16/11/2026 or 16 Nov 2026; the weekday and how long ago it was are shown below."""

    typed_over = True

    def __init__(self, name: str, label: str, today: date, *, day: date | None = None, ago: bool = True):
        super().__init__(name, label, hint="like 16/11/2026", text=f"{day:%d/%m/%Y}" if day else "")
        self.today, self.ago = today, ago

    @property
    def day(self) -> date | None:
        """The date typed, or None. Raises Refused if the text is not a date."""
        return read_day(self.value) if self.value else None

    def check(self) -> bool:
        """Show the date, or what is wrong with it; answer whether it is valid."""
        try:
            day = self.day
        except Refused as wrong:
            self.tell(str(wrong), wrong=True)
            return False
        ago = f" — {_ago(day, self.today)}" if day and self.ago else ""
        self.tell(f"{long(day)}{ago}" if day else "")
        return True

    def on_mount(self) -> None:
        """Show the initial date."""
        self.check()

    def altered(self) -> None:
        """Show the date; complain only when enough is typed to be one."""
        try:
            self.check() if self.day else self.tell("")
        except Refused:
            self.tell("") if len(self.value) < 8 else self.check()
        self.post_message(self.Changed())


def read_day(text: str) -> date:
    """The date in a text. Raises Refused if it is not a date."""
    from casework import clock

    return clock.day(text)


def _ago(day: date, today: date) -> str:
    if day == today:
        return "today"
    from casework import clock

    if day > today:
        return "in the future"
    days = -(clock.working_days_left(today, day, "england-and-wales") or 0)
    return f"{days} working day{'s' * (days != 1)} ago"
