"""What the facts of an event choose from: outcomes, reasons for delay, actions, ways of telling."""

from collections.abc import Collection
from enum import StrEnum


class Outcome(StrEnum):
    """How a case ends."""

    answered = "answered"
    nothing_held = "nothing-held"
    refused = "refused"
    withdrawn = "withdrawn"
    identity_never_given = "identity-never-given"
    no_reply = "no-reply"
    duplicate = "duplicate"
    dealt_with = "dealt-with"
    near_miss = "near-miss"
    no_breach = "no-breach"


OUTCOMES = {
    Outcome.answered: "answered",
    Outcome.nothing_held: "nothing held",
    Outcome.refused: "refused",
    Outcome.withdrawn: "withdrawn by the requester",
    Outcome.identity_never_given: "identity never given",
    Outcome.no_reply: "no reply to clarification",
    Outcome.duplicate: "duplicate of another case",
    Outcome.dealt_with: "dealt with",
    Outcome.near_miss: "a near miss",
    Outcome.no_breach: "no personal data breach",
}
"""How a case ends, in words."""
OF_BREACHES = (Outcome.dealt_with, Outcome.near_miss, Outcome.no_breach)
"""How breaches end, and nothing else."""
ANSWERED = (Outcome.answered, Outcome.nothing_held)
"""The outcomes for which a response was sent."""

REMINDERS = {
    Outcome.identity_never_given: "You must have told the person that nothing is done until their identity is known, "
    "what you asked for, and that they may complain (Article 12(4)).",
    Outcome.no_reply: "You must have told the person that you would close the case without an answer to the question, "
    "after a reasonable time (about a month), and that they may ask again (ICO right of access guidance).",
    Outcome.duplicate: "You must have told the person which case answers them, and by when.",
}
"""What you must have told the person before a case ends with that outcome, in a sentence."""


def outcome_of_case(of_rights: Collection[Outcome], last: Outcome) -> Outcome:
    """How a case ends whose rights end on their own; `last` is how the last one ended.

    As they all did; or as answered, if one was; else as refused, if one was; else as the last.
    """
    how = set(of_rights)
    if len(how) == 1:
        return last
    return Outcome.answered if how & set(ANSWERED) else Outcome.refused if Outcome.refused in how else last


class Says(StrEnum):
    """What a letter made elsewhere says."""

    answer = "answer"
    refusal = "refusal"
    both = "both"


SAYS = {Says.answer: "an answer", Says.refusal: "a refusal", Says.both: "an answer and a refusal"}
"""What a letter made elsewhere says, in words."""


class Way(StrEnum):
    """The way of correspondence."""

    letter = "letter"
    email = "e-mail"
    call = "call"
    in_person = "in-person"


class Direction(StrEnum):
    """The direction of correspondence."""

    from_them = "in"
    to_them = "out"


DIRECTIONS = {Direction.from_them: "from them", Direction.to_them: "to them"}
"""The direction of correspondence, in words."""


class Delay(StrEnum):
    """Why a case is late."""

    late_recognition = "late-recognition"
    records = "records"
    volume = "volume"
    redaction = "redaction"
    third_party = "third-party"
    staff = "staff"
    systems = "systems"
    other = "other"


DELAYS = {
    Delay.late_recognition: "recognised late",
    Delay.records: "records hard to find or to get",
    Delay.volume: "the amount of records",
    Delay.redaction: "redaction and review",
    Delay.third_party: "waiting for someone else",
    Delay.staff: "too few staff",
    Delay.systems: "a system was not available",
    Delay.other: "another reason",
}
"""Why a case is late, as the figures count it."""


class Measure(StrEnum):
    """A measure to be taken because of a breach."""

    recover = "recover"
    staff = "staff"
    procedure = "procedure"
    system = "system"
    contract = "contract"
    tell = "tell"
    lesson = "lesson"
    other = "other"


ACTIONS = {
    Measure.recover: "recover the data, or have it deleted",
    Measure.staff: "brief or train staff",
    Measure.procedure: "change how the work is done",
    Measure.system: "change a system",
    Measure.contract: "deal with a contract or a processor",
    Measure.tell: "tell someone",
    Measure.lesson: "pass on what was learned",
    Measure.other: "another measure",
}
"""The measures taken because of a breach, as the board names them."""


class Telling(StrEnum):
    """How the people affected are told: each by letter, by a public communication (Art 34(3)(c)), or otherwise."""

    letters = "letters"
    public = "public"
    other = "other"


TELLINGS = {
    Telling.letters: "each by letter",
    Telling.public: "by a public communication",
    Telling.other: "otherwise",
}
"""How the people affected are told, in words."""
