"""Column types: text in the database, a typed value everywhere else.

The bytes written never change: the history's MACs cover them.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import JSON, Dialect, String
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)


def instant_text(instant: datetime) -> str:
    """An aware instant as the database has it, UTC to the second: `2026-11-22T09:30:00Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, to the second, kept as text with `Z`, which sorts in the order of time."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """The text of an instant."""
        return None if value is None else instant_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """The instant in a text."""
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A date, kept as ISO text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """The text of a date."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """The date of a text."""
        return None if value is None else date.fromisoformat(value)


def moment_text(moment: date) -> str:
    """A date as the database has it, or an instant if the time is known too."""
    return instant_text(moment) if isinstance(moment, datetime) else moment.isoformat()


def moment_of(text: str) -> date:
    """The date or the instant in a text."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


class Moment(TypeDecorator[date]):
    """An aware UTC instant, or a date if the time is not known, kept as text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """The text of an instant or a date."""
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """The instant or the date in a text."""
        return None if value is None else moment_of(value)


class OneOf(TypeDecorator[Word], Generic[Word]):
    """One of the words of an enum, kept as that word."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[Word]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Word | None, dialect: Dialect) -> str | None:
        """The word."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Word | None:
        """The member with that word."""
        return None if value is None else self.words(value)


class Shape(TypeDecorator[T], Generic[T]):
    """A value of one type, kept as JSON; what the database holds is checked against the type when it is read."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, shape: type[T]) -> None:
        super().__init__()
        self.shape = shape
        self._adapter: TypeAdapter[T] = TypeAdapter(shape)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """A key or part of the JSON is compared in its JSON form."""
        return self.impl_instance.coerce_compared_value(op, value)

    def process_bind_param(self, value: T | None, dialect: Dialect) -> Any:
        """A value as JSON."""
        return None if value is None else self._adapter.dump_python(value, mode="json", by_alias=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> T | None:
        """The value in the JSON."""
        return None if value is None else self._adapter.validate_python(value)
