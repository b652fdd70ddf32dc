"""The share that was in time, and how it is told: never as all where one was late, never as none where one was not."""

import math


def share(on_time: int, closed: int) -> float | None:
    """The part of `closed` that was in time, to four places; None where nothing was closed.

    1 and 0 are said of all and of none only: one late of 30,000 is 0.9999.
    """
    if not closed:
        return None
    if on_time in (0, closed):
        return float(on_time == closed)
    return min(max(round(on_time / closed, 4), 0.0001), 0.9999)


def per_cent(part: float) -> int:
    """A share in whole per cent, rounded down; 1 at least where it is more than nothing."""
    whole = math.floor(part * 100 + 1e-9)  # 0.29 * 100 is 28.999...
    return max(whole, 1) if part else 0
