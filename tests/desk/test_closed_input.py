"""Standard input that a shell or a scheduler has closed."""

import subprocess
import sys

import pytest

from commands import ROOT, here

CLOSED = [
    ("log", "request"), ("decide", "SAR-2026-0001"), ("hold", "add"), ("rectify", "1"),
    ("questions", "SAR-2026-0001", "--answers", "-"), ("health", "SAR-2026-0001", "--answer", "-"),
    ("office-terms", "--set", "-"),
]  # fmt: skip


@pytest.mark.parametrize("words", CLOSED, ids=" ".join)
def test_a_command_that_reads_it_says_that_it_is_closed(words, tmp_path):
    """A command that needs its facts on standard input refuses with a sentence if that is closed."""
    ran = here(*words, "--desk", tmp_path / "desk", stdin=None)
    assert (ran.returncode, ran.stderr) == (2, "Standard input is closed. Redirect a file or a pipe to it.\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "The console needs a terminal"),
        (("log", "request"), "Standard input is closed"),
        (("init",), "Name the officer with --officer"),
        (("init", "--officer", "Robin Tester"), "No passphrase was given"),
    ],
)
def test_a_console_without_it_or_a_terminal_meets_no_fault(words, told, tmp_path):
    """With neither a terminal nor standard input, the console refuses with a sentence."""
    command = [sys.executable, "-m", "dpo_console", *words, *(["--desk", tmp_path / "desk"] if words else [])]
    ran = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *command],
        capture_output=True, text=True, cwd=ROOT, start_new_session=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 2, ran.stderr
    assert told in ran.stderr
