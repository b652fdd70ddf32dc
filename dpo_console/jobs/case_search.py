"""The search for everything about the data subject of a case."""

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
    """What a search found, and its certificate."""

    certificate: str


@dataclass(frozen=True, slots=True)
class RepeatedSearch:
    """How the last search, when repeated, differs from its certificate."""

    certificate: str
    same: bool
    new: tuple[int, ...]
    """The records found that the last search did not find."""
    gone: tuple[int, ...]
    """The records not found again."""
    sources: tuple[str, ...]
    """The sources imported since."""


def find(desk: Desk, reference: str, now: datetime) -> CertifiedSearch:
    """Search for everything about the data subject of a case, and keep the result as a certificate."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        result = _searched(act.session, request)
        certificate = Certificate.of(request.reference, result, now)
        act.session.add(certificate)
        papers.mark_out_of_date(act.session, request.reference)
        facts = {"certificate": certificate.digest, "hits": len(result.hits)}
        act.record(ActKind.found, reference=request.reference, on=day_of(now), facts=facts)
        of = result.person, result.hits, result.namesakes, result.searched, result.model
        return CertifiedSearch(*of, certificate=certificate.digest)


def replay(desk: Desk, reference: str) -> RepeatedSearch:
    """Repeat the last search and return what has changed; nothing is kept."""
    with desk.reading() as session:
        request = rights.get(session, reference)
        kept = search.latest(session, request)
        if kept is None:
            raise Refused(f"You have not searched for {request.reference} yet.", Remedy.search, request.reference)
        result, before = _searched(session, request), kept.found
        was, now = ({hit.item for hit in one.hits} for one in (before, result))
        searched = {one.source for one in before.searched}
        return RepeatedSearch(
            certificate=kept.digest,
            same=search.same(kept, result),
            new=tuple(sorted(now - was)),
            gone=tuple(sorted(was - now)),
            sources=tuple(one.name for one in result.searched if one.source not in searched),
        )


def _searched(session: Session, request: rights.Request) -> SearchResult:
    if request.bound == "open":
        raise Refused(f"Identify the data subject of {request.reference} first.", Remedy.identify, request.reference)
    return search.search(session, request)
