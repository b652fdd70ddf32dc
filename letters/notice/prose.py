"""The privacy notice in words: its data as sections of headings, paragraphs and lists. Pure.

The screen, the PDF, the text, the web page and the comparison of two versions all have their words from here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from casework.law.rights import RIGHTS
from casework.notice.council import Council
from casework.notice.reading import filled
from casework.notice.register import (
    NoticeProcessor,
    NoticeRecipient,
    PrivacyNotice,
    Purpose,
    PurposeBasis,
    RightPromise,
    SpecialCondition,
)
from casework.notice.terms import BASES, UK, CategoryKind, ComplainTo
from casework.text.days import plain
from letters.paper.letter import Block

HEADINGS = {
    "introduction": "About this notice",
    "controller": "Who we are",
    "categories": "What information we hold",
    "sources": "Where it comes from",
    "uses": "What we use it for",
    "not_provided": "If you do not give us information",
    "change_of_purpose": "If we want to use it for something else",
    "consent": "Your consent",
    "automated": "Decisions made by computer",
    "sharing": "Who we share it with",
    "department": "What the Department for Education does with it",
    "security": "How we keep it safe",
    "retention": "How long we keep it",
    "rights": "Your rights",
    "complaints": "How to complain",
    "updates": "Changes to this notice",
}
"""The sections of a notice by their names in the data, in the order they are printed, with their headings."""


@dataclass(frozen=True, slots=True)
class NoticeSection:
    """One section of a notice in words; without blocks the notice says nothing under that heading."""

    id: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """Which version of a notice it is, and from when: printed if the notice shows its version."""

    number: int
    first: date | None
    """None for a draft."""

    def in_words(self) -> str:
        """`Version 2, in force from 14 December 2026`."""
        return f"Version {self.number}, {f'in force from {plain(self.first)}' if self.first else 'a draft'}"


def sections(notice: PrivacyNotice, periods: Mapping[str, str], edition: Edition) -> list[NoticeSection]:
    """Every section, with the council's details still as placeholders.

    `periods`: how long each class of record is kept, in words, by the schedule in force.
    """
    writing = _Writing(notice, periods, edition)
    return [NoticeSection(name, heading, tuple(_said(getattr(writing, name)()))) for name, heading in HEADINGS.items()]


def printed(notice: Iterable[NoticeSection], council: Council, on: date) -> list[NoticeSection]:
    """The sections that say something, with the council's details and the regulator's name on a date filled in."""

    def fill(block: Block) -> Block:
        points = tuple(filled(point, council, on) for point in block.points)
        return replace(block, text=filled(block.text, council, on), points=points)

    return [replace(one, blocks=tuple(map(fill, one.blocks))) for one in notice if one.blocks]


def _said(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks that say something: a list with points, under the text that leads it in."""
    for block in blocks:
        if block.kind != "list":
            yield block
        elif block.points:
            if block.text:
                yield Block("text", block.text)
            yield Block("list", points=block.points)


def _texts(*texts: str) -> Iterator[Block]:
    return (Block("text", one) for one in texts if one)


def _list(lead: str, points: Iterable[str]) -> Block:
    return Block("list", lead, tuple(points))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _with(text: str, *more: str) -> str:
    """A text, and in brackets what is known besides."""
    known = "; ".join(filter(None, more))
    return f"{text} ({known})" if known else text


