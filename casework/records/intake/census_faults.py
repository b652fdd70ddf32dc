"""Contradictions and oddities in a census record: warnings for the officer, never a reason to leave it out.

The Department's own rule numbers are not public; these follow its schemas and the councils' shared validators.
"""

import re
from datetime import date

from casework.records.intake import codes
from casework.text.days import UNKNOWN

NEEDED = (
    "PersonBirthDate",
    "Ethnicity",
    "QualInst",
    "StepUpGrad",
    "OrgRole",
    "RoleStartDate",
    "StartOrigin",
    "FTE30",
    "WorkingDaysLost",
    "FrontlineGrad",
)
"""Items every worker who is not from an agency should have."""
DATES = ("PersonBirthDate", "RoleStartDate", "RoleEndDate")
RANGES = (("FTE", 0, 1), ("FTE30", 0, 1), ("Cases30", 0, 40), ("WorkingDaysLost", 0, 366))


def faults(items: list[tuple[str, str]], about: dict[str, str]) -> list[str]:
    """What is odd about one worker's items; `about` is the return's header."""
    first = dict(reversed(items))
    warnings = []
    for name, text in items:
        if not codes.known("census", name):
            warnings.append(f"{name[:40]} is not an item of the return: kept as written")
        elif codes.coded("census", name) and codes.meaning("census", name, text) is None:
            warnings.append(f"{name} '{text[:20]}' is not one of its codes")
        elif name in DATES and date_of(text) is None:
            warnings.append(f"{name} '{text[:20]}' is not a date: kept as written, not used")
    for name, least, most in RANGES:
        value = _number(first.get(name))
        if name in first and (value is None or not least <= value <= most):
            warnings.append(f"{name} '{first[name][:20]}' is outside {least} to {most}")
    if len(first.get("QualInst", "")) > 300:
        warnings.append("QualInst is longer than 300 characters")
    return warnings + _number_of(first) + _together(first) + _days(first, about)


def _number_of(first: dict[str, str]) -> list[str]:
    number = "".join(first.get("SWENo", "").split()).upper()
    if not number:
        return ["there is no SWENo to link the record to a person"]
    if number.startswith("XX"):
        return ["SWENo is a placeholder (XX): it cannot link the record to a person"]
    if is_hash(number):
        return ["SWENo is a hash, as in copies made for sharing: it cannot link the record to a person"]
    return []


def is_hash(number: str) -> bool:
    """Whether a registration number was made into a hash."""
    return bool(re.fullmatch(r"[0-9A-Fa-f]{56,128}", "".join(number.split())))


def _together(first: dict[str, str]) -> list[str]:
    """Items that belong together, or exclude each other."""
    warnings = []
    if first.get("AgencyWorker") != "1":
        lacks = [name for name in NEEDED if name not in first]
        if "GenderCurrent" not in first and "Sex" not in first:
            lacks.append("GenderCurrent")
        if lacks:
            warnings.append(f"not an agency worker, and without {', '.join(lacks)}")
        if "ContractWeeks" in first:
            warnings.append("ContractWeeks is for agency workers only")
    leaving = [name for name in ("RoleEndDate", "ReasonLeave", "LeaverDestination") if name in first]
    if leaving and len(leaving) < 3:
        warnings.append(f"{' and '.join(leaving)} without the other items of a leaver")
    if ("RoleStartDate" in first) != ("StartOrigin" in first):
        warnings.append("RoleStartDate and StartOrigin belong together")
    if "RoleEndDate" in first and _number(first.get("FTE")) not in (None, 0):
        warnings.append("a leaver whose FTE is not 0")
    if "ReasonAbsence" in first and first.get("Absat30Sept") != "1":
        warnings.append("ReasonAbsence without Absat30Sept 1")
    return warnings


def _days(first: dict[str, str], about: dict[str, str]) -> list[str]:
    warnings = []
    born, start, end = (date_of(first.get(name, "")) for name in DATES)
    if born in UNKNOWN:
        warnings.append(f"PersonBirthDate '{born}' means the date is not known: kept, not used")
    elif born and born.day == 1 and is_hash(first.get("SWENo", "")):
        warnings.append("PersonBirthDate was cut to the month, as in copies made for sharing: kept, not used")
    reference = date_of(about.get("reference_date", ""))
    if start and end and end < start:
        warnings.append("RoleEndDate is before RoleStartDate")
    if end and reference and not 0 <= (reference - end).days <= 366:
        warnings.append("RoleEndDate is outside the census year")
    if born and reference and not 18 <= (reference - born).days / 365.25 <= 80:
        warnings.append("PersonBirthDate gives an age that is not between 18 and 80")
    return warnings


def date_of(text: str) -> date | None:
    """A date as XML writes it; None for anything else."""
    try:
        return date.fromisoformat(text[:10]) if re.fullmatch(r"\d{4}-\d\d-\d\d(T.*|Z|[+-]\d\d:\d\d)?", text) else None
    except ValueError:
        return None


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None
