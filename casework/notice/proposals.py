"""What corrects each finding: pure functions that change only what their finding is about."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from casework.law.rights import Right
from casework.notice.faults import (
    CRIMINAL,
    EMPLOYER,
    INTERESTS,
    MEASURED,
    NAMED_BY,
    OWED,
    WITH_POLICY,
    entries_of,
    kept_classes,
    lawless,
    loose,
    measured,
    misplaced_pay,
    missing_recipients,
    nature_of,
    natures_in,
    old_register,
    table,
    text_of,
    texts_of,
    unconditional,
    unlisted,
    unneeded,
)
from casework.notice.register import (
    ComplaintRoute,
    NoticeCategory,
    NoticeProcessor,
    NoticeSource,
    PrivacyNotice,
    Purpose,
    PurposeBasis,
    RightPromise,
    SpecialCondition,
)
from casework.notice.terms import (
    BASES,
    UK,
    CategoryKind,
    ComplainTo,
    DecisionRules,
    LawfulBasis,
    Nature,
    PurposeKind,
    SourceKind,
    ToldWhen,
)

Mending = Callable[[PrivacyNotice], PrivacyNotice]


def _mend_objection(notice: PrivacyNotice) -> PrivacyNotice:
    bases = tuple(basis for basis in BASES if BASES[basis].objection and any(basis in p.bases for p in notice.purposes))
    text = texts_of("objection", "text")
    return _with_right(notice, Right.objection, what=text_of("objection", "what"), bases=bases, apart=True, text=text)


def _mend_portability(notice: PrivacyNotice) -> PrivacyNotice:
    bases = tuple(basis for basis, law in BASES.items() if law.portable)
    what, limits = text_of("portability", "what"), texts_of("portability", "limits")
    return _with_right(notice, Right.portability, what=what, bases=bases, limits=limits)


def _mend_erasure(notice: PrivacyNotice) -> PrivacyNotice:
    return _with_right(notice, Right.erasure, limits=texts_of("erasure", "limits"))


def _with_right(notice: PrivacyNotice, right: Right, **changes: Any) -> PrivacyNotice:
    promise = notice.right(right)
    changed = replace(promise, **changes) if promise else RightPromise(right=right, **changes)
    rest = notice.rights.rights
    listed = tuple(changed if one.right == right else one for one in rest) if promise else (*rest, changed)
    return replace(notice, rights=replace(notice.rights, rights=listed))


def _with_route(id: str, to: ComplainTo) -> Mending:
    def mend(notice: PrivacyNotice) -> PrivacyNotice:
        route = ComplaintRoute(to=to, law=text_of(id, "law"), text=texts_of(id, "text"))
        known = {ComplainTo(one.to): one for one in (*notice.complaints, route)}
        return replace(notice, complaints=tuple(known[one] for one in ComplainTo if one in known))

    return mend


def _purposes(notice: PrivacyNotice, change: Callable[[Purpose], Purpose]) -> PrivacyNotice:
    return replace(notice, uses=replace(notice.uses, purposes=tuple(change(one) for one in notice.purposes)))


def _mend_loose(notice: PrivacyNotice) -> PrivacyNotice:
    dropped = loose(notice)
    kept = tuple(one for one in notice.uses.without_purpose if one not in dropped)
    return replace(notice, uses=replace(notice.uses, without_purpose=kept))


def _mend_section_83(notice: PrivacyNotice) -> PrivacyNotice:
    kept = tuple(one for one in notice.uses.without_purpose if not one.law)
    duty = PurposeBasis(basis=LawfulBasis.legal_duty, law=text_of("section-83", "law"))

    def owed(one: Purpose) -> Purpose:
        due = one.kind in OWED and LawfulBasis.legal_duty not in one.bases
        return replace(one, grounds=(duty,)) if due else one

    return _purposes(replace(notice, uses=replace(notice.uses, without_purpose=kept)), owed)


def _mend_pay(notice: PrivacyNotice) -> PrivacyNotice:
    grounds = entries_of("pay", "grounds", PurposeBasis)
    return _purposes(notice, lambda one: replace(one, grounds=grounds) if misplaced_pay(one) else one)


def _mend_law(notice: PrivacyNotice) -> PrivacyNotice:
    def named(one: Purpose) -> Purpose:
        law = text_of("law", one.kind)
        return replace(one, grounds=tuple(replace(g, law=law) if lawless(g) else g for g in one.grounds))

    return _purposes(notice, named)


def _mend_interests(notice: PrivacyNotice) -> PrivacyNotice:
    def task(kind: PurposeKind, ground: PurposeBasis) -> PurposeBasis:
        if ground.basis not in INTERESTS:
            return ground
        return PurposeBasis(basis=LawfulBasis.public_task, law=ground.law or text_of("law", kind), about=ground.about)

    return _purposes(
        notice, lambda one: replace(one, grounds=tuple(dict.fromkeys(task(one.kind, each) for each in one.grounds)))
    )


def _mend_minimisation(notice: PrivacyNotice) -> PrivacyNotice:
    extra = unneeded(notice)

    def needed(one: Purpose) -> Purpose:
        return replace(one, categories=tuple(id for id in one.categories if id not in extra))

    return _purposes(notice, lambda one: needed(one) if one.kind == PurposeKind.pay else one)


CONDITIONS = {
    PurposeKind.monitoring: ("9(2)(g)", "Schedule 1 paragraph 8"),
    PurposeKind.statistics: ("9(2)(j)", "Schedule 1 paragraph 4"),
}
"""The condition that is proposed for a purpose; for any other, that of an employer."""


def _mend_classes(notice: PrivacyNotice) -> PrivacyNotice:
    def classed(one: NoticeCategory) -> NoticeCategory:
        nature = nature_of(one)
        return replace(one, kind=nature.kind, nature=nature)

    listed = tuple(classed(one) for one in notice.categories)
    sensitive = {one.id for one in listed if one.kind != CategoryKind.ordinary}

    def kept(one: Purpose) -> Purpose:
        open_ended = sensitive & set(one.categories) and not one.conditions
        return replace(one, conditions=(SpecialCondition(),)) if open_ended else one

    return _purposes(replace(notice, categories=listed), kept)


def _mend_conditions(applies: Callable[[PrivacyNotice, Purpose], bool], measured: bool) -> Mending:
    def conditions(notice: PrivacyNotice, one: Purpose) -> tuple[SpecialCondition, ...]:
        natures = natures_in(notice, one)
        wanted = [CONDITIONS.get(one.kind, EMPLOYER)] * bool(natures - {Nature.criminal})
        wanted += [CRIMINAL] * (Nature.criminal in natures)
        policy = text_of("conditions", "policy")
        return tuple(
            SpecialCondition(article=article, schedule=row, policy=policy if article in WITH_POLICY else "")
            for article, row in wanted
        )

    def mend(notice: PrivacyNotice) -> PrivacyNotice:
        def changed(one: Purpose) -> Purpose:
            due = (one.kind in MEASURED) == measured and applies(notice, one)
            return replace(one, conditions=conditions(notice, one)) if due else one

        return _purposes(notice, changed)

    return mend


def _mend_categories(notice: PrivacyNotice) -> PrivacyNotice:
    added = unlisted(notice)
    taken = {one.id for one in added}
    listed = (*(one for one in notice.categories if one.id not in taken), *added)

    def using(one: Purpose) -> Purpose:
        more = [each.id for each in added if set(each.classes) & set(one.classes) or NAMED_BY in each.concepts]
        criminal = any(each.nature == Nature.criminal and each.id in more for each in added)
        policy = text_of("conditions", "policy")
        condition = SpecialCondition(article=CRIMINAL[0], schedule=CRIMINAL[1], policy=policy)
        stated = {each.article for each in one.conditions}
        return replace(
            one,
            categories=tuple(dict.fromkeys((*one.categories, *more))),
            conditions=(*one.conditions, condition) if criminal and "10" not in stated else one.conditions,
        )

    return _purposes(replace(notice, categories=listed), using)


def _mend_source(notice: PrivacyNotice) -> PrivacyNotice:
    returns = [one for one in notice.sources if one.kind == SourceKind.own_return]
    kept = [one for one in notice.sources if one.kind != SourceKind.own_return]
    from_returns = tuple(name for one in returns for name in one.classes)
    own = next((at for at, one in enumerate(kept) if one.kind == SourceKind.own_records), None)
    if own is not None:
        kept[own] = replace(kept[own], classes=tuple(dict.fromkeys((*kept[own].classes, *from_returns))))
    known = {one.name for one in kept}
    more = [one for one in entries_of("source", "sources", NoticeSource) if one.name not in known]
    return replace(notice, sources=(*kept, *more))


def _mend_recipients(notice: PrivacyNotice) -> PrivacyNotice:
    sharing = notice.sharing
    processors = sharing.processors or entries_of("recipients", "processors", NoticeProcessor)
    recipients = (*sharing.recipients, *missing_recipients(notice))
    return replace(notice, sharing=replace(sharing, recipients=recipients, processors=processors))


def _mend_instructions(notice: PrivacyNotice) -> PrivacyNotice:
    free = tuple(replace(one, on_instructions=False) for one in notice.sharing.recipients)
    return replace(
        notice,
        sharing=replace(notice.sharing, recipients=free),
        security=replace(notice.security, measures=texts_of("instructions", "measures")),
    )


def _mend_retention(notice: PrivacyNotice) -> PrivacyNotice:
    classes = tuple(sorted({*notice.retention.classes, *kept_classes(notice)}))
    return replace(notice, retention=replace(notice.retention, classes=classes, text=texts_of("retention", "text")))


def _mend_registration(notice: PrivacyNotice) -> PrivacyNotice:
    name = text_of("registration", "name")
    listed = tuple(replace(one, name=name) if old_register(one) else one for one in notice.categories)
    return replace(notice, categories=listed)


def _section(id: str, section: str, **given: Any) -> Mending:
    """A correction that replaces facts of one section: those given, and the texts of the finding by the same names."""

    def mend(notice: PrivacyNotice) -> PrivacyNotice:
        texts = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in table()[id].get("text", {}).items()
        }
        changed: Any = replace(getattr(notice, section), **texts, **given)
        whole: PrivacyNotice = replace(notice, **{section: changed})
        return whole

    return mend


def _mend_contact(notice: PrivacyNotice) -> PrivacyNotice:
    where = texts_of("contact", "contact")
    return replace(notice, controller=replace(notice.controller, contact=where, officer_contact=where))


def _mend_group(notice: PrivacyNotice) -> PrivacyNotice:
    return replace(notice, sharing=replace(notice.sharing, group=False, text=texts_of("group", "text")))


def _mend_without_knowledge(notice: PrivacyNotice) -> PrivacyNotice:
    change = notice.change_of_purpose
    text = texts_of("change-of-purpose", "text") if len(change.text) > 2 else change.text
    return replace(notice, change_of_purpose=replace(change, without_knowledge=False, text=text))


MENDINGS: dict[str, Mending] = {
    "objection": _mend_objection,
    "contact": _mend_contact,
    "regulator-complaint": _with_route("regulator-complaint", ComplainTo.regulator),
    "council-complaint": _with_route("council-complaint", ComplainTo.council),
    "automated": _section("automated", "automated", rules=DecisionRules.articles_22a_to_22d),
    "vital-interests": _mend_loose,
    "section-83": _mend_section_83,
    "pay": _mend_pay,
    "special-categories": _mend_classes,
    "conditions": _mend_conditions(unconditional, measured=False),
    "registration": _mend_registration,
    "retention": _mend_retention,
    "transfers": _section("transfers", "sharing", stays_in=UK),
    "group": _mend_group,
    "source": _mend_source,
    "not-provided": _section("not-provided", "not_provided"),
    "instructions": _mend_instructions,
    "recipients": _mend_recipients,
    "portability": _mend_portability,
    "erasure": _mend_erasure,
    "consent": _section("consent", "consent"),
    "change-of-purpose": _section("change-of-purpose", "change_of_purpose", told=ToldWhen.before),
    "without-knowledge": _mend_without_knowledge,
    "version": _section("version", "introduction", shows_version=True),
    "breach": _section("breach", "security", breach_risk=True),
    "monitoring": _mend_conditions(measured, measured=True),
    "law": _mend_law,
    "overlap": lambda one: replace(one, uses=replace(one.uses, overlap=False)),
    "legitimate-interests": _mend_interests,
    "minimisation": _mend_minimisation,
    "categories": _mend_categories,
    "in-writing": _section("in-writing", "rights", only_in_writing=False),
    "links": _section("links", "department"),
}
"""Each finding's proposal, as it changes a notice. A safeguard abroad is for the officer to name."""
