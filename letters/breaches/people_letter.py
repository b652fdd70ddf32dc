"""How the people affected by a breach are told (UK GDPR Art 34): by letter, or by a public communication. Pure."""

from datetime import date

from casework import Refused
from casework.breaches.affected_people import AffectedPerson
from casework.breaches.breach_progress import BreachProgress
from casework.breaches.incidents import Breach
from casework.breaches.notification_tests import PeopleDecision
from casework.law import breach_terms
from casework.notice.council import Council
from letters.paper.envelope import envelope, form_for, signatory
from letters.paper.letter import Block, Fact, Letter, contact, heading, paragraphs, regulator, text

NEEDED = {
    "plain": "what happened in plain words",
    "consequences": "the likely consequences",
    "measures": "the measures taken or proposed",
}
"""What an officer must describe for Article 34(2) with 33(3)(b) to (d)."""

COMPLAIN_HERE_FROM = date(2026, 6, 19)
"""DPA 2018 s.164A: SI 2026/82 regulation 3."""


def people_letter(breach: Breach, person: AffectedPerson, council: Council, *, on: date) -> Letter:
    """The letter to one person on the list, dated `on`: the same words for all, except who it is sent to.

    Raises Refused if there is no address, if it does not fit the envelope's window, or if what the law asks for is not
    described; the sentence gives the number on the list, and no name.
    """
    _refuse_undescribed(breach)
    reference = f"{breach.reference}/{person.number}"
    if not any(line.strip() for line in person.address) and not person.email:
        raise Refused(
            f"Number {person.number} on the list has no address. Add one, or remove the person from the list."
        )
    opening = (
        f"We are writing to tell you about a data breach at {council.name}. It involves your personal information. "
        "We are sorry. The law says that we must tell you (UK General Data Protection Regulation, Article 34)."
    )
    blocks = [
        *text(opening),
        *_what(breach),
        heading("Who to ask"),
        *text(f"Our Data Protection Officer can answer your questions. Please quote {reference}. {contact(council)}"),
        *_complaint(council, on),
    ]
    source = f"breach {breach.reference}"
    facts = (*_facts(breach, council), Fact("person", str(person.number), f"{source} list"))
    try:
        form = form_for(person, electronic=False)
        return envelope("people-letter", reference, person, council, on, TITLE, blocks, facts, form)
    except Refused as wrong:
        raise Refused(f"Number {person.number} on the list: {wrong}") from None


TITLE = "A data breach that affects you"


def public_communication(breach: Breach, progress: BreachProgress, council: Council, *, on: date) -> Letter:
    """The public communication instead of letters (UK GDPR Art 34(3)(c)), dated `on`.

    Why telling each by letter would be a disproportionate effort is kept among its facts and not printed. Raises
    Refused if the officer did not decide on one, or if what the law asks for is not described.
    """
    assessed = progress.assessed
    if assessed is None or assessed.people.decision != PeopleDecision.public:
        raise Refused(
            f"You have not decided on a public communication for {breach.reference}. Assess it, decide on one and give "
            "the reason (Article 34(3)(c))."
        )
    _refuse_undescribed(breach)
    kinds = [breach_terms().people[kind] for kind in breach.facts.people]
    opening = (
        f"There was a data breach at {council.name}. It involves personal information. We are sorry. The law says "
        "that we must tell the people affected (UK General Data Protection Regulation, Article 34)."
    )
    blocks = [
        *text(opening),
        *([heading("Who it affects"), Block("list", points=tuple(kinds))] if kinds else []),
        *_what(breach),
        heading("Who to ask"),
        *text(
            "Our Data Protection Officer can answer questions and tell you if you are affected. "
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
"""An empty council, to compose a letter with only the product's and the officer's words."""


def shared(breach: Breach, letter: Letter) -> dict[str, str]:
    """The words that everyone who is told reads, by name: those the officer typed, and the full letter.

    `letter` is one composed for `NO_COUNCIL`.
    """
    every = "\n".join(line for block in letter.blocks for line in block.lines())
    return typed(breach) | {"the letter": every}


def typed(breach: Breach) -> dict[str, str]:
    """The words an officer typed that everyone who is told reads, by name."""
    names = NEEDED | {"advice": "what they can do themselves"}
    words = {name: read_of(breach, fact) for fact, name in names.items()}
    return {name: text for name, text in words.items() if text}


PLAINLY = {"consequences": "meaning", "measures": "done"}
"""Facts for the regulator, and the facts with plainer words that people read instead, if there are any."""


def read_of(breach: Breach, fact: str) -> str:
    """The words of a fact as the people who are told read them."""
    return getattr(breach.facts, PLAINLY.get(fact, fact)) or getattr(breach.facts, fact) or ""


def _refuse_undescribed(breach: Breach) -> None:
    for fact, name in NEEDED.items():
        if not read_of(breach, fact).strip():
            raise Refused(f"{breach.reference} does not say {name}, which you must tell people. Describe it first.")


def _what(breach: Breach) -> list[Block]:
    names = [breach_terms().data[kind].name for kind in breach.facts.data]
    kinds = "; ".join(name[0].lower() + name[1:] for name in names)
    blocks = [heading("What happened"), *text(*paragraphs(read_of(breach, "plain")))]
    blocks += text(f"It involves these kinds of information: {kinds}.") if kinds else []
    blocks += [heading("What it may mean for you"), *text(*paragraphs(read_of(breach, "consequences")))]
    blocks += [heading("What we have done and are doing"), *text(*paragraphs(read_of(breach, "measures")))]
    if breach.facts.advice:
        blocks += [heading("What you can do"), *text(*paragraphs(breach.facts.advice))]
    return blocks


def _complaint(council: Council, on: date) -> list[Block]:
    return [
        heading("If you are unhappy about this"),
        *text(
            "You can complain to us (Data Protection Act 2018, section 164A)." if on >= COMPLAIN_HERE_FROM else "",
            "You can complain to the regulator at any time (Data Protection Act 2018, section 165): "
            f"{regulator(council, on)}.",
        ),
    ]


def _facts(breach: Breach, council: Council) -> tuple[Fact, ...]:
    source = f"breach {breach.reference}"
    return (
        *(Fact(name, words, source) for name, words in typed(breach).items()),
        Fact("data", ", ".join(breach.facts.data), source),
        Fact("council", council.name, "council profile"),
    )
