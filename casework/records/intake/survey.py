"""A first pass over a table before it is read: how many rows it has, and the faults of its columns."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any

from casework.records.intake.layouts import DAYS, NAMES
from casework.records.intake.records import Fault
from casework.records.intake.staff import CUT_SHORT, HIDDEN, Heading
from casework.records.intake.tables import Table
from casework.text.days import UNKNOWN, day_in, is_ambiguous, plain, swapped_order

SAMPLE, MANY = 500, 1000
MONTH = re.compile(r"\d{4}[-/]\d{1,2}|\d{1,2}[-/.]\d{4}|[A-Za-z]{3,9}[- ](\d{4}|\d\d)|\d{4}")
INITIAL = re.compile(r"[A-Za-z]\.?(?:[ .-]+[A-Za-z]\.?){0,3}|[A-Z]{2,3}")
NUMBERS = {"staff": "staff numbers", "swe": "registration numbers", "ni": "National Insurance numbers"}


def survey_table(heading: Heading, rows: Table) -> tuple[Heading, int]:
    """How many rows are under the headings, and the headings with the faults of their columns."""
    dated = [(at, dict[str, int]()) for at, what in enumerate(heading.means) if what in DAYS or what == "born"]
    of = heading.means.index("as_at") if "as_at" in heading.means else len(heading.means)
    spoken_of: Counter[str] = Counter()
    cut: dict[int, list[Any]] = {}
    sample, count, empty = [], 0, 0
    for line, cells in rows:
        if line <= heading.line:
            continue
        joined = "".join(cells)
        if not joined.strip():
            empty += 1
            continue
        count += 1
        if count <= SAMPLE:
            sample.append(cells)
        for at, seen in dated:
            if at < len(cells):
                seen.setdefault(cells[at], line)
        spoken_of.update(cells[of : of + 1])
        if "E+" in joined:
            _cut_short(heading, line, cells, cut)
    faults = [
        Fault(line, f"'{heading.columns[at][:40]}' is '{text[:20]}' here{more}: a number cut short by a spreadsheet. "
              "Kept as written; ask for the column as text")
        for at, (line, text, times) in cut.items()
        for more in [f", and {times - 1} more like it" if times > 1 else ""]
    ]  # fmt: skip
    if empty >= MANY:
        faults.append(Fault(0, f"{empty:,} empty rows were skipped, and are not counted"))
    either = set()
    for at, seen in dated:
        if fault := _two_orders(heading, at, seen):
            either.add(at)
            faults.append(fault)
    # the commonest date, as leavers were paid before it
    dates = (day_in(text.strip(), heading.layout.days) for text, _ in spoken_of.most_common())
    as_at = None if of in either else next((found for found in dates if found and found not in UNKNOWN), None)
    found = replace(heading, faults=[*heading.faults, *faults], either=frozenset(either), as_at=as_at)
    return _degraded(found, sample), count


def _cut_short(heading: Heading, line: int, cells: list[str], cut: dict[int, list[Any]]) -> None:
    for at, (text, what) in enumerate(zip(cells, heading.means, strict=False)):
        if what not in (*NUMBERS, "held", "leave") and CUT_SHORT.fullmatch(text.strip()):
            cut.setdefault(at, [line, text.strip(), 0])[2] += 1


def _two_orders(heading: Heading, at: int, seen: dict[str, int]) -> Fault | None:
    """A column with dates that can only be read with day and month swapped."""
    orders = heading.layout.days
    others = tuple(filter(None, map(swapped_order, orders)))
    texts = {text.strip(): line for text, line in seen.items()}
    odd = next((text for text in texts if day_in(text, others) and not day_in(text, orders)), None)
    if odd is None or not others:
        return None
    sure = next((text for text in texts if day_in(text, orders) and not day_in(text, others)), None)
    both = next((text for text in texts if is_ambiguous(text, orders)), None)
    warning = f"'{heading.columns[at][:40]}' has '{odd[:20]}' ({others[0]}) in row {texts[odd]}"
    warning += f" and '{sure[:20]}' ({orders[0]}) in row {texts[sure]}: dates in two orders" if sure else (
        f", not {orders[0]} as in this layout"
    )  # fmt: skip
    if both and (one := day_in(both, orders)) and (other := day_in(both, others)):
        warning += f"; a date that can be read both ways, such as '{both[:20]}' in row {texts[both]} ("
        warning += f"{plain(one)} or {plain(other)}), is kept, not used"
    return Fault(texts[odd], warning)


def _degraded(heading: Heading, sample: list[list[str]]) -> Heading:
    """An export that was cut for sharing: what was cut is not used to identify anyone, with a warning."""
    columns: dict[str, list[str]] = {what: [] for what in (*NUMBERS, "born", "forename", "surname", "full")}
    for at, what in enumerate(heading.means):
        if what in columns:
            columns[what] = [text for cells in sample if at < len(cells) and (text := cells[at].strip())]
    hashed = {what for what in NUMBERS if columns[what] and all(map(HIDDEN.fullmatch, columns[what]))}
    cuts = [f"its {NUMBERS[what]} are hashes or masked" for what in NUMBERS if what in hashed]
    dropped = set(hashed)
    born = {text for text in columns["born"] if day_in(text, heading.layout.days) not in UNKNOWN}
    firsts = [text for text in born if (parsed := day_in(text, heading.layout.days)) and parsed.day == 1]
    enough = 1 if hashed else 3  # a few could be chance
    if len(born) >= enough and (len(firsts) == len(born) or all(map(MONTH.fullmatch, born))):
        cuts.append("its dates of birth are cut to the month")
        dropped.add("born")
    names = [columns[what] for what in ("forename", "surname", "full") if columns[what]]
    if max(map(len, names), default=0) >= enough and all(INITIAL.fullmatch(text) for texts in names for text in texts):
        cuts.append("its names are cut to initials")
        dropped |= set(NAMES)
    if not cuts:
        return heading
    means = ["others" if what in dropped else what for what in heading.means]
    left = [what for what in NUMBERS if what in means]
    end = (
        "only what was not cut links its records to people"
        if left
        else "its records are kept, but cannot be linked to people"
    )
    faults = [*heading.faults, Fault(0, f"this export was cut for sharing ({', '.join(cuts)}): {end}")]
    return replace(heading, means=means, faults=faults)
