"""The house: which wing may import which, what is loaded when, and which wings keep each section of the notice."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("casework", "letters", "dpo_console")
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]

NOTICE = {
    "Introduction": "notice",
    "Who are we (controller)": "notice",
    "What personal information we collect": "records",
    "Collection of sensitive personal information": "records",
    "How your personal information is collected": "records",
    "How we use your personal information": "notice",
    "Situations in which we will use your personal data": "notice",
    "If you don't want to provide personal information": "notice",
    "Change of purpose": "notice",
    "Does HBC need your consent": "notice",
    "Automated Decision Making": "rights",
    "Data sharing": "notice",
    "Sharing with third parties": "notice",
    "Which third-parties process my personal information?": "notice",
    "How secure is my information with third-party service providers?": "notice",
    "Data security": "breaches vault desk",
    "Data retention": "retention disposal",
    "Rights of access, correction and erasure": "rights people disposal",
    "Your rights in connection with personal information": "rights disclosure complaints",
    "Changes to this privacy notice": "notice",
}
"""The sections of the published privacy notice, in its order, and the wings that keep them."""


def imports(path):
    """Every module of ours that a file names in an import, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{name.name}" for name in node.names} | {node.module}
    return {name for name in found if name.split(".")[0] in ROOMS}


def module(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def wings(room):
    return {path.name for path in (ROOT / room).iterdir() if (path / "__init__.py").exists()}


def docstring(wing):
    return " ".join(ast.get_docstring(ast.parse((ROOT / "casework" / wing / "__init__.py").read_text())).split())


def linted(folder):
    """What the linter finds in that folder: whether the contracts are kept, and its report on one line."""
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", ROOT / "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode == 0, " ".join((ran.stdout + ran.stderr).split())


PLANTED = {
    "an arrow up": (
        "casework/records/items.py", "from casework.rights import requests",
        "casework.records is not allowed to import casework.rights", "Casework is built from the ground up BROKEN",
    ),
    "an arrow out of casework": (
        "letters/paper/letter.py", "from dpo_console import words",
        "letters is not allowed to import dpo_console", "casework knows neither BROKEN",
    ),
    "an arrow between letters": (
        "letters/disposal/certificate.py", "from letters.breaches import merge",
        "letters.disposal is not allowed to import letters.breaches", "but for the answer to a request BROKEN",
    ),
    "an arrow across": (
        "dpo_console/rights/case.py", "from dpo_console.people import card",
        "dpo_console.rights is not allowed to import dpo_console.people", "never by an import BROKEN",
    ),
    "a way round": (
        "dpo_console/filing.py", "from dpo_console.retention import jobs",
        "dpo_console.filing -> dpo_console.retention.jobs", "never by an import BROKEN",
    ),
    "a circle": (
        "casework/text/canonical.py", "from casework.text import identifiers",
        "No cycles are allowed in casework.text", "No circle anywhere BROKEN",
    ),
    "a wing nobody placed": (
        "casework/annexe/__init__.py", "pass", "casework.annexe", "Casework is built from the ground up BROKEN",
    ),
}  # fmt: skip
"""Each fault: the file, the line planted in it, and what the linter must report, with the contract that is broken."""


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the code to plant faults in."""
    folder = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    return folder


@pytest.fixture(scope="module")
def planted(copied):
    """The linter's report on a copy with every fault planted at once."""
    assert linted(copied)[0], "kept as long as nothing is planted"
    for where, line, *_ in PLANTED.values():
        (copied / where).parent.mkdir(exist_ok=True)
        with (copied / where).open("a") as file:
            file.write(f"\n\ndef planted():\n    {line}\n")
    kept, said = linted(copied)
    assert not kept
    return said


@pytest.mark.parametrize("fault", PLANTED)
def test_the_contracts_of_the_house_are_kept(planted, fault):
    """The code keeps every contract on its layers and wings, and an import or a cycle planted in a copy is reported."""
    for said in PLANTED[fault][2:]:
        assert said in planted


def test_each_folder_is_a_wing():
    """The folders of letters, the console and the tests have the names of casework's wings, except for a few."""
    ours = wings("casework")
    assert wings("letters") - ours == {"paper"}
    assert wings("dpo_console") - ours == {"widgets"}
    tests = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    assert tests - ours == {"paper", "faults"}


@pytest.mark.parametrize("section", NOTICE)
def test_every_section_of_the_notice_names_its_wing(section):
    """Each section of the privacy notice is named by every wing that keeps it, and has its files on the map."""
    for wing in NOTICE[section].split():
        assert f'"{section}"' in docstring(wing), wing
    lines = (ROOT / "CONTRIBUTING.md").read_text().splitlines()
    row = next(line for line in lines if line.startswith(f"| {section} |"))
    named = re.findall(r"`(casework/[\w/.-]+)`", row)
    assert all((ROOT / path).exists() for path in named), row
    assert {path.split("/")[1] for path in named} == set(NOTICE[section].split())


@pytest.mark.parametrize("wing", sorted(wings("casework") - {"demo"}))
def test_every_wing_names_its_law(wing):
    """The docstring of each wing names the articles or the act it answers."""
    assert re.search(r"\b(Art|Article|Articles|Regulation|section) \d", docstring(wing))


def test_the_store_is_opened_by_no_screen_and_no_command():
    """Only jobs, and what they share, import the store: no module that draws or parses a command line does."""
    for path in FILES:
        if "casework.desk.store" in imports(path) and not module(path).startswith("casework.desk."):
            assert module(path).startswith("dpo_console.")
            assert not re.search(r"^\s*(import|from) (textual|typer)\b", path.read_text(), re.M), module(path)


@pytest.mark.parametrize(
    ("imported", "never"),
    [
        ("casework.clock", ("sqlmodel", "sqlalchemy", "textual", "weasyprint")),
        ("casework.text.facts", ("sqlmodel", "sqlalchemy")),
        ("dpo_console.app", ("sqlmodel", "sqlalchemy", "weasyprint", "letters.paper.pdf", "typer")),
        ("letters.rights.compose", ("weasyprint",)),
    ],
)
def test_what_is_loaded_is_only_what_is_needed(imported, never):
    """The clock and the check of facts load no database, and the first screen loads neither database nor PDF writer."""
    code = f"import sys, {imported}; print(*[name for name in {never!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_no_clock_is_read_in_casework_or_letters():
    """Time is an argument: today and now come from the app or the command line."""
    for path in FILES:
        if module(path).startswith(("casework", "letters")) and module(path) != "casework.records.intake.sandbox":
            text = path.read_text()
            assert not any(call in text for call in ("date.today(", "datetime.now(", "utcnow(", "time.time(")), (
                path.name
            )


def loaded_by(names, *words):
    """Which of those modules are loaded once a command of the console has run in a process of its own."""
    code = (
        f"import atexit, runpy, sys; sys.argv = {['dpo-console', *words]!r}; "
        f"atexit.register(lambda: print('\\n', *[name for name in {names!r} if name in sys.modules])); "
        "runpy.run_module('dpo_console', run_name='__main__')"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr
    return ran.stdout.splitlines()[-1].split()


@pytest.mark.parametrize(
    ("words", "never"),
    [
        (("clock", "access", "--received", "2026-01-29"), ("sqlmodel", "sqlalchemy", "textual", "weasyprint")),
        (("--help",), ("casework.clock", "sqlmodel", "sqlalchemy", "textual", "weasyprint")),
    ],
)
def test_a_command_loads_only_what_it_needs(words, never):
    """On the command line the clock loads no database, and the list of commands loads no command."""
    assert loaded_by(never, *words) == []


def test_a_command_that_loads_the_database_is_seen(tmp_path):
    """The planted fault: a command that looks for a desk loads the database, and that is seen."""
    assert loaded_by(("sqlmodel", "textual"), "due", "--desk", str(tmp_path)) == ["sqlmodel"]


def other_commands(path):
    """What a file imports of the command line, and of the commands of any wing."""
    return {name for name in imports(path) if {"cli", "commands"} & set(name.split("."))}


@pytest.mark.parametrize("path", [path for path in FILES if "commands" in module(path).split(".")], ids=module)
def test_a_command_imports_neither_the_command_line_nor_another_wing(path):
    """The commands of a wing stand alone: what several wings need is in `options` or in `plain`."""
    assert other_commands(path) == set()


def test_a_command_that_borrows_from_another_wing_is_seen(tmp_path):
    """The planted faults: importing from another wing's commands, and from the command line."""
    bad = tmp_path / "bad.py"
    for arrow in ("from dpo_console.views.commands import left", "from dpo_console import cli"):
        bad.write_text(f"def f():\n    {arrow}\n")
        assert other_commands(bad)
