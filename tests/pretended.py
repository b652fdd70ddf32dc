"""The console's jobs on a pretended desk: each answers with made-up data for its screen."""

import asyncio
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from casework import Refused
from casework.disclosure.bundles import ReviewedField, ReviewedItem
from casework.disclosure.closing import ProposedClosing
from casework.disclosure.decisions import ItemCounts
from casework.disclosure.health import CaseHealth, HealthAnswer, HealthClass, HealthKind
from casework.disclosure.identity_conflicts import Conflict, Weight
from casework.disclosure.papers import CasePaper, FiledPaper, PaperState
from casework.disclosure.questions import Question, QuestionKind, Reply, Spot
from casework.disclosure.release import Stop
from casework.disclosure.search import FoundItem, HitReason, Strength
from casework.law.rights import Right
from casework.people.pairs import PairStrength, Reason
from casework.people.register import HeldNumbers
from casework.records.intake import Fault, FirstRows
from casework.records.items import Imported, Ledger
from casework.records.layouts import KeptMap
from casework.rights.choices import Channel, IdentificationStatus
from casework.rights.claims import Claim, ClaimKind
from casework.rights.rectification import Correction, ValueBeside
from casework.rights.requests import Identifiers, Requester, RequestRecord, Subject
from casework.text.facts import Unchecked
from casework.timeline.events import Kind
from casework.timeline.outcomes import Outcome
from casework.timeline.progress import Stage
from casework.timeline.references import MatterKind
from casework.vault.drafts import Draft
from casework.views.board_filter import EVERY_LINE, BoardFilter
from casework.views.board_line import FoundCase, Line, line_fields
from casework.views.card import (
    CorrectedField,
    FieldShown,
    NameHeld,
    NumberHeld,
    PersonCard,
    PersonCase,
    PostHeld,
    Recipient,
    RecordDifference,
    RecordShown,
    SameName,
    SourceHeld,
)
from casework.views.case_timeline import Pointer, TimelineRow
from casework.views.closed_cases import ClosedCase
from casework.views.lookup import FoundPeople, FoundPerson
from casework.views.weekly import ClosedWeek, DaysLost, OnTimeRate, OverdueLine, UntouchedLine, WeeklyReview
from dpo_console.desk.jobs import Audit
from dpo_console.disclosure.jobs import CaseReview, Ground, OpenQuestions
from dpo_console.disclosure.packing import GateResult, PackFile, PackResult
from dpo_console.disclosure.papers import LetterPreview, MadeLetter
from dpo_console.frame import Frame
from dpo_console.jobs.case_detail import Attachment, CaseDetail, LoggedFacts, RelatedComplaint
from dpo_console.jobs.case_search import CertifiedSearch
from dpo_console.jobs.council_profile import CouncilProfile
from dpo_console.jobs.filing import OutboxFile
from dpo_console.jobs.letters import AskedInput, Inputs, WritableLetter
from dpo_console.jobs.person_cards import RectificationResult, RestrictionResult
from dpo_console.people.jobs import PairInFull, PairQueue, PairSide
from dpo_console.records.jobs import Progress
from dpo_console.rights.jobs import ProposalInFull
from letters.disclosure.gate import GateState
from letters.paper.compose import Lack
from letters.paper.letter import Form
from pretended_breach import PretendedBreach
from pretended_notice import PretendedNotice
from pretended_retention import PretendedRetention
from pretended_wordings import PretendedWordings
from real_jobs import REAL, Answers, known

LOGGED, MADE = (datetime(2026, 11, day, 10, tzinfo=UTC) for day in (18, 22))


