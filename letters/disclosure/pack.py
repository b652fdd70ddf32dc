"""The response pack: letter, schedule, and the records by source with each code's meaning, in one accessible PDF.

What is withheld is taken away here, before anything is typeset: no template is ever given it.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from casework.disclosure.bundles import Bundle, Entry, Part
from letters.disclosure.access_response import reason, why
from letters.paper.blocks import Block, Blocks, Kind, Printed, Typed
from letters.paper.fonts import visible
from letters.paper.letter import Letter
from letters.paper.pdf import Layout, letter_context, typeset

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
}
HOW = [
    "Each record is shown word for word, one line for each thing that is recorded. The name the thing has in the "
    "record itself stands in brackets where it differs from ours.",
    "Where a record holds a code, its meaning stands beside it.",
    "Where something was put right, the right value comes first, and what the record itself says after it.",
    "Where something was taken out, the place says [taken out] and why. The length of that label says nothing of "
    "what was there.",
    "A character that cannot be printed stands as its number, like [U+2603].",
]
"""How to read the records, in paragraphs."""
KINDS = {
    "census": "Workforce census record",
    "payroll": "Payroll record",
    "lookup": "Entry in the list of registration numbers",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of pages: the letter, the schedule, or the records of a source."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as built, not yet released."""

    pdf: bytes
    digest: str
    pages: int
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    """Everything that was put on paper, and nothing else."""
    layout: Layout


