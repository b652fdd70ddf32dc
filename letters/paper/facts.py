"""The facts a letter prints, each worked out once and bound to the record it came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from casework import Refused
from casework.law.letter_kinds import LetterInput
from casework.text.days import day, plain


@dataclass(frozen=True, slots=True)
class Value:
    """What a letter prints for a fact, and the record it is bound to."""

    text: str | tuple[str, ...]
    """A list is printed an entry at a time."""
    bound: str
    theirs: bool = False
    """Whether these are the requester's own words."""
    heading: str = ""
    points: tuple[str, ...] = ()
    """A passage, such as one of the privacy notice, has a heading and a list of its own besides its paragraphs."""

    @property
    def entries(self) -> tuple[str, ...]:
        """Its text as a list, whether it is one or not."""
        return self.text if isinstance(self.text, tuple) else (self.text,) * bool(self.text)

    @property
    def lines(self) -> tuple[str, ...]:
        """All it says, without the heading; empty if it says nothing."""
        return self.entries + self.points


Book = TypeVar("Book", bound="FactBook")
WORDS = "__fact_words__"
MOST = 4000
"""The most characters that can be entered for one input of a letter; an event keeps as many."""


def fact(words: str) -> Callable[[Callable[[Book], Value | None]], Callable[[Book], Value | None]]:
    """Marks a method as a fact of a letter. `words` names it where it is missing: "the date it was received"."""

    def mark(method: Callable[[Book], Value | None]) -> Callable[[Book], Value | None]:
        setattr(method, WORDS, words)
        return method

    return mark


class FactBook:
    """The facts of one case on the date of a letter. A subclass has a method for each, marked with `fact`.

    A method answers None if the fact is not recorded, and raises Refused if it forbids the letter.
    """

    def __init__(self, case_reference: str, on: date, received: date, inputs: Mapping[str, str]):
        self.case_reference, self.on, self.received_on = case_reference, on, received
        self.inputs = {name: typed.strip() for name, typed in inputs.items() if typed.strip()}
        self._known: dict[str, Value | Refused | None] = {}

    @classmethod
    def names(cls) -> dict[str, str]:
        """Every fact, with the words that name it."""
        marked = {name: getattr(getattr(cls, name), WORDS, None) for name in dir(cls)}
        return {name: words for name, words in marked.items() if words}

    def recorded(self, event: str, name: str) -> str:
        """What the last event of that kind says under that name; empty if nothing."""
        return ""

    def value(self, name: str) -> Value | None:
        """A fact; None if it is not recorded. Raises Refused if it forbids the letter, KeyError for no fact."""
        if name not in self._known:
            method: Any = getattr(type(self), name, None)
            if not hasattr(method, WORDS):
                raise KeyError(f"no fact '{name}'")
            try:
                self._known[name] = method(self)
            except Refused as forbids:
                self._known[name] = forbids
        known = self._known[name]
        if isinstance(known, Refused):
            raise known
        return known


def entered(asked: LetterInput, typed: str, on: date) -> Value:
    """What the officer entered, as a letter dated `on` prints it. Raises Refused if it is not what was asked for."""
    bound = f"entered: {asked.label.lower()}"
    if len(typed) > MOST:
        raise Refused(f"{asked.label} has {len(typed):,} characters. Enter at most {MOST:,}.")
    if asked.way == "date":
        when = day(typed)
        if when > on if asked.past else when < on:
            side = "after" if asked.past else "before"
            raise Refused(f"{asked.label}: {plain(when)} is {side} the date of the letter, {plain(on)}.")
        return Value(plain(when), bound)
    if asked.way == "lines":
        return Value(tuple(line.strip() for line in typed.splitlines() if line.strip()), bound)
    if asked.choices is not None:
        if typed not in asked.choices:
            raise Refused(f"{asked.label} cannot be '{typed[:40]}'. Choose from: {', '.join(asked.choices)}.")
        return Value(asked.choices[typed], bound)
    return Value(" ".join(typed.split()), bound)
