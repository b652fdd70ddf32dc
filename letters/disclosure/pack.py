"""The response pack: letter, schedule, and the records by source with each code's meaning, in one accessible PDF.

What is withheld is removed here, before anything is typeset: no template ever receives it.
"""

import hashlib
from dataclasses import dataclass, replace

from casework.disclosure.bundles import Bundle, BundleField, BundleItem
from letters.disclosure.access_facts import reason, why
from letters.paper.blocks import BlockKind, Blocks, Printed, PrintedBlock, Typed
from letters.paper.fonts import visible
from letters.paper.letter import Letter
from letters.paper.pdf import PageLayout, letter_context, typeset

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
    "value": "Exactly as in the record",
    "meaning": "What it means",
    "says": "the record itself says",
}
HOW = [
    "Each record is shown word for word, with one line for each piece of information. If the record has another name "
    "for it, that name is in brackets.",
    "The meaning of a code is beside it.",
    "Where something was corrected, the correct value comes first. What the record itself says comes after it.",
    "Where we took something out, it says [taken out] and why. The length of that label tells you nothing about what "
    "was there.",
    "A character that we cannot print is shown as its number, like [U+2603].",
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
class BuiltPack:
    """A pack that is built and not yet released."""

    pdf: bytes
    digest: str
    pages: int
    sections: tuple[Section, ...]
    blocks: tuple[PrintedBlock, ...]
    """Everything that was put on paper, and nothing else."""
    layout: PageLayout


def build(letter: Letter, bundle: Bundle) -> BuiltPack:
    """Typeset the pack; the same letter and decisions give the same bytes.

    Raises Refused if the letter cannot be printed.
    """
    sources: dict[int, list[BundleItem]] = {}
    for entry in bundle.disclosed:
        sources.setdefault(entry.source, []).append(entry)
    blocks = Blocks()
    letter_parts = letter_context(letter, blocks)
    words = {name: blocks.put(BlockKind.own, text) for name, text in WORDS.items()}
    how = [blocks.put(BlockKind.own, text) for text in HOW]
    given = [_listed(entry, blocks) for entry in bundle.disclosed]
    withheld = [_withheld(number, entry, blocks) for number, entry in enumerate(bundle.withheld, 1)]
    printed = [_source(entries, blocks) for entries in sources.values()]
    begin = {"schedule": words["schedule"].block}
    begin |= {one.anchor: one.title.block for one in printed}
    headings = {one.item: one.heading.block for source in printed for one in source.records}
    context = letter_parts | {"words": words | {"how": how}, "given": given, "withheld": withheld, "sources": printed}
    pdf, layout = typeset("pack.html", context)
    first = layout.first_pages()
    starts = {"letter": 1} | {name: first[block] for name, block in begin.items()}
    ends = [start - 1 for start in list(starts.values())[1:]] + [len(layout.pages)]
    sections = tuple(Section(*one) for one in zip(starts, starts.values(), ends, strict=True))
    placed = _paged(blocks.all, given, headings, first)
    return BuiltPack(pdf, "sha256:" + hashlib.sha256(pdf).hexdigest(), len(layout.pages), sections, placed, layout)


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF of our own making has."""
    from letters.paper.readback import read_back

    return read_back(pdf).pages


@dataclass(frozen=True, slots=True)
class _Listed:
    """The line for one record in the schedule."""

    item: int
    anchor: str
    name: Printed
    title: Printed
    page: Printed
    cuts: Printed


@dataclass(frozen=True, slots=True)
class _HeldBack:
    """The line for a record that is held back."""

    name: Printed
    kind: Printed
    why: Printed


@dataclass(frozen=True, slots=True)
class _Row:
    """One field of a record, as its table shows it."""

    label: Printed
    value: Printed
    cut: bool
    """Whether it is redacted."""
    meaning: Printed


@dataclass(frozen=True, slots=True)
class _Record:
    """One record as it is printed."""

    item: int
    anchor: str
    name: str
    place: str
    heading: Printed
    rows: list[_Row]
    coded: bool
    """Whether it has codes with a meaning, which a column of its table gives."""


@dataclass(frozen=True, slots=True)
class _Source:
    """The records of one source."""

    anchor: str
    title: Printed
    records: list[_Record]


def _paged(
    blocks: list[PrintedBlock], given: list[_Listed], headings: dict[int, int], first: dict[int | None, int]
) -> tuple[PrintedBlock, ...]:
    """The blocks, with the page each record begins on filled into the schedule."""
    placed = list(blocks)
    for one in given:
        at = one.page.block
        placed[at] = replace(placed[at], text=str(first[headings[one.item]]))
    return tuple(placed)


def _listed(entry: BundleItem, blocks: Blocks) -> _Listed:
    def put(words: str) -> Printed:
        return blocks.put(BlockKind.schedule, words, item=entry.item)

    name, title = put(f"Item {entry.item}"), put(f"{entry.title}, {entry.place}")
    page = blocks.put(BlockKind.own, "", item=entry.item)
    cuts = [f"{_label(part)}: {reason(why)}" for part in entry.parts for why in _reasons(part)]
    return _Listed(entry.item, f"item-{entry.item}", name, title, page, put("\n".join(cuts) or WORDS["nothing"]))


def _withheld(number: int, entry: BundleItem, blocks: Blocks) -> _HeldBack:
    assert entry.exemption, "what is withheld has its exemption"
    texts = (f"Withheld {number}", KINDS.get(entry.kind, "Record"), why(entry.exemption))
    return _HeldBack(*(blocks.put(BlockKind.own, words) for words in texts))


def _source(entries: list[BundleItem], blocks: Blocks) -> _Source:
    title = blocks.put(BlockKind.schedule, entries[0].title)
    return _Source(f"source-{entries[0].source}", title, [_record(entry, blocks) for entry in entries])


def _record(entry: BundleItem, blocks: Blocks) -> _Record:
    where = f"{entry.place}; {entry.restricted}" if entry.restricted else entry.place
    heading = blocks.put(BlockKind.schedule, f"Item {entry.item} ({where})", item=entry.item)
    rows = [_row(entry.item, part, blocks) for part in entry.parts]
    coded = any(row.meaning.text for row in rows)
    return _Record(entry.item, f"item-{entry.item}", f"Item {entry.item}", where, heading, rows, coded)


def _row(item: int, part: BundleField, blocks: Blocks) -> _Row:
    def put(kind: BlockKind, text: str) -> Printed:
        return blocks.add(PrintedBlock(kind, text, item, part.segment, part.name))

    label = put(BlockKind.label, _label(part))
    field = PrintedBlock(BlockKind.value, "", item, part.segment, part.name, part.concept, part.own)
    if part.exemption:
        blocks.add(field)  # an empty field, so that its neighbours do not meet
        cut = put(BlockKind.own, _cut(part.exemption))
        return _Row(label, cut, True, put(BlockKind.own, ""))
    typed = _value(part)
    value = blocks.add(replace(field, text=typed.text, runs=tuple(typed.runs), allowed=part.allowed))
    meaning = "" if part.cuts else (part.right_meaning if part.rectified else part.meaning) or ""
    return _Row(label, value, False, put(BlockKind.own, meaning))


def _value(part: BundleField) -> Typed:
    """The value with its redactions; if it was corrected, both values, the one in force first."""
    typed = Typed()
    if part.rectified:
        typed.beside(part.right, len(part.text))
        typed.ours(f" [{part.put_right}; {WORDS['says']}: ")
    done = 0
    for cut in part.cuts:
        typed.given(part.text[done : cut.first], done)
        typed.ours(_cut(cut.exemption))
        done = cut.last
    typed.given(part.text[done:], done)
    if part.rectified:
        typed.ours(f", {part.meaning}]" if part.meaning and not part.cuts else "]")
    elif part.put_right:
        typed.ours(f" [{part.put_right}: ")
        typed.beside(part.right, len(part.text))
        typed.ours("]")
    return typed


def _reasons(part: BundleField) -> list[str]:
    """The reasons for redactions in a field, each once."""
    return [part.exemption] if part.exemption else list(dict.fromkeys(cut.exemption for cut in part.cuts))


def _cut(exemption: str) -> str:
    return f"[taken out: {reason(exemption)}]"


def _label(part: BundleField) -> str:
    return visible(part.label if part.label == part.name else f"{part.label} ({part.name})")
