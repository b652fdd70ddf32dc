"""References: their prefixes, and the kind of case each stands for. Pure."""

from enum import StrEnum


class Prefix(StrEnum):
    """What a reference begins with, before its year and number (`SAR-2026-0001`)."""

    access = "SAR-"
    """A request in which access is asked for."""
    right = "RR-"
    """A request for other rights alone."""
    complaint = "CO-"
    breach = "BR-"
    hold = "HOLD-"
    disposal = "DI-"


class MatterKind(StrEnum):
    """The kinds of case that have a reference, as the board names them."""

    request = "request"
    complaint = "complaint"
    breach = "breach"
    hold = "hold"
    disposal = "disposal"


KINDS = {
    Prefix.access: MatterKind.request,
    Prefix.right: MatterKind.request,
    Prefix.complaint: MatterKind.complaint,
    Prefix.breach: MatterKind.breach,
    Prefix.hold: MatterKind.hold,
    Prefix.disposal: MatterKind.disposal,
}


def kind_of(reference: str) -> MatterKind:
    """The kind of case a reference belongs to, however it is typed; a request if its prefix is unknown."""
    typed = reference.strip().upper()
    return next((kind for prefix, kind in KINDS.items() if typed.startswith(prefix)), MatterKind.request)
