"""Registered people found in a text, in every form in which they may be named."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from rapidfuzz import process
from rapidfuzz.distance import OSA

from casework.text.canonical import Atom, atoms, canonical, words
from casework.text.forms import (
    FEMALE,
    JOINERS,
    MALE,
    TITLES,
    Answer,
    Block,
    Form,
    Known,
    Name,
    Naming,
    Place,
    everyday,
    function_words,
    surnames,
)
from casework.text.nicknames import short_forms
from casework.text.numbers import Numbers

RUN_REFUSED = 8
"""Letters from which a name run together, or broken anywhere, is refused; shorter ones are asked about."""
BETWEEN = 3
"""Words that may stand between a forename and a surname."""
PIECES = 4
"""Into how many pieces a word may be broken and still be looked up, letters set apart not counted."""
_NAME_COLUMNS = frozenset(("forename", "middle", "surname", "full"))
_NO_FORM_COLUMNS = frozenset(("initials", "title", "sex"))
"""Columns whose single letters and titles make no form with the field beside them."""
_PLAIN_TITLES = frozenset("mr mrs ms mx dr prof".split())
"""Titles that are no word: enough before an everyday word where nothing has a capital."""
_RANK = {form: rank for rank, form in enumerate(Form)}


class Entry(NamedTuple):
    """One name of one person in its words."""

    person: int
    given: tuple[str, ...]
    family: tuple[str, ...]
    titles: frozenset[str]

    def goes_by(self, title: str) -> bool:
        """Whether a title in a text may be theirs; a man's is not a woman's."""
        if not self.titles or title not in MALE | FEMALE:
            return True
        return not ((title in MALE and self.titles <= FEMALE) or (title in FEMALE and self.titles <= MALE))


@dataclass(slots=True)
class Family:
    """Everybody of one surname."""

    entries: list[Entry] = field(default_factory=list)
    given: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    """By the first forename, and by several of them closed up."""
    middle: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    initials: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    _titled: dict[str, frozenset[int]] = field(default_factory=dict)

    def titled(self, title: str) -> frozenset[int]:
        """Everybody of the surname who may go by a title."""
        if title not in self._titled:
            self._titled[title] = frozenset(one.person for one in self.entries if one.goes_by(title))
        return self._titled[title]

    def add(self, entry: Entry) -> None:
        """Enter one name."""
        self.entries.append(entry)
        if not entry.given:
            return
        self.initials[entry.given[0][0]].append(entry)
        if len(entry.given[0]) > 1:
            self.given[entry.given[0]].append(entry)
        for count in range(2, min(len(entry.given), 3) + 1):
            self.given["".join(entry.given[:count])].append(entry)
        for word in entry.given[1:]:
            if len(word) > 1:
                self.middle[word].append(entry)


class Match(NamedTuple):
    """A form found over atoms `begin` to `end` (not included)."""

    begin: int
    end: int
    form: Form
    answer: Answer
    people: frozenset[int]
    """Everybody who answers to it."""


class Text:
    """One block's words, and how it is written."""

    def __init__(self, source: str):
        self.source = source
        self.canonical = canonical(source).text
        self.atoms = _names_only(atoms(source))
        self.capitals = any(char.isupper() for char in source)

    def gap(self, at: int) -> str:
        """What stands between atom `at` - 1 and atom `at`."""
        return self.canonical[self.atoms[at - 1].end : self.atoms[at].begin]

    def named(self, at: int) -> bool:
        """Whether an atom is written as a name is; in a text without capitals any may be."""
        atom = self.atoms[at]
        return atom.capital or not self.capitals or any(map(str.isupper, self.source[atom.first : atom.last]))


class Joined(Text):
    """The ends of neighbouring fields as one text."""

    def __init__(self, parts: Sequence[tuple[int, Text, Sequence[Atom]]]):
        self.source, self.canonical = "", ""
        self.atoms = [atom for _, _, found in parts for atom in found]
        self.block = [block for block, _, found in parts for _ in found]
        self.capitals = any(text.capitals for _, text, _ in parts)
        self._texts = {block: text for block, text, _ in parts}

    def gap(self, at: int) -> str:
        """What stands between two atoms; a field's end is a space."""
        if self.block[at - 1] != self.block[at]:
            return " "
        return self._texts[self.block[at]].canonical[self.atoms[at - 1].end : self.atoms[at].begin]


