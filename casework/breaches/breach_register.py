"""The register of breaches (UK GDPR Art 33(5)): every one with its facts and what was done; and its figures."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from casework import Refused
from casework.breaches import incidents
from casework.breaches.breach_progress import Course, courses, is_late, step
from casework.breaches.incidents import Breach
from casework.law import breach_terms
from casework.notice.council import Council
from casework.text.spreadsheets import table
from casework.timeline import history

DECISIONS = ("notify", "not", "undecided")
"""Of the regulator, as the register filters by it."""
COLUMNS = (
    *("reference", "happened", "discovered", "aware", "logged", "service", "cause", "data", "special", "people"),
    *(
        "people_count",
        "records_count",
        "near_miss",
        "processor",
        "score",
        "band",
        "decision",
        "notified",
        "hours_taken",
    ),
    *("late", "people_decision", "told", "actions", "actions_open", "outcome"),
)
"""The columns of the CSV: nobody's name, and no words anybody typed."""


def register(session: Session, **chosen: str | None) -> list[dict[str, Any]]:
    """Every breach, newest first; those alone that are as `chosen` says.

    `month` is that of awareness (`2026-11`); `decision` is of the regulator, `undecided` where none was taken; `words`
    stand in the breach. Raises Refused where there is no such month, cause, band or decision.
    """
    _refuse_none(chosen)
    words = chosen.pop("words", None) or ""
    query = history.having(select(Breach), Breach, words).order_by(col(Breach.reference).desc())
    listed = list(session.exec(query).all())
    far = courses(session, [one.reference for one in listed])
    nation = session.get_one(Council, 1).nation
    rows = [_row(one, far[one.reference], nation) for one in listed]
    return [row for row in rows if all(value is None or _like(row, name, value) for name, value in chosen.items())]


def _refuse_none(chosen: dict[str, str | None]) -> None:
    terms = breach_terms()
    known = {"cause": list(terms["causes"]), "band": list(terms["bands"]), "decision": list(DECISIONS)}
    for name, listed in known.items():
        if (said := chosen.get(name)) and said.casefold() not in listed:
            raise Refused(f"'{said[:40]}' is no {name}: it is one of {', '.join(listed)}.")
    month = chosen.get("month")
    if month and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        raise Refused(f"'{month[:40]}' is no month: write it like 2026-11.")


def _row(breach: Breach, course: Course, nation: str) -> dict[str, Any]:
    first = course.notices[0].at if course.notices else None
    taken = int((first - course.aware).total_seconds() // 3600) if first and course.aware else None
    facts = breach.facts
    return {
        "reference": breach.reference,
        "month": incidents.on(breach.aware).isoformat()[:7],
        "happened": breach.happened,
        "discovered": breach.discovered,
        "aware": breach.aware,
        "logged": breach.logged.isoformat(),
        "service": breach.service,
        "owner": breach.owner,
        "cause": breach.cause,
        "data": facts["data"],
        "special": incidents.is_special(breach),
        "people": facts["people"],
        "people_count": facts["people_count"],
        "records_count": facts["records_count"],
        "near_miss": facts["near_miss"] or breach.outcome == "near-miss",
        "processor": bool(facts["processor"]),
        "score": breach.score,
        "band": breach.band,
        "decision": breach.regulator or "undecided",
        "notified": breach.notified,
        "hours_taken": taken,
        "late": is_late(course, nation),
        "people_decision": breach.people,
        "told": breach.told.isoformat() if breach.told else None,
        "actions": len(course.actions),
        "actions_open": len(course.open_actions),
        "outcome": breach.outcome,
        "stage": step(course)[0],
        "what": facts["what"],
    }


def _like(row: dict[str, Any], name: str, value: str) -> bool:
    return (row[name] or "").casefold() == value.casefold()


def trend(rows: Sequence[dict[str, Any]], today: date, months: int = 12) -> list[dict[str, Any]]:
    """How many there were in each of the last months, by the month of awareness, oldest first; this one is the last."""
    names, at = [], today.replace(day=1)
    for _ in range(months):
        names.append(at.isoformat()[:7])
        at = date(at.year - (at.month == 1), (at.month - 2) % 12 + 1, 1)
    found = []
    for name in reversed(names):
        mine = [row for row in rows if row["month"] == name]
        counts = {"all": len(mine), "notified": sum(bool(row["notified"]) for row in mine)}
        found.append({"month": name, **counts, "near_misses": sum(row["near_miss"] for row in mine)})
    return found


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as CSV, one breach to a line: no name, and no words anybody typed but the service."""
    cells = [[" + ".join(one) if isinstance(one := row[name], list) else one for name in COLUMNS] for row in rows]
    return table(COLUMNS, cells)


def figures(session: Session, first: date, last: date) -> dict[str, Any]:
    """What the council became aware of in those days, and how it was dealt with."""
    rows = [row for row in register(session) if first <= incidents.on(row["aware"]) <= last]
    causes = breach_terms()["causes"]
    return {
        "aware": len(rows),
        "near_misses": sum(row["near_miss"] for row in rows),
        "notified": sum(bool(row["notified"]) for row in rows),
        "notified_late": sum(row["late"] for row in rows),
        "people_told": sum(bool(row["told"]) for row in rows),
        "undecided": sum(row["decision"] == "undecided" and not row["outcome"] for row in rows),
        "by_cause": dict(sorted(Counter(causes.get(row["cause"], "not said") for row in rows).items())),
        "by_band": dict(sorted(Counter(row["band"] or "not assessed" for row in rows).items())),
    }
