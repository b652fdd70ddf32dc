"""The screen of a case, and the form that records an event: a breach has its own."""

from typing import TYPE_CHECKING

from casework.timeline.references import MatterKind, kind_of
from dpo_console.page import Dialog, Page

if TYPE_CHECKING:
    from dpo_console.jobs.case_detail import CaseDetail


def case_screen(reference: str, then: str = "") -> Page:
    """The screen of a case, a disposal or the holds; `then` is the form to open on it at once."""
    kind = kind_of(reference)
    if kind == MatterKind.disposal:
        from dpo_console.disposal.disposals import DisposalScreen

        return DisposalScreen(reference)
    if kind == MatterKind.hold:
        from dpo_console.retention.holds import HoldsScreen

        return HoldsScreen()
    if kind == MatterKind.breach:
        from dpo_console.breaches.breach import BreachScreen

        return BreachScreen(reference, then)
    from dpo_console.rights.case import CaseScreen

    return CaseScreen(reference, then)


def recording(case: "CaseDetail", first: str, letter: str = "") -> Dialog:
    """The form that records an event of a case; `first` is the kind it begins with, `letter` the letter it sent."""
    if case.kind == MatterKind.breach:
        from dpo_console.breaches.breach_event import RecordBreachEvent

        return RecordBreachEvent(case, first)
    from dpo_console.rights.event_form import RecordEvent

    return RecordEvent(case, first, letter)
