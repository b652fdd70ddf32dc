"""The facts of the letters about a request, each bound to its record. Pure."""

from datetime import date, datetime

from casework import Refused
from casework.clock import State
from casework.law.rights import RIGHTS, Right, in_a_word
from casework.rights.requests import Addressee
from casework.text.days import long, plain
from casework.timeline.events import Event, Kind
from casework.timeline.outcomes import DELAYS, Delay
from casework.timeline.progress import CLARIFICATION, awaited
from letters.disclosure.matter import RightClock
from letters.paper.facts import Value, fact
from letters.paper.fonts import quotable
from letters.paper.letter import acting_for, wrote_for
from letters.rights.transparency_facts import TransparencyFacts


class RequestFacts(TransparencyFacts):
    """The facts of a request, its clocks and its letters."""

    # What was asked, and who asked

    @fact("the reference of the case")
    def reference(self) -> Value:
        return Value(self.request.reference, self._request())

    @fact("the date the request was received")
    def received(self) -> Value:
        return Value(plain(self.request.received), self._request("received"))

    @fact("the rights that were asked for")
    def rights_asked(self) -> Value:
        names = [RIGHTS[right] for right in self.request.rights]
        return Value(", ".join(name[0].lower() + name[1:] for name in names), self._request("rights"))

    @fact("the words of the request")
    def asked(self) -> Value:
        return Value(quotable(self.request.asked), self._request("asked"), theirs=True)

    @fact("the name of the data subject")
    def subject(self) -> Value:
        return Value(self.request.subject.name, self._request("subject"), theirs=True)

    @fact("who asks on the person's behalf")
    def acting_for(self) -> Value | None:
        words = acting_for(self.request)
        return Value(words, self._request("requester"), theirs=True) if words else None

    @fact("who wrote on the person's behalf")
    def wrote_for(self) -> Value | None:
        words = wrote_for(self.request)
        return Value(words, self._request("requester"), theirs=True) if words else None

    @fact("someone who asks on behalf of the data subject")
    def someone_acts(self) -> Value:
        if isinstance(self.request.requester, Addressee):
            raise Refused(f"The answer of {self.case_reference} goes to the data subject, so no authority is needed.")
        if self.request.requester.is_subject:
            raise Refused(f"The requester of {self.case_reference} is the data subject, so no authority is needed.")
        return Value(self.request.requester.name, self._request("requester"), theirs=True)

    @fact("a request for access")
    def asks_access(self) -> Value | None:
        return Value("yes", self._request("rights")) if self.request.is_access else None

    @fact("a right besides access")
    def asks_more(self) -> Value | None:
        return Value("yes", self._request("rights")) if self._besides_access() else None

    @fact("the other rights that were asked for")
    def other_rights(self) -> Value | None:
        names = [RIGHTS[right] for right in self._besides_access()]
        return Value(", ".join(names), self._request("rights")) if names else None

    @fact("the restriction while an objection is considered")
    def objection_restricts(self) -> Value | None:
        if Right.objection not in self.request.rights:
            return None
        words = (
            "While we consider your objection, you can ask us to restrict our use of your information "
            "(Article 18(1)(d))."
        )
        return Value(words, self._request("rights"))

    # The clocks

    @fact("the time for the answer")
    def clock_opening(self) -> Value:
        states = {one.running.state for one in self.matter.clocks.values()}
        words = "The law gives us a time limit for each right. We will answer sooner if we can."
        if not states:
            words = "The law sets no number of days for this. We will act without undue delay."
        elif states == {State.due} and len(self.matter.clocks) == 1:
            [one] = self.matter.clocks.values()
            words = f"The law gives us until the end of {self._due(one)}. We will answer sooner if we can."
        elif states == {State.paused}:
            words = (
                "Our time limit is paused, because we have asked you a question and are waiting for your reply. We "
                "cannot give you a date until we have your reply."
            )
        elif states == {State.not_started}:
            words = "Our time limit has not started yet, because we still need something from you."
        elif states == {State.none}:
            words = "No time limit is running for this request now."
        return Value(words, self._clock())

    @fact("the due date of each right")
    def clock_lines(self) -> Value:
        return Value(tuple(f"{RIGHTS[right]}: {self._when(right)}" for right in self.request.rights), self._clock())

    @fact("several rights")
    def several_rights(self) -> Value | None:
        return Value("yes", self._request("rights")) if len(self.request.rights) > 1 else None

    @fact("how the due dates were worked out")
    def clock_steps(self) -> Value | None:
        lines: dict[str, None] = {}
        several = len({one.running.steps for one in self.matter.clocks.values()}) > 1
        for right, one in self.matter.clocks.items():
            for step in one.running.steps:
                words = f"{plain(_day(step.date))}: {step.why}" if step.date else step.why
                lines[f"{RIGHTS[right].split(' (')[0]}: {words}" if several else words] = None
        return Value(tuple(lines), self._clock()) if lines else None

    def _when(self, right: Right) -> str:
        one = self.matter.clocks.get(right)
        if one is None:
            return "we act without undue delay; the law sets no number of days"
        return {
            State.due: f"until the end of {self._due(one)}",
            State.paused: "paused until we have your reply",
            State.not_started: "the time limit starts when we have what we asked you for",
        }.get(one.running.state, "no time limit is running")

    def _due(self, one: RightClock) -> str:
        return plain(_day(one.running.due)) if one.running.due else ""

    # Who asks

    @fact("an identity that is still to be confirmed")
    def identity_open(self) -> Value:
        came = self._last(Kind.id_received)
        asked = self._last(Kind.id_requested)
        if came and (asked is None or asked.on <= came.on):
            raise Refused(f"Identity was confirmed on {plain(came.on)}, so there is nothing to ask for.")
        return Value("open", self._event(Kind.id_requested))

    @fact("authority that is still missing")
    def authority_missing(self) -> Value:
        if self._last(Kind.authority_received):
            raise Refused(
                f"Authority for {self.case_reference} has been received. Do not ask for it again, or refuse without it."
            )
        return Value("missing", self._event(Kind.authority_received))

    @fact("the date authority was asked for: ask for it first")
    def authority_asked(self) -> Value | None:
        asked = self._last(Kind.authority_requested)
        return Value(plain(asked.on), self._event(Kind.authority_requested)) if asked else None

    @fact("the decision that the answer goes to the data subject")
    def answer_to_subject(self) -> Value | None:
        return Value("yes", self._event(Kind.answer_to_subject)) if self._last(Kind.answer_to_subject) else None

    # What is asked, and what it costs

    @fact("a question that may pause the time for access")
    def clarification_possible(self) -> Value:
        if not self.request.is_access:
            raise Refused(
                f"{self.case_reference} does not ask for access, and only access has a pause for clarification "
                "(Article 12A(5)). Ask your question in an ordinary letter, and record it as a note."
            )
        one = self.matter.clocks.get(Right.access)
        if one and one.running.state == State.due and one.running.due and _day(one.running.due) < self.on:
            raise Refused(
                f"The time for access ran out on {self._due(one)}. A question no longer pauses it: answer without more "
                "delay."
            )
        asked = _folded(self.inputs.get("question", ""))
        for event in self.matter.events:
            before = _folded(str(self._said(event).get("question") or ""))
            if event.kind == Kind.clarification_requested and asked and asked == before and self._answered(event):
                raise Refused(f"You asked the same on {plain(event.on)} and had the answer. Use that answer.")
        return Value("yes", self._clock())

    @fact("the date of the question")
    def question_date(self) -> Value:
        asked = self._last(Kind.clarification_requested)
        open_since = asked.on if asked and not self._answered(asked) else self.on
        return Value(plain(open_since), self._event(Kind.clarification_requested))

    @fact("a fee the law allows")
    def fee_lawful(self) -> Value | None:
        ground = self._fee_ground()
        if ground == "further-copy" and not any(one.kind in COPIES for one in self.matter.sent):
            raise Refused(
                "The first copy is free (Article 15(3)). Charge for it only if the request is manifestly unfounded or "
                "excessive (Article 12(5)), and record why."
            )
        return Value(ground or "none", "entered: ground for the fee")

    @fact("a fee that must be paid before the time starts")
    def fee_moves_start(self) -> Value | None:
        ground = self._fee_ground()
        return Value("yes", "ground for the fee") if ground in ("unfounded", "excessive") else None

    @fact("a fee for a further copy")
    def fee_is_for_copy(self) -> Value | None:
        return Value("yes", "ground for the fee") if self._fee_ground() == "further-copy" else None

    def _fee_ground(self) -> str:
        return self.inputs.get("fee_ground") or self.recorded(Kind.fee_requested, "fee_ground")

    # More time, and delay

    @fact("an extension whose notice is in time")
    def extension_in_time(self) -> Value:
        given = self._last(Kind.extended)
        on = given.on if given else self.on
        lasts = [one.notice.due for one in self.matter.clocks.values() if one.notice and one.notice.due]
        if lasts and on > max(lasts):
            raise Refused(
                f"The last lawful day for notice of an extension was {long(max(lasts))} (Article 12A(4)(a)). Answer "
                "without more delay, or write that the answer is late."
            )
        if not self._extending():
            raise Refused(f"No time is running on {self.case_reference} that could be extended.")
        return Value(plain(on), self._event(Kind.extended))

    @fact("the rights whose time is extended")
    def extended_rights(self) -> Value | None:
        names = [in_a_word(right) for right in self._extending()]
        return Value(" and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])), self._clock()) if names else None

    @fact("the new due date")
    def extended_due(self) -> Value | None:
        found = {right: self.matter.clocks[right] for right in self._extending()}
        lines = [
            f"{RIGHTS[right]}: by the end of {plain(one.if_extended)}"
            for right, one in found.items()
            if one.if_extended
        ]
        return Value(tuple(lines), self._clock()) if lines else None

    def _extending(self) -> list[Right]:
        """The rights whose extension is not told yet; with none, those that can still be extended; else those that
        were."""
        taken = {right: one for right, one in self.matter.clocks.items() if one.running.further}
        running = [right for right, one in taken.items() if one.running.state != State.none]
        untold = [one for one in self.matter.events if one.kind == Kind.extended and not self._told(one)]
        named = [right for right in running if any(one.right in (None, right) for one in untold)]
        return (
            named
            or [right for right, one in self.matter.clocks.items() if self._can_extend(one)]
            or running
            or list(taken)
        )

    def _told(self, extended: Event) -> bool:
        if self._said(extended).get("letter") not in (None, "", "no letter"):
            return True
        return any(one.kind == "extension" and one.on >= extended.on for one in self.matter.sent)

    def _can_extend(self, one: RightClock) -> bool:
        due = one.running.due if one.running.state == State.due and not one.running.further else None
        return bool(due and one.if_extended and one.if_extended > _day(due))

    @fact("something the person was asked for and has not sent")
    def outstanding(self) -> Value:
        waiting = awaited(self.matter.events)
        if waiting is None:
            raise Refused(f"Nothing is outstanding on {self.case_reference}, so no reminder is needed.")
        words = {"identity": "proof of who you are", "authority to act": "authority to act", "the fee": "the fee"}
        return Value(words.get(waiting[0], "an answer to our question"), self._clock())

    @fact("the date it was asked for")
    def outstanding_since(self) -> Value | None:
        waiting = awaited(self.matter.events)
        return Value(plain(waiting[1]), self._clock()) if waiting else None

    @fact("a reminder that was sent")
    def reminded(self) -> Value:
        waiting = awaited(self.matter.events)
        sent = [one for one in self.matter.sent if one.kind == "reminder" and waiting and one.on >= waiting[1]]
        if not sent:
            raise Refused("The person was not reminded. Send a reminder and wait before you close without an answer.")
        if (until := sent[-1].reply_by) and self.on <= until:
            raise Refused(f"The reminder gives the person until {plain(until)}. Wait for that date to pass.")
        return Value(plain(sent[-1].on), "letter: reminder")

    @fact("what waits for it")
    def what_waits(self) -> Value:
        return Value("your request for access" if self._only_access_waits() else "your request", self._clock())

    @fact("the rights that do not wait for it")
    def others_go_on(self) -> Value | None:
        return self.other_rights() if self._only_access_waits() else None

    def _only_access_waits(self) -> bool:
        waiting = awaited(self.matter.events)
        return bool(waiting and waiting[0] == CLARIFICATION and self._besides_access())

    @fact("when the other case answers")
    def answered_when(self) -> Value | None:
        named = self.inputs.get("answered_by", "")
        other = self.matter.other(named) if named else None
        if named and other is None:
            raise Refused(
                f"{named[:20]} cannot answer this request. Enter another open case with the same request from this "
                "person."
            )
        if other and other.reference != named:  # the letter prints what is entered
            raise Refused(f"Write the reference of the case that answers it as {other.reference}.")
        if other is None:  # nothing is entered yet: the letter lacks that
            return Value("once it is named", self._clock())
        when = f"by the end of {plain(other.due)}" if other.due else "as soon as we have what we asked you for"
        return Value(when, f"clock of {other.reference}")

    @fact("the date the time ran out")
    def time_over(self) -> Value:
        over = [
            _day(one.running.due)
            for one in self.matter.clocks.values()
            if one.running.state == State.due and one.running.due and _day(one.running.due) < self.on
        ]
        if not over:
            raise Refused(f"The time for {self.case_reference} is not over, so nothing is late.")
        return Value(plain(min(over)), self._clock())

    @fact("why it is late")
    def delay_reason(self) -> Value | None:
        given = self._last(Kind.delayed)
        reason = self._said(given).get("reason") if given else None
        return Value(DELAYS[Delay(str(reason))], self._event(Kind.delayed)) if reason else None

    # Events

    def _besides_access(self) -> list[Right]:
        return [right for right in self.request.rights if right != Right.access]

    def _answered(self, asked: Event) -> bool:
        order = list(self.matter.events)
        return any(one.kind == Kind.clarification_received for one in order[order.index(asked) :])

    def _request(self, part: str = "") -> str:
        return f"request {self.case_reference} {part}".rstrip()

    def _clock(self) -> str:
        return f"clock of {self.case_reference}"


COPIES = frozenset({"disclosure", "part-refusal", "pack"})
"""The letters that gave a first copy."""


def _day(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
