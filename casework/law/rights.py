"""The rights of a person, each with its Article. Pure."""

from enum import StrEnum


class Right(StrEnum):
    """What a person can ask for: the rights of Articles 15 to 22C in their order, and to withdraw consent."""

    access = "access"
    rectification = "rectification"
    erasure = "erasure"
    restriction = "restriction"
    portability = "portability"
    objection = "objection"
    automated = "automated"
    consent = "consent"
    """Not a right to an answer within a month: what relies on the consent stops at once (Article 7(3))."""


RIGHTS = {
    Right.access: "Access (Article 15)",
    Right.rectification: "Rectification (Article 16)",
    Right.erasure: "Erasure (Article 17)",
    Right.restriction: "Restriction (Article 18)",
    Right.portability: "Portability (Article 20)",
    Right.objection: "Objection (Article 21)",
    Right.automated: "Automated decision (Article 22C)",
    Right.consent: "Consent withdrawn (Article 7(3))",
}
"""Each right with its Article, as people read it."""

CHANGING = frozenset({Right.rectification, Right.erasure, Right.restriction})
"""The rights after which you tell each recipient of the data (Article 19)."""


def in_a_word(right: Right) -> str:
    """A right in a sentence, without its Article: `erasure`."""
    return RIGHTS[right].split(" (")[0].lower()
