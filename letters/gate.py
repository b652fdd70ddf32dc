"""The gate: a finished PDF, read back by two readers, is searched for what must not be in it.

Texts are compared folded (no case, marks or apostrophes). A form is found where it begins and ends with whole words,
whatever breaks it inside: a line's end, a hyphen, letters set apart. Forms of fewer than eight letters and figures must
stand word for word. On each stretch of pages both readers count; more of a form than was put there on purpose, in a
text that may hold it, is a finding. What was put there comes from the decisions, never from what was typeset.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from casework.bundles import NOT_THEIRS, Bundle
from casework.text.canonical import fold
from letters.pack import Section

VALUE_FROM = 6
"""Characters from which a withheld value is searched for."""
LOOSE_FROM = 8
"""Letters and figures from which a form is found however it is broken."""
STAFF_FROM = 4
"""Figures a staff number needs to be searched for: shorter ones are on every page."""
RUN = 6
"""A withheld text longer than this many words is also searched for by each run of so many."""

_REGISTRATION = re.compile(r"\bsw[\s.:/-]*0*(\d{3,12})\b")
# a date or an amount is one word: the year in it is nobody's staff number
_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d(?!\d)|\d{1,2}/\d{1,2}/\d{2,4}(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+\.\d+(?![\d.])|[^\W_]+"
)
_BARE = re.compile(r"[\W_]+")


class Somebody(NamedTuple):
    """A registered person as the gate is told of them; numbers and addresses as written."""

    person: int
    names: tuple[tuple[str, str, str, str], ...]
    """(forename, middle names, surname, full name), for each name the person goes by."""
    staff: tuple[str, ...] = ()
    swe: tuple[str, ...] = ()
    ni: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A form that must not be found, folded, and whose it is."""

    form: tuple[str, ...]
    what: str
    """`withheld-value`, `withheld-item` or `other-person`."""
    whose: int
    """The item, or the registered person."""
    label: str
    """What it is, in words (`name`, `staff number`, the field's name)."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of the registered people, and what is not searched for, said aloud."""

    forbidden: tuple[Forbidden, ...]
    not_searched: tuple[tuple[int, str], ...]
    """(person, why) for one-word names and short staff numbers."""
    shared: tuple[tuple[int, str], ...]
    """(person, what) for forms the data subject has too."""


def name_forms(forename: str, middle: str, surname: str, full: str = "") -> set[tuple[str, ...]]:
    """The full name forms of one name: forename first and surname first, with and without middle names."""
    first, between, last = tokens(forename), tokens(middle), tokens(surname)
    found = {tokens(full)}
    if first and last:
        initials = tuple(word[0] for word in between)
        for given in {first, first + between, first + initials}:
            found |= {given + last, last + given}
    return {form for form in found if len(form) > 1}


def ni_forms(number: str) -> set[tuple[str, ...]]:
    """A National Insurance number with and without its final letter."""
    bare = _BARE.sub("", fold(number))
    if not re.fullmatch(r"[a-z]{2}\d{6}[a-d]?", bare):
        return set()
    return {(bare[:8],), *((bare[:8] + letter,) for letter in "abcd")}


def staff_forms(number: str) -> set[tuple[str, ...]]:
    """A staff number without its leading zeros; none where it is too short to mean anything on its own."""
    words = tokens(number)
    if len(words) == 1 and words[0].isdigit():
        return {words} if len(words[0].lstrip("0")) >= STAFF_FROM else set()
    return {words} if sum(map(len, words)) >= STAFF_FROM else set()


