"""A person's card: everything the register holds about one person, and its sources."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import NotNullable
from sqlmodel import Session, col, select

from casework.breaches.affected_people import AffectedPerson
from casework.breaches.incidents import Breach, date_of
from casework.complaints.handling import Complaint
from casework.disclosure.bundles import place
from casework.disclosure.papers import of_case
from casework.people import register
from casework.people.register import LABEL, Person, PersonLine, PersonName, distinguishing, full_name
from casework.records.concepts import WITHIN, concept, label, of_post, value
from casework.records.contents import marks_in
from casework.records.intake import codes
from casework.records.items import Item, Source
from casework.retention.holds import active_holds
from casework.rights import rectification, restriction
from casework.rights.requests import Request
from casework.text.batches import batches
from casework.text.identifiers import normalised
from casework.text.likeness import same_name
from casework.timeline import history
from casework.timeline.events import Kind, events_in_force
from casework.vault.database import number
from casework.views.holdings import RETURN, Holdings, when

COMPARED = (
    "born",
    "title",
    "forename",
    "middle",
    "surname",
    "full",
    "sex",
    "ni",
    "swe",
    "email",
    "start",
    "end",
    "time",
)
"""What census returns and HR records both give, and should agree on."""
OTHERS = ("ssda903", "agency")
"""Files that are neither the census nor HR: about other people, or counts."""
RECIPIENTS = {
    "census": "the Department for Education, by the yearly census",
    "payroll": "the Cabinet Office, for the National Fraud Initiative",
}
"""Who receives the data of each kind of source."""

THEMSELVES = "the person"


@dataclass(frozen=True, slots=True)
class InSources:
    """How many sources gave something, and the first and last source with their dates."""

    first: str
    last: str
    from_: date
    to: date
    sources: int


@dataclass(frozen=True, slots=True)
class NameHeld(InSources):
    """A name, and the sources that gave it."""

    name: str


@dataclass(frozen=True, slots=True)
class NumberHeld(InSources):
    """A number or address in one written form, and the sources that gave it."""

    kind: str
    value: str
    """In the form that is compared; empty if it identifies no one."""
    written: str


@dataclass(frozen=True, slots=True)
class PostHeld(InSources):
    """A post, and the sources that gave it."""

    post: str
    start: date | str
    """A date, or what the record has in its place; `end` likewise."""
    end: date | str
    time: str


@dataclass(frozen=True, slots=True)
class SourceHeld:
    """A source that holds records about the person, and how many."""

    source: int
    year: str
    title: str
    name: str
    records: int


@dataclass(frozen=True, slots=True)
class RecordDifference:
    """A difference between the newest census return and HR records."""

    what: str
    return_: str
    hr: list[str]
    return_source: str
    hr_source: str


@dataclass(frozen=True, slots=True)
class CorrectedField:
    """One field corrected or completed, and the newest source since that still has the old value."""

    rectified: int
    item: int
    field: str
    label: str
    was: str
    how: str
    value: str
    reference: str | None
    reason: str
    day: date
    said: str
    still: str | None


@dataclass(frozen=True, slots=True)
class SameName:
    """Someone else with the same name, and what shows that they are a different person, if anything."""

    person: int
    name: str
    born: date | None
    against: str | None


@dataclass(frozen=True, slots=True)
class PersonCase:
    """A case that is about the person."""

    reference: str
    what: str
    received: date
    outcome: str | None


@dataclass(frozen=True, slots=True)
class HoldOn:
    """A hold that keeps the person's records from disposal."""

    why: str
    since: date


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who received the person's records."""

    who: str
    what: list[str]
    on: date | None


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field of a record, and its correction."""

    name: str
    label: str
    text: str
    meaning: str | None
    rectified: rectification.ValueBeside | None


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record: its sources, and its fields."""

    item: int
    kind: str
    year: str
    title: str
    place: str
    sources: list[str]
    restricted: str | None
    fields: list[FieldShown]


