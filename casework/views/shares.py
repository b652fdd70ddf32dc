"""The share that was in time: never shown as all if one was late, never as none if one was not."""

import math


def share(on_time: int, closed: int) -> float | None:
    """The part of `closed` that was in time, to four places; None if nothing was closed.

    1 and 0 mean all and none exactly: one late of 30,000 is 0.9999.
    """
    if not closed:
        return None
    if on_time in (0, closed):
        return float(on_time == closed)
    return min(max(round(on_time / closed, 4), 0.0001), 0.9999)


def per_cent(part: float) -> int:
    """A share in whole per cent, rounded down; at least 1 if it is not 0."""
    percent = math.floor(part * 100 + 1e-9)  # 0.29 * 100 is 28.999...
    return max(percent, 1) if part else 0
