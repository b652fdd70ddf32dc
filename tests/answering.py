"""What the tests of letters that answer for access share: what each is written from, and what an officer enters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import paper
from casework.disclosure.bundles import Bundle, BundleField, Cut
from casework.law.letter_kinds import FACT, LetterElement, LetterKind, letter_kinds
from letters.disclosure.matter import RequestMatter, SentLetter
from letters.paper.compose import Composing
from letters.paper.facts import Value
from letters.paper.letter import Letter
from letters.rights.facts import RequestFacts

KINDS = {kind.id: kind for kind in letter_kinds() if kind.group == "access"}
ASKED = "Everything about me and my sister in Testham."
LAWYER = {
    "name": "Quayside Law", "address": ["4 Example Quay", "Testham"], "email": "sar@quayside.example",
    "is_subject": False, "authority": "signed form",
}  # fmt: skip
SUBJECT = {"name": "Katherine Robertson", "former_names": [], "born": date(1984, 3, 14), "identifiers": {}}
OTHER = {"to_name": "Ann Other", "to_address": "2 Test Street\nTestham"}
SENT = (
    SentLetter("disclosure", date(2026, 11, 2)),
    SentLetter("third-party-consultation", date(2026, 11, 3), "Ann Other"),
)
ENTERED: Mapping[str, Mapping[str, str]] = {
    "disclosure": {},
    "part-refusal": {},
    "nothing-held": {},
    "further-disclosure": {
        "what_is_new": "A supervision note of 2 March 2025.\nAn email of 3 March 2025.",
        "why_new": "They were in a folder that we had not searched.",
    },
    "refusal-exemption": {},
    "refusal-unfounded": {
        "unfounded_ground": "repetitive",
        "unfounded_why": "You asked for the same four times this year, and nothing has changed.",
        "requests_before": "2 March 2026, answered on 30 March 2026.\n4 May 2026, answered on 1 June 2026.",
        "fee_instead": "You told us that you would not pay one.",
    },
    "ncnd": {
        "ncnd_ground": "dpa2018-sch2-2",
        "ncnd_why": "Yes would tip off the person who is watched.",
        "ncnd_approved": "Priya Shah, 20 November 2026.",
    },
    "third-party-consultation": OTHER
    | {
        "about_other": "Your name in the minutes of a meeting.\nWhat you said there about workloads.",
        "who_asks": "a former colleague in your team",
        "reply_by": "2026-12-04",
    },
    "third-party-outcome": OTHER
    | {"other_outcome": "part", "other_reason": "Your name is taken out.", "goes_out": "2026-12-11"},
    "health-opinion": OTHER
    | {"health_role": "treats", "health_data": "Notes on sickness absence in 2025.", "reply_by": "2026-12-04"},
    "prejudice-consultation": OTHER
    | {"function": "crime", "items_at_risk": "A report on expenses in 2025.", "reply_by": "2026-12-04"},
}
"""What an officer enters for a letter of each kind."""


def found() -> Bundle:
    """Two records that are given, with a field and a run of words taken out, and one that is held back."""
    note = BundleField("Note", "Note", "Told by Mrs Blenkinsop on Monday", None, cuts=(Cut(8, 22, "dpa2018-sch2-24"),))
    given = Bundle("SAR-2026-0001", (*paper.bundle().entries, paper.entry(504, note)), paper.bundle().searched, 2)
    kept = ("payroll records: 6 years after the end of the tax year",)
    return Bundle(given.reference, given.entries, given.searched, given.not_theirs, kept, unscheduled=True)


WITHHELD = paper.bundle(paper.entry(503, exemption="dpa2018-sch2-16"), paper.entry(504, exemption="dpa2018-sch2-24"))
EMPTY = Bundle("SAR-2026-0001", (), paper.bundle().searched)
GIVEN = {"refusal-exemption": WITHHELD, "nothing-held": EMPTY}


def facts_of(kind: str) -> dict[str, Any]:
    """What a letter of that kind is written from, so that everything it can say is there to be said."""
    return {
        "given": GIVEN.get(kind) or found(), "sent": SENT, "requester": LAWYER, "subject": SUBJECT, "asked": ASKED,
        "by": paper.council(regulator_address=["1 New Street", "Testham"]),
    }  # fmt: skip


class Without(RequestFacts):
    """The facts of a request, of which one is not recorded."""

    def __init__(self, of: RequestMatter, inputs: Mapping[str, str], missing: str = ""):
        super().__init__(of, {name: typed for name, typed in inputs.items() if name != missing})
        self.missing = missing

    def value(self, name: str) -> Value | None:
        """The fact; None if it is the one that is missing."""
        return None if name == self.missing else super().value(name)


def book(kind: str, missing: str = "", **other: Any) -> Without:
    """The facts for a letter of that kind, but for one."""
    return Without(paper.matter(**facts_of(kind) | other), ENTERED[kind], missing)


def letter(kind: str, inputs: Mapping[str, str] | None = None, **other: Any) -> Letter:
    """The letter of that kind."""
    return paper.letter(kind, ENTERED[kind] if inputs is None else inputs, **facts_of(kind) | other)


def not_printed(kind: LetterKind, facts: RequestFacts, made: Letter) -> list[tuple[str, str]]:
    """Each element in force with the words and facts of it that do not stand in the letter."""
    text, composing = " ".join(made.text().split()), Composing(kind, facts)
    missing = []
    for element in composing.elements():
        for each in (element.heading, *element.text, *element.points):
            ours, names = FACT.split(each)[::2], FACT.findall(each)
            values = [value for name in names if (value := composing.value(name))]
            said = [*ours, *(line for value in values for line in value.lines)]
            missing += [(element.id, words) for words in said if " ".join(words.split()) not in text]
    return missing


def rows() -> list[tuple[LetterKind, LetterElement, str]]:
    """Each kind of letter with each of its elements, and each fact that the element holds."""
    return [(kind, element, name) for kind in KINDS.values() for element in kind.elements for name in element.facts]
