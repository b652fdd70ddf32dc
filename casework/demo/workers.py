"""The staff of the synthetic council."""

from dataclasses import dataclass
from datetime import date


@dataclass
class Worker:
    """One member of staff of the synthetic council."""

    staff: str
    title: str
    forename: str
    middle: str
    surname: str
    former: str | None
    born: date
    ni: str
    started: date
    left: date | None
    department: str
    email: str
    swe: str | None
    sex: str
    ethnicity: str
    comment: str
    posts: int = 1
    returned: date | None = None
    """The start date in the census, if it differs from HR's."""

    def name(self) -> str:
        """As the council writes it."""
        return f"{self.forename} {self.surname}"
