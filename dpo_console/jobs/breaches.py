"""Breaches: logging one, describing it, assessing it, the people it concerns, the register."""

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from casework import Refused, affected, breach_register, breaches, history, law, notifying, people, severity
from casework.breaches import Breach, BreachIn
from casework.events import OUTCOMES, Kind, day_of
from casework.history import History
from casework.store import Desk
from dpo_console.jobs.whole import shown


def log_breach(desk: Desk, facts: dict[str, Any], now: datetime) -> str:
    """Log a suspected breach: its facts, and the incident, the discovery and the awareness as events of one act.

    The 72 hours run from awareness; where that is not said, from when it was noticed. Answers its reference.
    """
    said = BreachIn.checked(facts)
    times = said.times(now)
    with desk.act(now) as act:
        breach = breaches.log(act.session, said, times, day_of(now))
        facts = said.model_dump(mode="json") | {"at": times[Kind.discovered]}
        for kind in (Kind.discovered, Kind.aware, Kind.happened):
            if kind in times:
                told = facts if kind == Kind.discovered else {"at": times[kind]}
                act.record(kind, reference=breach.reference, on=breaches.on(times[kind]), facts=told)
        act.record(Kind.logged, reference=breach.reference, on=day_of(now))
    return breach.reference


def describe(desk: Desk, reference: str, changes: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Change what is known of a breach; a fact an assessment rests on asks for that again. Answers as `show`."""
    with desk.act(now) as act:
        breach = _open(act.session, reference)
        before, after = breaches.describe(act.session, breach, changes)
        facts = {"before": before, "after": after}
        act.record("described", reference=breach.reference, on=day_of(now), facts=facts)
        return shown(act.session, breach, now)


def breach_terms() -> dict[str, Any]:
    """What a breach is described and assessed by: causes, kinds of data and people, factors, questions."""
    questions = {
        name: {"question": text, "answers": notifying.ANSWERS[name]} for name, text in notifying.QUESTIONS.items()
    }
    return law.breach_terms() | {"questions": questions, "factors": severity.LABELS}


def opinions(said: dict[str, Any], people_count: int | None = None, protected: bool = False) -> dict[str, Any]:
    """The two opinions side by side, for answers and factors as they are being given: nothing is kept."""
    answers, factors = notifying.checked(said.get("tests", {})), severity.Factors.checked(said.get("factors", {}))
    scored = severity.score(factors, people=people_count, unintelligible=protected)
    return {"tests": notifying.opinion(answers).as_json(), "score": scored.as_json()}


def assess(desk: Desk, reference: str, said: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Assess a breach and decide whom to tell: `tests`, `factors`, and for `regulator` and `people` each
    `{decision, reason}`. Both opinions are kept beside what the officer decided; earlier assessments stay.

    Raises Refused where a decision is missing, or one not to tell has no reason (UK GDPR Art 33(5)).
    """
    if extra := sorted(set(said) - {"tests", "factors", "regulator", "people"}):
        raise Refused(f"An assessment has no '{extra[0][:40]}': it has tests, factors, regulator and people.")
    with desk.act(now) as act:
        breach = _open(act.session, reference)
        found = opinions(said, breach.facts["people_count"], breach.facts["protected"])
        regulator = _decision(said, "regulator", notifying.REGULATOR, found)
        told = _decision(said, "people", notifying.PEOPLE, found)
        facts = {"answers": notifying.checked(said.get("tests", {})), "factors": said.get("factors", {}), **found}
        act.record(
            "assessed",
            reference=breach.reference,
            on=day_of(now),
            facts=facts | {"regulator": regulator, "people": told},
        )
        breach.score, breach.band = found["score"]["value"], found["score"]["band"]
        breach.regulator, breach.people = regulator["decision"], told["decision"]
        act.session.add(breach)
        act.session.flush()
        return shown(act.session, breach, now)


NEEDS = {
    ("regulator", "not"): "Say why the regulator is not notified: the reason must be in the register (Article 33(5)).",
    ("people", "not"): "Say why the people concerned are not told: the reason must be in the register (Article 33(5)).",
    ("people", "public"): "Say why each by letter would be a disproportionate effort (Article 34(3)(c)).",
}


def _decision(said: dict[str, Any], name: str, known: dict[str, str], found: dict[str, Any]) -> dict[str, str]:
    given = said.get(name) or {}
    decision, reason = str(given.get("decision") or ""), str(given.get("reason") or "").strip()
    if decision not in known:
        raise Refused(f"Decide for '{name}': one of {', '.join(known)}.")
    needed = NEEDS.get((name, decision))
    if decision != found["tests"][name] and not needed:
        needed = f"Say why you decide otherwise than the statutory tests for '{name}' come to."
    if needed and not reason:
        raise Refused(needed)
    return {"decision": decision, "reason": reason}


def add_people(desk: Desk, reference: str, said: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Put people on the list of those a breach concerns; one given by `person` alone is named from the register."""
    with desk.act(now) as act:
        breach = _open(act.session, reference)
        listed = [_registered(act.session, one) for one in said]
        last = _last_number(act.session, breach.reference)
        added = affected.add(act.session, breach.reference, listed, last, breach.facts["people_count"])
        if not added:
            raise Refused("The list is empty: give at least one person.")
        facts = {"added": [one.number for one in added], "people": listed}
        act.record("people-added", reference=breach.reference, on=day_of(now), facts=facts)
        return shown(act.session, breach, now)


def _registered(session: Session, one: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(one, dict) or one.get("person") is None:
        return one
    person = session.get(people.Person, one["person"]) if isinstance(one["person"], int) else None
    if person is None:
        raise Refused(f"There is no person {str(one['person'])[:20]} in the register.")
    card = people.card(session, people.root(session, person.id))
    return {"name": card["name"], "email": next(iter(card["identifiers"]["email"]), None)} | one


def _last_number(session: Session, reference: str) -> int:
    rows = session.exec(select(History.seq).where(History.reference == reference, History.kind == "people-added")).all()
    added = [number for said in history.facts_of(session, rows).values() for number in said["added"]]
    return max([0, *added, *(one.number for one in affected.listed(session, reference))])


def people_from_csv(text: str) -> list[dict[str, Any]]:
    """The people of a CSV file with the headings name, address (or address 1, address 2, ...), email, person.

    Raises Refused, with the line, where a heading is missing or a line has more cells than there are headings.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    heads = [(head or "").strip().casefold() for head in rows.fieldnames or []]
    if "name" not in heads:
        raise Refused(
            "The list needs a heading 'name', and 'address', 'email' or 'person' beside it, in its first line."
        )
    rows.fieldnames = heads
    found = []
    for row in rows:
        if None in row:
            raise Refused(f"Line {rows.line_num} has more cells than there are headings: put the cell in quotes.")
        cells = {head: (cell or "").strip() for head, cell in row.items()}
        if not any(cells.values()):
            continue
        lines = [part.strip() for head in heads if head.startswith("address") for part in cells[head].splitlines()]
        number = cells.get("person", "")
        if number and not number.isdecimal():
            raise Refused(f"Line {rows.line_num}: '{number[:20]}' is no number of a person in the register.")
        one = {"name": cells["name"], "address": [line for line in lines if line], "email": cells.get("email") or None}
        found.append(one | ({"person": int(number)} if number else {}))
    return found


def people_of_file(path: Path) -> list[dict[str, Any]]:
    """The same out of a file. Raises Refused where it cannot be read as text in UTF-8."""
    try:
        return people_from_csv(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as wrong:
        raise Refused(f"{path.name} cannot be read as UTF-8 text ({type(wrong).__name__}): give a CSV file.") from None


def remove_person(desk: Desk, reference: str, number: int, now: datetime) -> dict[str, Any]:
    """Take somebody off the list of those a breach concerns; a letter made for them stays filed."""
    with desk.act(now) as act:
        breach = _open(act.session, reference)
        one = next((one for one in affected.listed(act.session, breach.reference) if one.number == number), None)
        if one is None:
            raise Refused(f"There is nobody {number} on the list of {breach.reference}: 'show' lists them.")
        facts = {"removed": number, "person": {"name": one.name, "address": one.address, "email": one.email}}
        act.session.delete(one)
        act.record("person-removed", reference=breach.reference, on=day_of(now), facts=facts)
        act.session.flush()
        return shown(act.session, breach, now)


def breach_list(desk: Desk, now: datetime, **chosen: str | None) -> dict[str, Any]:
    """The register (UK GDPR Art 33(5)): `breaches` that are as chosen, and the `trend` of the last twelve months.

    To choose by: month, service, cause, band, decision, words. `csv` is the same without anybody's name or words.
    """
    with desk.reading() as session:
        rows = breach_register.register(session, **chosen)
    trend = breach_register.trend(rows, day_of(now))
    return {"breaches": rows, "trend": trend, "csv": breach_register.as_csv(rows)}


def _open(session: Session, reference: str) -> Breach:
    breach = breaches.get(session, reference)
    if breach.outcome:
        raise Refused(f"{breach.reference} is closed ({OUTCOMES[breach.outcome]}): reopen it first.")
    return breach
