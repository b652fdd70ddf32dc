"""How long records are kept: the council's schedule, what falls due by a date and why, and what must not be destroyed.

UK GDPR Article 5(1)(e): no longer than is necessary. Keeps the notice's promises under "Data retention". Nothing is
disposed of here; `plan` says what could be.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session

from casework.retention import case_papers, explanation, records, schedule
from casework.retention.holds import frozen

Told = Callable[[int, int], None]
"""Hears how many records have been read, and of how many; may raise to stop."""


def plan(session: Session, on: date, told: Told = lambda done, total: None) -> dict[str, Any]:
    """`made` without the register."""
    return made(session, on, told)[0]


def made(session: Session, on: date, told: Told) -> tuple[dict[str, Any], records.Register]:
    """What falls due by a day (Europe/London), with the argument for each record, what blocks it, what cannot be known.

    The answer has the keys of `retention plan --json`: `due` are the records whose time is over by then, `later`
    counts those whose time is not, `cannot_compute` names the ones for which a rule in force lacks its date; `cases`
    are the desk's own papers, by case reference. A record with anything in `blocked_by` must not be disposed of; one
    with `review` is looked at again, not destroyed. Whoever disposes asks `holds.frozen` again in the same act. The
    register is what the records say of when each person left and was born.
    """
    entries = schedule.listed(session)
    rules, register = explanation.rules(entries), records.Register()
    held = []
    for one in records.read(session, told):
        register.hear(one)
        held.append(one)
    register.complete(session)
    freezing, argued = frozen(session), dict[tuple[Any, ...], explanation.Argument]()
    roles = {name: explanation.roles(applying) for name, applying in rules.items()}
    answer: dict[str, Any] = {"on": on.isoformat(), "due": [], "cannot_compute": [], "later": 0}
    for one in held:
        known = register.of(one)
        key = one.record_class, *(known.get(role) for role in roles.get(one.record_class, ()))
        found = argued.get(key)
        if found is None:
            found = argued[key] = explanation.argue(one.record_class, rules.get(one.record_class, []), known)
        if found.date and found.date > on:
            answer["later"] += 1
            continue
        said = {"item": one.item, "class": one.record_class, "person": one.person, "rule": found.rule}
        leaving = register.leaving(one.person) if one.person else None
        note = {"note": leaving.said} if leaving and leaving.said else {}
        if found.date is None:
            answer["cannot_compute"].append(said | {"why": found.why_not} | note)
            continue
        answer["due"].append(
            said
            | {"date": found.date.isoformat(), "because": list(found.because), "words": found.words}
            | {"review": found.review, "anonymise": found.anonymise}
            | {"blocked_by": freezing.by(one.item, one.person, one.record_class)}
            | note
        )
    answer["due"].sort(key=lambda one: (one["date"], one["item"]))
    cases = case_papers.plan(session, on, rules, freezing)
    return answer | cases | {"clashes": schedule.clashes(entries), "total": len(held)}, register
