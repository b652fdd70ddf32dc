"""Breaches: logging, describing and assessing them, the people affected, and the breach register."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from casework import Malformed, Refused, Remedy
from casework.breaches import affected_people, breach_register, incidents, notification_tests
from casework.breaches.breach_progress import D, Reasoned
from casework.breaches.breach_register import BreachMonth, RegisteredBreach
from casework.breaches.incidents import Breach, BreachIn
from casework.breaches.notification_tests import Opinion, PeopleDecision, RegulatorDecision
from casework.breaches.severity import Factors, Score, score
from casework.desk.store import Desk
from casework.people import register
from casework.text.facts import Unchecked
from casework.timeline import history
from casework.timeline.events import ActKind, Kind, day_of
from casework.timeline.history import History
from casework.timeline.outcomes import OUTCOMES
from casework.vault import database
from casework.vault.columns import moment_text
from dpo_console.jobs.case_detail import CaseDetail, detail_of


def log_breach(desk: Desk, facts: Unchecked, now: datetime) -> str:
    """Log a suspected breach, with the incident, the discovery and the awareness as events of one act.

    The 72 hours run from awareness or, if that is not given, from when it was noticed. Answers its reference.
    """
    typed = BreachIn.checked(facts)
    times = typed.times(now)
    with desk.act(now) as act:
        breach = incidents.log(act.session, typed, times, day_of(now))
        for kind in (Kind.discovered, Kind.aware, Kind.happened):
            if kind in times:
                event_facts = typed.model_dump(mode="json") if kind == Kind.discovered else {}
                event_facts |= {"at": moment_text(times[kind])}
                act.record(kind, reference=breach.reference, on=incidents.date_of(times[kind]), facts=event_facts)
        act.record(Kind.logged, reference=breach.reference, on=day_of(now))
    return breach.reference


def describe(desk: Desk, reference: str, changes: Unchecked, now: datetime) -> CaseDetail:
    """Change the description of a breach; a change of a material fact asks for a new assessment. Answers as `show`."""
    with desk.act(now) as act:
        breach = _open(act.session, reference)
        before, after = incidents.describe(act.session, breach, changes)
        facts = {"before": before, "after": after}
        act.record(ActKind.described, reference=breach.reference, on=day_of(now), facts=facts)
        return detail_of(act.session, breach, now)


@dataclass(frozen=True, slots=True)
class Opinions:
    """The opinions of the statutory tests and of ENISA's severity, side by side."""

    tests: Opinion
    score: Score


def opinions(assessment: Unchecked, people_count: int | None = None, protected: bool = False) -> Opinions:
    """The two opinions on the answers and factors so far; nothing is saved."""
    given = _parts(assessment)
    answers, factors = notification_tests.checked_answers(given["tests"]), Factors.checked(given["factors"])
    scored = score(factors, people=people_count, unintelligible=protected)
    return Opinions(notification_tests.opinion(answers), scored)


def assess(desk: Desk, reference: str, assessment: Unchecked, now: datetime) -> CaseDetail:
    """Assess a breach and decide who to tell: `tests`, `factors`, and for `regulator` and `people` each
    `{decision, reason}`. Both opinions are saved with what the officer decided; earlier assessments stay.

    Raises Refused if a decision is missing, or one not to tell has no reason (UK GDPR Art 33(5)).
    """
    given = _parts(assessment)
    with desk.act(now) as act:
        breach = _open(act.session, reference)
        both = opinions(assessment, breach.facts.people_count, breach.facts.protected)
        regulator = _decision(given, "regulator", RegulatorDecision, both.tests.regulator)
        people = _decision(given, "people", PeopleDecision, both.tests.people)
        facts = {
            "answers": notification_tests.checked_answers(given["tests"]),
            "factors": dict(given["factors"]),
            "tests": asdict(both.tests),
            "score": asdict(both.score) | {"value": str(both.score.value)},
            "regulator": asdict(regulator),
            "people": asdict(people),
        }
        act.record(ActKind.assessed, reference=breach.reference, on=day_of(now), facts=facts)
        breach.score, breach.band = str(both.score.value), both.score.band
        breach.regulator, breach.people = regulator.decision, people.decision
        act.session.add(breach)
        act.session.flush()
        return detail_of(act.session, breach, now)


