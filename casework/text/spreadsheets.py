"""Tables for a spreadsheet without any formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows under their headings as CSV, every cell guarded."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([[guarded(cell) for cell in row] for row in rows])
    return out.getvalue()


def guarded(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that looks like one gets a quote mark in front."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str) and cell.lstrip()[:1] in ("=", "+", "-", "@", "\t", "\r", "|", "%") and cell.strip():
        return f"'{cell}"
    return cell if isinstance(cell, int | float) or cell is None else str(cell)
