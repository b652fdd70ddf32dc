"""Clocks that are not of a request: days and months from a trigger, and duties without a number of days. Pure.

Article 3 of Regulation 1182/71 counts these too, by UK GDPR Article 4A and by DPA 2018 s.205(2): the day of the trigger
is not counted, and a period that ends on a Saturday, Sunday or public holiday runs to the end of the next working day.
"""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from casework import Refused
from casework.clock.answer import Deadline, State, Step, table_notes
from casework.clock.days import ONE_DAY, next_working_day, why_moved
from casework.law import Rule
from casework.text.days import long, ordinal, plain
from casework.timeline.events import ANSWERS, QUESTIONS, Event, Kind

NUMBERS = {1: "one month", 5: "five months", 6: "six months"}
DONE = {Kind.sent: "answered", Kind.closed: "closed", Kind.acknowledged: "acknowledged"}


def deadline_of_period(rule: Rule, nation: str, received: date, events: list[Event]) -> Deadline:
    """Days or months from the trigger, moved to a working day once. Raises Refused for an event that cannot move it."""
    refuse_moves(rule, events)
    end, steps = _counted(rule, received, rule.months, rule.days, f"{plain(received)}, {rule.trigger}")
    due = _rolled(rule, end, rule.holidays or nation, steps)
    strict = next_working_day(received + timedelta(days=rule.strict), rule.holidays or nation) if rule.strict else due
    notes = [rule.note] if rule.note else []
    if strict < due:
        notes.append(
            f"Read literally, the date itself is the first of the {rule.days} days: they end on {long(strict)}."
        )
    return dated_deadline(rule, nation, received, events, steps, due, [*notes, *table_notes(due)], strict)


def earlier_deadline(rule: Rule, nation: str, received: date, events: list[Event]) -> Deadline:
    """The earlier of months from the trigger and days from a second event. Raises Refused if that came first."""
    refuse_moves(rule, events)
    second = next((one.on for one in events if one.kind == rule.second), None)
    if second and second <= received:
        raise Refused(
            f"The results came on {plain(second)}, not after the question arose on {plain(received)}: {rule.citation} "
            "gives no longer time. Use 'access'."
        )
    end, steps = _counted(rule, received, rule.months, 0, f"{plain(received)}, {rule.trigger}")
    due = _rolled(rule, end, nation, steps)
    notes = []
    if second:
        end, more = _counted(rule, second, 0, rule.days, f"{plain(second)}, the date the results were announced")
        other = _rolled(rule, end, nation, more)
        due = min(due, other)
        steps += [*more, Step(due, "the earlier of the two", rule.citation)]
    else:
        notes.append(
            f"The results can end it sooner, {rule.days} days after they are announced: give the date of the "
            "announcement as notified=DATE."
        )
    return dated_deadline(rule, nation, received, events, steps, due, [*notes, *table_notes(due)])


def first_day_back(rule: Rule, nation: str, received: date, events: list[Event]) -> Deadline:
    """The first day of the months that end on the trigger; never moved to a working day."""
    refuse_moves(rule, events)
    first = received - relativedelta(months=rule.months) + ONE_DAY
    why = (
        f"{NUMBERS[rule.months]} ending on {plain(received)}, {rule.trigger}, begin on this date, which is not moved "
        "to a working day"
    )
    step = Step(first, why, f"{rule.citation}, which DPA 2018 s.205(2) leaves out")
    head = f"Not before {long(first)}"
    return Deadline(
        rule.id, nation, received, State.due, first, None, rule.citation, (step,), start=received, head=head
    )


def open_ended(rule: Rule, nation: str, received: date, events: list[Event]) -> Deadline:
    """A duty without a number of days: its state is `none`, and the working says what the law says instead."""
    refuse_moves(rule, events)
    why = f"from {plain(received)}, {rule.trigger}: {rule.bound}; the law sets no number of days"
    steps = [Step(received, why, rule.citation, rule.standing)]
    done = ending_event(rule, events)
    if done:
        days = (done.on - received).days
        what = DONE.get(done.kind, "told")
        taken = f"after {days} {'day' if days == 1 else 'days'}"
        steps.append(Step(done.on, f"{what} on {plain(done.on)}, {taken}", rule.citation, rule.standing))
    head = "" if done else f"No fixed date: {rule.bound}"
    return Deadline(
        rule.id, nation, received, State.none, None, None, rule.citation, tuple(steps), start=received, head=head
    )


def refuse_moves(rule: Rule, events: list[Event]) -> None:
    """Raise Refused for a question, an answer or an extension that does not apply to this rule."""
    for one in events:
        if one.kind == Kind.extended:
            instead = f" ({rule.longer})" if rule.longer else ""
            raise Refused(f"{rule.id} cannot be extended{instead}. Leave out 'extended'.")
        question = one.kind if one.kind in QUESTIONS else ANSWERS.get(one.kind, (None, ""))[0]
        if question is None or (rule.pause == "fee" and question in (Kind.fee_requested, Kind.clarification_requested)):
            continue
        if question == Kind.clarification_requested:
            raise Refused(f"{rule.id} has no pause for clarification. Leave out '{one.kind}'.")
        raise Refused(f"{rule.id} does not wait for identity, authority or a fee. Leave out '{one.kind}'.")


def dated_deadline(
    rule: Rule,
    nation: str,
    received: date,
    events: list[Event],
    steps: list[Step],
    due: date,
    notes: list[str],
    strict: date | None = None,
) -> Deadline:
    """The deadline from a due date worked out: due, or no longer due, and then whether it was in time."""
    done = ending_event(rule, events)
    if done:
        late = (done.on - due).days
        when = f"{late} {'day' if late == 1 else 'days'} late" if late > 0 else "in time"
        what = DONE.get(done.kind, "told")
        steps = [*steps, Step(done.on, f"{what} on {plain(done.on)}, {when}", rule.citation, rule.standing)]
    cautious = strict if strict and strict < due else None
    return Deadline(
        rule.id, nation, received, State.none if done else State.due, due, cautious, rule.citation, tuple(steps),
        tuple(notes),
        start=received,
    )  # fmt: skip


def ending_event(rule: Rule, events: list[Event]) -> Event | None:
    """What ended the clock; a reopening undoes a closing, but not an answer or a notice."""
    done = None
    for one in events:
        if one.kind in (Kind.sent, Kind.closed, *rule.ends):
            done = done or one
        elif one.kind == Kind.reopened and done and done.kind == Kind.closed:
            done = None
    return done


def _counted(rule: Rule, start: date, months: int, days: int, since: str) -> tuple[date, list[Step]]:
    end = start + relativedelta(months=months, days=days)
    why = f"{NUMBERS[months]} from {since}" if months else f"{days} days after {since}, which is not counted"
    if months and end.day != start.day:
        why += f"; {end:%B} has no {ordinal(start.day)}, so its last day"
    by = "Reg 1182/71 Art 3(2)(c)" if months else "Reg 1182/71 Art 3(1)"
    if rule.citation.startswith("DPA"):
        by = f"DPA 2018 s.205(2); {by}"
    return end, [Step(end, why, f"{rule.citation}; {by}", rule.standing)]


def _rolled(rule: Rule, end: date, nation: str, steps: list[Step]) -> date:
    due = next_working_day(end, nation)
    if due != end:
        sure = "found" if rule.standing == "found" else "inferred"
        steps.append(Step(due, why_moved(end, nation), "Reg 1182/71 Art 3(4)", sure))
    return due
