"""A line for a date, which says back what it understood."""

from datetime import date

from casework import Refused
from dpo_console.widgets.form import Field
from dpo_console.words import spoken


class DateField(Field):
    """Takes 2026-11-16, 16/11/2026 or 16 Nov 2026; beneath it stands the weekday and how long ago that was."""

    typed_over = True

    def __init__(self, name: str, label: str, today: date, *, day: date | None = None, ago: bool = True):
        super().__init__(name, label, hint="like 16/11/2026", text=f"{day:%d/%m/%Y}" if day else "")
        self.today, self.ago = today, ago

    @property
    def day(self) -> date | None:
        """The date typed; None where nothing is. Raises Refused, with a sentence, where it is no date."""
        return read_day(self.value) if self.value else None

    def check(self) -> bool:
        """Say the date back, or what is wrong with it; answer whether it is right."""
        try:
            day = self.day
        except Refused as wrong:
            self.tell(str(wrong), wrong=True)
            return False
        ago = f" — {_ago(day, self.today)}" if day and self.ago else ""
        self.tell(f"{day:%A} {spoken(day)}{ago}" if day else "")
        return True

    def on_mount(self) -> None:
        """Say back what stands there at first."""
        self.check()

    def altered(self) -> None:
        """Say back; shout only at what is long enough to be a date."""
        try:
            self.check() if self.day else self.tell("")
        except Refused:
            self.tell("") if len(self.value) < 8 else self.check()
        self.post_message(self.Changed())


def read_day(text: str) -> date:
    """The date in a text. Raises Refused where there is none."""
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