@dataclass(frozen=True, slots=True)
class PersonCard(PersonLine):
    """Everything about a person: each name, number and post with its sources and dates.

    `name` and `born` are the corrected values, if they were corrected."""

    called: list[NameHeld]
    numbers: list[NumberHeld]
    posts: list[PostHeld]
    sources: list[SourceHeld]
    differs: list[RecordDifference]
    rectified: list[CorrectedField]
    restricted: str | None
    restricted_why: str | None
    namesakes: list[SameName]
    cases: list[PersonCase]
    holds: list[HoldOn]
    recipients: list[Recipient]
    items: list[RecordShown]
    """Newest first."""


def entries(session: Session, person: int) -> list[int]:
    """The person's number, and those of every entry merged into theirs."""
    numbers, new = [person], [person]
    while new:
        merged = select(NotNullable(col(Person.id))).where(col(Person.merged_into).in_(new))
        new = list(session.exec(merged).all())
        numbers += new
    return numbers


def card(session: Session, person: int) -> PersonCard:
    """Everything about a person."""
    held = Holdings(session, session.exec(select(Item).where(Item.person_id == person).order_by(col(Item.id))))
    mark = restriction.of_person(session, person)
    cases, line = _cases(session, person), register.person_line(session, person)
    return PersonCard(
        person=line.person,
        name=line.name,
        names=line.names,
        born=line.born,
        identifiers=line.identifiers,
        records=line.records,
        called=_called(held),
        numbers=_numbers(held),
        posts=_posts(held),
        sources=_by_source(held),
        differs=differs(held),
        rectified=[_put_right(row, held) for row in rectification.of_person(session, person)],
        restricted=restriction.words_of(mark) if mark else None,
        restricted_why=f"{restriction.GROUNDS[mark.ground]}: {mark.reason}" if mark else None,
        namesakes=similar_names(session, person),
        cases=cases,
        holds=holds(session, person),
        recipients=recipients(session, held, cases),
        items=[_record(item, held) for item in reversed(held.items)],
    )


def record(session: Session, item: Item) -> RecordShown:
    """One record, as `card` lists those of a person."""
    return _record(item, Holdings(session, [item]))


def holds(session: Session, person: int) -> list[HoldOn]:
    """The holds that keep the person's records from disposal; open cases keep them too."""
    return [
        HoldOn(f"{one.reference}, {one.kind}: {one.why}", one.placed)
        for one in active_holds(session)
        if person in {register.root(session, each) for each in one.people}
    ]


def _span(held: Holdings, sources: list[Source]) -> tuple[str, str, date, date, int]:
    """The fields of an `InSources`."""
    ordered = sorted({source.id: source for source in sources}.values(), key=when)
    first, last = ordered[0], ordered[-1]
    return held.short(first), held.short(last), when(first)[0], when(last)[0], len(ordered)


def _called(held: Holdings) -> list[NameHeld]:
    stood: dict[str, list[Source]] = defaultdict(list)
    for item in held.items:
        for name in marks_in(item.marks).names:
            stood[name.full or " ".join(filter(None, name[:4]))] += held.seen(item)
    rows = [NameHeld(*_span(held, sources), name) for name, sources in stood.items() if name]
    return sorted(rows, key=lambda row: row.to, reverse=True)


def _numbers(held: Holdings) -> list[NumberHeld]:
    """Every number and address in every written form."""
    stood: dict[tuple[str, str, str], list[Source]] = defaultdict(list)
    for item in held.items:
        for kind, raw, _ in marks_in(item.marks).keys:
            stood[kind, normalised(kind, raw) or "", raw] += held.seen(item)
    rows = [NumberHeld(*_span(held, sources), *number) for number, sources in stood.items()]
    order = list(LABEL)
    return sorted(rows, key=lambda row: (order.index(row.kind), row.value, row.written))


def _posts(held: Holdings) -> list[PostHeld]:
    stood: dict[tuple[str, str], list[Source]] = defaultdict(list)
    until: dict[tuple[str, str], tuple[date | str, str]] = {}
    for item in held.items:
        if held.kind(item).endswith(WITHIN) or item.kind in OTHERS:
            continue
        has: dict[str, str] = {}
        layout = held.layout(item)
        for _, name, text in item.fields():
            what, shown = of_post(held.kind(item), name, layout), held.value_of(item, name, text)
            if what and shown.strip() and not held.either(item, name, shown):
                in_words = what.id in ("start", "end", "time")
                meant = value(what, shown) if in_words else codes.meaning(item.kind, name, shown) or shown
                has[what.id] = has.get(what.id) or meant
        post = ", ".join(has[part] for part in ("role", "department", "post") if part in has)
        if post:
            stood[post, has.get("start", "")] += held.seen(item)
            until[post, has.get("start", "")] = _day_or_text(has.get("end", "")), has.get("time", "")
    rows = [
        PostHeld(*_span(held, sources), post, _day_or_text(start), *until[post, start])
        for (post, start), sources in stood.items()
    ]
    return sorted(rows, key=lambda row: (str(row.start), row.to), reverse=True)


