"""The register of breaches on the screen: the list, its filters, the chart, the CSV."""

from dataclasses import replace

from casework.breaches.breach_register import BreachMonth
from dpo_console.breaches.breach import BreachScreen
from dpo_console.breaches.breach_register import chart


def month(name, **counts):
    """A month of the trend."""
    return BreachMonth(name, **{"all": 0, "notified": 0, "near_misses": 0} | counts)


def test_the_chart_is_read_without_colour():
    """Notified, near misses and others are three signs above their month, with the figures beneath."""
    trend = [month("2026-10"), month("2026-11", all=3, notified=1, near_misses=1)]
    assert chart(trend) == [
        "12 months to now: # notified, o near miss, . other",
        "                 .",
        "                 o",
        "                 #",
        "month      10   11",
        "all         -    3",
        "notified    -    1",
        "near miss   -    1",
    ]


def test_many_breaches_are_drawn_to_scale():
    """Where there are more than the chart is high, each sign stands for several, and the chart says how many."""
    said = chart([month("2026-10", all=10, notified=10), month("2026-11", all=1)])
    assert said[0].endswith("each sign 3")
    assert sum(line.count("#") for line in said[1:]) == 4
    assert sum(line.count(".") for line in said[1:]) == 1
    assert all(len(line) <= 76 for line in chart([month(f"2026-{one:02}", all=40) for one in range(1, 13)]))


async def test_the_register_is_listed_and_opened(jobs, sit):
    """b shows cause, band, decision, hours taken and stage, a late one marked; enter opens the breach."""
    async with sit() as seat:
        await seat.press("b")
        await seat.until(lambda: "BR-2026-0001" in seat.text())
        [row] = [line for line in seat.lines() if "BR-2026-0001" in line]
        for said in ("2026-11", "Email to", "high", "notify", "! 80 h", "notified"):
            assert said in row, said
        assert "near miss" in seat.text()
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.screen, BreachScreen))


async def test_it_is_narrowed_and_widened(jobs, sit):
    """f asks for month, service, cause, band, decision and words; what is chosen is said, and a shows all again."""
    async with sit() as seat:
        await seat.press("b", "f")
        await seat.set(month="2026-11", cause="bcc", decision="not")
        jobs.answers["breach_list"] = replace(jobs._breach_list(None, None), breaches=[])
        await seat.press("ctrl+s")
        asked = [options for job, _, options in jobs.asked if job == "breach_list"]
        assert asked[-1] == {"month": "2026-11", "cause": "bcc", "decision": "not"}
        assert "only month 2026-11, cause Failure to use bcc, decision not" in " ".join(seat.text().split())
        assert "No breaches match. Press a to show all." in seat.text()
        await seat.press("a")
        assert [options for job, _, options in jobs.asked if job == "breach_list"][-1] == {}


async def test_the_csv_goes_to_the_outbox(jobs, sit):
    """s saves the register as it is narrowed, and says under which name."""
    async with sit() as seat:
        await seat.press("b", "s")
        assert [options for job, _, options in jobs.asked if job == "save_register"] == [{}]
        assert "breaches-2026-11-22.csv" in " ".join(seat.text().split())


async def test_an_empty_register_says_how_one_is_logged(jobs, sit):
    """Where no breach was ever logged, there stands which key logs one."""
    jobs.answers["breach_list"] = replace(jobs._breach_list(None, None), breaches=[])
    async with sit() as seat:
        await seat.press("b")
        await seat.until(lambda: "press f2 to log one from anywhere" in seat.text())