PARTS = ("tests", "factors", "regulator", "people")


def _parts(assessment: Unchecked) -> dict[str, Unchecked]:
    """The parts of an assessment; those left out are empty. Raises Refused if a part is unknown or not an object."""
    if extra := sorted(set(assessment) - set(PARTS)):
        raise Refused(f"An assessment has no '{extra[0][:40]}'. Choose from: {', '.join(PARTS)}.")
    given: dict[str, Unchecked] = {}
    for name in PARTS:
        part = assessment.get(name, {})
        if not isinstance(part, Mapping) or any(isinstance(value, list | dict) for value in part.values()):
            raise Malformed(f"'{name}' of an assessment must be an object of plain values.")
        given[name] = part
    return given


REASONS_NEEDED = {
    ("regulator", "not"): "Enter why the regulator is not notified. The register must hold the reason (Article 33(5)).",
    ("people", "not"): "Enter why the people are not told. The register must hold the reason (Article 33(5)).",
    ("people", "public"): "Enter why telling each by letter would be a disproportionate effort (Article 34(3)(c)).",
}


def _decision(given: Mapping[str, Unchecked], name: str, known: type[D], opinion: D) -> Reasoned[D]:
    """The officer's decision; `opinion` is that of the statutory tests."""
    typed, reason = str(given[name].get("decision") or ""), str(given[name].get("reason") or "").strip()
    decision = next((one for one in known if one == typed), None)
    if decision is None:
        raise Refused(f"Decide for '{name}'. Choose from: {', '.join(known)}.")
    needed = REASONS_NEEDED.get((name, decision))
    if decision != opinion and not needed:
        needed = f"Enter why your decision for '{name}' differs from the statutory tests."
    if needed and not reason:
        raise Refused(needed)
    return Reasoned(decision, reason)


def add_people(desk: Desk, reference: str, people: Sequence[Unchecked], now: datetime) -> CaseDetail:
    """Add people to the list of those affected; one given by `person` alone takes their name from the register."""
    with desk.act(now) as act:
        breach = _open(act.session, reference)
        listed = [_registered(act.session, person) for person in people]
        last = _last_number(act.session, breach.reference)
        added = affected_people.add(act.session, breach.reference, listed, last, breach.facts.people_count)
        if not added:
            raise Refused("The list is empty. Add at least one person.")
        facts = {"added": [person.number for person in added], "people": listed}
        act.record(ActKind.people_added, reference=breach.reference, on=day_of(now), facts=facts)
        return detail_of(act.session, breach, now)


def _registered(session: Session, one: Unchecked) -> Unchecked:
    number = one.get("person") if isinstance(one, Mapping) else None
    if number is None:
        return one
    person = session.get(register.Person, number) if isinstance(number, int) else None
    if person is None:
        raise Refused(f"There is no person {str(number)[:20]} in the register.")
    card = register.person_line(session, register.root(session, database.number(person.id)))
    return {"name": card.name, "email": next(iter(card.identifiers.email), None), **one}


def _last_number(session: Session, reference: str) -> int:
    rows = session.exec(
        select(History.seq).where(History.reference == reference, History.kind == ActKind.people_added)
    ).all()
    added: list[int] = [number for facts in history.facts_of(session, rows).values() for number in facts["added"]]
    return max([0, *added, *(one.number for one in affected_people.listed(session, reference))])


COLUMNS = {"e-mail": "email", "mail": "email", "postcode": "postcode", "post code": "postcode", "full name": "name"}
"""Other headings a list may have, and the headings used here."""
WHERE = ("town", "city", "county", "postcode")
"""Headings for lines of an address, besides `address`, `address 1` and so on."""


