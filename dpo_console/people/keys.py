"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "workforce": keys_of(
        "workforce",
        ("slash", "look_up", "Find", "Find people by name, number, or words in any field, as you type"),
        ("enter", "open_person", "Open", "Open the person's card"),
        ("i", "import_files", "Import", "Import workforce files"),
        ("o", "sources", "Files", "Every imported file, with its ledger"),
        ("q", "pairs", "Pairs", "Possible duplicates: merge them, or keep them apart"),
        ("t", "retention", "Retention", "What is due for disposal, the retention schedule, holds"),
        ("h", "hold", "Hold", "Put the selected person's records on hold", "hidden"),
        ("escape", "clear", "All", "Show everyone again", "hidden"),
    ),
    "pairs": keys_of(
        "pairs",
        ("s", "same", "Same", "They are the same person: merge the two entries"),
        ("d", "different", "Different", "They are different people: do not offer them again"),
        ("l", "later", "Later", "Decide later: the pair comes last"),
        ("u", "undo", "Undo", "Undo the last act here"),
        ("enter", "open_one", "Card", "Open the first card"),
        ("o", "open_other", "Other", "Open the other card"),
        ("escape", "back", "Back", "Back to the register", "hidden"),
    ),
    "person": keys_of(
        "person",
        ("enter", "open_case", "Case", "Open the person's case, the newest open one first"),
        ("c", "cases", "Cases", "Choose among the person's cases, open and past"),
        ("f", "records", "Records", "Every record, field by field; correct or restrict one"),
        ("r", "restrict", "Restrict", "Restrict the person's data (Article 18), or lift the restriction"),
        ("u", "undo", "Undo", "Undo the last correction or restriction"),
        ("escape", "back", "Back", "Back to where you were", "hidden"),
    ),
    "choose": keys_of(
        "choose",
        ("enter", "choose", "Open", "Open the selected case"),
        ("escape", "cancel", "Cancel", "Close this and change nothing"),
    ),
    "picking": keys_of(
        "picking",
        ("enter", "pick", "Choose", "Choose the selected person"),
        ("slash", "look_up", "Look up", "Find someone by name or number"),
        ("escape", "back", "Back", "Back to the list"),
    ),
}

PLACES = {
    "workforce": "Workforce",
    "pairs": "Possible duplicates",
    "person": "A person's card",
    "choose": "Choosing a case",
    "picking": "Choosing a person",
}
