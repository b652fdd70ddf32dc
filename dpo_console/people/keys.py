"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "workforce": keys_of(
        "workforce",
        ("slash", "look_up", "Find", "Find people by name, number, or words in any field, as you type"),
        ("enter", "open_person", "Open", "Open the person's card"),
        ("i", "import_files", "Import", "Bring in workforce files"),
        ("o", "sources", "Files", "Every file brought in, with its ledger"),
        ("q", "pairs", "Who's who", "Entries that may be one person: join them, or keep them apart"),
        ("t", "retention", "Retention", "What falls due for destruction, the retention schedule, holds"),
        ("h", "hold", "Hold", "Freeze the records of the person the cursor is on", "hidden"),
        ("escape", "clear", "All", "Back to everybody", "hidden"),
    ),
    "pairs": keys_of(
        "pairs",
        ("s", "same", "Same", "They are the same person: join the two entries"),
        ("d", "different", "Different", "They are different people: remember it, and never offer them again"),
        ("l", "later", "Later", "Put the pair off: it comes last"),
        ("u", "undo", "Undo", "Take back the last thing done here"),
        ("enter", "open_one", "Card", "Open the first one's card"),
        ("o", "open_other", "Other", "Open the other one's card"),
        ("escape", "back", "Back", "Back to the register", "hidden"),
    ),
    "person": keys_of(
        "person",
        ("enter", "open_case", "Case", "Open the person's case, the newest open one first"),
        ("c", "cases", "Cases", "Choose among the person's cases, open and past"),
        ("f", "records", "Records", "Every record, field by field; put one right, or restrict one"),
        ("r", "restrict", "Restrict", "Restrict the person's data (Article 18), or lift that"),
        ("u", "undo", "Undo", "Take back the last thing put right or restricted"),
        ("escape", "back", "Back", "Back to where you were", "hidden"),
    ),
    "choose": keys_of(
        "choose",
        ("enter", "choose", "Open", "Open the one the cursor is on"),
        ("escape", "cancel", "Cancel", "Close this and change nothing"),
    ),
    "picking": keys_of(
        "picking",
        ("enter", "pick", "Choose", "Choose the person the cursor is on"),
        ("slash", "look_up", "Look up", "Look for somebody by name or number"),
        ("escape", "back", "Back", "Back to the list"),
    ),
}

PLACES = {
    "workforce": "Workforce",
    "pairs": "Who is who",
    "person": "A person's card",
    "choose": "Choosing a case",
    "picking": "Choosing a person",
}
