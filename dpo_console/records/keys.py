"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "import": keys_of(
        "import",
        ("ctrl+s", "go", "Import", "Bring these files in", "first"),
        ("escape", "back", "Back", "Stop the import, or go back"),
    ),
    "sources": keys_of(
        "sources",
        ("l", "layouts", "Layouts", "The layouts that were explained, and are known again"),
        ("escape", "back", "Back", "Back to where you were"),
    ),
    "mapping": keys_of(
        "mapping",
        ("enter", "choose", "Means", "Say what the heading under the cursor means"),
        ("x", "leave", "Omit", "Leave the column out, or keep it after all"),
        ("d", "dates", "Dates", "The next order in which the dates may be written"),
        ("c", "records", "Kind", "The next kind of records these may be"),
        ("r", "row", "Row", "Another row holds the headings"),
        ("ctrl+s", "save", "Save", "Keep the layout, and bring the file in by it", "first"),
        ("escape", "back", "Back", "Leave the file out for now; what was said is kept as a draft"),
    ),
    "meaning": keys_of("meaning", ("enter", "choose", "Choose", "The heading means what the cursor is on")),
    "layouts": keys_of(
        "layouts",
        ("x", "forget", "Forget", "Forget the layout the cursor is on"),
        ("escape", "back", "Back", "Back to the files brought in"),
    ),
}

PLACES = {
    "import": "Import",
    "sources": "Files brought in",
    "mapping": "What headings mean",
    "meaning": "Choosing a meaning",
    "layouts": "Kept layouts",
}
