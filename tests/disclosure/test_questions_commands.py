"""The commands on questions and office terms, from a shell."""

import json

import pytest

from shell import Shell
from workforce import HEADINGS, KATE, payroll, staff

REQUEST = {
    "right": ["access"], "received": "2026-11-02", "service": "MASH", "asked": "Everything.",
    "requester": {"name": "Katherine Robertson"}, "subject": {"name": "Katherine Robertson"},
}  # fmt: skip


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    """A case about Katherine, in whose two rows a colleague is named by his initial; `shell.case` is its reference."""
    folder = tmp_path_factory.mktemp("shell")
    shell = Shell(folder)
    rows = [{"Comments": "seen by T. Hussain today"}, {"Comments": "T. Hussain rang the office"}]
    mine = [KATE | {"Employee post number": f"CS-{at}"} | row for at, row in enumerate(rows)]
    other = staff("0055777", "Tariq", "Hussain", "01/01/1970", "QQ222222A")
    (folder / "pay.csv").write_bytes(payroll(*mine, other, headings=HEADINGS))
    shell.run("import", folder / "pay.csv")
    shell.case = json.loads(shell.run("log", "request", stdin=json.dumps(REQUEST)))["reference"]
    (who,) = (one["person"] for one in shell.json("person", shell.case) if "Robertson" in one["name"])
    shell.run("person", shell.case, "--is", who)
    items = [hit["item"] for hit in shell.json("find", shell.case)["hits"]]
    said = [{"item": item, "decision": "disclose"} for item in items]
    shell.run("decide", shell.case, stdin=json.dumps(said))
    return shell


def test_questions_are_listed_and_answered_from_a_shell(shell, tmp_path):
    """Open questions are listed with their places; answers come from a file or standard input, and the rest is listed."""
    one, other = shell.json("questions", shell.case)["questions"]
    assert set(one["places"][0]) == {"item", "segment", "first", "last", "page"}
    printed = shell.run("questions", shell.case)
    assert one["id"] in printed and "2 questions are unanswered" in printed
    answers = [{"id": one["id"], "answer": "other", "reason": "her manager", "everywhere": True}]
    (tmp_path / "answers.json").write_text(json.dumps(answers))
    assert shell.run("questions", shell.case, "--answers", tmp_path / "answers.json") == "No open questions.\n"
    said = shell.run("questions", shell.case, "--answers", "-", stdin=json.dumps(answers), code=2)
    assert f"Question '{other['id']}' is not open" in said or f"Question '{one['id']}' is not open" in said
    for wrong in (tmp_path / "none.json", "-"):
        assert "Traceback" not in shell.run("questions", shell.case, "--answers", wrong, stdin="{", code=2)


def test_office_terms_are_entered_from_a_shell(shell):
    """The council's own terms are replaced by those on standard input, one to a line; a wrong one changes nothing."""
    assert shell.json("office-terms")["own"] == [] and "Social Worker" in shell.json("office-terms")["shipped"]
    assert shell.run("office-terms", "--set", "-", stdin="Rowan Lodge\n\nElm Court\n").splitlines()[:2] == [
        "Elm Court", "Rowan Lodge",
    ]  # fmt: skip
    assert "is not an office term" in shell.run("office-terms", "--set", "-", stdin="12\n", code=2)
    assert shell.json("office-terms")["own"] == ["Elm Court", "Rowan Lodge"]
