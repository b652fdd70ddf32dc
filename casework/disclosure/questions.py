"""The questions before a pack is built: who is named, where redacted words are repeated, who else may be named.

They cover the items to be disclosed, as they would go out under the decisions so far. An answer is a decision on the
place, and lasts as long as its passage.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session, col, select

from casework import Refused
from casework.disclosure import bundles
from casework.disclosure import mentions as unregistered
from casework.disclosure.bundles import BundleField, BundleItem, Ranges
from casework.disclosure.decision_input import DecisionIn, factors_in, unnamed_in
from casework.disclosure.decisions import Decision, DecisionKind, decide
from casework.disclosure.withheld import Withheld, WithheldValue, values_of
from casework.law import OTHERS
from casework.law.grounds import UNNAMED
from casework.notice.council import Council
from casework.people import register
from casework.records.items import Item
from casework.rights.requests import Request, about
from casework.text.canonical import fold
from casework.text.forms import Answer, NameForm, TextBlock
from casework.text.naming import Model
from casework.vault import database

KEYS = ("id", "answer", "reason", "everywhere", "exemption", "unnamed", "say", "factors")
"""The keys of an answer."""
COLUMN = 40
"""Longest text for which the answer given in one case is proposed for the same column in the next."""


class Reply(StrEnum):
    """How a question can be answered."""

    subject = "subject"
    """It names the data subject."""
    other = "other"
    """It names someone else, and is disclosed with a reason."""
    redact = "redact"
    checked = "checked"
    """It was read, and can go out."""


DECIDES = {
    Reply.subject: DecisionKind.subject,
    Reply.other: DecisionKind.disclose,
    Reply.redact: DecisionKind.redact,
    Reply.checked: DecisionKind.checked,
}
"""The decision on the words that each answer makes."""
PROPOSES = {decided: reply for reply, decided in DECIDES.items() if reply != Reply.checked}
"""The answer that a decision in another case proposes."""


class QuestionKind(StrEnum):
    """The kinds of question."""

    naming = "naming"
    """A registered person may be named."""
    withheld_words = "withheld-words"
    """Redacted words are repeated here."""
    mention = "mention"
    """Someone who is not registered may be named: to be checked."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in what would go out: offsets in the field's text, `last` not included; both 0 for the full field."""

    item: int
    segment: int
    first: int
    last: int
    page: int | None = field(default=None, compare=False)
    """The page of the pack it is on, once there is one."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An earlier answer that may apply again."""

    answer: Reply
    reason: str
    exemption: str | None
    case: str
    """The case it was given in, which may be this one."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, with every place it covers."""

    id: str
    kind: QuestionKind
    form: str
    """How someone is named (`initial`), `withheld`, or what may name someone (`telephone number`)."""
    why: str
    """The form in words."""
    must: bool
    """Whether it stops the pack: to be redacted, or disclosed by a decision with a reason."""
    people: tuple[int, ...]
    """The registered people it may be."""
    names: tuple[str, ...]
    """The name of each."""
    words: str
    places: tuple[Spot, ...]
    label: str
    """The field it is in, in plain words."""
    title: str
    """The source of the first place."""
    passage: str
    """The text of the first place's field, as it would go out."""
    answers: tuple[Reply, ...]
    """How it can be answered."""
    proposal: Proposal | None = None


class _Found(NamedTuple):
    """One thing to ask, with its places in one item."""

    kind: QuestionKind
    form: str
    must: bool
    people: tuple[int, ...]
    words: str
    spots: tuple[Spot, ...]
    entry: BundleItem
    part: BundleField
    alike: tuple[object, ...]
    """Those with the same key are asked as one question."""
    exemption: str | None = None
    """For words redacted elsewhere, the exemption used there."""


