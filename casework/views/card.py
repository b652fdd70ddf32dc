"""A person's card: everything the register knows of one person, and where it knows it from."""

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
from casework.notice.council import Council
from casework.notice.published import notice
from casework.people import register
from casework.people.register import LABEL, Person, PersonLine, PersonName, spoken, telling
from casework.records.concepts import WITHIN, concept, label, of_post, value
from casework.records.contents import marks_in
from casework.records.intake import codes
from casework.records.items import Item, Source
from casework.retention.holds import active_holds
from casework.rights import rectification, restriction
from casework.rights.requests import Request
from casework.text.batches import batches
from casework.text.identifiers import normal
from casework.text.likeness import same_name
from casework.timeline import history
from casework.timeline.events import Kind, standing
from casework.vault.database import number
from casework.views.holdings import RETURN, Held, when

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
"""What a return and an HR record both say, and should say alike."""
OTHERS = ("ssda903", "agency")
"""Returns about others, or of counts: neither the census nor HR."""
RECIPIENTS = {
    "census": ("Department for Education", "the Department for Education, by the yearly census"),
    "payroll": ("National Fraud Initiative", "the Cabinet Office, for the National Fraud Initiative"),
}
"""Who is given the data of a kind of source: the words by which the notice names them, and what stands in for it."""

THEMSELVES = "the person"


@dataclass(frozen=True, slots=True)
class InSources:
    """In how many sources something stood, and the first and the last of them, with their days."""

    first: str
    last: str
    from_: date
    to: date
    sources: int


@dataclass(frozen=True, slots=True)
class NameHeld(InSources):
    """A name, and where it stood."""

    name: str


@dataclass(frozen=True, slots=True)
class NumberHeld(InSources):
    """A number or address in one form in which it was written, and where it stood so."""

    kind: str
    value: str
    """In the form in which it is compared; empty where it identifies no one."""
    written: str


@dataclass(frozen=True, slots=True)
class PostHeld(InSources):
    """A post, and where it stood."""

    post: str
    start: date | str
    """A day, or what the record says in the place of one; so is `end`."""
    end: date | str
    time: str


@dataclass(frozen=True, slots=True)
class SourceHeld:
    """A source that holds records of the person, and how many."""

    source: int
    year: str
    title: str
    name: str
    records: int


@dataclass(frozen=True, slots=True)
class Differing:
    """Something that the newest census return says otherwise than HR."""

    what: str
    return_: str
    hr: list[str]
    return_source: str
    hr_source: str


@dataclass(frozen=True, slots=True)
class CorrectedField:
    """One thing put right or completed, and the newest source since that still says it wrongly."""

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
    """Somebody else who goes by the same name, and what shows them to be somebody else, if anything."""

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
    """Somebody who was given the person's records."""

    who: str
    what: list[str]
    on: date | None


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field of a record, and what was put right in it."""

    name: str
    label: str
    text: str
    meaning: str | None
    rectified: rectification.ValueBeside | None


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record: where it stands, and what it says."""

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
    """A person whole: where each name, number and post stood and when; `name` and `born` are the right ones where they
    were put right."""

    called: list[NameHeld]
    numbers: list[NumberHeld]
    posts: list[PostHeld]
    sources: list[SourceHeld]
    differs: list[Differing]
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
    """The person's number, and those of every entry that was found to be the same person."""
    found, new = [person], [person]
    while new:
        merged = select(NotNullable(col(Person.id))).where(col(Person.merged_into).in_(new))
        new = list(session.exec(merged).all())
        found += new
    return found


def card(session: Session, person: int) -> PersonCard:
    """A person whole."""
    held = Held(session, session.exec(select(Item).where(Item.person_id == person).order_by(col(Item.id))))
    mark = restriction.of_person(session, person)
    cases, line = _cases(session, person), register.card(session, person)
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
        namesakes=namesakes(session, person),
        cases=cases,
        holds=holds(session, person),
        recipients=recipients(session, held, cases),
        items=[_record(item, held) for item in reversed(held.items)],
    )


def record(session: Session, item: Item) -> RecordShown:
    """One record, as `card` lists those of a person."""
    return _record(item, Held(session, [item]))


