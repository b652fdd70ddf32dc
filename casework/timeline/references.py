"""How references begin: by that it is told what a reference is of. Pure."""

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
