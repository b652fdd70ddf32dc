"""The controller: the council whose Data Protection Officer works at this desk."""

from datetime import date

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Council(SQLModel, table=True):
    """The council's profile: one row. What letters say of the controller, and what its clocks go by."""

    id: int = Field(default=1, primary_key=True)
    name: str = "Hartlepool Borough Council"
    address: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    officer: str = ""
    """The Data Protection Officer who signs, as letters name them."""
    email: str = ""
    phone: str = ""
    nation: str = "england-and-wales"
    """Whose bank holidays move a date: where the controller acts."""
    regulator: str = "Information Commissioner"
    regulator_address: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    closed_days: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """The council's own closing days, ISO dates; they only ever bring the internal target forward."""
    notice: str = "childrens-social-care-workforce"
    """Which privacy notice of `casework/law/notices` letters speak from."""

    second_officer: bool = False
    """Whether a disposal is approved by another officer than the one who proposed it."""
    backup_days: int = 0
    """How many days a backup is kept, which the desk cannot know: what a disposal destroyed is in them until then. 0
    where the council has not said."""
    office_terms: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    """The council's own capitalised words that name no one (`Rowan House`), in addition to the shipped list."""
    smallest_group: int = 5
    """Of records kept for statistics, how many must be alike at least: fewer might be known again."""

    def closing(self) -> set[date]:
        """The council's own closing days as dates."""
        return {date.fromisoformat(day) for day in self.closed_days}


HARTLEPOOL = {
    "name": "Hartlepool Borough Council",
    "address": ["Civic Centre", "Victoria Road", "Hartlepool", "TS24 8AY"],
    "officer": "Data Protection Officer",
    "email": "dpo@hartlepool.example",
    "phone": "01429 000000",
    "regulator": "Information Commissioner",
    "regulator_address": ["Wycliffe House", "Water Lane", "Wilmslow", "Cheshire", "SK9 5AF"],
}
"""The profile a new desk starts from; `init` and the settings screen change it."""
