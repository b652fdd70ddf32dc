"""What goes out to one data subject: a decision per item and field, and the bundle those decisions make."""

from dataclasses import dataclass

from sqlmodel import Field, SQLModel

NOT_THEIRS = "not-this-person"
"""The reason, beside the exemptions, for leaving an item out: it is about somebody else."""


class Decision(SQLModel, table=True):
    """What the officer decided of one item of a case, or of one field of it (`field` names it, "" means the whole)."""

    reference: str = Field(primary_key=True)
    item_id: int = Field(primary_key=True)
    field: str = Field(default="", primary_key=True)
    decision: str
    """`disclose`, `withhold` (the whole item), or `redact` (the field is taken out)."""
    exemption: str | None = None
    """An id of `exemptions.toml`, or `not-this-person`."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a record as it goes on paper."""

    name: str
    """The item's own name in the source (`OrgRole`)."""
    label: str
    """The same in plain words (`Role in the organisation`)."""
    text: str
    """The value word for word; withheld fields keep theirs here for the gate, and paper must not show it."""
    meaning: str | None
    """What a coded value means (`senior practitioner`)."""
    exemption: str | None = None
    """The exemption under which the field was taken out, or None where it is disclosed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the bundle, with its fields and the decision on it."""

    item: int
    source: int
    place: str
    """Where in the source it stands (`row 14`)."""
    kind: str
    """`census`, `payroll` or `lookup`."""
    title: str
    """Plain words: "Children's social work workforce census 2026"."""
    parts: tuple[Part, ...]
    exemption: str | None = None
    """The exemption under which the whole item is withheld, or None where it is disclosed."""

    @property
    def disclosed(self) -> bool:
        """Whether the person receives this item (with fields taken out or not)."""
        return self.exemption is None

    @property
    def redacted(self) -> bool:
        """Whether it is disclosed with at least one field taken out."""
        return self.disclosed and any(part.exemption for part in self.parts)


@dataclass(frozen=True, slots=True)
class Searched:
    """A source that was searched for the person, as the letter lists it."""

    source: int
    name: str
    """In plain words, without the file's name: "Payroll file, September 2026"."""
    records: int
    """How many records it holds in all."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything decided for one case. Items that are somebody else's are counted, and appear nowhere else."""

    reference: str
    entries: tuple[Entry, ...]
    searched: tuple[Searched, ...]
    not_theirs: int = 0

    @property
    def disclosed(self) -> tuple[Entry, ...]:
        """The items the person receives, whole or in part."""
        return tuple(entry for entry in self.entries if entry.disclosed)

    @property
    def redacted(self) -> tuple[Entry, ...]:
        """The disclosed items from which a field was taken out."""
        return tuple(entry for entry in self.entries if entry.redacted)

    @property
    def withheld(self) -> tuple[Entry, ...]:
        """The items withheld whole under an exemption."""
        return tuple(entry for entry in self.entries if not entry.disclosed)
