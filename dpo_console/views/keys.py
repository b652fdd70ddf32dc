"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "board": keys_of(
        "board",
        ("n", "new_request", "New request", "Log a rights request"),
        ("enter", "open_case", "Open", "Open the case the cursor is on"),
        ("slash", "find_case", "Find", "Find any case, closed ones too, by words in it"),
        ("i", "import_files", "Import", "Bring in workforce files"),
        ("m", "new_complaint", "Complaint", "Log a data-protection complaint", "hidden"),
        ("w", "weekly", "Week", "The weekly review: what was late, what falls due, what nobody touched"),
        ("b", "breaches", "Breaches", "The register of breaches, and how many there were in twelve months", "hidden"),
        ("f", "filter", "Filter", "Only some cases; or the board as it stood on a day", "hidden"),
        ("t", "retention", "Retention", "What falls due for destruction, the retention schedule, holds", "hidden"),
        ("escape", "all_open", "All", "Back to the open cases", "hidden"),
    ),
    "weekly": keys_of(
        "weekly",
        ("enter", "open_case", "Open", "Open the case the cursor is on"),
        ("a", "assign", "Assign", "Give the case to an officer"),
        ("n", "note", "Note", "Record a note on the case"),
        ("p", "sheet", "Print", "Make the one-page sheet, and put it in the outbox"),
        ("t", "as_at", "Another day", "The review as it stood on another day"),
        ("escape", "back", "Back", "Back to the board"),
    ),
}

PLACES = {
    "board": "Board",
    "weekly": "Weekly review",
}
