"""Column layouts: what a heading means, in the product's own profiles and in the layouts an officer kept."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

KEYS = ("staff", "swe", "ni", "email")
NAMES = ("title", "forename", "middle", "surname", "full", "known", "former")
DAYS = frozenset({"start", "end", "dates", "as_at"})
SINGLE = frozenset({*NAMES, "staff", "swe", "ni", "born"})
"""What only one column of a table can mean: of two, the first is used."""
MAPPED = "mapped"
"""The reader of tables whose headings an officer explained."""
MEANINGS = {
    "staff": "staff number",
    "full": "full name",
    "surname": "surname",
    "forename": "forename",
    "former": "former surname",
    "known": "known as",
    "born": "date of birth",
    "ni": "National Insurance number",
    "swe": "registration number",
    "email": "email",
    "post": "post",
    "start": "start",
    "end": "end",
    "keep": "keep as it is",
    "leave": "leave out",
}
"""The meanings an officer can choose for a heading."""
CLASSES = {
    "personnel": "personnel records",
    "absence": "absence",
    "training": "training",
    "payroll": "payroll",
    "agency-return": "agency workers",
    "registration-lookup": "registration numbers",
}
"""The kinds of record a kept layout may be for."""


@dataclass(frozen=True, slots=True)
class HeadingMap:
    """The meaning an officer gave each heading of a system's tables."""

    name: str
    class_: str
    """The kind of record, of `CLASSES`."""
    days: str
    """The order its dates are written in, or `none`."""
    headings: dict[str, str]
    """The meaning of each heading, of `MEANINGS`."""

    def facts(self) -> dict[str, object]:
        """The map as the history records it."""
        return {"name": self.name, "class": self.class_, "days": self.days, "headings": self.headings}


@dataclass(frozen=True)
class ColumnLayout:
    """One layout: `roles` by heading without regard to case and spaces, `needs` the roles a table must have."""

    reader: str
    name: str
    record_class: str
    days: tuple[str, ...]
    needs: frozenset[str]
    roles: dict[str, str]
    rest: str = ""
    """The role of any other heading: empty, or `held`."""

    def means(self, headings: list[str]) -> list[str] | None:
        """What each of these headings means, or None if the table does not fit this layout.

        A layout that an officer kept fits only tables with exactly its headings. The common meaning of a heading counts
        unless the layout has its own heading for it, or a role for every other heading.
        """
        if self.reader == MAPPED and set(filter(None, headings)) != set(self.roles):
            return None
        own = [self.roles.get(heading, self.rest) for heading in headings]
        if not self.needs <= set(own):
            return None
        if self.rest or self.reader == MAPPED:
            return own
        single = SINGLE & set(own)
        common = [common_roles().get(heading, "") for heading in headings]
        return [what or ("" if one in single else one) for what, one in zip(own, common, strict=True)]


def plain(heading: str) -> str:
    """A heading without regard to case and spaces."""
    return " ".join(heading.replace("\ufeff", "").casefold().split())


def _roles(headings_of: dict[str, list[str]]) -> dict[str, str]:
    return {plain(heading): role for role, headings in headings_of.items() for heading in headings}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("casework.records.intake").joinpath("headings.toml").read_text(encoding="utf-8"))


@cache
def common_roles() -> dict[str, str]:
    """What a heading means, whichever system printed it."""
    return _roles(_read()["everywhere"])


@cache
def profiles() -> tuple[ColumnLayout, ...]:
    """The layouts that come with the product, the particular before the general."""
    of_systems = {reader: dict(parts) for reader, parts in _read().items() if reader != "everywhere"}
    return tuple(
        ColumnLayout(
            reader=reader,
            name=parts.pop("name"),
            record_class=parts.pop("class"),
            days=tuple(parts.pop("days")),
            needs=frozenset(parts.pop("needs")),
            rest=parts.pop("rest", ""),
            roles=_roles(parts),
        )
        for reader, parts in of_systems.items()
    )


def layout_name(reader: str) -> str:
    """The name of a reader's layout, for the officer."""
    return next((one.name for one in profiles() if one.reader == reader), "Tables with a kept layout")


def layout_of(heading_map: HeadingMap) -> ColumnLayout:
    """The layout of the tables an officer explained."""
    roles = {plain(heading): "others" if role == "keep" else role for heading, role in heading_map.headings.items()}
    days = () if heading_map.days == "none" else (heading_map.days,)
    return ColumnLayout(MAPPED, heading_map.name, heading_map.class_, days, frozenset(), roles)


def proposed(heading: str) -> str:
    """The most likely meaning of a heading, for an officer to confirm: from the profiles, or else `keep`."""
    own = [one.roles.get(plain(heading)) for one in reversed(profiles()) if one.rest != "held"]
    roles = [common_roles().get(plain(heading)), *own]
    return next((role for role in roles if role in MEANINGS), "keep")
