"""The one door for a privacy notice: from the shipped data, a screen or a file; and how it is written out."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter, ValidationError

from casework import Malformed, Refused, law
from casework.law.retention import classes
from casework.notice.council import Council
from casework.notice.register import PrivacyNotice
from casework.notice.terms import BASES, CategoryKind
from casework.notice.wordings import MARKUP, UNPRINTED

FORMAT, ABOUT = 1, "DPO Console: a privacy notice"
PLACEHOLDERS = ("council", "address", "officer", "email", "phone", "regulator")
"""What is filled in when a notice is printed: the council's profile, and the regulator on that date."""


@cache
def _form() -> TypeAdapter[PrivacyNotice]:
    return TypeAdapter(PrivacyNotice)


def checked(typed: object) -> PrivacyNotice:
    """The notice in these facts. Raises Refused for the first thing in it that cannot be read."""
    try:
        notice = _form().validate_python(typed)
    except ValidationError as wrong:
        raise Malformed(f"The privacy notice: {_place(wrong)}") from None
    if fault := next(_faults(notice), ""):
        raise Refused(fault)
    return notice


def as_facts(notice: PrivacyNotice) -> dict[str, object]:
    """The notice as JSON and TOML have it."""
    facts: dict[str, object] = _form().dump_python(notice, mode="json")
    return facts


def exported(notice: PrivacyNotice, version: int, product: str) -> dict[str, object]:
    """A version of the notice as a file; `product` is the version of the console."""
    return {"about": ABOUT, "format": FORMAT, "product": product, "version": version, "notice": as_facts(notice)}


def imported(file: object, product: str) -> tuple[PrivacyNotice, int]:
    """The notice in a file, and the version it was made from. Raises Refused for a file of a newer console."""
    if not isinstance(file, dict) or file.get("about") != ABOUT:
        raise Malformed("The file is not an exported privacy notice.")
    if file.get("format") != FORMAT:
        raise Refused(
            f"Version {str(file.get('product', ''))[:20]} of the console wrote the notice in a form that this version "
            f"({product}) cannot read. Import it with that version or a later one."
        )
    version = file.get("version")
    if type(version) is not int:
        raise Malformed("The file does not say as 'version' which version of the notice it was made from.")
    return checked(file.get("notice")), version


def _place(wrong: ValidationError) -> str:
    first = wrong.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "the facts"
    if first["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"it has no '{where[:80]}'. Leave it out, or correct the name."
    if first["type"].startswith("missing"):
        return f"'{where[:80]}' is missing. Enter it."
    return f"'{where[:80]}' is not valid ({first['msg'].removeprefix('Input should be ')}). Correct it and try again."


def _faults(notice: PrivacyNotice) -> Iterator[str]:
    yield from _unreadable(as_facts(notice), "the privacy notice")
    listed = {"category": [one.id for one in notice.categories], "purpose": [one.id for one in notice.purposes]}
    for what, ids in listed.items():
        if twice := next((id for id in ids if ids.count(id) > 1), ""):
            yield f"The privacy notice has the {what} '{twice}' twice. Give each its own id."
    if not notice.purposes:
        yield "The privacy notice has no purpose. Enter what the information is used for."
    known = {one.id: one for one in notice.categories}
    for purpose in notice.purposes:
        if not purpose.grounds:
            yield f"The purpose '{purpose.what}' has no basis. Choose from Article 6(1): {', '.join(BASES)}."
        if unlisted := next((id for id in purpose.categories if id not in known), ""):
            yield f"The purpose '{purpose.what}' uses the category '{unlisted}', which the notice does not list."
        sensitive = [known[id] for id in purpose.categories if known[id].kind != CategoryKind.ordinary]
        if sensitive and not purpose.conditions:
            yield (
                f"The purpose '{purpose.what}' uses '{sensitive[0].name}' without a condition. Enter the condition of "
                "Article 9(2) or Article 10, and its paragraph of Schedule 1."
            )
    if nameless := next((one for one in notice.sharing.recipients if not one.name), None):
        yield f"The recipient that receives data because '{nameless.why}' has no name. Enter its name."
    if any(not one.name for one in notice.sharing.processors):
        yield "A processor has no name. Enter its name."
    yield from _unknown_names(notice)


def _unknown_names(notice: PrivacyNotice) -> Iterator[str]:
    lists: list[tuple[str, Sequence[str]]] = [
        *((f"The category '{one.name}'", one.classes) for one in notice.categories),
        *((f"The source '{one.name}'", one.classes) for one in notice.sources),
        *((f"The purpose '{one.what}'", one.classes) for one in notice.purposes),
        *((f"The recipient '{one.name}'", one.classes) for one in notice.sharing.recipients),
        ("The section on retention", notice.retention.classes),
    ]
    for where, named in lists:
        if unknown := next((one for one in named if one not in classes()), ""):
            yield f"{where} has a class of record '{unknown}' that is not in the schedule. Choose one of its classes."


def _unreadable(facts: object, where: str) -> Iterator[str]:
    """What is wrong with a text in the notice, each with the place of the text."""
    if isinstance(facts, dict):
        for name, value in facts.items():
            yield from _unreadable(value, str(name))
    elif isinstance(facts, list):
        for number, value in enumerate(facts, 1):
            if value == "":
                yield f"Line {number} of '{where}' is empty. Enter its text, or leave it out."
            yield from _unreadable(value, where)
    elif isinstance(facts, str):
        if bad := next((char for char in facts if unicodedata.category(char) in UNPRINTED), ""):
            yield f"'{where}' has the character U+{ord(bad):04X}, which is not printed. Type it again."
        if found := MARKUP.search(facts):
            yield f"'{where}' has the markup '{found[0][:30]}'. The notice is plain text: leave it out."
        if unknown := next((one for one in re.findall(r"\{(.*?)\}", facts) if one not in PLACEHOLDERS), ""):
            yield f"'{where}' has {{{unknown[:30]}}}, which nothing fills in. Choose from: {', '.join(PLACEHOLDERS)}."


@cache
def published(id: str) -> PrivacyNotice:
    """A shipped notice, as the council published it. Raises Refused if there is not one."""
    if id not in known():
        raise Refused(f"There is no privacy notice '{id[:60]}'. In the settings, choose from: {', '.join(known())}.")
    return checked(tomllib.loads(files(__package__).joinpath("shipped", f"{id}.toml").read_text("utf-8")))


def known() -> list[str]:
    """The ids of the notices shipped, in order."""
    shipped = files(__package__).joinpath("shipped").iterdir()
    return sorted(path.name.removesuffix(".toml") for path in shipped if path.name.endswith(".toml"))


def filled(line: str, council: Council, on: date) -> str:
    """A line of the notice as it is printed on a date, with the council's details filled in."""
    for name, value in (
        ("council", council.name),
        ("address", ", ".join(council.address)),
        ("officer", council.officer or "Data Protection Officer"),
        ("email", council.email or "the address above"),
        ("phone", council.phone or "the number above"),
        ("regulator", law.regulator(on).name),
    ):
        line = line.replace(f"{{{name}}}", value)
    return line
