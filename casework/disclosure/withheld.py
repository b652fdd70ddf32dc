"""Redacted words stay out: a withheld or redacted value is looked for in the rest of what would go out.

The full value or six of its words is refused. Four or five of its words ask, and so does a short word (`HIV`). Digits,
codes and yes or no count only under the same label; a date counts in any order. Nothing here touches the database: the
review and the gate use the same rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from casework.text.canonical import Atom, atoms, fold
from casework.text.forms import Answer

if TYPE_CHECKING:
    from casework.disclosure.bundles import Bundle, BundleItem

WHOLE_FROM = 6
"""The fewest letters and digits of a full value that is refused; a shorter one asks."""
LOOSE_FROM = 8
"""The fewest letters and digits of a value that is found even if broken by a line end, a hyphen or spaces."""
RUN, SHORT_RUN = 6, 4
"""How many words in a row of a long text are refused, and how many ask."""
WORD_FROM = 3
"""Letters a word needs; shorter ones are codes."""
EMPTY = frozenset({"none", "nil", "na", "n a", "unknown", "not known", "not applicable", "not stated", "not recorded"})
"""Values that say nothing is recorded: they reveal nothing."""
YES_NO = frozenset({"yes", "no", "true", "false"})
EVERYDAY = frozenset(
    "the and for that this with from she her hers him his they them their was were are not but has had have been will "
    "would can could about when who you your our its all any one two out off see may".split()
)
"""Words found in every text: redacted alone, they are not looked for elsewhere."""
MONTHS = tuple("january february march april may june july august september october november december".split())
ORDINALS = frozenset({"st", "nd", "rd", "th", "of"})


class WithheldValue(NamedTuple):
    """A redacted value, or part of one, and where it was."""

    item: int
    segment: int
    label: str
    """The field's name in the source: digits and codes count only in a field of the same name."""
    concept: str | None
    text: str
    coded: bool = False
    """Whether the field holds codes (`SIC`)."""
    whole: bool = False
    """Whether the item was withheld, and not just this field or words in it."""


class Hit(NamedTuple):
    """A place where a withheld value was found: offsets in the text, `last` not included."""

    value: WithheldValue
    first: int
    last: int
    answer: Answer


def values_of(entries: Iterable["BundleItem"]) -> list[WithheldValue]:
    """Everything withheld or redacted in these items: items, fields, words within fields.

    A column of a withheld item does not count if a disclosed item has the same value in that column (a name, a team):
    disclosing it was decided with that item.
    """
    entries = list(entries)
    given = {
        (part.concept, fold(part.text))
        for entry in entries
        for part in entry.parts
        if entry.disclosed and part.concept and not part.exemption
    }
    found = []
    for entry in entries:
        for part in entry.parts:
            of = (entry.item, part.segment, part.name, part.concept)
            if part.exemption or not entry.disclosed:
                whole = not part.exemption
                texts = [
                    text for text in (part.text, part.right) if not whole or (part.concept, fold(text)) not in given
                ]
                found += [WithheldValue(*of, text, part.coded, whole) for text in texts if text]
            found += [WithheldValue(*of, part.text[cut.first : cut.last]) for cut in part.cuts if not part.exemption]
    return found


def withheld_of(bundle: "Bundle") -> "Withheld":
    """Everything redacted from a bundle, to look for in what is left."""
    return Withheld(values_of(bundle.entries))


class _Sought(NamedTuple):
    value: WithheldValue
    words: tuple[str, ...]
    answer: Answer
    labelled: bool
    """Whether it counts only under the same label."""


