"""Who received someone's data, and the disclosures that what is held proposes: returns, and answers sent to agents.

A proposal counts only once an officer confirms it, and one that was declined is not proposed again.
"""

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from sqlmodel import Session, col, select

from casework import Refused
from casework.disclosure import papers, release, sending
from casework.law.letter_kinds import access_answers
from casework.notice import recipients
from casework.notice.purpose_changes import PurposeChange, PurposeChangePerson
from casework.notice.recipients import DisclosureIn, RecipientIn, RecipientKind, SharedWith
from casework.people import register
from casework.people.register import Person
from casework.records.items import ATTACHMENT, Item, Sighting, Source, distinct_titles
from casework.rights.rectification import Correction, Rectified
from casework.rights.requests import Request
from casework.rights.restriction import Restriction
from casework.timeline import history
from casework.vault.database import number


@dataclass(frozen=True, slots=True)
class UsualRecipient:
    """Whom the data of a class of records usually go to (`casework/notice/recipients.toml`)."""

    id: str
    record_class: str
    recipient: str
    kind: RecipientKind
    law: str
    checked: bool


@dataclass(frozen=True, slots=True)
class ProposedDisclosure:
    """A disclosure that what is held makes likely."""

    proposal: str
    """What it is confirmed or declined by."""
    recipient: str
    kind: RecipientKind
    what: str
    """What was disclosed, in plain words."""
    on: date | None
    year: int | None
    law: str
    checked: bool
    """False if the text of the provision was not read."""
    source: int | None = None
    record_class: str = ""
    person: int | None = None
    """The one person it is about; None: everyone in the source."""
    reference: str | None = None
    address: tuple[str, ...] = ()
    email: str = ""


@cache
def usual_recipients() -> tuple[UsualRecipient, ...]:
    """Whom each class of records usually goes to."""
    table = tomllib.loads(files("casework.notice").joinpath("recipients.toml").read_text(encoding="utf-8"))
    return tuple(
        UsualRecipient(
            one["id"],
            one["class"],
            one["recipient"],
            RecipientKind(one["kind"]),
            one["law"],
            one.get("checked", True),
        )
        for one in table["usual"]
    )


def described(source: Source) -> date | None:
    """The date that a source file describes, before which its data did not exist; None if it gives none."""
    given = source.stated("as_at") or source.stated("reference_date")
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def year_of(source: Source) -> int | None:
    """The year of a return."""
    given = source.stated("year")[:4]
    return int(given) if given.isdigit() else None


def proposals(session: Session) -> list[ProposedDisclosure]:
    """Every proposal that is neither confirmed nor declined: those of the source files, then those of the cases."""
    settled = {one.proposal for one in recipients.logged(session)}
    return [one for one in (*_of_sources(session), *_of_cases(session)) if one.proposal not in settled]


def proposal(session: Session, key: str) -> ProposedDisclosure:
    """The open proposal of that name. Raises Refused for any other."""
    if found := next((one for one in proposals(session) if one.proposal == key), None):
        return found
    raise Refused(f"No disclosure '{key[:60]}' is proposed, or it is confirmed or declined already.")


def _of_sources(session: Session) -> Iterator[ProposedDisclosure]:
    whole = select(Source).where(Source.state == "complete", Source.reader != ATTACHMENT).order_by(col(Source.id))
    sources = list(session.exec(whole).all())
    titles = distinct_titles(sources)
    held = {(source, of) for source, of in session.exec(select(Item.source_id, Item.record_class).distinct())}
    for source in sources:
        for usual in usual_recipients():
            if (number(source.id), usual.record_class) not in held:
                continue
            year = year_of(source) or (source.as_at or described(source) or source.imported).year
            yield ProposedDisclosure(
                proposal=f"{usual.id}-{source.id}",
                recipient=usual.recipient,
                kind=usual.kind,
                what=titles[number(source.id)],
                on=None,
                year=year,
                law=usual.law,
                checked=usual.checked,
                source=source.id,
                record_class=usual.record_class,
            )