class Model:
    """The forms of everybody registered. Built once for a register as it is; asked of any text."""

    def __init__(self, people: Iterable[Known]):
        self.people = tuple(people)
        self._names = {one.person: one.names for one in self.people}
        self.families: dict[str, Family] = defaultdict(Family)
        self.halves: dict[str, Family] = defaultdict(Family)
        self.by_given: dict[str, set[str]] = defaultdict(set)
        self.runs: dict[str, set[int]] = defaultdict(set)
        skipped: set[tuple[int, str]] = set()
        for one in self.people:
            entries = {entry for name in one.names for entry in _entries(one.person, name)}
            for entry in sorted(entries):
                self._enter(entry)
            if one.names and not entries:
                skipped.add((one.person, "name: one word only"))
        self.numbers = Numbers(self.people)
        self.not_searched = tuple(sorted(skipped | set(self.numbers.not_searched)))
        """(person, why) for one-word names and numbers too short to mean anything."""
        self._prefixes = _prefixes([*self.families, *self.halves])
        self._given_prefixes = _prefixes(self.by_given)
        self._slips: dict[tuple[str, str, str], frozenset[int]] = {}
        self._found = lru_cache(50_000)(self._search)

    def _enter(self, entry: Entry) -> None:
        closed = "".join(entry.family)
        for spelling in _spellings(entry.family):
            self.families[spelling].add(entry)
            for given in {"".join(entry.given[:count]) for count in range(1, min(len(entry.given), 3) + 1)}:
                if len(given) > 1:
                    self.by_given[given].add(spelling)
                    self.runs[given + spelling].add(entry.person)
                    self.runs[spelling + given].add(entry.person)
        whole = [word for word in entry.family if word not in JOINERS and len(word) > 2]
        if len(entry.family) > 1:
            for word in whole:
                if word != closed:
                    self.halves[word].add(entry)

    @cached_property
    def _automaton(self) -> tuple[list[str], AhoCorasick]:
        patterns = [run for run in self.runs if len(run) >= RUN_REFUSED]
        kind = Implementation.ContiguousNFA if len(patterns) > 5000 else None
        return patterns, AhoCorasick(patterns, matchkind=MatchKind.Standard, implementation=kind)

    def namings(self, blocks: Sequence[Block], subject: int | None, *, record: bool = False) -> list[Naming]:
        """Who but the data subject is named in these blocks, and how, in the order of the text.

        Each block is searched by itself. In the fields of one `record` a name spread over neighbouring fields, and a
        date of birth with a postcode, are found too.
        """
        found: list[tuple[Match, tuple[Place, ...], str]] = []
        own = frozenset({subject}) if subject is not None else frozenset()
        mine = self._words_of(subject)
        for at, block in enumerate(blocks):
            their_own = block.own and mine.issuperset(words(block.text))
            for match, first, last, said in () if their_own else self._found(block.text):
                found.append((match, (Place(at, first, last),), said))
            for number in self.numbers.find(block.text, block.concept):
                match = Match(number.first, number.last, number.form, number.form.answer, frozenset((number.person,)))
                found.append((match, (Place(at, number.first, number.last),), number.words))
        kept = _without_own(found, own)
        if record:
            over = [one for one in self._over_fields(blocks, mine) if not one[0].people & own]
            kept += over
        for group in [range(len(blocks))] if record else [range(at, at + 1) for at in range(len(blocks))]:
            texts = ["" if blocks[at].own else blocks[at].text for at in group]
            for form, person, places in self.numbers.together(texts, own):
                said = " ".join(texts[place.block][place.first : place.last] for place in places)
                there = tuple(place._replace(block=group[place.block]) for place in places)
                kept.append((Match(0, 0, form, form.answer, frozenset((person,))), there, said))
        return _gathered(kept)

    def _words_of(self, subject: int | None) -> frozenset[str]:
        return frozenset(word for name in self._names.get(subject, ()) for part in name[1:] for word in words(part))

    # one block

    def _search(self, source: str) -> tuple[tuple[Match, int, int, str], ...]:
        """Every form in one text, with its characters; for each person the strongest of those that overlap."""
        text = Text(source)
        if not text.atoms:
            return ()
        matches = list(self._by_surname(text))
        whole = {(one.begin, one.end) for one in matches if one.form in (Form.full, Form.reversed)}
        matches += [one for one in self._broken(text) if (one.begin, one.end) not in whole]
        matches += [*self._slipped(text), *self._addresses(text)]
        return tuple(
            (one, text.atoms[one.begin].first, text.atoms[one.end - 1].last, _said(text, one))
            for one in _strongest(matches)
        )

    def _closed(self, text: Text, at: int, prefixes: frozenset[str]) -> Iterator[tuple[int, str]]:
        """Words that begin with atom `at`, one or several of them closed up: (the atom after them, the word)."""
        closed, pieces = "", 0
        for end in range(at, len(text.atoms)):
            atom = text.atoms[end]
            if not atom.letters or (end > at and set(text.gap(end)) & set(",;:!?\x1d")):
                return
            pieces += len(atom.text) > 1
            closed += atom.text
            if pieces > PIECES or closed not in prefixes:
                return
            yield end + 1, closed
            if atom.possessive:
                return

    def _closed_before(self, text: Text, end: int) -> Iterator[tuple[int, str]]:
        """The same backwards: words that end before atom `end`: (where they begin, the word)."""
        closed, pieces = "", 0
        for at in range(end - 1, -1, -1):
            atom = text.atoms[at]
            if not atom.letters or atom.possessive or (at < end - 1 and set(text.gap(at + 1)) & set(",;:!?\x1d")):
                return
            pieces += len(atom.text) > 1
            if pieces > PIECES or len(closed) > 24:
                return
            closed = atom.text + closed
            yield at, closed

    def _by_surname(self, text: Text) -> Iterator[Match]:
        for at in range(len(text.atoms)):
            first = text.atoms[at].text
            if first in self._prefixes:
                for end, closed in self._closed(text, at, self._prefixes):
                    if closed in self.families:
                        yield from self._around(text, at, end, self.families[closed], half=False)
                    if closed in self.halves:
                        yield from self._around(text, at, end, self.halves[closed], half=True)
            if len(first) > 3 and first[1:] in self.families and first not in self.families:
                source = text.source[text.atoms[at].first : text.atoms[at].last]
                held = _people(self.families[first[1:]].initials.get(first[0], ()))
                if held and source[:2].isupper() and source[2:].islower():  # THussain
                    yield Match(at, at + 1, Form.initial, Answer.asked, held)

    def _around(self, text: Text, begin: int, end: int, family: Family, *, half: bool) -> Iterator[Match]:
        """The forms about one surname that stands at atoms `begin` to `end`."""
        for at, last, gap, entry in self._given(text, begin, end, family):
            form = self._of_given(text, entry, begin, end, at, last, gap)
            if half and form is not None:
                form = Form.half if all(len(text.atoms[one].text) == 1 for one in gap) else None
            if form is not None:
                said = [text.atoms[one] for one in (*range(at, last), *range(begin, end))]
                answer = self._answer(text, form, said)
                if answer is not None:
                    yield Match(min(at, begin), max(last, end), form, answer, frozenset((entry.person,)))
        if half:
            return
        written = all(text.named(one) for one in range(begin, end))
        word = "".join(atom.text for atom in text.atoms[begin:end])
        plain = word in everyday()
        for at, last, entry in self._initials(text, begin, end, family):
            if written or not plain:
                yield Match(min(at, begin), max(last, end), Form.initial, Answer.asked, frozenset((entry.person,)))
        for at, title in self._titles(text, begin, end):
            if plain and not (written if text.capitals else title in _PLAIN_TITLES):
                continue
            if held := family.titled(title):
                yield Match(min(at, begin), max(at + 1, end), Form.title, Answer.asked, held)
        for at, entries in self._short(text, begin, end, family):
            if not plain or (written and text.named(at)):
                yield Match(min(at, begin), max(at + 1, end), Form.short_form, Answer.asked, _people(entries))
        if len(word) > 2 and written and not (plain and not text.capitals):
            yield Match(begin, end, Form.surname, Answer.listed, family.titled(""))

    def _given(self, text: Text, begin: int, end: int, family: Family) -> Iterator[tuple[int, int, range, Entry]]:
        """Forenames of the family's people before and after a surname: (begin, end, the atoms between, whose)."""
        for between in range(min(BETWEEN, begin) + 1):
            before = begin - between
            for at, closed in self._closed_before(text, before):
                for entry in family.given.get(closed, ()):
                    yield at, before, range(before, begin), entry
        if text.atoms[end - 1].possessive:
            return
        for after in range(end, min(end + BETWEEN + 1, len(text.atoms))):
            if text.atoms[after].text in self._given_prefixes:
                for last, closed in self._closed(text, after, self._given_prefixes):
                    for entry in family.given.get(closed, ()):
                        yield after, last, range(end, after), entry

    def _of_given(self, text: Text, entry: Entry, begin: int, end: int, at: int, last: int, gap: range) -> Form | None:
        """Which full form a forename and a surname make, with the words between them; None where they make none."""
        forward = at < begin
        if "\x1d" in "".join(text.gap(one) for one in range(min(at, begin) + 1, max(last, end))):
            return None
        if not gap or _middle_of(entry, [text.atoms[one].text for one in gap]):
            return Form.full if forward else Form.reversed
        return Form.between if self._name_between(text, gap, forward=forward) else None

    def _name_between(self, text: Text, gap: range, *, forward: bool) -> bool:
        """Whether the words between a forename and a surname can be part of the name: names, initials, a title."""
        said = [text.atoms[one] for one in gap]
        around = [text.gap(one) for one in (*gap, gap[-1] + 1)]
        bracketed = any(mark in around[0] for mark in "(['\"") and any(mark in around[-1] for mark in ")]'\"")
        if any(set(part) & set(";:!?\x1d") for part in around) or sum("\n" in part for part in around) > 1:
            return False
        commas = around[1:] if not forward else around
        if any("," in part for part in commas):
            return False
        if bracketed:
            return all(one.letters for one in said)
        if any("\n" in part for part in around) and len(said) > 1:
            return False
        for one, before in zip(said, around, strict=False):
            if "." in before and before is not around[0]:
                previous = said[said.index(one) - 1].text
                if len(previous) > 1 and previous not in TITLES:
                    return False
        if "." in around[0] and not forward:
            return False
        if "." in around[-1] and len(said[-1].text) > 1 and said[-1].text not in TITLES:
            return False
        if "." in around[0] and forward:
            return False
        names = [one for one in said if one.text not in ("and", "or")]
        if len(names) < len(said) and (said[0].text not in ("and", "or") or len(names) != len(said) - 1):
            return False
        if "&" in around[0]:
            names = said
        if not names or any(
            one.possessive or not one.letters or one.text in function_words() - {"a", "i"} for one in names
        ):
            return False
        if text.capitals:
            return all(one.capital or one.text in TITLES | JOINERS or len(one.text) == 1 for one in names)
        return len(names) < BETWEEN and not any(one.text in everyday() for one in names)

    def _answer(self, text: Text, form: Form, said: list[Atom]) -> Answer | None:
        """What a form calls for as it is written: everyday words are a name only with capitals."""
        plain = everyday() | function_words()
        if not all(atom.text in plain for atom in said):
            return form.answer
        if all(atom.capital for atom in said):
            return form.answer
        return None if text.capitals or form is Form.between else Answer.asked

    def _initials(self, text: Text, begin: int, end: int, family: Family) -> Iterator[tuple[int, int, Entry]]:
        """Initials before or after a surname, with a title or one more name between: (begin, end, whose)."""
        for between in (0, 1):
            last = begin - between
            if last < 1 or (between and not self._name_between(text, range(last, begin), forward=True)):
                break
            at = last
            while at > 0 and last - at < 3 and len(text.atoms[at - 1].text) == 1 and text.atoms[at - 1].letters:
                if at < last and set(text.gap(at)) - set(" .\n-"):
                    break
                at -= 1
            title = text.atoms[at - 1].text if at > 0 else ""
            if at < last and not set(text.gap(last)) & set(";:!?,\x1d"):
                if self._written_initial(text, at, last):
                    yield from (
                        (at, last, one) for one in family.initials.get(text.atoms[at].text, ()) if one.goes_by(title)
                    )
            elif not between and (cluster := self._cluster(text, begin - 1)):
                yield from ((begin - 1, begin, one) for one in family.initials.get(cluster, ()) if one.goes_by(title))
        if end >= len(text.atoms) or text.atoms[end - 1].possessive:
            return
        if set(text.gap(end)) & set(".;:!?\n\x1d"):
            return
        last = end
        while (
            last < len(text.atoms) and last - end < 3 and len(text.atoms[last].text) == 1 and text.atoms[last].letters
        ):
            if last > end and set(text.gap(last)) - set(" .-"):
                break
            last += 1
        if last > end and text.atoms[end].capital == text.capitals and not self._pronoun(text, end):
            yield from ((end, last, one) for one in family.initials.get(text.atoms[end].text, ()))
        elif last == end and (cluster := self._cluster(text, end)):
            yield from ((end, end + 1, one) for one in family.initials.get(cluster, ()))

    def _written_initial(self, text: Text, at: int, last: int) -> bool:
        atom = text.atoms[at]
        if at > 0 and "'" in text.gap(at):
            return False
        if atom.capital:
            return True
        return "." in text.gap(last) or (not text.capitals and atom.text not in ("a", "i"))

    def _pronoun(self, text: Text, at: int) -> bool:
        """Whether a letter after a surname is the word `I` or `a`, not an initial."""
        if text.atoms[at].text not in ("a", "i"):
            return False
        after = text.canonical[text.atoms[at].end : text.atoms[at].end + 1]
        ends = at + 1 == len(text.atoms)
        return not (ends or after in ".,;:)" or (text.gap(at).strip() == ","))

    def _cluster(self, text: Text, at: int) -> str:
        """The first of two or three initials written in one (`TA`), or nothing."""
        atom = text.atoms[at]
        source = text.source[atom.first : atom.last]
        if (
            not 1 < len(atom.text) < 4
            or not source.isupper()
            or source.isdigit()
            or not any(map(str.islower, text.source))
        ):
            return ""
        return "" if atom.text in TITLES | function_words() else atom.text[0]

    def _titles(self, text: Text, begin: int, end: int) -> Iterator[tuple[int, str]]:
        """The titles of a surname, before it (`Mr and Mrs`) or after it (`Hussain (Mr)`)."""
        at = begin - 1
        while at >= 0 and text.atoms[at].text in TITLES and not set(text.gap(at + 1)) & set(",;:!?\x1d"):
            yield at, text.atoms[at].text
            joined = at > 0 and ("&" in text.gap(at) or "/" in text.gap(at))
            if at > 1 and text.atoms[at - 1].text == "and":
                at, joined = at - 1, True
            if not joined:
                break
            at -= 1
        if end < len(text.atoms) and text.atoms[end].text in TITLES and set(text.gap(end)) & set(",("):
            yield end, text.atoms[end].text

    def _short(self, text: Text, begin: int, end: int, family: Family) -> Iterator[tuple[int, list[Entry]]]:
        """Short forms, nicknames and middle names beside a surname: (the atom, whose)."""
        sides = [begin - 1] if begin else []
        if end < len(text.atoms) and not text.atoms[end - 1].possessive:
            sides.append(end)
        for at in sides:
            word = text.atoms[at].text
            mark = text.gap(max(at, begin) if at < begin else at)
            if len(word) < 2 or text.atoms[at].possessive or word in function_words() or set(mark) & set(".;:!?\x1d"):
                continue
            if not text.named(at):
                continue
            called = [entry for name in short_forms(word) for entry in family.given.get(name, ())]
            called += family.middle.get(word, [])
            if len(word) > 2:
                called += [
                    one
                    for name, entries in family.given.items()
                    if name != word and name.startswith(word)
                    for one in entries
                ]
            if called:
                yield at, called

    def _broken(self, text: Text) -> Iterator[Match]:
        """Names run together in one word, or broken anywhere."""
        begins: dict[int, int] = {}
        ends: dict[int, int] = {}
        letters, length = [], 0
        for at, atom in enumerate(text.atoms):
            if not atom.letters:
                letters.append("\x00")
                length += 1
                continue
            begins[length] = at
            letters.append(atom.text)
            length += len(atom.text)
            ends[length] = at + 1
            if len(atom.text) < RUN_REFUSED and atom.text in self.runs and self._is_run(text, at):
                yield Match(at, at + 1, Form.short_run, Answer.asked, frozenset(self.runs[atom.text]))
        patterns, automaton = self._automaton
        for pattern, start, stop in automaton.find_matches_as_indexes("".join(letters), overlapping=True):
            if start not in begins or stop not in ends:
                continue
            begin, end = begins[start], ends[stop]
            if end - begin == 1 and not self._is_run(text, begin):
                continue
            form = Form.run_together if end - begin == 1 else Form.full
            said = text.atoms[begin:end]
            if any(atom.possessive for atom in said[:-1]):
                continue
            answer = self._answer(text, form, said)
            if answer is not None:
                yield Match(begin, end, form, answer, frozenset(self.runs[patterns[pattern]]))

    def _is_run(self, text: Text, at: int) -> bool:
        """Whether a word that reads as forename and surname in one is that, not a name or a word of its own."""
        word = text.atoms[at].text
        source = text.source[text.atoms[at].first : text.atoms[at].last]
        if any(one.isupper() for one in source[1:]) and any(one.islower() for one in source):
            return True  # EdWards
        name = word in self.families or word in self.halves or word in self.by_given or bool(short_forms(word))
        return not name and word not in everyday() | surnames()

    def _slipped(self, text: Text) -> Iterator[Match]:
        """A forename and a surname side by side, or with an initial between, one letter of one of them different."""
        for at, atom in enumerate(text.atoms):
            if atom.text in self.by_given:
                for begin, end in self._beside(text, at, at + 1):
                    closed = "".join(one.text for one in text.atoms[begin:end])
                    if held := self._slip_of_family(atom.text, closed):
                        yield Match(min(at, begin), max(at + 1, end), Form.slip, Answer.asked, held)
            if atom.text in self._prefixes:
                for end, closed in self._closed(text, at, self._prefixes):
                    for begin, last in self._beside(text, at, end) if closed in self.families else ():
                        if last - begin == 1 and (held := self._slip_of_given(text.atoms[begin].text, closed)):
                            yield Match(min(at, begin), max(end, last), Form.slip, Answer.asked, held)

    def _beside(self, text: Text, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The words beside a name that may be the other half of one, in up to three pieces."""
        if not all(text.named(at) for at in range(begin, end)):
            return
        ends = text.atoms[end - 1].possessive
        for initial in (0, 1):
            last = begin - initial
            if last > 0 and self._joins(text, last, begin, initial=initial):
                for first in range(last - 1, max(last - 4, -1), -1):
                    if (first < last - 1 and not self._one_word(text, first + 1)) or not self._half(text, first):
                        break
                    if text.atoms[first].possessive:
                        break
                    yield first, last
            first = end + initial
            if first < len(text.atoms) and not ends and self._joins(text, end, first, initial=initial):
                for last in range(first + 1, min(first + 4, len(text.atoms) + 1)):
                    if (last > first + 1 and not self._one_word(text, last - 1)) or not self._half(text, last - 1):
                        break
                    yield first, last
                    if text.atoms[last - 1].possessive:
                        break

    def _joins(self, text: Text, left: int, right: int, *, initial: int) -> bool:
        """Whether nothing ends a name between atoms `left` - 1 and `right`, an initial apart."""
        if initial and not (
            0 < left < len(text.atoms) and len(text.atoms[left].text) == 1 and text.atoms[left].letters
        ):
            return False
        gaps = [text.gap(at) for at in range(left, right + 1)]
        return not any(set(gap) & set(";:!?\x1d") or (not initial and "." in gap and len(gap) > 1) for gap in gaps)

    def _one_word(self, text: Text, at: int) -> bool:
        return not set(text.gap(at)) - set(" -'\n")

    def _half(self, text: Text, at: int) -> bool:
        atom = text.atoms[at]
        return atom.letters and (text.named(at) or atom.text in JOINERS or len(atom.text) == 2)

    def _slip_of_family(self, given: str, family: str) -> frozenset[int]:
        """Whose name a forename is with a surname one letter different."""
        return self._slip(
            ("family", given, family), self.by_given[given], lambda name: self.families[name].given[given]
        )

    def _slip_of_given(self, given: str, family: str) -> frozenset[int]:
        """Whose name a surname is with a forename one letter different."""
        held = self.families[family].given
        return self._slip(("given", family, given), list(held), lambda name: held[name])

    def _slip(
        self, key: tuple[str, str, str], names: Collection[str], whose: Callable[[str], list[Entry]]
    ) -> frozenset[int]:
        if key not in self._slips:
            said, found = key[2], frozenset()
            if said not in names and len(said) > 1 and self._may_be_slip(said):
                near = process.extract(said, names, scorer=OSA.distance, score_cutoff=1, limit=None)
                # of a name of two letters only a letter glued on is told from another name
                found = _people(one for name, _, _ in near if len(name) > 2 or name in said for one in whose(name))
            self._slips[key] = found
        return self._slips[key]

    def _may_be_slip(self, word: str) -> bool:
        """A short word that is a name or a word of its own is no slip of another's."""
        if word in function_words() or word in everyday():
            return False
        if len(word) > 4:
            return True
        return not (word in self.families or word in self.by_given or short_forms(word))

    def _addresses(self, text: Text) -> Iterator[Match]:
        """Names in the local part of an address."""
        for begin, end in _local_parts(text):
            said = [atom for atom in text.atoms[begin:end] if atom.letters]
            pieces = [atom.text for atom in said]
            for form, people in self._local(pieces):
                if people:
                    yield Match(begin, end, form, form.answer, frozenset(people))

    def _local(self, pieces: list[str]) -> Iterator[tuple[Form, set[int]]]:
        closed = "".join(pieces)
        if closed in self.runs:
            yield Form.address, self.runs[closed]
        if len(pieces) > 1:
            for given, family in ((pieces[0], pieces[-1]), (pieces[-1], pieces[0])):
                held = self.families.get(family)
                if held is None:
                    continue
                if len(pieces) > 2 and given in held.given:
                    yield Form.address, {one.person for one in held.given[given]}
                elif len(given) == 1:
                    yield Form.other_address, {one.person for one in held.initials.get(given, ())}
                else:
                    called = [one for name in short_forms(given) for one in held.given.get(name, ())]
                    yield Form.other_address, {one.person for one in (*called, *held.middle.get(given, ()))}
            if len(pieces) == 2 and len(pieces[1]) == 1:
                yield Form.other_address, self._of_initial(pieces[0], pieces[1])
        elif closed and closed not in self.by_given:
            for initial, family in ((closed[0], closed[1:]), (closed[-1], closed[:-1])):
                if held := self.families.get(family):
                    yield Form.other_address, {one.person for one in held.initials.get(initial, ())}
            if closed not in self.families:
                yield Form.other_address, self._of_initial(closed[:-1], closed[-1])

    def _of_initial(self, given: str, initial: str) -> set[int]:
        """Everybody of a forename whose surname begins with a letter."""
        families = [name for name in self.by_given.get(given, ()) if name.startswith(initial)]
        return {one.person for name in families for one in self.families[name].given[given]}

    # neighbouring fields of one record

    def _over_fields(
        self, blocks: Sequence[Block], mine: frozenset[str]
    ) -> Iterator[tuple[Match, tuple[Place, ...], str]]:
        """Full names of which one part stands in a field and the other in one of the next two."""
        texts = [
            (at, text) for at, block in enumerate(blocks)
            if block.concept not in _NO_FORM_COLUMNS and (text := _text(block.text)).atoms
        ]  # fmt: skip
        reach = BETWEEN + 2
        for at, (number, text) in enumerate(texts):
            after = texts[at + 1 : at + 3]
            if not after or after[0][0] - number > BETWEEN:
                continue
            parts = [(number, text, text.atoms[-reach:]), (*after[0], after[0][1].atoms[:reach])]
            if len(after) == 2 and len(after[0][1].atoms) <= BETWEEN:
                parts.append((*after[1], after[1][1].atoms[:reach]))
            joined = Joined(parts)
            if not any(atom.text in self._prefixes for atom in joined.atoms):
                continue
            for match in _strongest(list(self._by_surname_full(joined))):
                covered = range(match.begin, match.end)
                spread = {joined.block[one] for one in covered}
                own = [
                    blocks[joined.block[one]].own and joined.atoms[one].text in mine
                    for one in (match.begin, match.end - 1)
                ]
                if number not in spread or len(spread) < 2 or any(own):
                    continue
                places = [
                    Place(block, min(one.first for one in said), max(one.last for one in said))
                    for block in sorted(spread)
                    if (said := [joined.atoms[one] for one in covered if joined.block[one] == block])
                ]
                said = " ".join(joined.atoms[one].text for one in covered)
                yield match._replace(form=Form.two_field, answer=Answer.refused), tuple(places), said

    def _by_surname_full(self, joined: "Joined") -> Iterator[Match]:
        for at in range(len(joined.atoms)):
            if joined.atoms[at].text not in self._prefixes:
                continue
            for end, closed in self._closed(joined, at, self._prefixes):
                family = self.families.get(closed)
                for begin, last, gap, entry in self._given(joined, at, end, family) if family else ():
                    form = self._of_given(joined, entry, at, end, begin, last, gap)
                    said = [joined.atoms[one] for one in (*range(begin, last), *range(at, end))]
                    if form is not None and self._answer(joined, form, said) is Answer.refused:
                        yield Match(min(begin, at), max(last, end), form, Answer.refused, frozenset((entry.person,)))


def _names_only(found: Sequence[Atom]) -> list[Atom]:
    """The atoms as names are sought in them: without a figure glued to a word, and without the letters of a code."""
    kept: list[Atom] = []
    coded = False
    for at, atom in enumerate(found):
        glued = at > 0 and found[at - 1].end == atom.begin
        before_word = at + 1 < len(found) and found[at + 1].begin == atom.end and len(found[at + 1].text) > 2
        coded = coded and glued
        if atom.letters and glued and not found[at - 1].letters and len(atom.text) < 3:
            coded = True  # 1257L, 8AY
        elif atom.letters:
            kept.append(atom)
        elif not coded and (before_word or (glued and len(found[at - 1].text) > 1)):
            continue
        else:
            kept.append(atom)
    return kept


@lru_cache(20_000)
def _text(source: str) -> Text:
    return Text(source)


def _prefixes(spellings: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:length] for word in spellings for length in range(1, len(word) + 1))


