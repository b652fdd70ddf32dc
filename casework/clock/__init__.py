"""Statutory clocks: pure functions of rule, events and nation to a Deadline that shows its working.

Months are counted by Article 3 of Regulation 1182/71, which UK GDPR Article 4A applies: the day of the event is not
counted; a month ends on the day of the same number, or on the month's last day; what falls on a Saturday, Sunday or
public holiday runs to the end of the next working day. It moves once, at the very end. Days are days in Europe/London.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from casework import Refused, Remedy
from casework.clock import periods, workdays
from casework.clock.answer import Deadline, State, Step, deadline_lines
from casework.clock.days import ONE_DAY, is_working_day, working_days_left
from casework.clock.elapsed import deadline_in_hours, instant
from casework.clock.request_deadline import deadline_of_request
from casework.law import NATIONS, Rule, holidays_listed, rules
from casework.law.rights import Right
from casework.text.days import day, plain
from casework.timeline.events import Event, Kind, concerning, day_of, events_in_force

__all__ = [
    "NATIONS",
    "Deadline",
    "NotYet",
    "State",
    "Step",
    "counts_hours",
    "day",
    "deadline",
    "deadline_lines",
    "hours",
    "instant",
    "is_working_day",
    "notice_of_right",
    "notice_rule",
    "of_right",
    "rule_for",
    "target",
    "working_days_left",
]

WAYS: dict[str, Callable[[Rule, str, date, list[Event]], Deadline]] = {
    "request": deadline_of_request,
    "period": periods.deadline_of_period,
    "earlier": periods.earlier_deadline,
    "back": periods.first_day_back,
    "open-ended": periods.open_ended,
    "working-days": workdays.deadline_in_working_days,
}
"""How the rules are counted; hours are counted from an instant, not from a date."""
RULE_OF = {Right.access: "access", Right.automated: "automated", Right.consent: "art7-3"}
"""The rights that do not run on the rule `other`."""
NAMES = ("access", "other", "complaint")
"""Names for the version of a rule in force on the date of receipt."""
AUTOMATED = ("dpa14-reply", "other-12a")
"""The versions of `automated`: which is in force depends on the date of the decision."""
REGULATION = "SI 2026/82 reg 5"
"""Why the date of the decision counts."""
TARGET_DAYS = 28
"""The fixed internal target the ICO suggests (right of access guidance, 8 December 2025)."""


class NotYet(Refused):
    """A rule was asked for on a date before it is in force."""


def rule_for(right: Right) -> str:
    """The rule a right runs on: a version in force of `access`, `automated` or `other`; for consent, `art7-3`."""
    return RULE_OF.get(right, "other")


def of_right(
    right: Right, events: Iterable[Event], *, nation: str = "england-and-wales", as_at: date | None = None
) -> Deadline:
    """The deadline of one right of a request, from its own events. Raises Refused as `deadline` does."""
    return in_order(rule_for(right), concerning(right, events_in_force(events, as_at)), nation, right)


def notice_of_right(right: Right, events: Iterable[Event], *, nation: str = "england-and-wales") -> Deadline | None:
    """The last day to tell the person that one right takes longer; None where the law has no such notice."""
    mine = concerning(right, events_in_force(events))
    rule = notice_rule(rule_for(right), mine)
    return in_order(rule, mine, nation, right) if rule else None


def notice_rule(rule: str, in_force: Sequence[Event]) -> str | None:
    """The rule of the extension notice for a request under that rule; None under the old law, and for consent."""
    decided = _decided(in_force)
    if rule == "automated" and decided is None:
        rule = "other"
    chosen = _chosen(rule, _received(in_force), decided)
    return next((one.id for one in rules().values() if one.notice_of == chosen.id), None)


def deadline(
    rule: str, events: Iterable[Event], *, nation: str = "england-and-wales", as_at: date | None = None
) -> Deadline:
    """The deadline of a case, from its events in force (as recorded by the end of `as_at`, if given).

    `access`, `other` and `complaint` choose the version in force on the date received, `automated` the version in force
    when the decision was taken. Raises Refused for an explicit rule that was not in force then, an unknown rule or
    nation, no date of receipt, an event that does not apply to the rule (a pause, an extension), and a rule in hours.
    """
    return in_order(rule, events_in_force(events, as_at), nation)


def in_order(rule: str, in_force: Sequence[Event], nation: str, right: Right | None = None) -> Deadline:
    """The same from the events in force in their order, for one right of a request if that is given."""
    in_force = list(in_force)
    received, decided = _received(in_force), _decided(in_force)
    _refuse_nation(nation)
    if rule == "automated" and decided is None:
        return _asking(in_order("other", in_force, nation, right))
    chosen = _chosen(rule, received, decided)
    if chosen.way == "hours":
        raise Refused(f"{chosen.id} counts hours. Give the time too, for example {received.isoformat()}T16:30.")
    if received < holidays_listed()[0]:
        raise Refused(
            f"The bank-holiday table begins on {plain(holidays_listed()[0])}. A deadline from {plain(received)} cannot "
            "be worked out."
        )
    running = replace(WAYS[chosen.way](chosen, nation, received, in_force), right=right)
    if decided is None:
        return running
    if rule in NAMES or not chosen.decisions:
        note = (
            f"The decision of {plain(decided)} does not change this deadline: 'automated' is the rule for a request "
            "about a decision alone."
        )
        return replace(running, notes=(*running.notes, note))
    return _by_decision(running, chosen, decided)


def _asking(other: Deadline) -> Deadline:
    """The clock of a request about an automated decision whose date is not recorded, from the clock by receipt.

    A request already answered or closed without that date is still counted from the date of receipt.
    """
    if other.state == State.none:
        note = f"The date of the decision is not recorded: counted by the date of receipt, not by {REGULATION}."
        return replace(other, notes=(*other.notes, note))
    first = rules()["other-12a"].first
    why = (
        f"it is not recorded whether the decision was taken before {plain(first)}, under the old law, or since then: "
        f"record the date it was taken ('{Kind.decision_taken}')"
    )
    waits = tuple(step for step in other.steps if other.due is None)
    return replace(
        other,
        rule="automated",
        state=State.not_started,
        due=None,
        cautious=other.cautious or other.due,
        citation=REGULATION,
        steps=(Step(other.received, why, REGULATION), *waits),
        head="The law is not known yet: record the date the decision was taken",
        stricter=other.stricter or other.due,
        asks=Kind.decision_taken,
    )


def _by_decision(running: Deadline, chosen: Rule, decided: date) -> Deadline:
    """The deadline, with a first step that says which law the date of the decision chose."""
    since = "is governed by the law before" if chosen.last else "is governed by the law from"
    changed = rules()["other-12a"].first
    step = Step(decided, f"the decision was taken on {plain(decided)} and {since} {plain(changed)}", REGULATION)
    return replace(running, steps=(step, *running.steps))


def hours(rule: str, aware: datetime, *, nation: str = "england-and-wales") -> Deadline:
    """The deadline of a rule that counts elapsed hours, from an aware instant; its due is an instant.

    Raises Refused for a rule that counts days, or was not in force then, and for an unknown rule or nation.
    """
    chosen = _chosen(rule, day_of(aware))
    _refuse_nation(nation)
    if chosen.way != "hours":
        raise Refused(f"{chosen.id} counts days, not hours. Give the date alone.")
    return deadline_in_hours(chosen, nation, aware)


def counts_hours(rule: str) -> bool:
    """Whether a rule counts elapsed hours, and so begins at an instant."""
    return rule in rules() and rules()[rule].way == "hours"


def _refuse_nation(nation: str) -> None:
    if nation not in NATIONS:
        raise Refused(f"Nation cannot be '{nation}'. Choose from: {', '.join(NATIONS)}.")


def _decided(in_force: Sequence[Event]) -> date | None:
    return next((one.on for one in in_force if one.kind == Kind.decision_taken), None)


def _received(in_force: Sequence[Event]) -> date:
    received = [one.on for one in in_force if one.kind == Kind.received]
    if not received:
        raise Refused("Enter the date the request was received.")
    return received[0]


def _chosen(rule: str, received: date, decided: date | None = None) -> Rule:
    """The rule with that id in force on the date of receipt or of the decision; for a name, its version then."""
    known = rules()
    if rule in (*NAMES, "automated"):
        return _version(rule, decided if rule == "automated" and decided else received)
    if rule not in known:
        raise Refused(f"There is no rule '{rule}'.", Remedy.list_rules)
    entry = known[rule]
    when = decided if decided and entry.decisions else received
    if entry.in_force(when):
        return entry
    wrong = NotYet if when < entry.first else Refused
    until = f" to {plain(entry.last)}" if entry.last else ""
    if entry.decisions and decided:
        raise wrong(
            f"{rule} is for automated decisions taken from {plain(entry.first)}{until}. This one was taken on "
            f"{plain(decided)}. Use 'automated', which chooses the rule in force."
        )
    if entry.covers in ("access", "other"):
        raise wrong(
            f"{rule} is for requests received from {plain(entry.first)}{until}. This one was received on "
            f"{plain(received)}. Use 'access' or 'other', which choose the rule in force."
        )
    more = f", or give the date of the decision: decision_taken=DATE ({REGULATION})"
    raise wrong(
        f"{rule} is in force from {plain(entry.first)}{until}, and {plain(received)} is "
        f"{'before' if received < entry.first else 'after'} that. Check the date ({entry.trigger})"
        f"{more if entry.decisions and received > entry.first else ''}."
    )


def _version(name: str, when: date) -> Rule:
    """The version of a rule that was in force on a date."""
    known = rules()
    versions = [one for one in known.values() if one.covers == name and one.notice_of is None]
    versions = versions or [known[one] for one in AUTOMATED]
    for one in versions:
        if one.in_force(when):
            return one
    what = {"complaint": "complaint received", "automated": "decision taken"}.get(name, "request received")
    first = min(one.first for one in versions)
    raise NotYet(f"No rule was in force for a {what} on {plain(when)}. The first is in force from {plain(first)}.")


def target(running: Deadline, closed: set[date]) -> date | None:
    """The council's internal target: 28 days from the start, plus what was left out or added; never after the due date.

    An extension that has effect moves it by its months. It falls on that date, or on the last working day
    before it that the council is open; the statutory date is never moved. None where there is no due date.
    """
    if running.state != State.due or running.start is None or running.due is None:
        return None
    start = running.start + relativedelta(months=running.further)
    when = min(start + timedelta(days=TARGET_DAYS + running.left_out), running.due)
    while (not is_working_day(when, running.nation) or when in closed) and when > running.start:
        when -= ONE_DAY
    return when
