"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "import": keys_of(
        "import",
        ("ctrl+s", "go", "Import", "Import these files", "first"),
        ("escape", "back", "Back", "Stop the import, or go back"),
    ),
    "sources": keys_of(
        "sources",
        ("l", "layouts", "Layouts", "The column layouts that are kept"),
        ("escape", "back", "Back", "Back to where you were"),
    ),
    "mapping": keys_of(
        "mapping",
        ("enter", "choose", "Means", "Choose what the selected heading means"),
        ("x", "leave", "Omit", "Leave the column out, or keep it after all"),
        ("d", "dates", "Dates", "The next order of day, month and year"),
        ("c", "records", "Kind", "The next kind of record"),
        ("r", "row", "Row", "Use another row as the headings"),
        ("ctrl+s", "save", "Save", "Keep the layout, and import the file with it", "first"),
        ("escape", "back", "Back", "Leave the file out for now; your choices are kept as a draft"),
    ),
    "meaning": keys_of("meaning", ("enter", "choose", "Choose", "Use this meaning")),
    "layouts": keys_of(
        "layouts",
        ("x", "forget", "Forget", "Forget the selected layout"),
        ("escape", "back", "Back", "Back to the source files"),
    ),
}

PLACES = {
    "import": "Import",
    "sources": "Source files",
    "mapping": "What headings mean",
    "meaning": "Choosing a meaning",
    "layouts": "Kept layouts",
}
