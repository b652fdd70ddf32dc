"""What the screens and commands of the privacy notice do with a desk."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from sqlmodel import Session

from casework import Malformed, Refused, Remedy
from casework.desk.store import Act, Desk
from casework.notice import reading, versions
from casework.notice.council import Council
from casework.notice.findings import NoticeFinding, as_proposed, findings
from casework.notice.register import PrivacyNotice
from casework.notice.versions import NoticeVersion
from casework.text.facts import Unchecked
from casework.timeline.events import ActKind, day_of
from dpo_console.jobs.filing import write_out

MOST = 2_000_000
"""The bytes of a file to import, at most."""


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """One version of the privacy notice, and the dates it is in force."""

    number: int
    author: str
    """Empty for the notice as published."""
    recorded: datetime
    based_on: int
    adopted: tuple[str, ...]
    """The findings whose proposals it adopted."""
    repeats: int | None
    """For an undo: the version whose content it has."""
    first: date | None
    """None for a draft."""
    last: date | None
    put_in_force_by: str
    findings: int
    """How many findings it has under the law of today."""


@dataclass(frozen=True, slots=True)
class NoticeInFull(ListedNotice):
    """A version with all it says, and what is wrong with it."""

    notice: PrivacyNotice
    found: tuple[NoticeFinding, ...]


@dataclass(frozen=True, slots=True)
class ProposedNotice:
    """The newest version with every proposal adopted: nothing is saved."""

    based_on: int
    notice: PrivacyNotice
    adopts: tuple[str, ...]
    left: tuple[NoticeFinding, ...]
    """What no proposal puts right."""


@dataclass(frozen=True, slots=True)
class ExportedNotice:
    """The file of a notice."""

    path: Path
    number: int


def list_versions(desk: Desk, today: date) -> list[ListedNotice]:
    """Every version of the privacy notice, newest first."""
    with desk.reading() as session:
        known = versions.versions(session, _id(session))
        return [_listed(known, one, today) for one in reversed(known)]


def notice_in_full(desk: Desk, today: date, number: int | None = None) -> NoticeInFull:
    """A version in full; without a number, the one in force today."""
    with desk.reading() as session:
        one = versions.in_force(session, _id(session), today) if number is None else _version(session, number)
        return _in_full(session, one, today)


def newest_notice(desk: Desk, today: date) -> NoticeInFull:
    """The newest version: the draft, if there is one. The next is based on it."""
    with desk.reading() as session:
        return _in_full(session, versions.newest(session, _id(session)), today)


def proposed_notice(desk: Desk, today: date) -> ProposedNotice:
    """The newest version as it would be with every proposal adopted."""
    newest = newest_notice(desk, today)
    made = as_proposed(newest.notice)
    adopts = tuple(one.id for one in newest.found if one.mendable)
    return ProposedNotice(newest.number, made, adopts, tuple(findings(made, today)))


def save_notice(desk: Desk, typed: Unchecked, based_on: int, now: datetime) -> NoticeInFull:
    """Save the notice as the draft. Raises Refused if another version was saved since the one it is based on."""
    notice = reading.checked(typed)
    with desk.act(now) as act:
        _same(act.session, notice)
        return _saved(act, versions.save(act.session, notice, based_on, desk.officer, act.now))


def adopt_findings(desk: Desk, ids: Sequence[str], now: datetime, based_on: int | None = None) -> NoticeInFull:
    """Adopt the proposals of findings in the draft; without `based_on`, in whatever version is the newest."""
    with desk.act(now) as act:
        id = _id(act.session)
        read = versions.newest(act.session, id).number if based_on is None else based_on
        return _saved(act, versions.adopt(act.session, id, ids, read, desk.officer, act.now, day_of(act.now)))


def put_notice_in_force(desk: Desk, first: date, now: datetime) -> NoticeInFull:
    """Put the draft in force from a date."""
    with desk.act(now) as act:
        today = day_of(act.now)
        new = versions.put_in_force(act.session, _id(act.session), first, desk.officer, today)
        _record(act, ActKind.notice_in_force, new, first=first.isoformat())
        return _in_full(act.session, new, today)


def undo_notice(desk: Desk, now: datetime) -> NoticeInFull:
    """Undo the last change of the draft; or of a version to come in force, that it will."""
    with desk.act(now) as act:
        id, today = _id(act.session), day_of(act.now)
        last = versions.newest(act.session, id)
        if last.first is None:
            return _saved(act, versions.undo(act.session, id, last.number, desk.officer, act.now))
        back, first = versions.withdraw(act.session, id, today)
        _record(act, ActKind.notice_withdrawn, back, first=first.isoformat())
        return _in_full(act.session, back, today)


def export_notice(desk: Desk, path: Path, number: int | None = None) -> ExportedNotice:
    """Write a version of the notice to a file; without a number, the newest."""
    with desk.reading() as session:
        one = versions.newest(session, _id(session)) if number is None else _version(session, number)
        file = reading.exported(one.as_notice, one.number, version("dpo-console"))
    write_out(path, f"{json.dumps(file, ensure_ascii=False, indent=2)}\n".encode())
    return ExportedNotice(path, one.number)


def import_notice(desk: Desk, data: bytes, now: datetime) -> NoticeInFull:
    """Save the notice of a file as the draft. Raises Refused if another version was saved since it was exported."""
    if len(data) > MOST:
        raise Malformed(f"The file has more than {MOST:,} bytes, so it is not an exported privacy notice.")
    try:
        file = json.loads(data)
    except (ValueError, RecursionError):
        raise Malformed("The file is not JSON, so it is not an exported privacy notice.") from None
    notice, based_on = reading.imported(file, version("dpo-console"))
    with desk.act(now) as act:
        _same(act.session, notice)
        return _saved(act, versions.save(act.session, notice, based_on, desk.officer, act.now))


def _id(session: Session) -> str:
    return session.get_one(Council, 1).notice


def _same(session: Session, notice: PrivacyNotice) -> None:
    if notice.id != (mine := _id(session)):
        raise Refused(f"This is the notice '{notice.id}'. The council's profile names '{mine}': correct the id.")


def _version(session: Session, number: int) -> NoticeVersion:
    known = versions.versions(session, _id(session))
    if found := next((one for one in known if one.number == number), None):
        return found
    raise Refused(f"The privacy notice has no version {number}. The newest is {len(known)}.", Remedy.see_notice)


def _listed(known: Sequence[NoticeVersion], one: NoticeVersion, today: date) -> ListedNotice:
    span = next((each for each in versions.spans(known) if each.number == one.number), None)
    return ListedNotice(
        number=one.number,
        author=one.author,
        recorded=one.recorded,
        based_on=one.based_on,
        adopted=tuple(one.adopted),
        repeats=one.repeats,
        first=span.first if span else None,
        last=span.last if span else None,
        put_in_force_by=one.put_in_force_by,
        findings=len(findings(one.as_notice, today)),
    )


def _in_full(session: Session, one: NoticeVersion, today: date) -> NoticeInFull:
    listed = _listed(versions.versions(session, one.notice), one, today)
    facts = {name: getattr(listed, name) for name in ListedNotice.__slots__}
    return NoticeInFull(**facts, notice=one.as_notice, found=tuple(findings(one.as_notice, today)))


def _saved(act: Act, new: NoticeVersion) -> NoticeInFull:
    before = next(one for one in versions.versions(act.session, new.notice) if one.number == new.based_on)
    places = versions.changed_places(before.content, new.content)
    _record(act, ActKind.notice_saved, new, changed=places, adopted=new.adopted, repeats=new.repeats)
    return _in_full(act.session, new, day_of(act.now))


def _record(act: Act, kind: ActKind, one: NoticeVersion, **facts: object) -> None:
    act.record(kind, on=day_of(act.now), facts={"notice": one.notice, "version": one.number, **facts})
