"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "case": keys_of(
        "case",
        ("w", "whom", "Identify", "Identify the data subject"),
        ("v", "card", "Card", "Open the data subject's card", "hidden"),
        ("s", "search", "Search", "Search everything held for the person"),
        ("r", "review", "Review", "Decide what goes out, item by item"),
        ("l", "letter", "Letters", "See what can be written, read a letter as text, make it"),
        ("p", "pack", "Pack", "Build the response pack, and check it"),
        ("e", "event", "Event", "Record what happened: identity, clarification, extension, sent"),
        ("t", "left", "Sent", "Record that the latest letter was sent", "hidden"),
        ("n", "note", "Note", "Record a note, a letter, an email or a call", "hidden"),
        ("a", "assign", "Assign", "Hand the case over to an officer, with a note", "hidden"),
        ("c", "close_case", "Close", "Close the case with its outcome", "hidden"),
        ("m", "complain", "Complaint", "Log a complaint about the case", "hidden"),
        ("i", "attach", "Attach", "Attach files to the case", "hidden"),
        ("o", "save_attachments", "Attachments", "Copy the attachments to the outbox", "hidden"),
        ("x", "correct", "Correct", "Correct an event that was recorded wrongly", "hidden"),
        ("h", "full_history", "History", "Every act on this case, with officer and time", "hidden"),
        ("d", "erase", "Erase", "On a request for erasure, erase all data held about the person", "hidden"),
        ("escape", "back", "Back", "Back to the list", "hidden"),
    ),
    "whom": keys_of(
        "whom",
        ("enter", "bind", "Choose", "The selected person is the data subject"),
        ("b", "nobody", "No one", "Nothing is held about this person"),
        ("c", "confirm", "Confirm", "Confirm a name or number that only the request gives, or undo that"),
        ("u", "undo", "Undo", "Undo the last choice"),
        ("slash", "look_up", "Look up", "Look for someone else in the register"),
        ("escape", "back", "Back", "Back to the case"),
    ),
    "claims": keys_of(
        "claims",
        ("enter", "choose", "Choose", "Confirm the selected one, or undo its confirmation"),
        ("escape", "cancel", "Cancel", "Close this and change nothing"),
    ),
    "records": keys_of(
        "records",
        ("enter", "rectify", "Correct", "Correct the field, or complete it (Article 16)"),
        ("r", "restrict", "Restrict", "Restrict this one record (Article 18), or lift that"),
        ("u", "undo", "Undo", "Undo the last correction or restriction"),
        ("escape", "back", "Back", "Back to the card"),
    ),
}

PLACES = {
    "case": "A case",
    "whom": "Identifying the data subject",
    "claims": "Only in the request",
    "records": "A person's records",
}