def _entries(person: int, name: Name) -> Iterator[Entry]:
    """A name in its words. Of one only given whole the last word is the surname, with what begins one before it."""
    titles = frozenset(word for word in words(name.title) if word in TITLES)
    given, family = _words_of(f"{name.forename} {name.middle}"), _words_of(name.surname)
    if not (given and family) and name.full:
        whole = name.full
        before, comma, rest = whole.partition(",")
        if comma and rest.strip():
            given, family = _words_of(rest), _words_of(before)
        else:
            said = _words_of(whole)
            if said and said[0] in TITLES and len(said) > 2:
                titles |= {said[0]}
                said = said[1:]
            at = len(said) - 1
            while at > 1 and said[at - 1] in JOINERS:
                at -= 1
            given, family = said[:at], said[at:]
    if given and family:
        yield Entry(person, given, family, titles)


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(atom.text for atom in atoms(text) if atom.letters)


def _spellings(family: tuple[str, ...]) -> set[str]:
    """The ways in which a surname is closed up: Mc is Mac, St is Saint."""
    closed = "".join(family)
    found = {closed}
    if closed.startswith("mac") and len(closed) > 5:
        found.add("mc" + closed[3:])
    elif closed.startswith("mc") and len(closed) > 4:
        found.add("mac" + closed[2:])
    if family[0] in ("st", "saint") and len(family) > 1:
        found |= {word + "".join(family[1:]) for word in ("st", "saint")}
    return found


