"""Commands for people in the register: finding them, their card, corrections, restrictions, possible duplicates."""

import sys
from typing import Annotated

import typer

from casework import Malformed, Refused
from casework.text.facts import Unchecked
from casework.views.card import CorrectedField, Difference, InSources, PersonCard, PostHeld, RecordShown
from casework.views.lookup import FoundPeople
from dpo_console.jobs import person_cards
from dpo_console.options import AsJson, DeskAt, Secret, Today, a_note, at_desk, from_input
from dpo_console.people import jobs
from dpo_console.plain import answer, columns

app = typer.Typer(rich_markup_mode=None)

ANSWERS: dict[str, object] = {
    "people": FoundPeople,
    "card": PersonCard,
    "rectify": person_cards.RectificationResult,
    "restrict": person_cards.RestrictionResult,
    "pairs": jobs.PairQueue,
}
"""The type each command's answer has, by its name on the command line."""

Number = Annotated[int, typer.Argument(help="The person's number, as 'people' and 'person REF' list it.")]
One = Annotated[str, typer.Argument(help="A person's number, or r and a record's.", metavar="A")]
Other = Annotated[str, typer.Argument(help="The other's number.", metavar="B")]


@app.command()
def people(
    limit: Annotated[int, typer.Option(help="How many at most.")] = 50,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Search the register for the words on the first line of standard input: names, numbers, any field."""
    words = "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.readline(400)
    with at_desk(desk, today, secret) as (opened, _):
        found = person_cards.people_of(opened, words.strip(), limit=limit)
    answer(found, as_json, _found)


def _found(found: FoundPeople) -> list[str]:
    rows = [
        [
            one.person or f"item {one.item}",
            one.name,
            one.born,
            one.records,
            one.restricted,
            one.why,
        ]
        for one in found.people
    ]
    lines = columns(rows, ["person", "name", "born", "records", "", "found by"]) if rows else ["Nothing was found."]
    return [*lines, f"{found.total} in all" + ("; there are more: give more words" if found.more else "")]


@app.command()
def card(
    person: Number,
    undo: Annotated[bool, typer.Option("--undo", help="Take back the last thing put right or restricted.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """A person's card: names, numbers and posts with their sources, differences, corrections and cases."""
    with at_desk(desk, today, secret, writing=undo) as (opened, now):
        undone = [person_cards.undo_card(opened, person, now)] if undo else []
        answer(person_cards.person_card(opened, person), as_json, lambda found: [*undone, *_card(found)])


def _card(card: PersonCard) -> list[str]:
    lines = [f"{card.person}  {card.name}, born {card.born or 'not held'}, {_many(card.records)}"]
    lines += [f"! {card.restricted}: {card.restricted_why}"] if card.restricted else []
    for title, rows in (
        ("Differs", [_differs(one) for one in card.differs]),
        ("Put right", [_put_right(one) for one in card.rectified]),
        ("Names", [f"{one.name}: {_stood(one)}" for one in card.called]),
        ("Numbers", [f"{one.kind} {one.written}: {_stood(one)}" for one in card.numbers]),
        ("Posts", [f"{_held(one)}: {_stood(one)}" for one in card.posts]),
        ("Cases", [f"{one.reference}  {one.what}, {one.outcome or 'open'}" for one in card.cases]),
        ("Holds", [f"{one.why}, since {one.since}" for one in card.holds]),
        ("Who received them", [f"{one.who}: {'; '.join(one.what)}" for one in card.recipients]),
        ("Namesakes", [f"{one.person}  {one.name}: {one.against or 'open'}" for one in card.namesakes]),
        ("Records", [_record(one) for one in card.items]),
    ):
        lines += ["", title, *[f"  {row}" for row in rows]] if rows else []
    return lines


def _many(records: int) -> str:
    return "1 record" if records == 1 else f"{records} records"


def _held(one: PostHeld) -> str:
    when = f"{one.start or '?'} to {one.end}" if one.end else f"from {one.start}" if one.start else ""
    return ", ".join(filter(None, (one.post, one.time, when)))


def _stood(one: InSources) -> str:
    return one.first if one.sources == 1 else f"{one.first} to {one.last}, {one.sources} sources"


def _differs(one: Difference) -> str:
    said = f"{one.return_source} says {one.return_}"
    return f"{one.what}: {said}; {one.hr_source} says {'; '.join(one.hr)}"


def _put_right(one: CorrectedField) -> str:
    still = f"; still the old value in {one.still}" if one.still else ""
    return f"{one.label}: {one.value} (the source: {one.was}), {one.said}{still}"


def _record(one: RecordShown) -> str:
    return f"item {one.item}  {one.title}, {one.place}" + (f"  ! {one.restricted}" * bool(one.restricted))


@app.command()
def rectify(
    person: Number,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Correct or complete a field of a person's record, from the JSON object on standard input (Article 16)."""
    said = _facts("item, field, value and reference or reason")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = person_cards.rectify(opened, person, said, now)
    tell = [f"Tell (Article 19): {who}" for who in done.tell]
    answer(done, as_json, lambda _: [f"{said['field']} {done.said}.", *tell])


@app.command()
def restrict(
    person: Number,
    lift: Annotated[bool, typer.Option("--lift", help="Lift it; the person must have been told before.")] = False,
    told: Annotated[str | None, typer.Option(help="The day they were told, before lifting.", metavar="DATE")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Restrict a person's data or one record (Article 18), or lift that, from the JSON object on standard input."""
    said = _facts("reason" if lift else "ground and reference or reason, and item for a single record")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        if lift:
            what = person_cards.lift_restriction(
                opened, person, told, str(said.get("reason") or ""), now, item=said.get("item")
            )
            done = person_cards.RestrictionResult(what)
        else:
            done = person_cards.restrict(opened, person, said, now)
    answer(done, as_json, lambda _: [done.said])


def _facts(needed: str) -> Unchecked:
    said = from_input(f"an object with {needed}")
    if not isinstance(said, dict):
        raise Malformed(f"Give one JSON object with {needed}.")
    return said


@app.command()
def pairs(
    most: Annotated[int, typer.Option(help="At most so many, the strongest first.", metavar="N")] = 200,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Possible duplicates in the register, the strongest first, with what agrees and what does not."""
    with at_desk(desk, today, secret) as (opened, _):
        found = jobs.pairs(opened, max(most, 0))
    answer(found, as_json, _queue)


def _queue(found: jobs.PairQueue) -> list[str]:
    lines = [f"{found.total} pairs to decide, {found.strong} of them strong, {found.later} put off"]
    for pair in found.pairs:
        one, other = pair.one, pair.other
        put_off = ", put off" if pair.later else ""
        head = f"{one.reference} {one.name} and {other.reference} {other.name}"
        lines.append(f"{head}: {pair.strength} ({pair.bits} bits{put_off})")
        lines += [f"    + {what} ({bits:+g})" for what, bits in pair.agrees]
        lines += [f"    ! {what} ({bits:+g})" if bits else f"    = {what}" for what, bits in pair.differs]
    return lines


@app.command()
def join(one: One, other: Other, desk: DeskAt = None, today: Today = None, secret: Secret = None) -> None:
    """Merge two entries that are one person; the reason comes on standard input."""
    _decide(one, other, "same", _reason(), desk, today, secret)


@app.command()
def apart(
    one: One,
    other: Other,
    later: Annotated[bool, typer.Option("--later", help="Only put the pair off.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was said of the pair.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Mark two entries as different people, never to be offered again; the reason comes on standard input."""
    if later and undo:
        raise Refused("--later puts the pair off, and --undo takes back what was said: give one of the two.")
    said = "later" if later else "undecided" if undo else "different"
    _decide(one, other, said, _reason() if said == "different" else "", desk, today, secret)


@app.command()
def split(
    person: Annotated[str, typer.Argument(help="A person's number, or r and a record's.", metavar="PERSON")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Undo the last merge of a person or record, exactly; the reason comes on standard input."""
    reason = _reason()
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = jobs.split_person(opened, person, reason, now)
    answer(done, False, lambda said: [said])


def _decide(one: str, other: str, said: str, reason: str, desk: DeskAt, today: Today, secret: Secret) -> None:
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = jobs.decide_pair(opened, one, other, said, reason, now)
    answer(done, False, lambda words: [words])


def _reason() -> str:
    if reason := a_note():
        return reason
    raise Refused("Say why on standard input: the reason stands in the history beside the decision.")
