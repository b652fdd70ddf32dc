"""The versions of the privacy notice: drafts, and those in force, each until one day before the next.

A version is never changed. A draft is saved as the next version, so what two officers save is never mixed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from casework import Refused, Remedy
from casework.notice.findings import findings, mended
from casework.notice.reading import as_facts, checked
from casework.notice.register import PrivacyNotice
from casework.text.facts import Unchecked
from casework.vault.columns import Day, Instant
from casework.vault.dependents import erased_otherwise

SHIPPED_FROM = date(2018, 5, 25)
"""When the notice as published comes in force on a desk: the first date of the GDPR."""


class NoticeVersion(SQLModel, table=True):
    """One version of a privacy notice. Without a first day it is a draft, or was one."""

    __tablename__ = "notice_version"
    __table_args__ = (
        UniqueConstraint("notice", "number"),
        erased_otherwise("it is the council's privacy notice, about no one"),
    )

    id: int | None = Field(default=None, primary_key=True)
    notice: str
    """The id of the notice, as the council's profile names it."""
    number: int
    content: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    author: str
    """The officer who saved it; empty for the notice as published."""
    recorded: datetime = Field(sa_column=Column(Instant, nullable=False))
    based_on: int
    """The version it was made from; 0 for the first."""
    adopted: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """The findings whose proposals it adopted."""
    repeats: int | None = None
    """For an undo: the version whose content it has."""
    first: date | None = Field(default=None, sa_column=Column(Day, nullable=True))
    """The first date it is in force."""
    put_in_force_by: str = ""

    @property
    def as_notice(self) -> PrivacyNotice:
        """Its content."""
        return checked(self.content)


@dataclass(frozen=True, slots=True)
class DaysInForce:
    """The dates a version is in force."""

    number: int
    first: date
    last: date | None
    """None: until another version is put in force."""


class NoticeSuperseded(Refused):
    """Another officer saved the draft after the version that this one was based on; `version` is the newest."""

    def __init__(self, saved: NoticeVersion, based_on: int) -> None:
        super().__init__(
            f"{saved.author or 'Another officer'} saved version {saved.number} of the privacy notice while yours was "
            f"based on version {based_on}. Nothing was changed: read version {saved.number}, then save yours again.",
            Remedy.see_notice,
        )
        self.version = saved.number


def versions(session: Session, notice: str) -> list[NoticeVersion]:
    """Every version of a notice, oldest first."""
    query = select(NoticeVersion).where(NoticeVersion.notice == notice)
    return list(session.exec(query.order_by(col(NoticeVersion.number))))


def spans(known: Iterable[NoticeVersion]) -> list[DaysInForce]:
    """When each version is in force, in order, without overlap or gap."""
    begun = sorted((one.first, one.number) for one in known if one.first)
    lasts = [first - timedelta(days=1) for first, _ in begun[1:]]
    return [DaysInForce(number, first, last) for (first, number), last in zip(begun, [*lasts, None], strict=False)]


def in_force(session: Session, notice: str, on: date) -> NoticeVersion:
    """The version in force on a date; before the first of all, the first. Raises Refused if none was adopted."""
    known = versions(session, notice)
    running = spans(known)
    if not running:
        raise Refused(f"No version of the privacy notice '{notice}' is in force. Put one in force first.")
    span = next((one for one in reversed(running) if one.first <= on), running[0])
    return next(one for one in known if one.number == span.number)


def notice_on(session: Session, notice: str, on: date) -> PrivacyNotice:
    """What the notice in force on a date says."""
    return in_force(session, notice, on).as_notice


def newest(session: Session, notice: str) -> NoticeVersion:
    """The version that the next is based on. Raises Refused if the desk has no such notice."""
    known = versions(session, notice)
    if not known:
        raise Refused(f"This desk has no privacy notice '{notice}'. Choose another in the settings.")
    return known[-1]


def draft(known: Sequence[NoticeVersion]) -> NoticeVersion | None:
    """The draft: the newest version, if it was not put in force."""
    return known[-1] if known and known[-1].first is None else None