def open_questions(session: Session, request: Request, model: Model) -> list[Question]:
    """The open questions on the items decided so far: those that stop the pack first, then by item."""
    entries = bundles.entries(session, request)
    named = list(_named(entries, model, about(session, request)))
    found = [*named, *_taken_out(entries), *_mentioned(session, request, entries, named)]
    groups: dict[tuple[object, ...], list[_Found]] = defaultdict(list)
    for one in found:
        groups[one.kind, one.people, one.alike].append(one)
    numbers = sorted({number for one in found for number in one.people})
    names: dict[int, str] = {one.person: one.name for one in register.person_lines(session, numbers)}
    asked = [_question(session, request, group, names) for group in groups.values()]
    order = list(QuestionKind)
    return sorted(asked, key=lambda one: (not one.must, order.index(one.kind), one.places[0], one.words))


def sentences(asked: Sequence[Question]) -> list[str]:
    """A sentence for each kind of open question: how many there are, and what to do."""
    must = sum(one.must for one in asked)
    ask = sum(not one.must and one.kind != QuestionKind.mention for one in asked)
    look = sum(one.kind == QuestionKind.mention for one in asked)
    lines = [
        must
        and f"{_many(must, 'passage has', 'passages have')} another registered person's name, or redacted words. "
        "Redact, or disclose with a reason.",
        ask and f"{_many(ask, 'question is', 'questions are')} unanswered. Answer in the review.",
        look and f"{_many(look, 'passage', 'passages')} may name someone not registered. Check in the review.",
    ]
    return [one for one in lines if one]


