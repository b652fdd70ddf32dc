"""The names a row gives its person: former and everyday names first, the present one last."""

import re
from collections.abc import Callable

from casework.text.forms import Name

KNOWN_AS = re.compile(r"(.*?)\s*\(([^()]+)\)\s*")


def namer(at: dict[str, int]) -> Callable[[list[str]], tuple[Name, ...]]:
    """A function that finds the names in a row's values; `at` gives the column of each part, and -1 is always empty."""
    parts = [at.get(part, -1) for part in Name._fields]
    former, known, whole = (at.get(part, -1) for part in ("former", "known", "full"))

    def plainly(values: list[str]) -> tuple[Name, ...]:
        name = Name(*[values[part] for part in parts])
        return (name,) if name.surname or name.full else ()

    def several(values: list[str]) -> tuple[Name, ...]:
        plain_names = plainly(values)
        if not plain_names:
            return ()
        name, known_as = plain_names[0], values[known]
        if name.full and not name.surname:
            name, within = _spelt(name)
            known_as = known_as or within
        earlier = [name._replace(surname=values[former], full="")] if values[former] else []
        everyday = [_everyday(name, known_as)] if known_as and known_as != name.forename else []
        return (*earlier, *everyday, name)

    return plainly if former == known == whole == -1 else several


def _spelt(name: Name) -> tuple[Name, str]:
    """A full name in its parts if its spelling shows them, as in `SURNAME, Forename (Known As)`; and the known-as."""
    within = KNOWN_AS.fullmatch(name.full)
    text, known = (within[1], within[2]) if within else (name.full, "")
    surname, comma, rest = text.partition(",")
    if comma and surname.strip() and rest.strip():
        return name._replace(surname=surname.strip(), forename=rest.strip(), full=""), known
    return name._replace(full=text), known


def _everyday(name: Name, known: str) -> Name:
    """The name in everyday use: the known-as with the surname, or alone if it is a full name or there is no other."""
    if " " in known or not name.surname:
        last = name.full.rpartition(" ")[2]
        return Name(full=known if " " in known or not last else f"{known} {last}")
    return name._replace(forename=known, middle="")
