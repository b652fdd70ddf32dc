"""A person's card: everything the register knows of one person, and where it knows it from."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import NotNullable
from sqlmodel import Session, col, select

from casework.breaches.affected_people import Affected
from casework.breaches.incidents import Breach, on
from casework.complaints.handling import Complaint
from casework.disclosure.bundles import place
from casework.disclosure.papers import of_case
from casework.notice.council import Council
from casework.notice.published import notice
from casework.people import register
from casework.people.register import LABEL, Person, PersonName, spoken, telling
from casework.records.concepts import WITHIN, concept, label, of_post, value
from casework.records.contents import marks_in
from casework.records.intake import codes
from casework.records.items import Item, Source
from casework.retention.holds import standing as standing_holds
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


def entries(session: Session, person: int) -> list[int]:
    """The person's number, and those of every entry that was found to be the same person."""
    found, new = [person], [person]
    while new:
        merged = select(NotNullable(col(Person.id))).where(col(Person.merged_into).in_(new))
        new = list(session.exec(merged).all())
        found += new
    return found


def card(session: Session, person: int) -> dict[str, Any]:
    """A person whole: the fields of the lists, and where each name, number and post stood and when.

    Days are ISO, Europe/London; `name` and `born` are the right ones where they were put right.
    """
    held = Held(session, session.exec(select(Item).where(Item.person_id == person).order_by(col(Item.id))))
    mark = restriction.of_person(session, person)
    cases = _cases(session, person)
    return register.card(session, person) | {
        "called": _called(held),
        "numbers": _numbers(held),
        "posts": _posts(held),
        "sources": _by_source(held),
        "differs": differs(held),
        "rectified": [_put_right(row, held) for row in rectification.of_person(session, person)],
        "restricted": restriction.words_of(mark) if mark else None,
        "restricted_why": f"{restriction.GROUNDS[mark.ground]}: {mark.reason}" if mark else None,
        "namesakes": namesakes(session, person),
        "cases": cases,
        "holds": holds(session, person),
        "recipients": recipients(session, held, cases),
        "items": [_record(item, held) for item in reversed(held.items)],
    }


def record(session: Session, item: Item) -> dict[str, Any]:
    """One record, as `card` lists those of a person."""
    return _record(item, Held(session, [item]))


def holds(session: Session, person: int) -> list[dict[str, Any]]:
    """The holds that keep the person's records from disposal, as `{why, since}`; open cases keep them too."""
    return [
        {"why": f"{one.reference}, {one.kind}: {one.why}", "since": one.placed.isoformat()}
        for one in standing_holds(session)
        if person in {register.root(session, each) for each in one.people}
    ]


def _stood(held: Held, sources: list[Source]) -> dict[str, Any]:
    """In how many sources something stood, and the first and the last of them."""
    ordered = sorted({source.id: source for source in sources}.values(), key=when)
    ends = {"first": held.short(ordered[0]), "last": held.short(ordered[-1])}
    return ends | {"from": when(ordered[0])[0], "to": when(ordered[-1])[0], "sources": len(ordered)}


def _called(held: Held) -> list[dict[str, Any]]:
    stood: dict[str, list[Source]] = defaultdict(list)
    for item in held.items:
        for name in marks_in(item.marks).names:
            stood[name.full or " ".join(filter(None, name[:4]))] += held.seen(item)
    rows = [{"name": name, **_stood(held, sources)} for name, sources in stood.items() if name]
    return sorted(rows, key=lambda row: row["to"], reverse=True)


def _numbers(held: Held) -> list[dict[str, Any]]:
    """Every number and address in every form in which it was written."""
    stood: dict[tuple[str, str, str], list[Source]] = defaultdict(list)
    for item in held.items:
        for kind, raw, _ in marks_in(item.marks).keys:
            stood[kind, normal(kind, raw) or "", raw] += held.seen(item)
    rows = [{"kind": k, "value": known, "written": raw, **_stood(held, on)} for (k, known, raw), on in stood.items()]
    order = list(LABEL)
    return sorted(rows, key=lambda row: (order.index(row["kind"]), row["value"], row["written"]))


def _posts(held: Held) -> list[dict[str, Any]]:
    stood: dict[tuple[str, str], list[Source]] = defaultdict(list)
    until: dict[tuple[str, str], dict[str, str]] = {}
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
            until[post, has.get("start", "")] = {"end": has.get("end", ""), "time": has.get("time", "")}
    rows = [
        {"post": key[0], "start": key[1], **until[key], **_stood(held, on)} for key, on in stood.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["start"], row["to"]), reverse=True)


def _by_source(held: Held) -> list[dict[str, Any]]:
    count: dict[int, int] = defaultdict(int)
    for item in held.items:
        for source in held.seen(item):
            count[number(source.id)] += 1
    newest = sorted((held.sources[one] for one in count), key=when, reverse=True)
    return [
        {
            "source": one.id,
            "year": str(when(one)[0].year),
            "title": held.title(one),
            "name": one.name,
            "records": count[number(one.id)],
        }
        for one in newest
    ]


