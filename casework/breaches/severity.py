"""The severity of a personal data breach by ENISA's method, SE = DPC x EI + CB, worked out loud. Pure.

ENISA does not decide whom to tell: the bands are commonly read as low, register only; medium, the regulator too; high
and very high, the people too (a third-party reading). The officer decides by Articles 33 and 34.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from casework import Refused
from casework.law import breach_terms

FACTORS = ("identification", "confidentiality", "integrity", "availability", "intent")
"""The factors that are chosen from a list; the data processing context is chosen, then moved."""
ADDED = ("confidentiality", "integrity", "availability", "intent")
LABELS = {
    "context": "Kind of data",
    "adjust": "Moved by the context",
    "identification": "Ease of identification",
    "confidentiality": "Confidentiality",
    "integrity": "Integrity",
    "availability": "Availability",
    "intent": "Malice",
}
READING = {
    "low": "register only",
    "medium": "regulator",
    "high": "regulator and people",
    "very-high": "regulator and people",
}
"""How the bands are commonly read (third party)."""


@dataclass(frozen=True, slots=True)
class Factors:
    """What a score is worked out from, each by its key in `law/breaches.toml`."""

    context: str = "simple"
    adjust: int = 0
    """How far volume, the controller's nature, vulnerable people or invalid data move the base: -3 to 3."""
    identification: str = "maximum"
    confidentiality: str = "none"
    integrity: str = "none"
    availability: str = "none"
    intent: str = "no"

    @classmethod
    def checked(cls, said: dict[str, Any]) -> "Factors":
        """The factors as given. Raises Refused, naming the factor, where one is none of those there are."""
        terms = breach_terms()
        unknown = sorted(set(said) - set(LABELS))
        if unknown:
            raise Refused(f"There is no factor '{unknown[0][:40]}': there are {', '.join(LABELS)}.")
        for name in ("context", *FACTORS):
            if name in said and str(said[name]) not in terms[name]:
                raise Refused(f"'{str(said[name])[:40]}' is no {name}: it is one of {', '.join(terms[name])}.")
        adjust = said.get("adjust", 0)
        if isinstance(adjust, bool) or not isinstance(adjust, int) or not -3 <= adjust <= 3:
            raise Refused("The factor 'adjust' moves the base by a whole number from -3 to 3.")
        given: dict[str, Any] = {name: value if name == "adjust" else str(value) for name, value in said.items()}
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Score:
    """A severity with its working: `steps` in words, `changes` what would move it to another band."""

    value: Decimal
    band: str
    steps: tuple[str, ...]
    flags: tuple[str, ...]
    changes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As the `assessments` of `show --json` hold it; the value is written out, not rounded."""
        both = {"value": str(self.value), "band": self.band, "reading": READING[self.band]}
        return both | {"steps": list(self.steps), "flags": list(self.flags), "changes": list(self.changes)}


def proposed(kinds: Iterable[str]) -> str:
    """The data processing context of those kinds of data: where several are concerned, the highest."""
    terms = breach_terms()
    found = [terms["data"][kind]["context"] for kind in kinds]
    return max(found, key=lambda name: terms["context"][name]["base"], default="simple")


def score(factors: Factors, *, people: int | None = None, unintelligible: bool = False) -> Score:
    """The score of those factors, with the flags ENISA keeps outside it and every single change that moves the band."""
    terms = breach_terms()
    value, band = _value(factors), _band(_value(factors))
    base, dpc = terms["context"][factors.context], _dpc(factors)
    moved = f", moved by {factors.adjust:+d} within 1 to 4" if factors.adjust else ""
    identified = terms["identification"][factors.identification]
    added = [(LABELS[name], terms[name][getattr(factors, name)]) for name in ADDED]
    sums = " + ".join(one["value"] for _, one in added)
    cb = sum((Decimal(one["value"]) for _, one in added), Decimal(0)).normalize()
    steps = (
        f"DPC {dpc}: {base['name'].lower()} begins at {base['base']}{moved}",
        f"EI {identified['value']}: {_small(identified['name'])}",
        f"CB {cb}: {sums} (confidentiality, integrity, availability, malice)",
        f"SE = {dpc} x {identified['value']} + {cb} = {value}: {terms['bands'][band]['name'].lower()}, "
        f"{terms['bands'][band]['meaning']}",
    )
    many = people is not None and people > terms["many"]
    flags = [f"More than {terms['many']} people are concerned."] if many else []
    flags += ["The data are unintelligible to whoever has them."] if unintelligible else []
    return Score(value, band, steps, tuple(flags), tuple(_changes(factors, band)))


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def _dpc(factors: Factors) -> int:
    base: int = breach_terms()["context"][factors.context]["base"]
    return min(4, max(1, base + factors.adjust))


def _value(factors: Factors) -> Decimal:
    terms = breach_terms()
    added = sum((Decimal(terms[name][getattr(factors, name)]["value"]) for name in ADDED), Decimal(0))
    return (_dpc(factors) * Decimal(terms["identification"][factors.identification]["value"]) + added).normalize()


def _band(value: Decimal) -> str:
    bands: dict[str, dict[str, Any]] = breach_terms()["bands"]
    return [name for name, one in bands.items() if value >= Decimal(one["from"])][-1]


def _changes(factors: Factors, band: str) -> list[str]:
    """Each single factor that, answered otherwise, gives another band; the nearest answer for each band."""
    terms, found = breach_terms(), []
    for name in ("context", *FACTORS):
        seen = {band}
        for key, one in terms[name].items():
            other = _band(_value(replace(factors, **{name: key})))
            if other not in seen:
                seen.add(other)
                found.append(
                    f"{LABELS[name]}: {_small(one['name'])} would make it {terms['bands'][other]['name'].lower()}"
                )
    return found