def forbidden_forms(people: Iterable[Somebody], subject: int | None, own_words: Iterable[str] = ()) -> Forms:
    """What must not be found of everybody but the data subject; `own_words` are the subject's names and numbers as the
    request gives them. One-word names and staff numbers of fewer than four figures are not searched for, and are named.
    """
    people = list(people)
    own = {_squash(tokens(words)) for words in own_words}
    for somebody in people:
        if somebody.person == subject:
            own |= {_squash(form) for form, _ in _forms_of(somebody)}
    forbidden, skipped, shared = {}, set(), set()
    for somebody in people:
        if somebody.person == subject:
            continue
        for form, label in _forms_of(somebody):
            if _squash(form) in own:
                shared.add((somebody.person, f"{label}: the data subject has the same"))
            else:
                forbidden.setdefault((form, somebody.person), Forbidden(form, "other-person", somebody.person, label))
        if somebody.names and not any(name_forms(*name) for name in somebody.names):
            skipped.add((somebody.person, "name: one word only"))
        if any(not staff_forms(number) for number in somebody.staff):
            skipped.add((somebody.person, "staff number: too short to search for"))
    return Forms(tuple(forbidden.values()), tuple(sorted(skipped)), tuple(sorted(shared)))


def _forms_of(somebody: Somebody) -> Iterator[tuple[tuple[str, ...], str]]:
    for name in somebody.names:
        yield from ((form, "name") for form in sorted(name_forms(*name)))
    for number in somebody.staff:
        yield from ((form, "staff number") for form in staff_forms(number))
    for number in somebody.swe:
        if words := tokens(number):
            yield words, "registration number"
    for number in somebody.ni:
        yield from ((form, "National Insurance number") for form in sorted(ni_forms(number)))
    for address in somebody.emails:
        if words := tokens(address):
            yield words, "e-mail address"


def withheld_forms(bundle: Bundle) -> list[Forbidden]:
    """What must not be found of what was withheld: each item's number, and each value from six characters."""
    found = []
    for entry in bundle.withheld:
        found.append(Forbidden(("item", str(entry.item)), "withheld-item", entry.item, "item number"))
    for entry in bundle.entries:
        for part in entry.parts:
            if part.exemption or entry.exemption:
                label = "somebody else's" if part.exemption == NOT_THEIRS else part.label
                for text in (part.text, part.right):
                    found += [Forbidden(form, "withheld-value", entry.item, label) for form in _value_forms(text)]
    return found


def _value_forms(text: str) -> Iterator[tuple[str, ...]]:
    words = tokens(text)
    if len(text.strip()) < VALUE_FROM or not words:
        return
    yield words
    if len(words) > RUN:  # part of a long text is as bad as the whole
        yield from {words[at : at + RUN] for at in range(len(words) - RUN + 1)}


def check(
    readback: dict[str, Any],
    forbidden: Iterable[Forbidden],
    sections: Iterable[Section] = (),
    letterhead: Iterable[str] = (),
) -> list[dict[str, Any]]:
    """Every forbidden form found beyond what was put there on purpose: `[{page, what, kind, item, reader}]`.

    Without `sections` (a PDF that is not of this desk's making) only the letterhead is allowed for.
    """
    search = Search(forbidden)
    stretches = list(sections) or [Section("all", 1, readback["pages"], tuple(letterhead))]
    findings: dict[tuple, dict[str, Any]] = {}
    allowed_anywhere: set[Forbidden] = set()
    for stretch in stretches:
        may = [search.count(stretch.free), search.count(stretch.values)]
        allowed_anywhere |= set(may[0])
        for reader, pages in readback["text"].items():
            found = search.pages(pages[stretch.first - 1 : stretch.last], stretch.first)
            for form, at in found.items():
                allowed = may[0][form] + (may[1][form] if form.what != "other-person" else 0)
                if len(at) > allowed:
                    for page in sorted(set(at)):
                        findings.setdefault((page, form.form, form.whose, reader), _finding(page, form, reader))
    told = _outside(readback, stretches)
    if told:
        findings[None, "pages", 0, ""] = told
    for channel in readback["channels"]:
        for form in search.count([channel["text"]]):
            if form not in allowed_anywhere:
                key = (channel["page"], form.form, form.whose, channel["kind"])
                findings.setdefault(key, _finding(channel["page"], form, channel["kind"]))
    return sorted(findings.values(), key=lambda found: (found["page"] or 0, found["what"], found["reader"]))


