"""The house: which wing may import which, what is loaded when, and which wings keep each section of the notice."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
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


def imports(path, *, for_types=True):
    """Every module of ours that a file names in an import, wherever in the file, or leaving out those for types only."""
    found, tree = set(), ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and dotted(node.test) == "TYPE_CHECKING" and not for_types:
            node.body = []
    for node in ast.walk(tree):
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
        "dpo_console/jobs/filing.py", "from dpo_console.retention import jobs",
        "dpo_console.jobs.filing -> dpo_console.retention.jobs", "never by an import BROKEN",
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
    assert wings("dpo_console") - ours == {"help", "jobs", "widgets"}
    tests = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    assert tests - ours == {"paper", "faults"}


def unplaced(names):
    """The wings of the console that its contract does not know."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one.get("containers") == ["dpo_console"])
    return names - {name.strip() for layer in layers for name in layer.split("|")}


def test_every_wing_of_the_console_has_its_place_in_the_contract():
    """A new wing of the console is put among the others; the planted fault: one that was not could import any."""
    assert unplaced(wings("dpo_console")) == set()
    assert unplaced({"people", "timeline"}) == {"timeline"}


def unseen(root):
    """The folders of code the linter does not look into, because they are no packages."""
    folders = {path.parent for room in ROOMS for path in (root / room).rglob("*.py")}
    return {str(one.relative_to(root)) for one in folders if not (one / "__init__.py").exists()}


def test_every_folder_of_code_is_a_package(tmp_path):
    """The linter sees every folder of code except for the migrations; one without `__init__.py` is seen here."""
    assert unseen(ROOT) == {"casework/desk/migrations/versions"}
    (tmp_path / "casework/annexe").mkdir(parents=True)
    (tmp_path / "casework/annexe/planted.py").touch()
    assert unseen(tmp_path) == {"casework/annexe"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_package_imports_nothing_of_ours(room):
    """The linter does not ask what the three packages themselves import: nothing."""
    assert imports(ROOT / room / "__init__.py") == set()


BY_NAME = {"dpo_console.app", "dpo_console.contents", "casework.records.intake.child"}
"""What imports by a name in a string, which the linter cannot follow: routes, commands, and the confined child."""


def imports_by_name(text):
    """Whether a file imports a module by a name in a string."""
    names = {"import_module", "__import__", "run_module", "resolve_name"}
    return any(dotted(node).split(".")[-1] in names for node in ast.walk(ast.parse(text)))


def test_a_module_is_imported_by_its_name_in_few_places():
    """Only these import what a string names: anywhere else the linter would not see the import."""
    assert {module(path) for path in FILES if imports_by_name(path.read_text())} <= BY_NAME


@pytest.mark.parametrize(
    "line",
    [
        "importlib.import_module('dpo_console.people.card')",
        "import_module('..people.card', __package__)",
        "__import__('dpo_console.people.card')",
        "pkgutil.resolve_name('dpo_console.people.card')",
    ],
)
def test_an_import_by_name_is_seen(line):
    """The planted faults: each way to import a module by its name in a string."""
    assert imports_by_name(f"def planted():\n    return {line}\n")


def shared(classes):
    """The names that more than one public class has; a route and the screen it opens are one thing."""
    routes = {name for name, place in classes if place == "dpo_console.routes"}
    places = Counter(name for name, _ in classes)
    return sorted(name for name, count in places.items() if count > 1 + (name in routes))


def test_a_public_class_name_means_one_thing():
    """No two public classes of the project have the same name, but for a route and its screen."""
    classes = [
        (node.name, module(path))
        for path in FILES
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert len(classes) > 300
    assert shared(classes) == []
    assert shared([*classes, ("Line", "planted"), ("Review", "planted")]) == ["Line", "Review"]


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
    """Only jobs, and what they share, import the store, but for its types: no module that draws or parses a command
    line does."""
    for path in FILES:
        if "casework.desk.store" in imports(path, for_types=False) and not module(path).startswith("casework.desk."):
            assert module(path).startswith("dpo_console.")
            assert not re.search(r"^\s*(import|from) (textual|typer)\b", path.read_text(), re.M), module(path)


@pytest.mark.parametrize(
    ("imported", "never"),
    [
        ("casework.clock", ("sqlmodel", "sqlalchemy", "textual", "weasyprint")),
        ("casework.text.facts", ("sqlmodel", "sqlalchemy")),
        ("dpo_console.app", ("sqlmodel", "sqlalchemy", "weasyprint", "letters.paper.pdf", "typer")),
        ("dpo_console.desk.unlock", ("sqlmodel", "sqlalchemy", "weasyprint", "letters.paper.pdf")),
        ("letters.paper.compose", ("weasyprint",)),
    ],
)
def test_what_is_loaded_is_only_what_is_needed(imported, never):
    """The clock and the check of facts load no database, and the first screen loads neither database nor PDF writer."""
    code = f"import sys, {imported}; print(*[name for name in {never!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


CLOCKS = {
    *("datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow", "datetime.date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.asctime", "time.strftime"),
    *(f"{home}.func.{name}" for home in ("sqlmodel", "sqlalchemy") for name in ("now", "current_date")),
    *(f"{home}.func.current_timestamp" for home in ("sqlmodel", "sqlalchemy")),
}
"""What gives the time, by its full name; a stopwatch (`time.monotonic`) does not."""


def dotted(node):
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def clocks_read(text):
    """What a file uses that gives the time, by whatever name it has there."""
    tree, full = ast.parse(text), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            full |= {one.asname: one.name for one in node.names if one.asname}
        elif isinstance(node, ast.ImportFrom):
            full |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    used = {dotted(node).partition(".") for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}
    return {full.get(first, first) + dot + rest for first, dot, rest in used} & CLOCKS


def test_no_clock_is_read_in_casework_or_letters():
    """Time is an argument: today and now come from the app or the command line."""
    below = [path for path in FILES if module(path).startswith(("casework", "letters"))]
    assert {module(path): read for path in below if (read := clocks_read(path.read_text()))} == {}


@pytest.mark.parametrize(
    ("line", "clock"),
    [
        ("import time; time.time_ns()", "time.time_ns"),
        ("import time as t; t.gmtime()", "time.gmtime"),
        ("from time import time; time()", "time.time"),
        ("import datetime; datetime.datetime.utcnow()", "datetime.datetime.utcnow"),
        ("from datetime import datetime as d; d.now()", "datetime.datetime.now"),
        ("from datetime import date; day = (given or date.today)()", "datetime.date.today"),
        ("from sqlmodel import func; query = select(func.now())", "sqlmodel.func.now"),
    ],
)
def test_a_clock_under_another_name_is_seen(line, clock):
    """The planted faults: each way to ask for the time, also where it is imported by another name."""
    assert clocks_read(f"def planted():\n    {line}\n") == {clock}


def test_a_time_that_was_given_is_no_clock():
    """The moment an act is given, a stopwatch and the class `time` read no clock."""
    assert not clocks_read("import time\nbegan = time.monotonic()\nat = self.now, desk.today, act.now()\n")
    assert not clocks_read("from datetime import datetime, time\nend = datetime.combine(day, time())\n")


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
    for arrow in ("from dpo_console.views.commands import time_left", "from dpo_console import cli"):
        bad.write_text(f"def f():\n    {arrow}\n")
        assert other_commands(bad)
