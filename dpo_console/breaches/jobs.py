"""Breaches: logging, describing and assessing them, the people affected, and the breach register."""

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from casework import Malformed, Refused, law
from casework.breaches import affected_people, breach_register, incidents, notification_tests, severity
from casework.breaches.incidents import Breach, BreachIn
from casework.desk.store import Desk
from casework.people import register
from casework.timeline import history
from casework.timeline.events import Kind, day_of
from casework.timeline.history import History
from casework.timeline.outcomes import OUTCOMES
from casework.vault import database
from dpo_console.jobs.case_detail import shown


def log_breach(desk: Desk, facts: dict[str, Any], now: datetime) -> str:
    """Log a suspected breach: its facts, and the incident, the discovery and the awareness as events of one act.

    The 72 hours run from awareness; where that is not said, from when it was noticed. Answers its reference.
    """
    said = BreachIn.checked(facts)
    times = said.times(now)
    with desk.act(now) as act:
        breach = incidents.log(act.session, said, times, day_of(now))
        facts = said.model_dump(mode="json") | {"at": times[Kind.discovered]}
        for kind in (Kind.discovered, Kind.aware, Kind.happened):
            if kind in times:
                told = facts if kind == Kind.discovered else {"at": times[kind]}
                act.record(kind, reference=breach.reference, on=incidents.on(times[kind]), facts=told)
        act.record(Kind.logged, reference=breach.reference, on=day_of(now))
    return breach.reference