def _of_cases(session: Session) -> Iterator[ProposedDisclosure]:
    """The answers for access that went to someone who acted for the data subject."""
    for request in session.exec(select(Request).order_by(col(Request.reference))):
        if request.is_disposed or request.requester.is_subject or request.person_id is None:
            continue
        if release.subject_addressed(session, request):
            continue
        who = request.requester
        left = sending.dates_sent(session, request.reference, history.events(session, request.reference))
        for paper in papers.of_case(session, request.reference):
            if paper.kind in access_answers() and paper.digest in left:
                yield ProposedDisclosure(
                    proposal=f"{request.reference}-{paper.id}",
                    recipient=who.name,
                    kind=RecipientKind.other,
                    what=f"answer of {request.reference}",
                    on=left[paper.digest],
                    year=None,
                    law="UK GDPR Article 15(3)",
                    checked=True,
                    record_class="sar",
                    person=request.person_id,
                    reference=request.reference,
                    address=tuple(who.address),
                    email=who.email or "",
                )


def as_entered(one: ProposedDisclosure, who: int) -> DisclosureIn:
    """A proposal as the log takes it, for the recipient with that number."""
    return DisclosureIn(
        recipient=who, on=one.on, year=one.year, source=one.source, record_class=one.record_class, law=one.law,
        person=one.person,
    )  # fmt: skip


def recipient_of_proposal(one: ProposedDisclosure) -> RecipientIn:
    """The recipient that a proposal names."""
    return RecipientIn(name=one.recipient, kind=one.kind, address=list(one.address), email=one.email)


def refuse_impossible(session: Session, given: DisclosureIn) -> None:
    """Raise Refused if a disclosure names a source or a person there is not, or data that did not exist yet."""
    if given.person is not None and session.get(Person, given.person) is None:
        raise Refused(f"There is no person {given.person} in the workforce register.")
    if given.source is None:
        return
    source = session.get(Source, given.source)
    if source is None or source.state != "complete" or source.reader == ATTACHMENT:
        raise Refused(f"There is no source file {given.source}.")
    recipients.refuse_before(given.on, given.year, described(source), source.title)


def recipients_of(session: Session, person: int) -> list[SharedWith]:
    """Who received one person's data, by name (UK GDPR Article 15(1)(c)): by their own disclosures, and those of the
    source files and classes of records that hold theirs."""
    entries = _entries(session, person)
    rows = select(Item.id, Item.record_class).where(col(Item.person_id).in_(entries))
    held = {number(item): of for item, of in session.exec(rows)}
    seen = select(Sighting.source_id).join(Item, col(Item.id) == Sighting.item_id)
    sources = set(session.exec(seen.where(col(Item.person_id).in_(entries)).distinct()))
    return recipients.recipients_of(session, entries, sources, set(held.values()))


def unconfirmed(session: Session, person: int) -> list[ProposedDisclosure]:
    """The open proposals for one person's data."""
    entries = _entries(session, person)
    seen = select(Sighting.source_id).join(Item, col(Item.id) == Sighting.item_id)
    sources = set(session.exec(seen.where(col(Item.person_id).in_(entries)).distinct()))
    return [
        one for one in proposals(session) if one.person in entries or (one.person is None and one.source in sources)
    ]


def purpose_change_of(session: Session, person: int) -> PurposeChange | None:
    """The last change of purpose with that person on its list."""
    mine = select(PurposeChange).join(PurposeChangePerson, col(PurposeChangePerson.change_id) == PurposeChange.id)
    listed = mine.where(col(PurposeChangePerson.person_id).in_(_entries(session, person)))
    return session.exec(listed.order_by(col(PurposeChange.id).desc())).first()


def _entries(session: Session, person: int) -> Collection[int]:
    """The person's entry in the register, and those merged into it."""
    kept = register.root(session, person)
    return {kept, *(gone for gone, into in register.merged_into(session).items() if into == kept)}


def changes_of(session: Session, reference: str) -> list[str]:
    """What a case rectified, completed or restricted, a line each, for the notice to a recipient (Article 19)."""
    rows = session.exec(select(Rectified).where(Rectified.reference == reference).order_by(col(Rectified.id)))
    lines = [
        f"{one.field}: it was '{one.was}' and is now '{one.value}'"
        if one.how == Correction.rectified
        else f"{one.field}: '{one.was}' is completed by '{one.value}'"
        for one in rows
    ]
    marks = select(Restriction).where(Restriction.reference == reference, col(Restriction.lifted).is_(None))
    if session.exec(marks).first():
        lines.append("the data are restricted: they are only stored")
    return list(dict.fromkeys(lines))
