"""The keys that work in every wing: in dialogs, lists, texts and forms. Each wing has those of its own screens."""

import re

from textual.binding import Binding


def _key(place: str, keys: str, action: str, name: str, tooltip: str, *, shown: bool, priority: bool) -> Binding:
    what = re.sub(r"[^\w-]+", "-", action).rstrip("-")
    display = {"question_mark": "?", "slash": "/", "ctrl+q": "^q", "ctrl+s": "^s", "ctrl+d": "^d", "ctrl+l": "^l"}.get(
        keys.split(",", maxsplit=1)[0]
    )
    return Binding(
        keys, action, name, show=shown, key_display=display, priority=priority, tooltip=tooltip, id=f"{place}.{what}"
    )


def keys_of(place: str, *rows: tuple[str, ...]) -> list[Binding]:
    """The bindings of one place; a row is keys, action, name, tooltip, and optionally `hidden` and `first`."""
    return [_key(place, *row[:4], shown="hidden" not in row[4:], priority="first" in row[4:]) for row in rows]


def spoken(binding: Binding) -> str:
    """The keys of a binding as people write them."""
    names = {"question_mark": "?", "slash": "/", "colon": ":", "escape": "esc", "pagedown": "PgDn", "pageup": "PgUp"}
    return " ".join(names.get(key, key) for key in binding.key.split(","))


KEYS: dict[str, list[Binding]] = {
    "app": keys_of(
        "app",
        ("1", "mode('board')", "Board", "Go to the board: every running clock", "hidden"),
        ("2", "mode('workforce')", "Workforce", "Go to the workforce register", "hidden"),
        ("3", "mode('letters')", "Letters", "Go to the letters and packs that were made", "hidden"),
        ("4", "mode('settings')", "Settings", "Go to the council's profile", "hidden"),
        ("5", "mode('notice')", "Notice", "Go to the privacy notice, and what is wrong with it", "hidden"),
        ("f2", "log_breach", "Breach", "Log a suspected breach, from anywhere", "first"),
        ("question_mark", "keys_help", "Help", "Show the keys that work here"),
        ("f1", "keys_help('anywhere')", "Help", "Show the keys, in a text field or a question too", "hidden", "first"),
        ("ctrl+p,colon", "command_palette", "Palette", "Find any command by its name", "hidden"),
        ("ctrl+l", "lock", "Lock", "Lock the console at once; unfinished forms are kept", "hidden", "first"),
        ("ctrl+q,f10", "quit", "Quit", "Leave the console; drafts are kept", "hidden", "first"),
    ),
    "dialog": keys_of(
        "dialog",
        ("ctrl+s", "agree", "Go on", "Go on with this", "first"),
        ("escape", "cancel", "Cancel", "Close this and change nothing"),
    ),
    "list": keys_of(
        "list",
        ("down,j", "step(1)", "Down", "One line down", "hidden"),
        ("up,k", "step(-1)", "Up", "One line up", "hidden"),
        ("pagedown", "page(1)", "Page down", "One page down", "hidden"),
        ("pageup", "page(-1)", "Page up", "One page up", "hidden"),
        ("home,g", "end(0)", "First", "The first line", "hidden"),
        ("end,G", "end(1)", "Last", "The last line", "hidden"),
    ),
    "text": keys_of(
        "text",
        ("j", "scroll_down", "Down", "Scroll down", "hidden"),
        ("k", "scroll_up", "Up", "Scroll up", "hidden"),
        ("g", "scroll_home", "Top", "Scroll to the top", "hidden"),
        ("G", "scroll_end", "Bottom", "Scroll to the bottom", "hidden"),
    ),
    "ticks": keys_of("ticks", ("space,enter", "tick", "Tick", "Tick or untick the selected line", "hidden")),
    "form": keys_of(
        "form",
        ("ctrl+s", "save", "Save", "Save the form", "first"),
        ("ctrl+d", "discard", "Discard", "Delete the draft", "first"),
        ("escape", "back", "Back", "Leave the form; what was typed is kept as a draft"),
    ),
    "page": keys_of("page", ("escape", "back", "Back", "Go back to where you were")),
    "help": keys_of("help", ("m", "manual", "Manual", "Read the manual, topic by topic")),
    "topics": keys_of("topics", ("enter", "read", "Read", "Read the selected topic")),
}

PLACES = {
    "app": "Everywhere",
    "dialog": "A question",
    "list": "In a list",
    "text": "In a text",
    "ticks": "In a list to tick",
    "form": "Logging a request",
    "page": "A page",
    "help": "Help",
    "topics": "Topics of the manual",
}

GENERAL = ("app", "dialog", "list", "text")
"""The places whose keys work on many screens: help names them after a screen's own."""