class Drafts:
    """Drafts in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[datetime, Draft]] = {}

    def get(self, name: str) -> Draft | None:
        return self.kept[name][1] if name in self.kept else None

    def put(self, name: str, values: Draft, now: datetime) -> None:
        self.kept[name] = (now, values)

    def drop(self, name: str) -> None:
        self.kept.pop(name, None)

    def names(self) -> list[tuple[str, datetime]]:
        return [(name, saved) for name, (saved, _) in self.kept.items()]


class Pretended(PretendedBreach, PretendedNotice, PretendedRetention, PretendedWordings):
    """The jobs of the console on a pretended desk.

    `asked` keeps every call, and `answers` holds answers to give instead, by the name of the job. `name` is used
    wherever a name can appear.
    """

    def __init__(self, name: str = "Katherine Robertson", cases: int = 3):
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.answers = Answers()
        self.name = name
        self.desk = SimpleNamespace(
            officer=name, demo=True, folder=None, warnings=[], drafts=Drafts(), close=lambda: None
        )
        self.lines = [self.line(number) for number in range(1, cases + 1)]

    def __setattr__(self, name: str, value: Any) -> None:
        if re.match("_[a-z]", name):
            known(name[1:])
        super().__setattr__(name, value)

    def line(self, number: int, **more: Any) -> Line:
        left = (-3, 0, 17, None)[(number - 1) % 4]
        said = {
            "reference": f"SAR-2026-{number:04}", "kind": MatterKind.request, "clock": "access-12a", "duty": "respond",
            "state": "due" if left is not None else "paused", "due": date(2026, 12, 16) if left is not None else None,
            "working_days_left": left, "late": left is not None and left < 0, "owner": self.name, "service": self.name,
            "waiting_days": None if left is not None else 3, "stage": "received", "next": "identify the data subject",
            "title": "access",
        }  # fmt: skip
        return Line(**said | more)

    def show_case(self, reference: str) -> CaseDetail:
        who = Requester.model_construct(name=self.name, address=[self.name], email=self.name)
        numbers = Identifiers(staff="0012345", swe="SW12345")
        born = date(1984, 3, 14)
        subject = Subject.model_construct(name=self.name, former_names=[self.name], born=born, identifiers=numbers)
        facts = RequestRecord(
            reference=reference, rights=[Right.access], received=date(2026, 11, 16), recognised=date(2026, 11, 18),
            logged=date(2026, 11, 18), channel=Channel.email, service=self.name, owner=self.name, requester=who,
            subject=subject, asked=f"Everything about me.\n{self.name}", outcome=None, outcomes=None,
        )  # fmt: skip
        paper = CasePaper("acknowledgement", PaperState.filed, "sha256:ab", LOGGED, reference, 1)
        event = TimelineRow(
            seq=2, reference=reference, kind="received", on=date(2026, 11, 16), recorded=LOGGED, actor=self.name,
            corrects=None, months=None, note=self.name, facts={}, stands=True, original=2,
        )  # fmt: skip
        return CaseDetail(
            reference=reference, kind=MatterKind.request, stage=Stage.found, facts=LoggedFacts({}, facts), person=17,
            events=[event], clocks=[],
            items=ItemCounts(found=2, undecided=2), letters=[paper], packs=[], asks=None, next="decide 2 items",
            deadline_words=[["Due Wednesday 16 December 2026  [access-12a]", "  16/12/2026  one month"]],
            actions=[Kind.id_requested, Kind.extended, Kind.sent, Kind.closed, Kind.note],
            bound=IdentificationStatus.person, person_name=self.name,
            conflicts=[self.conflict()], stops=[Stop("authority", self.name)],
            outcomes={Right.access: Outcome.answered},
            pointers=[Pointer("namesake", self.name, None, 4)],
            lines=[self.line(1, send=self.name, days_taken=4, citation="UK GDPR Art 19")],
            attachments=[Attachment(3, self.name, "file")],
            complaints=[RelatedComplaint("CO-2026-0001", date(2026, 11, 20), None, self.name)],
        )  # fmt: skip

    def person(self, number: int = 17) -> FoundPerson:
        return FoundPerson(**self.line_of(number), item=None, why=self.name, restricted=None)

    def line_of(self, number: int) -> dict[str, Any]:
        """The fields of a line of the register."""
        numbers = HeldNumbers(staff=["0012345"], swe=["SW12345"], ni=[], email=[self.name])
        return {
            "person": number, "name": self.name, "names": [self.name], "born": date(1984, 3, 14),
            "identifiers": numbers, "records": 2,
        }  # fmt: skip

    def conflict(self, weight: Weight = Weight.refuses) -> Conflict:
        words = f"The request gives the staff number {self.name}; the register has 0012345."
        return Conflict("staff", self.name, "0012345", 4, weight, words)

    def found_item(self, number: int, strength: Strength) -> FoundItem:
        why = HitReason("swe-number", self.name, "SWENo")
        return FoundItem(number, self.name, "census", strength, (why,))

    def item(self, number: int, strength: Strength) -> ReviewedItem:
        nothing: dict[str, Any] = {
            "decision": None,
            "exemption": None,
            "unnamed": False,
            "places": (),
            "rectified": None,
        }
        surname = ReviewedField(name="Surname", label="Surname", text=self.name, meaning=None, **nothing)
        role = ReviewedField(name="OrgRole", label="Role", text="4", meaning="senior practitioner", **nothing)
        found = self.found_item(number, strength)
        return ReviewedItem(
            item=number, source=found.source, kind=found.kind, strength=strength, reasons=found.reasons,
            title="Census 2026", place=f"line {number}", decision=None, exemption=None, reason="", unnamed=False,
            again="", restricted=None, files=(self.name,), fields=(surname, role),
        )  # fmt: skip

    def reviewed(self, **first: Any) -> CaseReview:
        """The review, with these facts of its first item."""
        found = self._review(None, "")
        return replace(found, items=[replace(found.items[0], **first), *found.items[1:]])

    def call(self, job: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Answer in the place of a job, which must be a real one called as it can be."""
        name = known(job.__name__)
        assert job in REAL[name], f"{job} is no job of the console"
        inspect.signature(job).bind(*args, **options)
        self.asked.append((name, args, options))
        answer = self.answers[name] if name in self.answers else getattr(self, f"_{name}")(*args, **options)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def take_place(self, patch: pytest.MonkeyPatch) -> None:
        """Answer whatever the console asks of its desk, in a thread as there."""

        async def do(app: Frame, job: Callable[..., Any], *args: Any, **options: Any) -> Any:
            return await asyncio.to_thread(self.call, job, app.desk, *args, **options)

        async def do_without_desk(app: Frame, job: Callable[..., Any], *args: Any, **options: Any) -> Any:
            return await asyncio.to_thread(self.call, job, *args, **options)

        patch.setattr(Frame, "do", do)
        patch.setattr(Frame, "do_without_desk", do_without_desk)

    def did(self, job: str) -> list[tuple[Any, ...]]:
        """The arguments of each call of a job, without the desk."""
        known(job)
        return [args[1:] for name, args, _ in self.asked if name == job]

    def _desk_exists(self, folder: Path) -> bool:
        return True

    def _is_demo(self, folder: Path) -> bool:
        return True

    def _open_desk(self, folder: Path, passphrase: str, *, now: datetime) -> Any:
        if passphrase != "demo":
            raise Refused("That passphrase does not open this desk. Try again.")
        return self.desk

    def _board_of(self, desk: object, now: datetime, chosen: BoardFilter = EVERY_LINE) -> list[Line]:
        return self.lines

    def _weekly(self, desk: object, now: datetime, as_at: date | None = None) -> WeeklyReview:
        late = [one for one in self.lines if one.working_days_left == -3]
        rate = OnTimeRate(closed=4, on_time=3, rate=0.75)
        ended = ClosedCase(
            reference="SAR-2026-0101", kind=MatterKind.request, rights=(Right.access,), right=Right.access,
            service=self.name,            received=date(2026, 10, 12), recognised=date(2026, 10, 12), logged=None, due=date(2026, 11, 12),
            answered=date(2026, 11, 13), closed=date(2026, 11, 13), outcome=Outcome.answered, state="late", days_late=1,
            late_on_stricter_reading=False, extended=False, reason=None, outcomes=None, proved=False,
        )  # fmt: skip
        closed = ClosedWeek(
            from_=date(2026, 11, 9), to=date(2026, 11, 15), cases=[ended], total=1, on_time=0, late=1,
            late_on_stricter_reading=0, no_date=0, extended=0, proved=0, not_proved=1,
        )  # fmt: skip
        untouched = [
            UntouchedLine(**line_fields(one), untouched_days=11, last=date(2026, 11, 6)) for one in self.lines[:1]
        ]
        return WeeklyReview(
            on=as_at or now.date(),
            closed=closed,
            overdue=[OverdueLine(**line_fields(one), reason=None, reason_words=None) for one in late],
            due={5: [], 10: [], 20: [one for one in self.lines if one.working_days_left == 17]},
            extend=[],
            breaches=[],
            complaints=[],
            waiting=[one for one in self.lines if one.waiting_days],
            untouched=untouched,
            recognition=[DaysLost(service=self.name, cases=3, late=1, days=2, worst=2)],
            rates={4: rate, 13: rate, 52: replace(rate, rate=None)},
            weeks=[],
            head="ab" * 32,
        )

    def _cases(self, desk: object, words: str, now: datetime) -> list[FoundCase]:
        found = [one for one in self.lines if words in one.reference]
        return [FoundCase(**line_fields(one), outcome=None, requester=self.name) for one in found]

    def _show(self, desk: object, reference: str, now: datetime) -> CaseDetail:
        return self.show_breach(reference) if reference.startswith("BR-") else self.show_case(reference)

    def _event(self, desk: object, reference: str, *args: object, **options: object) -> CaseDetail:
        return self._show(desk, reference, LOGGED)

    _assign = _close_case = _identify_subject = _undo_identification = _event

    def _timeline(self, desk: object, reference: str | None = None) -> list[TimelineRow]:
        return self.show_case(reference or "SAR-2026-0001").events

    def _similar(self, desk: object, facts: Unchecked, now: datetime) -> list[Pointer]:
        return [Pointer("namesake", self.name, None, 4)]

    def _log_request(self, desk: object, facts: Unchecked, now: datetime) -> str:
        return "SAR-2026-0009"

    def _claims(self, desk: object, reference: str) -> list[Claim]:
        return [Claim(ClaimKind.name, self.name, self.name)]

    def _proposals(self, desk: object, reference: str) -> list[ProposalInFull]:
        why = (HitReason("swe-number", self.name, "the request"),)
        return [
            ProposalInFull(**self.line_of(17), strength=Strength.certain, reasons=why, against=self.name, conflicts=[])
        ]

    def _people_of(self, desk: object, words: str, offset: int = 0, limit: int = 200) -> FoundPeople:
        many = [self.person(number) for number in range(offset + 1, min(offset + limit, 1000) + 1)]
        return FoundPeople(total=1000, more=False, people=many)

    def _person_card(self, desk: object, person: int) -> PersonCard:
        on: dict[str, Any] = {"first": self.name, "last": self.name, "sources": 2}
        on |= {"from_": date(2024, 9, 30), "to": date(2026, 9, 30)}
        right = ValueBeside(Correction.rectified, self.name, None, "rectified on 12/11/2026")
        item = RecordShown(
            item=1, kind="census", year="2026", title="Census 2026", place="line 1", sources=[self.name], restricted=None,
            fields=[FieldShown("Surname", "Surname", self.name, None, right)],
        )  # fmt: skip
        put = CorrectedField(
            rectified=1, item=1, field="Surname", label="Surname", was=self.name, how="rectified", value=self.name,
            reference=None, reason=self.name, day=date(2026, 11, 12), said="rectified on 12/11/2026", still=self.name,
        )  # fmt: skip
        return PersonCard(
            **self.line_of(person),
            called=[NameHeld(**on, name=self.name)],
            numbers=[NumberHeld(**on, kind="staff", value="1", written=self.name)],
            posts=[PostHeld(**on, post=self.name, start=date(2012, 9, 1), end="", time="")],
            sources=[SourceHeld(source=3, year="2026", title="Census 2026", name=self.name, records=1)],
            differs=[RecordDifference("Sex", self.name, [self.name], return_source="Census 2026", hr_source=self.name)],
            rectified=[put],
            restricted=None,
            restricted_why=None,
            namesakes=[SameName(person=4, name=self.name, born=None, against=None)],
            cases=[PersonCase("SAR-2026-0001", "access", date(2026, 11, 16), None)],
            holds=[],
            recipients=[Recipient(self.name, [self.name], None)],
            items=[item],
        )

    def _lone_record(self, desk: object, item: int) -> RecordShown:
        return self._person_card(desk, 1).items[0]

    def _rectify(self, desk: object, person: int, said: Unchecked, now: datetime) -> RectificationResult:
        return RectificationResult(rectified=1, said="rectified on 22/11/2026", tell=["the DfE, which receives it"])

    def _restrict(self, desk: object, person: int, said: Unchecked, now: datetime) -> RestrictionResult:
        return RestrictionResult("restricted since 22/11/2026", 1)

    def _lift_restriction(
        self, desk: object, person: int, told: str | None, reason: str, now: datetime, item: object = None
    ) -> str:
        return "Lifted: it was restricted since 22/11/2026."

    def _undo_card(self, desk: object, person: int, now: datetime) -> str:
        return "Undone: Surname rectified on 22/11/2026."

    def _pairs(self, desk: object, limit: int | None = None) -> PairQueue:
        side = PairSide(
            reference="17", name=self.name, names=[self.name], born=date(1984, 3, 14),
            identifiers=HeldNumbers(staff=["0012345"], ni=[], swe=[], email=[self.name]), records=2, sources=[self.name],
        )  # fmt: skip
        found = [
            PairInFull(
                replace(side, reference=str(at)), replace(side, reference=f"r{at + 500}"), PairStrength.strong, bits=24.0,
                agrees=[Reason(f"surname {self.name}", 9)], differs=[], later=False,
            )
            for at in (17, 18, 19)
        ]  # fmt: skip
        return PairQueue(total=3, later=0, strong=3, pairs=found)

    def _decide_pair(self, desk: object, one: str, other: str, said: str, reason: str, now: datetime) -> str:
        return "Done."

    def _undo_pairing(self, desk: object, now: datetime) -> str:
        return "Undone: 17 and r517 are as they were before."

    def ledger(self) -> Ledger:
        return Ledger(
            source=3, name=self.name, reader="census", expected=2, read=2, duplicate=0, unreadable=0, excluded=0,
            warnings=[Fault(14, self.name)], state="complete",
        )  # fmt: skip

    def _sources(self, desk: object) -> list[Ledger]:
        return [self.ledger()]

    def _import_files(
        self, desk: object, paths: Sequence[Path], now: datetime, progress: Progress, cancelled: Callable[[], bool]
    ) -> Imported:
        progress(1, 2, "reading")
        return Imported([self.ledger()])

    def _first_rows(self, desk: object, path: Path) -> FirstRows:
        rows = [(1, [self.name, ""]), (2, ["Ressursnr", "Navn"]), (3, ["0012345", self.name])]
        return FirstRows(rows, {"Ressursnr": "staff"})

    def _keep_layout(self, desk: object, said: Unchecked, now: datetime) -> str:
        return str(said["name"])

    def _kept_layouts(self, desk: object) -> list[KeptMap]:
        headings, kept = {self.name: "staff", "Navn": "full"}, datetime(2026, 11, 22, 10, tzinfo=UTC)
        return [KeptMap(self.name, "personnel", "day/month/year", headings, kept)]

    def _forget_layout(self, desk: object, name: str, now: datetime) -> None:
        return None

    def _find(self, desk: object, reference: str, now: datetime) -> CertifiedSearch:
        return CertifiedSearch(17, (self.found_item(501, Strength.certain),), (), (), certificate="sha256:abcdef")

    def _review(self, desk: object, reference: str) -> CaseReview:
        items = [self.item(501, Strength.certain), self.item(502, Strength.certain), self.item(503, Strength.candidate)]
        return CaseReview(items, ItemCounts(found=3, undecided=3), 3)

    def _decide(self, desk: object, reference: str, said: Sequence[Unchecked], now: datetime) -> ItemCounts:
        return ItemCounts(found=3)

    def _health(self, desk: object, reference: str, now: datetime) -> CaseHealth:
        known = HealthAnswer(HealthKind.known, date(2026, 11, 20), classes=("workforce-census",), reason=self.name)
        answered = HealthClass("workforce-census", "Workforce census returns", (4,), 0, 2, 0, ())
        return CaseHealth(reference, (answered,), (known,))

    def _answer_health(self, desk: object, reference: str, given: Unchecked, now: datetime) -> CaseHealth:
        return self._health(desk, reference, now)

    def _undo_health(self, desk: object, reference: str, now: datetime) -> CaseHealth:
        return CaseHealth(reference, (), ())

    def _questions(self, desk: object, reference: str) -> OpenQuestions:
        return OpenQuestions([self.question("initial"), self.question("full", must=True)], [])

    def _answer_questions(self, desk: object, reference: str, said: object, now: datetime) -> OpenQuestions:
        return OpenQuestions([], [])

    def question(self, form: str, **more: Any) -> Question:
        asked = Question(
            id=form, kind=QuestionKind.naming, form=form, why=f"{form} and surname", must=False, people=(4,),
            names=(self.name,), words=self.name, label="Comments", title="Payroll file, row 1",
            passage=f"seen by {self.name}", answers=(Reply.subject, Reply.other, Reply.redact),
            places=(Spot(501, 0, 8, 8 + len(self.name)),),
        )  # fmt: skip
        return replace(asked, **more | ({"answers": (Reply.other, Reply.redact)} if more.get("must") else {}))

    def _undo_decision(self, desk: object, reference: str, now: datetime) -> str:
        return "Undone: the decision on item 501."

    def _exemptions(self) -> list[Ground]:
        apart = Ground("not-this-person", "Not this person's data", "", "", self.name)
        mixed = "dpa2018-sch2-16", "Somebody else's data", "DPA 2018 Sch 2 para 16", ""
        return [apart, Ground(*mixed, "Whose consent was not given.")]

    def _writable(self, desk: object, reference: str, now: datetime) -> list[WritableLetter]:
        asked = (
            AskedInput("needed", "What you ask for", "enter each proof", "lines", {}, False, self.name),
            AskedInput("limb", "Ground", "choose the ground", "choice", {"complexity": self.name}, False, ""),
            AskedInput("reply_by", "Reply by", "enter the date", "date", {}, True, ""),
        )
        lacks = (Lack(f"The letter needs {self.name}.", ""), Lack("And an address.", ""))
        kinds = (
            ("id-request", "request for proof of identity", True, True, lacks[:0], asked),
            ("acknowledgement", "acknowledgement", True, False, lacks[:0], ()),
            ("disclosure", "disclosure letter", False, False, lacks, ()),
        )
        return [
            WritableLetter(kind, name, self.name, "handling", ready, owed, lack, inputs, ("UK GDPR Article 12(6)",))
            for kind, name, ready, owed, lack, inputs in kinds
        ]

    def _letter_preview(
        self, desk: object, reference: str, kind: str, now: datetime, inputs: Inputs | None = None,
        form: Form | None = None,
    ) -> LetterPreview:  # fmt: skip
        return LetterPreview(f"Dear {self.name}\n\nThank you.", form=form or Form.post)

    def _make_letter(
        self, desk: object, reference: str, kind: str, now: datetime, inputs: Inputs | None = None,
        form: Form | None = None,
    ) -> MadeLetter:  # fmt: skip
        return MadeLetter(reference, PaperState.filed, kind, "sha256:ab", MADE, "", 1)

    def _letters(self, desk: object) -> list[FiledPaper]:
        return [FiledPaper("disclosure", PaperState.filed, "sha256:ab", MADE, "SAR-2026-0001", 2)]

    def _save_letter(self, desk: object, digest: str, folder: Path) -> Path:
        return folder / "SAR-2026-0001-disclosure.pdf"

    def _conflicts_of(self, desk: object, reference: str, person: int | None) -> list[Conflict]:
        return []

    def _closing_of(self, desk: object, reference: str, now: datetime) -> ProposedClosing:
        return ProposedClosing(None, {"access": Outcome.answered}, {Outcome.answered: f"Not sent: {self.name}"})

    def _pack(
        self,
        desk: object,
        reference: str,
        out: Path,
        now: datetime,
        progress: Callable[[str], None] = lambda what: None,
        despite: str | None = None,
    ) -> PackResult:
        progress("Reading 5 pages back")
        file = PackFile("SAR-2026-0001-pack.pdf", "sha256:ab", 5)
        return PackResult((file,), None, disclosed=2, redacted=1, withheld=0, gate=GateResult(GateState.clear))

    def refused_pack(self, state: GateState, **more: Any) -> PackResult:
        """A pack that the gate did not let go."""
        return PackResult((), None, disclosed=2, redacted=1, withheld=0, gate=GateResult(state, **more))

    def _outbox(self, desk: object) -> Path:
        return Path("outbox")

    def _outbox_files(self, desk: object) -> list[OutboxFile]:
        return []

    def _audit_verify(self, desk: object) -> Audit:
        return Audit(rows=1, state="whole", first_bad=None, head="ab", why="", printed=None)

    def _note_copied(self, desk: object, reference: str | None, characters: int, now: datetime) -> None:
        return None

    def _refuse_copying(self, desk: object, reference: str | None, text: str) -> None:
        return None

    def _unchecked(self, kind: str) -> str:
        return ""

    def _council(self, desk: object) -> CouncilProfile:
        return CouncilProfile(
            name=self.name,
            address=[self.name],
            officer=self.name,
            email=self.name,
            phone=self.name,
            nation="england-and-wales",
            regulator_address=[self.name],
            closed_days=[],
            notice="childrens-social-care-workforce",
            second_officer=False,
            backup_days=0,
            office_terms=[],
            smallest_group=5,
            missing=[],
        )

    def _save_council(self, desk: object, said: Unchecked, now: datetime) -> None:
        return None