def build(letter: Letter, bundle: Bundle) -> Pack:
    """Typeset the pack; the same letter and decisions give the same bytes.

    Raises Refused where the letter cannot be printed.
    """
    sources: dict[int, list[Entry]] = {}
    for entry in bundle.disclosed:
        sources.setdefault(entry.source, []).append(entry)
    blocks = Blocks()
    context = letter_context(letter, blocks) | {"words": _words(blocks)}
    begin = {"schedule": context["words"]["schedule"]["block"]}
    context["given"] = [_listed(entry, blocks) for entry in bundle.disclosed]
    context["withheld"] = [_withheld(number, entry, blocks) for number, entry in enumerate(bundle.withheld, 1)]
    context["sources"], headings = [], dict[int, int]()
    for number, entries in sources.items():
        made = _source(entries, blocks)
        begin[f"source-{number}"] = made["title"]["block"]
        headings |= {one["item"]: one["heading"]["block"] for one in made["records"]}
        context["sources"].append(made)
    pdf, layout = typeset("pack.html", context)
    first = layout.first_pages()
    starts = {"letter": 1} | {name: first[block] for name, block in begin.items()}
    ends = [start - 1 for start in list(starts.values())[1:]] + [len(layout.pages)]
    sections = tuple(Section(*one) for one in zip(starts, starts.values(), ends, strict=True))
    placed = _paged(blocks.all, context["given"], headings, first)
    return Pack(pdf, "sha256:" + hashlib.sha256(pdf).hexdigest(), len(layout.pages), sections, placed, layout)


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF of our own making has."""
    from letters.paper.readback import read_back

    pages: int = read_back(pdf)["pages"]
    return pages


def _words(blocks: Blocks) -> dict[str, Any]:
    """Our own words by name: headings that appear once, and those in every table."""

    words = {name: blocks.put(Kind.own, said) for name, said in WORDS.items()}
    return words | {"how": [blocks.put(Kind.own, said) for said in HOW]}


def _paged(
    blocks: list[Block], given: list[dict[str, Any]], headings: dict[int, int], first: dict[int | None, int]
) -> tuple[Block, ...]:
    """The blocks, with the page each record begins on filled into the schedule."""
    placed = list(blocks)
    for one in given:
        at = one["page"]["block"]
        placed[at] = replace(placed[at], text=str(first[headings[placed[at].item]]))
    return tuple(placed)


def _listed(entry: Entry, blocks: Blocks) -> dict[str, Any]:
    """The line for one record in the schedule."""

    def put(words: str) -> Printed:
        return blocks.put(Kind.schedule, words, item=entry.item)

    said = {
        "name": put(f"Item {entry.item}"),
        "title": put(f"{entry.title}, {entry.place}"),
        "page": blocks.put(Kind.own, "", item=entry.item),
        "anchor": f"item-{entry.item}",
    }
    cuts = [f"{_label(part)}: {reason(why)}" for part in entry.parts for why in _reasons(part)]
    return said | {"cuts": put("\n".join(cuts) or WORDS["nothing"])}


def _withheld(number: int, entry: Entry, blocks: Blocks) -> dict[str, Printed]:
    assert entry.exemption, "what is withheld has its exemption"
    said = {"name": f"Withheld {number}", "kind": KINDS.get(entry.kind, "Record"), "why": why(entry.exemption)}
    return {name: blocks.put(Kind.own, words) for name, words in said.items()}


def _source(entries: list[Entry], blocks: Blocks) -> dict[str, Any]:
    title = blocks.put(Kind.schedule, entries[0].title)
    records = [_item(entry, blocks) for entry in entries]
    return {"anchor": f"source-{entries[0].source}", "title": title, "records": records}


def _item(entry: Entry, blocks: Blocks) -> dict[str, Any]:
    where = f"{entry.place}; {entry.restricted}" if entry.restricted else entry.place
    heading = blocks.put(Kind.schedule, f"Item {entry.item} ({where})", item=entry.item)
    rows = [_row(entry.item, part, blocks) for part in entry.parts]
    named: dict[str, Any] = {"anchor": f"item-{entry.item}", "name": f"Item {entry.item}", "place": where}
    named |= {"item": entry.item, "heading": heading}
    return named | {"coded": any(row["meaning"]["text"] for row in rows), "rows": rows}


def _row(item: int, part: Part, blocks: Blocks) -> dict[str, Any]:
    where = {"item": item, "segment": part.segment, "label": part.name}
    label = blocks.put(Kind.label, _label(part), **where)
    field = {"concept": part.concept, "own": part.own}
    if part.exemption:
        blocks.put(Kind.value, "", **where, **field)  # an empty field, so that its neighbours do not meet
        cut = blocks.put(Kind.own, _cut(part.exemption), **where)
        return {"label": label, "value": cut, "cut": True, "meaning": blocks.put(Kind.own, "", **where)}
    typed = _value(part)
    value = blocks.put(Kind.value, typed.text, **where, **field, runs=tuple(typed.runs), allowed=part.allowed)
    meaning = "" if part.cuts else (part.right_meaning if part.rectified else part.meaning) or ""
    return {"label": label, "value": value, "cut": False, "meaning": blocks.put(Kind.own, meaning, **where)}


def _value(part: Part) -> Typed:
    """The value with its redactions; if it was corrected, both values, the one in force first."""
    said = Typed()
    if part.rectified:
        said.beside(part.right, len(part.text))
        said.ours(f" [{part.put_right}; {WORDS['says']}: ")
    done = 0
    for cut in part.cuts:
        said.given(part.text[done : cut.first], done)
        said.ours(_cut(cut.exemption))
        done = cut.last
    said.given(part.text[done:], done)
    if part.rectified:
        said.ours(f", {part.meaning}]" if part.meaning and not part.cuts else "]")
    elif part.put_right:
        said.ours(f" [{part.put_right}: ")
        said.beside(part.right, len(part.text))
        said.ours("]")
    return said


def _reasons(part: Part) -> list[str]:
    """The reasons for redactions in a field, each once."""
    return [part.exemption] if part.exemption else list(dict.fromkeys(cut.exemption for cut in part.cuts))


def _cut(exemption: str) -> str:
    return f"[taken out: {reason(exemption)}]"


def _label(part: Part) -> str:
    return visible(part.label if part.label == part.name else f"{part.label} ({part.name})")
