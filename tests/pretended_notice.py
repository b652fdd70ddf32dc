"""The part of the pretended desk that has the privacy notice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from casework.notice.findings import NoticeFinding
from casework.notice.reading import published
from casework.text.facts import Unchecked
from dpo_console.notice.jobs import ListedNotice, NoticeInFull
from dpo_console.notice.printed import (
    FindingOnScreen,
    NoticeDifference,
    NoticeOnScreen,
    PrintedNotice,
    SectionOnScreen,
)
from letters.notice.printing import SectionDifference

SAVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class PretendedNotice:
    """The jobs on the notice: version 1 is in force, version 2 is a draft; `name` is in every text an officer edits."""

    name = ""

    def _list_versions(self, desk: object, today: date) -> list[ListedNotice]:
        shipped = ListedNotice(
            number=1, author="", recorded=SAVED, based_on=0, adopted=(), repeats=None, first=date(2018, 5, 25),
            last=None, put_in_force_by="", findings=2,
        )  # fmt: skip
        draft = replace(shipped, number=2, author=self.name, based_on=1, adopted=("contact",), first=None, findings=1)
        return [draft, shipped]

    def _newest_notice(self, desk: object, today: date) -> NoticeInFull:
        notice = published("childrens-social-care-workforce")
        notice = replace(notice, introduction=replace(notice.introduction, text=(self.name,)))
        [draft, _] = self._list_versions(desk, today)
        facts = {name: getattr(draft, name) for name in ListedNotice.__slots__}
        return NoticeInFull(**facts, notice=notice, found=(self.finding(),))

    def finding(self) -> NoticeFinding:
        return NoticeFinding(
            "version", "Introduction", "introduction", "UK GDPR Article 12(1)", False, "It has no date.",
            "The UK GDPR, a version and its date.", True,
        )  # fmt: skip

    def _notice_on_screen(self, desk: object, today: date) -> NoticeOnScreen:
        newest = self._newest_notice(desk, today)
        changes = SectionDifference("introduction", "About this notice", (f"- {self.name}", f"+ {self.name}"))
        sections = (
            SectionOnScreen(
                "introduction", "About this notice", (self.name,), (FindingOnScreen(self.finding(), (changes,)),), True
            ),
            SectionOnScreen("categories", "What information we hold", ("- your age",), (), False),
            SectionOnScreen("complaints", "How to complain", (), (), False),
        )
        return NoticeOnScreen(newest, self._list_versions(desk, today)[1], sections)

    def _adopt_findings(
        self, desk: object, ids: Sequence[str], now: datetime, based_on: int | None = None
    ) -> NoticeInFull:
        return self._newest_notice(desk, now.date())

    def _save_section(self, desk: object, section: str, typed: Unchecked, based_on: int, now: datetime) -> NoticeInFull:
        return self._newest_notice(desk, now.date())

    def _undo_notice(self, desk: object, now: datetime) -> NoticeInFull:
        return self._newest_notice(desk, now.date())

    def _put_notice_in_force(self, desk: object, first: date, now: datetime) -> NoticeInFull:
        return replace(self._newest_notice(desk, now.date()), first=first)

    def _notice_difference(self, desk: object, before: int, after: int, today: date) -> NoticeDifference:
        lines = (f"- {self.name}", "+ Ours.")
        return NoticeDifference(before, after, (SectionDifference("updates", "Changes to this notice", lines),))

    def _print_notice_to_outbox(self, desk: object, today: date, number: int) -> list[PrintedNotice]:
        return [PrintedNotice(Path(f"privacy-notice-{number}.{kind}"), number) for kind in ("pdf", "txt", "html")]
