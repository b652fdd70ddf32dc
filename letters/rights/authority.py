"""Letters to someone who asks on another's behalf: the request for their authority, and the refusal without it. Pure.

Both repeat only what the requester wrote: nothing in them says whether anything is held.
"""

from collections.abc import Sequence
from datetime import date

from casework import Refused, law
from casework.notice.council import Council
from casework.rights.requests import Request
from casework.text.days import plain
from casework.timeline.events import Event, Kind, events_in_force
from letters.paper.envelope import envelope
from letters.paper.letter import Block, Fact, Letter, contact, heading, quoted, regulator, text

KINDS = ("authority-request", "authority-refusal")
NEEDED = (
    "a form of authority signed by the person, which names you and says what you may ask for;",
    "a power of attorney or an order of the Court of Protection that covers this; or",
    "for a child, proof that you have parental responsibility.",
)


def ask_authority(request: Request, council: Council, *, on: date, events: Sequence[Event]) -> Letter:
    """The request for authority, dated `on`. Raises Refused if the requester is the data subject, or gave it."""
    _refuse_subject(request)
    if any(one.kind == Kind.authority_received for one in events_in_force(events)):
        raise Refused(f"Authority was received for {request.reference}, so there is nothing to ask for.")
    subject = request.subject.name
    blocks = [
        *_opening(request),
        *quoted(
            f"Before we can answer you, we need to see that you may ask on behalf of {subject}. "
            "Please send us one of these:"
        ),
        Block("list", points=NEEDED),
        *text(
            "A clear copy is enough. If you would prefer us to write to the person directly, tell us their address.",
            "Our time to answer begins when we have the authority. This is the regulator's guidance, not the Act.",
            "We cannot tell you whether we hold anything about this person until then.",
        ),
        heading("If you have a question"),
        *text(contact(council)),
    ]
    title = "We need authority to answer you"
    return _letter("authority-request", request, council, on, title, blocks, ())


def refuse_without_authority(request: Request, council: Council, *, on: date, events: Sequence[Event]) -> Letter:
    """The refusal for lack of authority, dated `on`: why, how to complain, and that a court can be asked (Art 12(4)).

    Raises Refused if authority was never asked for, or was received.
    """
    _refuse_subject(request)
    in_force = events_in_force(events)
    if any(one.kind == Kind.authority_received for one in in_force):
        raise Refused(f"Authority was received for {request.reference}, so you cannot refuse for lack of it.")
    asked = [one.on for one in in_force if one.kind == Kind.authority_requested]
    if not asked:
        raise Refused(
            f"You have not asked for authority on {request.reference}. Ask for it before you refuse for lack of it."
        )
    blocks = [
        *_opening(request),
        *quoted(
            f"On {plain(asked[-1])} we asked you for authority to act for {request.subject.name}. We have not "
            "received it. Without it we cannot act on your request (Article 12(4) of the UK GDPR)."
        ),
        *text(
            "You can ask again at any time, with the authority. The person can also ask us directly.",
        ),
        heading("If you are unhappy about this"),
        *text(
            "You can complain to us: use the contact details below.",
            f"You can complain to the {law.regulator(on).name}.",
            regulator(council, on) if council.regulator_address else "",
            "You can also ask a court to decide whether we have kept to the law (section 167 of the Data Protection "
            "Act 2018).",
        ),
        heading("If you have a question"),
        *text(contact(council)),
    ]
    bound = f"event authority_requested of {request.reference}"
    facts = (
        Fact("authority asked", asked[-1].isoformat(), bound),
        Fact("regulator", regulator(council, on), "regulators by date"),
    )
    return _letter("authority-refusal", request, council, on, "We cannot answer your request", blocks, facts)


def _refuse_subject(request: Request) -> None:
    if request.requester.is_subject:
        raise Refused(f"The requester of {request.reference} is the data subject, so no authority is needed.")


def _opening(request: Request) -> list[Block]:
    subject = request.subject.name
    return [
        *quoted(f"You wrote to us on behalf of {subject}. Your request reached us on {plain(request.received)}."),
        *text(f"Please quote our reference, {request.reference}, whenever you write or call."),
    ]


def _letter(
    kind: str,
    request: Request,
    council: Council,
    on: date,
    title: str,
    blocks: Sequence[Block],
    more: Sequence[Fact],
) -> Letter:
    source = f"request {request.reference}"
    facts = (
        Fact("reference", request.reference, source),
        Fact("received", request.received.isoformat(), f"{source} received"),
        Fact("requester", request.requester.name, f"{source} requester"),
        Fact("subject", request.subject.name, f"{source} subject"),
        *more,
    )
    return envelope(kind, request.reference, request.requester, council, on, title, blocks, facts)
