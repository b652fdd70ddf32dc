"""Facts that an officer enters: how they are checked, and what replaces them once they are disposed of."""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

Unchecked: TypeAlias = Mapping[str, object]
"""A JSON object from an officer, a file or a form, before anything in it is checked."""

GONE = "(disposed of)"
"""What replaces a case's personal facts once they are disposed of."""


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text.strip()


Text = Annotated[str, Field(max_length=4000), AfterValidator(_said)]
Line = Annotated[str, Field(max_length=400), AfterValidator(_said)]


class Facts(BaseModel):
    """Facts as entered; an unknown fact is refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def sentence(wrong: ValidationError) -> str:
    """The first thing wrong with the facts entered, in a sentence."""
    first = wrong.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "the facts"
    if first["type"] == "extra_forbidden":
        return f"There is no fact called '{where}'."
    what = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if first["type"] == "missing":
        return f"The fact '{where}' is missing. Enter it."
    if first["type"].startswith("date"):
        return f"'{where}' is not a date. Enter it like 2026-11-16."
    return f"'{where}' is not valid ({what}). Correct it and try again."