def _many(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def answer(session: Session, request: Request, model: Model, given: object) -> dict[str, object]:
    """Answer questions, all or none; return the decisions before and now, as `decide` does.

    Each is `{id, answer, reason, everywhere, exemption, unnamed, say, factors}`: answer is subject, other (disclosed,
    with a reason), redact or checked. `everywhere` gives the same words the same answer throughout the case.
    Raises Refused if one is not possible.
    """
    asked = {one.id: one for one in open_questions(session, request, model)}
    if not isinstance(given, list) or not given:
        raise Refused("Answers must be a list. Each needs an id and an answer.")
    rows = [row for one in given for row in _rows(asked, one)]
    return decide(session, request, rows)


def _rows(asked: dict[str, Question], typed: object) -> Iterator[DecisionIn]:
    if not isinstance(typed, dict) or set(typed) - set(KEYS):
        raise Refused(f"An answer has the keys {', '.join(KEYS[:-1])} and {KEYS[-1]}, and no others.")
    texts = [typed.get(key) or "" for key in ("id", "answer", "reason", "exemption")]
    if not all(isinstance(text, str) for text in texts) or typed.get("everywhere") not in (None, True, False):
        raise Refused("In an answer, id, answer, reason and exemption must be text, and everywhere true or false.")
    number, answered, reason, exemption = texts
    if number not in asked:
        raise Refused(f"Question '{number[:20]}' is not open. List the questions again.")
    question = asked[number]
    given = next((one for one in question.answers if one == answered), None)
    if given is None:
        raise Refused(
            f"Question {number} ('{question.words[:40]}') cannot be answered '{answered[:20]}'. Choose from: "
            f"{', '.join(question.answers)}."
        )
    if given == Reply.other and not reason.strip():
        raise Refused(f"Question {number}: enter the reason for disclosing someone else's name or words.")
    if given == Reply.redact:
        usual = (
            question.proposal.exemption if question.proposal and question.kind == QuestionKind.withheld_words else None
        )
        exemption = exemption or usual or OTHERS
    elif exemption:
        raise Refused(f"Question {number}: only redact can have an exemption, not {given}.")
    same = [one for one in asked.values() if typed.get("everywhere") and one.id != number and _same(question, one)]
    where = f"Question {number}"
    unnamed, factors = unnamed_in(typed, where), factors_in(typed, where)
    for one in (question, *(other for other in same if given in other.answers)):
        for row in _decisions(one, given, exemption or None, reason.strip()):
            yield replace(row, unnamed=unnamed, factors=factors)


def _allowed(kind: QuestionKind, must: bool) -> tuple[Reply, ...]:
    """The answers a question can have."""
    if kind == QuestionKind.mention:
        return (Reply.checked, Reply.other, Reply.redact)
    if must or kind == QuestionKind.withheld_words:
        return (Reply.other, Reply.redact)
    return (Reply.subject, Reply.other, Reply.redact)


def _same(one: Question, other: Question) -> bool:
    return (one.kind, one.people, fold(one.words)) == (other.kind, other.people, fold(other.words))


def _decisions(question: Question, given: Reply, exemption: str | None, reason: str) -> Iterator[DecisionIn]:
    decided = DECIDES[given]
    for at in question.places:
        if given == Reply.subject and not at.last:  # for a full field, the reason records it
            decided, reason = DecisionKind.disclose, "it names the data subject"
        place = at.segment, at.first, at.last
        yield DecisionIn(at.item, decided, "", *place, exemption=exemption, reason=reason)


def _named(entries: Sequence[BundleItem], model: Model, subject: int) -> Iterator[_Found]:
    """Registered people named in what would go out, at places no decision covers."""
    for entry in entries:
        if not entry.disclosed:
            continue
        blocks = [TextBlock(part.left, part.concept, part.own) for part in entry.parts]
        for naming in model.namings(blocks, subject, record=True):
            parts = [entry.parts[place.block] for place in naming.places]
            answered = all(
                _inside(part.allowed, at.first, at.last) for part, at in zip(parts, naming.places, strict=True)
            )
            if naming.answer == Answer.listed or answered:
                continue
            spots = tuple(Spot(entry.item, at.block, at.first, at.last) for at in naming.places)
            passage = tuple(fold(part.left) for part in parts)
            words = " … ".join(part.left[at.first : at.last] for part, at in zip(parts, naming.places, strict=True))
            must = naming.answer == Answer.refused
            alike = (naming.form, fold(words), passage)
            yield _Found(QuestionKind.naming, naming.form, must, naming.people, words, spots, entry, parts[0], alike)
        for part in entry.parts:  # a corrected value beside the source's has no places of its own
            if part.right and not (part.by_itself or part.exemption):
                for naming in model.namings([TextBlock(part.right, part.concept, part.own)], subject):
                    if naming.answer != Answer.listed:
                        spots, must = (Spot(entry.item, part.segment, 0, 0),), naming.answer == Answer.refused
                        same = (naming.form, naming.words, fold(part.right))
                        of = (naming.people, naming.words, spots, entry, part, same)
                        yield _Found(QuestionKind.naming, naming.form, must, *of)


def _taken_out(entries: Sequence[BundleItem]) -> Iterator[_Found]:
    """Redacted words that are repeated in what would go out."""
    sought = Withheld(values_of(entries))
    under = {(entry.item, part.segment): _ground(entry, part) for entry in entries for part in entry.parts}
    for entry in entries:
        for part in entry.parts if entry.disclosed else ():
            for text, source in ((part.left, False), (part.right, True)):
                if part.exemption or (source and part.by_itself):
                    continue
                for hit in sought.find(text, label=part.name):
                    if not source and _inside(part.allowed, hit.first, hit.last):
                        continue
                    spot = Spot(entry.item, part.segment, *((0, 0) if source else (hit.first, hit.last)))
                    value, exemption = hit.value, under[hit.value.item, hit.value.segment]
                    alike = ("item", value.item) if value.whole else ("words", fold(value.text))
                    of = (_said(value), (spot,), entry, part, alike, exemption)
                    yield _Found(QuestionKind.withheld_words, "withheld", hit.answer == Answer.refused, (), *of)


def _ground(entry: BundleItem, part: BundleField) -> str | None:
    """The exemption of redacted words; None if the letter must not name it."""
    found = part.exemption or entry.exemption or (part.cuts[0].exemption if part.cuts else None)
    return None if found == UNNAMED else found


def _said(value: WithheldValue) -> str:
    return f"all of item {value.item}" if value.whole else value.text


def _mentioned(
    session: Session, request: Request, entries: Sequence[BundleItem], named: Iterable[_Found]
) -> Iterator[_Found]:
    """Unchecked passages that may name someone who is not registered; registered people have questions of their own."""
    own, office = _own(session, request), unregistered.terms(tuple(session.get_one(Council, 1).office_terms))
    asked: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for spot in (spot for one in named for spot in one.spots):
        asked[spot.item, spot.segment].append((spot.first, spot.last))
    for entry in entries:
        for part in entry.parts if entry.disclosed else ():
            if not unregistered.is_free(part.left, part.concept) or part.by_itself:
                continue
            seen = [*part.checked, *part.allowed, *asked[entry.item, part.segment]]
            marked = [
                one
                for one in unregistered.mentions(part.left, own, office)
                if not any(one.first < last and first < one.last for first, last in seen)
            ]
            if marked:
                spots = tuple(Spot(entry.item, part.segment, one.first, one.last) for one in marked)
                words = "; ".join(part.left[one.first : one.last] for one in marked)
                form = ", ".join(dict.fromkeys(one.why for one in marked))
                alike = (part.name, fold(part.left))
                yield _Found(QuestionKind.mention, form, False, (), words, spots, entry, part, alike)


def _own(session: Session, request: Request) -> unregistered.Own:
    """The data subject's own details in the register; what only a request gives does not count."""
    person = about(session, request)
    if not person:
        return unregistered.Own()
    names = [register.full_name(name) for name in register.names_of(session, person)]
    numbers = [value for values in register.identifiers_of(session, person).values() for value in values]
    items = session.exec(select(Item).where(Item.person_id == person)).all()
    fields = [(name, text) for item in items for _, name, text in item.fields()]
    return unregistered.own_of(names, fields, numbers)


def _inside(ranges: Ranges, first: int, last: int) -> bool:
    return any(begin <= first and last <= end for begin, end in ranges)


def _question(session: Session, request: Request, group: Sequence[_Found], names: dict[int, str]) -> Question:
    one = group[0]
    places = tuple(dict.fromkeys(spot for found in group for spot in found.spots))
    identity = [one.kind, one.form, one.people, one.words, [(at.item, at.segment, at.first, at.last) for at in places]]
    stable = hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:12]
    title = f"{one.entry.title}, {one.entry.place}"
    passage = one.part.left if places[0].last else one.part.right
    must = any(found.must for found in group)
    answers = _allowed(one.kind, must)
    return Question(
        id=stable,
        kind=one.kind,
        form=str(one.form),
        why=NameForm(one.form).words if one.kind == QuestionKind.naming else one.form,
        must=must,
        people=one.people,
        names=tuple(names.get(number, "") for number in one.people),
        words=one.words,
        places=places,
        label=one.part.label,
        title=title,
        passage=passage,
        answers=answers,
        proposal=_proposal(session, request, answers, one),
    )


def _proposal(session: Session, request: Request, answers: Sequence[Reply], one: _Found) -> Proposal | None:
    """The answer for the same column in another case, or the exemption the same words were redacted under."""
    if one.kind == QuestionKind.withheld_words:
        return Proposal(Reply.redact, "", one.exemption, request.reference)
    if one.kind == QuestionKind.mention or len(one.part.text) > COLUMN:
        return None
    earlier = select(Decision).join(Item, col(Item.id) == Decision.item_id).where(Item.kind == one.entry.kind)
    earlier = earlier.where(Decision.field == one.part.name, Decision.reference != request.reference)
    for row in session.exec(earlier.order_by(database.newest_first(Decision)).limit(20)):
        given = PROPOSES.get(row.decision)
        if given and given in answers and (given != Reply.other or row.reason):
            return Proposal(given, row.reason, row.exemption, row.reference)
    return None
