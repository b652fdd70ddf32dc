"""Whom a breach is to be told: the tests of UK GDPR Articles 33(1) and 34, as short questions. Pure.

What the law would have of the answers is an opinion with its reasons, and with what would change it: the officer
decides. Where an answer is not known, the opinion is the careful one.
"""

from dataclasses import dataclass
from typing import Any

from casework import Refused

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
REGULATOR = {"notify": "notify the regulator", "not": "do not notify the regulator"}
PEOPLE = {
    "tell": "tell the people concerned",
    "public": "tell them by a public communication",
    "not": "do not tell them",
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the statutory tests come to: a key of `REGULATOR`, one of `PEOPLE`, why, and what would change it."""

    regulator: str
    people: str
    because: tuple[str, ...]
    changes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As the `assessments` of `show --json` hold it."""
        both = {"regulator": self.regulator, "people": self.people}
        return both | {"because": list(self.because), "changes": list(self.changes)}


def checked(said: dict[str, Any]) -> dict[str, str]:
    """The answers as given, those not given being the careful ones. Raises Refused where one is no answer."""
    if unknown := sorted(set(said) - set(QUESTIONS)):
        raise Refused(f"There is no question '{unknown[0][:40]}': there are {', '.join(QUESTIONS)}.")
    given = {name: str(said.get(name) or next(iter(answers))) for name, answers in ANSWERS.items()}
    for name, value in given.items():
        if value not in ANSWERS[name]:
            raise Refused(f"'{value[:40]}' does not answer '{name}': it is one of {', '.join(ANSWERS[name])}.")
    if given["risk"] == "unlikely" and given["high"] == "yes":
        raise Refused("A high risk cannot be likely where any risk is unlikely: answer 'risk' or 'high' otherwise.")
    return given


def opinion(answers: dict[str, str]) -> Opinion:
    """What the law asks by those answers, as `checked` gives them."""
    regulator, people, because = _tests(answers)
    changes = []
    for name, others in ANSWERS.items():
        seen = {(regulator, people)}
        for key, words in others.items():
            other = _tests(answers | {name: key})[:2]
            if other not in seen and key != "not-sure":
                seen.add(other)
                said = f"{REGULATOR[other[0]]}; {PEOPLE[other[1]]}"
                changes.append(f"{QUESTIONS[name]} If '{words}': {said}.")
    return Opinion(regulator, people, tuple(because), tuple(changes))


def _tests(said: dict[str, str]) -> tuple[str, str, list[str]]:
    if said["breach"] == "no":
        return "not", "not", ["No personal data breach (UK GDPR Art 4(12)): kept in the log as a near miss or as none."]
    because = []
    if said["risk"] == "unlikely":
        because.append("A risk to people is unlikely, so the regulator need not be notified; why is recorded "
                       "(UK GDPR Art 33(1), 33(5)).")  # fmt: skip
        because.append("Without a risk there is no high risk: the people need not be told (UK GDPR Art 34(1)).")
        return "not", "not", because
    sure = said["risk"] == "likely"
    because.append(
        ("A risk to people is likely" if sure else "A risk to people is not ruled out")
        + ": the regulator is notified without undue delay, where feasible within 72 hours (UK GDPR Art 33(1))."
    )
    if said["high"] == "no":
        return "notify", "not", [*because, "The risk is not high: the people need not be told (UK GDPR Art 34(1))."]
    if said["exception"] == "none":
        high = "A high risk is likely" if said["high"] == "yes" else "A high risk is not ruled out"
        return "notify", "tell", [*because, f"{high}: the people are told without undue delay (UK GDPR Art 34(1))."]
    cited, ground = CITED[said["exception"]], ANSWERS["exception"][said["exception"]]
    if said["exception"] == "effort":
        return "notify", "public", [*because, f"A public communication takes the place of letters ({cited})."]
    return "notify", "not", [*because, f"The people need not be told: {ground} ({cited})."]
