"""The forms around a surname: forename, initial, title and short form, before it and after it."""

from collections.abc import Iterator
from typing import NamedTuple

from casework.text.canonical import TAIL, Atom
from casework.text.families import Family, NameEntry, Names, people_of
from casework.text.forms import JOINERS, LABELS, OTHERWISE, SAYING, TITLES, Answer, NameForm, everyday, function_words
from casework.text.nicknames import short_forms
from casework.text.written import ENDS, WrittenText, words_before, words_from

BETWEEN = 3
"""How many words may come between a forename and a surname."""
_PLAIN_TITLES = frozenset("mr mrs ms mx dr prof".split())
"""Titles that are not words: enough before an everyday word in a text without capitals."""


class Match(NamedTuple):
    """A form found over atoms `begin` to `end` (not included)."""

    begin: int
    end: int
    form: NameForm
    answer: Answer
    people: frozenset[int]
    """Everyone it may mean."""


def by_surname(names: Names, text: WrittenText) -> Iterator[Match]:
    """Every form around each surname in a text."""
    for at in range(len(text.atoms)):
        first = text.atoms[at].text
        if first in names.prefixes:
            for end, closed in words_from(text, at, names.prefixes):
                if closed in names.families:
                    yield from _around(names, text, at, end, names.families[closed], half=False)
                if closed in names.halves:
                    yield from _around(names, text, at, end, names.halves[closed], half=True)
        if len(first) > 3 and first not in names.families:
            source = text.source[text.atoms[at].first : text.atoms[at].last]
            before = source[:2].isupper() and source[2:].islower()  # THussain
            after = source[-1].isupper() and source[-2].islower()  # HussainT
            for written, initial, family in ((before, first[0], first[1:]), (after, first[-1], first[:-1])):
                if written and family in names.families:
                    held = people_of(names.families[family].initials.get(initial, ()))
                    if held:
                        yield Match(at, at + 1, NameForm.initial, Answer.asked, held)


def _around(names: Names, text: WrittenText, begin: int, end: int, family: Family, *, half: bool) -> Iterator[Match]:
    """The forms around one surname, at atoms `begin` to `end`."""
    for at, last, gap, entry in _given(names, text, begin, end, family):
        form = _of_given(text, entry, begin, end, at, last, gap)
        if half and form is not None:
            form = NameForm.half if all(len(text.atoms[one].text) == 1 for one in gap) else None
        if form is not None:
            said = [text.atoms[one] for one in (*range(at, last), *range(begin, end))]
            answer = answer_of(text, form, said)
            if answer is not None:
                yield Match(min(at, begin), max(last, end), form, answer, frozenset((entry.person,)))

    def of(whole: NameForm) -> NameForm:
        return NameForm.half if half else whole

    written = all(text.named(one) for one in range(begin, end))
    word = "".join(atom.text for atom in text.atoms[begin:end])
    plain = word in everyday()
    for at, last, entry in _initials(text, begin, end, family):
        if written or not plain:
            yield Match(min(at, begin), max(last, end), of(NameForm.initial), Answer.asked, frozenset((entry.person,)))
    for at, title in _titles(text, begin, end):
        if plain and not (written if text.capitals else title in _PLAIN_TITLES):
            continue
        if held := family.titled(title):
            yield Match(min(at, begin), max(at + 1, end), of(NameForm.titled), Answer.asked, held)
    for at, entries in _short(text, begin, end, family):
        if not plain or (written and text.named(at)):
            yield Match(min(at, begin), max(at + 1, end), of(NameForm.short_form), Answer.asked, people_of(entries))
    if not half and len(word) > 2 and written and not (plain and not text.capitals):
        yield Match(begin, end, NameForm.surname, Answer.listed, family.titled(""))


def _given(
    names: Names, text: WrittenText, begin: int, end: int, family: Family
) -> Iterator[tuple[int, int, range, NameEntry]]:
    """Forenames of people with the surname, before and after it: (begin, end, the atoms between, the entry)."""
    for between in range(min(BETWEEN, begin) + 1):
        before = begin - between
        for at, closed in words_before(text, before):
            for entry in family.given.get(closed, ()):
                yield at, before, range(before, begin), entry
    if text.atoms[end - 1].possessive:
        return
    for after in range(end, min(end + BETWEEN + 1, len(text.atoms))):
        if text.atoms[after].text in names.given_prefixes:
            for last, closed in words_from(text, after, names.given_prefixes):
                for entry in family.given.get(closed, ()):
                    yield after, last, range(end, after), entry


