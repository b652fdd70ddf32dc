"""A weekly review of any size, with names wherever names can appear."""

CANARY = "Canarysurname"


def line(number, **more):
    """A line of the board, with names wherever names can appear."""
    said = {
        "reference": f"SAR-2026-{number:04}", "due": "2026-12-16", "working_days_left": 17, "hours_left": None, "owner": CANARY, "days_taken": None,
        "service": "Fostering", "next": CANARY, "title": CANARY, "reason_words": "too few staff", "untouched_days": 12,
        "last": "2026-11-02",
    }  # fmt: skip
    return said | more


def week(cases):
    """A weekly review with that many cases in every list."""
    many = [line(number) for number in range(cases)]
    rate = {"closed": cases, "on_time": cases, "rate": 1.0 if cases else None}
    counts = {"from": "2026-11-09", "to": "2026-11-15", "total": cases, "on_time": cases, "late": 0, "extended": 0}
    counts |= {"late_on_stricter_reading": 0, "not_proved": 0}
    lost = [
        {"service": f"A service with a long name, number {n}, of the council " * 3, "days": 9, "late": 1, "cases": 2}
        for n in range(cases)
    ]
    return {
        "closed": counts, "overdue": [one | {"working_days_left": -3} for one in many], "due": {"5": many, "10": many, "20": many},
        "extend": many, "breaches": many, "complaints": many, "waiting": many, "untouched": many, "recognition": lost,
        "rates": {"4": rate, "13": rate, "52": rate},
    }  # fmt: skip
