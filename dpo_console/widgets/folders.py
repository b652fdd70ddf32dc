"""Completing the path of a file as it is typed."""

import os
from pathlib import Path

from textual.suggester import Suggester


class Folders(Suggester):
    """Completes the path being typed from the names in the folder."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first name that begins as typed; a folder ends in a slash."""
        typed = Path(os.path.expanduser(value))
        folder, start = (typed, "") if value.endswith("/") else (typed.parent, typed.name)
        try:
            names = sorted(entry.name + "/" * entry.is_dir() for entry in os.scandir(folder))
        except OSError:
            return None
        wanted = [name for name in names if name.startswith(start) and (start or not name.startswith("."))]
        if not value.strip() or not wanted:
            return None
        return value + wanted[0][len(start) :] if wanted[0].isprintable() else None
