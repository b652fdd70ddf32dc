"""The typed door between screens and jobs: a wrong call of a job is an error before anything runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import TODAY
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.jobs import case_detail, filing
from pretended import Pretended
from real_jobs import known, misanswered, unknown

ROOT = Path(__file__).parents[2]
SCREEN = """
from datetime import date
from pathlib import Path

from dpo_console.jobs import case_events, case_search, filing
from dpo_console.jobs.case_detail import CaseDetail
from dpo_console.disclosure import jobs
from dpo_console.page import Page


class Right(Page):
    async def right(self) -> CaseDetail | None:
        now, day = self.app.now(), self.app.today()
        case = await self.do(case_events.assign, "SAR-2026-0001", "Ann", day, now, note="please go on")
        path: Path = await self.app.do(filing.outbox)
        listed = await self.do_without_desk(jobs.exemptions)
        draft = await self.app.drafts.get("log-request")
        print(path.name, len(listed or []), draft and draft["right"])
        return case


class Wrong(Page):
    async def wrong(self) -> None:
        now = self.app.now()
"""
WRONG = {
    "a day as text": ('await self.do(case_events.assign, "SAR-2026-0001", "Ann", "22/11/2026", now)', "arg-type"),
    "a reference left out": ('await self.do(filing.save_letter, "sha256:ab")', "call-arg"),
    "an option there is not": ('await self.do(case_search.find, "SAR-2026-0001", now, quickly=True)', "call-arg"),
    "an argument too many": ("await self.do(filing.outbox, now)", "call-arg"),
    "a job there is not": ("await self.do(filing.outbocks)", "attr-defined"),
    "a job by its name": ('await self.do("outbox")', "arg-type"),
    "a job that needs the desk, without it": ("await self.do_without_desk(filing.outbox)", "call-arg"),
    "an answer that may be None": ("first: Path = await self.do(filing.outbox)", "assignment"),
    "an answer of another type": ("second: str = await self.app.do(filing.outbox)", "arg-type"),
    "something the answer has not": ("(await self.app.do(filing.outbox)).pages", "attr-defined"),
    "a draft without its instant": ('await self.app.drafts.put("log-request", {})', "call-arg"),
}
"""Each wrong line of a screen, and the kind of error it is."""


@pytest.fixture(scope="module")
def errors(tmp_path_factory):
    """The kinds of error in a screen with every wrong line in it, by their lines; those of the right part as well."""
    screen = tmp_path_factory.mktemp("door") / "screen.py"
    screen.write_text(SCREEN + "".join(f"        {line}\n" for line, _ in WRONG.values()))
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", screen],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(rf"{screen.name}:(\d+): error: .*\[([a-z-]+)\]$", ran.stdout, re.M)
    assert found, ran.stdout + ran.stderr
    listed = screen.read_text().splitlines()
    return {(listed[int(number) - 1].strip(), kind) for number, kind in found}


def test_a_right_call_of_a_job_passes(errors):
    """Arguments and answers of the right types, with the desk and without, are no errors: only the wrong lines are."""
    assert {line for line, _ in errors} <= {line for line, _ in WRONG.values()}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_call_of_a_job_is_an_error(errors, fault):
    """A wrong, missing or superfluous argument, a job there is not, and an answer that is misused: each is named."""
    assert WRONG[fault] in errors


def test_the_pretended_desk_answers_real_jobs_alone():
    """Each job it answers is one of the console's, called as that can be called; one that was renamed is missed."""
    assert unknown(Pretended) == []
    assert unknown(type("Older", (Pretended,), {"_show_all": None})) == ["show_all"]
    assert misanswered(Pretended) == []
    assert misanswered(type("Other", (Pretended,), {"_show": lambda self, desk, reference, now: {}})) == ["show"]
    desk = Pretended()
    for wrong in (
        lambda: known("show_all"),
        lambda: desk.did("show_all"),
        lambda: desk.answers.__setitem__("show_all", []),
        lambda: setattr(desk, "_show_all", None),
        lambda: desk.call(lambda reference: reference, "SAR-2026-0001"),
    ):
        with pytest.raises(AssertionError, match=r"show_all|<lambda>"):
            wrong()


def test_a_job_called_wrongly_on_the_pretended_desk_is_seen():
    """The pretended desk takes the arguments that the real job takes, no more and no fewer."""
    desk = Pretended()
    assert desk.call(disclosure_jobs.exemptions)
    assert desk.call(case_detail.show, desk.desk, "SAR-2026-0001", TODAY).kind == "request"
    with pytest.raises(TypeError, match="now"):
        desk.call(case_detail.show, desk.desk, "SAR-2026-0001")
    with pytest.raises(TypeError, match="too many"):
        desk.call(filing.outbox, desk.desk, "SAR-2026-0001")
