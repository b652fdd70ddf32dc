"""The search for everything about the person a case is about."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from casework import Refused, Remedy
from casework.desk.store import Desk
from casework.disclosure import papers, search
from casework.disclosure.search import Certificate, SearchResult
from casework.rights import requests as rights
from casework.timeline.events import ActKind, day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedSearch(SearchResult):
    """What a search found, and the certificate of it that was kept."""

    certificate: str


@dataclass(frozen=True, slots=True)
class RepeatedSearch:
    """How the last search, done again, differs from its certificate."""

    certificate: str
    same: bool
    new: tuple[int, ...]
    """The records it found that the last one did not."""
    gone: tuple[int, ...]
    """The records it did not find again."""
    sources: tuple[str, ...]
    """The sources that were brought in since."""


def find(desk: Desk, reference: str, now: datetime) -> CertifiedSearch:
    """Search for everything about the person the case is about; the answer is kept as a certificate."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        found = _searched(act.session, request)
        certificate = Certificate.of(request.reference, found, now)
        act.session.add(certificate)
        papers.mark_out_of_date(act.session, request.reference)
        facts = {"certificate": certificate.digest, "hits": len(found.hits)}
        act.record(ActKind.found, reference=request.reference, on=day_of(now), facts=facts)
        of = found.person, found.hits, found.namesakes, found.searched, found.model
        return CertifiedSearch(*of, certificate=certificate.digest)


def replay(desk: Desk, reference: str) -> RepeatedSearch:
    """Do the last search again and say what is different; nothing is kept."""
    with desk.reading() as session:
        request = rights.get(session, reference)
        kept = search.latest(session, request)
        if kept is None:
            raise Refused(f"You have not searched for {request.reference} yet.", Remedy.search, request.reference)
        found, before = _searched(session, request), kept.found
        was, now = ({hit.item for hit in one.hits} for one in (before, found))
        searched = {one.source for one in before.searched}
        return RepeatedSearch(
            certificate=kept.digest,
            same=search.same(kept, found),
            new=tuple(sorted(now - was)),
            gone=tuple(sorted(was - now)),
            sources=tuple(one.name for one in found.searched if one.source not in searched),
        )


def _searched(session: Session, request: rights.Request) -> SearchResult:
    if request.bound == "open":
        raise Refused(f"Identify the data subject of {request.reference} first.", Remedy.identify, request.reference)
    return search.search(session, request)
