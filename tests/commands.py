"""Runs a console command: in this process, by the command line's own function, or in its own process."""

import io
import os
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from dpo_console import cli

ROOT = Path(__file__).parents[1]


class Ran(NamedTuple):
    """How a command ended, and its output."""

    returncode: int
    stdout: str
    stderr: str


def here(*words: object, stdin: str | None = "", passphrase: str | None = None) -> Ran:
    """Run it in this process, with standard input from a file; if it is None, with standard input closed."""
    said, warned = io.StringIO(), io.StringIO()
    with tempfile.TemporaryFile("w+") as typed, pytest.MonkeyPatch.context() as patch:
        typed.write(stdin or "")
        typed.seek(0)
        patch.setattr(sys, "stdin", None if stdin is None else typed)
        patch.setattr(sys, "argv", ["dpo-console", *map(str, words), *_secret(passphrase)])
        with redirect_stdout(said), redirect_stderr(warned), pytest.raises(SystemExit) as ended:
            cli.run()
    return Ran(int(ended.value.code or 0), said.getvalue(), warned.getvalue())


def apart(*words: object, stdin: str = "", passphrase: str | None = None) -> Ran:
    """Run it as an officer's shell does; the desk must have real keys."""
    secret = _secret(passphrase)
    command = [sys.executable, "-m", "dpo_console", *map(str, words), *secret]
    held = [int(secret[1])] if secret else []
    ran = subprocess.run(
        command, input=stdin, capture_output=True, text=True, pass_fds=held, env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )  # fmt: skip
    for handle in held:
        os.close(handle)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def _secret(passphrase: str | None) -> list[str]:
    """The passphrase on a pipe, with the options that say so; the console in this process closes the pipe."""
    if passphrase is None:
        return []
    read, write = os.pipe()
    os.write(write, passphrase.encode() + b"\n")
    os.close(write)
    return ["--passphrase-fd", str(read)]
