"""The demo desk: a synthetic council, set up through the same jobs that officers use."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

from casework import law
from casework.demo import dataset
from casework.demo.steps import (
    DemoStep,
    ToAdopt,
    ToAssess,
    ToClose,
    ToComplain,
    ToDecide,
    ToHold,
    ToIdentify,
    ToImport,
    ToLog,
    ToPack,
    ToRecord,
    ToReport,
    ToRestrict,
    ToSearch,
    ToWrite,
)
from casework.demo.workers import Worker
from casework.desk.store import Desk
from casework.disclosure.search import Strength
from casework.text.facts import Unchecked
from casework.timeline.events import day_of
from dpo_console.breaches.jobs import assess, log_breach
from dpo_console.complaints.jobs import log_complaint
from dpo_console.desk.jobs import create_desk
from dpo_console.disclosure.jobs import answer_health, decide, health, review
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


def make_demo(folder: Path, now: datetime, report: Callable[[str], None] = lambda what: None) -> None:
    """Make a desk in `folder` with the synthetic council as it is at `now`, cases at every stage."""
    council = dataset.council(day_of(now))
    begun = _at(council.script[0].on)
    report("Making the demo desk: about a minute")
    create_desk(folder, DEMO, "Demo Officer", begun, demo=True)
    try:
        _fill(folder, council, begun, report)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _fill(folder: Path, council: dataset.SyntheticCouncil, begun: datetime, report: Callable[[str], None]) -> None:
    opened = open_desk(folder, DEMO, now=begun)
    try:
        report(f"Working the cases: {sum(isinstance(step, ToLog) for step in council.script)}")
        references: dict[str, str] = {}
        for step in council.script:
            if isinstance(step, ToImport):
                report(f"Importing the workforce files of {len(council.staff):,} people")
                _import(opened, council, _at(step.on))
            else:
                _work(opened, references, step)
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


def _work(opened: Desk, references: dict[str, str], step: DemoStep) -> None:
    """Do one step; the reference of a case it logs is kept under the case's key."""
    now = _at(step.on)
    match step:
        case ToLog():
            references[step.key] = log_request(opened, step.facts, now)
        case ToComplain():
            about = {"about": references.get(step.about)}
            references[step.key] = log_complaint(opened, {**step.facts, **about}, now)
        case ToReport():
            references[step.key] = log_breach(opened, step.facts, now)
        case ToAdopt():
            adopt_row(opened, step.row, step.reason, now)
        case ToHold():
            place_hold(opened, {**step.facts, "people": [_known(opened, step.worker)]}, now)
        case ToIdentify():
            why = "staff number and date of birth agree with the request"
            identify_subject(opened, references[step.key], _known(opened, step.worker), why, now)
        case ToRestrict():
            given = {"ground": step.ground, "reason": step.reason, "reference": references[step.key]}
            restrict(opened, _known(opened, step.worker), given, now)
        case ToSearch():
            find(opened, references[step.key], now)
        case ToDecide():
            reference = references[step.key]
            decide(opened, reference, _decisions(opened, reference), now)
            _answer_health(opened, reference, now)
        case ToWrite():
            make_letter(opened, references[step.key], step.kind, now)
        case ToPack():
            reference = references[step.key]
            make_letter(opened, reference, "disclosure", now)
            pack(opened, reference, outbox(opened), now)
        case ToRecord():
            event(
                opened,
                references[step.key],
                step.kind,
                step.on,
                now,
                months=step.months,
                note=step.note,
                facts=step.facts,
            )
        case ToAssess():
            assess(opened, references[step.key], step.assessment, now)
        case ToClose():
            close_case(opened, references[step.key], step.outcome, step.on, now)


def _known(opened: Desk, worker: Worker) -> int:
    found = people_of(opened, worker.staff).people
    return next(one.person for one in found if one.person and worker.staff in one.identifiers.staff)


def _answer_health(opened: Desk, reference: str, now: datetime) -> None:
    """Everyone reported their own sickness absence, so they know what the records say about that."""
    if found := [one.record_class for one in health(opened, reference, now).classes if one.disclosed]:
        known = {"what": "known", "classes": found, "reason": "they reported their sickness absence themselves"}
        answer_health(opened, reference, known, now)


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
