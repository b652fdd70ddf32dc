"""Which letters were sent and when, what they answer, and what was corrected since."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from casework import Refused, clock
from casework.breaches.incidents import Breach
from casework.complaints.handling import Complaint
from casework.disclosure import decisions, health, papers, release
from casework.disclosure.papers import Paper, PaperState
from casework.law.letter_kinds import inputs_of_event, letter_kinds, letters_to_others, letters_with
from casework.law.rights import Right, in_a_word
from casework.notice.council import Council
from casework.records.items import ATTACHMENT, Source
from casework.rights.requests import Request
from casework.timeline import history
from casework.timeline.checks import ONCE
from casework.timeline.events import (
    KINDS,
    QUESTIONS,
    UNASKED,
    ActKind,
    Event,
    Kind,
    day_of,
    events_in_force,
    letter_events,
    original,
    unrequested_authorities,
)
from casework.timeline.history import History
from casework.timeline.outcomes import Says
from casework.vault.database import number

ELSEWHERE = "elsewhere"
"""The `letter` of a sending whose letter was not made here; its file is kept with the case."""
FURTHER_COPY = "further-copy"
"""The ground of a fee that moves no clock (Article 15(3)): Article 12A(2)(c) is for a fee of Article 12(5) alone."""
IN_PACKS = ("disclosure", "part-refusal", "nothing-held", "further-disclosure")
"""The letters that a pack opens with."""


class Sending(NamedTuple):
    """One response that was sent: its date, the letter, and what it says."""

    seq: int
    on: date
    letter: str
    """A kind of letter, `elsewhere`, or empty where it was recorded before letters had to be named."""
    says: Says
    right: Right | None = None
    """The one right it answers; None: whichever it can."""


def letter_sent(
    session: Session, case: Request | Complaint, new: Event, facts: Mapping[str, Any], known: Sequence[Event]
) -> dict[str, str]:
    """The facts of an event that sends a letter: which letter it was. `known` are the case's events.

    Raises Refused if no letter could have been sent, and Stopped if it must not be.
    """
    if new.kind == Kind.sent and facts.get("sources"):
        return _from_elsewhere(session, case, facts)
    named = str(facts.get("letter") or "")
    paper = _paper(session, case, new, known, named)
    every = replace(new, right=None)
    if paper is None and named == "extension" and new.right and _paper(session, case, every, known, named):
        raise Refused(
            f"The notice filed for {case.reference} covers more than {new.right}. Record the extension without it. "
            "Then make the notice again."
        )
    if paper is None and (named or new.kind in (Kind.sent, Kind.letter_sent)):
        raise Refused(
            f"{case.reference} has no filed letter that could have been sent. Make it first, or attach the file of a "
            "letter made elsewhere and name it."
        )
    if paper is None:
        return {"letter": "no letter"}
    if new.kind == Kind.fee_requested and paper.inputs.get("fee_ground") == FURTHER_COPY:
        raise Refused(
            "No time waits for the fee for a further copy (Article 15(3)). Record that the letter was sent, as "
            "'letter_sent'."
        )
    release.refuse(session, case, paper.kind)
    if isinstance(case, Request) and paper.kind in letters_with("rests_on_search") | {"pack"}:
        health.refuse_without_opinion(session, case, new.on)  # it may have expired since the letter was made
    says = {"says": _said_by(session, case, paper.kind)} if new.kind == Kind.sent else {}
    kept = () if paper.kind in letters_to_others() else inputs_of_event(new.kind)
    entered = {name: typed for name, typed in paper.inputs.items() if name in kept}
    return {"letter": paper.kind, "paper": paper.digest} | says | entered


def _paper(session: Session, case: Request | Complaint, new: Event, known: Sequence[Event], named: str) -> Paper | None:
    """The filed letter that such an event sends: the newest that was not sent, else the newest; of the kind `named`, if
    one is."""
    sent = dates_sent(session, case.reference, known)
    filed = [one for one in papers.of_case(session, case.reference) if one.state == PaperState.filed]
    mine = [one for one in filed if one.day <= new.on and _sends(new.kind, one.kind, named) and _tells(one, new.right)]
    if new.kind == Kind.progress and new.corrects is None:  # progress is often told without a letter
        mine = [one for one in mine if one.digest not in sent]
    if release.recipient(
        [one for one in events_in_force(known) if one.on <= new.on]
    ):  # authority is there: nothing was refused for lack of it
        mine = [one for one in mine if one.kind != "authority-refusal"]
    if not mine:
        return None
    newest = max(mine, key=lambda one: (one.digest not in sent, one.id))
    packs = [one for one in mine if one.kind == "pack"]
    if newest.kind == "further-disclosure":  # a pack sent before does not hold what is new
        packs = [one for one in packs if one.digest not in sent]
    return packs[-1] if packs and newest.kind in IN_PACKS else newest


def _sends(event: Kind, letter: str, named: str) -> bool:
    """Whether such an event can have sent a letter of that kind; `letter_sent` sends any that it names."""
    if named and named != letter:
        return False
    return letter_events().get(letter) == event or (bool(named) and event == Kind.letter_sent)


def _tells(paper: Paper, right: Right | None) -> bool:
    """Whether a notice of an extension is about that right alone; any other letter is, and any notice is about all."""
    rights = next((value for name, value, _ in paper.bound if name == "extended_rights"), "")
    return not right or not rights or rights == in_a_word(right)


def event_sending(letter: str, in_force: Sequence[Event], right: str | None = None) -> Kind:
    """The event that records that a letter of that kind was sent, about one right or all: its own; or `letter_sent` if
    what it tells is already recorded, such as a question asked by phone that is still open."""
    event = letter_events().get(letter, Kind.letter_sent)
    stands = [one for one in in_force if one.kind == event and (not right or one.right in (None, right))]
    if event in QUESTIONS:
        answers = [one for one in in_force if one.kind == QUESTIONS[event]]
        is_open = len(stands) > len(answers) - len(unrequested_authorities(in_force)) * (QUESTIONS[event] == UNASKED)
        return Kind.letter_sent if is_open else event
    return Kind.letter_sent if event in ONCE and stands else event


def _from_elsewhere(session: Session, case: Request | Complaint, facts: Mapping[str, Any]) -> dict[str, str]:
    for file in facts["sources"]:
        source = session.get(Source, file) if isinstance(file, int) else None
        if source is None or source.reader != ATTACHMENT or source.case != case.reference:
            raise Refused(f"File {file!r} is not attached to {case.reference}. Attach the letter to the case first.")
    says = facts.get("says") or Says.answer
    access = facts.get("right") == Right.access or getattr(case, "rights", None) == [Right.access]
    if access and says != Says.refusal:
        raise Refused(
            "The answer to a request for access is made here. Make the disclosure letter or the pack. Of letters made "
            "elsewhere, only a refusal can be recorded as sent."
        )
    release.refuse(session, case, ELSEWHERE)
    return {"letter": ELSEWHERE, "says": says}


def refuse_again(session: Session, case: Request | Complaint | Breach, new: Event, events: Sequence[Event]) -> None:
    """Raise Refused if an acknowledgement is already recorded, and no newer one was made."""
    if new.kind != Kind.acknowledged or not any(one.kind == Kind.acknowledged for one in events_in_force(events)):
        return
    sent = dates_sent(session, case.reference, events)
    kinds = [letter for letter, event in letter_events().items() if event == Kind.acknowledged]
    made = [papers.current_paper(session, case.reference, kind) for kind in kinds]
    if all(one is None or one.digest in sent or one.day > new.on for one in made):
        raise Refused("'acknowledged' is already recorded. Correct that event instead.")


def sendings(session: Session, events: Sequence[Event]) -> list[Sending]:
    """The responses sent by these events in force, in their order."""
    mine = [one for one in events if one.kind == Kind.sent]
    facts = history.facts_of(session, [number(one.seq) for one in mine])
    found = []
    for one in mine:
        kept = facts.get(number(one.seq), {})
        letter = kept.get("letter", "")
        found.append(Sending(number(one.seq), one.on, letter, Says(kept.get("says") or Says.both), one.right))
    return found


def _said_by(session: Session, case: Request | Complaint, letter: str) -> Says:
    """What a letter made here says: a disclosure letter or pack that withholds everything is a refusal."""
    said = next((kind.says for kind in letter_kinds() if kind.id == letter), "")
    if said and letter != "disclosure":
        return Says(said)
    if isinstance(case, Complaint):  # nothing is searched for one
        return Says.answer
    counts = decisions.counts(session, case)
    return Says.refusal if counts.withheld and not counts.disclosed else Says.answer


def dates_sent(session: Session, reference: str, events: Sequence[Event]) -> dict[str, date]:
    """The date each paper of a case was sent, by its digest.

    An event of an earlier version names no paper: it counts for the newest of its kind made by then.
    """
    mine = [one for one in events_in_force(events) if one.kind in letter_events().values()]
    facts = history.facts_of(session, [number(one.seq) for one in mine])
    filed = papers.of_case(session, reference)
    found: dict[str, date] = {}
    for one in mine:
        kept = facts.get(number(one.seq), {})
        if kept.get("paper"):
            found.setdefault(kept["paper"], one.on)
        elif "letter" not in kept and one.recorded:
            then = [
                paper for paper in filed if letter_events().get(paper.kind) == one.kind and paper.made <= one.recorded
            ]
            if then:
                found.setdefault(then[-1].digest, one.on)
    return found


def corrected_since(session: Session, case: Request | Complaint, as_at: date | None = None) -> dict[str, list[str]]:
    """What was corrected in each letter since it was sent, by its digest: `due date`, `date received`."""
    events = _recorded_by(session, case, as_at)
    if not any(one.corrects for one in events):
        return {}
    by_seq = {number(one.seq): one for one in events}
    made = _made(session, case.reference)
    found = {}
    for paper in dates_sent(session, case.reference, events):
        if paper not in made:  # disposed of
            continue
        kind, seq = made[paper]
        then = {earlier: one for earlier, one in by_seq.items() if earlier < seq}
        since = [one for later, one in by_seq.items() if later > seq and original(one, by_seq) in then]
        if wrong := _differing(session, case, kind, [*then.values()], [*then.values(), *since]):
            found[paper] = wrong
    return found


def _made(session: Session, reference: str) -> dict[str, tuple[str, int]]:
    """The kind of each paper of a case and the number of the history row that made it, by its digest."""
    rows = select(History.seq).where(
        History.reference == reference, col(History.kind).in_((ActKind.letter, ActKind.pack))
    )
    facts = history.facts_of(session, session.exec(rows).all())
    return {kept["digest"]: (kept["kind"], seq) for seq, kept in sorted(facts.items()) if "digest" in kept}


def _differing(
    session: Session, case: Request | Complaint, kind: str, then: list[Event], now: list[Event]
) -> list[str]:
    wrong = []
    if kind in ("acknowledgement", "extension") and isinstance(case, Request):
        nation = session.get_one(Council, 1).nation
        one, other = ([clock.of_right(right, some, nation=nation) for right in case.rights] for some in (then, now))
        wrong += ["due date"] * ([(each.state, each.due) for each in one] != [(each.state, each.due) for each in other])
    return wrong + ["date received"] * (_received(then) != _received(now))


def _received(events: Iterable[Event]) -> date | None:
    return next((one.on for one in events_in_force(events) if one.kind == Kind.received), None)


def letters_to_rewrite(
    session: Session, cases: Collection[Request | Complaint], as_at: date | None = None
) -> dict[str, str]:
    """By reference, the letter to write again because it was corrected after it was sent."""
    to_send = {}
    for case in cases:
        wrong = corrected_since(session, case, as_at)
        if not wrong:
            continue
        last = _last_left(session, case, as_at)
        filed = {one.kind: one for one in papers.of_case(session, case.reference) if one.state == PaperState.filed}
        for kind, digest in last.items():
            if digest in wrong:
                name = name_of(kind)
                newer = filed.get(kind)
                then = "send the new one" if newer and newer.digest not in wrong else "write again"
                to_send[case.reference] = f"{then}: the {name} now has the wrong {', '.join(wrong[digest])}"
    return to_send


def name_of(letter: str) -> str:
    """The name of a kind of letter in a sentence."""
    names = {kind.id: kind.name for kind in letter_kinds()} | {"pack": "response pack"}
    return names.get(letter, letter.replace("-", " "))


def _last_left(session: Session, case: Request | Complaint, as_at: date | None) -> dict[str, str]:
    """The last paper of each kind that was sent, by kind."""
    sent = dates_sent(session, case.reference, _recorded_by(session, case, as_at))
    last: dict[str, str] = {}
    for paper in papers.of_case(session, case.reference):
        if paper.digest in sent:
            last[paper.kind] = paper.digest
    return last


def _recorded_by(session: Session, case: Request | Complaint, as_at: date | None) -> list[Event]:
    """The events of a case; with `as_at`, those recorded by the end of that date (Europe/London)."""
    known = history.events(session, case.reference)
    return [one for one in known if as_at is None or one.recorded is None or day_of(one.recorded) <= as_at]


def corrected(session: Session, references: Collection[str]) -> list[str]:
    """The cases with a corrected event: only their letters can have become wrong."""
    asked = select(History.reference).where(col(History.corrects).is_not(None), col(History.kind).in_(KINDS))
    found = session.exec(asked.where(col(History.reference).in_(references)).distinct())
    return [reference for reference in found if reference]