def _middle_of(entry: Entry, gap: list[str]) -> bool:
    """Whether the words between are the person's own other names, or the initials of these."""
    rest = list(entry.given[1:])
    for word in gap:
        while rest and rest[0] != word and not (len(word) == 1 and rest[0].startswith(word)):
            rest.pop(0)
        if not rest:
            return False
        rest.pop(0)
    return True


def _local_parts(text: Text) -> Iterator[tuple[int, int]]:
    """The atoms of each address's local part: what stands before an `@`, or before `at` written in its place."""
    for at in range(1, len(text.atoms)):
        gap = text.gap(at)
        spelt = text.atoms[at].text == "at" and at + 1 < len(text.atoms)
        if not (
            "@" in gap or (spelt and (_bracketed(gap, text.gap(at + 1)) or (gap == " " and _domain(text, at + 1))))
        ):
            continue
        if "@" in gap and gap.strip(" \n0123456789") != "@":
            continue
        begin = at - 1
        while begin > 0 and text.gap(begin) and set(text.gap(begin)) <= set("._-+%0123456789"):
            begin -= 1
        while begin > 0 and not text.gap(begin):  # letters and figures of one word
            begin -= 1
        yield begin, at


def _bracketed(before: str, after: str) -> bool:
    return before.strip() in ("[", "(", "{", "<") and after.strip() in ("]", ")", "}", ">")