@dataclass(frozen=True)
class _Writing:
    """One notice being put into words: a method for each section."""

    notice: PrivacyNotice
    periods: Mapping[str, str]
    edition: Edition

    def introduction(self) -> Iterator[Block]:
        part = self.notice.introduction
        yield from _texts(*part.text, f"We give you this notice under the {part.issued_under}.")
        if part.shows_version:
            yield from _texts(f"{self.edition.in_words()}.")

    def controller(self) -> Iterator[Block]:
        part = self.notice.controller
        yield from _texts(*part.text)
        if part.contact == part.officer_contact:
            yield _list(f"You can reach {part.name} and its {part.officer} at:", part.contact)
            return
        yield _list(f"You can reach {part.name} at:", part.contact)
        yield _list(f"You can reach the {part.officer} at:", part.officer_contact)

    def categories(self) -> Iterator[Block]:
        leads = {
            CategoryKind.ordinary: "We hold:",
            CategoryKind.special: "We also hold this more sensitive (special category) information:",
            CategoryKind.criminal: "We also hold this information about criminal records:",
        }
        for kind, lead in leads.items():
            yield _list(lead, (one.name for one in self.notice.categories if one.kind == kind))

    def sources(self) -> Iterator[Block]:
        yield _list("The information comes from:", (_with(one.name, one.often) for one in self.notice.sources))

    def uses(self) -> Iterator[Block]:
        part = self.notice.uses
        yield from _texts(*part.text)
        for purpose in part.purposes:
            yield Block("heading", _capital(purpose.what))
            yield from self._purpose(purpose)
        if part.without_purpose:
            yield Block("heading", "Other bases")
            yield _list("We may also rely on:", map(_in_law, part.without_purpose))
        if part.overlap:
            yield from _texts("Some of these bases overlap, so more than one may apply.")

    def _purpose(self, purpose: Purpose) -> Iterator[Block]:
        names = {one.id: one.name for one in self.notice.categories}
        yield _list("Our basis in law:", map(_in_law, purpose.grounds))
        yield _list("For the sensitive information in it, our condition is:", map(_condition, purpose.conditions))
        yield from _texts(f"We use {'; '.join(names[id] for id in purpose.categories)}." if purpose.categories else "")

    def not_provided(self) -> Iterator[Block]:
        part = self.notice.not_provided
        yield from _texts(*part.text)
        yield _list("You must give us:", part.required)
        yield _list("If you do not:", part.consequences)
        yield _list("You can choose whether to give us:", part.voluntary)

    def change_of_purpose(self) -> Iterator[Block]:
        return _texts(*self.notice.change_of_purpose.text)

    def consent(self) -> Iterator[Block]:
        return _texts(*self.notice.consent.text, self.notice.consent.withdrawal)

    def automated(self) -> Iterator[Block]:
        return _texts(*self.notice.automated.text)

    def sharing(self) -> Iterator[Block]:
        part = self.notice.sharing
        yield from _texts(*part.text)
        yield _list("We share it with these organisations:", map(_recipient, part.recipients))
        yield _list("These organisations work for us, on our instructions:", map(_processor, part.processors))
        yield from _texts(*part.processor_terms)
        parties: list[NoticeRecipient | NoticeProcessor] = [*part.recipients, *part.processors]
        if part.stays_in and all(one.place == UK for one in parties):
            yield from _texts(f"We do not send your information outside the {part.stays_in}.")
        else:
            abroad = (f"{one.name}, in {one.place}: {one.safeguard}" for one in parties if one.place != UK)
            yield _list(f"We send some information outside the {UK}, with these safeguards:", abroad)

    def department(self) -> Iterator[Block]:
        part = self.notice.department
        yield from _texts(*part.text)
        yield _list("It uses the information:", part.uses)
        yield _list("It may share it with others for:", part.shares_for)
        yield _list("To decide whether to share it, it looks at:", part.decides_by)
        yield _list("Its conditions are:", part.conditions)
        yield from _texts(part.link and f"The Department says more at {part.link}")

    def security(self) -> Iterator[Block]:
        part = self.notice.security
        yield from _texts(*part.text)
        yield _list("Our measures include:", part.measures)
        yield from _texts(f"For details, ask the {part.details_from}." if part.details_from else "", *part.breach)

    def retention(self) -> Iterator[Block]:
        part = self.notice.retention
        yield from _texts(*part.text)
        yield _list("What decides the period:", part.criteria)
        kept = (self.periods[name] for name in part.classes if name in self.periods)
        yield _list("We keep these records for:", map(_capital, kept))
        yield from _texts(*part.anonymised)

    def rights(self) -> Iterator[Block]:
        part = self.notice.rights
        yield from _texts(*part.text)
        together = [one for one in part.rights if not one.apart]
        yield _list("You can ask us:", map(_right, together))
        yield from _texts(*(text for one in together for text in one.text))
        yield _list("The law limits these rights:", (_limit(one, limit) for one in together for limit in one.limits))
        for one in part.rights:
            if one.apart:
                yield Block("heading", RIGHTS[one.right])
                yield from _texts(*(one.text or (f"You can ask us {one.what}.",)))
                yield _list("The law limits this right:", one.limits)
        yield Block("heading", "How to use your rights")
        yield from _texts(*part.how, "Put it in writing." if part.only_in_writing else "", *part.keep_current)
        yield from _texts(part.link and f"More about your rights: {part.link}")

    def complaints(self) -> Iterator[Block]:
        whom = {ComplainTo.council: "To us", ComplainTo.regulator: "To the {regulator}"}
        for route in self.notice.complaints:
            yield Block("heading", whom[route.to])
            yield from _texts(*route.text)

    def updates(self) -> Iterator[Block]:
        return _texts(*self.notice.updates.text)


def _in_law(ground: PurposeBasis) -> str:
    basis = BASES[ground.basis]
    words = f"{basis.words} (UK GDPR Article 6(1){basis.point})"
    about = f", for {ground.about}" if ground.about else ""
    return f"{words}{about}{f': {ground.law}' if ground.law else ''}"


def _condition(one: SpecialCondition) -> str:
    schedule = f"{one.schedule} of the Data Protection Act 2018" if one.schedule else ""
    known = [f"Article {one.article}" if one.article else "", schedule, one.policy]
    return ", with ".join(filter(None, known)) or "not stated"


def _recipient(one: NoticeRecipient) -> str:
    return _with(f"{one.name}: {one.why}", one.law)


def _processor(one: NoticeProcessor) -> str:
    return f"{one.name}: {one.task}"


def _right(one: RightPromise) -> str:
    _, _, article = RIGHTS[one.right].partition("(")
    bases = ", ".join(BASES[basis].words for basis in one.bases)
    return _with(one.what, article.rstrip(")"), f"where we rely on {bases}" if bases else "")


def _limit(one: RightPromise, limit: str) -> str:
    return f"{RIGHTS[one.right]}: {limit}"
