"""The layouts officers kept: what the headings of a system's table mean, recognised by those headings next time."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Column
from sqlmodel import Field, Session, SQLModel, select

from casework import Malformed, Refused, Remedy
from casework.records.intake.layouts import (
    CLASSES,
    KEYS,
    MAPPED,
    MEANINGS,
    ColumnLayout,
    HeadingMap,
    layout_of,
    plain,
    profiles,
)
from casework.text.days import ORDERS
from casework.text.facts import Facts, Line, sentence
from casework.vault.columns import Instant, Shape
from casework.vault.dependents import erased_otherwise

IDENTIFYING = frozenset({*KEYS, "surname", "full"})
"""The meanings that can identify a person: a layout must have at least one."""


class Explained(BaseModel):
    """A map of headings without its name, as the column holds it."""

    model_config = ConfigDict(
        frozen=True, alias_generator=lambda name: name.rstrip("_"), populate_by_name=True, serialize_by_alias=True
    )

    class_: str
    days: str
    headings: dict[str, str]


@dataclass(frozen=True, slots=True)
class KeptMap(HeadingMap):
    """A map of headings, and when it was kept."""

    kept: datetime


class KeptLayout(SQLModel, table=True):
    """One layout under the name an officer gave it."""

    __tablename__ = "layout"
    __table_args__ = erased_otherwise("it explains headings, and holds nothing about anyone")

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    said: Explained = Field(sa_column=Column(Shape(Explained), nullable=False))
    """What `LayoutIn` checked."""
    kept: datetime = Field(sa_column=Column(Instant, nullable=False))

    def map(self) -> HeadingMap:
        """The map as the officer gave it."""
        return HeadingMap(self.name, self.said.class_, self.said.days, self.said.headings)

    def shown(self) -> KeptMap:
        """The map, and when it was kept."""
        return KeptMap(self.name, self.said.class_, self.said.days, self.said.headings, self.kept)


if TYPE_CHECKING:  # the values are known only when the tables are read
    Class = str
    Days = str
    Meaning = str
else:
    Class = Literal[tuple(CLASSES)]
    Days = Literal[(*ORDERS, "none")]
    Meaning = Literal[tuple(MEANINGS)]


class LayoutIn(Facts):
    """The only door into `KeptLayout`."""

    name: Line
    records: Class = "personnel"
    days: Days = "none"
    headings: dict[str, Meaning]

    @classmethod
    def checked(cls, given_map: object) -> HeadingMap:
        """A map of headings, validated. Raises Refused if it is not valid."""
        if not isinstance(given_map, dict):
            raise Malformed("A map of headings must be one JSON object.")
        given = {("records" if key == "class" else key): value for key, value in given_map.items()}
        try:
            made = cls.model_validate(given)
        except ValidationError as wrong:
            raise Malformed(sentence(wrong)) from None
        means = list(made.headings.values())
        if not IDENTIFYING & set(means):
            raise Refused(
                "No heading identifies the person. Choose the one that is a staff number, another personal number, an "
                "email or a name."
            )
        for what in ("staff", "surname", "forename", "full", "former", "known", "born", "ni", "swe"):
            if means.count(what) > 1:
                raise Refused(
                    f"Two headings are marked as the {MEANINGS[what]}. Choose one, and keep the other as it is."
                )
        if made.days == "none" and {"born", "start", "end"} & set(means):
            raise Refused(
                f"Choose how its dates are written ({ORDERS[0]}, {ORDERS[1]} and so on). This is never guessed."
            )
        folded = [plain(heading) for heading in made.headings]
        if len(set(folded)) < len(folded) or "" in folded:
            raise Refused("Two headings of the map are the same, or one is empty. Name each heading once.")
        return HeadingMap(made.name, made.records, made.days, made.headings)


def all_layouts(session: Session) -> dict[tuple[str, str | None], ColumnLayout]:
    """Every layout, by a source's reader and by the name of the layout an officer kept, if any."""
    of_systems: dict[tuple[str, str | None], ColumnLayout] = {(one.reader, None): one for one in profiles()}
    return of_systems | {(MAPPED, one.name): layout_of(one.map()) for one in listed(session)}


def keep(session: Session, heading_map: HeadingMap, kept: datetime) -> None:
    """Keep a checked layout, dated `kept`; it replaces one of the same name.

    Raises Refused if another layout has exactly the same headings.
    """
    mine, held = set(map(plain, heading_map.headings)), None
    for one in listed(session):
        if one.name == heading_map.name:
            held = one
        elif set(map(plain, one.said.headings)) == mine:
            raise Refused(f"The layout '{one.name}' has the same headings. Use it, or forget it first.")
    explained = Explained(class_=heading_map.class_, days=heading_map.days, headings=heading_map.headings)
    held = held or KeptLayout(name=heading_map.name, said=explained, kept=kept)
    held.said, held.kept = explained, kept
    session.add(held)
    session.flush()


def forget(session: Session, name: str) -> HeadingMap:
    """Delete a layout and answer its map; records already imported stay. Raises Refused if there is no such layout."""
    held = session.exec(select(KeptLayout).where(KeptLayout.name == name)).first()
    if held is None:
        raise Refused(f"There is no kept layout '{name[:60]}'.", Remedy.list_layouts)
    session.delete(held)
    return held.map()


def listed(session: Session) -> list[KeptLayout]:
    """Every kept layout by its name."""
    return list(session.exec(select(KeptLayout).order_by(KeptLayout.name)).all())
