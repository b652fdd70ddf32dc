"""The council's profile, as settings and commands read and change it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from casework import Refused, clock
from casework.desk.store import Act, Desk
from casework.notice import published
from casework.notice.council import Council, DetailsIn
from casework.text.canonical import words
from casework.text.facts import Unchecked
from casework.timeline.events import ActKind, day_of


@dataclass(frozen=True, slots=True)
class CouncilProfile:
    """The council's profile as officers see it: what letters say of the controller, and what its clocks go by."""

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
        found = session.get_one(Council, 1)
        return CouncilProfile(**{one.name: getattr(found, one.name) for one in fields(CouncilProfile)})


def save_council(desk: Desk, said: Unchecked, now: datetime) -> None:
    """Change the council's profile; refuses a nation or a closing day there is not."""
    profile = checked(said)
    with desk.act(now) as act:
        change(act, act.session.get_one(Council, 1), profile)


def change(act: Act, profile: Council, changed: Mapping[str, object]) -> None:
    """Change the profile, and record it in the history as it was before and is after."""
    before = profile.model_dump(mode="json", exclude={"id"})
    for name, value in changed.items():
        setattr(profile, name, value)
    act.session.add(profile)
    after = profile.model_dump(mode="json", exclude={"id"})
    act.record(ActKind.settings, on=day_of(act.now), facts={"before": before, "after": after})


def checked(said: Unchecked) -> dict[str, object]:
    """A profile, or a part of it, as it is kept. Raises Refused for what cannot be."""
    wrong = set(said) - set(Council.model_fields) | said.keys() & {"id", "own_details"}
    if wrong:
        raise Refused(f"The council's profile has no '{sorted(wrong)[0]}'.")
    if said.get("nation", clock.NATIONS[0]) not in clock.NATIONS:
        raise Refused(f"The nation is one of {', '.join(clock.NATIONS)}.")
    if said.get("notice", published.known()[0]) not in published.known():
        raise Refused(f"The privacy notice is one of {', '.join(published.known())}.")
    details = DetailsIn.checked({name: value for name, value in said.items() if name in DetailsIn.model_fields})
    days = said.get("closed_days", [])
    if not isinstance(days, list) or not all(isinstance(day, str) for day in days):
        raise Refused("The days closed are a list of dates.")
    closed = {"closed_days": sorted({clock.day(day) for day in days})} if "closed_days" in said else {}
    terms = {"office_terms": _terms(said["office_terms"])} if "office_terms" in said else {}
    return {**said, **details, **_asked_of_disposals(said), **closed, **terms}


def _terms(said: object) -> list[str]:
    """The council's office terms, each once. Raises Refused for one without letters, or too long."""
    if not isinstance(said, list) or not all(isinstance(line, str) for line in said):
        raise Refused("Office terms must be a list of words, one term per line.")
    terms = list(dict.fromkeys(" ".join(line.split()) for line in said if line.strip()))
    for term in terms:
        if len(term) > 80 or len(words(term)) > 8 or not any(char.isalpha() for char in term):
            raise Refused(f"'{term[:40]}' is not an office term: enter one to eight words on a line.")
    return terms


def _asked_of_disposals(said: Unchecked) -> dict[str, int | bool]:
    """The profile's numbers as numbers, and its yes as one. Raises Refused for what is none."""
    found: dict[str, int | bool] = {}
    for name, least, sentence in (
        ("backup_days", 0, "Say for how many days a backup is kept: a whole number, 0 where that is not fixed."),
        ("smallest_group", 2, "The smallest group of records kept for statistics is a whole number of 2 or more."),
    ):
        if name in said:
            text = str(said[name]).strip()
            if not (text.isdecimal() and least <= int(text) <= 36_500):
                raise Refused(sentence)
            found[name] = int(text)
    if "second_officer" in said:
        found["second_officer"] = said["second_officer"] in (True, "yes")
    return found
