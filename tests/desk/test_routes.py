"""Routes between screens: each has a screen, which takes the route's fields."""

import inspect
from dataclasses import dataclass, fields
from importlib import import_module

import pytest
from textual.screen import Screen

from dpo_console import routes
from dpo_console.app import SCREENS, Console, screen_of
from dpo_console.routes import Route

ROUTES = [one for one in vars(routes).values() if inspect.isclass(one) and issubclass(one, Route) and one is not Route]


def faults(listed: list[type[Route]], screens: dict[type[Route], tuple[str, str]]) -> list[str]:
    """Routes without a screen, screens without a route, and routes whose screen does not take their fields."""
    found = [f"{one.__name__} has no screen" for one in listed if one not in screens]
    found += [f"{one.__name__} is no route" for one in screens if one not in listed]
    for route, (module, name) in screens.items():
        makes = getattr(import_module(module), name, None)
        made = makes if inspect.isclass(makes) else makes.__annotations__["return"]
        if not issubclass(made, Screen):
            found.append(f"{name} makes no screen")
        try:
            inspect.signature(makes).bind(**{one.name: None for one in fields(route)})
        except TypeError as wrong:
            found.append(f"{route.__name__}: {wrong}")
    return found


def test_every_route_has_a_screen_that_takes_it():
    """Each route has one screen, which takes the route's fields, and each listed screen has a route."""
    assert len(ROUTES) > 20
    assert faults(ROUTES, SCREENS) == []


@dataclass(frozen=True)
class Nowhere(Route[None]):
    """A route that leads nowhere."""

    door: str


@pytest.mark.parametrize(
    ("listed", "screens"),
    [
        ([*ROUTES, Nowhere], SCREENS),
        (ROUTES[1:], SCREENS),
        ([*ROUTES, Nowhere], SCREENS | {Nowhere: ("dpo_console.views.board", "BoardScreen")}),
        (ROUTES, SCREENS | {routes.Board: ("dpo_console.widgets.form", "Field")}),
    ],
    ids=["no screen", "no route", "other fields", "not a screen"],
)
def test_a_route_that_leads_nowhere_is_found(listed, screens):
    """The planted faults: a missing screen, a missing route, a screen that takes other fields, and a class that is not
    a screen."""
    assert len(faults(listed, screens)) >= 1


def test_every_route_is_frozen():
    """A route is a value: it cannot be changed once it is made."""
    assert all(one.__dataclass_params__.frozen for one in ROUTES)


def test_the_modes_are_routes():
    """The five modes are opened by routes, as every other place is."""
    assert {name: make.args[0] for name, make in Console.MODES.items()} == {
        "board": routes.Board(),
        "workforce": routes.Workforce(),
        "letters": routes.Letters(),
        "settings": routes.Settings(),
        "notice": routes.Notice(),
    }


@pytest.mark.parametrize(
    ("reference", "screen"),
    [
        ("SAR-2026-0001", "CaseScreen"),
        ("CO-2026-0001", "CaseScreen"),
        ("BR-2026-0001", "BreachScreen"),
        ("DI-2026-0001", "DisposalScreen"),
        ("HOLD-2026-0001", "HoldsScreen"),
    ],
)
def test_a_reference_opens_what_it_stands_for(reference, screen):
    """The same route opens a request, a complaint, a breach, a disposal or the holds, depending on the reference."""
    assert type(screen_of(routes.Case(reference))).__name__ == screen


async def test_what_a_place_answers_comes_back(jobs, sit):
    """A screen that waits for a route gets the answer of the route's screen, or None if that is left without one."""
    async with sit() as seat:
        got = []

        async def wait() -> None:
            got.append(await seat.app.answer_of(routes.NewHold(17)))

        for answer in ({"reference": "HOLD-2026-0001"}, None):
            seat.app.run_worker(wait())
            await seat.until(lambda: type(seat.screen).__name__ == "HoldForm")
            assert seat.screen.person == 17
            seat.screen.dismiss(answer)
            await seat.settle()
        assert got == [{"reference": "HOLD-2026-0001"}, None]
