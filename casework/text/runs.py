"""Names run together in one word, broken anywhere, or in the local part of an email address."""

from collections.abc import Iterator

from casework.text.families import RUN_REFUSED, Names
from casework.text.forms import Answer, NameForm, everyday, surnames
from casework.text.nicknames import short_forms
from casework.text.surname import Match, answer_of
from casework.text.written import WrittenText

_USER = frozenset("user username userid login logon account upn samaccountname".split())


def broken(names: Names, text: WrittenText) -> Iterator[Match]:
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
        for edge in _humps(text, at):  # AppraisalTariqHussain
            begins[length + edge], ends[length + edge] = at, at + 1
        length += len(atom.text)
        ends[length] = at + 1
        if len(atom.text) < RUN_REFUSED and atom.text in names.runs and _is_run(names, text, at):
            yield Match(at, at + 1, NameForm.short_run, Answer.asked, frozenset(names.runs[atom.text]))
    patterns, automaton = names.automaton
    for pattern, start, stop in automaton.find_matches_as_indexes("".join(letters), overlapping=True):
        if start not in begins or stop not in ends:
            continue
        begin, end = begins[start], ends[stop]
        if end - begin == 1 and not _is_run(names, text, begin):
            continue
        form = NameForm.run_together if end - begin == 1 else NameForm.full
        run_atoms = text.atoms[begin:end]
        if any(atom.possessive for atom in run_atoms[:-1]):
            continue
        answer = answer_of(text, form, run_atoms)
        if answer is not None:
            yield Match(begin, end, form, answer, frozenset(names.runs[patterns[pattern]]))


def _is_run(names: Names, text: WrittenText, at: int) -> bool:
    """Whether a word that looks like a forename and surname run together is one, and not a word or name itself."""
    word = text.atoms[at].text
    source = text.source[text.atoms[at].first : text.atoms[at].last]
    if any(one.isupper() for one in source[1:]) and any(one.islower() for one in source):
        return True  # EdWards
    name = names.known(word) or bool(short_forms(word))
    return not name and word not in everyday() | surnames()


def _humps(text: WrittenText, at: int) -> list[int]:
    """Where in a word a capital follows a small letter, not counting one letter glued on."""
    atom = text.atoms[at]
    source = text.source[atom.first : atom.last]
    if len(source) != len(atom.text) or source.istitle() or source.islower():
        return []
    return [edge for edge in range(2, len(source) - 1) if source[edge - 1].islower() and source[edge].isupper()]


def in_addresses(names: Names, text: WrittenText) -> Iterator[Match]:
    """Names in the local part of an address, or in a user or file name."""
    for begin, end in (*_local_parts(text), *_users(text)):
        said = [atom for atom in text.atoms[begin:end] if atom.letters]
        pieces = [atom.text for atom in said]
        for form, people in _local(names, pieces):
            if people:
                yield Match(begin, end, form, form.answer, frozenset(people))


def _local(names: Names, pieces: list[str]) -> Iterator[tuple[NameForm, set[int]]]:
    closed = "".join(pieces)
    if closed in names.runs:
        yield NameForm.address, names.runs[closed]
    if len(pieces) > 1:
        for given, family in ((pieces[0], pieces[-1]), (pieces[-1], pieces[0])):
            held = names.families.get(family)
            if held is None:
                continue
            if len(pieces) > 2 and given in held.given:
                yield NameForm.address, {one.person for one in held.given[given]}
            elif len(given) == 1:
                yield NameForm.other_address, {one.person for one in held.initials.get(given, ())}
            else:
                called = [one for name in short_forms(given) for one in held.given.get(name, ())]
                yield NameForm.other_address, {one.person for one in (*called, *held.middle.get(given, ()))}
        if len(pieces) == 2 and len(pieces[1]) == 1:
            yield NameForm.other_address, _of_initial(names, pieces[0], pieces[1])
    elif closed and closed not in names.by_given:
        for initial, family in ((closed[0], closed[1:]), (closed[-1], closed[:-1])):
            if held := names.families.get(family):
                yield NameForm.other_address, {one.person for one in held.initials.get(initial, ())}
        if closed not in names.families:
            yield NameForm.other_address, _of_initial(names, closed[:-1], closed[-1])


def _of_initial(names: Names, given: str, initial: str) -> set[int]:
    """Everyone with a forename whose surname begins with a letter."""
    families = [name for name in names.by_given.get(given, ()) if name.startswith(initial)]
    return {one.person for name in families for one in names.families[name].given[given]}


def _local_parts(text: WrittenText) -> Iterator[tuple[int, int]]:
    """The atoms of each email address's local part: before an `@`, or before `at` used instead."""
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


def _users(text: WrittenText) -> Iterator[tuple[int, int]]:
    """Words that are a user name or part of a file name: `COUNCIL\\thussain`, `@thussain`, `thussain_rota`."""
    for at, atom in enumerate(text.atoms):
        if not atom.letters or len(atom.text) < 4:
            continue
        before = text.gap(at) if at else text.canonical[: atom.begin]
        after = text.canonical[atom.end : atom.end + 1]
        labelled = _USER & {one.text for one in text.atoms[max(at - 2, 0) : at]} and not set(before) - set(" :=.\n")
        handle = before.endswith("@") and (before != "@" or not at)
        if before.endswith(("\\", "_")) or after == "_" or labelled or handle:
            yield at, at + 1


def _bracketed(before: str, after: str) -> bool:
    return before.strip() in ("[", "(", "{", "<") and after.strip() in ("]", ")", "}", ">")


def _domain(text: WrittenText, at: int) -> bool:
    """Whether the atoms from one on look like an email domain: with a dot, or `dot` spelt out."""
    after = range(at + 1, min(at + 4, len(text.atoms)))
    return any(text.gap(one) == "." or text.atoms[one].text == "dot" for one in after)
