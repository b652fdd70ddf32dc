"""The facts of the letters that answer a request for access (UK GDPR Article 15), each bound to its record. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from casework import Refused, law
from casework.disclosure.bundles import Bundle
from casework.law.grounds import NOT_THEIRS, UNNAMED
from casework.law.letter_kinds import access_answers
from casework.notice.reading import filled
from casework.rights.choices import IdentificationStatus
from casework.text.days import plain
from letters.disclosure.matter import RequestMatter
from letters.disclosure.notice_passages import HEADINGS, NoticePassages
from letters.paper.case_facts import CaseFacts
from letters.paper.facts import Value, fact

SAFEGUARDS_FROM = date(2026, 2, 5)
"""The wording of Article 15(1)(h): Data (Use and Access) Act 2025, Schedule 6 paragraph 5."""
LONGER = "longer where a request, complaint, claim or inquiry is open, until it is closed"


def of_notice(element: str, words: str) -> Callable[[Any], Value | None]:
    """A fact that is an element of the privacy notice."""

    @fact(f"the {words}: add {'them' if words.endswith('s') else 'it'} to the privacy notice")
    def passage(book: "AccessFacts") -> Value | None:
        return book.passage(element)

    return passage


class AccessFacts(CaseFacts):
    """The facts of a request that come from its search, its decisions and the privacy notice."""

    def __init__(self, matter: RequestMatter, inputs: Mapping[str, str]):
        super().__init__(matter.request.reference, matter.on, matter.request.received, inputs)
        self.matter, self.request, self.council = matter, matter.request, matter.council
        self.events, self.said = matter.events, matter.said
        self._decided: Bundle | Refused | None = None

    @property
    def bundle(self) -> Bundle | None:
        """What was found and decided; None before a search. Raises Refused while something is undecided."""
        if self._decided is None and self.matter.bundle:
            try:
                self._decided = self.matter.bundle()
            except Refused as undecided:
                self._decided = undecided
        if isinstance(self._decided, Refused):
            raise self._decided
        return self._decided

    # What was found, and what is given

    @fact("what was searched: search for the person first")
    def searched(self) -> Value | None:
        places = tuple(dict.fromkeys(source.name for source in self.bundle.searched)) if self.bundle else ()
        return Value(places, f"search of {self.case_reference}") if places else None

    @fact("the data subject")
    def identified(self) -> Value:
        if self.request.bound == IdentificationStatus.open:
            raise Refused(
                "The letter cannot confirm whether we hold the person's data, as UK GDPR Article 15(1) requires. "
                "Identify the data subject first, or record that you hold nothing."
            )
        return Value(self.request.bound, f"request {self.case_reference} data subject")

    @fact("a copy of the data (UK GDPR Article 15(3)): decide the items found, or write that nothing is held")
    def found(self) -> Value | None:
        return self._count("record", len(self.bundle.entries)) if self.bundle and self.bundle.entries else None

    @fact("something to give: if everything is withheld, write the refusal under an exemption")
    def given(self) -> Value | None:
        return self._count("record", len(self.bundle.disclosed)) if self.bundle and self.bundle.disclosed else None

    @fact("the decisions on what was found")
    def counts(self) -> Value | None:
        return Value(_counted(self.bundle), self._bundle()) if self.bundle else None

    @fact("records about someone else")
    def not_theirs(self) -> Value | None:
        number = self.bundle.not_theirs if self.bundle else 0
        words = f"{_number(number, 'record')} that {'is' if number == 1 else 'are'} about someone else"
        return Value(words, self._bundle()) if number else None

    @fact("something held back under an exemption: if nothing is, write the disclosure letter")
    def held_back(self) -> Value | None:
        points = _held_back(self.bundle) if self.bundle else ()
        return Value(points, self._bundle()) if points else None

    @fact("the exemptions under which everything is withheld")
    def withheld_why(self) -> Value | None:
        if self.bundle is None or not self.bundle.entries:
            return None
        if self.bundle.disclosed:
            raise Refused(
                f"{_number(len(self.bundle.disclosed), 'record')} of {self.case_reference} can be given. "
                "Write the letter that gives them, with the reasons for what is held back."
            )
        grounds = dict.fromkeys(entry.exemption for entry in self.bundle.withheld if entry.exemption)
        return Value(tuple(why(one) for one in sorted(grounds)), self._bundle())

    @fact("a search that found nothing about the person")
    def nothing_found(self) -> Value | None:
        if self.bundle and self.bundle.entries:
            found = _number(len(self.bundle.entries), "record")
            raise Refused(f"We hold {found} about this person. Write the disclosure letter, or a refusal.")
        return Value("nothing", self._bundle()) if self.bundle else None

    @fact("records about this person: none are held, so write that nothing is held")
    def held(self) -> Value | None:
        nobody = self.request.bound == IdentificationStatus.nobody
        return None if nobody else Value("yes", f"request {self.case_reference} data subject")

    @fact("an answer that was sent before: answer the request first")
    def answered_on(self) -> Value | None:
        sent = [one.on for one in self.matter.sent if one.kind in access_answers()]
        return Value(plain(sent[-1]), f"letter of {self.case_reference}") if sent else None

    @fact("a letter to this person that asked for their views: send it first")
    def consulted_on(self) -> Value | None:
        to = _folded(self.inputs.get("to_name", ""))
        asked = [one.on for one in self.matter.sent if one.kind == "third-party-consultation" and _folded(one.to) == to]
        return Value(plain(asked[-1]), f"letter of {self.case_reference}") if asked and to else None

    @fact("the data subject's date of birth")
    def subject_born(self) -> Value | None:
        born = self.request.subject.born
        return Value(plain(born), f"request {self.case_reference} subject") if born else None

    # What the privacy notice says (UK GDPR Article 15(1)(a) to (h), and 15(2))

    notice_purposes = of_notice("purposes", "purposes")
    notice_bases = of_notice("bases", "lawful bases")
    notice_categories = of_notice("categories", "categories of personal data")
    notice_special = of_notice("special", "statement on special categories")
    notice_recipients = of_notice("recipients", "recipients")
    notice_transfers = of_notice("transfers", "statement on transfers abroad")
    notice_rights = of_notice("rights", "rights")
    notice_objection = of_notice("objection", "right to object")
    notice_not_available = of_notice("not_available", "statement on the limits of the rights")
    notice_sources = of_notice("sources", "source")
    notice_automated = of_notice("automated", "statement on automated decisions")
    notice_complain_here = of_notice("complain_here", "way to complain to the council")
    notice_complain_regulator = of_notice("complain_regulator", "way to complain to the regulator")

    @fact("a purpose that can be objected to")
    def objectable(self) -> Value | None:
        return Value("yes", self._notice("purposes")) if self._passages.objectable else None

    @fact("the retention period: add it to the privacy notice")
    def retention(self) -> Value | None:
        """How long each disclosed class is kept, by the schedule; by the notice's criteria if no row is in force."""
        known, bundle = self.passage("retention"), self.bundle
        if known is None or bundle is None or not bundle.kept:
            return known
        points = (*bundle.kept, *(known.points if bundle.unscheduled else ()), LONGER)
        return Value(known.text, "retention schedule", heading=known.heading, points=tuple(dict.fromkeys(points)))

    @property
    def _passages(self) -> NoticePassages:
        """The elements of the notice, for what the person receives if that is decided."""
        try:
            known = self.bundle
        except Refused:
            known = None
        return NoticePassages(self.matter.notice, known, self.matter.recipients())

    def passage(self, name: str) -> Value | None:
        """An element of the privacy notice, as a letter of this date prints it; None if it says nothing."""
        said = self._passages.passage(name)
        if said is None:
            return None
        text, points = (tuple(self._filled(line, name) for line in lines) for lines in (said.text, said.points))
        return Value(text, self._notice(name), heading=HEADINGS[name], points=points)

    def _filled(self, line: str, name: str) -> str:
        line = filled(line, self.council, self.on)
        if name == "automated" and self.on < SAFEGUARDS_FROM:
            line = line.replace(
                "subject to the requirement to provide safeguards under Article 22C",
                "of the kind described in Article 22(1) and (4)",
            )
        return line

    def _count(self, what: str, number: int) -> Value:
        return Value(_number(number, what), self._bundle())

    def _bundle(self) -> str:
        return f"bundle of {self.case_reference}"

    def _notice(self, element: str) -> str:
        return f"notice {self.matter.notice.id} [{element}]"


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


