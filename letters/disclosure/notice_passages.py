"""What the privacy notice in force says to one person: every element of UK GDPR Article 15(1), for their records. Pure.

What the law lays down whatever a notice says, such as where to complain, is in the words of its proposals.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from casework.disclosure.bundles import Bundle, BundleItem
from casework.law.retention import classes as class_names
from casework.law.rights import CHANGING, RIGHTS, Right
from casework.notice.bases import by_basis, for_classes
from casework.notice.faults import nature_of
from casework.notice.findings import as_proposed
from casework.notice.register import NoticeCategory, NoticeSource, PrivacyNotice, Purpose, PurposeBasis
from casework.notice.terms import BASES, UK, ComplainTo, Nature, SourceKind

HEADINGS = {
    "purposes": "What we use your information for",
    "bases": "The law that lets us use it",
    "categories": "The kinds of information we hold",
    "special": "More sensitive information",
    "recipients": "Who we share it with",
    "transfers": "Sending it abroad",
    "retention": "How long we keep it",
    "rights": "Your rights over it",
    "objection": "Your right to object",
    "not_available": "Limits of these rights",
    "sources": "Where it came from",
    "automated": "Decisions made by computer alone",
    "complain_here": "Complaining to us",
    "complain_regulator": "Complaining to the regulator",
}
"""The elements of the answer to a request for access that come from the notice, with their headings."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One element: paragraphs, and a list."""

    text: tuple[str, ...]
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoticePassages:
    """The elements of one notice for one person. Without a bundle they are for everyone the notice is about."""

    notice: PrivacyNotice
    bundle: Bundle | None
    recipients: Sequence[str] = ()
    """Those who received the person's data, by name; none if that is not recorded."""

    @cached_property
    def given(self) -> tuple[BundleItem, ...]:
        """What the person receives."""
        return self.bundle.disclosed if self.bundle else ()

    @cached_property
    def purposes(self) -> tuple[Purpose, ...]:
        """What their records are used for."""
        return for_classes(self.notice, {one.record_class for one in self.given})

    @property
    def objectable(self) -> bool:
        """Whether they can object to any purpose."""
        return by_basis(Right.objection, self.purposes).available

    def passage(self, element: str) -> Passage | None:
        """An element of `HEADINGS`; None if the notice does not say it."""
        made: Passage | None = getattr(self, f"_{element}")()
        return made

    def _purposes(self) -> Passage | None:
        points = tuple(f"{one.what} ({'; '.join(_ground(each) for each in one.grounds)})" for one in self.purposes)
        text = "We use your information for these purposes, each on the basis in brackets:"
        return Passage((text,), points) if points else None

    def _bases(self) -> Passage | None:
        points = dict.fromkeys(_in_law(each) for one in self.purposes for each in one.grounds)
        points |= dict.fromkeys(condition for one in self.purposes for condition in self._conditions(one))
        return Passage(("We rely on these parts of data protection law:",), tuple(points)) if points else None

    def _conditions(self, purpose: Purpose) -> Iterable[str]:
        mine = {nature_of(one) for one in self._mine if one.id in purpose.categories} - {Nature.ordinary}
        for one in purpose.conditions:
            criminal = one.article == "10"
            if not (mine & {Nature.criminal} if criminal else mine - {Nature.criminal}):
                continue
            kind = "information about criminal records" if criminal else "special category information"
            provision = f"Article {one.article}" if one.article else ""
            schedule = f"{one.schedule} of the Data Protection Act 2018" if one.schedule else ""
            law = ", with ".join(filter(None, (provision, schedule)))
            yield f"for {kind}: {', and '.join(filter(None, (law, one.policy)))}"

    @cached_property
    def _mine(self) -> list[NoticeCategory]:
        """The categories that the person receives data of."""
        if self.bundle is None:
            return list(self.notice.categories)
        return [one for one in self.notice.categories if any(_holds(each, one) for each in self.given)]

    def _categories(self) -> Passage | None:
        if not self.notice.categories:
            return None
        listed = [one.name for one in self._mine if nature_of(one) == Nature.ordinary]
        unlisted = [each for each in self.given if not any(_holds(each, one) for one in self.notice.categories)]
        listed += [_class_name(one.record_class) for one in unlisted]
        if not listed:
            return Passage(("All your information is more sensitive.",))
        return Passage(("We hold these kinds of information about you:",), tuple(dict.fromkeys(listed)))

    def _special(self) -> Passage | None:
        if not self.notice.categories:
            return None
        listed = tuple(one.name for one in self._mine if nature_of(one) != Nature.ordinary)
        if not listed:
            return Passage(
                ("Nothing that we are giving you is special category information or about criminal records.",)
            )
        text = "Some is what the law calls special category information, or is about criminal records:"
        return Passage((text,), listed)

    def _recipients(self) -> Passage | None:
        sharing = self.notice.sharing
        found = {one.record_class for one in self.given}
        theirs = [one for one in sharing.recipients if not one.classes or found & set(one.classes)]
        known = " ".join(self.recipients).casefold()
        theirs = [one for one in theirs or sharing.recipients if one.name.casefold().removeprefix("the ") not in known]
        named = (*self.recipients, *(f"{one.name}: {one.why}" for one in theirs))
        working = tuple(f"{one.name}: {one.task}, on our instructions only" for one in sharing.processors)
        did = "have shared, or may share, all or part of your" if self.recipients else "share all or part of this"
        return Passage((f"We {did} information with:",), (*named, *working)) if named else None

    def _transfers(self) -> Passage | None:
        sharing = self.notice.sharing
        abroad = [(one.name, one.place, one.safeguard) for one in sharing.recipients if one.place != UK]
        abroad += [(one.name, one.place, one.safeguard) for one in sharing.processors if one.place != UK]
        if abroad:
            points = tuple(f"{name}, in {place}: {known or 'no safeguard recorded'}" for name, place, known in abroad)
            return Passage(("We send information outside the United Kingdom to:",), points)
        if not sharing.stays_in:
            return None
        if sharing.stays_in != UK:
            return Passage((f"We do not send this information outside the {sharing.stays_in}.",))
        return Passage((
            f"We do not send this information outside the {UK} or to an international organisation, so no transfer "
            "safeguards under Article 46 are in use.",
        ))  # fmt: skip

    def _retention(self) -> Passage | None:
        retention = self.notice.retention
        if not retention.text:
            return None
        return Passage((*retention.text[:1], "These are the periods, or what decides them:"), retention.criteria)

    def _rights(self) -> Passage | None:
        points = [f"{one.what} ({_article(one.right)})" for one in self.notice.rights.rights if one.right in CHANGING]
        return Passage(("You can ask us:",), tuple(points)) if points else None

    def _objection(self) -> Passage | None:
        if self.notice.right(Right.objection) is None:
            return None
        lawful = as_proposed(self.notice).right(Right.objection)
        return Passage(lawful.text) if lawful and lawful.text else None

    def _not_available(self) -> Passage | None:
        if not self.notice.rights.rights:
            return None
        erasure, portable = by_basis(Right.erasure, self.purposes), by_basis(Right.portability, self.purposes)
        points = []
        if erasure.closed:
            why = "we do not have to erase information that we need for a legal duty or a public task"
            points.append(f"{why} (Article 17(3)(b)){_which(erasure.closed, erasure.available)}")
        why = "the right to take your data elsewhere (Article 20) covers only what we use by your consent or under a"
        if portable.available:
            points.append(f"{why} contract with you, by computer{_which(portable.open, bool(portable.closed))}")
        else:
            points.append(f"{why} contract with you. We use nothing on that basis")
        objection = by_basis(Right.objection, self.purposes)
        if objection.closed:
            why = "you cannot object to what rests on your consent, a contract or a legal duty"
            points.append(f"{why}{_which(objection.closed, objection.available)}")
        return Passage(("For some of what we do, the law limits a right:",), tuple(points))

    def _sources(self) -> Passage | None:
        true = [one for one in self.notice.sources if one.kind != SourceKind.own_return]
        if not true:
            return None
        if not self.given:
            return Passage(("The information came from:",), tuple(one.name for one in true))
        points = (f"{one.title}: {_from(one, true)}" for one in self.given)
        return Passage(("The information came from:",), tuple(dict.fromkeys(points)))

    def _automated(self) -> Passage | None:
        automated = self.notice.automated
        if not automated.text or automated.taken:
            return Passage(automated.text) if automated.text else None
        return Passage((
            "We make no decision about you by automated means alone that has a legal or similarly important effect on "
            "you. So there is no decision that is subject to the requirement to provide safeguards under Article 22C, "
            "and no profiling of that kind.",
        ))  # fmt: skip

    def _complain_here(self) -> Passage | None:
        return self._complaint(ComplainTo.council)

    def _complain_regulator(self) -> Passage | None:
        return self._complaint(ComplainTo.regulator)

    def _complaint(self, to: ComplainTo) -> Passage | None:
        route = self.notice.complaint(to) or as_proposed(self.notice).complaint(to)
        return Passage(route.text) if route else None