def describe(desk: Desk, reference: str, changes: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Change what is known of a breach; a fact an assessment rests on asks for that again. Answers as `show`."""
    with desk.act(now) as act:
        breach = _open(act.session, reference)
        before, after = incidents.describe(act.session, breach, changes)
        facts = {"before": before, "after": after}
        act.record("described", reference=breach.reference, on=day_of(now), facts=facts)
        return shown(act.session, breach, now)


def breach_terms() -> dict[str, Any]:
    """What a breach is described and assessed by: causes, kinds of data and people, factors, questions."""
    questions = {
        name: {"question": text, "answers": notification_tests.ANSWERS[name]}
        for name, text in notification_tests.QUESTIONS.items()
    }
    return law.breach_terms() | {"questions": questions, "factors": severity.LABELS}


def opinions(said: dict[str, Any], people_count: int | None = None, protected: bool = False) -> dict[str, Any]:
    """The two opinions side by side, for answers and factors as they are being given: nothing is kept."""
    _refuse_shape(said)
    answers, factors = (
        notification_tests.checked(said.get("tests", {})),
        severity.Factors.checked(said.get("factors", {})),
    )
    scored = severity.score(factors, people=people_count, unintelligible=protected)
    return {"tests": notification_tests.opinion(answers).as_json(), "score": scored.as_json()}


def assess(desk: Desk, reference: str, said: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Assess a breach and decide whom to tell: `tests`, `factors`, and for `regulator` and `people` each
    `{decision, reason}`. Both opinions are kept beside what the officer decided; earlier assessments stay.

    Raises Refused where a decision is missing, or one not to tell has no reason (UK GDPR Art 33(5)).
    """
    _refuse_shape(said)
    with desk.act(now) as act:
        breach = _open(act.session, reference)
        found = opinions(said, breach.facts["people_count"], breach.facts["protected"])
        regulator = _decision(said, "regulator", notification_tests.REGULATOR, found)
        told = _decision(said, "people", notification_tests.PEOPLE, found)
        facts = {
            "answers": notification_tests.checked(said.get("tests", {})),
            "factors": said.get("factors", {}),
            **found,
        }
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


PARTS = ("tests", "factors", "regulator", "people")


def _refuse_shape(said: dict[str, Any]) -> None:
    if extra := sorted(set(said) - set(PARTS)):
        raise Refused(f"An assessment has no '{extra[0][:40]}': it has {', '.join(PARTS)}.")
    for name in PARTS:
        given = said.get(name, {})
        if not isinstance(given, dict) or any(isinstance(value, list | dict) for value in given.values()):
            raise Malformed(f"'{name}' of an assessment must be an object of plain values.")


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
        added = affected_people.add(act.session, breach.reference, listed, last, breach.facts["people_count"])
        if not added:
            raise Refused("The list is empty: give at least one person.")
        facts = {"added": [one.number for one in added], "people": listed}
        act.record("people-added", reference=breach.reference, on=day_of(now), facts=facts)
        return shown(act.session, breach, now)


def _registered(session: Session, one: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(one, dict) or one.get("person") is None:
        return one
    person = session.get(register.Person, one["person"]) if isinstance(one["person"], int) else None
    if person is None:
        raise Refused(f"There is no person {str(one['person'])[:20]} in the register.")
    card = register.card(session, register.root(session, database.number(person.id)))
    return {"name": card["name"], "email": next(iter(card["identifiers"]["email"]), None)} | one


def _last_number(session: Session, reference: str) -> int:
    rows = session.exec(select(History.seq).where(History.reference == reference, History.kind == "people-added")).all()
    added: list[int] = [number for said in history.facts_of(session, rows).values() for number in said["added"]]
    return max([0, *added, *(one.number for one in affected_people.listed(session, reference))])


COLUMNS = {"e-mail": "email", "mail": "email", "postcode": "postcode", "post code": "postcode", "full name": "name"}
"""Other headings of a list, and what they are called here."""
WHERE = ("town", "city", "county", "postcode")
"""Headings that are lines of an address, as `address`, `address 1` and so on are."""


def people_from_csv(text: str) -> list[dict[str, Any]]:
    """The people of a CSV file with the headings name, address (or address 1, address 2, ...), town, postcode, email,
    person; the lines of an address are in the order of the columns.

    Raises Refused, with the line, where a heading is missing, unknown or twice there, or a line is not like them.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        found, heads = [], _headings(next(rows, []))
        for row in rows:
            if any(cell.strip() for cell in row):
                found.append(_listed(heads, row, rows.line_num))
    except csv.Error as wrong:
        if "unexpected end" not in str(wrong):
            raise Refused(f"Line {rows.line_num} is not CSV ({wrong}): put its cells in quotes.") from None
        raise Refused("A quote is not closed: a cell begins with one that ends nowhere in the file.") from None
    return found


def _headings(row: list[str]) -> list[str]:
    heads = [COLUMNS.get(head, head) for head in (" ".join(cell.casefold().split()) for cell in row)]
    if "name" not in heads:
        raise Refused(
            "The list needs a heading 'name', and 'address', 'email' or 'person' beside it, in its first line."
        )
    for place, head in enumerate(heads):
        if head not in ("name", "email", "person", *WHERE) and not head.startswith("address"):
            raise Refused(
                f"The heading '{head[:40]}' is none of name, address (address 1, ...), town, postcode, email, person: "
                "take the column out, or call it so."
            )
        if head in heads[:place]:
            raise Refused(f"The heading '{head[:40]}' stands twice: number them, as address 1 and address 2.")
    return heads


def _listed(heads: list[str], row: list[str], line: int) -> dict[str, Any]:
    if len(row) > len(heads):
        raise Refused(f"Line {line} has more cells than there are headings: put the cell in quotes.")
    cells = dict.fromkeys(heads, "") | {head: cell.strip() for head, cell in zip(heads, row, strict=False)}
    where = [part.strip() for head in heads if _is_where(head) for part in cells[head].splitlines()]
    number = cells.get("person", "")
    if number and not (number.isdecimal() and len(number) < 20):
        raise Refused(f"Line {line}: '{number[:20]}' is no number of a person in the register.")
    one = {"name": cells["name"], "address": [part for part in where if part], "email": cells.get("email") or None}
    return one | ({"person": int(number)} if number else {})


def _is_where(head: str) -> bool:
    return head.startswith("address") or head in WHERE


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
        one = next((one for one in affected_people.listed(act.session, breach.reference) if one.number == number), None)
        if one is None:
            raise Refused(f"There is nobody {number} on the list of {breach.reference}: 'show' lists them.")
        facts = {"removed": number, "person": {"name": one.name, "address": one.address, "email": one.email}}
        act.session.delete(one)
        act.record("person-removed", reference=breach.reference, on=day_of(now), facts=facts)
        act.session.flush()
        return shown(act.session, breach, now)


def breach_list(desk: Desk, /, now: datetime, **chosen: str | None) -> dict[str, Any]:
    """The register (UK GDPR Art 33(5)): `breaches` that are as chosen, and the `trend` of the last twelve months, in
    which a month chosen leaves none out.

    To choose by: month, service, cause, band, decision, words. `csv` is the same without anybody's name or words.
    """
    with desk.reading() as session:
        rows = breach_register.register(session, **chosen)
        every = breach_register.register(session, **chosen | {"month": None}) if chosen.get("month") else rows
    trend = breach_register.trend(every, day_of(now))
    return {"breaches": rows, "trend": trend, "csv": breach_register.as_csv(rows)}


def _open(session: Session, reference: str) -> Breach:
    breach = incidents.get(session, reference)
    if breach.outcome:
        raise Refused(f"{breach.reference} is closed ({OUTCOMES[breach.outcome]}): reopen it first.")
    return breach
