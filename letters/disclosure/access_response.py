"""The answer to a subject access request: what UK GDPR Article 15 requires it to say. Pure.

The table `REQUIRED` lists what it needs from the privacy notice; without one of these it is not made.
"""

from collections import Counter
from datetime import date
from typing import NamedTuple

from casework import Refused, law
from casework.disclosure.bundles import Bundle
from casework.law.grounds import NOT_THEIRS, UNNAMED
from casework.notice.council import Council
from casework.notice.published import Element, PrivacyNotice
from casework.rights.requests import Request
from casework.text.days import plain
from letters.paper.letter import Block, Fact, acting_for, contact, heading, quoted, regulator, text

COMPLAIN_HERE_FROM = date(2026, 6, 19)
"""Article 15(1)(ea): Data (Use and Access) Act 2025, Schedule 10 paragraph 5."""
SAFEGUARDS_FROM = date(2026, 2, 5)
"""The wording of Article 15(1)(h): Data (Use and Access) Act 2025, Schedule 6 paragraph 5."""


LONGER = "longer where a request, complaint, claim or inquiry is open, until it is closed"


class Needed(NamedTuple):
    """An element of the notice that the answer needs, its name in a sentence, and the date it came into force."""

    element: str
    what: str
    paragraph: str
    since: date | None = None


REQUIRED = (
    Needed("purposes", "purposes", "15(1)(a)"),
    Needed("categories", "categories of personal data", "15(1)(b)"),
    Needed("special", "statement on special categories", "15(1)(b)"),
    Needed("recipients", "recipients", "15(1)(c)"),
    Needed("transfers", "statement on transfers abroad", "15(2)"),
    Needed("retention", "retention period", "15(1)(d)"),
    Needed("rights", "rights", "15(1)(e)"),
    Needed("objection", "right to object", "15(1)(e)"),
    Needed("not_available", "statement on the limits of the rights", "15(1)(e)"),
    Needed("sources", "source", "15(1)(g)"),
    Needed("automated", "statement on automated decisions", "15(1)(h)"),
    Needed("complain_here", "way to complain to the council", "15(1)(ea)", COMPLAIN_HERE_FROM),
    Needed("complain_regulator", "way to complain to the regulator", "15(1)(f)"),
)


def answer(
    request: Request, council: Council, notice: PrivacyNotice, on: date, bundle: Bundle | None
) -> tuple[list[Block], list[Fact]]:
    if not request.is_access:
        raise Refused(f"{request.reference} does not ask for access. A disclosure letter answers Article 15 only.")
    if request.bound == "open":
        raise Refused(
            "The letter cannot confirm whether we hold the person's data, as UK GDPR Article 15(1) requires. "
            "Identify the data subject first, or record that you hold nothing."
        )
    if bundle is None or not bundle.searched:
        raise Refused(
            "The letter does not say what was searched. UK GDPR Article 15(1A) goes by a reasonable and proportionate "
            "search. Import the records and search first."
        )
    opening = [
        *text(
            f"This is our answer to your request, which reached us on {plain(request.received)}. There is no charge."
        ),
        *quoted(acting_for(request)),
    ]
    if request.bound == "nobody":
        parts = [_nothing_held(), _searched(bundle)]
        wanted = [need for need in REQUIRED if need.element.startswith("complain")]
    else:
        parts = [_held(bundle), _searched(bundle), _held_back(bundle), _reading()]
        wanted = list(REQUIRED)
    blocks, facts = opening, list[Fact]()
    for more, bound in parts:
        blocks, facts = blocks + more, facts + bound
    for need in wanted:
        if (need.since and on < need.since) or (need.element == "objection" and not notice.objectable):
            continue
        element = getattr(notice, need.element)
        if element.empty:
            needs = f"UK GDPR Article {need.paragraph} requires it"
            raise Refused(f"The letter has no {need.what}. {needs}. Add it to the notice.")
        if need.element == "retention" and bundle.kept:
            more, bound = _kept(element, bundle)
        else:
            more, bound = _from_notice(element, need.element, notice, council, on)
        blocks, facts = blocks + more, facts + bound
        if need.element == "purposes" and not notice.bases.empty:
            more, bound = _from_notice(notice.bases, "bases", notice, council, on)
            blocks, facts = blocks + more, facts + bound
    if council.regulator_address:
        blocks += text(regulator(council, on))
    blocks += text(
        "You can also ask a court to decide whether we have kept to the law "
        "(section 167 of the Data Protection Act 2018)."
    )
    return [*blocks, heading("If you have a question"), *text(contact(council))], facts


def _from_notice(
    element: Element, name: str, notice: PrivacyNotice, council: Council, on: date
) -> tuple[list[Block], list[Fact]]:
    def filled(line: str) -> str:
        for key, value in (
            ("council", council.name),
            ("officer", council.officer or "Data Protection Officer"),
            ("email", council.email or "the address above"),
            ("phone", council.phone or "the number above"),
            ("regulator", law.regulator(on).name),
        ):
            line = line.replace("{" + key + "}", value)
        if name == "automated" and on < SAFEGUARDS_FROM:
            line = line.replace(
                "subject to the requirement to provide safeguards under Article 22C",
                "of the kind described in Article 22(1) and (4)",
            )
        return line

    blocks = [heading(element.heading), *text(*(filled(line) for line in element.text))]
    points = tuple(filled(point) for point in element.points)
    if points:
        blocks.append(Block("list", points=points))
    value = "\n".join([*(filled(line) for line in element.text), *points])
    return blocks, [Fact(element.paragraph, value, f"notice {notice.id} [{name}]")]


