"""Names nobody should have: what a careless screen, terminal, letter or spreadsheet would obey. The same every time."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from casework import Refused
from casework.disclosure.search import HitReason, Strength
from casework.records.intake import Fault
from casework.records.items import Ledger
from casework.views.card import PersonCard
from casework.views.lookup import FoundPeople
from dpo_console.breaches.jobs import BreachList
from dpo_console.disclosure.jobs import CaseReview, OpenQuestions
from dpo_console.disclosure.packing import PackResult
from dpo_console.disclosure.papers import LetterPreview
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.jobs.letters import Inputs, WritableLetter
from dpo_console.rights.jobs import ProposalInFull
from dpo_console.shown import LONGEST, clean
from letters.disclosure.gate import GateState
from letters.paper.compose import Lack
from letters.paper.letter import Form
from letters.paper.readback import Finding, FindingKind
from pretended import Pretended

MARKUP = [
    "[b]", "[/b]", "[/]", "[bold red]x[/]", "[b +", "a [/b] c", "[red]x", "x[bold", "[type=x, v={'a[0]'}]", "[#fff]w",
    "[1]", "[#12]", "[REDACTED]", "[name withheld]", "[née Smith]", "[true, false]", "ref [/12]", "O'Brien [HR]",
    "[@click=app.quit]quit[/]", "[@click=app.mode('settings')]go[/]", "[@click=screen.dismiss]x[/]",
    "[link=http://evil.example]x[/link]", "[link=file:///etc/passwd]x", "[on red]x[/on red]", "[[b]]", "[]", "[ ]",
    "$primary", "[$error]x[/]", "[reverse]x",
    "[@click=app.quit", "[!]x",
]  # fmt: skip
SLASHES = ["\\", "\\[b]x", "\\\\[b]", "x\\", "\\x1b[2J", "\\n", "C:\\Temp\\new", "\\u001b]0;t", "[b]\\[/b]"]
ESCAPES = [
    "\x1b", "\x1b[2J", "\x1b[H", "\x1b[6n", "\x1b[c", "\x1b[5;31m", "\x1b[?1049l", "\x1b[21t", "\x1bc", "\x1b]0;title\x07",
    "\x1b]2;title\x1b\\", "\x1b]52;c;aHVudGVyMg==\x07", "\x1b]52;c;?\x07", "\x1b]8;;http://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "\x1bP$q\"p\x1b\\", "\x1b_Ga=T;AAAA\x1b\\", "\x1b^pm\x1b\\", "\x9b2J", "\x9d0;title\x9c", "\x90q\x9c", "\x85", "\x84",
]  # fmt: skip
CONTROLS = ["\x07", "\x00", "\x7f", "\x08\x08", "\x0b", "\x0c", "a\rb", "a\nb", "a\r\nb", "a\tb", "\x0e\x0f", "\x1a"]
INVISIBLE = [
    "a\u202eb", "a\u202a\u202c", "a\u2066b\u2069", "\u200f", "a\u200bb", "\ufeff", "a\u00adb", "\U000e0041\U000e0042",
    "a\u2028b", "a\u2029b", "\u2060", "\ud800", "a\udfffb", "\ufff9x", "\ue000",
]  # fmt: skip
SCRIPTS = [
    "e" + "\u0301" * 40, "Z" + "\u0335\u0336" * 20, "محمد حسين", "דוד", "نیم\u200cفاصله", "李小龍", "👩\u200d👧", "🏴",
    "👩\u200d👩\u200d👧\u200d👦", "क्\u200dष", "Siân Ní-Bhriain", "Жук Ωμέγα", "ﷺ", "𝕵𝖔𝖓𝖊𝖘", "\u3000x", "i\u0307", "Zoe\u0308",
]  # fmt: skip
PAGES = [
    "{{ config }}", "{% for x in y %}", "{# note #}", "{{ 7*7 }}", "{{ ''.__class__ }}", "${7*7}", "<b>x</b>", "<script>",
    "<link rel=attachment href=file:///etc/passwd>", "<link rel=stylesheet href=http://127.0.0.1:9/x.css>",
    "<img src=http://127.0.0.1:9/x.png>", "<img src=file:///etc/passwd>", "<a rel=attachment href=file:///etc/hosts>x</a>",
    "<style>@import url(http://127.0.0.1:9/)</style>", "<!--", "]]>", "</p></body>", "&lt;b&gt;", "&amp;", "&#27;[2J",
    "<svg><image href=file:///etc/passwd></svg>", "\"><i>", "' onload='x", "url(file:///etc/passwd)",
]  # fmt: skip
CELLS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "\t=1",
    "a,b;c",
    '"a""b"',
    "%s%n",
    "=1+1;",
]
PLACES = ["../../etc/passwd", "/dev/null", "~/.ssh", "CON", "file://x", "-rf", "a/b", "x.pdf", "$(id)", "`id`", "; id"]
LONG = ["x" * 200, "Mc" + "Long " * 40, "é" * 5000, "[b]" * 60]

FAMILIES = {
    "markup": MARKUP, "backslashes": SLASHES, "escapes": ESCAPES, "controls": CONTROLS, "invisible": INVISIBLE,
    "scripts": SCRIPTS, "pages": PAGES, "cells": CELLS, "places": PLACES, "long": LONG,
}  # fmt: skip
FRAMES = ("{}", "Ann {} Smith")
"""Alone, so that it begins the text, and in the middle of a name."""

NAMES = [frame.replace("{}", one) for family in FAMILIES.values() for one in family for frame in FRAMES]
OBEYED = frozenset({*map(chr, range(32)), *map(chr, range(127, 160)), *"\u200b\u200e\u200f\u2028\u2029\u2060\ufeff\u00ad",
                    *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\U000e0041"})  # fmt: skip
"""Characters a terminal would obey, or would hide: none of them is drawn."""


def squeezed(text: str) -> str:
    """A text without its white space, or the pictures of it: how lines are broken does not matter."""
    return re.sub("[\\s\u2409-\u240d\u23ce]", "", text)


def lost(names: list[str], text: str, room: int = 0) -> list[str]:
    """Those names that do not stand whole in a text, as often as they should; with `room`, cut there with a mark."""
    drawn, wanted = squeezed(text), [_cut(name, room) for name in names]
    needed = {one: sum(other.count(one) for other in wanted) for one in wanted}
    return [name for name, one in zip(names, wanted, strict=True) if one and drawn.count(one) < needed[one]]


def _cut(name: str, room: int) -> str:
    text = clean(name)
    if room and len(text) > room // 2:
        text = text[: room // 3]  # wide characters and marks make the exact place of the cut another matter
    return squeezed(text[: LONGEST - 100])


def batches(names: list[str], size: int = 3800) -> list[list[str]]:
    """The names in groups whose joined length is a field's, a longer one by itself."""
    made: list[list[str]] = [[]]
    for name in names:
        if made[-1] and sum(len(one) + 3 for one in (*made[-1], name)) > size:
            made.append([])
        made[-1].append(name)
    return made


