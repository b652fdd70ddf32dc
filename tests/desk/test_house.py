"""The house: which room may know which, and what the first paint may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("casework", "letters", "dpo_console")
FLOORS = [
    {
        "casework.timeline.outcomes",
        "casework.timeline.events",
        "casework.law",
        "casework.law.grounds",
        "casework.vault.durable",
        "casework.views.shares",
        "casework.clock.overdue",
        "casework.text",
        "casework.vault.database",
    },
    {
        "casework.clock",
        "casework.notice.published",
        "casework.timeline.history",
        "casework.timeline.progress",
        "casework.vault.keyslots",
        "casework.vault.blobs",
        "casework.vault.drafts",
        "casework.vault.attempts",
    },
    {"casework.breaches.severity", "casework.breaches.notification_tests", "casework.text.spreadsheets"},
    {
        "casework.clock.worked_examples",
        "casework.views.ics",
        "casework.notice.council",
        "casework.records.erased_digests",
        "casework.records.items",
        "casework.disclosure.papers",
        "casework.records.intake",
        "casework.breaches.affected_people",
        "casework.records.concepts",
        "casework.records.layouts",
        "casework.people.pair_decisions",
    },
    {"casework.people.register"},
    {"casework.rights.requests"},
    {"casework.complaints.handling"},
    {
        "casework.breaches.incidents",
        "casework.breaches.breach_progress",
        "casework.breaches.breach_events",
        "casework.breaches.breach_register",
    },
    {"casework.rights.claims"},
    {"casework.finding", "casework.rights.rectification", "casework.rights.restriction"},
    {"casework.disclosure.bundles", "casework.disclosure", "casework.people.pairs", "casework.disclosure.release"},
    {"casework.disclosure.sending", "casework.disclosure.closing"},
    {"casework.retention"},
    {"casework.views.card", "casework.disclosure.merges", "casework.rights.known_people"},
    {"casework.people.entry_removal"},
    {"casework.disposal.erasure"},
    {"casework.disposal.anonymous"},
    {"casework.disposal.plan"},
    {"casework.disposal.originals"},
    {"casework.views.stages", "casework.views.case_timeline"},
    {"casework.views.duties"},
    {"casework.views.board", "casework.desk.migrations"},
    {"casework.views.closed_cases"},
    {"casework.views.weekly"},
    {"casework.views.report"},
    {"casework.desk.store"},
    {"casework.desk.backup"},
    {"casework.desk.restore"},
    {"casework.demo.names"},
    {"casework.demo.dataset"},
]
"""From the ground up: a module may know its own floor and those below."""
JOBS = "dpo_console.jobs"
WINGS = {
    "matters": "rights",
    "confirming": "rights",
    "complaints": "complaints",
    "register": "people",
    "person": "people",
    "importing": "records",
    "attaching": "records",
    "breaches": "breaches",
    "breach_papers": "breaches",
    "handing_out": "breaches",
    "mailing": "breaches",
    "retaining": "retention",
    "holdings": "disclosure",
    "packing": "disclosure",
    "papers": "disclosure",
    "disposal": "disposal",
    "figures": "views",
    "desk": "desk",
    "rehearsal": "desk",
}
"""The wing of each module of jobs."""
OPEN_WINGS = {"views", "desk"}
"""Wings that may import the others."""
BENEATH = {
    "dpo_console.breach_detail",
    "dpo_console.case_detail",
    "dpo_console.case_log",
    "dpo_console.filing",
    "dpo_console.merge_effects",
    "dpo_console.outgoing",
    "dpo_console.stops",
}
"""What the jobs of several wings share; it imports no wing."""


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


def floor(name):
    best = max(
        (one for floor in FLOORS for one in floor if name == one or name.startswith(one + ".")), key=len, default=None
    )
    return next((at for at, floor in enumerate(FLOORS) if best in floor), None)


FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize("path", FILES, ids=module)
def test_the_arrows_point_down(path):
    """The terminal knows letters and casework, letters know casework, casework knows neither."""
    room = ROOMS.index(module(path).split(".")[0])
    assert {name.split(".")[0] for name in imports(path)} <= set(ROOMS[: room + 1])


@pytest.mark.parametrize("path", [p for p in FILES if module(p).startswith("casework.")], ids=module)
def test_casework_is_built_from_the_ground_up(path):
    """Inside casework a module knows only its own floor and those below it."""
    mine = floor(module(path))
    assert mine is not None, "say on which floor it stands"
    for name in imports(path):
        theirs = floor(name)
        assert theirs is None or theirs <= mine, f"{module(path)} knows {name}"


def test_only_the_jobs_open_the_store():
    """Only the jobs, what lies beneath them, and what copies the store as a file import it."""
    knows = {module(path) for path in FILES if "casework.desk.store" in imports(path)}
    knows -= {"casework.desk.backup", "casework.desk.restore"} | BENEATH
    assert {name.rpartition(".")[0] for name in knows} == {JOBS}


def outside(path, wing):
    """The jobs of other wings that a file imports, or asks for through their table."""
    asked = {name for name in imports(path) if f"{name}.".startswith(f"{JOBS}.")}
    return {name for name in asked if WINGS.get(".".join(name.split(".")[2:3]), "no wing") != wing}


@pytest.mark.parametrize("path", sorted((ROOT / "dpo_console" / "jobs").glob("[!_]*.py")), ids=module)
def test_no_wing_imports_another(path):
    """A module of jobs imports only those of its own wing; views and desk may import the others."""
    wing = WINGS[path.stem]
    assert wing in OPEN_WINGS or outside(path, wing) == set()


@pytest.mark.parametrize("name", sorted(BENEATH))
def test_what_the_wings_share_imports_none_of_them(name):
    """What lies beneath the jobs imports none of them."""
    assert outside(ROOT / f"{name.replace('.', '/')}.py", None) == set()


@pytest.mark.parametrize(
    "arrow",
    [
        "from dpo_console.disclosure.papers import dated",
        "import dpo_console.disclosure.papers",
        "from dpo_console import jobs",
    ],
)
def test_a_planted_arrow_between_wings_is_seen(tmp_path, arrow):
    """The planted fault: an import of another wing's jobs, hidden in a function, is found."""
    bad = tmp_path / "bad.py"
    bad.write_text(f"def f():\n    {arrow}\n")
    assert outside(bad, "breaches") and outside(bad, None)
    bad.write_text("from dpo_console.breaches.jobs import assess\n")
    assert not outside(bad, "breaches")