def _day_or_text(said: str) -> date | str:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return said


def _by_source(held: Holdings) -> list[SourceHeld]:
    count: dict[int, int] = defaultdict(int)
    for item in held.items:
        for source in held.seen(item):
            count[number(source.id)] += 1
    newest = sorted((held.sources[one] for one in count), key=when, reverse=True)
    return [
        SourceHeld(number(one.id), str(when(one)[0].year), held.title(one), one.name, count[number(one.id)])
        for one in newest
    ]


def differs(held: Holdings) -> list[RecordDifference]:
    """The differences between the newest census return and HR records (accuracy, Article 5(1)(d)).

    For each fact, HR is the newest file that gives it; if any of its rows agrees, there is no difference.
    """
    returns = [item for item in held.items if item.kind == RETURN]
    if not returns:
        return []
    theirs: dict[str, dict[tuple[date, int], list[tuple[str, str, str]]]] = defaultdict(lambda: defaultdict(list))
    for item in held.items:
        if item.kind != RETURN and item.kind not in OTHERS:
            for what, known, shown in _facts(item, held):
                newest = held.seen(item)[-1]
                theirs[what][when(newest)].append((known, shown, held.title(newest)))
    differences = []
    for what, known, shown in _facts(returns[-1], held):
        rows = theirs[what][max(theirs[what])] if theirs[what] else []
        if rows and known not in [row[0] for row in rows]:
            hr = list(dict.fromkeys(row[1] for row in rows))
            differences.append(
                RecordDifference(label(what), shown, hr, held.title(held.seen(returns[-1])[-1]), rows[0][2])
            )
    return differences


def _facts(item: Item, held: Holdings) -> list[tuple[str, str, str]]:
    """The facts of a record that can be compared: the concept, the value to compare, and the words as written."""
    facts = []
    for _, name, text in item.fields():
        what, shown = concept(held.kind(item), name), held.value_of(item, name, text)
        if what and what.id in COMPARED and not held.either(item, name, shown) and (known := value(what, shown)):
            meaning = codes.meaning(item.kind, name, shown)
            facts.append((what.id, known, f"{shown}, {meaning}" if meaning else shown))
    return facts


def _put_right(row: rectification.Rectified, held: Holdings) -> CorrectedField:
    """One correction, and the newest source since that still has the old value."""
    still = [
        source
        for item in held.items
        for _, name, _ in item.fields()
        if held.correction_of(item, name) == row and row.how == rectification.RIGHT
        for source in held.seen(item)
        if number(source.id) > row.newest
    ]
    kind = next((item.kind for item in held.items if item.id == row.item_id), "")
    return CorrectedField(
        rectified=number(row.id),
        item=row.item_id,
        field=row.field,
        label=codes.label(kind, row.field),
        was=row.was,
        how=row.how,
        value=row.value,
        reference=row.reference,
        reason=row.reason,
        day=row.day,
        said=rectification.words_of(row),
        still=held.title(max(still, key=when)) if still else None,
    )


def similar_names(session: Session, person: int) -> list[SameName]:
    """The other people in the register with a similar name, and what shows each to be a different person, if anything.

    Names are similar if only a middle name, a shortened forename or a small misspelling differs.
    """
    mine = [name.key for name in register.names_of(session, person)]
    verdicts: dict[str, bool] = {}
    alike: list[int] = []
    others = col(PersonName.person_id).is_not(None), col(PersonName.person_id) != person
    names = select(NotNullable(col(PersonName.id)), PersonName.key).where(*others).order_by(col(PersonName.id))
    for one, key in session.exec(names):
        if key not in verdicts:
            verdicts[key] = any(same_name(key, own) for own in mine)
        if verdicts[key]:
            alike.append(one)
    named: dict[int, str] = {}
    for some in batches(alike):
        whole = select(PersonName).where(col(PersonName.id).in_(some)).order_by(col(PersonName.id))
        named |= {number(name.person_id): full_name(name) for name in session.exec(whole)}
    born = {one.person: one.born for one in register.person_lines(session, list(named))}
    return [SameName(other, name, born[other], _apart(session, person, other)) for other, name in named.items()]


