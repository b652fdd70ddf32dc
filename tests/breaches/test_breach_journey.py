"""A breach from the telephone call to the register, by keys alone, on a real desk."""

from datetime import UTC, datetime

import pytest

from casebook import show_json
from conftest import TODAY
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.desk import jobs as desk_jobs
from dpo_console.jobs import opening

LOGGED = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CALL = {
    "what": "An e-mail with a colleague's sickness record went to forty foster carers.",
    "noticed": "2026-11-20T16:30", "by": "Ann Lee", "affected": "one colleague", "service": "Fostering",
}  # fmt: skip


@pytest.mark.slow
async def test_a_breach_is_worked_by_keys_alone(tmp_path, sit):
    """Described, assessed, notified, the person told, an action set and the breach in the register: all from its screen."""
    folder = tmp_path / "desk"
    desk_jobs.create_desk(folder, "demo", "Demo Officer", LOGGED, demo=True)
    desk = opening.open_desk(folder, "demo", now=LOGGED)
    reference = breaches_jobs.log_breach(desk, CALL, LOGGED)
    desk.close()
    async with sit(folder, (120, 50)) as seat:

        async def on_screen(said):
            await seat.until(lambda: said in " ".join(seat.text().split()), 20)
            seat.app.clear_notifications()  # they stay in tests, and would cover what comes next

        await on_screen(reference)
        await seat.press("enter")
        await on_screen("h left, until 16:30 on Monday 23 November")
        await seat.press("d")
        await seat.set(cause="email-wrong", data="absence", people="staff", people_count="1", records_count="1")
        await seat.set(consequences="Distress.", measures="Recalled.", containment="All forty deleted it.")
        await seat.set(
            plain="An e-mail about your sickness went to foster carers.", advice="You can ask us who has it."
        )
        await seat.press("ctrl+s")
        await on_screen("SPECIAL CATEGORY")
        await seat.press("e")
        await seat.set(kind="happened", at="20/11/2026 16:10")
        await seat.press("ctrl+s")
        await on_screen("20/11/2026 16:10")
        await seat.press("a")
        await seat.set(
            risk="likely", high="yes", regulator="notify", people="not", **{"enisa-confidentiality": "known"}
        )
        await seat.press("ctrl+s")
        await on_screen("Enter why the people are not told")
        await seat.set(people="tell")
        await seat.press("ctrl+s")
        await on_screen("next: notify the regulator")
        await seat.press("r")
        await on_screen("notification 1, not made yet")
        await seat.press("m")
        await on_screen("made and filed; press s once you have sent it")
        await seat.press("s")
        await seat.set(at="21/11/2026 10:00", theirs="IC-1")
        await seat.press("ctrl+s")
        await on_screen("Regulator notified at 10:00 on Saturday 21 November, 17 h after awareness")
        await seat.press("p", "a")
        await seat.set(name="Kate Jones", address="1 High Street\nHartlepool")
        await seat.press("ctrl+s")
        await on_screen("1 on the list of 1 affected")
        await seat.press("m")
        await on_screen("1 letter made, 0 already made")
        await seat.press("ctrl+s", "t")
        await seat.set(how="letters")
        await seat.press("ctrl+s")
        await on_screen("told on 22/11/")
        await seat.press("escape", "o")
        await seat.set(what="procedure", owner="Ann Lee", note="a second look before it goes", due="01/12/2026")
        await seat.press("ctrl+s")
        await on_screen("carry out 1 action")
        await seat.press("escape", "b")
        await on_screen("17 h")
        await seat.press("s")
        await on_screen("breaches-2026-11-22.csv")
        found = seat.app.desk and show_json(seat.app.desk, reference, datetime(2026, 11, 22, 23, 0, tzinfo=UTC))
    assert found["breach"]["told"] == TODAY.isoformat()
    assert found["breach"]["notices"][0]["unknown"] == []
    assert sorted(one.suffix for one in (folder / "outbox").iterdir()) == [".csv", ".pdf", ".pdf", ".txt"]
    assert "Kate Jones" not in (folder / "outbox" / "breaches-2026-11-22.csv").read_text()
