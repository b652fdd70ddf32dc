"""Facts as they are given at the doors of the desk: how they are checked, and what stands where they were let go."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

GONE = "(disposed of)"
"""Stands where a case's personal facts stood, once its time was over."""


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text.strip()


Text = Annotated[str, Field(max_length=4000), AfterValidator(_said)]
Line = Annotated[str, Field(max_length=400), AfterValidator(_said)]


class Facts(BaseModel):
    """Facts as they are given, nothing among them that is not asked for."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def sentence(wrong: ValidationError) -> str:
    """The first thing that is wrong with given facts, in a sentence."""
    first = wrong.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "the facts"
    if first["type"] == "extra_forbidden":
        return f"There is no fact called '{where}': the README lists the keys."
    what = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if first["type"] == "missing":
        return f"The fact '{where}' is missing: fill it in."
    if first["type"].startswith("date"):
        return f"'{where}' is not a calendar day: write it like 2026-11-16."
    return f"'{where}' is not right ({what}): put it right and try again."
