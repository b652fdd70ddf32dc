"""What the letters of a request are written from: its facts, events and clocks, its search, and the privacy notice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from casework.clock import Deadline
from casework.disclosure.bundles import Bundle
from casework.law.rights import Right
from casework.notice.council import Council
from casework.notice.published import PrivacyNotice
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
    """The last date for the reply it asked for."""


@dataclass(frozen=True, slots=True)
class RequestMatter:
    """What the letters of a request are written from."""

    request: Request
    council: Council
    notice: PrivacyNotice
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