class Beset(Pretended):
    """The jobs of the console on a desk where every list has a line for each hostile name."""

    def __init__(self, names: list[str] = NAMES):
        super().__init__()
        self.names = names
        self.lines = [self.line(at, service=one, next=one, owner=one) for at, one in enumerate(names, 1)]

    def show_case(self, reference: str) -> CaseDetail:
        case = super().show_case(reference)
        event, pointer = case.events[0], case.pointers[0]
        return replace(
            case,
            events=[replace(event, seq=at, actor=one, note=one) for at, one in enumerate(self.names, 2)],
            pointers=[replace(pointer, text=one) for one in self.names],
            deadline_words=[[]],
        )

    def show_breach(self, reference: str, **more: Any) -> CaseDetail:
        case = super().show_breach(reference, **more)
        assert case.breach
        [one], [action] = case.breach.people, case.breach.actions
        listed = tuple(replace(one, number=at, name=name) for at, name in enumerate(self.names, 1))
        actions = tuple(replace(action, seq=at, words=name, owner="-") for at, name in enumerate(self.names, 100))
        events = [
            replace(self.happened(at, "note", "2026-11-20"), note=name) for at, name in enumerate(self.names, 100)
        ]
        return replace(case, breach=replace(case.breach, people=listed, actions=actions), events=events)

    def _breach_list(self, desk: object, now: datetime, **chosen: Any) -> BreachList:
        found = super()._breach_list(desk, now, **chosen)
        rows = [self.registered(reference=f"BR-{at}", service=name) for at, name in enumerate(self.names)]
        return replace(found, breaches=rows)

    def _proposals(self, desk: object, reference: str) -> list[ProposalInFull]:
        [like] = super()._proposals(desk, reference)
        return [replace(like, person=at, name=one) for at, one in enumerate(self.names)]

    def _people_of(self, desk: object, words: str, offset: int = 0, limit: int = 200) -> FoundPeople:
        [like, *_] = super()._people_of(desk, words).people
        listed = [replace(like, person=at, name=one) for at, one in enumerate(self.names, 1)]
        return FoundPeople(total=len(self.names), more=False, people=listed[offset : offset + limit])

    def _person_card(self, desk: object, person: int) -> PersonCard:
        card = super()._person_card(desk, person)
        [called], [item] = card.called, card.items
        field = replace(item.fields[0], rectified=None)
        fields = [replace(field, name=f"f{at}", text=one) for at, one in enumerate(self.names)]
        names = [replace(called, name=one) for one in self.names]
        return replace(card, called=names, items=[replace(item, fields=fields)])

    def _review(self, desk: object, reference: str) -> CaseReview:
        items = [
            replace(self.item(at, Strength.certain), source=one, reasons=(HitReason("r", one, one),))
            for at, one in enumerate(self.names)
        ]
        field = items[0].fields[0]
        fields = tuple(replace(field, name=f"f{at}", text=one) for at, one in enumerate(self.names))
        return replace(super()._review(desk, reference), items=[replace(items[0], fields=fields), *items[1:]])

    def _questions(self, desk: object, reference: str) -> OpenQuestions:
        return OpenQuestions(
            [self.question("initial", id=f"q{at}", words=one) for at, one in enumerate(self.names)], []
        )

    def ledger(self) -> Ledger:
        return replace(super().ledger(), warnings=[Fault(at, one) for at, one in enumerate(self.names[:200])])

    def _sources(self, desk: object) -> list[Ledger]:
        return [replace(self.ledger(), warnings=[], name=one) for one in self.names]

    def _letter_preview(
        self, desk: object, reference: str, kind: str, now: datetime, inputs: Inputs | None = None,
        form: Form | None = None,
    ) -> LetterPreview:  # fmt: skip
        return LetterPreview("", tuple(self.names))

    def _writable(self, desk: object, reference: str, now: datetime) -> list[WritableLetter]:
        one = super()._writable(desk, reference, now)[1]
        lacking = [replace(one, kind=f"k{at}", lacks=(Lack(name, ""),)) for at, name in enumerate(self.names)]
        return [replace(each, ready=False) for each in lacking]

    def _pack(
        self,
        desk: object,
        reference: str,
        out: Path,
        now: datetime,
        progress: Callable[[str], None] = lambda what: None,
        despite: str | None = None,
    ) -> PackResult:
        findings = tuple(Finding(1, FindingKind.other_person, one, 1, one) for one in self.names)
        return self.refused_pack(GateState.refused, findings=findings)


class Named(Pretended):
    """The jobs of the console on a desk where every text is the same, refusals too."""

    def beset(self, text: str) -> None:
        """From now on it is this text."""
        self.name = text
        self.lines = [self.line(1, next=text)]
        self.answers |= {job: Refused(text) for job in ("event", "add_people", "import_files", "open_desk")}
