"""The manual: what its pages say is what the code has, and they are read at the command line and on screen."""

import ast
import json
import re
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from casework import Malformed, Refused, law
from casework.breaches.incidents import BreachIn, DescriptionIn
from casework.complaints.handling import ComplaintIn
from casework.disclosure.decision_input import checked
from casework.disclosure.health import HealthIn
from casework.notice.council import DetailsIn
from casework.notice.processors import ProcessorIn
from casework.notice.purpose_changes import PurposeChangeIn
from casework.notice.recipients import DisclosureIn, RecipientIn
from casework.notice.security_statement import StatementIn
from casework.records.layouts import LayoutIn
from casework.retention.holds import HoldIn
from casework.rights.requests import RequestIn
from casework.timeline.events import Kind, letter_events
from commands import here
from dpo_console import contents
from dpo_console.bindings import spoken
from dpo_console.every_key import KEYS
from dpo_console.help import lists, manual
from dpo_console.jobs.wordings import checked as checked_words
from dpo_console.page import Dialog

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)


def text(topic):
    """A page on one line, its spaces single."""
    return " ".join(" ".join(line.text for line in manual.page(topic)).split())


def source(topic):
    return files("dpo_console.help").joinpath(f"{topic}.md").read_text()


EVERYTHING = {topic: source(topic) for topic in manual.TOPICS} | {
    name: (ROOT / name).read_text() for name in ("README.md", "SECURITY.md")
}
"""What people read, by topic or file name."""


def test_every_page_is_a_topic():
    """Each page of the folder is a topic, with a title of its own, in lines that fit on a small terminal."""
    assert {path.name for path in files("dpo_console.help").iterdir() if path.name.endswith(".md")} == {
        f"{topic}.md" for topic in manual.TOPICS
    }
    titles = manual.titles()
    assert len(set(titles.values())) == len(manual.TOPICS)
    for topic in manual.TOPICS:
        lines = manual.page(topic)
        assert lines[0].text == titles[topic]
        assert [line.text for line in lines if len(line.text) > manual.WIDTH] == []


def test_the_page_of_keys_has_every_key():
    """Each binding is on the page of keys, with what it does."""
    page = text("keys")
    lines = [line.text for line in manual.page("keys")]
    for listed in KEYS.values():
        for key in listed:
            assert key.tooltip in page
            assert any(line.startswith(f"  {spoken(key)} ") for line in lines)


def test_the_page_of_commands_has_every_command():
    """Each command is on the page of commands, as it is typed, with the first line of its help."""
    page = text("commands")
    for words, (_, line) in contents.COMMANDS.items():
        assert f"{lists.usage(words)} {line}" in page
    assert lists.usage("pack") == "pack REF --out DIR [--answers FILE] [--despite-conflict]"
    assert lists.usage("import").startswith("import PATHS... [--case REF]")


def test_the_page_of_rules_has_every_clock():
    """Each clock of the law is on the page of rules, with its citation and its first date."""
    page = text("rules")
    for rule in law.rules().values():
        assert f"{rule.id}: {rule.name}" in page
        assert " ".join(rule.citation.split()) in page
    assert "breach-art33-72h: Report a personal data breach to the regulator 72 hours from the instant of" in page


def test_the_lists_on_other_pages_are_complete():
    """The kinds of letters and events, and the exemptions that can be used, are all in the manual, and no retired one."""
    letters, events, decisions = text("letters"), text("events"), text("decisions")
    assert all(f" {kind} " in letters for kind in letter_events())
    assert all(f" {kind} " in letters for kind in ("notification", "people", "public"))
    assert all(f" {kind} " in events for kind in Kind)
    for one in law.exemptions().values():
        assert (f" {one.id} " in decisions) is not bool(one.retired)


def test_the_page_of_answers_has_every_answer():
    """Each command that takes `--json` is on the page of answers, with the keys of its answer's type."""
    page = text("json")
    rows = {words: row.text for row in lists.answers() for words in row.name.split(", ")}
    assert set(rows) == {words for words in contents.COMMANDS if lists.takes_json(words)}
    assert all(row.text in page for row in lists.answers())
    assert "reference kind right clock duty state due target" in rows["due"]
    explained = set(re.findall(r"^- `([a-z ]+)[^`]*`", source("json"), re.MULTILINE))
    assert {words.strip() for words in explained} <= set(rows)


