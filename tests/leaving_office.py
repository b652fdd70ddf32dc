"""What the tests of stops share: a desk with two people, and requests that must not simply be answered."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from casebook import at
from casework.desk.store import Desk
from dpo_console.jobs import opening
from shell import Shell
from workforce import KATE, payroll, staff

HUSSAIN = staff("0044556", "Mohammed", "Hussain", "02/02/1970", "QQ654321A")
SOLICITOR = {
    "name": "Quayside Law", "address": ["4 Example Quay", "Testham"], "email": None, "is_subject": False,
    "authority": "none seen yet",
}  # fmt: skip
NUMBERS: dict[str, Any] = {"staff": "0012345", "swe": None, "ni": "QQ123456C", "email": []}
KATHERINE = {"name": "Katherine Robertson", "born": "1984-03-14", "identifiers": NUMBERS}
WHY = "she was entered twice, HR confirmed it"


class Office(Shell):
    """A shell at a desk on which Katherine Robertson is person 1 and Mohammed Hussain person 2."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        path = folder / "payroll.csv"
        path.write_bytes(payroll(KATE, HUSSAIN))
        self.run("import", path, today="2026-11-02")
        self.out = folder / "out"

    def log(
        self,
        *,
        right: Iterable[str] = ("access",),
        requester: dict[str, Any] | None = None,
        subject: dict[str, Any] | None = None,
    ) -> str:
        """A request of 3 November; answer its reference."""
        own = {"name": "Katherine Robertson", "address": ["1 Test Street"]}
        facts = {"right": list(right), "received": "2026-11-03", "asked": "Everything.", "requester": requester or own}
        facts["subject"] = subject or KATHERINE
        made = self.run("log", "request", stdin=json.dumps(facts), today="2026-11-03")
        return str(json.loads(made)["reference"])

    def decided(self, person: int = 1, stdin: str = "", *more: str, **facts: Any) -> str:
        """A request bound to a person, searched; what is certain is to be disclosed, the rest is someone else's."""
        case = self.log(**facts)
        self.run("person", case, "--is", person, "--reason", "as the request says", *more, stdin=stdin)
        hits = self.json("find", case)["hits"]
        apart = {"decision": "withhold", "exemption": "not-this-person", "reason": "other numbers"}
        said = [
            {"item": hit["item"]} | ({"decision": "disclose"} if hit["strength"] == "certain" else apart)
            for hit in hits
        ]
        self.run("decide", case, stdin=json.dumps(said))
        return case

    def kept(self, case: str) -> int:
        """A letter made elsewhere, kept with a case; answer the number of its file."""
        path = self.desk.parent / "letter.pdf"
        path.write_bytes(b"%PDF-1.7 a letter made elsewhere")
        return int(self.json("import", path, "--case", case)["sources"][0]["source"])

    def open(self, day: str = "2026-11-22") -> Desk:
        """The desk, for jobs."""
        return opening.open_desk(self.desk, "demo", now=at(day))
