"""Commands for people in the register: finding them, their card, corrections, restrictions, possible duplicates."""

import sys
from typing import Annotated

import typer

from casework import Malformed, Refused
from casework.text.facts import Unchecked
from casework.views.card import CorrectedField, InSources, PersonCard, PostHeld, RecordDifference, RecordShown, SameName
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
One = Annotated[str, typer.Argument(help="A person's number, or r and a record's number.", metavar="A")]
Other = Annotated[str, typer.Argument(help="The number of the other entry.", metavar="B")]


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
        matches = person_cards.people_of(opened, words.strip(), limit=limit)
    answer(matches, as_json, _matches)


def _matches(matches: FoundPeople) -> list[str]:
    rows = [
        [
            one.person or f"item {one.item}",
            one.name,
            one.born,
            one.records,
            one.restricted,
            one.why,
        ]
        for one in matches.people
    ]
    lines = columns(rows, ["person", "name", "born", "records", "", "found by"]) if rows else ["No matches."]
    return [*lines, f"{matches.total} in all" + ("; there are more: enter more words" if matches.more else "")]


@app.command()
def card(
    person: Number,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the last correction or restriction.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """A person's card: names, numbers and posts with their sources, differences, corrections and cases."""
    with at_desk(desk, today, secret, writing=undo) as (opened, now):
        undone = [person_cards.undo_card(opened, person, now)] if undo else []
        answer(person_cards.person_card(opened, person), as_json, lambda shown: [*undone, *_card(shown)])


def _card(card: PersonCard) -> list[str]:
    lines = [f"{card.person}  {card.name}, born {card.born or 'not held'}, {_many(card.records)}"]
    lines += [f"! {card.restricted}: {card.restricted_why}"] if card.restricted else []
    for title, rows in (
        ("Differences", [_differs(one) for one in card.differs]),
        ("Corrected", [_corrected(one) for one in card.rectified]),
        ("Names", [f"{one.name}: {_sources(one)}" for one in card.called]),
        ("Numbers", [f"{one.kind} {one.written}: {_sources(one)}" for one in card.numbers]),
        ("Posts", [f"{_held(one)}: {_sources(one)}" for one in card.posts]),
        ("Cases", [f"{one.reference}  {one.what}, {one.outcome or 'open'}" for one in card.cases]),
        ("Holds", [f"{one.why}, since {one.since}" for one in card.holds]),
        ("Recipients", [f"{one.who}: {'; '.join(one.what)}" for one in card.recipients]),
        (
            "Similar names",
            [_similar(one) for one in card.namesakes],
        ),
        ("Records", [_record(one) for one in card.items]),
    ):
        lines += ["", title, *[f"  {row}" for row in rows]] if rows else []
    return lines


def _many(records: int) -> str:
    return "1 record" if records == 1 else f"{records} records"


def _held(one: PostHeld) -> str:
    when = f"{one.start or '?'} to {one.end}" if one.end else f"from {one.start}" if one.start else ""
    return ", ".join(filter(None, (one.post, one.time, when)))


def _sources(one: InSources) -> str:
    return one.first if one.sources == 1 else f"{one.first} to {one.last}, {one.sources} sources"


def _similar(one: SameName) -> str:
    return f"{one.person}  {one.name}: {one.against or 'no conflict found'}"


def _differs(one: RecordDifference) -> str:
    returned = f"{one.return_source} says {one.return_}"
    return f"{one.what}: {returned}; {one.hr_source} says {'; '.join(one.hr)}"


def _corrected(one: CorrectedField) -> str:
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
    entered = _facts("item, field, value and reference or reason")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = person_cards.rectify(opened, person, entered, now)
    tell = [f"Tell (Article 19): {who}" for who in done.tell]
    answer(done, as_json, lambda _: [f"{entered['field']} {done.said}.", *tell])


@app.command()
def restrict(
    person: Number,
    lift: Annotated[bool, typer.Option("--lift", help="Lift it; the person must have been told before.")] = False,
    told: Annotated[str | None, typer.Option(help="The date they were told, before lifting.", metavar="DATE")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Restrict a person's data or one record (Article 18), or lift that, from the JSON object on standard input."""
    entered = _facts("reason" if lift else "ground and reference or reason, and item for a single record")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        if lift:
            what = person_cards.lift_restriction(
                opened, person, told, str(entered.get("reason") or ""), now, item=entered.get("item")
            )
            done = person_cards.RestrictionResult(what)
        else:
            done = person_cards.restrict(opened, person, entered, now)
    answer(done, as_json, lambda _: [done.said])


def _facts(needed: str) -> Unchecked:
    entered = from_input(f"an object with {needed}")
    if not isinstance(entered, dict):
        raise Malformed(f"Enter one JSON object with {needed}.")
    return entered


@app.command()
def pairs(
    most: Annotated[int, typer.Option(help="How many at most, the strongest first.", metavar="N")] = 200,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Possible duplicates in the register, the strongest first, with what agrees and what does not."""
    with at_desk(desk, today, secret) as (opened, _):
        queue = jobs.pairs(opened, max(most, 0))
    answer(queue, as_json, _queue)


def _queue(queue: jobs.PairQueue) -> list[str]:
    noun = "pair" if queue.total == 1 else "pairs"
    lines = [f"{queue.total} {noun} to decide: {queue.strong} strong, {queue.later} postponed"]
    for pair in queue.pairs:
        one, other = pair.one, pair.other
        postponed = ", postponed" if pair.later else ""
        head = f"{one.reference} {one.name} and {other.reference} {other.name}"
        lines.append(f"{head}: {pair.strength} ({pair.bits} bits{postponed})")
        lines += [f"    + {what} ({bits:+g})" for what, bits in pair.agrees]
        lines += [f"    ! {what} ({bits:+g})" if bits else f"    = {what}" for what, bits in pair.differs]
    return lines


@app.command()
def join(one: One, other: Other, desk: DeskAt = None, today: Today = None, secret: Secret = None) -> None:
    """Merge two entries that are one person; the reason comes on standard input."""
    _decide(one, other, "same", _reason(), desk, today, secret)
    print(f"To undo this, run: dpo-console split {other}")


@app.command()
def apart(
    one: One,
    other: Other,
    later: Annotated[bool, typer.Option("--later", help="Only postpone the decision.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the decision about the pair.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Mark two entries as different people, never to be offered again; the reason comes on standard input."""
    if later and undo:
        raise Refused("--later postpones the decision and --undo undoes it. Use only one of them.")
    decision = "later" if later else "undecided" if undo else "different"
    _decide(one, other, decision, _reason() if decision == "different" else "", desk, today, secret)


@app.command()
def split(
    person: Annotated[str, typer.Argument(help="A person's number, or r and a record's number.", metavar="PERSON")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Undo the last merge of a person or record, exactly; the reason comes on standard input."""
    reason = _reason()
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = jobs.split_person(opened, person, reason, now)
    answer(done, False, lambda message: [message])


def _decide(one: str, other: str, decision: str, reason: str, desk: DeskAt, today: Today, secret: Secret) -> None:
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        done = jobs.decide_pair(opened, one, other, decision, reason, now)
    answer(done, False, lambda words: [words])


def _reason() -> str:
    if reason := a_note():
        return reason
    raise Refused("Enter the reason on standard input. It is kept in the history with the decision.")