def holds(session: Session, person: int) -> list[HoldOn]:
    """The holds that keep the person's records from disposal; open cases keep them too."""
    return [
        HoldOn(f"{one.reference}, {one.kind}: {one.why}", one.placed)
        for one in active_holds(session)
        if person in {register.root(session, each) for each in one.people}
    ]


def _span(held: Held, sources: list[Source]) -> tuple[str, str, date, date, int]:
    """The parts of a `InSources`."""
    ordered = sorted({source.id: source for source in sources}.values(), key=when)
    first, last = ordered[0], ordered[-1]
    return held.short(first), held.short(last), when(first)[0], when(last)[0], len(ordered)


def _called(held: Held) -> list[NameHeld]:
    stood: dict[str, list[Source]] = defaultdict(list)
    for item in held.items:
        for name in marks_in(item.marks).names:
            stood[name.full or " ".join(filter(None, name[:4]))] += held.seen(item)
    rows = [NameHeld(*_span(held, sources), name) for name, sources in stood.items() if name]
    return sorted(rows, key=lambda row: row.to, reverse=True)


def _numbers(held: Held) -> list[NumberHeld]:
    """Every number and address in every form in which it was written."""
    stood: dict[tuple[str, str, str], list[Source]] = defaultdict(list)
    for item in held.items:
        for kind, raw, _ in marks_in(item.marks).keys:
            stood[kind, normal(kind, raw) or "", raw] += held.seen(item)
    rows = [NumberHeld(*_span(held, sources), *number) for number, sources in stood.items()]
    order = list(LABEL)
    return sorted(rows, key=lambda row: (order.index(row.kind), row.value, row.written))


def _posts(held: Held) -> list[PostHeld]:
    stood: dict[tuple[str, str], list[Source]] = defaultdict(list)
    until: dict[tuple[str, str], tuple[date | str, str]] = {}
    for item in held.items:
        if held.kind(item).endswith(WITHIN) or item.kind in OTHERS:
            continue
        has: dict[str, str] = {}
        layout = held.layout(item)
        for _, name, text in item.fields():
            what, said = of_post(held.kind(item), name, layout), held.said(item, name, text)
            if what and said.strip() and not held.either(item, name, said):
                in_words = what.id in ("start", "end", "time")
                meant = value(what, said) if in_words else codes.meaning(item.kind, name, said) or said
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


def _by_source(held: Held) -> list[SourceHeld]:
    count: dict[int, int] = defaultdict(int)
    for item in held.items:
        for source in held.seen(item):
            count[number(source.id)] += 1
    newest = sorted((held.sources[one] for one in count), key=when, reverse=True)
    return [
        SourceHeld(number(one.id), str(when(one)[0].year), held.title(one), one.name, count[number(one.id)])
        for one in newest
    ]


def differs(held: Held) -> list[Differing]:
    """What the newest census return says of the person and HR does not (accuracy, Article 5(1)(d)).

    HR is, for each fact, the newest file that says anything of it; where one of its rows agrees there is no difference.
    """
    returns = [item for item in held.items if item.kind == RETURN]
    if not returns:
        return []
    theirs: dict[str, dict[tuple[date, int], list[tuple[str, str, str]]]] = defaultdict(lambda: defaultdict(list))
    for item in held.items:
        if item.kind != RETURN and item.kind not in OTHERS:
            for what, known, said in _facts(item, held):
                newest = held.seen(item)[-1]
                theirs[what][when(newest)].append((known, said, held.title(newest)))
    found = []
    for what, known, said in _facts(returns[-1], held):
        rows = theirs[what][max(theirs[what])] if theirs[what] else []
        if rows and known not in [row[0] for row in rows]:
            hr = list(dict.fromkeys(row[1] for row in rows))
            found.append(Differing(label(what), said, hr, held.title(held.seen(returns[-1])[-1]), rows[0][2]))
    return found


def _facts(item: Item, held: Held) -> list[tuple[str, str, str]]:
    """What a record says that can be compared: the concept, the value to compare, and the words as they stand."""
    found = []
    for _, name, text in item.fields():
        what, said = concept(held.kind(item), name), held.said(item, name, text)
        if what and what.id in COMPARED and not held.either(item, name, said) and (known := value(what, said)):
            meaning = codes.meaning(item.kind, name, said)
            found.append((what.id, known, f"{said}, {meaning}" if meaning else said))
    return found


