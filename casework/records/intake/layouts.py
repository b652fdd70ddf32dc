"""Layouts of tables: what a heading means, in the profiles that come with the product and in those an officer kept."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

KEYS = ("staff", "swe", "ni", "email")
NAMES = ("title", "forename", "middle", "surname", "full", "known", "former")
DAYS = frozenset({"start", "end", "dates", "as_at"})
SINGLE = frozenset({*NAMES, "staff", "swe", "ni", "born"})
"""What only one column of a table can say: of two the first is believed."""
MAPPED = "mapped"
"""The reader of a table whose headings an officer explained."""
MEANINGS = {
    "staff": "staff number",
    "full": "whole name",
    "surname": "surname",
    "forename": "forename",
    "former": "former surname",
    "known": "known as",
    "born": "birth date",
    "ni": "National Insurance number",
    "swe": "registration number",
    "email": "e-mail",
    "post": "post",
    "start": "start",
    "end": "end",
    "keep": "keep as it is",
    "leave": "leave out",
}
"""What an officer may say that a heading means."""
CLASSES = {
    "personnel": "personnel records",
    "absence": "absence",
    "training": "training",
    "payroll": "payroll",
    "agency-return": "agency workers",
    "registration-lookup": "registration numbers",
}
"""What the records of a kept layout may be kept as."""


@dataclass(frozen=True, slots=True)
class HeadingMap:
    """What an officer said the headings of a system's tables mean."""

    name: str
    class_: str
    """What the records are kept as, of `CLASSES`."""
    days: str
    """The order in which its dates are written, or `none`."""
    headings: dict[str, str]
    """The meaning of each heading, of `MEANINGS`."""

    def facts(self) -> dict[str, object]:
        """What the history says of it."""
        return {"name": self.name, "class": self.class_, "days": self.days, "headings": self.headings}


@dataclass(frozen=True)
class ColumnLayout:
    """One layout: `roles` by heading without regard to case and spaces, `needs` the roles a table of it must have."""

    reader: str
    name: str
    record_class: str
    days: tuple[str, ...]
    needs: frozenset[str]
    roles: dict[str, str]
    rest: str = ""
    """The role of a heading that is not of the layout: none, or `held`."""

    def means(self, headings: list[str]) -> list[str] | None:
        """What each of these headings means, or None where the table is not of this layout.

        A layout that an officer kept is only for tables with the very headings it was kept for. What a heading means
        everywhere counts where a layout has no heading of its own for that, and says nothing of all others.
        """
        if self.reader == MAPPED and set(filter(None, headings)) != set(self.roles):
            return None
        own = [self.roles.get(heading, self.rest) for heading in headings]
        if not self.needs <= set(own):
            return None
        if self.rest or self.reader == MAPPED:
            return own
        said = SINGLE & set(own)
        common = [common_roles().get(heading, "") for heading in headings]
        return [what or ("" if one in said else one) for what, one in zip(own, common, strict=True)]


def plain(heading: str) -> str:
    """A heading without regard to case and spaces."""
    return " ".join(heading.replace("\ufeff", "").casefold().split())


def _roles(said: dict[str, list[str]]) -> dict[str, str]:
    return {plain(heading): role for role, headings in said.items() for heading in headings}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("casework.records.intake").joinpath("headings.toml").read_text(encoding="utf-8"))


@cache
def common_roles() -> dict[str, str]:
    """What a heading means whatever system prints it."""
    return _roles(_read()["everywhere"])


@cache
def profiles() -> tuple[ColumnLayout, ...]:
    """The layouts that come with the product, the particular before the general."""
    of_systems = {reader: dict(said) for reader, said in _read().items() if reader != "everywhere"}
    return tuple(
        ColumnLayout(
            reader=reader,
            name=said.pop("name"),
            record_class=said.pop("class"),
            days=tuple(said.pop("days")),
            needs=frozenset(said.pop("needs")),
            rest=said.pop("rest", ""),
            roles=_roles(said),
        )
        for reader, said in of_systems.items()
    )


def layout_name(reader: str) -> str:
    """What the tables of a layout are called."""
    return next((one.name for one in profiles() if one.reader == reader), "Tables that were explained")


def layout_of(said: HeadingMap) -> ColumnLayout:
    """The layout of the tables an officer explained."""
    roles = {plain(heading): "others" if role == "keep" else role for heading, role in said.headings.items()}
    days = () if said.days == "none" else (said.days,)
    return ColumnLayout(MAPPED, said.name, said.class_, days, frozenset(), roles)


def proposed(heading: str) -> str:
    """What a heading most likely means, for an officer to confirm: as the profiles have it, else to be kept."""
    own = [one.roles.get(plain(heading)) for one in reversed(profiles()) if one.rest != "held"]
    found = [common_roles().get(plain(heading)), *own]
    return next((role for role in found if role in MEANINGS), "keep")
