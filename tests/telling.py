"""What the tests of a breach's papers share: a misdirected e-mail, described, assessed, with people on its list."""

from datetime import UTC, datetime
from typing import Any

from casebook import as_json
from casework.desk.store import Desk
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.jobs import case_events

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FACTS = {
    "noticed": "2026-11-20T16:30", "happened": "2026-11-20T15:50", "by": "Tess Noticer", "service": "Fostering",
    "what": "An e-mail with the sickness record of Wilf Internal went to forty foster carers.",
    "affected": "one social worker",
}  # fmt: skip
KNOWN = {
    "data": ["absence", "identity"], "people": ["staff", "children"], "people_count": 40, "records_count": 1,
    "cause": "email-wrong", "consequences": "Distress, and talk among colleagues.", "containment": "Recalled at once.",
    "measures": "All forty were asked to delete it, and confirmed that they did.", "trained": "yes",
    "plain": "An e-mail that was meant for one person was sent to forty.", "advice": "Tell us if anybody writes to you.",
    "before": "Addresses are checked by a second person.",
}  # fmt: skip
ASSESSED = {
    "tests": {"breach": "yes", "risk": "likely", "high": "yes", "exception": "none"},
    "factors": {"context": "sensitive", "identification": "maximum", "confidentiality": "known"},
    "regulator": {"decision": "notify", "reason": "Health data went to people who know her."},
    "people": {"decision": "tell", "reason": ""},
}
PUBLIC = ASSESSED | {"people": {"decision": "public", "reason": "Nobody holds the addresses of 9,000 callers."}}
NAMES = ("Ann Able", "Siân Ŵyn-Gruffydd", "Łucja Wąsikowska-Ćwik", "Ann Mary Able", "Mary Able", "Ann Able")


def person(number: int, name: str | None = None) -> dict[str, Any]:
    """Somebody on the list: one of six names, which are alike on purpose, or a name of their own."""
    name = name or (NAMES[number - 1] if number <= len(NAMES) else f"Pat Person{number:04}")
    return {"name": name, "address": [f"{number} Test Street", "Testham", "ZZ99 9ZZ"]}


def logged(
    desk: Desk, people: int = 3, known: dict[str, Any] | None = KNOWN, now: datetime = FRIDAY, **more: Any
) -> str:
    """A breach of that Friday, described as `known`, with so many people on its list; its reference."""
    reference = breaches_jobs.log_breach(desk, FACTS | more, now)
    if known:
        breaches_jobs.describe(
            desk, reference, {"people_count": max(people, 40)} | known | {"people_count": max(people, 40)}, now
        )
    if people:
        breaches_jobs.add_people(desk, reference, [person(number) for number in range(1, people + 1)], now)
    return reference


def notify(desk: Desk, reference: str, now: datetime = FRIDAY, note: str | None = None, **facts: Any) -> Any:
    """Record that the regulator was notified at that moment."""
    facts = {"at": now.strftime("%Y-%m-%dT%H:%M+00:00")} | facts
    return as_json(case_events.event(desk, reference, "notified", now.date(), now, facts=facts, note=note))
