"""Commands about what is held and what goes out."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from casework import Refused
from dpo_console import jobs
from dpo_console.__main__ import default_desk
from dpo_console.cli import AsJson, DeskAt, Ref, Secret, Today, answer, at_desk, columns, command, from_input
from dpo_console.commands.breaches import breach_letter
from dpo_console.commands.cases import a_note, way_named

Despite = Annotated[
    bool, typer.Option("--despite-conflict", help="Go on despite an identity conflict; why comes on standard input.")
]


@command(name="import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Workforce files, or with --case what came with it.")],
    case: Annotated[str | None, typer.Option(help="Keep the files with this case.", metavar="REF")] = None,
    explained: Annotated[
        Path | None, typer.Option("--map", help="What the files' headings mean, as JSON; kept.", metavar="FILE")
    ] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Bring workforce files into the register, or keep files with a case; prints each one's ledger."""
    if case and explained:
        raise Refused("--map explains workforce files, and --case keeps files as they are: give one of the two.")
    layout = _map_in(explained) if explained else None
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        if case:
            found = jobs.attach_files(opened, case, paths, now)
        else:
            found = jobs.import_files(opened, paths, now, progress=_progress, layout=layout)
    answer(found, as_json, lambda _: [line for source in found["sources"] for line in _ledger(source)])


def _map_in(path: Path) -> Any:
    try:
        return json.loads(_bytes_in(path))
    except ValueError:
        raise Refused(f"{path.name} is no JSON: a map is one JSON object; the README shows one.") from None


