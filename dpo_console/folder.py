"""Where the desk is."""

import os
from pathlib import Path


def default_desk() -> Path:
    """Where the desk is: `DPO_CONSOLE_DESK`, else the user's data folder."""
    if named := os.environ.get("DPO_CONSOLE_DESK"):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("dpo-console", appauthor=False)
