"""The letters and packs of a case, each kept sealed as it was made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, select

from casework.law.letter_kinds import letters_with
from casework.vault.columns import Day, Instant
from casework.vault.dependents import erased_otherwise


class PaperState(StrEnum):
    """Whether a paper may leave."""

    filed = "filed"
    void = "void"
    """Out of date: replaced by a newer one, or made before its facts changed."""
    refused = "refused"
    """The gate found something in it."""
    asked = "asked"
    """It has an unanswered question."""


class Paper(SQLModel, table=True):
    """One letter or pack that was made and filed."""

    __tablename__ = "paper"
    __table_args__ = erased_otherwise("the erasure deletes a case's papers with their sealed files")

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(index=True)
    kind: str
    """A kind of `casework/law/letter_kinds.py`, or `pack`; of a breach `notification`, `people-letter`, `public` or
    `story`."""
    state: PaperState
    day: date = Field(sa_column=Column(Day, nullable=False))
    """The date on it, Europe/London."""
    facts: str
    """Digest of its facts, without its date."""
    digest: str
    """sha256 of the PDF."""
    blob: str
    pages: int
    made: datetime = Field(sa_column=Column(Instant, nullable=False))
    against: list[int | str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """For a pack: the state of the register it was checked against (`known_people.RegisterState`)."""
    blocks: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """For a letter: its text as [kind of block, text], so that it can be checked again when it leaves."""
    bound: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    """For a letter: its facts as [name, value, record], so that what changed since can be named."""
    inputs: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}"))
    """For a letter: what the officer entered."""
    form: str = Field(default="post", sa_column_kwargs={"server_default": "post"})
    """For a letter: `post` or `email`."""


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A letter or pack as a list of papers shows it."""

    kind: str
    state: PaperState
    digest: str
    made: datetime
    reference: str
    pages: int


@dataclass(frozen=True, slots=True)
class CasePaper(FiledPaper):
    """A letter or pack as its case shows it."""

    left: date | None = None
    """The date it was sent."""
    wrong: tuple[str, ...] = ()
    """What was corrected since it was sent: `due date`, `date received`."""
    out_of_date: str = ""
    """Why a letter that was not sent must be made again, in a sentence; empty if it need not be."""


def filed_paper(paper: Paper) -> FiledPaper:
    """A paper as a list shows it."""
    return FiledPaper(paper.kind, paper.state, paper.digest, paper.made, paper.reference, paper.pages)


def case_paper(paper: Paper, left: date | None = None, wrong: Iterable[str] = (), out_of_date: str = "") -> CasePaper:
    """A paper as its case shows it."""
    of = paper.kind, paper.state, paper.digest, paper.made, paper.reference, paper.pages
    return CasePaper(*of, left, tuple(wrong), out_of_date)


def current_paper(session: Session, reference: str, kind: str) -> Paper | None:
    """The newest filed paper of that kind; None if there is none or it is out of date."""
    filed = select(Paper).where(Paper.reference == reference, Paper.kind == kind, Paper.state == PaperState.filed)
    return session.exec(filed.order_by(col(Paper.id).desc())).first()


def mark_out_of_date(session: Session, reference: str) -> None:
    """Mark the papers of a case as out of date, because its facts changed; letters of the requester's words stay."""
    resting = letters_with("rests_on_search") | {"pack"}
    for paper in of_case(session, reference):
        if paper.state == PaperState.filed and paper.kind in resting:
            paper.state = PaperState.void
            session.add(paper)


def of_case(session: Session, reference: str | None = None) -> list[Paper]:
    """Every paper of a case, or of all cases, oldest first."""
    query = select(Paper).order_by(col(Paper.id))
    return list(session.exec(query.where(Paper.reference == reference) if reference else query).all())
