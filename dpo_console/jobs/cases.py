"""Finding a case of any kind by its reference."""

from sqlmodel import Session

from casework.breaches import incidents
from casework.complaints import handling
from casework.retention.case_papers import AnyCase
from casework.rights import requests as rights
from casework.timeline.references import MatterKind, kind_of


def get_case(session: Session, reference: str) -> AnyCase:
    """The request, complaint or breach with that reference. Raises Refused if it does not exist."""
    kind = kind_of(reference)
    if kind == MatterKind.complaint:
        return handling.get(session, reference)
    if kind == MatterKind.breach:
        return incidents.get(session, reference)
    return rights.get(session, reference)
