"""The first thing that runs."""


def main() -> None:
    """Start the console."""
    raise SystemExit("not built yet")