def people_from_csv(text: str) -> list[Unchecked]:
    """The people in a CSV file with the headings name, address (or address 1, address 2, ...), town, postcode, email,
    person; the lines of an address are in the order of the columns.

    Raises Refused, with the line, if a heading is missing, unknown or repeated, or if a line does not fit them.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        people, heads = [], _headings(next(rows, []))
        for row in rows:
            if any(cell.strip() for cell in row):
                people.append(_listed(heads, row, rows.line_num))
    except csv.Error as wrong:
        if "unexpected end" not in str(wrong):
            raise Refused(f"Line {rows.line_num} is not valid CSV ({wrong}). Put its cells in quotes.") from None
        raise Refused("A quote is not closed. A cell begins with a quote that has no end in the file.") from None
    return people


def _headings(row: list[str]) -> list[str]:
    heads = [COLUMNS.get(head, head) for head in (" ".join(cell.casefold().split()) for cell in row)]
    if "name" not in heads:
        raise Refused("The first line needs the heading 'name', with 'address', 'email' or 'person' beside it.")
    for place, head in enumerate(heads):
        if head not in ("name", "email", "person", *WHERE) and not head.startswith("address"):
            raise Refused(
                f"The heading '{head[:40]}' is not known. Use name, address (address 1, ...), town, postcode, email or "
                "person, or remove the column."
            )
        if head in heads[:place]:
            raise Refused(f"The heading '{head[:40]}' is used twice. Number them, like address 1 and address 2.")
    return heads


def _listed(heads: list[str], row: list[str], line: int) -> Unchecked:
    if len(row) > len(heads):
        raise Refused(f"Line {line} has more cells than headings. Put cells with commas in quotes.")
    cells = dict.fromkeys(heads, "") | {head: cell.strip() for head, cell in zip(heads, row, strict=False)}
    where = [part.strip() for head in heads if _is_where(head) for part in cells[head].splitlines()]
    number = cells.get("person", "")
    if number and not (number.isdecimal() and len(number) < 20):
        raise Refused(f"Line {line}: '{number[:20]}' is not the number of a person in the register.")
    called = {"person": int(number)} if number else {}
    return {
        "name": cells["name"],
        "address": [part for part in where if part],
        "email": cells.get("email") or None,
        **called,
    }


def _is_where(head: str) -> bool:
    return head.startswith("address") or head in WHERE


def people_of_file(path: Path) -> list[Unchecked]:
    """The people in the CSV file at `path`. Raises Refused if it is not UTF-8 text."""
    try:
        return people_from_csv(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as wrong:
        raise Refused(
            f"{path.name} cannot be read as UTF-8 text ({type(wrong).__name__}). Choose a CSV file."
        ) from None


def remove_person(desk: Desk, reference: str, number: int, now: datetime) -> CaseDetail:
    """Remove a person from the list of those affected; a letter made for them stays filed."""
    with desk.act(now) as act:
        breach = _open(act.session, reference)
        listed = affected_people.listed(act.session, breach.reference)
        person = next((person for person in listed if person.number == number), None)
        if person is None:
            raise Refused(
                f"There is no person {number} on the list of {breach.reference}.",
                Remedy.list_affected,
                breach.reference,
            )
        facts = {"removed": number, "person": {"name": person.name, "address": person.address, "email": person.email}}
        act.session.delete(person)
        act.record(ActKind.person_removed, reference=breach.reference, on=day_of(now), facts=facts)
        act.session.flush()
        return detail_of(act.session, breach, now)


@dataclass(frozen=True, slots=True)
class BreachList:
    """The breach register (UK GDPR Art 33(5)) or a part, and the number in each of the last twelve months."""

    breaches: list[RegisteredBreach]
    trend: list[BreachMonth]


def breach_list(desk: Desk, /, now: datetime, **chosen: str | None) -> BreachList:
    """The breaches that match, and their trend, which ignores a chosen month.

    The filters are month, service, cause, band, decision and words.
    """
    with desk.reading() as session:
        rows = breach_register.registered_breaches(session, **chosen)
        every = (
            breach_register.registered_breaches(session, **chosen | {"month": None}) if chosen.get("month") else rows
        )
    return BreachList(rows, breach_register.trend(every, day_of(now)))


def _open(session: Session, reference: str) -> Breach:
    breach = incidents.get(session, reference)
    if breach.outcome:
        raise Refused(f"{breach.reference} is closed ({OUTCOMES[breach.outcome]}). Reopen it first.")
    return breach
