"""The jobs of the console by their names, so that nothing is pretended that the console does not have."""

import inspect
import re
from collections.abc import Callable
from typing import Any

from dpo_console.breaches import exports, letter_run, letters
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.complaints import jobs as complaints_jobs
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.disposal import jobs as disposal_jobs
from dpo_console.jobs import (
    attachments,
    case_detail,
    case_events,
    case_search,
    council_profile,
    filing,
    opening,
    outgoing,
    person_cards,
    record_erasure,
    stops,
    wordings,
)
from dpo_console.jobs import letters as case_letters
from dpo_console.notice import jobs as notice_jobs
from dpo_console.notice import printed as notice_printed
from dpo_console.people import jobs as people_jobs
from dpo_console.records import jobs as records_jobs
from dpo_console.retention import jobs as retention_jobs
from dpo_console.rights import confirmations
from dpo_console.rights import jobs as rights_jobs
from dpo_console.views import jobs as views_jobs

JOBS = (
    attachments, case_detail, case_events, case_search, council_profile, filing, opening, outgoing, person_cards,
    record_erasure, stops, wordings, case_letters, breaches_jobs, exports, letter_run, letters, complaints_jobs, desk_jobs, disclosure_jobs,
    packing, papers, disposal_jobs, notice_jobs, notice_printed, people_jobs, records_jobs, retention_jobs, confirmations, rights_jobs, views_jobs,
)  # fmt: skip
"""The modules of the jobs that the screens call."""
REAL: dict[str, list[Callable[..., Any]]] = {}
for _module in JOBS:
    for _name, _job in inspect.getmembers(_module, inspect.isfunction):
        if _job.__module__ == _module.__name__ and not _name.startswith("_"):
            REAL.setdefault(_name, []).append(_job)


def known(job: str) -> str:
    """The name of a job. Fails where the console has none of that name: it was renamed, or is gone."""
    assert job in REAL, f"the console has no job '{job}'"
    return job


def unknown(desk: type) -> list[str]:
    """The jobs a pretended desk answers that the console does not have."""
    return sorted(name[1:] for name in dir(desk) if re.match("_[a-z]", name) and name[1:] not in REAL)


def misanswered(desk: type) -> list[str]:
    """The jobs a pretended desk answers with another type than the real ones; what opens a desk gives anything."""
    wrong = []
    for name in sorted(dir(desk)):
        if re.match("_[a-z]", name) and name[1:] in REAL:
            answer = inspect.signature(getattr(desk, name)).return_annotation
            real = [inspect.signature(job).return_annotation for job in REAL[name[1:]]]
            if answer is not Any and answer not in real:
                wrong.append(name[1:])
    return wrong


class Answers(dict[str, Any]):
    """What a test wants answered, by the names of real jobs."""

    def __setitem__(self, job: str, answer: Any) -> None:
        super().__setitem__(known(job), answer)

    def __ior__(self, more: dict[str, Any]) -> "Answers":  # type: ignore[override,misc]
        for job, answer in more.items():
            self[job] = answer
        return self
