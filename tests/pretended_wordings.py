"""The part of the pretended desk that has the words of the letters."""

from dataclasses import asdict
from datetime import UTC, date, datetime

from casework.text.facts import Unchecked
from dpo_console.jobs.wordings import ListedWording, WordingInFull, WordingPreview, WordingVersion

SAVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class PretendedWordings:
    """The jobs on the words of letters; `name` is somebody's name wherever a text can be."""

    name = ""

    def _list_wordings(self, desk: object) -> list[ListedWording]:
        own = ListedWording(
            element="contact", letters=("acknowledgement", "reminder"), law="UK GDPR Article 12(1)", checked=True,
            own=True, version=2, author=self.name, recorded=SAVED, heading=self.name, text=(self.name, "{contact}"),
            points=(), fault="",
        )  # fmt: skip
        shipped = ListedWording(
            element="reached", letters=("reminder",), law="", checked=False, own=False, version=0, author="",
            recorded=None, heading="", text=("It reached us on {received}.",), points=("A point.",), fault="",
        )  # fmt: skip
        return [own, shipped]

    def _wording(self, desk: object, element: str) -> WordingInFull:
        one = next(one for one in self._list_wordings(desk) if one.element == element)
        versions = (
            WordingVersion(2, True, one.heading, one.text, one.points, self.name, SAVED, 1, None),
            WordingVersion(1, False, "", (), (), self.name, SAVED, 0, None),
        )
        return WordingInFull(
            **asdict(one), shipped_heading="", shipped_text=("{contact}",), shipped_points=(), required=("contact",),
            facts={"contact": "how to reach the council", "reference": self.name}, versions=versions[: one.version],
        )  # fmt: skip

    def _save_wording(self, desk: object, element: str, typed: Unchecked, now: datetime) -> WordingInFull:
        return self._wording(desk, element)

    def _use_shipped(self, desk: object, element: str, now: datetime) -> WordingInFull:
        return self._wording(desk, element)

    def _undo_wording(self, desk: object, element: str, now: datetime) -> WordingInFull:
        return self._wording(desk, element)

    def _case_with(self, desk: object, element: str) -> str:
        return "SAR-2026-0001"

    def _preview_wording(
        self, desk: object, element: str, reference: str, today: date, typed: Unchecked | None = None
    ) -> WordingPreview:
        return WordingPreview(element, reference, "acknowledgement", f"Dear {self.name}", ())
