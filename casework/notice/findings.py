"""What is wrong in a privacy notice, measured against the law: rules computed from its data, each with its proposal.

Correct the data and the finding goes: the rules are in `faults.py`, the corrections in `proposals.py`, the words in
`findings.toml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce

from casework import Refused, Remedy
from casework.notice.faults import RULES, table
from casework.notice.proposals import MENDINGS, Mending
from casework.notice.register import PrivacyNotice


@dataclass(frozen=True, slots=True)
class NoticeFinding:
    """One thing in a notice that the law asks to be otherwise."""

    id: str
    section: str
    """The section of the published notice, by its heading."""
    place: str
    """Where it is in the data (`uses.purposes`)."""
    paragraph: str
    checked: bool
    """Whether the text of the provision was read."""
    why: str
    proposed: str
    """The proposed wording, in short."""
    mendable: bool
    """Whether adopting the proposal puts it right; otherwise the officer must edit the notice."""


def findings(notice: PrivacyNotice, on: date) -> list[NoticeFinding]:
    """What is wrong in the notice under the law of that date, in the order of the register of findings."""
    return [_finding(id) for id in table() if _in_law(id, on) and RULES[id](notice)]


def mended(notice: PrivacyNotice, ids: Iterable[str]) -> PrivacyNotice:
    """The notice with these proposals adopted. Raises Refused for a finding that has none."""
    return reduce(lambda so_far, id: _mending(id)(so_far), ids, notice)


@cache
def as_proposed(published: PrivacyNotice) -> PrivacyNotice:
    """A notice with every proposal adopted."""
    return mended(published, (id for id in table() if id in MENDINGS and RULES[id](published)))


def _mending(id: str) -> Mending:
    if id not in table():
        raise Refused(f"There is no finding '{id[:40]}'. Choose one of those on the notice.", Remedy.list_findings)
    if id not in MENDINGS:
        raise Refused(f"The finding '{id}' has no proposal to adopt. Edit the notice: {table()[id]['proposed']}")
    return MENDINGS[id]


def _in_law(id: str, on: date) -> bool:
    since: date = table()[id].get("since", date.min)
    return since <= on


def _finding(id: str) -> NoticeFinding:
    names = ("section", "place", "paragraph", "checked", "why", "proposed")
    return NoticeFinding(id, **{name: table()[id][name] for name in names}, mendable=id in MENDINGS)
