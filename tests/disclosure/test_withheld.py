"""Words redacted in one place and repeated in another."""

import pytest

from casework.disclosure.withheld import Answer, Withheld, WithheldValue


def sought(text: str, label: str = "Comments", **more: object) -> Withheld:
    """One redacted value."""
    return Withheld([WithheldValue(7, 0, label, None, text, **more)])  # type: ignore[arg-type]


def found(value: str, text: str, label: str = "Notes", kept: str = "Comments", **more: object) -> list[tuple[str, str]]:
    """The words of a text in field `label` where a value redacted from `kept` is found, and the answer."""
    return [
        (text[hit.first : hit.last], hit.answer.value) for hit in sought(value, kept, **more).find(text, label=label)
    ]


LONG = "Her mother Jean is unwell and she asked for reduced hours until the spring"


@pytest.mark.parametrize(
    "value, text, expected",
    [
        ("mother unwell", "She said: Mother, UNWELL, again", [("Mother, UNWELL", "refused")]),
        (LONG, "I hear her mother Jean is unwell and wants leave", [("her mother Jean is unwell and", "refused")]),
        (LONG, "asked for reduced hours, and got them", [("asked for reduced hours", "asked")]),
        (LONG, "reduced hours until then", []),
        ("HIV", "Off work: hiv related", [("hiv", "asked")]),
        ("HIV", "an H.I.V. test; h i v", [("H.I.V", "asked"), ("h i v", "asked")]),
        ("gay", "He is gay.", [("gay", "asked")]),
        ("gay", "Gaynor is away", []),
        ("Blenkinsop", "saw Blen-\nkinsop there", [("Blen-\nkinsop", "refused")]),
        ("caf\u00e9 owner", "a CAFE\u200b owner", [("CAFE\u200b owner", "refused")]),
        ("mother unwell", "mother was unwell", []),
        ("she", "she said she would", []),
        ("none", "none", []),
        ("n/a", "n/a", []),
        ("00-00-00", "00-00-00", []),
    ],
)
def test_words_taken_out_are_found_elsewhere(value: str, text: str, expected: list[tuple[str, str]]) -> None:
    """A whole value or six of its words refuse, four or five ask, a short word asks, everyday words do nothing."""
    assert found(value, text) == expected


@pytest.mark.parametrize(
    "value, answer",
    [("0700", "asked"), ("CS-4211", "refused"), ("Yes", "asked"), ("F", "asked"), ("01429 555010", "refused")],
)
def test_figures_and_codes_count_under_the_same_label_alone(value: str, answer: str) -> None:
    """A redacted number, code or yes counts only in the field of the same name."""
    assert found(value, value, label="comments", kept="Comments") == [(value, answer)]
    assert found(value, value, label="Another field") == []
    assert found(value, value, label=None) == []


def test_a_coded_word_counts_under_the_same_label_alone() -> None:
    """`SIC` is a word by its letters, and a code by its field."""
    assert found("SIC", "SIC", coded=True) == []
    assert found("SIC", "SIC", label="Comments", coded=True) == [("SIC", "asked")]


@pytest.mark.parametrize(
    "text", ["14/03/1984", "1984-03-14", "14 March 1984", "March 14, 1984", "14th of March 1984", "14.3.84", "19840314"]
)
def test_a_date_is_found_in_any_order(text: str) -> None:
    """A redacted date is found in any format: refused under its label, asked about elsewhere."""
    assert found("14/03/1984", f"born {text}.", label="Comments") == [(text, "refused")]
    assert found("1984-03-14", f"born {text}.") == [(text, "asked")]
    assert found("15/03/1984", f"born {text}.") == []


def test_the_places_of_one_value_are_joined() -> None:
    """A long passage repeated elsewhere is one place, even if several of its runs overlap."""
    assert found(LONG, f"Before. {LONG}. After.") == [(LONG, "refused")]


def test_a_megabyte_taken_out_is_sought_in_a_megabyte(benchmark_seconds: float = 20) -> None:
    """A redacted comment of a megabyte does not stop the review."""
    from time import monotonic

    long = " ".join(f"word{chr(97 + at % 26)}{chr(97 + at // 26 % 26)} the" for at in range(70_000))
    begun = monotonic()
    hits = sought(long).find(long, label="Notes")
    assert [(hit.first, hit.last, hit.answer) for hit in hits] == [(0, len(long), Answer.refused)]
    assert monotonic() - begun < benchmark_seconds
