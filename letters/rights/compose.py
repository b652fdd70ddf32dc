"""The letters of a request: its acknowledgement and its answer, each fact bound to its record. Pure."""

from datetime import date, datetime

from casework import Refused
from casework.clock import Deadline, State
from casework.disclosure.bundles import Bundle
from casework.law.rights import RIGHTS
from casework.notice.council import Council
from casework.notice.published import PrivacyNotice
from casework.rights.requests import Request
from casework.text.days import plain
from letters.disclosure.access_response import answer
from letters.paper.envelope import address_lines, envelope
from letters.paper.letter import Block, Fact, Letter, acting_for, contact, heading, quoted, text

KINDS = ("acknowledgement", "disclosure")


def compose(
    kind: str,
    request: Request,
    council: Council,
    notice: PrivacyNotice,
    *,
    on: date,
    deadline: Deadline,
    bundle: Bundle | None = None,
) -> Letter:
    """The letter of that kind, dated `on`.

    Raises Refused if the kind is not known, the address does not fit the envelope's window, or something that
    UK GDPR Article 15(1), (1A) or (2) requires is missing; the sentence names the paragraph.
    """
    if kind not in KINDS:
        raise Refused(f"A request has no letter '{kind[:40]}'. Choose from: {', '.join(KINDS)}.")
    facts = [
        Fact("reference", request.reference, f"request {request.reference}"),
        Fact("received", request.received.isoformat(), f"request {request.reference} received"),
        Fact("requester", request.requester.name, f"request {request.reference} requester"),
        Fact("subject", request.subject.name, f"request {request.reference} subject"),
        Fact("council", council.name, "council profile"),
    ]
    if kind == "acknowledgement":
        blocks, more = _acknowledgement(request, council, deadline)
    else:
        blocks, more = answer(request, council, notice, on, bundle)
    title = "Your request has reached us" if kind == "acknowledgement" else "Our answer to your subject access request"
    place = " / ".join(address_lines(request.requester))
    facts.append(Fact("address", place, f"request {request.reference} requester"))
    return envelope(kind, request.reference, request.requester, council, on, title, blocks, (*facts, *more))


def _acknowledgement(request: Request, council: Council, deadline: Deadline) -> tuple[list[Block], list[Fact]]:
    asked = ", ".join(RIGHTS[right][0].lower() + RIGHTS[right][1:] for right in request.rights)
    blocks = [
        *text(
            f"Thank you for your request. It reached us on {plain(request.received)}. We are treating it as a request "
            f"under the UK General Data Protection Regulation: {asked}."
        ),
        *quoted(acting_for(request)),
        *text(f"Please quote our reference, {request.reference}, whenever you write or call."),
    ]
    blocks.append(heading("When you will have our answer"))
    steps = tuple(f"{plain(_date(step.date))}: {step.why}" if step.date else step.why for step in deadline.steps)
    due = _date(deadline.due) if deadline.due else None
    opening = {
        State.due: (
            f"The law gives us until the end of {plain(due) if due else ''}. We will answer sooner if we can. "
            "This is how we worked out the date:"
        ),
        State.paused: (
            "The time for our answer is paused, because we have asked you a question and are waiting "
            "for your reply. We cannot give you a date until we have it. This is how we worked this out:"
        ),
        State.not_started: (
            "The time for our answer has not started yet, because we still need something from you. "
            "This is how we worked this out:"
        ),
    }.get(deadline.state, "No time limit is running for this request now. This is how we worked this out:")
    blocks += [Block("text", opening if steps else opening.rsplit(" This is how", 1)[0])]
    blocks += [Block("list", points=steps)] if steps else []
    blocks.append(heading("What happens next"))
    points = ["We will look for the information in the records and systems where it is likely to be."]
    if request.is_access:
        points.append(
            "We will read what we find. Some of it may be about other people, or the law may let us hold it back."
        )
        points.append("We will send you the copy, with a letter that explains what we hold, why, and your rights.")
    else:
        points.append("We will decide what we can do, and tell you what we have done, or why we cannot do it.")
    points.append("If anything is unclear, or we need to be sure who you are, we will ask you without delay.")
    blocks.append(Block("list", points=tuple(points)))
    blocks += [heading("What you asked for"), *quoted(request.asked)]
    blocks += [heading("If you have a question"), *text(contact(council))]
    return blocks, [
        Fact("due", due.isoformat() if due else "", f"clock of {request.reference}"),
        Fact("state", deadline.state, f"clock of {request.reference}"),
        *(Fact(f"step {n}", step, f"clock of {request.reference}") for n, step in enumerate(steps, 1)),
        Fact("asked", request.asked, f"request {request.reference} asked"),
    ]


def _date(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day
