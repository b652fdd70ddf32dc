"""The one door for anybody's text, the filter beneath it, and the lint that keeps everybody using them."""

import ast
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.widgets import Static

import dpo_console
from casework.disclosure.search import HitReason
from conftest import HOSTILE
from dpo_console.app import Console
from dpo_console.shown import LONGEST, SCRUB, cell, clean, grid, lines, show, words
from dpo_console.words import reasons

ESCAPES = [
    "\x1b]52;c;aHVudGVyMg==\x07", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\link", "\x1b[2J", "\x1b[6n", "\x9b2J",
    "\x1bPq\x1b\\", "a\x00b", "a\x7fb", "left\u202eright", "zero\u200bwidth", "tag\U000e0041", "line\u2028end",
    "bell\x07\x08\x0b", "new\nline", "\ud800",
]  # fmt: skip
SINKS = {"Static", "Label", "Button", "Checkbox", "Box", "RadioButton", "Collapsible", "TabPane", "DiscoveryHit"}
BANNED = {"DataTable", "Tree", "OptionList", "SelectionList", "Markdown", "RichLog", "Log", "Link"}
DOORS = {"show", "words", "lines", "grid", "cell", "passage", "joined"}
TITLES = {"border_title", "border_subtitle", "tooltip", "sub_title"}


def faults(source: str) -> list[str]:
    """Where a source file gives a widget text that did not come through the door."""
    return [f"{node.lineno}: {ast.unparse(node)[:80]}" for node in ast.walk(ast.parse(source)) if _faulty(node)]


def _faulty(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        named = [target.attr for target in node.targets if isinstance(target, ast.Attribute)]
        return bool(TITLES & set(named)) and not _sound(node.value)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").endswith(".markup") or any(name.name in BANNED for name in node.names)
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    given = node.args[1:2] if name == "Hit" else node.args[:1]
    if name == "notify":
        return not any(one.arg == "markup" and getattr(one.value, "value", 1) is False for one in node.keywords)
    if name == "from_markup":
        return not (given and isinstance(given[0], ast.Constant))
    if name == "update":  # a widget's; the database's has the same name and stands alone
        return isinstance(node.func, ast.Attribute) and any(
            not _sound(one) and not isinstance(one, (ast.Dict, ast.DictComp)) for one in given
        )
    return name in SINKS | {"Hit"} and any(not _sound(one) for one in given)


def _sound(node: ast.AST) -> bool:
    if isinstance(node, ast.IfExp):
        return _sound(node.body) and _sound(node.orelse)
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") in DOORS
    return isinstance(node, ast.Constant) and "[" not in str(node.value)


def test_every_text_of_the_console_goes_through_the_door():
    """No file of the console gives a widget a text that did not come through `shown`."""
    root = Path(dpo_console.__file__).parent
    found = {path.name: faults(path.read_text()) for path in sorted(root.rglob("*.py"))}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "Static(name)",
        "Static(f'{name}')",
        "Label('[b]x')",
        "Button(str(x))",
        "widget.update(case['name'])",
        "box.border_title = name",
        "widget.tooltip = f'{name}'",
        "app.notify(text)",
        "app.notify(text, markup=True)",
        "Content.from_markup(text)",
        "from rich.markup import escape",
        "from textual.widgets import DataTable",
        "Hit(3, name, run)",
        "Static(show(a) if a else b)",
    ],
)
def test_the_lint_turns_red(planted):
    """Each way round the door is found by the lint."""
    assert faults(planted)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_only_text(text):
    """A name that looks like markup comes through every door letter by letter, without a style of its own."""
    for made in (show(text), words(text), lines([text])):
        assert isinstance(made, Content)
        assert made.plain == text
        assert not made.spans
    assert cell(text).plain == text
    assert text in grid([("Name", text)]).plain


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_a_terminal_would_obey_comes_through(text):
    """Control, format and bidirectional characters are made visible, not passed on."""
    for made in (show(text).plain, cell(text).plain, words(text).plain.replace("\n", "")):
        assert made == SCRUB.apply([Segment(made)], Color(0, 0, 0))[0].text
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in made)
        assert made


def test_joiners_of_living_scripts_stay():
    """Persian and emoji keep the joiners they are spelled with; a name in any script comes through as written."""
    for name in ("نیم\u200cفاصله", "👩\u200d👧", "Siân Ní-Bhriain", "Zielińska", "李小龍"):
        assert clean(name) == name


def test_long_fields_and_stacked_marks_are_capped():
    """A field of a million characters and a letter with a thousand accents cost no more than they are worth."""
    assert len(clean("x" * 1_000_000)) < LONGEST + 50
    assert "996,000 characters more" in clean("x" * 1_000_000)
    assert len(clean("e" + "\u0301" * 1000)) == 9


def test_the_filter_drops_links_actions_and_controls():
    """What a widget would draw past the door loses its controls, its terminal link and its click action."""
    style = Style(bold=True, link="http://evil.example", meta={"@click": "app.quit", "offset": (1, 2)})
    [made] = SCRUB.apply([Segment("a\x1b[2Jb\u202e\u200b", style)], Color(0, 0, 0))
    assert made.text == "a[2Jb"
    assert made.style.link is None
    assert "@click" not in made.style.meta
    assert made.style.meta["offset"] == (1, 2)
    assert made.style.bold


class Careless(Static):
    """A widget that forgot the door."""

    def __init__(self) -> None:
        super().__init__("before\x1b]52;c;aHVudGVyMg==\x1b\\after", markup=False)


async def drawn(app: App) -> str:
    """What a careless widget draws on an app."""
    async with app.run_test(size=(60, 10)) as pilot:
        await app.screen.mount(Careless())
        await pilot.pause()
        return "".join(part.text for strip in app.screen._compositor.render_strips() for part in strip)


async def test_the_filter_is_under_every_widget(jobs, tmp_path):
    """A widget that forgot the door draws no escape on the console, and does on an app without the filter."""
    safe, unsafe = await drawn(Console(tmp_path)), await drawn(App())
    assert "before" in unsafe
    assert "\x1b" in unsafe
    assert "\x1b" not in safe


def test_the_reasons_of_a_match_are_in_words():
    """A rule made of others has their names; a record that an officer linked says only that."""
    found = [
        HitReason("e-mail-in-text", "k.r@example.org", "text"),
        HitReason("birth-date-alone", "14/03/1984", "birth date, in a record without a name"),
        HitReason("request-swe-number", "SW12345", "swe"),
        HitReason("joined", "joined to this person by the officer", ""),
    ]
    assert reasons(found) == (
        "email address in text k.r@example.org (text); "
        "date of birth alone 14/03/1984 (date of birth, in a record without a name); "
        "the request's registration number SW12345 (swe); linked to this person by an officer"
    )
