"""What is overdue, and what is on the stricter reading alone, by the lines of the board. Pure."""

from typing import Any

ON_STRICTER = "overdue on the stricter reading"
"""What a case is that was overdue when identity, fee or authority was asked for."""
BY_EITHER = "overdue by either law"
"""What a case is whose law is not known yet, and that is late whichever it is."""


def overdue(line: dict[str, Any]) -> bool:
    """Whether a line is on the list of what is overdue, be it on the stricter reading alone."""
    return line["late"] or on_stricter(line)


def on_stricter(line: dict[str, Any]) -> bool:
    """Whether a line is overdue on the stricter reading alone."""
    return bool(line.get("stricter")) and not line["late"]
