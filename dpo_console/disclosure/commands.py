"""Commands to search for a case, decide on what was found, and build what goes out."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from casework import Malformed, Refused
from casework.disclosure.decisions import ItemCounts
from casework.disclosure.health import CaseHealth
from casework.disclosure.questions import Question
from casework.timeline.events import day_of
from dpo_console.disclosure import jobs, packing, purposes, sharing
from dpo_console.disclosure.jobs import OfficeTerms, OpenQuestions
from dpo_console.disclosure.packing import PackResult, Verification
from dpo_console.folder import default_desk
from dpo_console.jobs import case_search, council_profile, opening, wordings
from dpo_console.jobs.case_search import CertifiedSearch, RepeatedSearch
from dpo_console.jobs.wordings import (
    ExportedWordings,
    ImportedWordings,
    ListedWording,
    WordingInFull,
    WordingPreview,
    words_of,
)
from dpo_console.options import (
    AsJson,
    DeskAt,
    Despite,
    Ref,
    Secret,
    Today,
    a_note,
    at_desk,
    bytes_in,
    from_input,
    piped,
    way_named,
)
from dpo_console.plain import answer, columns
from letters.disclosure.gate import GateState

app = typer.Typer(rich_markup_mode=None)
own_words = typer.Typer()
app.add_typer(own_words, name="wordings")
app.add_typer(sharing.recipients_app, name="recipients")
app.add_typer(sharing.processors_app, name="processors")
app.add_typer(sharing.security_app, name="security")
app.add_typer(purposes.purposes_app, name="purposes")

Element = Annotated[str, typer.Argument(help="The element's id, as 'wordings list' shows it.", metavar="ELEMENT")]


@app.command()
def find(
    ref: Ref,
    replay: Annotated[bool, typer.Option("--replay", help="Search again and show what has changed.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Search for everything about the data subject of a case; keeps the search certificate."""
    with at_desk(desk, today, secret, writing=not replay) as (opened, now):
        result = case_search.replay(opened, ref) if replay else case_search.find(opened, ref, now)
    if isinstance(result, CertifiedSearch):
        answer(result, as_json, _hits)
        return
    answer(result, as_json, _replayed)
    if not result.same:
        raise typer.Exit(1)


def _replayed(result: RepeatedSearch) -> list[str]:
    if result.same:
        return [f"The same: {result.certificate}"]
    changed = {"new": result.new, "gone": result.gone}
    lines = [f"  {what}: {', '.join(map(str, items)) or 'none'}" for what, items in changed.items()]
    since = [f"  imported since, and searched now: {name}" for name in result.sources]
    return [f"Different from {result.certificate}", *lines, *since]


def _hits(result: CertifiedSearch) -> list[str]:
    rows = [
        [hit.item, hit.strength, hit.kind, hit.source, f"{why.rule} {why.form} ({why.where})"]
        for hit in result.hits
        for why in hit.reasons
    ]
    lines = columns(rows, ["item", "strength", "kind", "source", "reason"]) if rows else ["No matches."]
    lines += [f"Left out, similar name only: person {one.person} ({one.why})" for one in result.namesakes]
    return [*lines, f"Certificate {result.certificate}"]


