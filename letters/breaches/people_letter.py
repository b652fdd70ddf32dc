"""What the people concerned are told of a breach (UK GDPR Art 34): by letter, or by a public communication. Pure."""

from datetime import date

from casework import Refused
from casework.breaches.affected_people import AffectedPerson
from casework.breaches.breach_progress import BreachProgress
from casework.breaches.incidents import Breach
from casework.breaches.notification_tests import PeopleDecision
from casework.law import breach_terms
from casework.notice.council import Council
from letters.disclosure.access_response import COMPLAIN_HERE_FROM
from letters.paper.envelope import envelope, signatory
from letters.paper.letter import Block, Fact, Letter, contact, heading, paragraphs, regulator, text

NEEDED = {
    "plain": "what happened in plain words",
    "consequences": "the likely consequences",
    "measures": "the measures taken or proposed",
}
"""What Article 34(2) with 33(3)(b) to (d) will not do without, and an officer types."""


def people_letter(breach: Breach, one: AffectedPerson, council: Council, *, on: date) -> Letter:
    """The letter that tells one person of the list, dated `on`: the same words for all, but for whom they are sent to.

    Raises Refused where there is no address, where it does not fit the envelope's window, and where what the law asks
    for is not described; the sentence names the number on the list, and nobody.
    """
    _refuse_undescribed(breach)
    reference = f"{breach.reference}/{one.number}"
    if not any(line.strip() for line in one.address) and not one.email:
        raise Refused(f"Number {one.number} on the list has no address: give it one, or take it off the list.")
    opening = (
        f"We are writing to tell you of a data breach at {council.name}. Personal information about you is concerned. "
        "We are sorry. The law says that we must tell you (UK General Data Protection Regulation, Article 34)."
    )
    blocks = [
        *text(opening),
        *_what(breach),
        heading("Whom to ask"),
        *text(f"Our Data Protection Officer answers your questions. Please quote {reference}. {contact(council)}"),
        *_complaint(council, on),
    ]
    source = f"breach {breach.reference}"
    facts = (*_facts(breach, council), Fact("person", str(one.number), f"{source} list"))
    try:
        return envelope("people-letter", reference, one, council, on, TITLE, blocks, facts)
    except Refused as wrong:
        raise Refused(f"Number {one.number} on the list: {wrong}") from None


TITLE = "A data breach that concerns you"


def public_communication(breach: Breach, progress: BreachProgress, council: Council, *, on: date) -> Letter:
    """The public communication that takes the place of letters (UK GDPR Art 34(3)(c)), dated `on`.

    Why each by letter would be a disproportionate effort is kept among its facts and not printed. Raises Refused where
    that was not decided, or what the law asks for is not described.
    """
    assessed = progress.assessed
    if assessed is None or assessed.people.decision != PeopleDecision.public:
        raise Refused(
            f"It was not decided to tell the people of {breach.reference} by a public communication: assess it, and "
            "decide so with the reason (Article 34(3)(c))."
        )
    _refuse_undescribed(breach)
    kinds = [breach_terms().people[kind] for kind in breach.facts.people]
    opening = (
        f"There was a data breach at {council.name}. Personal information is concerned. We are sorry. The law says "
        "that we must tell those whom it concerns (UK General Data Protection Regulation, Article 34)."
    )
    blocks = [
        *text(opening),
        *([heading("Whom it concerns"), Block("list", points=tuple(kinds))] if kinds else []),
        *_what(breach),
        heading("Whom to ask"),
        *text(
            "Our Data Protection Officer answers your questions, and whether you are concerned. "
            f"Please quote {breach.reference}. {contact(council, 'notice')}",
        ),
        *_complaint(council, on),
    ]
    reason = Fact("reason", assessed.people.reason, f"breach {breach.reference} assessment {assessed.seq}")
    return Letter(
        kind="public",
        reference=breach.reference,
        on=on,
        title="A data breach: what happened, and what you can do",
        letterhead=tuple(line for line in (council.name, *council.address, council.phone, council.email) if line),
        address=(),
        salutation="",
        blocks=tuple(blocks),
        sign_off=tuple(dict.fromkeys(signatory(council))),
        facts=(*_facts(breach, council), reason),
    )


NO_COUNCIL = Council(name="", address=[], regulator_address=[])
"""No council: with it, a letter holds only what the program and the officer say."""


def shared(breach: Breach, letter: Letter) -> dict[str, str]:
    """The words that everybody who is told reads, by what they are called: those an officer typed, and all of them.

    `letter` is one composed for `NOBODY`.
    """
    every = "\n".join(line for block in letter.blocks for line in block.lines())
    return typed(breach) | {"the letter": every}


def typed(breach: Breach) -> dict[str, str]:
    """What an officer typed of a breach that everybody who is told reads, by what it is called."""
    said = NEEDED | {"advice": "what they can do themselves"}
    words = {name: read_of(breach, fact) for fact, name in said.items()}
    return {name: text for name, text in words.items() if text}


PLAINLY = {"consequences": "meaning", "measures": "done"}
"""What is told to the regulator, and the plainer words the people read in its place where there are any."""


def read_of(breach: Breach, fact: str) -> str:
    """What those who are told read of a fact."""
    return getattr(breach.facts, PLAINLY.get(fact, fact)) or getattr(breach.facts, fact) or ""


def _refuse_undescribed(breach: Breach) -> None:
    for fact, name in NEEDED.items():
        if not read_of(breach, fact).strip():
            raise Refused(f"{breach.reference} does not say {name}, which the people must be told: describe it first.")


def _what(breach: Breach) -> list[Block]:
    names = [breach_terms().data[kind].name for kind in breach.facts.data]
    kinds = "; ".join(name[0].lower() + name[1:] for name in names)
    blocks = [heading("What happened"), *text(*paragraphs(read_of(breach, "plain")))]
    blocks += text(f"Information of these kinds is concerned: {kinds}.") if kinds else []
    blocks += [heading("What it may mean for you"), *text(*paragraphs(read_of(breach, "consequences")))]
    blocks += [heading("What we have done, and are doing"), *text(*paragraphs(read_of(breach, "measures")))]
    if breach.facts.advice:
        blocks += [heading("What you can do"), *text(*paragraphs(breach.facts.advice))]
    return blocks


def _complaint(council: Council, on: date) -> list[Block]:
    return [
        heading("If you are not content"),
        *text(
            "You can complain to us (Data Protection Act 2018, section 164A)." if on >= COMPLAIN_HERE_FROM else "",
            "You can complain to the regulator at any time (Data Protection Act 2018, section 165): "
            f"{regulator(council, on)}.",
        ),
    ]


def _facts(breach: Breach, council: Council) -> tuple[Fact, ...]:
    source = f"breach {breach.reference}"
    said = [Fact(name, words, source) for name, words in typed(breach).items()]
    return (
        *said,
        Fact("data", ", ".join(breach.facts.data), source),
        Fact("council", council.name, "council profile"),
    )
