"""What the basis of each purpose means for the rights: where a person can object, take data elsewhere, have it erased.

Pure: any letter can ask for the purposes it is about.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from casework.law.rights import Right
from casework.notice.register import PrivacyNotice, Purpose
from casework.notice.terms import BASES, LawfulBasis

NEEDED = (LawfulBasis.legal_duty, LawfulBasis.public_task)
"""The bases under which data that are needed are not erased (Article 17(3)(b))."""


@dataclass(frozen=True, slots=True)
class RightByBasis:
    """For one right: the purposes for which it can be used, and those for which the basis rules it out."""

    right: Right
    open: tuple[Purpose, ...]
    closed: tuple[Purpose, ...]

    @property
    def available(self) -> bool:
        """Whether it can be used for any of the purposes."""
        return bool(self.open)


def for_classes(notice: PrivacyNotice, classes: Collection[str]) -> tuple[Purpose, ...]:
    """The purposes for which records of these classes are kept; every purpose if the notice names none for them."""
    mine = tuple(one for one in notice.purposes if set(one.classes) & set(classes))
    return mine or notice.purposes


def by_basis(right: Right, purposes: Sequence[Purpose]) -> RightByBasis:
    """Where a right can be used, by the bases of these purposes.

    Objection: public task and legitimate interests (Article 21(1)). Portability: consent and contract, for what is
    processed by automated means (Article 20(1)). Erasure: not where the data are needed for a legal duty or a public
    task (Article 17(3)(b)). The other rights do not depend on the basis.
    """

    def usable(one: Purpose) -> bool:
        if right == Right.objection:
            return any(BASES[basis].objection for basis in one.bases)
        if right == Right.portability:
            return any(BASES[basis].portable for basis in one.bases)
        if right == Right.erasure:
            return not any(basis in NEEDED for basis in one.bases)
        return True

    usable_for = tuple(one for one in purposes if usable(one))
    return RightByBasis(right, usable_for, tuple(one for one in purposes if one not in usable_for))