def _counted(bundle: Bundle) -> str:
    """What is given and held back, corrected and restricted, in sentences."""
    given, cut, kept = len(bundle.disclosed), len(bundle.redacted), len(bundle.withheld)
    right = sum(bool(part.put_right) for entry in bundle.disclosed for part in entry.parts if not part.exemption)
    still = sum(bool(entry.restricted) for entry in bundle.disclosed)
    sentences = [f"We are giving you {_number(given, 'record')}."]
    if cut:
        sentences.append(f"In {cut} of them we took out {_number(len(_pieces(bundle)), 'piece')} of information.")
    if kept:
        sentences.append(f"We are holding back {_number(kept, 'record')}.")
    if not kept and not cut:
        sentences.append("We are holding nothing back.")
    if right:
        sentences.append(
            f"{_number(right, 'piece')} of information {'was' if right == 1 else 'were'} corrected or completed. "
            "The copy shows this beside what the record says."
        )
    if still:
        sentences.append(f"The use of {still} of them is restricted. The copy says which.")
    return " ".join(sentences)


def _held_back(bundle: Bundle) -> tuple[str, ...]:
    """For each exemption, how much was held back under it, and why."""
    whole = Counter(entry.exemption for entry in bundle.withheld if entry.exemption)
    pieces = Counter(_pieces(bundle))
    return tuple(f"{_much(whole[key], pieces[key])}: {why(key)}" for key in sorted(whole | pieces))


def _pieces(bundle: Bundle) -> list[str]:
    """The ground of each field, and of each run of words in a field, that was taken out of what is given."""
    parts = [part for entry in bundle.disclosed for part in entry.parts]
    return [
        ground
        for part in parts
        for ground in ([part.exemption] if part.exemption else [cut.exemption for cut in part.cuts])
    ]


def _much(records: int, pieces: int) -> str:
    counts = [_number(records, "record")] * bool(records)
    return " and ".join([*counts, *[_number(pieces, "piece") + " of information"] * bool(pieces)])


def _number(count: int, one: str) -> str:
    return f"{count} {one if count == 1 else one + 's'}"


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
