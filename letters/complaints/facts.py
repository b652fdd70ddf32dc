"""The facts of the letters about a complaint (DPA 2018 s.164A), each bound to its record. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework import Refused, law
from casework.complaints.handling import IN_FORCE, Complaint
from casework.notice.council import Council
from casework.text.days import long, plain
from casework.text.facts import Unchecked
from casework.timeline.events import Event, Kind
from letters.paper.case_facts import CaseFacts
from letters.paper.facts import Value, fact
from letters.paper.fonts import quotable

BOTH = "complaint-ack-and-outcome"
"""The letter that acknowledges a complaint and gives its outcome."""
ISSUE, CONCLUSION, ACTION = "issue", "conclusion", "action"


@dataclass(frozen=True, slots=True)
class ComplaintMatter:
    """What the letters of a complaint are written from."""

    complaint: Complaint
    council: Council
    on: date
    events: Sequence[Event]
    """Those in force."""
    said: Mapping[int, Unchecked]
    """The facts of each event, by its number."""
    last_day: date | None
    """The last day to acknowledge it; None where s.164A(3) sets none."""


class ComplaintFacts(CaseFacts):
    """The facts of a complaint, and what was recorded of its handling."""

    def __init__(self, matter: ComplaintMatter, inputs: Mapping[str, str]):
        super().__init__(matter.complaint.reference, matter.on, matter.complaint.received, inputs)
        self.complaint, self.council, self.last_day = matter.complaint, matter.council, matter.last_day
        self.events, self.said = matter.events, matter.said

    @fact("the reference of the case")
    def reference(self) -> Value:
        return Value(self.case_reference, self._complaint())

    @fact("the date the complaint was received")
    def received(self) -> Value:
        return Value(plain(self.complaint.received), self._complaint("received"))

    @fact("the name of the complainant")
    def complainant(self) -> Value:
        return Value(self.complaint.complainant.name, self._complaint("complainant"), theirs=True)

    @fact("the words of the complaint")
    def what(self) -> Value:
        return Value(quotable(self.complaint.what), self._complaint("what"), theirs=True)

    @fact("the case the complaint is about")
    def about(self) -> Value | None:
        return Value(self.complaint.about, self._complaint("about")) if self.complaint.about else None

    # The law, by the date of receipt

    @fact("a complaint received from 19 June 2026")
    def statutory(self) -> Value:
        if not self.complaint.statutory:
            raise Refused(
                f"{self.case_reference} was received on {plain(self.complaint.received)}. Section 164A covers "
                f"complaints received from {plain(IN_FORCE)} (SI 2026/82 regulation 7). Write the letter for an "
                "earlier one."
            )
        return Value("yes", self._complaint("received"))

    @fact("a complaint received before 19 June 2026")
    def before_statute(self) -> Value:
        if self.complaint.statutory:
            raise Refused(
                f"{self.case_reference} was received on {plain(self.complaint.received)}. From {plain(IN_FORCE)} "
                "section 164A(3) applies (SI 2026/82 regulation 7). Write the acknowledgement."
            )
        return Value("yes", self._complaint("received"))

    @fact("an outcome within the 30 days")
    def both_in_time(self) -> Value:
        if acknowledged := self._last(Kind.acknowledged):
            raise Refused(
                f"{self.case_reference} was acknowledged on {plain(acknowledged.on)}. Write the outcome alone."
            )
        sent = next((one.on for one in self.events if self._said(one).get("letter") == BOTH), None)
        if self.last_day and (sent or self.on) > self.last_day:
            raise Refused(
                f"The 30 days to acknowledge {self.case_reference} ended on {long(self.last_day)} (section 164A(3)). "
                "Acknowledge it without more delay, and write the outcome as a letter of its own."
            )
        return Value("yes", f"clock of {self.case_reference}")

    @fact("the last day to acknowledge it")
    def still_to_acknowledge(self) -> Value | None:
        told = self._last(Kind.acknowledged) or self._last(Kind.sent)
        if told or self.last_day is None or self.last_day < self.on:
            return None
        return Value(plain(self.last_day), f"clock of {self.case_reference}")

    # The outcome

    @fact("a conclusion and an action for each issue")
    def issues_match(self) -> Value:
        given = {name: self._lines(name) for name in (ISSUE, CONCLUSION, ACTION)}
        if all(given.values()) and len(set(given.values())) > 1:
            raise Refused(
                f"Each issue needs one line of conclusion and one of action: there are {given[ISSUE]} issues, "
                f"{given[CONCLUSION]} conclusions and {given[ACTION]} actions (ICO complaints guidance)."
            )
        return Value(str(given[ISSUE]), "entered: issues")

    def _lines(self, name: str) -> int:
        typed = self.inputs.get(name) or self.recorded(Kind.sent, name)
        return sum(bool(line.strip()) for line in typed.splitlines())

    # For the regulator

    @fact("the regulator the letter is addressed to")
    def to_name(self) -> Value:
        return Value(law.regulator(self.on).name, "regulators by date")

    @fact("the regulator's address: enter it in the council's profile")
    def to_address(self) -> Value | None:
        given = tuple(self.council.regulator_address)
        return Value(given, "council profile") if given else None

    @fact("the regulator's reference")
    def their_reference(self) -> Value | None:
        last = self._last(Kind.regulator_complaint)
        theirs = self._said(last).get("theirs") if last else None
        return Value(str(theirs), self._event(Kind.regulator_complaint)) if theirs else None

    @fact("the date it was acknowledged")
    def acknowledged_on(self) -> Value | None:
        return self._first(Kind.acknowledged) or self._first(Kind.sent)

    @fact("the date the outcome was sent")
    def outcome_on(self) -> Value | None:
        return self._first(Kind.sent)

    def _first(self, kind: Kind) -> Value | None:
        first = next((one for one in self.events if one.kind == kind), None)
        return Value(plain(first.on), self._event(kind)) if first else None

    def _complaint(self, part: str = "") -> str:
        return f"complaint {self.case_reference} {part}".rstrip()
