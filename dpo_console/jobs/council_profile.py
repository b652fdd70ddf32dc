"""The council's profile, as settings and commands read and change it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from casework import Refused, clock
from casework.desk.store import Act, Desk
from casework.notice import reading
from casework.notice.council import Council, DetailsIn
from casework.text.canonical import words
from casework.text.facts import Unchecked
from casework.timeline.events import ActKind, day_of


@dataclass(frozen=True, slots=True)
class CouncilProfile:
    """The council's profile as officers see it: what letters say about the controller, and what sets its deadlines."""

    name: str
    address: list[str]
    officer: str
    email: str
    phone: str
    nation: str
    regulator_address: list[str]
    closed_days: list[date]
    notice: str
    second_officer: bool
    backup_days: int
    office_terms: list[str]
    smallest_group: int
    missing: list[str]
    """What it lacks before a letter can be made, in words."""


def council(desk: Desk) -> CouncilProfile:
    """The council's profile."""
    with desk.reading() as session:
        profile = session.get_one(Council, 1)
        return CouncilProfile(**{one.name: getattr(profile, one.name) for one in fields(CouncilProfile)})


def save_council(desk: Desk, typed: Unchecked, now: datetime) -> None:
    """Change the council's profile. Raises Refused for a value it cannot have."""
    profile = checked(typed)
    with desk.act(now) as act:
        change(act, act.session.get_one(Council, 1), profile)


def change(act: Act, profile: Council, changed: Mapping[str, object]) -> None:
    """Change the profile, and record it in the history as it was before and after."""
    before = profile.model_dump(mode="json", exclude={"id"})
    for name, value in changed.items():
        setattr(profile, name, value)
    act.session.add(profile)
    after = profile.model_dump(mode="json", exclude={"id"})
    act.record(ActKind.settings, on=day_of(act.now), facts={"before": before, "after": after})


def checked(typed: Unchecked) -> dict[str, object]:
    """A profile, or a part of one, as it is kept. Raises Refused for a value it cannot have."""
    wrong = set(typed) - set(Council.model_fields) | typed.keys() & {"id", "own_details"}
    if wrong:
        raise Refused(f"The council's profile has no '{sorted(wrong)[0]}'.")
    if typed.get("nation", clock.NATIONS[0]) not in clock.NATIONS:
        raise Refused(f"Choose the nation from: {', '.join(clock.NATIONS)}.")
    if typed.get("notice", reading.known()[0]) not in reading.known():
        raise Refused(f"Choose the privacy notice from: {', '.join(reading.known())}.")
    details = DetailsIn.checked({name: value for name, value in typed.items() if name in DetailsIn.model_fields})
    days = typed.get("closed_days", [])
    if not isinstance(days, list) or not all(isinstance(day, str) for day in days):
        raise Refused("Enter the days closed as a list of dates.")
    closed = {"closed_days": sorted({clock.day(day) for day in days})} if "closed_days" in typed else {}
    terms = {"office_terms": _terms(typed["office_terms"])} if "office_terms" in typed else {}
    return {**typed, **details, **_disposal_settings(typed), **closed, **terms}


def _terms(typed: object) -> list[str]:
    """The council's office terms, each once. Raises Refused for one without letters, or too long."""
    if not isinstance(typed, list) or not all(isinstance(line, str) for line in typed):
        raise Refused("Office terms must be a list of words, one term per line.")
    terms = list(dict.fromkeys(" ".join(line.split()) for line in typed if line.strip()))
    for term in terms:
        if len(term) > 80 or len(words(term)) > 8 or not any(char.isalpha() for char in term):
            raise Refused(f"'{term[:40]}' is not an office term. Enter one to eight words on a line.")
    return terms


def _disposal_settings(typed: Unchecked) -> dict[str, int | bool]:
    """The profile's numbers and its yes or no. Raises Refused for a text that is not a number."""
    settings: dict[str, int | bool] = {}
    for name, least, sentence in (
        ("backup_days", 0, "Enter how many days a backup is kept: a number, or 0 if that is not fixed."),
        ("smallest_group", 2, "Enter the smallest group of records kept for statistics: a number from 2."),
    ):
        if name in typed:
            text = str(typed[name]).strip()
            if not (text.isdecimal() and least <= int(text) <= 36_500):
                raise Refused(sentence)
            settings[name] = int(text)
    if "second_officer" in typed:
        settings["second_officer"] = typed["second_officer"] in (True, "yes")
    return settings