@dataclass(frozen=True)
class Stage:
    """One object in a list."""

    on: date
    why: str


@dataclass(frozen=True)
class Shown:
    """An answer with a list, an optional part and a map."""

    class_: str
    steps: list[Stage]
    last: Stage | None
    counts: dict[str, int]
    names: tuple[str, ...] = ()


def test_an_answer_is_described_by_its_type():
    """The keys of an answer come from its type: objects in lists, optional parts, maps."""
    assert lists.shape(Shown) == "{class steps[on why] last{...} counts{name: value} names[]}"
    assert lists.shape(list[Stage]) == "[on why]"


def commands_named(page):
    """Every command with its options that a text names, in code."""
    code = re.findall(r"```\n?(.*?)```", page, re.DOTALL) + re.findall(r"(?<!`)`([^`]+)`(?!`)", page)
    code += re.findall(r"^    (.*)$", page, re.MULTILINE)
    for block in code:
        for line in block.replace("\\\n", " ").splitlines():
            for typed in re.findall(r"dpo-console ((?:[a-z]\S* ?)?[^#|]*)", line):
                yield typed.strip()


@pytest.mark.parametrize("where", EVERYTHING)
def test_every_command_that_is_named_exists(where):
    """A command that a page shows is one of the contents, and it has each option shown."""
    for typed in commands_named(EVERYTHING[where]):
        words = typed.split()
        if not words or not re.fullmatch(r"[a-z-]+", words[0]) or words[0].startswith("-"):
            continue
        name = " ".join(words[:2]) if words[0] in contents.GROUPS else words[0]
        assert name in contents.COMMANDS, typed
        known = {option for one in contents.loaded(name).params for option in one.opts} | {"--help"}
        assert {word for word in words if word.startswith("--")} <= known, typed


def test_a_command_that_is_not_there_is_seen():
    """The planted fault: a page that shows a command or an option that does not exist is found."""
    assert list(commands_named("```\ndpo-console due --now   # x\n```")) == ["due --now"]
    assert list(commands_named("Run `dpo-console frobnicate REF`.")) == ["frobnicate REF"]


def test_every_key_that_is_named_exists():
    """A key that a page names by its binding is found, and a name without a binding is a fault."""
    assert lists.key("board.new_request") == "n"
    assert "`n` on the board" in text("requests")
    with pytest.raises(StopIteration):
        lists.key("board.nothing")


def examples():
    """The JSON examples of the page of files, by their headings."""
    parts = [part.partition("\n") for part in source("files").split("\n## ")[1:]]
    found = {heading: re.search(r"```json\n(.*?)```", rest, re.DOTALL) for heading, _, rest in parts}
    return {heading: json.loads(example[1]) for heading, example in found.items() if example}


def test_the_examples_of_files_are_accepted():
    """What the page of files shows is accepted by what reads it."""
    shown = examples()
    RequestIn.checked(shown["log request"], TODAY)
    ComplaintIn.checked(shown["log complaint"], TODAY)
    BreachIn.model_validate(shown["log breach"])
    DescriptionIn.model_validate({"what": "x"} | shown["breach describe"])
    HoldIn.checked(shown["hold add"], TODAY)
    DetailsIn.checked(shown["council, init"])
    LayoutIn.checked(shown["import --map"])
    words = {key: value for key, value in shown["wordings set"].items() if key != "based_on"}
    checked_words("ack_opening", words)
    RecipientIn.checked(shown["recipients add"])
    DisclosureIn.checked(shown["recipients log"], TODAY)
    ProcessorIn.checked(shown["processors add"], TODAY)
    PurposeChangeIn.checked(shown["purposes add"], date(2026, 11, 30))
    StatementIn.checked({key: value for key, value in shown["security set"].items() if key != "based_on"})
    from casework.breaches.notification_tests import checked_answers
    from casework.breaches.severity import Factors
    from casework.retention.schedule import RowIn

    checked_answers(shown["breach assess"]["tests"])
    Factors.checked(shown["breach assess"]["factors"])
    RowIn.model_validate(
        {key: value for key, value in shown["retention edit, retention add"].items() if key != "reason"}
    )
    assert HealthIn.model_validate(shown["health --answer"]).met is False
    assert [checked(one).item for one in shown["decide"]] == [501, 502, 504, 503]
    assert {one["exemption"] for one in shown["decide"]} - {None, "not-this-person"} <= set(law.exemptions())


