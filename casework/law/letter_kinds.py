"""The letters as data: what each must say, by what law, from and until which date, and the facts it rests on.

The words are the shipped ones; a council can replace those of an element by its own (`casework/notice/wordings.py`).
`{received}` in a text is replaced by the fact of that name. A text with a list is repeated for each entry.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

FACT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A place for a fact in a text."""


@dataclass(frozen=True, slots=True)
class LetterElement:
    """One thing a letter says: a heading, paragraphs and a list, and the provision that asks for it."""

    id: str
    law: str = ""
    """The provision it answers; empty for what no provision prescribes."""
    checked: bool = True
    """False if the text of the provision was not read: the officer sees so."""
    since: date | None = None
    until: date | None = None
    """The first and the last date it is in force."""
    by: str = "letter"
    """Which date decides whether it is in force: of the `letter`, or the date the case was `received`."""
    heading: str = ""
    text: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    together: bool = False
    """Whether all of its text is repeated for each entry of its lists, which then have the same length."""
    where: str = ""
    """The fact without which the element is left out, instead of missing."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts its texts hold, in order, each once."""
        return tuple(dict.fromkeys(FACT.findall("\n".join((self.heading, *self.text, *self.points)))))

    def in_force(self, letter: date, received: date) -> bool:
        """Whether the law asks for it in a letter of that date, in a case received on that date."""
        when = received if self.by == "received" else letter
        return (self.since is None or self.since <= when) and (self.until is None or when <= self.until)


@dataclass(frozen=True, slots=True)
class LetterInput:
    """Something only the officer can say, entered when the letter is written."""

    id: str
    label: str
    ask: str
    """What to enter, in a sentence."""
    way: str = "text"
    """`text`, `lines` (each line an entry of a list), `date`, or `choice`."""
    choices: dict[str, str] | None = None
    """For a choice: each key, and the words the letter prints."""
    past: bool = False
    """For a date: whether it has passed. Any other date is that of the letter, or later."""


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter."""

    id: str
    name: str
    """What it is called in a sentence: `request for clarification`."""
    title: str
    """The title it prints."""
    group: str
    """`handling`, `access`, `transparency` or `complaint`."""
    use: str
    """When an officer writes it, in a few words."""
    elements: tuple[LetterElement, ...]
    inputs: tuple[LetterInput, ...] = ()
    optional: tuple[str, ...] = ()
    """The inputs that may be left empty. Of a letter that is owed after an event, any other is taken from that event if
    it is not entered."""
    needs: tuple[str, ...] = ()
    """Facts it cannot be written without, though it does not print them."""
    rights: tuple[str, ...] = ()
    """It is written only if the case asks for one of these rights; empty: for any."""
    to: str = "requester"
    """`requester`, `subject`, or `other`: someone the officer names in the inputs `to_name` and `to_address`."""
    event: str = "letter_sent"
    """The event that records that it was sent."""
    says: str = ""
    """For an answer: `answer`, `refusal` or `both`."""
    owed: str = ""
    """The event after which it is owed until it is sent."""
    own_words: bool = False
    """Whether it holds nothing but what the requester wrote, so that it can be sent before they are identified."""
    rests_on_search: bool = False
    """Whether it depends on the search or the decisions, and is out of date when these change."""

    @property
    def of_complaint(self) -> bool:
        """Whether it is a letter of a complaint, not of a request."""
        return self.group == "complaint"


GROUPS = {
    "handling": "Handling a request",
    "access": "Answering for access",
    "transparency": "Recipients and privacy information",
    "complaint": "Complaints",
}
"""The groups of letters, each in its own file, with its title."""


@cache
def letter_kinds() -> tuple[LetterKind, ...]:
    """Every kind of letter, in the order of the files. A request and a complaint each have an `acknowledgement`."""
    shared = _table("shared.toml")
    found = []
    for group in GROUPS:
        table = _table(f"{group}.toml")
        elements, inputs = _elements(shared) | _elements(table), _inputs(shared) | _inputs(table)
        for key, row in table["letter"].items():
            lists: dict[str, Any] = {name: tuple(row.pop(name, ())) for name in ("optional", "needs", "rights")}
            lists["elements"] = tuple(elements[one] for one in row.pop("elements"))
            lists["inputs"] = tuple(inputs[one] for one in row.pop("inputs", ()))
            found.append(LetterKind(id=key, group=group, **lists, **row))
    return tuple(found)


@cache
def letter_elements() -> dict[str, LetterElement]:
    """Every element of a letter in its shipped words, by its id, in the order of the letters."""
    return {one.id: one for kind in letter_kinds() for one in kind.elements}


@cache
def event_of_letter() -> dict[str, str]:
    """The event that records that a letter of each kind was sent, by the kind; a pack is sent as an answer."""
    return {kind.id: kind.event for kind in letter_kinds()} | {"pack": "sent"}


@cache
def access_answers() -> frozenset[str]:
    """The letters made here that answer a request for access, and the pack: not those that only refuse."""
    answers = (kind.id for kind in letter_kinds() if kind.group == "access" and kind.says in ("answer", "both"))
    return frozenset({*answers, "pack"})


@cache
def about_access() -> frozenset[str]:
    """The letters made here only for a request for access, and the pack."""
    return frozenset({*(kind.id for kind in letter_kinds() if kind.rights == ("access",)), "pack"})


@cache
def refusals() -> frozenset[str]:
    """The letters that only refuse."""
    return frozenset(kind.id for kind in letter_kinds() if kind.says == "refusal")


@cache
def inputs_of_event(event: str) -> frozenset[str]:
    """What officers enter in the letters that such an event sends, which the event keeps. `letter_sent` sends any. What
    they enter for a letter to someone else stays with the letter alone."""
    mine = (kind for kind in letter_kinds() if event in (kind.event, "letter_sent") and kind.to != "other")
    return frozenset(one.id for kind in mine for one in kind.inputs)


@cache
def letters_to_others() -> frozenset[str]:
    """The letters to someone the officer names."""
    return frozenset(kind.id for kind in letter_kinds() if kind.to == "other")


def letters_with(flag: str) -> frozenset[str]:
    """The kinds of letter marked `own_words` or `rests_on_search`."""
    return frozenset(kind.id for kind in letter_kinds() if getattr(kind, flag))


def _elements(table: dict[str, Any]) -> dict[str, LetterElement]:
    found = {}
    for key, row in table.get("element", {}).items():
        lists = {name: tuple(row.get(name, ())) for name in ("text", "points")}
        found[key] = LetterElement(id=key, **row | lists)
    return found


def _inputs(table: dict[str, Any]) -> dict[str, LetterInput]:
    return {key: LetterInput(id=key, **row) for key, row in table.get("input", {}).items()}


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("casework.law").joinpath("letters", name).read_text(encoding="utf-8"))


def with_words(kind: LetterKind, own: Mapping[str, LetterElement]) -> LetterKind:
    """The kind with the council's own words for the elements it has replaced."""
    return replace(kind, elements=tuple(own.get(one.id, one) for one in kind.elements))