def _bytes_in(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise Refused(f"{path.name} cannot be read ({wrong.strerror}): check the path.") from None


@command()
def layouts(
    forget: Annotated[str | None, typer.Option(help="Forget the layout of this name.", metavar="NAME")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Which tables were explained heading by heading, and are known again; or forgets one."""
    with at_desk(desk, today, secret, writing=bool(forget)) as (opened, now):
        if forget:
            jobs.forget_layout(opened, forget, now)
        found = jobs.kept_layouts(opened)
    answer(found, as_json, lambda _: [line for one in found for line in _layout(one)] or ["None is kept."])


def _layout(one: dict) -> list[str]:
    head = f"{one['name']}: {one['class']}, dates {one['days']}, kept {one['kept'][:10]}"
    return [head, *(f"  {heading}: {what}" for heading, what in one["headings"].items())]


def _progress(done: int, total: int, what: str) -> None:
    if sys.stderr.isatty() and total > 5000:
        print(f"\r{what} {done} of {total} (Ctrl+C stops) ", end="" if done < total else "\n", file=sys.stderr)


def _ledger(source: dict) -> list[str]:
    counts = ", ".join(f"{source[key]} {key}" for key in ("read", "duplicate", "unreadable", "excluded"))
    place = "line" if source["reader"] == "census" else "row"
    return [
        f"{source['name']}: {source['reader']}, source {source['source']}, {source['state']}",
        f"  {source['expected']} expected = {counts}",
        *[
            f"  {place} {one['line']}: {one['what']}" if one["line"] else f"  {one['what']}"
            for one in source["warnings"]
        ],
    ]


@command()
def attachment(
    ref: Ref,
    number: Annotated[int, typer.Argument(help="The number 'show' gives it.", metavar="N")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write it to.", metavar="DIR")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
) -> None:
    """Give back what came with a case, as it came."""
    with at_desk(desk, today, secret) as (opened, _):
        print(jobs.save_attachment(opened, ref, number, out))
    print(jobs.unchecked("attachment"), file=sys.stderr)


@command()
def person(
    ref: Ref,
    is_: Annotated[str | None, typer.Option("--is", help="A person's number, or 'nobody'.", metavar="PERSON")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; stands in the history. No names.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the last binding, or the last confirmation.")] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Confirm a name or number of the request, given on standard input.")
    ] = False,
    claims: Annotated[
        bool, typer.Option("--claims", help="List the names and numbers that only the request gives.")
    ] = False,
    despite: Despite = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Identify the data subject: lists likely people, binds the case to one, or confirms what the request claims.

    With --despite-conflict alone, confirms before its answer leaves that the case is about the person.
    """
    why = (a_note() or "") if despite else None
    said = from_input("an object with kind, value and reason") if confirm and not undo else None
    with at_desk(desk, today, secret, writing=bool(is_ or undo or confirm or despite)) as (opened, now):
        if confirm:
            found = jobs.unconfirm(opened, ref, None, now) if undo else jobs.confirm(opened, ref, said, now)
            return answer(found, as_json, _claims)
        if claims:
            return answer(jobs.claims(opened, ref), as_json, _claims)
        if undo:
            case = jobs.unbind(opened, ref, reason or "", now)
        elif is_:
            who = None if is_ == "nobody" else int(is_) if is_.isdecimal() else -1
            if who == -1:
                raise Refused(f"--is takes the number of a person, or 'nobody': 'person {ref}' lists the numbers.")
            try:
                case = jobs.bind(opened, ref, who, reason or "bound at the command line", now, despite=why)
            except jobs.Conflicted as wrong:
                then = "" if wrong.is_refused else ", or with nothing on it"
                way = f"Run: person {ref} --is {is_} --despite-conflict, with the reason on standard input{then}."
                raise Refused(f"{wrong} {way}") from None
        elif despite:
            case = jobs.confirm_identity(opened, ref, why, now)
        else:
            found = jobs.proposals(opened, ref)
            return answer(found, as_json, _proposals)
    said = {"reference": case["reference"], "bound": case["bound"], "person": case["person"]}
    return answer(said, as_json, lambda _: [f"{case['reference']} is about {case['person_name'] or case['bound']}."])


def _claims(found: list[dict]) -> list[str]:
    rows = [[one["kind"], one["value"], one["confirmed"] or "no"] for one in found]
    nothing = ["The register has every name and number the request gives."]
    return columns(rows, ["kind", "only the request says", "confirmed"]) if rows else nothing


def _proposals(found: list[dict]) -> list[str]:
    if not found:
        return ["Nobody of the register is like it. Import workforce files, or bind it with --is nobody."]
    lines = []
    for one in found:
        numbers = ", ".join(f"{kind} {value}" for kind, values in one["identifiers"].items() for value in values)
        lines.append(
            f"{one['person']}  {one['name']}  born {one['born'] or 'not held'}  {numbers}  {one['records']} records:"
            f" {one['strength']}"
        )
        lines += [f"    {why['rule']} {why['form']} ({why['where']})" for why in one["reasons"]]
        lines += [f"    but: {one['against']}"] if one["against"] else []
        lines += [f"    conflict: {conflict['words']}" for conflict in one["conflicts"]]
    return lines


@command()
def find(
    ref: Ref,
    replay: Annotated[bool, typer.Option("--replay", help="Search again and say what is different.")] = False,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Search for everything about the case's person; keeps the certificate."""
    with at_desk(desk, today, secret, writing=not replay) as (opened, now):
        found = jobs.replay(opened, ref) if replay else jobs.find(opened, ref, now)
    answer(found, as_json, _replayed if replay else _hits)
    if replay and not found["same"]:
        raise typer.Exit(1)


def _replayed(found: dict) -> list[str]:
    if found["same"]:
        return [f"The same: {found['certificate']}"]
    told = [f"  {what}: {', '.join(map(str, found[what])) or 'none'}" for what in ("new", "gone")]
    since = [f"  brought in since, and searched now: {name}" for name in found["sources"]]
    return [f"Different from {found['certificate']}", *told, *since]


def _hits(found: dict) -> list[str]:
    rows = [
        [hit["item"], hit["strength"], hit["kind"], hit["source"], f"{why['rule']} {why['form']} ({why['where']})"]
        for hit in found["hits"]
        for why in hit["reasons"]
    ]
    lines = columns(rows, ["item", "strength", "kind", "source", "reason"]) if rows else ["Nothing was found."]
    lines += [f"Left out, a namesake: person {one['person']} ({one['why']})" for one in found["namesakes"]]
    return [*lines, f"Certificate {found['certificate']}"]


@command()
def decide(ref: Ref, desk: DeskAt = None, today: Today = None, secret: Secret = None, as_json: AsJson = False) -> None:
    """Disclose, redact or withhold, from the JSON list on standard input."""
    said = from_input("a list of decisions")
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise Refused("Decisions are a JSON list of objects: the README shows one.")
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        counts = jobs.decide(opened, ref, said, now)
    answer(counts, as_json, lambda _: [", ".join(f"{n} {what.replace('_', ' ')}" for what, n in counts.items())])


@command()
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
    said = answers_in(answers) if answers else None
    with at_desk(desk, today, secret, writing=bool(answers)) as (opened, now):
        left = jobs.answer_questions(opened, ref, said, now) if answers else jobs.questions(opened, ref)
    lines = [*(line for one in left["questions"] for line in _question(one)), *left["open"]]
    answer(left, as_json, lambda _: lines or NO_QUESTIONS)


NO_QUESTIONS = ["No open questions."]


def answers_in(given: str) -> Any:
    """Answers to questions, from a file or standard input. Raises Refused if they are not JSON."""
    if given == "-":
        return from_input("a list of answers")
    try:
        return json.loads(_bytes_in(Path(given)))
    except ValueError:
        raise Refused(f"{Path(given).name} is not JSON: answers are a JSON list; the README shows one.") from None


def _question(one: dict) -> list[str]:
    where = ", ".join(f"item {place['item']} {place['first']}-{place['last']}" for place in one["places"][:3])
    where += f" and {len(one['places']) - 3} more" if len(one["places"]) > 3 else ""
    people = "; ".join(f"person {number} {name}" for number, name in zip(one["people"], one["names"], strict=True))
    lines = [f"{one['id']}  {'MUST  ' * one['must']}{one['kind']}  {one['form']}: {one['words']}"]
    lines += [f"    {people}"] if people else []
    lines += [f"    {one['label']}, {one['title']}: {where}", f"    Answers: {', '.join(one['answers'])}"]
    if (said := one["proposal"]) and said["case"]:
        lines.append(f"    Proposed: {said['answer']} {said['reason'] or said['exemption'] or ''} ({said['case']})")
    return lines


@command(name="office-terms")
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
            jobs.save_council(opened, {"office_terms": lines}, now)
        found = jobs.office_terms(opened)
    answer(found, as_json, lambda _: [*found["own"], f"and {len(found['shipped'])} shipped (--json lists them)"])


def _lines_in(given: str) -> list[str]:
    data = sys.stdin.buffer.read(1_000_000) if given == "-" else _bytes_in(Path(given))
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Refused("The terms are not UTF-8 text: save the file as plain UTF-8 text.") from None


@command()
def letter(
    ref: Ref,
    kind: Annotated[
        str,
        typer.Argument(
            help="acknowledgement, disclosure, authority-request or authority-refusal; of a breach notification, "
            "people or public.",
            metavar="KIND",
        ),
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Also write the PDF here.", metavar="FILE")] = None,
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Compose a letter and file it; of a breach, everybody's on its list."""
    with at_desk(desk, today, secret, writing=True) as (opened, now):
        if ref.strip().upper().startswith("BR-"):
            breach_letter(opened, ref, kind, out, now, as_json)
            return
        with way_named(ref):
            made = jobs.make_letter(opened, ref, kind, now)
        if out:
            jobs.save_paper(opened, made["digest"], out)
    answer(made, as_json, lambda _: [*made["text"].splitlines(), "", f"Filed: {kind}, {made['digest']}"])


@command()
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
    """Build the response pack, read it back through the gate, and write it; exit 1 if the gate refuses or asks."""
    said = answers_in(answers) if answers else None
    why = (a_note() or "") if despite else None
    with at_desk(desk, today, secret, writing=True) as (opened, now), way_named(ref):
        if answers:
            jobs.answer_questions(opened, ref, said, now)
        made = jobs.pack(opened, ref, out, now, lambda what: print(what, file=sys.stderr), despite=why)
    answer(made, as_json, _packed)
    raise typer.Exit(0 if made["gate"]["state"] == "clear" else 1)


def _packed(made: dict) -> list[str]:
    lines = [f"{made['disclosed']} disclosed ({made['redacted']} with fields taken out), {made['withheld']} withheld"]
    lines += [f"{file['path']}  {file['pages']} pages  {file['digest']}" for file in made["files"]]
    lines += [f"  page {one['page']}: {one['what']} (read by {one['reader']})" for one in made["gate"]["findings"]]
    for one in made["gate"]["questions"]:
        pages = ", ".join(sorted({str(place["page"]) for place in one["places"] if place["page"]}, key=int))
        lines += [f"  page {pages}:" if pages else "  no page:", *(f"  {line}" for line in _question(one))]
    if made["gate"]["listed"]:
        lines.append(f"  Surnames alone, which may be anyone's: {len(made['gate']['listed'])} (--json lists them)")
    if missed := made["gate"]["not_searched"]:
        lines.append(
            f"  The gate did not search for {len(missed)} names or numbers that are too short (--json lists them)"
        )
    return [*lines, f"Gate: {made['gate']['state']}"]


@command()
def verify(
    files: Annotated[list[Path], typer.Argument(help="Finished PDFs.", metavar="FILE...")],
    desk: DeskAt = None,
    today: Today = None,
    secret: Secret = None,
    as_json: AsJson = False,
) -> None:
    """Read finished PDFs back: with a desk also for what must not be in them; exit 1 where something is found."""
    if desk or jobs.desk_exists(default_desk()):
        with at_desk(desk, today, secret) as (opened, _):
            found = jobs.verify(opened, files)
    else:
        found = jobs.verify(None, files)
    answer(found, as_json, _verified)
    raise typer.Exit(1 if any(file["findings"] for file in found["files"]) else 0)


def _verified(found: dict) -> list[str]:
    lines = []
    for file in found["files"]:
        lines.append(f"{file['path']}: {file['pages']} pages, {len(file['findings']) or 'no'} findings")
        lines += [f"  page {one['page']}: {one['kind']}: {one['what']}" for one in file["findings"]]
    return lines
