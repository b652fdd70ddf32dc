"""The privacy notice as data: every promise of its sections, in our own words, each where the law can be tested on it.

A notice may be wrong in law and still be a notice: `casework/notice/findings.py` says what is wrong. Refused is only
what cannot be read, such as a purpose without a basis. Text may hold `{council}`, `{address}`, `{officer}`, `{email}`
and `{phone}`, which the council's profile fills in, and `{regulator}`, which goes by the date.
"""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import ConfigDict, Field

from casework.law.rights import Right
from casework.notice.terms import (
    UK,
    CategoryKind,
    ComplainTo,
    DecisionRules,
    LawfulBasis,
    Nature,
    PurposeKind,
    RecipientRole,
    SourceKind,
    ToldWhen,
)

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
Line = Annotated[str, Field(max_length=400)]
Paragraph = Annotated[str, Field(max_length=2000)]
Id = Annotated[str, Field(max_length=60, pattern=r"^[a-z][a-z0-9-]*$")]
Lines = Annotated[tuple[Line, ...], Field(max_length=60)]
Paragraphs = Annotated[tuple[Paragraph, ...], Field(max_length=20)]
Ids = Annotated[tuple[Id, ...], Field(max_length=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What the notice is issued under, and what it applies to."""

    __pydantic_config__ = STRICT
    issued_under: Line
    shows_version: bool = False
    """Whether it gives its version and the date of that."""
    text: Paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """Who decides how the data are used, and how to reach them and the Data Protection Officer."""

    __pydantic_config__ = STRICT
    name: Line
    contact: Lines = ()
    officer: Line
    officer_contact: Lines = ()
    text: Paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCategory:
    """One category of personal data, and what it is recognised by in a record."""

    __pydantic_config__ = STRICT
    id: Id
    name: Line
    """`your date of birth`, as a list in a letter has it."""
    kind: CategoryKind = CategoryKind.ordinary
    nature: Nature = Nature.ordinary
    classes: Ids = ()
    """The classes of record (`casework/law/retention.toml`) that hold it throughout."""
    concepts: Ids = ()
    """The concepts (`casework/records/concepts.toml`) that are it, in a record of any class."""
    fields: Lines = ()
    """The fields of the census and other tables that are it, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSource:
    """Where data come from."""

    __pydantic_config__ = STRICT
    name: Line
    kind: SourceKind
    often: Line = ""
    classes: Ids = ()
    """The classes of record that come from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeBasis:
    """A basis of Article 6(1), and the law it rests on."""

    __pydantic_config__ = STRICT
    basis: LawfulBasis
    law: Line = ""
    about: Line = ""
    """What it covers, if not the full purpose (`your tax and National Insurance`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialCondition:
    """A condition for special category or criminal data."""

    __pydantic_config__ = STRICT
    article: Annotated[str, Field(pattern=r"^(|9\(2\)\([a-j]\)|10)$")] = ""
    """`9(2)(b)`, or `10`; empty if the notice states a condition without naming it."""
    schedule: Line = ""
    """The paragraph of DPA 2018 Schedule 1 (`Schedule 1 paragraph 8`)."""
    policy: Line = ""
    """The appropriate policy document, or how the notice refers to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What data are used for, each with its bases and, for special categories, its conditions."""

    __pydantic_config__ = STRICT
    id: Id
    what: Line
    """`to pay you`, as a list in a letter has it."""
    kind: PurposeKind = PurposeKind.other
    grounds: Annotated[tuple[PurposeBasis, ...], Field(max_length=10)] = ()
    categories: Ids = ()
    """The categories it needs, by id."""
    conditions: Annotated[tuple[SpecialCondition, ...], Field(max_length=10)] = ()
    classes: Ids = ()
    """The classes of record that are kept for it."""

    @property
    def bases(self) -> frozenset[LawfulBasis]:
        """The bases it rests on."""
        return frozenset(one.basis for one in self.grounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """How the data are used: the purposes, and what the notice says of bases beside them."""

    __pydantic_config__ = STRICT
    purposes: Annotated[tuple[Purpose, ...], Field(max_length=60)]
    without_purpose: Annotated[tuple[PurposeBasis, ...], Field(max_length=10)] = ()
    """Bases and laws that it names without a purpose that rests on them."""
    overlap: bool = False
    """Whether it says that bases may overlap, without saying which apply."""
    text: Paragraphs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotProvided:
    """What follows if the data are not provided (Article 13(2)(e))."""

    __pydantic_config__ = STRICT
    text: Paragraphs
    required: Lines = ()
    """What must be provided, and the law or contract that requires it."""
    consequences: Lines = ()
    voluntary: Lines = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOfPurpose:
    """What the notice promises before data are used for another purpose (Articles 13(3), 14(4) and 8A)."""

    __pydantic_config__ = STRICT
    told: ToldWhen
    without_knowledge: bool = False
    """Whether it says that data may be used without the person's knowledge."""
    text: Paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPromise:
    """When consent is asked for, and how it is withdrawn (Articles 7(3) and 13(2)(c))."""

    __pydantic_config__ = STRICT
    text: Paragraphs
    withdrawal: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomatedDecisions:
    """Whether decisions are taken by automated means, and under what rules (Articles 22A to 22D)."""

    __pydantic_config__ = STRICT
    taken: bool = False
    rules: DecisionRules
    text: Paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecipient:
    """An organisation, or a kind of organisation, that data are disclosed to for its own purposes."""

    __pydantic_config__ = STRICT
    name: Line
    why: Line
    law: Line = ""
    place: Line = UK
    safeguard: Line = ""
    """The adequacy regulations or safeguard for a place outside the United Kingdom (Articles 45A and 46)."""
    role: RecipientRole = RecipientRole.other
    classes: Ids = ()
    """The classes of record it receives; records of any class, if there are none."""
    on_instructions: bool = False
    """Whether the notice says that it acts on the council's instructions only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeProcessor:
    """An organisation that processes data for the council, on its instructions (Article 28)."""

    __pydantic_config__ = STRICT
    name: Line
    task: Line
    place: Line = UK
    safeguard: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Who receives data, processors apart, and whether any leave the country."""

    __pydantic_config__ = STRICT
    text: Paragraphs
    group: bool = False
    """Whether it names other entities of a group, which a council does not have."""
    stays_in: Line
    """Where it says data stay (`United Kingdom`, `European Union`)."""
    recipients: Annotated[tuple[NoticeRecipient, ...], Field(max_length=60)] = ()
    processors: Annotated[tuple[NoticeProcessor, ...], Field(max_length=60)] = ()
    processor_terms: Paragraphs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentUses:
    """What the Department for Education does with what it receives, and its conditions for sharing it."""

    __pydantic_config__ = STRICT
    text: Paragraphs
    uses: Lines
    shares_for: Lines
    decides_by: Lines
    conditions: Lines
    link: Line = ""
    """The Department's web page with more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityPromise:
    """How data are kept safe, and what happens after a breach (Articles 32 to 34)."""

    __pydantic_config__ = STRICT
    text: Paragraphs
    measures: Lines
    details_from: Line
    """Who gives details on request."""
    breach: Paragraphs
    breach_risk: bool = False
    """Whether it promises to tell people of a breach likely to be a high risk to them (Article 34(1))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPromise:
    """How long data are kept (Article 13(2)(a)): by the rows of the retention schedule in force."""

    __pydantic_config__ = STRICT
    text: Paragraphs
    criteria: Lines
    """What decides the period."""
    classes: Ids = ()
    """The classes of record whose periods the notice prints, from the schedule in force."""
    anonymised: Paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class RightPromise:
    """One right: what it is, when it applies, how to use it, and its limits."""

    __pydantic_config__ = STRICT
    right: Right
    what: Line
    """`to correct information that is wrong`, after "You can ask us"."""
    bases: Annotated[tuple[LawfulBasis, ...], Field(max_length=7)] = ()
    """The bases for which the notice says that it applies; none if it does not say."""
    apart: bool = False
    """Whether it is presented clearly and separately from other information (Article 21(4))."""
    limits: Lines = ()
    text: Paragraphs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Every right, and how to use them."""

    __pydantic_config__ = STRICT
    text: Paragraphs
    how: Paragraphs
    only_in_writing: bool = False
    """Whether it says that rights are used in writing only."""
    rights: Annotated[tuple[RightPromise, ...], Field(max_length=20)]
    keep_current: Paragraphs = ()
    link: Line = ""
    """The web page with more about the rights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRoute:
    """Where and how to complain."""

    __pydantic_config__ = STRICT
    to: ComplainTo
    law: Line
    text: Paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeUpdates:
    """How the council tells people of a new version, and of other uses."""

    __pydantic_config__ = STRICT
    text: Paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice:
    """A privacy notice in full, section by section."""

    __pydantic_config__ = STRICT
    id: Id
    title: Line
    introduction: Introduction
    controller: Controller
    categories: Annotated[tuple[NoticeCategory, ...], Field(max_length=60)]
    sources: Annotated[tuple[NoticeSource, ...], Field(max_length=60)]
    uses: Uses
    not_provided: NotProvided
    change_of_purpose: ChangeOfPurpose
    consent: ConsentPromise
    automated: AutomatedDecisions
    sharing: Sharing
    department: DepartmentUses
    security: SecurityPromise
    retention: RetentionPromise
    rights: Rights
    complaints: Annotated[tuple[ComplaintRoute, ...], Field(max_length=6)] = field(default=())
    updates: NoticeUpdates

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """What the data are used for."""
        return self.uses.purposes

    def right(self, right: Right) -> RightPromise | None:
        """What it says of a right; None if it does not name it."""
        return next((one for one in self.rights.rights if one.right == right), None)

    def complaint(self, to: ComplainTo) -> ComplaintRoute | None:
        """How to complain there; None if it does not say."""
        return next((one for one in self.complaints if one.to == to), None)
