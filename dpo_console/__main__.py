"""The first thing that runs: private files, no core dumps, then the screen or the command line."""

import os
import sys
from pathlib import Path

from dpo_console import process


def main() -> None:
    """Start the console: full screen without a command, else the command line."""
    process.private()
    if len(sys.argv) == 1:
        raise SystemExit(_screen())
    from dpo_console.cli import run

    run()


def _screen() -> int:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        print("The console needs a terminal; 'dpo-console --help' lists the commands that do not.", file=sys.stderr)
        return 2
    try:
        from dpo_console import app

        return app.run(default_desk(), today=None)
    except Exception as wrong:  # before the screen stands, or after it: the same rule as at the command line
        from dpo_console.crash import report

        print(report(wrong, default_desk()), file=sys.stderr)
        return 70


def default_desk() -> Path:
    """Where the desk is: `DPO_CONSOLE_DESK`, else the user's data folder."""
    if named := os.environ.get("DPO_CONSOLE_DESK"):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("dpo-console", appauthor=False)


if __name__ == "__main__":
    main()
