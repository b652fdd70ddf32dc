"""The keys of the screens in this wing, and the names of its places."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "unlock": keys_of("unlock", ("enter", "go", "Open", "Open the desk")),
    "unfinished": keys_of(
        "unfinished",
        ("enter", "go_on", "Go on", "Go on with the selected form"),
        ("d", "discard", "Delete", "Delete the selected draft"),
        ("escape", "cancel", "Later", "Leave the drafts for later; this list is shown again"),
    ),
    "settings": keys_of(
        "settings",
        ("ctrl+s", "save", "Save", "Save the council's profile", "first"),
        ("ctrl+t", "theme", "Theme", "Next colour theme", "first"),
        ("ctrl+d", "discard", "Discard", "Go back to the saved profile", "first"),
        ("escape", "rest", "Leave the line", "Leave the line, so that single keys work again"),
    ),
}

PLACES = {
    "unlock": "Unlocking",
    "unfinished": "Unfinished forms",
    "settings": "Settings",
}
