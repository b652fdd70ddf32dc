"""The response pack: letter, schedule, and the records by source with each code's meaning, in one accessible PDF.

What is withheld is taken away here, before anything is typeset: no template is ever given it.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from casework.bundles import Bundle, Entry, Part
from letters.answer import reason, why
from letters.fonts import visible
from letters.letter import Letter
from letters.pdf import letter_context, typeset

WORDS = {
    "schedule": "What is in this pack, and what is not",
    "given": "Records we are giving you",
    "withheld": "Records we are holding back",
    "reading": "How to read the records",
    "item": "Item",
    "what": "Record",
    "page": "Page",
    "cut": "Taken out",
    "nothing": "nothing",
    "number": "Number",
    "kind": "Kind of record",
    "why": "Why",
    "field": "What is recorded",
    "value": "As it stands in the record",
    "meaning": "What it means",
    "says": "the record itself says",
    "how": [
        "Each record is shown word for word, one line for each thing that is recorded. The name the thing has in the "
        "record itself stands in brackets where it differs from ours.",
        "Where a record holds a code, its meaning stands beside it.",
        "Where something was put right, the right value comes first, and what the record itself says after it.",
        "Where something was taken out, the place says [taken out] and why. The length of that label says nothing of "
        "what was there.",
        "A character that cannot be printed stands as its number, like [U+2603].",
    ],
}
KINDS = {
    "census": "Workforce census record",
    "payroll": "Payroll record",
    "lookup": "Entry in the list of registration numbers",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of pages, and the texts that were put there on purpose."""

    name: str
    first: int
    last: int
    free: tuple[str, ...]
    """The pack's own words, the case's own facts, and fields disclosed each by a decision of its own."""
    values: tuple[str, ...] = ()
    """The other disclosed fields: what they say may stand here, but names nobody else unasked."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as built, not yet released."""

    pdf: bytes
    digest: str
    pages: int
    sections: tuple[Section, ...]


def build(letter: Letter, bundle: Bundle, explicit: set[tuple[int, str]]) -> Pack:
    """Typeset the pack; the same letter and decisions give the same bytes.

    `explicit` are the (item, field) that were disclosed each by a decision of its own. Raises Refused where the letter
    cannot be printed.
    """
    sources: dict[int, list[Entry]] = {}
    for entry in bundle.disclosed:
        sources.setdefault(entry.source, []).append(entry)
    context = letter_context(letter) | {
        "words": WORDS,
        "given": [_listed(entry) for entry in bundle.disclosed],
        "withheld": [
            {"name": f"Withheld {number}", "kind": KINDS.get(entry.kind, "Record"), "why": why(entry.exemption)}
            for number, entry in enumerate(bundle.withheld, 1)
        ],
        "sources": [_source(number, entries) for number, entries in sources.items()],
    }
    pdf, anchors = typeset("pack.html", context)
    pages = anchors[""]
    starts = [("letter", 1), ("schedule", anchors["part-schedule"])]
    starts += [(f"source-{number}", anchors[f"source-{number}"]) for number in sources]
    ends = [start - 1 for _, start in starts[1:]] + [pages]
    sections = [
        Section(name, first, last, *_texts(name, letter, bundle, context, sources, explicit, last - first + 1))
        for (name, first), last in zip(starts, ends, strict=True)
    ]
    return Pack(pdf, "sha256:" + hashlib.sha256(pdf).hexdigest(), pages, tuple(sections))


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF of our own making has."""
    from letters.readback import read_back

    return read_back(pdf)["pages"]


def _listed(entry: Entry) -> dict[str, Any]:
    cuts = [f"{_label(part)}: {reason(part.exemption)}" for part in entry.parts if part.exemption]
    named = {"name": f"Item {entry.item}", "title": entry.title, "place": entry.place}
    return named | {"anchor": f"item-{entry.item}", "cuts": cuts, "page": None}


def _source(number: int, entries: list[Entry]) -> dict[str, Any]:
    return {"anchor": f"source-{number}", "title": entries[0].title, "records": [_item(entry) for entry in entries]}


def _item(entry: Entry) -> dict[str, Any]:
    rows = [_row(part) for part in entry.parts]
    where = f"{entry.place}; {entry.restricted}" if entry.restricted else entry.place
    named = {"anchor": f"item-{entry.item}", "name": f"Item {entry.item}", "place": where}
    return named | {"coded": any(row["meaning"] for row in rows), "rows": rows}


def _row(part: Part) -> dict[str, Any]:
    if part.exemption:
        return {"label": _label(part), "value": _cut(part.exemption), "cut": True, "meaning": ""}
    meaning = part.right_meaning if part.rectified else part.meaning
    return {"label": _label(part), "value": _value(part), "cut": False, "meaning": meaning or ""}


def _value(part: Part) -> str:
    """The value as it stands; where it was put right or completed both, the one that counts first."""
    if not part.put_right:
        return visible(part.text)
    if not part.rectified:
        return f"{visible(part.text)} [{part.put_right}: {visible(part.right)}]"
    told = f"{visible(part.text)}, {part.meaning}" if part.meaning else visible(part.text)
    return f"{visible(part.right)} [{part.put_right}; {WORDS['says']}: {told}]"


def _cut(exemption: str) -> str:
    return f"[taken out: {reason(exemption)}]"


def _label(part: Part) -> str:
    return visible(part.label if part.label == part.name else f"{part.label} ({part.name})")


def _texts(
    name: str,
    letter: Letter,
    bundle: Bundle,
    context: dict[str, Any],
    sources: dict[int, list[Entry]],
    explicit: set[tuple[int, str]],
    pages: int,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was put on a section's pages on purpose: taken from the decisions and our own words, never from the page."""
    footer = [text for page in range(pages) for text in (letter.reference, "Page of")]
    if name == "letter":
        return tuple(letter.lines() + footer), ()
    if name == "schedule":
        own = [str(word) for word in WORDS.values() if isinstance(word, str)] + WORDS["how"] + footer
        own += [WORDS["nothing"]] * len(context["given"])
        own += [text for one in context["given"] for text in (one["name"], one["title"], one["place"], *one["cuts"])]
        own += [text for one in context["withheld"] for text in one.values()]
        return tuple(own), ()
    number = int(name.removeprefix("source-"))
    own = [*footer, sources[number][0].title]
    disclosed = []
    for entry in sources[number]:
        own += [f"Item {entry.item}", entry.place, entry.restricted, WORDS["field"], WORDS["value"], WORDS["meaning"]]
        for part in entry.parts:
            own += [_label(part), part.meaning or ""]
            if part.exemption:
                own.append(_cut(part.exemption))
                continue
            own += [part.right_meaning or "", part.put_right, WORDS["says"]] if part.put_right else []
            said = [visible(part.text), visible(part.right)]
            (own if (entry.item, part.name) in explicit else disclosed).extend(said)
    return tuple(own), tuple(disclosed)
