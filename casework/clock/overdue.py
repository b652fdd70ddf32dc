"""Which lines of the board are overdue, and which only on the stricter reading. Pure."""

from typing import Any

ON_STRICTER = "overdue on the stricter reading"
"""Of a case that was already overdue when identity, a fee or authority was asked for."""
BY_EITHER = "overdue by either law"
"""Of a case whose law is not known yet, and that is late under either."""


def overdue(line: dict[str, Any]) -> bool:
    """Whether a line is overdue, even if only on the stricter reading."""
    return line["late"] or on_stricter(line)


def on_stricter(line: dict[str, Any]) -> bool:
    """Whether a line is overdue on the stricter reading alone."""
    return bool(line.get("stricter")) and not line["late"]
