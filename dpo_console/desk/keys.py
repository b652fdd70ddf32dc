"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "unlock": keys_of("unlock", ("enter", "go", "Open", "Open the desk")),
    "unfinished": keys_of(
        "unfinished",
        ("enter", "go_on", "Go on", "Go on with the form the cursor is on"),
        ("d", "discard", "Throw away", "Throw the draft the cursor is on away"),
        ("escape", "cancel", "Later", "Leave the drafts as they are; this list comes again"),
    ),
    "settings": keys_of(
        "settings",
        ("ctrl+s", "save", "Save", "Save the council's profile", "first"),
        ("ctrl+t", "theme", "Theme", "Next colour theme", "first"),
        ("ctrl+d", "discard", "Discard", "Back to the profile as it is saved", "first"),
        ("escape", "rest", "Leave the line", "Out of the line, so that single keys work again"),
    ),
}

PLACES = {
    "unlock": "Unlocking",
    "unfinished": "Unfinished forms",
    "settings": "Settings",
}