def _domain(text: Text, at: int) -> bool:
    """Whether what begins with an atom reads as an address's domain: a dot in it, or `dot` spelt out."""
    after = range(at + 1, min(at + 4, len(text.atoms)))
    return any(text.gap(one) == "." or text.atoms[one].text == "dot" for one in after)


def _said(text: Text, match: Match) -> str:
    return " ".join(atom.text for atom in text.atoms[match.begin : match.end])


def _people(entries: Iterable[Entry]) -> frozenset[int]:
    return frozenset(one.person for one in entries)


def _strongest(matches: Iterable[Match]) -> list[Match]:
    """For each person the strongest of the forms that overlap; a surname alone only where it is part of no other."""
    together: dict[tuple[int, int, Form, Answer], set[int]] = defaultdict(set)
    for one in matches:
        together[one.begin, one.end, one.form, one.answer] |= one.people
    order = {Answer.refused: 0, Answer.asked: 1, Answer.listed: 2}
    kept, covered = [], defaultdict(set)
    for begin, end, form, answer in sorted(
        together, key=lambda key: (order[key[3]], _RANK[key[2]], key[0] - key[1], key[0])
    ):
        who, span = together[begin, end, form, answer], range(begin, end)
        if answer is Answer.listed:
            who = set() if any(at in covered for at in span) else who
        else:
            who -= {person for at in span for person in covered.get(at, ())}
        if who:
            kept.append(Match(begin, end, form, answer, frozenset(who)))
            for at in span:
                covered[at] |= who
    return sorted(kept, key=lambda match: (match.begin, match.end, _RANK[match.form]))


