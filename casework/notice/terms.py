"""What a privacy notice is described by: the bases of Article 6(1), and the kinds of data, purposes and sources."""

from enum import StrEnum
from typing import NamedTuple

UK = "United Kingdom"


class LawfulBasis(StrEnum):
    """The bases of UK GDPR Article 6(1)."""

    consent = "consent"
    contract = "contract"
    legal_duty = "legal-duty"
    vital_interests = "vital-interests"
    public_task = "public-task"
    recognised_interests = "recognised-interests"
    legitimate_interests = "legitimate-interests"


class BasisInLaw(NamedTuple):
    """What the law says of a basis."""

    point: str
    """The point of UK GDPR Article 6(1)."""
    words: str
    """What a letter calls it."""
    objection: bool = False
    """Whether the person can object (Article 21(1))."""
    portable: bool = False
    """Whether the data can be taken elsewhere, if processed by automated means (Article 20(1))."""
    needs_law: bool = False
    """Whether the basis must be laid down by domestic law (Article 6(3))."""


BASES = {
    LawfulBasis.consent: BasisInLaw("(a)", "your consent", portable=True),
    LawfulBasis.contract: BasisInLaw("(b)", "your contract", portable=True),
    LawfulBasis.legal_duty: BasisInLaw("(c)", "a legal duty", needs_law=True),
    LawfulBasis.vital_interests: BasisInLaw("(d)", "to protect someone's life"),
    LawfulBasis.public_task: BasisInLaw("(e)", "a public task", objection=True, needs_law=True),
    LawfulBasis.recognised_interests: BasisInLaw("(ea)", "a recognised legitimate interest", objection=True),
    LawfulBasis.legitimate_interests: BasisInLaw("(f)", "legitimate interests", objection=True),
}


class CategoryKind(StrEnum):
    """How a notice presents a category: ordinary, special (Article 9), or about crime (Article 10)."""

    ordinary = "ordinary"
    special = "special"
    criminal = "criminal"


class Nature(StrEnum):
    """What the data are in law: the special categories of Article 9(1), criminal data, or none of these."""

    ordinary = "ordinary"
    ethnic_origin = "ethnic-origin"
    opinions = "opinions"
    beliefs = "beliefs"
    union = "trade-union"
    genetic = "genetic"
    biometric = "biometric"
    health = "health"
    sex_life = "sex-life"
    criminal = "criminal"

    @property
    def kind(self) -> CategoryKind:
        """How the law classes it."""
        if self in (Nature.ordinary, Nature.criminal):
            return CategoryKind(self.value)
        return CategoryKind.special


class PurposeKind(StrEnum):
    """What a purpose is for: its basis is tested on that."""

    staffing = "staffing"
    returns = "returns"
    duties = "duties"
    statistics = "statistics"
    pay = "pay"
    monitoring = "monitoring"
    other = "other"


class SourceKind(StrEnum):
    """What a source is. A return that the council makes is not a source, though a notice may name it as one."""

    person = "person"
    own_records = "own-records"
    public_register = "public-register"
    organisation = "organisation"
    own_return = "own-return"


class RecipientRole(StrEnum):
    """What a recipient is to the council, whatever the notice calls it."""

    department = "department"
    professional_regulator = "professional-regulator"
    tax = "tax"
    pension = "pension"
    fraud_initiative = "fraud-initiative"
    criminal_records = "criminal-records"
    other = "other"


class ToldWhen(StrEnum):
    """When the notice promises to tell the person of a new purpose."""

    before = "before"
    unstated = "unstated"


class DecisionRules(StrEnum):
    """The rules that the notice describes for decisions by automated means."""

    section_14 = "section-14"
    """DPA 2018 section 14, omitted on 5 February 2026; and UK GDPR Article 22 as it was."""
    articles_22a_to_22d = "articles-22a-to-22d"


class ComplainTo(StrEnum):
    """Where a person can complain."""

    council = "council"
    regulator = "regulator"
