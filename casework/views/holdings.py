"""What is held about a person: their visible records, and the sources and corrections of each."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from casework.records import layouts
from casework.records.intake.census_faults import date_of
from casework.records.intake.layouts import MAPPED, ColumnLayout
from casework.records.items import Item, Source, listed, sightings
from casework.rights import rectification, restriction
from casework.text.days import is_ambiguous
from casework.vault.database import number

RETURN = "census"


class Holdings:
    """A person's visible records, newest source last, with the sources and corrections of each."""

    def __init__(self, session: Session, items: Iterable[Item]):
        self.sources = {number(source.id): source for source in listed(session)}
        alike = Counter(source.title for source in self.sources.values())
        self._titles = {
            key: f"{one.title} ({one.name})" if alike[one.title] > 1 else one.title for key, one in self.sources.items()
        }
        self._short = {
            key: f"census {year}"
            if one.reader == RETURN and (year := one.stated("year"))
            else one.name
            if alike[one.title] > 1
            else f"{one.reader} of {when(one)[0]:%d/%m/%Y}"
            for key, one in self.sources.items()
        }
        self.items = [item for item in items if item.source_id in self.sources]
        self._seen: dict[int, list[Source]] = {}
        for stored, seen in sightings(session, [number(item.id) for item in self.items]).items():
            held = {source for source, _ in seen if source in self.sources}
            self._seen[stored] = sorted((self.sources[one] for one in held), key=when)
        self.items.sort(key=lambda item: (when(self.seen(item)[-1]), number(item.id)))
        self.layouts = layouts.all_layouts(session)
        self.corrections = rectification.rows_of(session, self.items)
        self.restricted = restriction.of_items(session, self.items)

    def seen(self, item: Item) -> list[Source]:
        """The sources of a record, the newest last."""
        return self._seen[number(item.id)]

    def title(self, source: Source) -> str:
        """A source's title in a list: with its file's name if two have the same title."""
        return self._titles[number(source.id)]

    def short(self, source: Source) -> str:
        """A shorter title."""
        return self._short[number(source.id)]

    def layout(self, item: Item) -> ColumnLayout | None:
        """The layout of the table a record came from, if it has one."""
        return self.layouts.get((item.kind, self.sources[item.source_id].layout))

    def kind(self, item: Item) -> str:
        """The kind of record that gives its columns their meaning: with a kept layout, the kind the officer chose."""
        return item.record_class if item.kind == MAPPED else item.kind

    def either(self, item: Item, name: str, text: str) -> bool:
        """Whether a date can be read both ways, in a column that has dates in two orders."""
        layout, either = self.layout(item), self.sources[item.source_id].either
        return layout is not None and name in either and is_ambiguous(text.strip(), layout.days)

    def correction_of(self, item: Item, name: str) -> rectification.Rectified | None:
        """The correction or completion of a field, if any."""
        return self.corrections.get((number(item.id), name))

    def value_of(self, item: Item, name: str, text: str) -> str:
        """The value of a field, corrected if it was corrected."""
        row = self.correction_of(item, name)
        return row.value if row and row.how == rectification.RIGHT else text


def when(source: Source) -> tuple[date, int]:
    """A source's date and number: a return's reference date or year, else the date its rows describe or its import."""
    of = date_of(source.stated("reference_date")) or date_of(f"{source.stated('year')}-09-30") or source.as_at
    return of or source.imported.date(), number(source.id)
