"""The rules that hold a privacy notice against the law: each is a pure function of its data."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import TypeAdapter

from casework.law.rights import Right
from casework.notice.register import (
    NoticeCategory,
    NoticeRecipient,
    PrivacyNotice,
    Purpose,
    PurposeBasis,
    SpecialCondition,
)
from casework.notice.terms import (
    BASES,
    UK,
    ComplainTo,
    DecisionRules,
    LawfulBasis,
    Nature,
    PurposeKind,
    SourceKind,
    ToldWhen,
)

T = TypeVar("T")


@cache
def table() -> dict[str, dict[str, Any]]:
    """Every finding, by its id, as `findings.toml` has it."""
    return tomllib.loads(files(__package__).joinpath("findings.toml").read_text(encoding="utf-8"))


def text_of(id: str, name: str) -> str:
    """A line that a proposal puts into the notice."""
    return str(table()[id]["text"][name])


def texts_of(id: str, name: str) -> tuple[str, ...]:
    """Lines that a proposal puts into the notice."""
    return tuple(table()[id]["text"][name])


def entries_of(id: str, name: str, kind: type[T]) -> tuple[T, ...]:
    """Entries that a proposal adds to a list of the notice."""
    entries: list[Any] = table()[id]["lists"][name]
    return tuple(TypeAdapter(kind).validate_python(one) for one in entries)


OWED = (PurposeKind.returns, PurposeKind.duties)
"""The purposes that the law obliges the council to."""
INTERESTS = (LawfulBasis.legitimate_interests, LawfulBasis.recognised_interests)
NATURES = {
    "absence": Nature.health,
    "sick-pay": Nature.health,
    "occupational-health": Nature.health,
    "dbs": Nature.criminal,
}
"""Classes of record that are, throughout, what Article 9(1) or Article 10 names."""
ETHNIC = "ethnic"
NAMED_BY = "surname"
"""A notice lists names if a category has this concept."""
MEASURED = (PurposeKind.statistics, PurposeKind.monitoring)
EMPLOYER = ("9(2)(b)", "Schedule 1 paragraph 1")
CRIMINAL = ("10", "Schedule 1 paragraph 1")
WITH_SCHEDULE = ("9(2)(b)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)", "10")
"""The conditions that are met only through one of DPA 2018 Schedule 1 (section 10(2), (3) and (5))."""
WITH_POLICY = ("9(2)(b)", "9(2)(g)", "10")
"""Those that need an appropriate policy document, as they are used here (Schedule 1 paragraphs 1 and 5)."""


def _objection(notice: PrivacyNotice) -> bool:
    needed = {basis for one in notice.purposes for basis in one.bases if BASES[basis].objection}
    promise = notice.right(Right.objection)
    return bool(needed) and not (promise and needed <= set(promise.bases) and promise.apart)


def _portability(notice: PrivacyNotice) -> bool:
    promise = notice.right(Right.portability)
    if promise is None:
        return any(BASES[basis].portable for one in notice.purposes for basis in one.bases)
    return not promise.bases or not all(BASES[one].portable for one in promise.bases) or not promise.limits


def _erasure(notice: PrivacyNotice) -> bool:
    promise = notice.right(Right.erasure)
    return promise is not None and not promise.limits


def loose(notice: PrivacyNotice) -> list[PurposeBasis]:
    """The bases that are named without a law and without a purpose that rests on them."""
    used = {basis for one in notice.purposes for basis in one.bases}
    return [one for one in notice.uses.without_purpose if not one.law and one.basis not in used]


def _section_83(notice: PrivacyNotice) -> bool:
    owed = any(one.kind in OWED and LawfulBasis.legal_duty not in one.bases for one in notice.purposes)
    return owed or any(one.law for one in notice.uses.without_purpose)


def misplaced_pay(one: Purpose) -> bool:
    """Whether pay rests on anything but a contract and legal duties."""
    lawful = {LawfulBasis.contract, LawfulBasis.legal_duty}
    return one.kind == PurposeKind.pay and not one.bases <= lawful


def lawless(one: PurposeBasis) -> bool:
    """Whether a basis that must rest on a law names none."""
    return BASES[one.basis].needs_law and not one.law


def unneeded(notice: PrivacyNotice) -> set[str]:
    """The categories that pay never needs."""
    return {one.id for one in notice.categories if nature_of(one) == Nature.ethnic_origin}


def _minimisation(notice: PrivacyNotice) -> bool:
    extra = unneeded(notice)
    return any(one.kind == PurposeKind.pay and extra & set(one.categories) for one in notice.purposes)


def nature_of(category: NoticeCategory) -> Nature:
    """What a category is in law: by the classes and fields it covers, and else as the notice has it."""
    known = [NATURES[one] for one in category.classes if one in NATURES]
    if any(ETHNIC in one.casefold() for one in category.fields):
        known.append(Nature.ethnic_origin)
    return known[0] if known else category.nature


def misclassed(one: NoticeCategory) -> bool:
    return one.kind != nature_of(one).kind


def natures_in(notice: PrivacyNotice, purpose: Purpose) -> set[Nature]:
    listed = [one for one in notice.categories if one.id in purpose.categories]
    return {nature_of(one) for one in listed if nature_of(one) != Nature.ordinary}


def _named(one: SpecialCondition) -> bool:
    """Whether a condition is complete in law."""
    schedule = one.schedule or one.article not in WITH_SCHEDULE
    return bool(one.article and schedule and (one.policy or one.article not in WITH_POLICY))


def unconditional(notice: PrivacyNotice, one: Purpose) -> bool:
    """Whether a purpose uses special category or criminal data without a condition that fits."""
    natures, stated = natures_in(notice, one), {each.article for each in one.conditions}
    if not natures:
        return False
    if not one.conditions or not all(_named(each) for each in one.conditions):
        return True
    return bool(
        (Nature.criminal in natures and "10" not in stated) or (natures - {Nature.criminal} and stated <= {"10"})
    )


def measured(notice: PrivacyNotice, one: Purpose) -> bool:
    """The same for statistics and monitoring, which the condition of an employer does not cover."""
    return bool(natures_in(notice, one)) and (
        unconditional(notice, one) or any(each.article == EMPLOYER[0] for each in one.conditions)
    )


def unlisted(notice: PrivacyNotice) -> list[NoticeCategory]:
    """The proposed categories that records kept for the purposes hold, and that the notice does not list."""
    kept = {name for one in notice.purposes for name in one.classes}
    covered = {name for one in notice.categories for name in one.classes}
    nameless = not any(NAMED_BY in one.concepts for one in notice.categories)
    proposed = entries_of("categories", "categories", NoticeCategory)
    return [one for one in proposed if (nameless and NAMED_BY in one.concepts) or (set(one.classes) & kept - covered)]


def missing_recipients(notice: PrivacyNotice) -> list[NoticeRecipient]:
    roles, names = ({one.role for one in notice.sharing.recipients}, {one.name for one in notice.sharing.recipients})
    proposed = entries_of("recipients", "recipients", NoticeRecipient)
    others = [one for one in proposed if one.role == "other" and one.name not in names]
    named = [one for one in proposed if one.role != "other" and one.role not in roles]
    pays = any(one.kind == PurposeKind.pay for one in notice.purposes)
    return [*named, *others] if named and pays else []


def _unsafe(notice: PrivacyNotice) -> bool:
    sharing = notice.sharing
    places = [(one.place, one.safeguard) for one in sharing.recipients]
    places += [(one.place, one.safeguard) for one in sharing.processors]
    return any(place != UK and not safeguard for place, safeguard in places)


def kept_classes(notice: PrivacyNotice) -> list[str]:
    return sorted({name for one in notice.purposes for name in one.classes})


def old_register(one: NoticeCategory) -> bool:
    return "hcpc" in one.name.casefold()


def _of(kinds: tuple[PurposeKind, ...] | None, fault: Callable[[PrivacyNotice, Purpose], bool]) -> Callable[..., bool]:
    def rule(notice: PrivacyNotice) -> bool:
        mine = (one for one in notice.purposes if (one.kind in MEASURED) == (kinds is not None))
        return any(fault(notice, one) for one in mine)

    return rule


RULES: dict[str, Callable[[PrivacyNotice], bool]] = {
    "objection": _objection,
    "contact": lambda one: not (one.controller.contact and one.controller.officer_contact),
    "regulator-complaint": lambda one: one.complaint(ComplainTo.regulator) is None,
    "council-complaint": lambda one: one.complaint(ComplainTo.council) is None,
    "automated": lambda one: one.automated.rules == DecisionRules.section_14,
    "vital-interests": lambda one: bool(loose(one)),
    "section-83": _section_83,
    "pay": lambda one: any(misplaced_pay(each) for each in one.purposes),
    "special-categories": lambda one: any(misclassed(each) for each in one.categories),
    "conditions": _of(None, unconditional),
    "registration": lambda one: any(old_register(each) for each in one.categories),
    "retention": lambda one: not set(kept_classes(one)) <= set(one.retention.classes),
    "transfers": lambda one: one.sharing.stays_in != UK,
    "safeguards": _unsafe,
    "group": lambda one: one.sharing.group,
    "source": lambda one: any(each.kind == SourceKind.own_return for each in one.sources),
    "not-provided": lambda one: not (one.not_provided.required and one.not_provided.consequences),
    "instructions": lambda one: any(each.on_instructions for each in one.sharing.recipients),
    "recipients": lambda one: bool(missing_recipients(one)) or not one.sharing.processors,
    "portability": _portability,
    "erasure": _erasure,
    "consent": lambda one: not one.consent.withdrawal,
    "change-of-purpose": lambda one: one.change_of_purpose.told != ToldWhen.before,
    "without-knowledge": lambda one: one.change_of_purpose.without_knowledge,
    "version": lambda one: "UK GDPR" not in one.introduction.issued_under or not one.introduction.shows_version,
    "breach": lambda one: not one.security.breach_risk,
    "monitoring": _of(MEASURED, measured),
    "law": lambda one: any(lawless(each) for purpose in one.purposes for each in purpose.grounds),
    "overlap": lambda one: one.uses.overlap,
    "legitimate-interests": lambda one: any(each.bases & set(INTERESTS) for each in one.purposes),
    "minimisation": _minimisation,
    "categories": lambda one: bool(unlisted(one)),
    "in-writing": lambda one: one.rights.only_in_writing,
    "links": lambda one: not one.department.link,
}
"""Each finding's rule: whether it applies to a notice."""
