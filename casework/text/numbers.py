"""Finds registered people's numbers, email addresses and dates of birth in a text, however they are spaced."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from casework.text.canonical import Atom, Canonical, atoms, canonical
from casework.text.forms import RANK, NameForm, Place, RegisteredPerson

SHORTEST = 4
"""Digits a staff or registration number needs before it is searched for: shorter ones are on every page."""
APART = 6
"""The fewest digits of a spaced number that is found without its label."""

LONGEST = 40
"""Digits in one run that may be a number: longer runs are ignored."""

DEEPEST = 8
"""How many names between the dots of an address are read."""
_BETWEEN = frozenset(" .-/_\n")
_LABELS = frozenset("staff employee payroll personnel emp pers number numbers no num nr id ref worker".split())
_REGISTERED = frozenset("registration registered reg regn sw swe hcpc england register".split())
_NOT_A_NUMBER = frozenset(("born", "start", "end", "postcode", "time", "title", "sex", "email", "ni", "swe"))
"""Columns whose digits are never a staff number."""
_NUMBER_COLUMNS = frozenset(("staff", "ni", "born", "start", "end", "postcode", "time"))
_AMOUNT = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|(?<![\d.])\d+\.\d{1,2}(?![\d.])")
_PHONE = re.compile(r"(?<!\d)(?:\+44[ ()-]*|0)[1-9][ ()-]*(?:\d[ ()-]*){8,9}(?!\d)")
_POSTCODE = re.compile(r"(?<![a-z])([a-z]{1,2}\d[a-z\d]?)[ .\n-]*(\d[a-z]{2})(?![a-z\d])")
_AT = r"\s*(?:@|[\[({<]\s*(?:at|a)\s*[\])}>])\s*|\s+at\s+"
_DOT = r"\s*(?:\.|[\[({<]\s*dot\s*[\])}>])\s*|\s+dot\s+"
_EMAIL = re.compile(rf"(?<![\w.+%'-])([\w.+%'-]+(?:\s+dot\s+[\w+%'-]+)*)(?:{_AT})([\w-]+(?:(?:{_DOT})[\w-]+)+)")
_LABEL = re.compile(r"(?<![\w-])(?!dot\b)[\w-]+")
_SPELT = re.compile(r"[\d@\[({<]|\bat\b")
"""Without any of these a text holds no number and no address."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january,feb february,mar march,apr april,may,jun june,jul july,aug august,sep sept september,oct october,"
        "nov november,dec december".split(","),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?<!\d)(?:(?P<y1>\d{{4}})[-/. ](?P<m1>\d{{1,2}})[-/. ](?P<d1>\d{{1,2}})"
    rf"|(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d)|(?P<d6>\d\d)(?P<m6>\d\d)(?P<y6>(?:19|20)?\d\d)"
    rf"|(?P<d3>\d{{1,2}})\s*[-/. ]\s*(?P<m3>\d{{1,2}})\s*[-/. ]\s*(?P<y3>\d{{4}}|\d\d)"
    rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?[ ./-]+(?:of )?(?P<n4>{_MONTH})[,. /'-]*(?P<y4>\d{{4}}|\d\d)"
    rf"|(?P<n5>{_MONTH})[ .]+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?,?[ .]+(?P<y5>\d{{4}}))(?!\d)"
)


class FoundNumber(NamedTuple):
    """A registered number in a text: offsets in the source, `last` not included."""

    first: int
    last: int
    form: NameForm
    person: int
    words: str


class DateSpan(NamedTuple):
    """What may be a date, day or month first, at offsets in the canonical text."""

    days: frozenset[date]
    begin: int
    end: int


def dates(text: str) -> list[DateSpan]:
    """The dates in a canonical text; digits that can be read in two ways are both dates."""
    found = []
    for match in _DATE.finditer(text):
        part = {name: value for name, value in match.groupdict().items() if value}
        year = next(int(value) for name, value in part.items() if name[0] == "y")
        years = [year] if year > 99 else [1900 + year, 2000 + year]
        one = next(int(value) for name, value in part.items() if name[0] == "d")
        month = next((_MONTHS[value] for name, value in part.items() if name[0] == "n"), 0)
        other = month or next(int(value) for name, value in part.items() if name[0] == "m")
        orders = [(other, one)] if month else [(other, one), (one, other)]
        days = frozenset(day for year in years for first, second in orders if (day := _day(year, first, second)))
        if days:
            found.append(DateSpan(days, match.start(), match.end()))
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def postcodes(text: str) -> list[tuple[str, int, int]]:
    """The postcodes in a canonical text, in compared form, with their offsets."""
    return [((match[1] + match[2]).upper(), match.start(), match.end()) for match in _POSTCODE.finditer(text)]


def email(text: str) -> str:
    """An email address in compared form."""
    return "".join(canonical(text).text.split()).replace("'", "")


class Numbers:
    """Everyone's numbers, looked up in a text."""

    def __init__(self, people: Iterable[RegisteredPerson]):
        self.staff: dict[str, set[int]] = defaultdict(set)
        self.codes: dict[str, set[tuple[int, NameForm]]] = defaultdict(set)
        """Numbers with letters in them, without spaces."""
        self.registration: dict[str, set[int]] = defaultdict(set)
        self.ni: dict[str, set[int]] = defaultdict(set)
        self.emails: dict[str, set[int]] = defaultdict(set)
        self.lives: dict[str, set[int]] = defaultdict(set)
        self.born: dict[int, frozenset[date]] = {}
        self.not_searched: list[tuple[int, str]] = []
        for one in people:
            self._enter(one)
        self._kept = lru_cache(20_000)(self._longest)
        self._code_prefixes = frozenset(code[:length] for code in self.codes for length in range(1, len(code) + 1))

    def _enter(self, one: RegisteredPerson) -> None:
        for number in one.staff:
            closed = _closed(number)
            if len(closed.lstrip("0")) < SHORTEST:
                self.not_searched.append((one.person, "staff number: too short to search for"))
            elif closed.isdecimal():
                self.staff[closed.lstrip("0")].add(one.person)
            else:
                self.codes[closed].add((one.person, NameForm.staff))
        for number in one.swe:
            closed = _closed(number)
            figures = closed.removeprefix("sw").lstrip("0")
            if figures.isdecimal() and (len(figures) >= SHORTEST or closed.startswith("sw")):
                self.registration[figures].add(one.person)
            elif not figures.isdecimal() and len(closed) >= SHORTEST:
                self.codes[closed].add((one.person, NameForm.registration))
        for number in one.ni:
            if found := re.fullmatch(r"([a-z]{2}\d{6})[a-z]?", _closed(number)):
                self.ni[found[1]].add(one.person)
        for address in one.emails:
            self.emails[email(address)].add(one.person)
        for code in one.postcodes:
            self.lives[_closed(code).upper()].add(one.person)
        if one.born:
            self.born[one.person] = frozenset(date.fromisoformat(day) for day in one.born if _iso(day))

    def find(self, source: str, concept: str | None = None) -> tuple[FoundNumber, ...]:
        """The registered numbers and addresses in one text, in its order; `concept` is what its column means."""
        return self._kept(source, concept)

    def _longest(self, source: str, concept: str | None) -> tuple[FoundNumber, ...]:
        """The numbers in one text; a longer number replaces those inside it."""
        found = list(dict.fromkeys(self._search(source, concept)))
        beside: dict[tuple[int, int], list[FoundNumber]] = defaultdict(list)
        for one in found:
            for stretch in range(one.first >> 6, (one.last >> 6) + 1):
                beside[one.person, stretch].append(one)

        def held(one: FoundNumber, other: FoundNumber) -> bool:
            inside = other.first <= one.first and one.last <= other.last
            longer = other.last - other.first > one.last - one.first
            return inside and (longer or RANK[other.form] < RANK[one.form])

        return tuple(one for one in found if not any(held(one, other) for other in beside[one.person, one.first >> 6]))

    def _search(self, source: str, concept: str | None) -> Iterator[FoundNumber]:
        text = canonical(source)
        if not _SPELT.search(text.text):
            return
        words = atoms(source)
        taken, phones = bytearray(len(text.text)), bytearray(len(text.text))
        for said in _AMOUNT.finditer(text.text):
            taken[slice(*said.span())] = bytes([1]) * (said.end() - said.start())
        for day in dates(text.text) if concept not in ("staff", "swe") else ():
            if text.text[day.begin : day.end].isdecimal():
                continue  # an unbroken run of digits may be a number as well
            taken[day.begin : day.end] = bytes([1]) * (day.end - day.begin)
        for said in _PHONE.finditer(text.text):
            phones[slice(*said.span())] = bytes([1]) * (said.end() - said.start())
        yield from self._addresses(text)
        for at, atom in enumerate(words):
            if atom.text in self._code_prefixes:
                yield from self._code(text.text, words, at)
            if not atom.letters and len(atom.text) <= LONGEST:
                phone = 1 in phones[atom.begin : atom.end]
                other = 1 in taken[atom.begin : atom.end]
                for number in self._figures(text.text, words, at, concept, phone=phone):
                    if not other or number.form is NameForm.ni:
                        yield number

    def _addresses(self, text: Canonical) -> Iterator[FoundNumber]:
        """The registered addresses; what follows an address may be the next sentence."""
        for said in _EMAIL.finditer(text.text):
            address = re.sub(r"\s+dot\s+", ".", said[1]).replace("'", "").lstrip("._+%-")
            for number, label in enumerate(islice(_LABEL.finditer(text.text, *said.span(2)), DEEPEST)):
                address += f"{'.' if number else '@'}{label[0]}"
                for person in sorted(self.emails.get(address, ())):
                    yield FoundNumber(
                        text.first[said.start()], text.last[label.end() - 1], NameForm.email, person, address
                    )

    def _code(self, text: str, words: Sequence[Atom], at: int) -> Iterator[FoundNumber]:
        for end, closed in _runs(text, words, at, 8):
            if closed not in self._code_prefixes:
                return
            for person, form in sorted(self.codes.get(closed, ())):
                yield FoundNumber(words[at].first, words[end - 1].last, form, person, closed)

    def _figures(
        self, text: str, words: Sequence[Atom], at: int, concept: str | None, *, phone: bool
    ) -> Iterator[FoundNumber]:
        """What the digits that begin with this atom may be, alone and with those after them."""
        before, beside = _before(text, words, at)
        begin = words[at].begin
        apart = at > 0 and not words[at - 1].letters and text[words[at - 1].end : begin] in _BETWEEN
        labels = {word.text for word in words[max(at - 4, 0) : at]}
        for end, closed in _runs(text, words, at, 8, figures=True):
            said = words[at].first, words[end - 1].last
            if len(closed) >= 6 and before and closed[:6].isdecimal() and not apart:
                for person in sorted(self.ni.get(before[-2:] + closed, ())):
                    first = _two_before(words, at)
                    yield FoundNumber(first, said[1], NameForm.ni, person, before[-2:] + closed)
            figures = closed.lstrip("0")
            single = end == at + 1
            if len(figures) < 2 or (apart and not single):
                continue
            prefixed = beside in ("sw", "nosw", "numbersw") or before.endswith("sw")
            if prefixed or concept == "swe" or (labels & _REGISTERED):
                for person in sorted(self.registration.get(figures, ())):
                    first = words[at - 1].first if prefixed else said[0]
                    yield FoundNumber(first, said[1], NameForm.registration, person, f"sw{figures}")
                if prefixed or concept == "swe":
                    continue
            elif (
                concept not in _NUMBER_COLUMNS
                and single
                and len(figures) >= SHORTEST
                and not _year(closed)
                and not phone
            ):
                for person in sorted(self.registration.get(figures, ())):
                    yield FoundNumber(*said, NameForm.registration_digits, person, figures)
            if concept in _NOT_A_NUMBER or phone or (len(closed) == 6 and before[-2:] + closed in self.ni):
                continue
            labelled = bool(labels & _LABELS) or concept == "staff" or bool(beside)
            if (single and (labelled or not _year(closed))) or labelled or len(closed) >= APART:
                for person in sorted(self.staff.get(figures, ())):
                    yield FoundNumber(*said, NameForm.staff, person, figures)

    def together(self, texts: Sequence[str], own: frozenset[int]) -> Iterator[tuple[NameForm, int, tuple[Place, ...]]]:
        """Dates of birth in the same texts as the person's postcode, unless they also fit one of `own`."""
        read = [canonical(text) for text in texts]
        homes = [(code, at, first, last) for at, text in enumerate(read) for code, first, last in postcodes(text.text)]
        homes = [home for home in homes if home[0] in self.lives]
        if not homes:
            return
        days = [(said, at) for at, text in enumerate(read) for said in dates(text.text)]
        for code, at, first, last in homes:
            for said, on in days:
                who = {person for person in self.lives[code] if self.born.get(person, frozenset()) & said.days}
                if who & own:
                    continue
                places = (
                    Place(on, read[on].first[said.begin], read[on].last[said.end - 1]),
                    Place(at, read[at].first[first], read[at].last[last - 1]),
                )
                for person in sorted(who):
                    yield NameForm.birth_and_postcode, person, tuple(sorted(places))


def _runs(text: str, words: Sequence[Atom], at: int, most: int, *, figures: bool = False) -> Iterator[tuple[int, str]]:
    """Runs of atoms from one on, joined without spaces: (the atom after them, the joined text)."""
    closed = ""
    for end in range(at, min(at + most, len(words))):
        if end > at and (
            set(text[words[end - 1].end : words[end].begin]) - _BETWEEN or (figures and words[end].letters)
        ):
            return
        if end > at and words[end].begin - words[end - 1].end > 2:
            return
        closed += words[end].text
        yield end + 1, closed


def _before(text: str, words: Sequence[Atom], at: int) -> tuple[str, str]:
    """The letters before a number: those that may belong to it (over two words), and those glued to it."""
    if not at or not words[at - 1].letters or set(text[words[at - 1].end : words[at].begin]) - _BETWEEN:
        return "", ""
    last = words[at - 1]
    glued = last.text if last.end == words[at].begin else ""
    if len(last.text) == 1 and at > 1 and words[at - 2].letters and len(words[at - 2].text) == 1:
        return words[at - 2].text + last.text, glued
    return last.text, glued


def _two_before(words: Sequence[Atom], at: int) -> int:
    """Where the two letters before a number begin, in the source."""
    last = words[at - 1]
    return words[at - 2].first if len(last.text) == 1 else max(last.first, last.last - 2)


def _year(figures: str) -> bool:
    return len(figures) == 4 and figures[:2] in ("19", "20")


def _iso(day: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", day))


def _closed(number: str) -> str:
    return re.sub(r"[\W_]+", "", canonical(number).text)
