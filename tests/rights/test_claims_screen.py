"""Names and numbers only in the request, on the screen: listed, confirmed with a reason, undone."""

from casework.rights.claims import Claim, ClaimKind

NAME = Claim(ClaimKind.name, "Kit Lark", None)
MAIL = Claim(ClaimKind.email, "kit@lark.example", "on the contract")


async def open_claims(seat):
    """The identification page of a case, with what only its request gives."""
    await seat.press("enter", "w", "c")


async def test_a_claim_is_confirmed_with_a_reason(jobs, sit):
    """c on the identification page lists what the register does not have; enter asks how it is known."""
    jobs.answers["claims"] = [NAME, MAIL]
    async with sit() as seat:
        await open_claims(seat)
        text = seat.text()
        assert "Only in the request" in text and "Kit Lark" in text and "kit@lark.example" in text
        assert "count as the person's own only if you confirm" in " ".join(text.replace("│", " ").split())
        await seat.press("enter", "enter")
        assert "! Enter how you know." in seat.text()
        await seat.press(*"seen", "enter")
        assert jobs.did("confirm")[0][1] == {"kind": "name", "value": "Kit Lark", "reason": "seen"}
        assert not seat.app.screen.query(".dialog")


async def test_a_confirmation_is_taken_back(jobs, sit):
    """Enter on a confirmed one shows why it was confirmed, and undoes it."""
    jobs.answers["claims"] = [NAME, MAIL]
    async with sit() as seat:
        await open_claims(seat)
        await seat.press("down", "enter")
        assert "Confirmed: on the contract" in seat.text()
        await seat.press("enter")
        assert jobs.did("unconfirm")[0][1] == MAIL


async def test_nothing_is_claimed_where_the_register_has_it_all(jobs, sit):
    """An empty list says so, and escape changes nothing."""
    jobs.answers["claims"] = []
    async with sit() as seat:
        await open_claims(seat)
        assert "The register has every name and number" in seat.text()
        await seat.press("enter", "escape")
        assert jobs.did("confirm") == []


async def test_nothing_is_confirmed_of_nobody(jobs, sit):
    """Before the case is about somebody c says what to do, and no reason is typed in vain."""
    jobs.answers["claims"] = [NAME]
    show = jobs._show
    jobs._show = lambda *said: show(*said) | {"bound": "open", "person": None, "person_name": None}
    async with sit() as seat:
        await open_claims(seat)
        assert "Identify the data subject first" in " ".join(seat.text().replace("▌", " ").split())
        assert not seat.app.screen.query(".dialog")
