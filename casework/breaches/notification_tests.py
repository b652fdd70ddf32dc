"""Who must be told of a breach: the tests of UK GDPR Articles 33(1) and 34, as short questions. Pure.

The answers give an opinion, with its reasons and with what would change it; the officer decides. If an answer is not
known, the opinion is the careful one.
"""

from dataclasses import dataclass
from enum import StrEnum

from casework import Refused
from casework.text.facts import Unchecked


class RegulatorDecision(StrEnum):
    """Whether the regulator is notified."""

    notify = "notify"
    not_notify = "not"


class PeopleDecision(StrEnum):
    """Whether the people affected are told, and how."""

    tell = "tell"
    public = "public"
    """By a public communication, where each by letter would be a disproportionate effort (Art 34(3)(c))."""
    not_tell = "not"


QUESTIONS = {
    "breach": "Were personal data of living people lost, destroyed, altered, disclosed or seen?",
    "risk": "Is it likely to result in a risk to them?",
    "high": "Is that likely to be a high risk?",
    "exception": "Is there a ground for not telling each of them?",
}
ANSWERS = {
    "breach": {"yes": "yes", "not-sure": "not sure yet", "no": "no"},
    "risk": {
        "not-sure": "not sure yet",
        "likely": "likely, or it cannot be ruled out",
        "unlikely": "unlikely, or made so by what was done since",
    },
    "high": {"not-sure": "not sure yet", "yes": "yes", "no": "no"},
    "exception": {
        "none": "no exception",
        "unintelligible": "the data are unintelligible to whoever has them, as by encryption (a)",
        "measures": "measures since then make a high risk unlikely (b)",
        "effort": "each by letter would be a disproportionate effort: a public communication (c)",
        "crime": "telling them would be likely to prejudice crime or taxation purposes (DPA 2018 Sch 2 para 2)",
        "privilege": "telling them would infringe a privilege of Parliament (DPA 2018 Sch 2 para 13)",
        "special": "telling them would be incompatible with journalism, academia, art or literature "
        "(DPA 2018 Sch 2 para 26)",
    },
}
CITED = {
    "unintelligible": "UK GDPR Art 34(3)(a)",
    "measures": "UK GDPR Art 34(3)(b)",
    "effort": "UK GDPR Art 34(3)(c)",
    "crime": "DPA 2018 Sch 2 para 2",
    "privilege": "DPA 2018 Sch 2 para 13",
    "special": "DPA 2018 Sch 2 para 26",
}
REGULATOR = {
    RegulatorDecision.notify: "notify the regulator",
    RegulatorDecision.not_notify: "do not notify the regulator",
}
PEOPLE = {
    PeopleDecision.tell: "tell the people affected",
    PeopleDecision.public: "tell them by a public communication",
    PeopleDecision.not_tell: "do not tell them",
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the statutory tests come to, why, and what would change it."""

    regulator: RegulatorDecision
    people: PeopleDecision
    because: tuple[str, ...]
    changes: tuple[str, ...]


def checked_answers(typed: Unchecked) -> dict[str, str]:
    """The answers, with the careful answer to any question left out. Raises Refused if one is not a valid answer."""
    if unknown := sorted(set(typed) - set(QUESTIONS)):
        raise Refused(f"'{unknown[0][:40]}' is not a question. Choose from: {', '.join(QUESTIONS)}.")
    given = {name: str(typed.get(name) or next(iter(answers))) for name, answers in ANSWERS.items()}
    for name, value in given.items():
        if value not in ANSWERS[name]:
            raise Refused(f"The answer to '{name}' cannot be '{value[:40]}'. Choose from: {', '.join(ANSWERS[name])}.")
    if given["risk"] == "unlikely" and given["high"] == "yes":
        raise Refused("A high risk cannot be likely if any risk is unlikely. Change the answer to 'risk' or 'high'.")
    return given


def opinion(answers: dict[str, str]) -> Opinion:
    """What the law asks for, given those answers from `checked_answers`."""
    regulator, people, because = _tests(answers)
    changes = []
    for name, others in ANSWERS.items():
        seen = {(regulator, people)}
        for key, words in others.items():
            other = _tests(answers | {name: key})[:2]
            if other not in seen and key != "not-sure":
                seen.add(other)
                decisions = f"{REGULATOR[other[0]]}; {PEOPLE[other[1]]}"
                changes.append(f"{QUESTIONS[name]} If '{words}': {decisions}.")
    return Opinion(regulator, people, tuple(because), tuple(changes))


def _tests(answers: dict[str, str]) -> tuple[RegulatorDecision, PeopleDecision, list[str]]:
    regulator, people = RegulatorDecision, PeopleDecision
    if answers["breach"] == "no":
        none = "No personal data breach (UK GDPR Art 4(12)): kept in the log as a near miss or as none."
        return regulator.not_notify, people.not_tell, [none]
    because = []
    if answers["risk"] == "unlikely":
        because.append(
            "A risk to people is unlikely, so the regulator need not be notified; why is recorded "
            "(UK GDPR Art 33(1), 33(5))."
        )
        because.append("Without a risk there is no high risk: the people need not be told (UK GDPR Art 34(1)).")
        return regulator.not_notify, people.not_tell, because
    sure = answers["risk"] == "likely"
    because.append(
        ("A risk to people is likely" if sure else "A risk to people is not ruled out")
        + ": the regulator is notified without undue delay, where feasible within 72 hours (UK GDPR Art 33(1))."
    )
    if answers["high"] == "no":
        because.append("The risk is not high: the people need not be told (UK GDPR Art 34(1)).")
        return regulator.notify, people.not_tell, because
    if answers["exception"] == "none":
        high = "A high risk is likely" if answers["high"] == "yes" else "A high risk is not ruled out"
        because.append(f"{high}: the people are told without undue delay (UK GDPR Art 34(1)).")
        return regulator.notify, people.tell, because
    cited, ground = CITED[answers["exception"]], ANSWERS["exception"][answers["exception"]]
    if answers["exception"] == "effort":
        because.append(f"A public communication takes the place of letters ({cited}).")
        return regulator.notify, people.public, because
    return regulator.notify, people.not_tell, [*because, f"The people need not be told: {ground} ({cited})."]