def test_a_planted_arrow_is_seen(tmp_path):
    """The planted fault: an import from below, hidden in a function, is found."""
    bad = tmp_path / "bad.py"
    bad.write_text("def f():\n    from dpo_console import jobs\n")
    assert "dpo_console" in {name.split(".")[0] for name in imports(bad)}


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
    """Clock and text need no database, the first paint neither database nor paper."""
    code = f"import sys, {imported}; print(*[name for name in {never!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


WINGS = {
    "views": "board weekly filtering opening history",
    "desk": "unlock settings unfinished",
    "records": "importing mapping",
    "people": "workforce pairs person picking",
    "rights": "case whom claims intake mending event",
    "complaints": "complaint",
    "breaches": (
        "assess breach breach_event breach_form breach_register breach_said concerned describe notice people_list"
    ),
    "retention": "retention schedule holds",
    "disposal": "disposals",
    "disclosure": "exempt fields marking pack questions review letters letter",
}
"""The wing each file of screens belongs to."""
WING = {f"dpo_console.screens.{name}": wing for wing, names in WINGS.items() for name in names.split()}
BENEATH = {f"dpo_console.{name}" for name in ("bindings", "frame", "keys", "page", "routes", "shown", "words")}
"""What every screen stands on."""


def strangers(name, known):
    """What a screen, or what it stands on, knows and may not: the application; screens of another wing, or any."""
    screens = {one for other in known for one in WING if other == one or other.startswith(one + ".")}
    own = WING.get(name)
    apart = set() if own in ("views", "desk") else {one for one in screens if own is None or WING[one] != own}
    return apart | {one for one in known if one == "dpo_console.app" or one.startswith("dpo_console.app.")}


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in FILES
        if module(path).startswith(("dpo_console.screens.", "dpo_console.widgets.")) or module(path) in BENEATH
    ],
    ids=module,
)
def test_wings_of_screens_are_independent(path):
    """No screen or widget knows the application; a wing's screens know no other wing's, but those of views and desk."""
    name = module(path)
    assert name in WING or not name.startswith("dpo_console.screens."), "say to which wing it belongs"
    assert strangers(name, imports(path)) == set()


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("dpo_console.rights.case", "from dpo_console.people.card import PersonScreen"),
        ("dpo_console.rights.case", "from dpo_console.disclosure import review"),
        ("dpo_console.views.board", "from dpo_console.app import Console"),
        ("dpo_console.desk.unfinished", "from dpo_console import app"),
        ("dpo_console.widgets.form", "from dpo_console.rights.case import CaseScreen"),
        ("dpo_console.page", "import dpo_console.app"),
    ],
)
def test_a_planted_arrow_between_wings_is_seen(tmp_path, name, line):
    """The planted faults: a screen of another wing, and the application, hidden in a function."""
    bad = tmp_path / "bad.py"
    bad.write_text(f"def f():\n    {line}\n")
    assert strangers(name, imports(bad))


def test_no_file_outgrew_its_room():
    """A file past 400 lines is asking to be two."""
    assert [module(path) for path in FILES if len(path.read_text().splitlines()) > 400] == []


def test_no_clock_is_read_in_casework_or_letters():
    """Time is an argument: today and now come from the app or the command line."""
    for path in FILES:
        if module(path).startswith(("casework", "letters")) and module(path) != "casework.records.intake.sandbox":
            text = path.read_text()
            assert not any(call in text for call in ("date.today(", "datetime.now(", "utcnow(", "time.time(")), (
                path.name
            )


def loaded_by(names, *words):
    """Which of the modules are loaded once a command of the console has run in a process of its own."""
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
    """The clock needs no database when it is called at the command line, and the list of commands needs no command."""
    assert loaded_by(never, *words) == []


def test_a_command_that_loads_the_database_is_seen(tmp_path):
    """The planted fault: a command that looks for a desk loads what opens one, and is seen to."""
    assert loaded_by(("sqlmodel", "textual"), "due", "--desk", str(tmp_path)) == ["sqlmodel"]


def other_commands(path):
    """The command line, and the commands of other wings, where a file imports them."""
    return {name for name in imports(path) if {"cli", "commands"} & set(name.split("."))}


@pytest.mark.parametrize("path", [path for path in FILES if "commands" in module(path).split(".")], ids=module)
def test_a_command_imports_neither_the_command_line_nor_another_wing(path):
    """The commands of a wing stand alone: what several of them need is among the options, or in the plain output."""
    assert other_commands(path) == set()


def test_a_command_that_borrows_from_another_wing_is_seen(tmp_path):
    """The planted faults: a helper of another wing's commands, and one of the command line."""
    bad = tmp_path / "bad.py"
    for arrow in ("from dpo_console.views.commands import left", "from dpo_console import cli"):
        bad.write_text(f"def f():\n    {arrow}\n")
        assert other_commands(bad)