def save(
    session: Session,
    notice: PrivacyNotice,
    based_on: int,
    author: str,
    now: datetime,
    adopted: Sequence[str] = (),
    repeats: int | None = None,
) -> NoticeVersion:
    """Save the notice as the draft, based on the version that the officer read.

    Raises NoticeSuperseded if that is not the newest, and Refused if it says the same.
    """
    last = newest(session, notice.id)
    if last.number != based_on:
        raise NoticeSuperseded(last, based_on)
    if last.as_notice == notice:
        raise Refused("The privacy notice says this already. Nothing was changed.")
    new = NoticeVersion(
        notice=notice.id,
        number=last.number + 1,
        content=as_facts(notice),
        author=author,
        recorded=now.replace(microsecond=0),
        based_on=last.number,
        adopted=list(adopted),
        repeats=repeats,
    )
    session.add(new)
    session.flush()
    return new


def adopt(
    session: Session, notice: str, ids: Sequence[str], based_on: int, author: str, now: datetime, on: date
) -> NoticeVersion:
    """Adopt the proposals of findings in the draft. Raises Refused for one that the notice does not have."""
    last = newest(session, notice)
    found = [one.id for one in findings(last.as_notice, on)]
    ids = list(dict.fromkeys(ids))
    if not ids:
        raise Refused("Choose at least one finding to adopt.", Remedy.list_findings)
    if other := next((id for id in ids if id not in found), ""):
        raise Refused(f"The newest version of the notice has no finding '{other[:40]}'.", Remedy.list_findings)
    return save(session, mended(last.as_notice, ids), based_on, author, now, adopted=ids)


def undo(session: Session, notice: str, based_on: int, author: str, now: datetime) -> NoticeVersion:
    """Go back to what the draft said before its last change, as a version. Raises Refused if nothing is left."""
    known = {one.number: one for one in versions(session, notice)}
    at = newest(session, notice)
    while at.repeats is not None:  # what was undone is passed over
        at = known[at.repeats]
    if at.first or at.based_on not in known:
        raise Refused(f"Nothing is left to undo: version {at.number} is not a draft.")
    before = known[at.based_on]
    return save(session, before.as_notice, based_on, author, now, repeats=before.number)


def put_in_force(session: Session, notice: str, first: date, author: str, today: date) -> NoticeVersion:
    """Put the draft in force from a date. The version before it then ends.

    Raises Refused without a draft, and for a date that is past or not after the first date of another version.
    """
    known = versions(session, notice)
    new = draft(known)
    if new is None:
        raise Refused("No draft of the privacy notice was saved. Edit the notice or adopt a finding first.")
    if first < today:
        raise Refused(f"{first:%d/%m/%Y} is in the past. People could not have read this version then.")
    latest = spans(known)[-1] if spans(known) else None
    if latest and first <= latest.first:
        raise Refused(
            f"Version {latest.number} is in force from {latest.first:%d/%m/%Y}, so the two would overlap. "
            "Enter a later date."
        )
    new.first, new.put_in_force_by = first, author
    session.add(new)
    session.flush()
    return new


def withdraw(session: Session, notice: str, today: date) -> tuple[NoticeVersion, date]:
    """Undo putting the newest version in force, if its first date is still to come; answer both."""
    last = max((one for one in versions(session, notice) if one.first), key=lambda one: one.first or date.min)
    if last.first is None or last.first <= today:
        raise Refused(f"Version {last.number} is in force already. Put another version in force from a later date.")
    first, last.first, last.put_in_force_by = last.first, None, ""
    session.add(last)
    session.flush()
    return last, first


def changed_places(before: Unchecked, after: Unchecked) -> list[str]:
    """The sections whose content differs, each with the facts in it that do (`sharing.recipients`)."""
    places = []
    for name in after:
        old, new = before.get(name), after[name]
        if isinstance(old, dict) and isinstance(new, dict):
            places += [f"{name}.{part}" for part in new if old.get(part) != new[part]]
        elif old != new:
            places.append(name)
    return places
