"""The first thing that runs: private files, no core dumps, then the screen or the command line."""

import sys

from dpo_console import process
from dpo_console.folder import default_desk


def main() -> None:
    """Start the console: full screen without a command, else the command line."""
    process.private()
    if len(sys.argv) == 1:
        raise SystemExit(_screen())
    from dpo_console.cli import run

    run()


def _screen() -> int:
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        print("The console needs a terminal. 'dpo-console --help' lists the commands, which do not.", file=sys.stderr)
        return 2
    try:
        from dpo_console import app

        return app.run(default_desk(), today=None)
    except Exception as wrong:  # before the screen is drawn, or after it: as on the command line
        from dpo_console.crash import report

        print(report(wrong, default_desk()), file=sys.stderr)
        return 70


if __name__ == "__main__":
    main()
