"""The facts that letters about a request and about a complaint share: the council, the regulator, the events. Pure."""

from collections.abc import Mapping, Sequence

from casework import law
from casework.notice.council import Council
from casework.text.facts import Unchecked
from casework.timeline.events import Event, Kind
from letters.paper.facts import FactBook, Value, fact
from letters.paper.letter import contact


class CaseFacts(FactBook):
    """The facts of a request or a complaint. A subclass sets these three when it is made."""

    council: Council
    events: Sequence[Event]
    """Those in force."""
    said: Mapping[int, Unchecked]
    """The facts of each event, by its number."""

    @fact("how to complain to the council")
    def complain_here(self) -> Value | None:
        council = self.council
        ways = [f"email {council.email}" * bool(council.email), f"call {council.phone}" * bool(council.phone)]
        ways.append(f"write to {', '.join(council.address)}" * bool(council.address))
        return Value(" or ".join(filter(None, ways)), "council profile") if any(ways) else None

    @fact("the regulator")
    def regulator(self) -> Value:
        return Value(law.regulator(self.on).name, "regulators by date")

    @fact("the regulator's address: enter it in the council's profile")
    def regulator_address(self) -> Value | None:
        given = ", ".join(self.council.regulator_address)
        return Value(given, "council profile") if given else None

    @fact("how to reach the council")
    def contact(self) -> Value:
        return Value(contact(self.council), "council profile")

    def recorded(self, event: str, name: str) -> str:
        last = self._last(Kind(event))
        given = self._said(last).get(name) if last else None
        return given if isinstance(given, str) else ""

    def _last(self, kind: Kind) -> Event | None:
        return next((one for one in reversed(self.events) if one.kind == kind), None)

    def _said(self, event: Event) -> Unchecked:
        return self.said.get(event.seq or 0, {})

    def _event(self, kind: Kind) -> str:
        return f"event {kind} of {self.case_reference}"
