"""The choices for the facts of a request: its channel, and whether the data subject is identified. Pure."""

from enum import StrEnum


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
