"""What the letters of a request are written from: its facts, events and clocks, its search, and the privacy notice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from casework.clock import Deadline
from casework.disclosure.bundles import Bundle
from casework.law.rights import Right
from casework.notice.council import Council
from casework.notice.processors import Processor
from casework.notice.purpose_changes import PurposeChange
from casework.notice.recipients import SharedWith
from casework.notice.register import PrivacyNotice
from casework.notice.security_statement import SecurityStatement
from casework.rights.requests import Request
from casework.text.facts import Unchecked
from casework.timeline.events import Event


class RightClock(NamedTuple):
    """The clock of one right, that of its notice of an extension, and its due date if it were extended."""

    running: Deadline
    notice: Deadline | None = None
    if_extended: date | None = None


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another open case of the same person, which answers a duplicate."""

    reference: str
    received: date
    due: date | None


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter of the case that was sent."""

    kind: str
    on: date
    to: str = ""
    """Whom it went to, if not to the requester."""
    reply_by: date | None = None
    """The date by which it asked for a reply."""


@dataclass(frozen=True, slots=True)
class Transparency:
    """What the letters about recipients and privacy information are written from, besides the notice."""

    recipients: Sequence[SharedWith] = ()
    """Who received the data subject's data, by the log."""
    unconfirmed: int = 0
    """How many proposed disclosures of theirs are neither confirmed nor declined."""
    processors: Sequence[Processor] = ()
    statement: SecurityStatement | None = None
    """The approved statement of security measures in force."""
    purpose_change: PurposeChange | None = None
    """The last change of purpose that affects the data subject."""
    changes: Sequence[str] = ()
    """What was rectified, erased or restricted in the case, in words."""


@dataclass(frozen=True, slots=True)
class RequestMatter:
    """What the letters of a request are written from."""

    request: Request
    council: Council
    notice: PrivacyNotice
    """The one in force on the date of the letter."""
    on: date
    events: Sequence[Event]
    """Those in force."""
    said: Mapping[int, Unchecked]
    """The facts of each event, by its number."""
    clocks: Mapping[Right, RightClock]
    """The clock of each right that has one."""
    sent: Sequence[SentLetter] = ()
    bundle: Callable[[], Bundle] | None = None
    """What was found and decided. Raises Refused if something is undecided."""
    other: Callable[[str], OtherCase | None] = lambda _: None
    """The open case with that reference."""
    recipients: Callable[[], Sequence[str]] = tuple
    """Those who received the person's data, by name; none if that is not recorded."""
    transparency: Callable[[], Transparency] = Transparency
    """Recipients, processors, and the statement of security measures."""
