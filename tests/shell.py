"""A shell on a demo desk, for the tests of commands."""

import json
import shutil
from pathlib import Path
from typing import Any

import commands
import masters
from casebook import at

TODAY = "2026-11-22"


class Shell:
    """A shell on a demo desk; its commands run in this process."""

    def __init__(self, folder: Path, of: Path | None = None) -> None:
        self.desk = folder / "desk"
        if of:
            shutil.copytree(of, self.desk)
        else:
            masters.copied(self.desk, "demo", made=at("2026-11-01"), demo=True)

    def run(self, *words: object, stdin: str = "", code: int = 0, today: str = TODAY) -> str:
        """Run a command; answer what it prints."""
        ran = commands.here(*words, "--desk", self.desk, "--today", today, stdin=stdin)
        assert ran.returncode == code, ran.stderr
        return ran.stdout + (ran.stderr if code else "")

    def json(self, *words: object, **more: Any) -> Any:
        """The same, as one JSON value."""
        return json.loads(self.run(*words, "--json", **more))
