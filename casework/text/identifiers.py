"""Identifiers in compared form."""

import re

from casework.text.canonical import canonical

NO_KEY = frozenset(
    "UNKNOWN NOTKNOWN NONE NULL NIL NA N/A TBC TBA TEMP AGENCY PENDING NEW VACANT ? ?? - -- X XX XXX #N/A".split()
)
"""Entries in a column of numbers that mean there is no number."""
POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}|GIR0AA")


def normalised(kind: str, raw: str) -> str | None:
    """The compared form of an identifier, or None if it identifies no one.

    Leading zeros do not distinguish staff numbers. A registration number in the regulator's form is SW and its digits;
    any other is compared in full; an XX number is a placeholder. A TN number is a date of birth and a sex, which many
    people share.
    """
    text = "".join(raw.split()).upper()
    if not text or text in NO_KEY:
        return None
    if kind == "email":
        return raw.strip().casefold() if "@" in raw else None
    if kind == "born":
        return raw.strip()
    if kind == "postcode":
        return text if POSTCODE.fullmatch(text) else None
    if kind == "ni":
        found = re.fullmatch(r"(?!TN)([A-Z]{2}\d{6})[A-D]?", re.sub(r"[^A-Z0-9]", "", text))
        return found[1] if found else None
    if kind == "swe":
        if text.startswith("XX"):
            return None
        found = re.fullmatch(r"SW0*([0-9]{1,12})", text)
        return (None if found[1].strip("0") == "" else f"SW{found[1]}") if found else text
    if re.fullmatch(r"[\d.]+E\+?\d+", text):
        return None
    return text.lstrip("0") or None


def as_typed(text: str) -> str:
    """Typed text as one number, email address or postcode, in lower case without spaces; empty if it cannot be one.

    A National Insurance number loses its final letter.
    """
    closed = "".join(canonical(text).text.split())
    closed = re.sub(r"^([a-z]{2}\d{6})[a-z]$", r"\1", closed)
    return closed if re.search(r"[\d@]", closed) else ""
