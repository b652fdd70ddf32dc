"""Deciding item by item, by group, by field, and taking it back."""

from dataclasses import replace

from textual.widgets import Input

from casework.rights.rectification import Correction, ValueBeside
from dpo_console.widgets.record_list import RecordList


async def test_items_stand_under_their_kind_and_candidates_apart(jobs, sit):
    """Each kind of source is a heading with its count; candidates have a section of their own; undecided are counted."""
    async with sit() as seat:
        await seat.press("enter", "r")
        text = seat.text()
        assert "3 UNDECIDED" in text
        assert "Census returns: 2 items" in text
        assert "POSSIBLE MATCHES, may be about someone else: Census returns: 1 item" in text
        assert "4, senior practitioner" in text


async def test_what_is_restricted_or_put_right_is_marked(jobs, sit):
    """A restricted record is marked in the list and says what that means; a right value stands beneath the source's."""
    right = ValueBeside(Correction.rectified, "Robertson", None, "rectified on 12/11/2026")
    surname, role = jobs.reviewed().items[0].fields
    jobs.answers["review"] = jobs.reviewed(
        restricted="restricted since 12/11/2026", source="return.xml", files=("return.xml", "again.xml"),
        fields=(replace(surname, rectified=right), role),
    )  # fmt: skip
    async with sit(size=(120, 36)) as seat:
        await seat.press("enter", "r")
        assert "! restricted  return.xml" in seat.text()
        assert "use it for nothing else" in seat.text()
        assert "return.xml, again.xml" in seat.text()
        assert "Robertson (rectified on 12/11/2026)" in seat.text()
        await seat.press("f")
        assert "Robertson  (rectified on 12/11/2026; the source says: Katherine Robertson)" in seat.text()


async def test_one_decision_for_a_group(jobs, sit):
    """a marks the group, d discloses all of it by one act, and goes nowhere near the candidates."""
    async with sit() as seat:
        await seat.press("enter", "r", "a", "d")
        [(_, said, _)] = jobs.did("decide")
        assert [(one["item"], one["decision"]) for one in said] == [(501, "disclose"), (502, "disclose")]


async def test_withholding_names_an_exemption(jobs, sit):
    """t withholds what is marked, as somebody else's or under an exemption, with a reason."""
    async with sit() as seat:
        await seat.press("enter", "r", "space", "t", "down")
        assert "Whose consent was not given." in seat.text()
        await seat.press("enter")
        seat.screen.query_one("#reason", Input).value = "about a colleague"
        await seat.press("enter")
        [(_, said, _)] = jobs.did("decide")
        assert said == [
            {"item": 501, "field": None, "decision": "withhold", "exemption": "dpa2018-sch2-16",
             "reason": "about a colleague"}
        ]  # fmt: skip


async def test_a_candidate_goes_out_only_with_a_reason(jobs, sit):
    """Disclosing a candidate asks why it is about this person."""
    async with sit() as seat:
        await seat.press("enter", "r")
        await seat.press("G", "d")
        await seat.until(lambda: "Why is it about this" in seat.text())
        await seat.press("ctrl+s")
        assert jobs.did("decide") == []
        seat.screen.query_one(Input).value = "same birth date and address"
        await seat.press("ctrl+s")
        await seat.until(lambda: jobs.did("decide"))
        assert jobs.did("decide")[0][1][0]["reason"] == "same birth date and address"


async def test_a_single_field_is_taken_out(jobs, sit):
    """f opens the fields; t takes one out under an exemption; the row stays."""
    async with sit() as seat:
        await seat.press("enter", "r", "f", "t", "ctrl+s")
        said = jobs.did("decide")[0][1][0]
        assert (said["item"], said["field"], said["decision"]) == (501, "Surname", "redact")
        await seat.press("d")
        assert jobs.did("decide")[1][1][0]["decision"] == "disclose"


async def test_the_last_decision_is_taken_back(jobs, sit):
    """u undoes, and says in words what was undone."""
    async with sit() as seat:
        await seat.press("enter", "r")
        await seat.press("u")
        await seat.until(lambda: "Undone: the decision on" in seat.text())
        assert jobs.did("undo_decision")
        assert seat.screen.query_one(RecordList).row.key == "501"


async def test_an_account_is_masked_where_records_are_looked_over(jobs, sit):
    """Beside the list of items, and in a person's records, an account shows its end; the field by itself is whole."""
    account = {"name": "Bank account", "label": "Bank account", "text": "12345678", "meaning": None, "rectified": None}
    surname, role = jobs.reviewed().items[0].fields
    found = jobs.reviewed(fields=(replace(surname, **account), role))
    card = jobs._person_card(None, 17)
    [item] = card.items
    card = replace(card, items=[replace(item, fields=[replace(item.fields[0], **account)])])
    jobs.answers |= {"review": found, "person_card": card}
    async with sit(size=(120, 36)) as seat:
        await seat.press("enter", "r")
        assert "•••• 78" in seat.text() and "12345678" not in seat.text()
        await seat.press("escape", "v", "f")
        assert "•••• 78" in seat.text() and seat.text().count("12345678") == 1