def _kept(element: Element, bundle: Bundle) -> tuple[list[Block], list[Fact]]:
    """How long each disclosed class is kept, by the schedule; by the notice's criteria if no row is in force."""
    points = (*bundle.kept, *(element.points if bundle.unscheduled else ()), LONGER)
    points = tuple(dict.fromkeys(points))
    blocks = [heading(element.heading), *text(*element.text), Block("list", points=points)]
    return blocks, [Fact(element.paragraph, "\n".join([*element.text, *points]), "retention schedule")]


def _nothing_held() -> tuple[list[Block], list[Fact]]:
    return [
        heading("Do we use your information?"),
        *text(
            "No. We have looked, and we hold no personal information about you in the records named below. "
            "If you think we hold some, tell us where you worked and when, or any other name or number you had, "
            "and we will look again."
        ),
    ], [Fact("processing", "no", "case bound to nobody")]


def _held(bundle: Bundle) -> tuple[list[Block], list[Fact]]:
    if not bundle.entries:
        raise Refused(
            "The letter has no copy of the data. UK GDPR Article 15(3) requires it. Decide the items found, "
            "or record that you hold nothing about this person."
        )
    given, cut, kept = len(bundle.disclosed), len(bundle.redacted), len(bundle.withheld)
    fields = sum(bool(part.exemption) for entry in bundle.disclosed for part in entry.parts)
    sentences = [f"We are giving you {_number(given, 'record')}."]
    if cut:
        sentences.append(
            f"In {_number(cut, 'of them', 'of them')} we took out {_number(fields, 'piece')} of information."
        )
    if kept:
        sentences.append(f"We are holding back {_number(kept, 'record')}.")
    if not kept and not cut:
        sentences.append("We are holding nothing back.")
    right = sum(bool(part.put_right) for entry in bundle.disclosed for part in entry.parts if not part.exemption)
    if right:
        sentences.append(
            f"{_number(right, 'piece')} of information {'was' if right == 1 else 'were'} corrected or completed. "
            "The copy shows this beside what the record says."
        )
    still = sum(bool(entry.restricted) for entry in bundle.disclosed)
    if still:
        sentences.append(f"The use of {_number(still, 'of them', 'of them')} is restricted. The copy says which.")
    blocks = [
        heading("Do we use your information?"),
        *text(f"Yes. We use personal information about you. We found {_number(len(bundle.entries), 'record')}."),
        *text(" ".join(sentences)),
    ]
    if bundle.not_theirs:
        are = "is" if bundle.not_theirs == 1 else "are"
        blocks += text(
            f"Our search also brought up {_number(bundle.not_theirs, 'record')} that {are} about someone else. "
            "We have left out what is not about you."
        )
    counts = {"records": len(bundle.entries), "disclosed": given, "redacted": cut, "fields taken out": fields}
    counts |= {"withheld": kept, "not theirs": bundle.not_theirs}
    counts |= {"put right": right} if right else {}
    counts |= {"restricted": still} if still else {}
    facts = [Fact(name, str(count), f"bundle of {bundle.reference}") for name, count in counts.items()]
    return blocks, [Fact("processing", "yes", "case bound to a person"), *facts]


def _number(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _searched(bundle: Bundle) -> tuple[list[Block], list[Fact]]:
    points = tuple(source.name for source in bundle.searched)
    return [
        heading("Where we looked"),
        *text("We made a reasonable and proportionate search, by name, date of birth and numbers, in:"),
        Block("list", points=points),
    ], [
        Fact("searched", point, f"source {source.source}")
        for point, source in zip(points, bundle.searched, strict=True)
    ]


def _held_back(bundle: Bundle) -> tuple[list[Block], list[Fact]]:
    whole = Counter(entry.exemption for entry in bundle.withheld if entry.exemption)
    fields = Counter(part.exemption for entry in bundle.disclosed for part in entry.parts if part.exemption)
    if not whole and not fields:
        return [], []
    points = []
    for key in sorted(whole | fields):
        counts = [_number(whole[key], "record") if whole[key] else ""]
        counts.append(_number(fields[key], "piece") + " of information" if fields[key] else "")
        points.append(f"{' and '.join(count for count in counts if count)}: {why(key)}")
    blocks = [
        heading("What we held back, and why"),
        *text("The law lets us hold some information back. We did so only as far as needed:"),
        Block("list", points=tuple(points)),
        *text("The copy says where we took something out. If you disagree, you can complain. This letter says how."),
    ]
    return blocks, [Fact("held back", point, f"bundle of {bundle.reference}") for point in points]


def reason(key: str) -> str:
    """Why something was held back, in a few words that depend only on the exemption, never on the text."""
    if key == UNNAMED:
        return "the law allows it"
    return "about someone else" if key == NOT_THEIRS else law.exemptions()[key].title


def why(key: str) -> str:
    """Why something was held back, in a plain sentence with the provision."""
    if key == NOT_THEIRS:
        return "it is about someone else, not about you."
    if key == UNNAMED:
        return "the Data Protection Act 2018 lets us hold it back."
    exemption = law.exemptions()[key]
    return f"{exemption.explanation} ({exemption.provision})."


def _reading() -> tuple[list[Block], list[Fact]]:
    return [
        heading("Your copy, and how to read it"),
        *text(
            "The copy follows this letter in the same document. First comes a list of what is in it and what is not. "
            "Then come the records, sorted by where they came from. Every page has our reference and a number.",
            "Records often hold codes. We put the meaning beside each code we know. Tell us the page and item number "
            "if anything is unclear, or if you think it is wrong.",
        ),
    ], []
