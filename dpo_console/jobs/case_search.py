"""The search for everything about the person a case is about."""

from datetime import datetime
from typing import Any

from casework import Refused, Remedy
from casework.desk.store import Desk
from casework.disclosure import papers, search
from casework.rights import requests as rights
from casework.timeline import history
from casework.timeline.events import day_of


def find(desk: Desk, reference: str, now: datetime) -> dict[str, Any]:
    """Search for everything about the person the case is about; the answer is kept as a certificate."""
    with desk.act(now) as act:
        request = rights.get_open(act.session, reference)
        found = _searched(act.session, request)
        certificate = search.digest(found)
        act.session.add(
            search.Certificate(reference=request.reference, digest=certificate, made=history.instant(now), body=found)
        )
        papers.void(act.session, request.reference)
        facts = {"certificate": certificate, "hits": len(found["hits"])}
        act.record("found", reference=request.reference, on=day_of(now), facts=facts)
        return {"certificate": certificate} | found


def replay(desk: Desk, reference: str) -> dict[str, Any]:
    """Do the last search again and say what is different; nothing is kept."""
    with desk.reading() as session:
        request = rights.get(session, reference)
        kept = search.latest(session, request)
        if kept is None:
            raise Refused(f"You have not searched for {request.reference} yet.", Remedy.search, request.reference)
        found = _searched(session, request)
        was, now = ({hit["item"] for hit in body["hits"]} for body in (kept.body, found))
        before = {one["source"] for one in kept.body["searched"]}
        more = [one["name"] for one in found["searched"] if one["source"] not in before]
        same = search.same(kept, found)
        changed = {"new": sorted(now - was), "gone": sorted(was - now), "sources": more}
        return {"certificate": kept.digest, "same": same} | changed


def _searched(session: Any, request: rights.Request) -> dict[str, Any]:
    if request.bound == "open":
        raise Refused(f"Say first whom {request.reference} is about: 'person {request.reference}' proposes people.")
    return search.search(session, request)
