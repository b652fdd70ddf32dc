"""The keys of this wing's screens, and the names of the screens."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "board": keys_of(
        "board",
        ("n", "new_request", "New request", "Log a rights request"),
        ("enter", "open_case", "Open", "Open the selected case"),
        ("slash", "find_case", "Find", "Find any case, closed ones too, by words in it"),
        ("i", "import_files", "Import", "Import workforce files"),
        ("m", "new_complaint", "Complaint", "Log a data protection complaint", "hidden"),
        ("w", "weekly", "Week", "The weekly review: what was late, what falls due, what is untouched"),
        ("b", "breaches", "Breaches", "The breach register, with the figures for twelve months", "hidden"),
        ("f", "filter", "Filter", "Filter the board, or show it as at a date", "hidden"),
        ("t", "retention", "Retention", "What falls due for destruction, the retention schedule, holds", "hidden"),
        ("escape", "all_open", "All", "Back to the open cases", "hidden"),
    ),
    "weekly": keys_of(
        "weekly",
        ("enter", "open_case", "Open", "Open the selected case"),
        ("a", "assign", "Assign", "Assign the case to an officer"),
        ("n", "note", "Note", "Record a note on the case"),
        ("p", "sheet", "Print", "Save the one-page sheet to the outbox"),
        ("t", "as_at", "As at", "Show the review as at another date"),
        ("escape", "back", "Back", "Back to the board"),
    ),
}

PLACES = {
    "board": "Board",
    "weekly": "Weekly review",
}
