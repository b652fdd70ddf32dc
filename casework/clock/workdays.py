"""Clocks in working days: freedom of information and environmental information. Pure.

The day of receipt, a working day or not, is never counted. Which holidays count is the rule's own: an English council
leaves out those of any part of the United Kingdom (FOIA 2000 s.10(6)), which data-protection clocks do not.
"""

from datetime import date
from itertools import zip_longest

from casework import Refused
from casework.clock.answer import Deadline, State, Step, table_notes
from casework.clock.days import ONE_DAY, Span, is_working_day
from casework.clock.periods import dated_deadline, ending_event, refuse_moves
from casework.clock.request_deadline import asked_late
from casework.law import Rule, bank_holidays
from casework.text.days import long, ordinal, plain
from casework.timeline.events import Event, Kind

PLACES = {"united-kingdom": "any part of the United Kingdom", "scotland": "Scotland"}


def deadline_in_working_days(rule: Rule, nation: str, received: date, events: list[Event]) -> Deadline:
    """Working days after receipt, or after the answer to a question about what is asked for.

    The working days from asking for a fee to its payment are left out, both dates included, if the rule says so.
    Raises Refused for an event that cannot move it.
    """
    refuse_moves(rule, events)
    fees = _pairs(events, Kind.fee_requested, Kind.fee_paid)
    spans = [Span(asked, paid) for asked, paid in fees if paid]
    start, steps, notes = received, [], [rule.note] if rule.note else []
    for asked, answered in _pairs(events, Kind.clarification_requested, Kind.clarification_received):
        if asked > _after(start, rule.days, rule.holidays, spans):
            notes.append(asked_late(asked))
        elif answered is None:
            why = (
                f"clarification was asked for on {plain(asked)} and has not come: the working days start again when it "
                "arrives"
            )
            return _waiting(
                rule, nation, received, events, State.not_started, Step(asked, why, rule.start, "secondary")
            )
        else:
            start = answered
            steps.append(
                Step(
                    start,
                    f"clarification arrived on {plain(start)}: the working days start again",
                    rule.start,
                    "secondary",
                )
            )
    due = _after(start, rule.days, rule.holidays, spans)
    unpaid = next((asked for asked, paid in fees if paid is None and asked <= due), None)
    if unpaid:
        why = f"a fee was asked for on {plain(unpaid)} and is not paid: working days do not count until it is"
        return _waiting(rule, nation, received, events, State.paused, Step(unpaid, why, rule.fee))
    steps.append(Step(due, _why(rule, start, due), rule.citation, rule.standing))
    for span in spans:
        if start < span.last and span.first <= due:
            why = (
                f"the working days from {plain(span.first)} to {plain(span.last)}, both included, are left out for the "
                "fee"
            )
            steps.append(Step(due, why, rule.fee))
    if rule.told:
        told = _after(start, rule.told, rule.holidays, spans)
        notes.append(f"The person must have been told of the longer time by {long(told)} (EIR 2004 reg 7(3)).")
    return dated_deadline(rule, nation, received, events, steps, due, notes + table_notes(due))


def _why(rule: Rule, start: date, due: date) -> str:
    why = f"the {ordinal(rule.days)} working day after {plain(start)}, by the bank holidays of {PLACES[rule.holidays]}"
    skipped = [day for day in sorted(bank_holidays(rule.holidays)) if start < day < due and day.weekday() < 5]
    if skipped:
        named = [f"{plain(day)} ({bank_holidays(rule.holidays)[day]})" for day in skipped]
        why += f"; left out: {', '.join(named)}"
    return why


def _after(start: date, days: int, whose: str, spans: list[Span]) -> date:
    when = start
    while days:
        when += ONE_DAY
        if is_working_day(when, whose) and not any(span.first <= when <= span.last for span in spans):
            days -= 1
    return when


def _pairs(events: list[Event], question: Kind, answer: Kind) -> list[tuple[date, date | None]]:
    """The date of each question and of its answer, or None if that has not come."""
    asked = [one.on for one in events if one.kind == question]
    answered = [one.on for one in events if one.kind == answer]
    for at, on in enumerate(answered):
        if at >= len(asked) or asked[at] > on:
            raise Refused(f"'{answer}' on {plain(on)} needs '{question}' on or before that date. Give both.")
    return list(zip_longest(asked, answered))


def _waiting(rule: Rule, nation: str, received: date, events: list[Event], state: State, step: Step) -> Deadline:
    over = ending_event(rule, events)
    if over:
        why = f"{'answered' if over.kind == Kind.sent else 'closed'} on {plain(over.on)}, while there was no due date"
        steps = (step, Step(over.on, why, rule.citation, rule.standing))
        return Deadline(rule.id, nation, received, State.none, None, None, rule.citation, steps, start=received)
    return Deadline(rule.id, nation, received, state, None, None, rule.citation, (step,), start=received)
