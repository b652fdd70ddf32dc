"""What the tests of cases share: a desk, and the acts an officer does on it, each at ten o'clock of its day."""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import masters
from casework.desk.store import Desk
from casework.timeline import history
from casework.timeline.events import Kind
from casework.views.board_filter import BoardFilter
from dpo_console.complaints import jobs as complaints_jobs
from dpo_console.jobs import case_detail, case_events, opening
from dpo_console.jobs.cases import get_case
from dpo_console.plain import to_json
from dpo_console.rights import jobs as rights_jobs
from dpo_console.views import jobs as views_jobs
from masters import PASSPHRASE


def a_day(text: str) -> date:
    """A day written 2026-11-16."""
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """Ten o'clock UTC on a day."""
    return datetime.fromisoformat(f"{text}T10:00:00+00:00").astimezone(UTC)


def as_json(answer: object) -> Any:
    """An answer as a command prints it with `--json`."""
    return json.loads(to_json(answer))


MADE = at("2026-03-02")


def show_json(desk: Desk, case: str, now: datetime) -> Any:
    """A case as `show --json` prints it, read again."""
    return as_json(case_detail.show(desk, case, now))


def legacy(desk: Desk, case: str, kind: str, on: str, recorded: str | None = None, **facts: Any) -> Any:
    """An event as an earlier version recorded it: without a letter, a closing without the outcome of each right."""
    now = at(recorded or on)
    with desk.act(now) as act:
        found = get_case(act.session, case)
        seq = act.record(Kind(kind), reference=case, on=a_day(on), facts=facts)
        case_events._update_from_events(act.session, found, history.events(act.session, case))
        act.session.add(found)
    return show_json(desk, case, now) | {"seq": seq}


def sent(desk: Desk, case: str, on: date, now: datetime) -> int:
    """A sending as an earlier version recorded it, by dates; answer its number."""
    return int(legacy(desk, case, "sent", on.isoformat(), now.date().isoformat())["seq"])


def answered(desk: Desk, case: str, on: date, now: datetime, outcome: str = "answered") -> Any:
    """A case answered, or refused, in each of its rights, and closed."""
    sent(desk, case, on, now)
    rights = show_json(desk, case, now)["facts"]["now"].get("rights", ())
    return as_json(
        case_events.close_case(desk, case, outcome, on, now, outcomes=dict.fromkeys(rights, outcome) or None)
    )


class Casebook:
    """A desk of a test's own: an empty one, or a copy of one that is closed."""

    def __init__(self, folder: Path, of: Path | None = None, now: datetime = MADE) -> None:
        copied = shutil.copytree(of, folder) if of else masters.copied(folder, made=now)
        self.desk = opening.open_desk(copied, PASSPHRASE, now=now)

    def log(
        self,
        received: str,
        *,
        right: str | list[str] = "access",
        recorded: str | None = None,
        name: str = "Katherine Robertson",
        **more: Any,
    ) -> str:
        """Log a request on the day it came, or on another; answer its reference."""
        who = {"name": name, "address": ["1 Test Street"], "email": None, "is_subject": True, "authority": None}
        asked = [right] if isinstance(right, str) else right
        facts = {"right": asked, "received": received, "channel": "email", "requester": who, "asked": "Everything."}
        return rights_jobs.log_request(self.desk, facts | more, at(recorded or received))

    def complain(self, received: str, recorded: str | None = None, **more: Any) -> str:
        """Log a complaint."""
        who = {"name": "Ann Other", "address": ["2 Test Street"]}
        facts = {"received": received, "complainant": who, "what": "You were late."}
        return complaints_jobs.log_complaint(self.desk, facts | more, at(recorded or received))

    def event(self, case: str, kind: str, on: str, recorded: str | None = None, **more: Any) -> Any:
        """Record what happened on a day, on that day or later; a bare "sent" as desks hold it from before letters had to
        be named."""
        if kind == "sent" and not more:
            return self.legacy(case, "sent", on, recorded)
        return as_json(case_events.event(self.desk, case, kind, a_day(on), at(recorded or on), **more))

    def legacy(self, case: str, kind: str, on: str, recorded: str | None = None, **facts: Any) -> Any:
        """An event as an earlier version recorded it."""
        return legacy(self.desk, case, kind, on, recorded, **facts)

    def close(self, case: str, outcome: str, on: str, recorded: str | None = None, **more: Any) -> Any:
        """Close a case."""
        return as_json(case_events.close_case(self.desk, case, outcome, a_day(on), at(recorded or on), **more))

    def answer(self, case: str, on: str, recorded: str | None = None) -> Any:
        """Send the answer and close the case as answered."""
        self.event(case, "sent", on, recorded)
        return self.close(case, "answered", on, recorded)

    def show(self, case: str, on: str = "2026-11-22") -> Any:
        """The case whole."""
        return show_json(self.desk, case, at(on))

    def board(self, on: str = "2026-11-22", as_at: str | None = None, **chosen: Any) -> Any:
        """The board's lines as JSON."""
        only = BoardFilter(a_day(as_at) if as_at else None, **chosen)
        return as_json(views_jobs.board_of(self.desk, at(on), only))

    def lines(self, case: str, **more: Any) -> Any:
        """The board's lines of one case, by duty."""
        return {one["duty"]: one for one in self.board(**more) if one["reference"] == case}

    def rows(self) -> int:
        """How many rows the history has."""
        return len(case_detail.timeline(self.desk))
