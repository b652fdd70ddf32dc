"""Names with one letter different: probably a typing error, so they are asked about."""

from collections.abc import Callable, Collection, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from casework.text.families import NameEntry, Names, people_of
from casework.text.forms import JOINERS, Answer, NameForm, everyday, function_words
from casework.text.nicknames import short_forms
from casework.text.surname import Match
from casework.text.written import ENDS, WrittenText, words_from


class Slips:
    """People whose name differs from the text by one letter."""

    def __init__(self, names: Names):
        self.names = names
        self._slips: dict[tuple[str, str, str], frozenset[int]] = {}

    def find(self, text: WrittenText) -> Iterator[Match]:
        """A forename and a surname, perhaps with an initial between, one of them with one letter different."""
        for at, atom in enumerate(text.atoms):
            if atom.text in self.names.by_given:
                for begin, end in self._beside(text, at, at + 1):
                    closed = "".join(one.text for one in text.atoms[begin:end])
                    if held := self._slip_of_family(atom.text, closed):
                        yield Match(min(at, begin), max(at + 1, end), NameForm.slip, Answer.asked, held)
            if atom.text in self.names.prefixes:
                for end, closed in words_from(text, at, self.names.prefixes):
                    for begin, last in self._beside(text, at, end) if closed in self.names.families else ():
                        if last - begin == 1 and (held := self._slip_of_given(text.atoms[begin].text, closed)):
                            yield Match(min(at, begin), max(end, last), NameForm.slip, Answer.asked, held)

    def _beside(self, text: WrittenText, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The words beside a name that may be the other half of one, in up to three pieces."""
        if not all(text.named(at) or text.atoms[at].text in JOINERS for at in range(begin, end)):
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

    def _joins(self, text: WrittenText, left: int, right: int, *, initial: int) -> bool:
        """Whether a name can continue from atom `left` - 1 to atom `right`, perhaps across an initial."""
        if initial and not (
            0 < left < len(text.atoms) and len(text.atoms[left].text) == 1 and text.atoms[left].letters
        ):
            return False
        gaps = [text.gap(at) for at in range(left, right + 1)]
        return not any(set(gap) & ENDS or (not initial and "." in gap and len(gap) > 1) for gap in gaps)

    def _one_word(self, text: WrittenText, at: int) -> bool:
        return not set(text.gap(at)) - set(" -'\n")

    def _half(self, text: WrittenText, at: int) -> bool:
        atom = text.atoms[at]
        return atom.letters and (text.named(at) or atom.text in JOINERS or len(atom.text) == 2)

    def _slip_of_family(self, given: str, family: str) -> frozenset[int]:
        """People with this forename whose surname is one letter different."""
        return self._slip(
            ("family", given, family), self.names.by_given[given], lambda name: self.names.families[name].given[given]
        )

    def _slip_of_given(self, given: str, family: str) -> frozenset[int]:
        """People with this surname whose forename is one letter different."""
        held = self.names.families[family].given
        return self._slip(("given", family, given), list(held), lambda name: held[name])

    def _slip(
        self, key: tuple[str, str, str], names: Collection[str], whose: Callable[[str], list[NameEntry]]
    ) -> frozenset[int]:
        if key not in self._slips:
            word, found = key[2], frozenset[int]()
            if word not in names and len(word) > 1 and self._may_be_slip(word):
                near = process.extract(word, names, scorer=OSA.distance, score_cutoff=1, limit=None)
                # for a two-letter name, only an added letter can be told apart from another name
                found = people_of(one for name, _, _ in near if len(name) > 2 or name in word for one in whose(name))
            self._slips[key] = found
        return self._slips[key]

    def _may_be_slip(self, word: str) -> bool:
        """Whether a word may be a misspelt name: a short word that is itself a name, or an everyday word, is not."""
        if word in function_words() or word in everyday():
            return False
        if len(word) > 4:
            return True
        return not (word in self.names.families or word in self.names.by_given or short_forms(word))
