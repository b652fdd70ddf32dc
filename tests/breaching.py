"""What the tests of a breach on a real desk share: its facts, its assessments, and the acts on it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casebook import Casebook, a_day, as_json
from casework import Refused
from casework.views.board_filter import BoardFilter
from casework.views.board_line import Line
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.jobs import case_events
from dpo_console.views import jobs as views_jobs

FRIDAY = datetime(2026, 11, 20, 16, 45, tzinfo=UTC)
FACTS = {
    "noticed": "2026-11-20T16:30", "by": "a team manager", "what": "a sickness record went to forty foster carers",
    "affected": "about 40 foster carers", "ongoing": False, "service": "Fostering",
}  # fmt: skip
KNOWN = {
    "data": ["absence"], "people": ["staff"], "people_count": 3, "records_count": 1, "cause": "email-wrong",
    "consequences": "distress", "measures": "recalled",
}  # fmt: skip
HIGH = {"tests": {"breach": "yes", "risk": "likely", "high": "yes"}, "factors": {"context": "sensitive"}}
TELL = HIGH | {"regulator": {"decision": "notify"}, "people": {"decision": "tell"}}
NOT = {"decision": "not", "reason": "a risk is unlikely"}
NONE = {"tests": {"breach": "yes", "risk": "unlikely", "high": "no"}, "regulator": NOT, "people": NOT}


def log(book: Casebook, now: datetime = FRIDAY, **more: Any) -> str:
    return breaches_jobs.log_breach(book.desk, FACTS | more, now)


def event(
    book: Casebook,
    case: str,
    kind: str,
    now: datetime = FRIDAY,
    on: date | None = None,
    note: str | None = None,
    corrects: int | None = None,
    **facts: Any,
) -> Any:
    on = on or a_day(now.date().isoformat())
    return as_json(case_events.event(book.desk, case, kind, on, now, note=note, corrects=corrects, facts=facts))


def line(
    book: Casebook, case: str, now: datetime, duty: str = "notify-regulator", as_at: date | None = None
) -> Line | None:
    found = views_jobs.board_of(book.desk, now, BoardFilter(as_at))
    return next((one for one in found if one.reference == case and one.duty == duty), None)


def refused(book: Casebook, sentence: str, act: Callable[..., object], *args: Any, **more: Any) -> None:
    """That it is refused so, and that nothing was written."""
    rows = book.rows()
    with pytest.raises(Refused) as wrong:
        act(*args, **more)
    assert sentence in str(wrong.value)
    assert "\n" not in str(wrong.value)
    assert book.rows() == rows