def _put_right(row: rectification.Rectified, held: Held) -> CorrectedField:
    """One thing put right, and the newest source since that still says it wrongly."""
    still = [
        source
        for item in held.items
        for _, name, _ in item.fields()
        if held.right_of(item, name) == row and row.how == rectification.RIGHT
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


def namesakes(session: Session, person: int) -> list[SameName]:
    """The other people of the register who go by the same name, and what shows each to be somebody else, if anything.

    The same, but for a middle name, a forename cut short, and a small misspelling.
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
    found: dict[int, str] = {}
    for some in batches(alike):
        whole = select(PersonName).where(col(PersonName.id).in_(some)).order_by(col(PersonName.id))
        found |= {number(name.person_id): spoken(name) for name in session.exec(whole)}
    born = {one.person: one.born for one in register.cards(session, list(found))}
    return [SameName(other, name, born[other], _apart(session, person, other)) for other, name in found.items()]


def _apart(session: Session, one: int, other: int) -> str | None:
    mine, theirs = (register.identifiers_of(session, each) for each in (one, other))
    for kind in ("born", "ni", "swe"):
        sides = telling(kind, mine[kind]), telling(kind, theirs[kind])
        if all(sides) and not sides[0] & sides[1]:
            return f"another {LABEL[kind]}"
    return None


def _cases(session: Session, person: int) -> list[PersonCase]:
    """The person's cases, open ones first, newest first; complaints about them, and breaches that concern them."""
    numbers = entries(session, person)
    mine = session.exec(select(Request).where(col(Request.person_id).in_(numbers))).all()
    about = [one.reference for one in mine]
    told = session.exec(select(Complaint).where(col(Complaint.about).in_(about))).all()
    concern = select(AffectedPerson.reference).where(col(AffectedPerson.person_id).in_(numbers))
    breached = session.exec(select(Breach).where(col(Breach.reference).in_(concern))).all()
    known = [
        *((one.received, one.reference, ", ".join(one.rights), one.outcome) for one in mine),
        *((one.received, one.reference, f"complaint about {one.about}", one.outcome) for one in told),
        *((date_of(one.aware), one.reference, "breach", one.outcome) for one in breached),
    ]
    known.sort(key=lambda row: row[:2], reverse=True)
    known.sort(key=lambda row: row[3] is not None)
    return [PersonCase(reference, what, received, outcome) for received, reference, what, outcome in known]


def recipients(session: Session, held: Held, cases: list[PersonCase]) -> list[Recipient]:
    """Who was given these records: what Article 19 has to be told to, and Article 15(1)(c) asks for."""
    points = notice(session.get_one(Council, 1).notice).recipients.points
    found = []
    for kind, (name, plain) in RECIPIENTS.items():
        sources = {number(one.id): one for item in held.items if item.kind == kind for one in held.seen(item)}
        if sources:
            who = next((point for point in points if name in point), plain)
            what = [held.short(source) for source in sorted(sources.values(), key=when)]
            found.append(Recipient(who, what, None))
    for case in cases:
        sent = [one for one in standing(history.events(session, case.reference)) if one.kind == Kind.sent]
        packs = [paper for paper in of_case(session, case.reference) if paper.kind == "pack"]
        if sent and packs:
            asked = session.exec(select(Request).where(Request.reference == case.reference)).one().requester
            who = THEMSELVES if asked.is_subject else f"{asked.name} ({asked.authority})"
            what = [f"response pack of {case.reference}, {packs[-1].pages} pages"]
            found.append(Recipient(who, what, sent[-1].on))
    return found


def to_tell(session: Session, person: int, items: list[Item]) -> list[str]:
    """Whom Article 19 has to be told that something in these records was put right."""
    told = recipients(session, Held(session, items), _cases(session, person))
    return [one.who for one in told if one.who != THEMSELVES]


def _record(item: Item, held: Held) -> RecordShown:
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
                rectified=rectification.beside(row, item.kind) if (row := held.right_of(item, name)) else None,
            )
            for _, name, text in item.fields()
        ],
    )