def _without_own(
    found: list[tuple[Match, tuple[Place, ...], str]], own: frozenset[int]
) -> list[tuple[Match, tuple[Place, ...], str]]:
    """What the data subject does not answer to at least as well."""
    mine: dict[int, list[tuple[Match, Place]]] = defaultdict(list)
    for match, (place, *_), _ in found:
        if match.people & own:
            mine[place.block].append((match, place))
    ends = {block: [place.last for _, place in held] for block, held in mine.items()}

    def answered(match: Match, place: Place) -> bool:
        if match.people & own:
            return True
        held = mine[place.block]
        nearby = held[bisect_left(ends.get(place.block, []), place.first) :]
        return any(
            _answers(one, there, match, place) for one, there in takewhile(lambda o: o[1].first < place.last, nearby)
        )

    return [one for one in found if not answered(one[0], one[1][0])]


def _answers(own: Match, own_place: Place, other: Match, place: Place) -> bool:
    """Whether the data subject's form is at least as good a reading of the words as somebody else's."""
    covers = own_place.first <= place.first and place.last <= own_place.last
    if other.answer is Answer.listed:
        return own_place.first < place.last and place.first < own_place.last
    if other.answer is Answer.asked:
        return covers and own.answer is not Answer.listed
    if not covers or own.answer is not Answer.refused:
        return False
    exact = (Form.full, Form.reversed)
    return own.form in exact or _RANK[own.form] <= _RANK[other.form]


def _gathered(found: list[tuple[Match, tuple[Place, ...], str]]) -> list[Naming]:
    """One naming for each form and place, with everybody who answers to it."""
    people: dict[tuple[tuple[Place, ...], Form, Answer, str], set[int]] = defaultdict(set)
    for match, places, said in found:
        people[places, match.form, match.answer, said] |= match.people
    gathered = [
        Naming(form, answer, tuple(sorted(who)), places, said) for (places, form, answer, said), who in people.items()
    ]
    return sorted(gathered, key=lambda one: (one.places, _RANK[one.form], one.people))
