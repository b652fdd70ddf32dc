"""Dates in texts: as people write and read them, and in the order that a table's layout states, never guessed.

A layout's dates are read in the confined child. Pure.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache

from casework import Refused

FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y")
"""The ways a person may write a date."""

ORDERS = (
    "day/month/year",
    "day.month.year",
    "day-month-year",
    "day-mon-year",
    "month/day/year",
    "year/month/day",
    "year-month-day",
    "yearmonthday",
)
"""The orders of date that a layout can state; `mon` is the name of a month. ISO is always understood."""
ISO = "year-month-day"
UNKNOWN = (date(1900, 1, 1), date(1970, 1, 1))
"""Dates that mean unknown: those from which systems count days."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TIME = r"(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"


def day(text: str) -> date:
    """A date as people write it: 2026-11-16, 16/11/2026, 16 Nov 2026. Raises Refused if it is not one."""
    typed = " ".join(text.split())
    for form in FORMS:
        try:
            read = datetime.strptime(typed, form).date()  # noqa: DTZ007 (a date has no zone)
        except ValueError:
            continue
        if 1900 <= read.year <= 2200:
            return read
        raise Refused(f"'{typed[:20]}' is in the year {read.year}. Check the year.")
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{1,2}|\d{1,2} \w+ \d{2}", typed):
        raise Refused(f"'{typed[:20]}' has a two-digit year. Enter all four digits, like 16/11/2026.")
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2} [A-Za-z]{3,9} \d{4}", typed):
        raise Refused(f"'{typed[:20]}' is not a date on the calendar. Check the day and the month.")
    raise Refused(f"'{typed[:20]}' is not a date. Enter it like 16/11/2026 or 2026-11-16.")


def plain(when: date) -> str:
    """16 November 2026."""
    return f"{when.day} {when:%B %Y}"


def short(when: date) -> str:
    """16/11/2026."""
    return f"{when:%d/%m/%Y}"


def long(when: date) -> str:
    """Monday 16 November 2026."""
    return f"{when:%A} {plain(when)}"


def ordinal(number: int) -> str:
    """The day of a month in words: 1st, 22nd, 31st."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@cache
def _pattern(order: str) -> re.Pattern[str]:
    digits = r"\d{1,2}" if re.search(r"\W", order) else r"\d\d"
    pattern = re.escape(order).replace("year", r"(?P<year>\d{4})").replace("month", f"(?P<month>{digits})")
    pattern = pattern.replace("mon\\-", r"(?P<name>[A-Za-z]{3,9})\-").replace("day", f"(?P<day>{digits})")
    return re.compile(pattern + TIME)


@cache
def reader(orders: tuple[str, ...]) -> Callable[[str], date | None]:
    """A reader of dates in one of these orders, or in ISO as a workbook's date cell gives it."""
    patterns = [_pattern(order) for order in (*orders, ISO)]

    @lru_cache(50_000)
    def read(text: str) -> date | None:
        for pattern in patterns:
            if found := pattern.fullmatch(text):
                return _made(found.groupdict())
        return None

    return read


def day_in(text: str, orders: tuple[str, ...]) -> date | None:
    """The date in a text in one of these orders; None if there is none."""
    return reader(orders)(text)


def _made(parts: dict[str, str]) -> date | None:
    name = parts.get("name")
    month = MONTHS.index(name[:3].lower()) + 1 if name and name[:3].lower() in MONTHS else int(parts.get("month") or 0)
    try:
        made = date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
    return made if made.year >= 1900 else None


def swapped_order(order: str) -> str | None:
    """The order that this one can be mistaken for, with day and month swapped; None if there is none."""
    if "month" not in order or not order.startswith(("day", "month")):
        return None
    return order.replace("month", "*").replace("day", "month").replace("*", "day")


def is_ambiguous(text: str, orders: tuple[str, ...]) -> bool:
    """Whether a text is one date in these orders and another with day and month swapped."""
    one, other = day_in(text, orders), day_in(text, tuple(filter(None, map(swapped_order, orders))))
    return bool(one and other and one != other)