def differs(held: Held) -> list[dict[str, Any]]:
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
            sources = {"return_source": held.title(held.seen(returns[-1])[-1]), "hr_source": rows[0][2]}
            found.append({"what": label(what), "return": said, "hr": hr, **sources})
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


def _put_right(row: rectification.Rectified, held: Held) -> dict[str, Any]:
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
    return {
        **row.model_dump(exclude={"entered", "newest", "id", "item_id"}),
        "rectified": row.id,
        "item": row.item_id,
        "label": codes.label(kind, row.field),
        "said": rectification.words_of(row),
        "still": held.title(max(still, key=when)) if still else None,
    }


def namesakes(session: Session, person: int) -> list[dict[str, Any]]:
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
    born = {one["person"]: one["born"] for one in register.cards(session, list(found))}
    return [
        {"person": other, "name": name, "born": born[other], "against": _apart(session, person, other)}
        for other, name in found.items()
    ]


def _apart(session: Session, one: int, other: int) -> str | None:
    mine, theirs = (register.identifiers_of(session, each) for each in (one, other))
    for kind in ("born", "ni", "swe"):
        sides = telling(kind, mine[kind]), telling(kind, theirs[kind])
        if all(sides) and not sides[0] & sides[1]:
            return f"another {LABEL[kind]}"
    return None


def _cases(session: Session, person: int) -> list[dict[str, Any]]:
    """The person's cases, open ones first, newest first; complaints about them, and breaches that concern them."""
    numbers = entries(session, person)
    mine = session.exec(select(Request).where(col(Request.person_id).in_(numbers))).all()
    about = [one.reference for one in mine]
    told = session.exec(select(Complaint).where(col(Complaint.about).in_(about))).all()
    concern = select(Affected.reference).where(col(Affected.person_id).in_(numbers))
    breached = session.exec(select(Breach).where(col(Breach.reference).in_(concern))).all()
    known = [
        *((one.received, one.reference, ", ".join(one.rights), one.outcome) for one in mine),
        *((one.received, one.reference, f"complaint about {one.about}", one.outcome) for one in told),
        *((on(one.aware), one.reference, "breach", one.outcome) for one in breached),
    ]
    known.sort(key=lambda row: row[:2], reverse=True)
    known.sort(key=lambda row: row[3] is not None)
    return [
        {"reference": reference, "what": what, "received": received.isoformat(), "outcome": outcome}
        for received, reference, what, outcome in known
    ]


def recipients(session: Session, held: Held, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who was given these records: what Article 19 has to be told to, and Article 15(1)(c) asks for."""
    points = notice(session.get_one(Council, 1).notice).recipients.points
    found = []
    for kind, (name, plain) in RECIPIENTS.items():
        sources = {number(one.id): one for item in held.items if item.kind == kind for one in held.seen(item)}
        if sources:
            who = next((point for point in points if name in point), plain)
            what = [held.short(source) for source in sorted(sources.values(), key=when)]
            found.append({"who": who, "what": what, "on": None})
    for case in cases:
        sent = [one for one in standing(history.events(session, case["reference"])) if one.kind == Kind.sent]
        packs = [paper for paper in of_case(session, case["reference"]) if paper.kind == "pack"]
        if sent and packs:
            asked = session.exec(select(Request).where(Request.reference == case["reference"])).one().requester
            who = THEMSELVES if asked.is_subject else f"{asked.name} ({asked.authority})"
            what = [f"response pack of {case['reference']}, {packs[-1].pages} pages"]
            found.append({"who": who, "what": what, "on": sent[-1].on.isoformat()})
    return found


def to_tell(session: Session, person: int, items: list[Item]) -> list[str]:
    """Whom Article 19 has to be told that something in these records was put right."""
    told = recipients(session, Held(session, items), _cases(session, person))
    return [one["who"] for one in told if one["who"] != THEMSELVES]


def _record(item: Item, held: Held) -> dict[str, Any]:
    return {
        "item": item.id,
        "kind": item.kind,
        "year": str(when(held.seen(item)[-1])[0].year),
        "title": held.title(held.seen(item)[-1]),
        "place": place(item),
        "sources": [source.name for source in held.seen(item)],
        "restricted": restriction.words_of(mark) if (mark := held.restricted.get(number(item.id))) else None,
        "fields": [
            {
                "name": name,
                "label": codes.label(item.kind, name),
                "text": text,
                "meaning": codes.meaning(item.kind, name, text),
                "rectified": rectification.beside(row, item.kind) if (row := held.right_of(item, name)) else None,
            }
            for _, name, text in item.fields()
        ],
    }