def _ground(one: PurposeBasis) -> str:
    return f"{BASES[one.basis].words}, for {one.about}" if one.about else BASES[one.basis].words


def _in_law(one: PurposeBasis) -> str:
    basis = BASES[one.basis]
    return f"{basis.words} (UK GDPR Article 6(1){basis.point}){f': {one.law}' if one.law else ''}"


def _holds(item: BundleItem, category: NoticeCategory) -> bool:
    """Whether what is given of a record has data of a category."""
    if item.record_class in category.classes:
        return True
    fields = {_folded(name) for name in category.fields}
    given = (part for part in item.parts if part.exemption is None and part.text.strip())
    return any(part.concept in category.concepts or _folded(part.name) in fields for part in given)


def _from(item: BundleItem, sources: Sequence[NoticeSource]) -> str:
    known = [one.name for one in sources if item.record_class in one.classes]
    own = [one.name for one in sources if one.kind == SourceKind.own_records]
    return " and ".join(known) or (own or [sources[0].name])[0]


def _article(right: Right) -> str:
    return RIGHTS[right].partition("(")[2].rstrip(")")


def _class_name(record_class: str) -> str:
    return class_names().get(record_class, "records of another kind").lower()


def _which(purposes: Iterable[Purpose], some: bool) -> str:
    """The purposes that something applies to, if it does not apply to all."""
    return f". That is what we use {'; '.join(one.what for one in purposes)}" if some else ""


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
