"""Letters to many: that what they share names nobody, and that each holds its own person's name and no other's.

One person's data in another's envelope is a breach of its own; so nothing is kept before both were looked for.
"""

from collections.abc import Iterable, Iterator, Mapping

from casework import Refused
from casework.affected import Affected
from letters.forms import Forbidden, Search, Somebody, forbidden_forms, name_forms, tokens

TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "sir", "dame", "cllr"}
LISTED = "listed-person"


def refuse_named(
    texts: Mapping[str, str], people: Iterable[Affected], register: Iterable[Somebody], own: Iterable[str]
) -> list[str]:
    """Look once, in the words that all letters share, for the names and numbers of everybody listed or registered.

    `texts` are those words by what they are called, `own` the names by which the council signs. Answers in words what
    could not be looked for. Raises Refused, naming the word, where one is found.
    """
    people = list(people)
    registered = forbidden_forms(register, None, own)
    known = [form for form in registered.forbidden if not _is_year(form)]
    search = Search([*(form for one in people for form in _forms(one, titled=True)), *known])
    for name, text in texts.items():
        for form in search.count([text]):
            whose = (
                f"number {form.whose} on the list" if form.what == LISTED else f"person {form.whose} of the register"
            )
            raise Refused(
                f"'{' '.join(form.form)}' in {name} is the {form.label} of {whose}, and everybody who is told would "
                "read it: write it without."
            )
    short = [f"number {one.number} on the list: name: one word only" for one in people if not _has_name(one)]
    return short + [f"person {person}: {why}" for person, why in registered.not_searched]


class Check:
    """Whether a finished letter holds the name and the address of whom it is for, and nobody else's name."""

    def __init__(self, people: Iterable[Affected]):
        self._search = Search(form for one in people for form in _forms(one))

    def refuse_wrong(self, one: Affected, read: str) -> None:
        """Raise Refused where the text that was read back out of the letter to `one` is not theirs alone.

        Two people of one name, or one whose name stands in the other's, are no fault.
        """
        own = [f"{one.name}\n{line}" for line in (*one.address, one.email or "")]
        mine = {form.form for form in self._search.count(own)}
        words = "".join(tokens(read))
        wanted = [one.name, *([line for line in one.address if line.strip()] or [one.email or ""])]
        for said in wanted:
            if "".join(tokens(said)) not in words:
                raise Refused(f"{FAULT} to number {one.number} on the list lacks a part of their name or address.")
        for form in self._search.count([read]):
            if form.form not in mine:
                raise Refused(
                    f"{FAULT} to number {one.number} on the list holds the {form.label} of number {form.whose}."
                )


FAULT = "Nothing was kept: the letter"


def _forms(one: Affected, *, titled: bool = False) -> Iterator[Forbidden]:
    """The forms of a listed person's name and e-mail address; `titled`, also their surname after a title."""
    words = _words(one)
    names = set(name_forms(words[0], " ".join(words[1:-1]), words[-1], " ".join(words))) if len(words) > 1 else set()
    if titled and words:
        names |= {(title, words[-1]) for title in TITLES}
    for form in sorted(names):
        yield Forbidden(form, LISTED, one.number, "name")
    if email := tokens(one.email or ""):
        yield Forbidden(email, LISTED, one.number, "e-mail address")


def _words(one: Affected) -> list[str]:
    """The words of a name without title, the surname last."""
    last, comma, first = one.name.partition(",")
    words = [*tokens(first), *tokens(last)] if comma else list(tokens(one.name))
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return words


def _has_name(one: Affected) -> bool:
    return len(_words(one)) > 1


def _is_year(form: Forbidden) -> bool:
    # a year is in every letter, and a staff number of four figures may look like one
    [word] = form.form if len(form.form) == 1 else [""]
    return word.isdigit() and len(word) == 4 and word[:2] in ("19", "20")
