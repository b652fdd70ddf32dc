"""What the console reports of its own faults: an incident number, the kind and the place; never a value."""

import contextlib
import os
import secrets
import traceback
from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def report(wrong: BaseException, folder: Path | None = None) -> str:
    """The sentence to show; with a desk's folder, kind, files and lines also go into its `incidents` file."""
    number = secrets.token_hex(4)
    places = [_place(frame) for frame in traceback.extract_tb(wrong.__traceback__)]
    if folder and folder.is_dir():
        line = f"{number} {type(wrong).__name__} {' < '.join(reversed(places))}\n"
        with contextlib.suppress(OSError):  # a full or read-only disk: the number is still shown
            handle = os.open(folder / "incidents", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(line)
    where = places[-1] if places else "unknown"
    kind = type(wrong).__name__
    return f"Something went wrong: incident {number} ({kind} at {where}). Nothing was half saved."


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    name = path.relative_to(PACKAGE) if path.is_relative_to(PACKAGE) else Path(path.name)
    return f"{name}:{frame.lineno}"
