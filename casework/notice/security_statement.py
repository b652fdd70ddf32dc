"""The statement of security measures that the privacy notice promises on request: in general terms, every version.

A version can be sent once an officer has approved it. It names no detail that would help an attacker (Article 32(1)).
"""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import Field as Checked
from pydantic import ValidationError
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, select

from casework import Malformed, Refused
from casework.text.facts import Facts, Text, Unchecked, sentence
from casework.vault.columns import Day, Instant
from casework.vault.dependents import erased_otherwise

EXPLOITABLE = {
    "an IP address": re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
    "a web or server address": re.compile(r"(?i)\b(?:https?://|www\.|\w+\.(?:local|internal|lan|corp)\b)\S*"),
    "the version of a product": re.compile(r"(?i)\b(?:version|release|v)\.? ?\d+(?:\.\d+)*"),
    "a port": re.compile(r"(?i)\bports? \d{2,5}\b"),
    "a folder of a server": re.compile(r"\\\\\w+\\|(?<!\w)/(?:etc|var|home|srv|mnt)/"),
}
"""Details that would help an attacker, with the words for each."""


class SecurityStatement(SQLModel, table=True):
    """One version of the statement. A version is never changed."""

    __tablename__ = "security_statement"
    __table_args__ = erased_otherwise("it holds the council's own words, about no one")

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """From 1."""
    text: list[str] = Field(sa_column=Column(JSON, nullable=False))
    points: list[str] = Field(sa_column=Column(JSON, nullable=False))
    author: str
    recorded: datetime = Field(sa_column=Column(Instant, nullable=False))
    approved: date | None = Field(default=None, sa_column=Column(Day))
    """Europe/London. From that date it is sent, until a later version is approved."""
    approved_by: str = ""


class StatementIn(Facts):
    """The only door to the text of the statement."""

    text: Annotated[list[Text], Checked(min_length=1, max_length=20)]
    points: Annotated[list[Text], Checked(max_length=30)] = []

    @classmethod
    def checked(cls, typed: Unchecked) -> "StatementIn":
        """The statement as entered. Raises Refused with the first detail that would help an attacker."""
        try:
            given = cls.model_validate(typed)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        for line in (*given.text, *given.points):
            for what, pattern in EXPLOITABLE.items():
                if found := pattern.search(line):
                    raise Refused(
                        f"The statement names {what}, '{found[0][:40]}'. Describe the measure in general terms: it is "
                        "sent to anyone who asks."
                    )
        return given


def statements(session: Session) -> list[SecurityStatement]:
    """Every version, oldest first."""
    return list(session.exec(select(SecurityStatement).order_by(col(SecurityStatement.version))).all())


def statement_on(session: Session, on: date) -> SecurityStatement | None:
    """The approved version in force on a date."""
    approved = [one for one in statements(session) if one.approved and one.approved <= on]
    return max(approved, key=lambda one: (one.approved or on, one.version), default=None)


def save_statement(session: Session, given: StatementIn, author: str, now: datetime) -> SecurityStatement:
    """Enter the next version; it is not sent before it is approved. Raises Refused if it is the same as the last."""
    known = statements(session)
    if known and (known[-1].text, known[-1].points) == (given.text, given.points):
        raise Refused(f"Version {known[-1].version} says the same already. Nothing was changed.")
    row = SecurityStatement(
        version=len(known) + 1, text=given.text, points=given.points, author=author,
        recorded=now.replace(microsecond=0),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def approve(session: Session, version: int, officer: str, second: bool, on: date) -> SecurityStatement:
    """Approve a version. `second`: whether another officer than its author must."""
    row = session.get(SecurityStatement, version)
    if row is None:
        raise Refused(f"There is no version {version} of the statement of security measures.")
    if row.approved:
        raise Refused(f"{row.approved_by} approved version {version} already. Nothing was changed.")
    if second and row.author == officer:
        raise Refused(f"You wrote version {version}. Another officer must approve it.")
    row.approved, row.approved_by = on, officer
    session.add(row)
    session.flush()
    return row