def test_the_manual_is_read_at_the_command_line():
    """Without a topic the topics are listed, one line each; a topic is its page; an unknown one is one sentence."""
    listed = here("help").stdout.splitlines()
    assert [line.split()[0] for line in listed[2:]] == list(manual.TOPICS)
    assert here("help", "packs").stdout.startswith("The response pack and the release check\n")
    wrong = here("help", "breach")
    assert wrong.returncode == 2
    assert (
        wrong.stderr
        == "The manual has no topic 'breach'. Did you mean 'breaches'? 'dpo-console help' lists the topics.\n"
    )


def test_a_malformed_file_points_to_the_manual(tmp_path):
    """What is not in the form that is asked for is refused with the command that shows the form, and other things not."""
    refused = here("log", "request", stdin="[1]")
    assert refused.returncode == 2
    assert refused.stderr == "A request must be one JSON object. Run: dpo-console help files\n"
    assert "help files" not in here("due", "--desk", tmp_path / "none").stderr
    assert issubclass(Malformed, Refused)


def test_no_refusal_sends_to_the_readme():
    """Nothing in the code sends an officer to the README: an installed console has none."""
    for path in [one for room in ("casework", "letters", "dpo_console") for one in (ROOT / room).rglob("*.py")]:
        strings = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
        assert not any("README" in str(one) for one in strings), path


def test_the_readme_is_short_and_runs_what_is_checked():
    """The README has the two commands, in fewer than 150 lines, and the tests are run as it says."""
    readme = EVERYTHING["README.md"]
    assert readme.count("\n") < 150
    assert "    sh .ci/setup && python3 -m uv run dpo-console demo\n" in readme
    assert "    sh .ci/setup && python3 -m uv run pytest\n" in readme
    assert "python3 -m uv run --frozen pytest " in (ROOT / ".ci/run").read_text()


def test_the_changelog_begins_with_this_version():
    """The newest version of the CHANGELOG is that of the package."""
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    project = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert versions[0] == project[1]


async def test_the_manual_is_read_on_screen(jobs, sit):
    """From the keys of a screen one key leads to the topics, enter to a page, and esc back step by step."""
    async with sit() as seat:
        await seat.press("f1")
        await seat.until(lambda: "Keys that work here" in seat.text())
        assert "Log a rights request" in seat.text()
        await seat.press("m")
        await seat.until(lambda: "A suspected breach" in seat.text())
        await seat.press("j", "j", "enter")
        await seat.until(lambda: "A request, from receipt to closing" in seat.text())
        await seat.until(lambda: "Log a request with n on the board" in " ".join(seat.text().split()))
        for left in ("The manual, by topic", "Keys that work here", "Board"):
            await seat.press("escape")
            await seat.until(lambda left=left: left in seat.text())
        assert "Keys that work here" not in seat.text()


async def test_help_opens_over_a_question(jobs, sit):
    """f1 shows the keys of a question that is open, and closes again; in its text fields a question mark is text."""
    async with sit() as seat:
        await seat.press("slash", "question_mark")
        assert "Keys that work here" not in seat.text()
        await seat.press("f1")
        await seat.until(lambda: "Keys that work here" in seat.text())
        await seat.press("f1")
        await seat.until(lambda: "Keys that work here" not in seat.text())
        await seat.press("escape", "f")
        await seat.until(lambda: isinstance(seat.screen, Dialog))
        await seat.press("f1")
        await seat.until(lambda: "Keys that work here" in seat.text())
        assert "Go on" in seat.text()
