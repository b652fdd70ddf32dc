"""Registered people found in a text, in every form of their names and numbers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from casework.text.canonical import words
from casework.text.families import Names
from casework.text.forms import RANK, Answer, NameForm, Naming, Place, RegisteredPerson, TextBlock
from casework.text.numbers import Numbers
from casework.text.runs import broken, in_addresses
from casework.text.slips import Slips
from casework.text.surname import BETWEEN, Match, by_surname, full_names
from casework.text.written import Joined, WrittenText

FoundForm = tuple[Match, tuple[Place, ...], str]
"""A form, where it was found, and its words."""
_NO_FORM_COLUMNS = frozenset(("initials", "title", "sex"))
"""Columns whose single letters and titles do not combine with the field beside them."""


class Model:
    """The forms of everyone registered, built once for a register and searched for in any text."""

    def __init__(self, people: Iterable[RegisteredPerson]):
        self.people = tuple(people)
        self._called = {one.person: one.names for one in self.people}
        self.names = Names(self.people)
        self.slips = Slips(self.names)
        self.numbers = Numbers(self.people)
        self.not_searched = tuple(
            sorted({*((one, "name: one word only") for one in self.names.one_word), *self.numbers.not_searched})
        )
        """(person, why) for one-word names and numbers too short to mean anything."""
        self._found = lru_cache(50_000)(self._search)

    def namings(self, blocks: Sequence[TextBlock], subject: int | None, *, record: bool = False) -> list[Naming]:
        """Who is named in these blocks other than the data subject, and how, in the order of the text.

        Each block is searched by itself. In the fields of one `record` a name spread over neighbouring fields, and a
        date of birth with a postcode, are found too.
        """
        found: list[FoundForm] = []
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
        called = self._called.get(subject, ()) if subject is not None else ()
        return frozenset(word for name in called for part in name[1:] for word in words(part))

    # one block

    def _search(self, source: str) -> tuple[tuple[Match, int, int, str], ...]:
        """Every form in one text, with its offsets; of overlapping forms, the strongest for each person."""
        text = WrittenText(source)
        if not text.atoms:
            return ()
        matches = list(by_surname(self.names, text))
        whole = {(one.begin, one.end) for one in matches if one.form in (NameForm.full, NameForm.reversed)}
        matches += [one for one in broken(self.names, text) if (one.begin, one.end) not in whole]
        matches += [*self.slips.find(text), *in_addresses(self.names, text)]
        return tuple(
            (one, text.atoms[one.begin].first, text.atoms[one.end - 1].last, _said(text, one))
            for one in _strongest(matches)
        )

    # neighbouring fields of one record

    def _over_fields(self, blocks: Sequence[TextBlock], mine: frozenset[str]) -> Iterator[FoundForm]:
        """Full names with one part in a field and the other in one of the next two."""
        texts = [
            (at, text)
            for at, block in enumerate(blocks)
            if block.concept not in _NO_FORM_COLUMNS and (text := _text(block.text)).atoms
        ]
        reach = BETWEEN + 2
        for at, (number, text) in enumerate(texts):
            after = texts[at + 1 : at + 3]
            if not after or after[0][0] - number > BETWEEN:
                continue
            parts = [(number, text, text.atoms[-reach:]), (*after[0], after[0][1].atoms[:reach])]
            if len(after) == 2 and len(after[0][1].atoms) <= BETWEEN:
                parts.append((*after[1], after[1][1].atoms[:reach]))
            joined = Joined(parts)
            if not any(atom.text in self.names.prefixes for atom in joined.atoms):
                continue
            for match in _strongest(list(full_names(self.names, joined))):
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
                written = " ".join(joined.atoms[one].text for one in covered)
                yield match._replace(form=NameForm.two_field, answer=Answer.refused), tuple(places), written


@lru_cache(20_000)
def _text(source: str) -> WrittenText:
    return WrittenText(source)


def _said(text: WrittenText, match: Match) -> str:
    return " ".join(atom.text for atom in text.atoms[match.begin : match.end])


def _strongest(matches: Iterable[Match]) -> list[Match]:
    """The strongest of overlapping forms for each person; a bare surname only if it is not part of another form."""
    together: dict[tuple[int, int, NameForm, Answer], set[int]] = defaultdict(set)
    for one in matches:
        together[one.begin, one.end, one.form, one.answer] |= one.people
    order = {Answer.refused: 0, Answer.asked: 1, Answer.listed: 2}
    kept: list[Match] = []
    covered: dict[int, set[int]] = defaultdict(set)
    for begin, end, form, answer in sorted(
        together, key=lambda key: (order[key[3]], RANK[key[2]], key[0] - key[1], key[0])
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
    return sorted(kept, key=lambda match: (match.begin, match.end, RANK[match.form]))


def _without_own(found: list[FoundForm], own: frozenset[int]) -> list[FoundForm]:
    """The forms that do not fit the data subject at least as well."""
    mine: dict[tuple[int, int], list[tuple[Match, Place]]] = defaultdict(list)
    for match, (place, *_), _ in found:
        if match.people & own:
            for near in _near(place):
                mine[near].append((match, place))

    def answered(match: Match, place: Place) -> bool:
        if match.people & own:
            return True
        return any(_answers(one, there, match, place) for near in _near(place) for one, there in mine.get(near, ()))

    return [one for one in found if not answered(one[0], one[1][0])]


def _near(place: Place) -> list[tuple[int, int]]:
    """The 64-character stretches of a block that a place touches; places that share none cannot overlap."""
    return [(place.block, at) for at in range(place.first >> 6, (place.last >> 6) + 1)]


def _answers(own: Match, own_place: Place, other: Match, place: Place) -> bool:
    """Whether the words fit the data subject at least as well as someone else."""
    covers = own_place.first <= place.first and place.last <= own_place.last
    if other.answer is Answer.listed:
        return own_place.first < place.last and place.first < own_place.last
    if other.answer is Answer.asked:
        return covers and own.answer is not Answer.listed
    if not covers or own.answer is not Answer.refused:
        return False
    exact = (NameForm.full, NameForm.reversed)
    return own.form in exact or RANK[own.form] <= RANK[other.form]


def _gathered(found: list[FoundForm]) -> list[Naming]:
    """One naming for each form and place, with everyone it may mean."""
    people: dict[tuple[tuple[Place, ...], NameForm, Answer, str], set[int]] = defaultdict(set)
    for match, places, said in found:
        people[places, match.form, match.answer, said] |= match.people
    gathered = [
        Naming(form, answer, tuple(sorted(who)), places, said) for (places, form, answer, said), who in people.items()
    ]
    return sorted(gathered, key=lambda one: (one.places, RANK[one.form], one.people))
