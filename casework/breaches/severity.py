"""The severity of a personal data breach by ENISA's method, SE = DPC x EI + CB, with its working. Pure.

ENISA does not decide who to tell: the bands are commonly read as low, register only; medium, the regulator too; high
and very high, the people too (a third-party reading). The officer decides by Articles 33 and 34.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from casework import Refused
from casework.law import FACTORS, breach_terms
from casework.text.facts import Unchecked


class Band(StrEnum):
    """ENISA's bands of severity, from the lowest."""

    low = "low"
    medium = "medium"
    high = "high"
    very_high = "very-high"


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
    Band.low: "register only",
    Band.medium: "regulator",
    Band.high: "regulator and people",
    Band.very_high: "regulator and people",
}
"""How the bands are commonly read (third party)."""


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors of a score, each by its key in `law/breaches.toml`."""

    context: str = "simple"
    adjust: int = 0
    """How much volume, the controller's nature, vulnerable people or invalid data move the base: -3 to 3."""
    identification: str = "maximum"
    confidentiality: str = "none"
    integrity: str = "none"
    availability: str = "none"
    intent: str = "no"

    @classmethod
    def checked(cls, given: Unchecked) -> "Factors":
        """The factors as given. Raises Refused, naming the factor, if a value is not valid."""
        terms = breach_terms()
        unknown = sorted(set(given) - set(LABELS))
        if unknown:
            raise Refused(f"'{unknown[0][:40]}' is not a factor. Choose from: {', '.join(LABELS)}.")
        chosen = {name: str(given[name]) for name in ("context", *FACTORS) if name in given}
        for name, value in chosen.items():
            known = terms.context if name == "context" else terms.factors[name]
            if value not in known:
                raise Refused(f"{name.capitalize()} cannot be '{value[:40]}'. Choose from: {', '.join(known)}.")
        adjust = given.get("adjust", 0)
        if isinstance(adjust, bool) or not isinstance(adjust, int) or not -3 <= adjust <= 3:
            raise Refused("The factor 'adjust' must be a whole number from -3 to 3.")
        return cls(**chosen, adjust=adjust)


@dataclass(frozen=True, slots=True)
class Score:
    """A severity with its working: `steps` in words; `changes` says what would move it to another band."""

    value: Decimal
    band: Band
    reading: str
    """How its band is commonly read (third party)."""
    steps: tuple[str, ...]
    flags: tuple[str, ...]
    changes: tuple[str, ...]


def proposed_context(kinds: Iterable[str]) -> str:
    """The data processing context of those kinds of data; of several, the highest."""
    terms = breach_terms()
    contexts = [terms.data[kind].context for kind in kinds]
    return max(contexts, key=lambda name: terms.context[name].base, default="simple")


def score(factors: Factors, *, people: int | None = None, unintelligible: bool = False) -> Score:
    """The score of those factors, with the flags ENISA keeps outside it and every single change that moves the band."""
    terms = breach_terms()
    value, band = _value(factors), _band(_value(factors))
    base, dpc = terms.context[factors.context], _dpc(factors)
    moved = f", moved by {factors.adjust:+d} within 1 to 4" if factors.adjust else ""
    identified = terms.factors["identification"][factors.identification]
    added = [(LABELS[name], terms.factors[name][getattr(factors, name)]) for name in ADDED]
    sums = " + ".join(one.value for _, one in added)
    cb = sum((Decimal(one.value) for _, one in added), Decimal(0)).normalize()
    steps = (
        f"DPC {dpc}: {base.name.lower()} begins at {base.base}{moved}",
        f"EI {identified.value}: {_small(identified.name)}",
        f"CB {cb}: {sums} (confidentiality, integrity, availability, malice)",
        f"SE = {dpc} x {identified.value} + {cb} = {value}: {terms.bands[band].name.lower()}, "
        f"{terms.bands[band].meaning}",
    )
    many = people is not None and people > terms.many
    flags = [f"More than {terms.many} people are affected."] if many else []
    flags += ["The data are unintelligible to whoever has them."] if unintelligible else []
    return Score(value, band, READING[band], steps, tuple(flags), tuple(_changes(factors, band)))


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def _dpc(factors: Factors) -> int:
    return min(4, max(1, breach_terms().context[factors.context].base + factors.adjust))


def _value(factors: Factors) -> Decimal:
    levels = breach_terms().factors
    added = sum((Decimal(levels[name][getattr(factors, name)].value) for name in ADDED), Decimal(0))
    return (_dpc(factors) * Decimal(levels["identification"][factors.identification].value) + added).normalize()


def _band(value: Decimal) -> Band:
    return [Band(name) for name, one in breach_terms().bands.items() if value >= Decimal(one.reached)][-1]


def _changes(factors: Factors, band: Band) -> list[str]:
    """Each single factor that, answered otherwise, gives another band; the nearest answer for each band."""
    terms = breach_terms()
    changes = []
    choices = {"context": {key: one.name for key, one in terms.context.items()}}
    choices |= {name: {key: one.name for key, one in levels.items()} for name, levels in terms.factors.items()}
    for name, known in choices.items():
        seen = {band}
        for key, words in known.items():
            # the name of a factor is only known when it runs
            other = _band(_value(replace(factors, **{name: key})))  # type: ignore[arg-type]
            if other not in seen:
                seen.add(other)
                changes.append(f"{LABELS[name]}: {_small(words)} would make it {terms.bands[other].name.lower()}")
    return changes