def _apart(session: Session, one: int, other: int) -> str | None:
    mine, theirs = (register.identifiers_of(session, each) for each in (one, other))
    for kind in ("born", "ni", "swe"):
        sides = distinguishing(kind, mine[kind]), distinguishing(kind, theirs[kind])
        if all(sides) and not sides[0] & sides[1]:
            return f"different {LABEL[kind]}"
    return None


def _cases(session: Session, person: int) -> list[PersonCase]:
    """The person's cases, open ones first, newest first; complaints about those, and breaches that affect them."""
    numbers = entries(session, person)
    mine = session.exec(select(Request).where(col(Request.person_id).in_(numbers))).all()
    about = [one.reference for one in mine]
    complaints = session.exec(select(Complaint).where(col(Complaint.about).in_(about))).all()
    concern = select(AffectedPerson.reference).where(col(AffectedPerson.person_id).in_(numbers))
    breached = session.exec(select(Breach).where(col(Breach.reference).in_(concern))).all()
    known = [
        *((one.received, one.reference, ", ".join(one.rights), one.outcome) for one in mine),
        *((one.received, one.reference, f"complaint about {one.about}", one.outcome) for one in complaints),
        *((date_of(one.aware), one.reference, "breach", one.outcome) for one in breached),
    ]
    known.sort(key=lambda row: row[:2], reverse=True)
    known.sort(key=lambda row: row[3] is not None)
    return [PersonCase(reference, what, received, outcome) for received, reference, what, outcome in known]


def recipients(session: Session, held: Holdings, cases: list[PersonCase]) -> list[Recipient]:
    """Who received these records: Article 19 requires telling them, and Article 15(1)(c) asks for them."""
    receivers = []
    for kind, who in RECIPIENTS.items():
        sources = {number(one.id): one for item in held.items if item.kind == kind for one in held.seen(item)}
        if sources:
            what = [held.short(source) for source in sorted(sources.values(), key=when)]
            receivers.append(Recipient(who, what, None))
    for case in cases:
        sent = [one for one in events_in_force(history.events(session, case.reference)) if one.kind == Kind.sent]
        packs = [paper for paper in of_case(session, case.reference) if paper.kind == "pack"]
        if sent and packs:
            asked = session.exec(select(Request).where(Request.reference == case.reference)).one().requester
            who = THEMSELVES if asked.is_subject else f"{asked.name} ({asked.authority})"
            pages = "1 page" if packs[-1].pages == 1 else f"{packs[-1].pages} pages"
            what = [f"response pack of {case.reference}, {pages}"]
            receivers.append(Recipient(who, what, sent[-1].on))
    return receivers


def to_tell(session: Session, person: int, items: list[Item]) -> list[str]:
    """The recipients who must be told that these records were rectified (Article 19)."""
    receivers = recipients(session, Holdings(session, items), _cases(session, person))
    return [one.who for one in receivers if one.who != THEMSELVES]


def _record(item: Item, held: Holdings) -> RecordShown:
    mark, seen = held.restricted.get(number(item.id)), held.seen(item)
    return RecordShown(
        item=number(item.id),
        kind=item.kind,
        year=str(when(seen[-1])[0].year),
        title=held.title(seen[-1]),
        place=place(item),
        sources=[source.name for source in seen],
        restricted=restriction.words_of(mark) if mark else None,
        fields=[
            FieldShown(
                name=name,
                label=codes.label(item.kind, name),
                text=text,
                meaning=codes.meaning(item.kind, name, text),
                rectified=rectification.value_beside(row, item.kind)
                if (row := held.correction_of(item, name))
                else None,
            )
            for _, name, text in item.fields()
        ],
    )
