"""A text as written: its words in order, the gaps between them, and where a name may begin and end."""

from collections.abc import Iterator, Sequence

from casework.text.canonical import TAIL, Atom, atoms, canonical

PIECES = 4
"""How many pieces a broken word may have and still be looked up, not counting single letters."""
ENDS = frozenset((*";:!?", TAIL))
"""Characters that always end a name."""


class WrittenText:
    """One block's words, and how they are written."""

    def __init__(self, source: str):
        self.source = source
        self.canonical = canonical(source).text
        self.atoms = _names_only(atoms(source))
        self.capitals = any(char.isupper() for char in source)

    def gap(self, at: int) -> str:
        """The text between atom `at` - 1 and atom `at`."""
        return self.canonical[self.atoms[at - 1].end : self.atoms[at].begin]

    def named(self, at: int) -> bool:
        """Whether an atom is written like a name; in a text without capitals any atom is."""
        atom = self.atoms[at]
        return atom.capital or not self.capitals or any(map(str.isupper, self.source[atom.first : atom.last]))


class Joined(WrittenText):
    """The ends of neighbouring fields as one text."""

    def __init__(self, parts: Sequence[tuple[int, WrittenText, Sequence[Atom]]]):
        self.source, self.canonical = "", ""
        self.atoms = [atom for _, _, found in parts for atom in found]
        self.block = [block for block, _, found in parts for _ in found]
        self.capitals = any(text.capitals for _, text, _ in parts)
        self._texts = {block: text for block, text, _ in parts}

    def gap(self, at: int) -> str:
        """The text between two atoms; the end of a field counts as a space."""
        if self.block[at - 1] != self.block[at]:
            return " "
        return self._texts[self.block[at]].canonical[self.atoms[at - 1].end : self.atoms[at].begin]


def words_from(text: WrittenText, at: int, prefixes: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Words that begin at atom `at`, from one or several atoms joined: (the atom after them, the word)."""
    closed, pieces = "", 0
    for end in range(at, len(text.atoms)):
        atom = text.atoms[end]
        if not atom.letters or (end > at and set(text.gap(end)) & (ENDS | {","})):
            return
        pieces += len(atom.text) > 1
        closed += atom.text
        if pieces > PIECES or closed not in prefixes:
            return
        yield end + 1, closed
        if atom.possessive:
            return


def words_before(text: WrittenText, end: int) -> Iterator[tuple[int, str]]:
    """Words that end before atom `end`, from one or several atoms joined: (where they begin, the word)."""
    closed, pieces = "", 0
    for at in range(end - 1, -1, -1):
        atom = text.atoms[at]
        if not atom.letters or atom.possessive or (at < end - 1 and set(text.gap(at + 1)) & (ENDS | {","})):
            return
        pieces += len(atom.text) > 1
        if pieces > PIECES or len(closed) > 24:
            return
        closed = atom.text + closed
        yield at, closed


def _names_only(found: Sequence[Atom]) -> list[Atom]:
    """The atoms to search for names: without numbers glued to a word, and without the letters of a code."""
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