def _outside(readback: dict[str, Any], stretches: list[Section]) -> dict[str, Any] | None:
    covered = sorted(page for stretch in stretches for page in range(stretch.first, stretch.last + 1))
    if covered == list(range(1, readback["pages"] + 1)):
        return None
    return {"page": None, "what": "pages that nobody accounts for", "kind": "pages", "item": None, "reader": "both"}


def _finding(page: int | None, form: Forbidden, reader: str) -> dict[str, Any]:
    said = {
        "withheld-value": f"withheld: {form.label}",
        "withheld-item": "a withheld item",
        "other-person": f"another person's {form.label}",
    }[form.what]
    what = f"'{' '.join(form.form)}' ({said})"
    return {"page": page, "what": what, "kind": form.what, "item": form.whose, "reader": reader}


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared; a date, an amount and a registration number are one word each."""
    folded = _REGISTRATION.sub(r" sw\1 ", fold(text))
    return tuple(_BARE.sub("", word) for word in _TOKEN.findall(folded))


def _squash(form: tuple[str, ...]) -> str:
    joined = "".join(form)
    return joined.lstrip("0") or joined if joined.isdigit() else joined


class Search:
    """All the forms in one automaton over texts with their spaces taken out."""

    def __init__(self, forbidden: Iterable[Forbidden]):
        self.forms: dict[str, list[Forbidden]] = defaultdict(list)
        for form in dict.fromkeys(forbidden):
            if _squash(form.form):
                self.forms[_squash(form.form)].append(form)
        self.patterns = list(self.forms)
        kind = Implementation.ContiguousNFA if len(self.patterns) > 5000 else None
        self.automaton = AhoCorasick(self.patterns, matchkind=MatchKind.Standard, implementation=kind)

    def count(self, texts: Iterable[str]) -> Counter:
        """How often each form stands in the texts, each by itself."""
        return Counter(form for text in texts for form, _ in self._find(tokens(text)))

    def pages(self, texts: list[str], first: int) -> dict[Forbidden, list[int]]:
        """On which pages each form begins; a form may run over from one page to the next."""
        words: list[str] = []
        starts: list[int] = []
        for text in texts:
            starts.append(len(words))
            words += tokens(text)
        found: dict[Forbidden, list[int]] = defaultdict(list)
        for form, at in self._find(tuple(words)):
            found[form].append(first + bisect_right(starts, at) - 1)
        return found

    def _find(self, words: tuple[str, ...]) -> Iterator[tuple[Forbidden, int]]:
        begins, ends, at = {}, {}, 0
        for number, word in enumerate(words):
            begins[at] = number
            if word.isdigit():  # leading zeros do not distinguish
                begins.setdefault(at + len(word) - len(word.lstrip("0")), number)
            at += len(word)
            ends[at] = number
        for pattern, start, end in self.automaton.find_matches_as_indexes("".join(words), overlapping=True):
            if start not in begins or end not in ends:
                continue
            first, last = begins[start], ends[end]
            text = self.patterns[pattern]
            for form in self.forms[text]:
                whole = last - first + 1 == len(form.form)
                if len(text) >= LOOSE_FROM or (whole and _same(words[first : last + 1], form.form)):
                    yield form, first


def _same(words: tuple[str, ...], form: tuple[str, ...]) -> bool:
    if len(form) == 1 and form[0].isdigit():
        return words[0].lstrip("0") == form[0].lstrip("0")
    return words == form


def verify(
    readback: dict[str, Any], forbidden: Iterable[Forbidden] = (), letterhead: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """What is wrong with a finished PDF, whoever made it: `[{page, kind, what}]`, keys of `verify --json`.

    Without `forbidden` (no desk): bad redactions and hidden content. With it, also whatever must not be in it.
    """
    found = list(readback["findings"])
    forbidden = list(forbidden)
    for finding in check(readback, forbidden, (), letterhead) if forbidden else []:
        found.append({"page": finding["page"], "kind": finding["kind"], "what": finding["what"]})
    unique = {tuple(finding.items()): finding for finding in found}
    return sorted(unique.values(), key=lambda finding: (finding["page"] or 0, finding["kind"], finding["what"]))