def _of_given(
    text: WrittenText, entry: NameEntry, begin: int, end: int, at: int, last: int, gap: range
) -> NameForm | None:
    """The full form that a forename, a surname and the words between them make, or None."""
    forward = at < begin
    if TAIL in "".join(text.gap(one) for one in range(min(at, begin) + 1, max(last, end))):
        return None
    if not gap or _middle_of(entry, [text.atoms[one].text for one in gap]):
        return NameForm.full if forward else NameForm.reversed
    return NameForm.between if _name_between(text, gap, forward=forward) else None


def _name_between(text: WrittenText, gap: range, *, forward: bool) -> bool:
    """Whether the words between a forename and a surname can be part of the name: names, initials, a title."""
    said = [text.atoms[one] for one in gap]
    around = [text.gap(one) for one in (*gap, gap[-1] + 1)]
    if _labelled(said, around[-1]):
        return True
    bracketed = any(mark in around[0] for mark in "(['\"") and any(mark in around[-1] for mark in ")]'\"")
    if any(set(part) & ENDS for part in around) or sum("\n" in part for part in around) > 1:
        return False
    listed = len(said) > 2 and "," in around[0] and said[-2].text in ("and", "or")  # Sam, Jo and Ann Hussain
    otherwise = said[-1].text in OTHERWISE  # Ann Noor, formerly Hussain
    called = said[0].text in OTHERWISE  # Ann, known as Nan, Hussain
    commas = around[1:] if not forward else around[-2:] if listed else around[-1:] if otherwise else around
    commas = around[1:-1] if called else commas
    if any("," in part for part in commas):
        return False
    if bracketed:
        return all(one.letters for one in said) or not any("\n" in part for part in around)
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
    joined = said[0].text in ("and", "or") or listed
    if len(names) < len(said) and not (joined and len(names) == len(said) - 1):
        return False
    names = [one for one in names if one.text not in OTHERWISE]
    if "&" in around[0]:
        names = said
    if not names or any(
        one.possessive or not one.letters or one.text in function_words() - {"a", "i"} for one in names
    ):
        return False
    if text.capitals:
        return all(one.capital or one.text in TITLES | JOINERS or len(one.text) == 1 for one in names)
    return len(names) < BETWEEN and not any(one.text in everyday() for one in names)


def _labelled(said: list[Atom], after: str) -> bool:
    """Whether the words between only say which part of the name comes next (`surname:`)."""
    if not all(one.text in LABELS | TITLES for one in said):
        return False
    labels = {one.text for one in said} & LABELS
    return bool(labels & SAYING or (labels and set(after) & set(":=")))


def answer_of(text: WrittenText, form: NameForm, said: list[Atom]) -> Answer | None:
    """What a form requires as it is written: everyday words are a name only with capitals."""
    plain = everyday() | function_words()
    if not all(atom.text in plain for atom in said):
        return form.answer
    if all(atom.capital for atom in said):
        return form.answer
    return None if text.capitals or form is NameForm.between else Answer.asked


def _initials(text: WrittenText, begin: int, end: int, family: Family) -> Iterator[tuple[int, int, NameEntry]]:
    """Initials before or after a surname, with a title or one more name between: (begin, end, the entry)."""
    for between in (0, 1):
        last = begin - between
        if last < 1 or (between and not _name_between(text, range(last, begin), forward=True)):
            break
        at = last
        while at > 0 and last - at < 3 and len(text.atoms[at - 1].text) == 1 and text.atoms[at - 1].letters:
            if at < last and set(text.gap(at)) - set(" .\n-"):
                break
            at -= 1
        if at < last and not set(text.gap(last)) & (ENDS | {","}):
            if _written_initial(text, at, last):
                titles = [title for _, title in _titles(text, at, len(text.atoms))]
                yield from (
                    (at, last, one) for one in family.initials.get(text.atoms[at].text, ()) if _goes_by(one, titles)
                )
        elif not between and (cluster := _cluster(text, begin - 1)):
            titles = [title for _, title in _titles(text, begin - 1, len(text.atoms))]
            yield from ((begin - 1, begin, one) for one in family.initials.get(cluster, ()) if _goes_by(one, titles))
    if end >= len(text.atoms) or text.atoms[end - 1].possessive:
        return
    if set(text.gap(end)) & (ENDS | {".", "\n"}):
        return
    start = end + (text.atoms[end].text in TITLES and end + 1 < len(text.atoms))  # Hussain Mr T
    last = start
    while last < len(text.atoms) and last - start < 3 and len(text.atoms[last].text) == 1 and text.atoms[last].letters:
        if last > start and set(text.gap(last)) - set(" .-"):
            break
        last += 1
    written = text.atoms[start].capital == text.capitals or text.gap(start) == "_"
    if last > start and written and not _pronoun(text, start):
        yield from ((end, last, one) for one in family.initials.get(text.atoms[start].text, ()))
    elif last == start and (cluster := _cluster(text, start)):
        yield from ((end, start + 1, one) for one in family.initials.get(cluster, ()))


