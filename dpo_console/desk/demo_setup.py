"""The demo desk: a synthetic council, set up through the same jobs that officers use."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from casework import law
from casework.demo import dataset
from casework.desk.store import Desk
from casework.disclosure.search import Strength
from casework.text.facts import Unchecked
from casework.timeline.events import day_of
from dpo_console.breaches.jobs import assess, log_breach
from dpo_console.complaints.jobs import log_complaint
from dpo_console.desk.jobs import create_desk
from dpo_console.disclosure.jobs import decide, review
from dpo_console.disclosure.packing import pack
from dpo_console.disclosure.papers import make_letter
from dpo_console.jobs.case_events import close_case, event
from dpo_console.jobs.case_search import find
from dpo_console.jobs.filing import outbox
from dpo_console.jobs.opening import open_desk
from dpo_console.jobs.person_cards import people_of, restrict
from dpo_console.records.jobs import import_files
from dpo_console.retention.jobs import adopt_row, place_hold
from dpo_console.rights.jobs import identify_subject, log_request

DEMO = "demo"
"""The passphrase of a demo desk, which the console shows."""


def make_demo(folder: Path, now: datetime, told: Callable[[str], None] = lambda what: None) -> None:
    """Make a desk in `folder` with the synthetic council as it is at `now`, cases at every stage."""
    council = dataset.council(day_of(now))
    begun = _at(council.script[0][0])
    told("Making the demo desk: about a minute")
    create_desk(folder, DEMO, "Demo Officer", begun, demo=True)
    try:
        _fill(folder, council, begun, told)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _fill(folder: Path, council: dataset.SyntheticCouncil, begun: datetime, told: Callable[[str], None]) -> None:
    opened = open_desk(folder, DEMO, now=begun)
    try:
        told(f"Working the cases: {sum(job == 'log' for _, job, _ in council.script)}")
        references: dict[str, str] = {}
        for day, job, what in council.script:
            if job == "import":
                told(f"Importing the workforce files of {len(council.staff):,} people")
                _import(opened, council, _at(day))
            else:
                _work(opened, references, day, job, what)
    finally:
        opened.close()


def _import(opened: Desk, council: dataset.SyntheticCouncil, now: datetime) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        paths = []
        for name, data in council.files:
            paths.append(Path(scratch) / name)
            paths[-1].write_bytes(data)
        import_files(opened, paths, now)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=UTC)


def _work(opened: Desk, references: dict[str, str], day: date, job: str, what: dict[str, Any]) -> None:
    now = _at(day)
    if job == "log":
        references[what["key"]] = log_request(opened, what["facts"], now)
        return
    if job == "complain":
        facts = what["facts"] | {"about": references.get(what["facts"]["about"])}
        references[what["key"]] = log_complaint(opened, facts, now)
        return
    if job == "breach":
        references[what["key"]] = log_breach(opened, what["facts"], now)
        return
    if job == "adopt":
        adopt_row(opened, what["row"], what["reason"], now)
        return
    if job == "hold":
        place_hold(opened, what["facts"] | {"people": [_known(opened, what["worker"])]}, now)
        return
    reference = references[what["key"]]
    if job == "bind":
        worker = what["worker"]
        _bind(opened, reference, worker, now)
    elif job == "restrict":
        restrict(opened, _known(opened, what["worker"]), what["said"] | {"reference": reference}, now)
    elif job == "find":
        find(opened, reference, now)
    elif job == "decide":
        decide(opened, reference, _decisions(opened, reference), now)
    elif job == "letter":
        make_letter(opened, reference, what["kind"], now)
    elif job == "pack":
        make_letter(opened, reference, "disclosure", now)
        pack(opened, reference, outbox(opened), now)
    elif job == "event":
        more = {"note": what.get("note"), "facts": what.get("facts")}
        event(opened, reference, what["kind"], day, now, months=what.get("months"), **more)
    elif job == "assess":
        assess(opened, reference, what["said"], now)
    elif job == "close":
        close_case(opened, reference, what["outcome"], day, now)


def _bind(opened: Desk, reference: str, worker: dataset.Worker | None, now: datetime) -> None:
    if worker is None:
        identify_subject(opened, reference, None, "never worked here", now)
        return
    person = _known(opened, worker)
    identify_subject(opened, reference, person, "staff number and date of birth agree with the request", now)


def _known(opened: Desk, worker: dataset.Worker) -> int:
    found = people_of(opened, worker.staff).people
    return next(one.person for one in found if one.person and worker.staff in one.identifiers.staff)


def _decisions(opened: Desk, reference: str) -> list[Unchecked]:
    """Matches are disclosed, with comments about others redacted; possible matches are about someone else."""
    decisions: list[Unchecked] = []
    for item in review(opened, reference).items:
        if item.strength == Strength.candidate:
            reason = {"exemption": "not-this-person", "reason": "other numbers"}
            decisions.append({"item": item.item, "decision": "withhold"} | reason)
            continue
        decisions.append({"item": item.item, "decision": "disclose"})
        for field in item.fields:
            if field.name == "Comments":
                exemption = {"exemption": law.OTHERS, "reason": "about someone else"}
                decisions.append({"item": item.item, "field": "Comments", "decision": "redact"} | exemption)
            if field.name == "Checked by":
                named = {"exemption": None, "reason": "named as the officer who checked"}
                decisions.append({"item": item.item, "field": "Checked by", "decision": "disclose"} | named)
    return decisions