class Withheld:
    """Everything redacted in one case, to look for in the rest."""

    def __init__(self, values: Iterable[WithheldValue]):
        self._wholes: dict[str, list[_Sought]] = defaultdict(list)
        self._runs: dict[tuple[str, ...], list[WithheldValue]] = defaultdict(list)
        self._dates: dict[date, list[WithheldValue]] = defaultdict(list)
        for value in dict.fromkeys(values):
            self._take(value)
        self._patterns = list(self._wholes)
        kind = Implementation.ContiguousNFA if len(self._patterns) > 5000 else None
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.Standard, implementation=kind)

    def _take(self, value: WithheldValue) -> None:
        found = atoms(value.text)
        words = tuple(atom.text for atom in found)
        if not words or " ".join(words) in EMPTY or not any(word.strip("0") for word in words):
            return
        days = [day for at in range(len(found)) for day, end in _dates(found, at) if at == 0 and end == len(found)]
        for day in days:
            self._dates[day].append(value)
        if days or (len(words) == 1 and words[0] in EVERYDAY):
            return
        if len(words) < RUN or not _is_text(words):
            squashed = "".join(words)
            answer = Answer.refused if len(squashed) >= WHOLE_FROM else Answer.asked
            labelled = value.coded or squashed in YES_NO or _is_code(value.text, words)
            self._wholes[squashed].append(_Sought(value, words, answer, labelled))
        if _is_text(words):
            for length in (RUN, SHORT_RUN):
                for run in {words[at : at + length] for at in range(len(words) - length + 1)}:
                    if not all(word.isdecimal() for word in run):
                        self._runs[run].append(value)

    def find(self, text: str, *, label: str | None = None) -> list[Hit]:
        """Where a text has withheld values, in order; the strongest and longest match for each value and place.

        `label` is the field's name in the source, None if the text is not a field.
        """
        words = atoms(text)
        found: dict[WithheldValue, list[Hit]] = defaultdict(list)
        for hit in (*self._whole(words, label), *self._run(words), *self._dated(words, label)):
            found[hit.value].append(hit)
        joined = [hit for hits in found.values() for hit in _joined(hits)]
        return sorted(joined, key=lambda hit: (hit.first, hit.last, hit.value))

    def _whole(self, words: Sequence[Atom], label: str | None) -> Iterator[Hit]:
        begins, ends, at = {}, {}, 0
        for number, word in enumerate(words):
            begins[at] = number
            at += len(word.text)
            ends[at] = number
        squashed = "".join(word.text for word in words)
        for pattern, start, end in self._automaton.find_matches_as_indexes(squashed, overlapping=True):
            if start not in begins or end not in ends:
                continue
            first, last = begins[start], ends[end]
            here = tuple(word.text for word in words[first : last + 1])
            for sought in self._wholes[self._patterns[pattern]]:
                if sought.labelled and not _same_label(sought.value.label, label):
                    continue
                apart = all(len(word) == 1 for word in here)  # H.I.V.
                if len(self._patterns[pattern]) >= LOOSE_FROM or apart or here == sought.words:
                    yield Hit(sought.value, words[first].first, words[last].last, sought.answer)

    def _run(self, words: Sequence[Atom]) -> Iterator[Hit]:
        plain = tuple(word.text for word in words)
        for length, answer in ((RUN, Answer.refused), (SHORT_RUN, Answer.asked)) if self._runs else ():
            for at in range(len(plain) - length + 1):
                for value in self._runs.get(plain[at : at + length], ()):
                    yield Hit(value, words[at].first, words[at + length - 1].last, answer)

    def _dated(self, words: Sequence[Atom], label: str | None) -> Iterator[Hit]:
        for at in range(len(words)) if self._dates else ():
            for day, end in _dates(words, at):
                for value in self._dates.get(day, ()):
                    answer = Answer.refused if _same_label(value.label, label) else Answer.asked
                    yield Hit(value, words[at].first, words[end - 1].last, answer)


def _joined(hits: list[Hit]) -> Iterator[Hit]:
    """The places of one value: overlapping ones are merged, and refused if any was."""
    held: Hit | None = None
    for hit in sorted(hits, key=lambda one: (one.first, -one.last)):
        if held and hit.first < held.last:
            refused = Answer.refused in (held.answer, hit.answer)
            answer = Answer.refused if refused else Answer.asked
            held = Hit(held.value, held.first, max(held.last, hit.last), answer)
            continue
        if held:
            yield held
        held = hit
    if held:
        yield held


def _is_text(words: tuple[str, ...]) -> bool:
    return len(words) >= SHORT_RUN and sum(len(word) >= WORD_FROM and not word.isdecimal() for word in words) >= 2


def _is_code(text: str, words: tuple[str, ...]) -> bool:
    """Whether a value is digits or a code, without words: `0700`, `CS-42`, `F`, `01429 555010`."""
    if not any(len(word) >= WORD_FROM and not word.isdecimal() for word in words):
        return True
    return len(text.split()) == 1 and any(word.isdecimal() for word in words) and "@" not in text


def _same_label(one: str, other: str | None) -> bool:
    return other is not None and " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _dates(words: Sequence[Atom], at: int) -> Iterator[tuple[date, int]]:
    """The dates the words from `at` on may mean, in any order, each with the word after it."""
    if words[at].text.isdecimal() and len(words[at].text) == 8:
        digits = words[at].text
        for year, month, number in ((digits[:4], digits[4:6], digits[6:]), (digits[4:], digits[2:4], digits[:2])):
            if day := _day(year, month, number):
                yield day, at + 1
        return
    parts: list[str] = []
    for end in range(at, min(at + 5, len(words))):
        if parts and words[end].text in ORDINALS:
            continue
        parts.append(words[end].text)
        if len(parts) == 3:
            one, two, three = parts
            orders = ((one, two, three), (three, two, one), (three, one, two))
            yield from ((day, end + 1) for day in dict.fromkeys(_day(*order) for order in orders) if day)
            return


def _day(year: str, month: str, day: str) -> date | None:
    """A date from its three parts; the month may be a name, the year its last two digits."""
    if not (year.isdecimal() and day.isdecimal() and len(year) in (2, 4) and len(day) <= 2):
        return None
    if month.isdecimal():
        number = int(month) if len(month) <= 2 else 0
    else:
        named = [at for at, name in enumerate(MONTHS, 1) if len(month) >= 3 and name.startswith(month)]
        number = named[0] if named else 0
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 40 else 2000)
    try:
        return date(full, number, int(day))
    except ValueError:
        return None