def _goes_by(entry: NameEntry, titles: list[str]) -> bool:
    """Whether one of the titles before a name may be theirs."""
    return not titles or any(entry.goes_by(title) for title in titles)


def _written_initial(text: WrittenText, at: int, last: int) -> bool:
    atom = text.atoms[at]
    if at > 0 and "'" in text.gap(at):
        return False
    if atom.capital:
        return True
    return bool(set(text.gap(last)) & set("._")) or (not text.capitals and atom.text not in ("a", "i"))


def _pronoun(text: WrittenText, at: int) -> bool:
    """Whether a letter after a surname is the word `I` or `a`, not an initial."""
    if text.atoms[at].text not in ("a", "i"):
        return False
    after = text.canonical[text.atoms[at].end : text.atoms[at].end + 1]
    ends = at + 1 == len(text.atoms)
    return not (ends or after in ".,;:)_" or (text.gap(at).strip() == ","))


def _cluster(text: WrittenText, at: int) -> str:
    """The first of two or three initials written together (`TA`), or empty."""
    atom = text.atoms[at]
    source = text.source[atom.first : atom.last]
    if not 1 < len(atom.text) < 4 or not source.isupper() or source.isdigit() or not any(map(str.islower, text.source)):
        return ""
    after_figure = at > 0 and not text.atoms[at - 1].letters  # 10 AM
    return "" if atom.text in TITLES or after_figure else atom.text[0]


def _titles(text: WrittenText, begin: int, end: int) -> Iterator[tuple[int, str]]:
    """The titles of a surname, before it (`Mr and Mrs`) or after it (`Hussain (Mr)`)."""
    at = begin - 1
    while at >= 0 and text.atoms[at].text in TITLES and not set(text.gap(at + 1)) & (ENDS | {","}):
        yield at, text.atoms[at].text
        joined = at > 0 and ("&" in text.gap(at) or "/" in text.gap(at))
        if at > 1 and text.atoms[at - 1].text == "and":
            at, joined = at - 1, True
        if not joined:
            break
        at -= 1
    if end < len(text.atoms) and text.atoms[end].text in TITLES and set(text.gap(end)) & set(",("):
        yield end, text.atoms[end].text


def _short(text: WrittenText, begin: int, end: int, family: Family) -> Iterator[tuple[int, list[NameEntry]]]:
    """Short forms, nicknames and middle names beside a surname: (the atom, the entries)."""
    sides = [begin - 1] if begin else []
    if end < len(text.atoms) and not text.atoms[end - 1].possessive:
        sides.append(end)
    for at in sides:
        word = text.atoms[at].text
        mark = text.gap(max(at, begin) if at < begin else at)
        if len(word) < 2 or text.atoms[at].possessive or word in function_words() or set(mark) & (ENDS | {"."}):
            continue
        if not text.named(at):
            continue
        called = [entry for name in short_forms(word) for entry in family.given.get(name, ())]
        called += family.middle.get(word, [])
        if len(word) > 2:
            called += [
                one
                for name, entries in family.given.items()
                if name != word and (name.startswith(word) or (len(word) > 3 and name.endswith(word)))
                for one in entries
            ]
        if called:
            yield at, called


def full_names(names: Names, joined: WrittenText) -> Iterator[Match]:
    """The full names in a text that would be refused."""
    for at in range(len(joined.atoms)):
        if joined.atoms[at].text not in names.prefixes:
            continue
        for end, closed in words_from(joined, at, names.prefixes):
            family = names.families.get(closed)
            for begin, last, gap, entry in _given(names, joined, at, end, family) if family else ():
                form = _of_given(joined, entry, at, end, begin, last, gap)
                said = [joined.atoms[one] for one in (*range(begin, last), *range(at, end))]
                if form is not None and answer_of(joined, form, said) is Answer.refused:
                    yield Match(min(begin, at), max(last, end), form, Answer.refused, frozenset((entry.person,)))


def _middle_of(entry: NameEntry, gap: list[str]) -> bool:
    """Whether the words between are the person's own other names, or their initials."""
    rest = list(entry.given[1:])
    for word in gap:
        while rest and rest[0] != word and not (len(word) == 1 and rest[0].startswith(word)):
            rest.pop(0)
        if not rest:
            return False
        rest.pop(0)
    return True