@app.command()
def decide(ref: Ref, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Disclose, redact or withhold, from the JSON list on standard input."""
    given = from_input("a list of decisions")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Malformed("Decisions must be a JSON list of objects.")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        counts = jobs.decide(opened, ref, given, now)
    figures = asdict(counts).items()
    answer(counts, as_json, lambda _: [", ".join(f"{n} {what.replace('_', ' ')}" for what, n in figures)])


@app.command()
def health(
    ref: Ref,
    answered: Annotated[
        str | None, typer.Option("--answer", help="An answer as JSON: a file, or - for standard input.", metavar="FILE")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the last answer.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """List the health data of a case and what they need before they leave; or record a professional's opinion."""
    given = json_in(answered, "an answer") if answered else None
    if given is not None and not isinstance(given, dict):
        raise Malformed("An answer about health data must be a JSON object.")
    with at_desk(desk, today, secret, writing=bool(answered) or undo) as (opened, now):
        if given is not None:
            found = jobs.answer_health(opened, ref, given, now)
        else:
            found = jobs.undo_health(opened, ref, now) if undo else jobs.health(opened, ref, now)
    answer(found, as_json, _health)


def _health(found: CaseHealth) -> list[str]:
    lines = []
    for one in found.classes:
        numbers = f"{one.disclosed} to go out, {one.withheld} withheld for serious harm, {one.undecided} undecided"
        lines += [f"{one.record_class}  {one.title}: {numbers}", *(f"  ! {need}" for need in one.needs)]
    lines += [f"{one.on}  {', '.join((*one.classes, *map(str, one.sources)))}: {one.words}" for one in found.answers]
    return lines or ["No health data were found."]


@app.command()
def questions(
    ref: Ref,
    answers: Annotated[
        str | None, typer.Option(help="Answers as a JSON list: a file, or - for standard input.", metavar="FILE")
    ] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """List who else may be named in what goes out, and where redacted words are repeated; or answer these questions."""
    given = json_in(answers, "a list of answers") if answers else None
    with at_desk(desk, today, secret, writing=bool(answers)) as (opened, now):
        left = jobs.answer_questions(opened, ref, given, now) if answers else jobs.questions(opened, ref)
    lines = [*(line for one in left.questions for line in _question(one)), *left.open]
    answer(left, as_json, lambda _: lines or NO_QUESTIONS)


NO_QUESTIONS = ["No open questions."]


def json_in(given: str, what: str) -> object:
    """What was answered, from a file or standard input. Raises Refused if it is not JSON."""
    if given == "-":
        return from_input(what)
    try:
        return json.loads(bytes_in(Path(given)))
    except ValueError:
        raise Malformed(f"{Path(given).name} is not {what} as JSON.") from None


def _question(one: Question) -> list[str]:
    where = ", ".join(f"item {place.item} {place.first}-{place.last}" for place in one.places[:3])
    where += f" and {len(one.places) - 3} more" if len(one.places) > 3 else ""
    people = "; ".join(f"person {number} {name}" for number, name in zip(one.people, one.names, strict=True))
    lines = [f"{one.id}  {'MUST  ' * one.must}{one.kind}  {one.form}: {one.words}"]
    lines += [f"    {people}"] if people else []
    lines += [f"    {one.label}, {one.title}: {where}", f"    Answers: {', '.join(one.answers)}"]
    if (proposal := one.proposal) and proposal.case:
        lines.append(f"    Proposed: {proposal.answer} {proposal.reason or proposal.exemption or ''} ({proposal.case})")
    return lines


@app.command(name="office-terms")
def office_terms(
    change: Annotated[
        str | None,
        typer.Option("--set", help="Replace the council's own terms, one per line: a file, or -.", metavar="FILE"),
    ] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """List the capitalised words that name no one, or enter the council's own."""
    lines = _lines_in(change) if change else None
    with at_desk(desk, today, secret, writing=lines is not None) as (opened, now):
        if lines is not None:
            council_profile.save_council(opened, {"office_terms": lines}, now)
        terms = jobs.office_terms(opened)
    answer(terms, as_json, lambda _: [*terms.own, f"and {len(terms.shipped)} shipped (--json lists them)"])


def _lines_in(given: str) -> list[str]:
    data = piped(1_000_000) if given == "-" else bytes_in(Path(given))
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Refused("The terms are not UTF-8 text: save the file as plain UTF-8 text.") from None


@app.command()
def pack(
    ref: Ref,
    out: Annotated[Path, typer.Option("--out", help="The folder to write it to.", metavar="DIR")],
    answers: Annotated[
        str | None,
        typer.Option("--answers", help="Answer its questions first: a JSON list, from a file or -.", metavar="FILE"),
    ] = None,
    despite: Despite = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Build the response pack, check it for release, and write it; exit 1 if the check refuses or asks."""
    given = json_in(answers, "a list of answers") if answers else None
    why = (a_note() or "") if despite else None
    with at_desk(desk, today, secret, writing=True) as (opened, now), way_named(ref):
        if answers:
            jobs.answer_questions(opened, ref, given, now)
        made = packing.pack(opened, ref, out, now, lambda what: print(what, file=sys.stderr), despite=why)
    answer(made, as_json, _packed)
    raise typer.Exit(0 if made.gate.state == GateState.clear else 1)


def _packed(made: PackResult) -> list[str]:
    lines = [f"{made.disclosed} disclosed ({made.redacted} redacted), {made.withheld} withheld"]
    lines += [f"{file.path}  {file.pages} pages  {file.digest}" for file in made.files]
    lines += [f"  page {one.page}: {one.what} (read by {one.reader})" for one in made.gate.findings]
    for one in made.gate.questions:
        pages = ", ".join(map(str, sorted({place.page for place in one.places if place.page})))
        lines += [f"  page {pages}:" if pages else "  no page:", *(f"  {line}" for line in _question(one))]
    if made.gate.listed:
        lines.append(f"  Surnames alone, which could be anyone's: {len(made.gate.listed)} (--json lists them)")
    if missed := made.gate.not_searched:
        lines.append(
            f"  The check did not search for {len(missed)} names or numbers that are too short (--json lists them)"
        )
    return [*lines, f"Release check: {made.gate.state}"]


@app.command()
def verify(
    files: Annotated[list[Path], typer.Argument(help="Finished PDFs.", metavar="FILE...")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Read finished PDFs back, with a desk also for what must not be in them; exit 1 if something is found."""
    if desk or opening.desk_exists(default_desk()):
        with at_desk(desk, today, secret) as (opened, _):
            result = packing.verify(opened, files)
    else:
        result = packing.verify(None, files)
    answer(result, as_json, _verified)
    raise typer.Exit(1 if any(file.findings for file in result.files) else 0)


def _verified(result: Verification) -> list[str]:
    lines = []
    for file in result.files:
        findings = "1 finding" if len(file.findings) == 1 else f"{len(file.findings) or 'no'} findings"
        lines.append(f"{file.path}: {file.pages} pages, {findings}")
        lines += [f"  page {one.page}: {one.kind}: {one.what}" for one in file.findings]
    return lines


@own_words.command(name="list")
def list_wordings(desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Every element of the letters: who has it, by what law, and whose words it has."""
    with at_desk(desk, today, secret) as (opened, _):
        listed = wordings.list_wordings(opened)
    rows = [[one.element, _whose(one), one.author, one.recorded, one.law, ", ".join(one.letters)] for one in listed]
    faults = [f"{one.element}: {one.fault}" for one in listed if one.fault]
    heads = ["element", "words", "author", "saved", "law", "letters"]
    answer(listed, as_json, lambda _: [*columns(rows, heads), *faults])


def _whose(one: ListedWording) -> str:
    words = "own" if one.own else "shipped"
    return f"{words}, version {one.version}" if one.version else words


@own_words.command(name="show")
def show_wording(
    element: Element, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False
) -> None:
    """One element: its words, the facts they may have, and every version."""
    with at_desk(desk, today, secret) as (opened, _):
        answer(wordings.wording(opened, element), as_json, _wording_words)


def _wording_words(one: WordingInFull) -> list[str]:
    must = ", ".join(f"{{{name}}}" for name in one.required) or "none"
    facts = [[f"{{{name}}}", words] for name, words in one.facts.items()]
    saved = [[each.version, "own" if each.own else "shipped", each.author, each.recorded] for each in one.versions]
    return [
        f"{one.element}: {_whose(one)}{f' ({one.law})' if one.law else ''}",
        f"In: {', '.join(one.letters)}",
        *([f"! {one.fault}"] if one.fault else []),
        "",
        *words_of(one.heading, one.text, one.points),
        *(["Shipped words:", *words_of(one.shipped_heading, one.shipped_text, one.shipped_points)] if one.own else []),
        f"Facts the words must have: {must}",
        *columns(facts, ["fact", "what it is"]),
        *(["", *columns(saved, ["version", "words", "author", "saved"])] if saved else []),
    ]


@own_words.command(name="set")
def set_wording(
    element: Element,
    shipped: Annotated[bool, typer.Option("--shipped", help="Go back to the shipped words.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the last change to the element.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Change the words of an element, from the JSON object on standard input, or go back to earlier ones."""
    if shipped and undo:
        raise Refused("Use --shipped or --undo, not both.")
    typed = {} if shipped or undo else from_input("the words of an element")
    if not isinstance(typed, dict):
        raise Malformed("The words of an element must be one JSON object.")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        if shipped:
            made = wordings.use_shipped(opened, element, now)
        elif undo:
            made = wordings.undo_wording(opened, element, now)
        else:
            made = wordings.save_wording(opened, element, typed, now)
    answer(made, as_json, lambda one: [f"{one.element}: {_whose(one)}."])


@own_words.command(name="export")
def export_wordings(
    file: Annotated[Path, typer.Argument(help="The file to write.", metavar="FILE")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Write the council's own words to one file."""
    with at_desk(desk, today, secret) as (opened, _):
        made = wordings.export_wordings(opened, file)
    count = "1 element" if len(made.elements) == 1 else f"{len(made.elements)} elements"
    answer(made, as_json, lambda _: [f"{made.path}  {count}"])


@own_words.command(name="import")
def import_wordings(
    file: Annotated[Path, typer.Argument(help="A file that 'wordings export' wrote.", metavar="FILE")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Put the words in an exported file in force: all, or nothing."""
    data = bytes_in(file)
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        made = wordings.import_wordings(opened, data, now)
    answer(made, as_json, _imported)


def _imported(made: ImportedWordings) -> list[str]:
    other = made.product != wordings.product()
    by = [f"Version {made.product} wrote the file; all its words fit version {wordings.product()}."] if other else []
    return [*by, f"Changed: {', '.join(made.changed) or 'none'}", f"As before: {', '.join(made.unchanged) or 'none'}"]


@own_words.command(name="preview")
def preview_wording(
    element: Element,
    case: Annotated[str, typer.Option("--case", help="The case whose data is shown.", metavar="REF")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """The words of an element with the data of a case."""
    with at_desk(desk, today, secret) as (opened, now):
        made = wordings.preview_wording(opened, element, case, day_of(now))
    answer(made, as_json, lambda one: [f"{one.element}, as in: {one.letter}", "", *one.missing, *one.text.split("\n")])


ANSWERS: dict[str, object] = {
    "find": CertifiedSearch | RepeatedSearch,
    "decide": ItemCounts,
    "health": CaseHealth,
    "questions": OpenQuestions,
    "office-terms": OfficeTerms,
    "pack": PackResult,
    "verify": Verification,
    "wordings list": list[ListedWording],
    "wordings show": WordingInFull,
    "wordings set": WordingInFull,
    "wordings export": ExportedWordings,
    "wordings import": ImportedWordings,
    "wordings preview": WordingPreview,
    **sharing.ANSWERS,
    **purposes.ANSWERS,
}
"""The type each command's answer has, by its name on the command line."""
