"""What the facts of a request choose from: the right, how it reached the council, whom it is about. Pure."""

from enum import StrEnum


class Right(StrEnum):
    """The rights a person can ask for, in the order of their Articles."""

    access = "access"
    rectification = "rectification"
    erasure = "erasure"
    restriction = "restriction"
    portability = "portability"
    objection = "objection"
    automated = "automated"


class Channel(StrEnum):
    """How a request or a complaint reached the council."""

    email = "email"
    letter = "letter"
    phone = "phone"
    in_person = "in-person"
    form = "form"
    social_media = "social-media"
    other = "other"


class IdentificationStatus(StrEnum):
    """Whom a case is about."""

    open = "open"
    """That is not said yet."""
    person = "person"
    nobody = "nobody"
    """Nobody in the register: nothing is held."""
