"""The lists of the manual, made of what the code knows: keys, commands, answers, rules of law, letters, events."""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

from casework import law

COMMON = ("desk", "today", "secret", "as_json")
"""The options that most commands take, which the page names once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and what it is; or a heading, which has no text."""

    name: str
    text: str = ""


def key(name: str) -> str:
    """The key of a binding, by its id: the first of them if it has several."""
    from dpo_console.every_key import KEYS
    from dpo_console.keys import spoken

    return next(spoken(one) for listed in KEYS.values() for one in listed if one.id == name).split()[0]


def keys() -> list[Entry]:
    """Every key of every place, with what it does."""
    from dpo_console.every_key import KEYS, PLACES
    from dpo_console.keys import spoken

    made = []
    for place, listed in KEYS.items():
        made += [Entry(PLACES[place]), *[Entry(spoken(one), one.tooltip) for one in listed]]
    return made


def commands() -> list[Entry]:
    """Every command as it is typed, with the first line of its help."""
    from dpo_console import contents

    return [Entry(usage(words), line) for words, (_, line) in contents.COMMANDS.items()]


def usage(words: str) -> str:
    """How a command is typed: its arguments and options, without those that most commands take."""
    from dpo_console import contents

    parts = [words]
    for one in contents.loaded(words).params:
        if one.name in COMMON:
            continue
        value = one.metavar or one.name.upper()
        if one.param_type_name == "argument":
            more = "..." if one.nargs == -1 and not value.endswith("...") else ""
            parts.append(f"{value}{more}" if one.required else f"[{value}{more}]")
        else:
            said = one.opts[0] if one.is_flag else f"{one.opts[0]} {one.metavar or 'VALUE'}"
            parts.append(said if one.required else f"[{said}{' ...' * one.multiple}]")
    return " ".join(parts)


def takes_json(words: str) -> bool:
    """Whether a command takes `--json`."""
    from dpo_console import contents

    return any(one.name == "as_json" for one in contents.loaded(words).params)


def answers() -> list[Entry]:
    """What commands answer with `--json`; those that answer the same are named together."""
    from dpo_console.desk import schemas

    same: dict[str, list[str]] = {}
    for words, typed in schemas.answers().items():
        same.setdefault(shape(typed) or "one value", []).append(words)
    return [Entry(", ".join(names), keys_of) for keys_of, names in same.items()]


def shape(kind: Any) -> str:
    """The keys of an answer: `due[reference kind]` is a list of objects, `facts{what by}` is one object.

    `...` are the keys of an object that this answer has shown before.
    """
    return _shape(kind, set())


def _shape(kind: Any, shown: set[Any]) -> str:
    origin, within = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(filter(None, (_shape(one, shown) for one in within))))
    if origin is dict or origin is Mapping:
        return f"{{name: {_shape(within[1], shown) or 'value'}}}"
    if origin in (list, tuple, set, frozenset, Sequence) and within:
        held = _shape(within[0], shown)
        return f"[{held.removeprefix('{').removesuffix('}')}]"
    if not is_dataclass(kind):
        return ""
    if kind in shown:
        return "{...}"
    shown.add(kind)
    hints = get_type_hints(kind)
    return "{" + " ".join(f"{one.name.rstrip('_')}{_shape(hints[one.name], shown)}" for one in fields(kind)) + "}"


def rules() -> list[Entry]:
    """Every statutory clock: how long, from what, by what law, since when, and how sure the rule is."""
    return [Entry(f"{one.id}: {one.name}", _rule(one)) for one in law.rules().values()]


def _rule(one: law.Rule) -> str:
    counts = [(one.months, "month"), (one.days, "day"), (one.hours, "hour")]
    longs = [f"{count} {noun}{'s' * (count != 1)}" for count, noun in counts if count]
    if one.way == "working-days":
        longs = [f"{one.days} working days"]
    term = one.bound or (f"{' or '.join(longs)} from {one.trigger}" if longs else one.trigger)
    more = f", {one.further} more if extended" if one.further else ""
    until = f" to {_date(one.last)}" if one.last else ""
    return f"{term}{more}. {one.citation}. In force from {_date(one.first)}{until}. Certainty: {one.standing}."


def _date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def exemptions() -> list[Entry]:
    """Every exemption that a council can use, by the id that a decision names it by."""
    return [Entry(one.id, f"{one.title} ({one.provision})") for one in law.exemptions().values() if not one.retired]


def letters() -> list[Entry]:
    """Each letter of a case, with the event that records that it has left."""
    from casework.timeline.events import letter_events
    from dpo_console.words import EVENTS

    return [Entry(kind, f"once it has left: {leaves} ({EVENTS[leaves]})") for kind, leaves in letter_events().items()]


def events() -> list[Entry]:
    """Every kind of event, and what it may say beside its date and a note; the rights are not listed each time."""
    from casework.timeline.events import FACTS, RIGHT, Kind
    from dpo_console.words import EVENTS

    made = []
    for kind in Kind:
        facts = FACTS.get(kind, {})
        listed = {name: known for name, known in facts.items() if known and known != RIGHT}
        said = "; ".join(f"{name}: {', '.join(map(str, listed[name]))}" if name in listed else name for name in facts)
        made.append(Entry(kind, EVENTS[kind] + (f" ({said})" if said else "")))
    return made


def outcomes() -> list[Entry]:
    """Every outcome with which a case can be closed."""
    from casework.timeline.outcomes import OUTCOMES

    return [Entry(name, words) for name, words in OUTCOMES.items()]


def meanings() -> list[Entry]:
    """What a column of a workforce file can mean, how its dates can be written, and which records it can hold."""
    from casework.records.intake.layouts import CLASSES, MEANINGS
    from casework.text.days import ORDERS

    return [
        Entry("headings", _choices(MEANINGS)),
        Entry("class", _choices(CLASSES)),
        Entry("days", ", ".join((*ORDERS, "none"))),
    ]


def assessments() -> list[Entry]:
    """What each part of an assessment of a breach can say."""
    from casework.breaches import notification_tests as tests
    from casework.law import FACTORS, breach_terms

    terms = breach_terms()
    rows = [Entry(f"tests: {name}", _choices(known)) for name, known in tests.ANSWERS.items()]
    rows.append(Entry("factors: context", ", ".join(terms.context)))
    rows += [Entry(f"factors: {name}", ", ".join(terms.factors[name])) for name in FACTORS]
    rows.append(Entry("factors: adjust", "a number from -3 to 3"))
    return [*rows, Entry("regulator", _choices(tests.REGULATOR)), Entry("people", _choices(tests.PEOPLE))]


def breach_kinds() -> list[Entry]:
    """The kinds of data and of people, and the causes, by which a breach is described."""
    from casework.law import breach_terms

    terms = breach_terms()
    return [
        Entry("data", _choices({name: kind.name for name, kind in terms.data.items()})),
        Entry("people", _choices(terms.people)),
        Entry("cause", _choices(terms.causes)),
    ]


def _choices(known: Mapping[Any, str]) -> str:
    return "; ".join(name if name == words else f"{name} ({words})" for name, words in known.items())


LISTS: dict[str, Callable[[], list[Entry]]] = {
    made.__name__: made
    for made in (
        keys,
        commands,
        answers,
        rules,
        exemptions,
        letters,
        events,
        outcomes,
        meanings,
        assessments,
        breach_kinds,
    )
}
"""Every list, by the name that a page calls it by."""
