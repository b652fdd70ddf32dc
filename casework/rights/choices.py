"""What the facts of a request choose from: the right that is asked for, and how it reached the council. Pure."""

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
