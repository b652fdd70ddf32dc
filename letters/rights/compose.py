"""The answer to a request for access, each fact bound to its record. Pure."""

from datetime import date

from casework.disclosure.bundles import Bundle
from casework.notice.council import Council
from casework.notice.published import PrivacyNotice
from casework.rights.requests import Request
from letters.disclosure.access_response import answer
from letters.paper.envelope import address_lines, envelope
from letters.paper.letter import Fact, Letter


def compose(
    request: Request, council: Council, notice: PrivacyNotice, *, on: date, bundle: Bundle | None = None
) -> Letter:
    """The disclosure letter, dated `on`.

    Raises Refused if the address does not fit the envelope's window, or something that UK GDPR Article 15(1), (1A) or
    (2) requires is missing; the sentence names the paragraph.
    """
    facts = [
        Fact("reference", request.reference, f"request {request.reference}"),
        Fact("received", request.received.isoformat(), f"request {request.reference} received"),
        Fact("requester", request.requester.name, f"request {request.reference} requester"),
        Fact("subject", request.subject.name, f"request {request.reference} subject"),
        Fact("council", council.name, "council profile"),
        Fact("address", " / ".join(address_lines(request.requester)), f"request {request.reference} requester"),
    ]
    blocks, more = answer(request, council, notice, on, bundle)
    title = "Our answer to your subject access request"
    return envelope("disclosure", request.reference, request.requester, council, on, title, blocks, (*facts, *more))
