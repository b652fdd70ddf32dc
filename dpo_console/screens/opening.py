"""The screen on which a case is worked, by its reference: a breach has its own."""

from dpo_console.screens.base import Page


def screen_of(reference: str, then: str = "") -> Page:
    """The screen of that case; `then` is the form that is opened on it at once."""
    if reference.startswith("BR-"):
        from dpo_console.screens.breach import BreachScreen

        return BreachScreen(reference, then)
    from dpo_console.screens.case import CaseScreen

    return CaseScreen(reference, then)
