"""The choices for the facts of a request: right, channel, and whether the data subject is identified. Pure."""

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
    """Whether the data subject of a case is identified."""

    open = "open"
    """Not identified yet."""
    person = "person"
    nobody = "nobody"
    """No one in the register: nothing is held."""
