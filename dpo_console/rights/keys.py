"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "case": keys_of(
        "case",
        ("w", "whom", "Whom", "Say whom the case is about"),
        ("v", "card", "Card", "The card of the person the case is about", "hidden"),
        ("s", "search", "Search", "Search everything held for the person"),
        ("r", "review", "Review", "Decide what goes out, item by item"),
        ("l", "letter", "Letter", "Read a letter as text, then make it"),
        ("p", "pack", "Pack", "Build the response pack, and read it back"),
        ("e", "event", "Event", "Record what happened: identity, clarification, extension, sent"),
        ("t", "left", "Sent", "Record that the letter made last has left", "hidden"),
        ("n", "note", "Note", "Record a note, a letter, an e-mail or a call", "hidden"),
        ("a", "assign", "Assign", "Give the case to an officer, with what is handed over", "hidden"),
        ("c", "close_case", "Close", "Close the case with its outcome", "hidden"),
        ("m", "complain", "Complaint", "Log a complaint about the case", "hidden"),
        ("i", "attach", "Attach", "Keep what came with the case, as it came", "hidden"),
        ("o", "save_attachments", "Attachments", "Put what came with the case into the outbox", "hidden"),
        ("x", "correct", "Correct", "Correct an event that was recorded wrongly", "hidden"),
        ("h", "full_history", "History", "Every act on this case, by whom and when", "hidden"),
        ("d", "erase", "Erase", "Under a request for erasure, erase what is held of the person for good", "hidden"),
        ("escape", "back", "Back", "Back to the list", "hidden"),
    ),
    "whom": keys_of(
        "whom",
        ("enter", "bind", "Bind", "The case is about the person the cursor is on"),
        ("b", "nobody", "Nobody", "We hold nothing about this person"),
        ("c", "confirm", "Confirm", "Confirm a name or number that only the request gives, or undo that"),
        ("u", "undo", "Undo", "Take the last binding back"),
        ("slash", "look_up", "Look up", "Look for somebody else in the register"),
        ("escape", "back", "Back", "Back to the case"),
    ),
    "claims": keys_of(
        "claims",
        ("enter", "choose", "Choose", "Confirm the selected one, or undo its confirmation"),
        ("escape", "cancel", "Cancel", "Close this and change nothing"),
    ),
    "records": keys_of(
        "records",
        ("enter", "rectify", "Put right", "Put the field right, or complete it (Article 16)"),
        ("r", "restrict", "Restrict", "Restrict this one record (Article 18), or lift that"),
        ("u", "undo", "Undo", "Take back the last thing put right or restricted"),
        ("escape", "back", "Back", "Back to the card"),
    ),
}

PLACES = {
    "case": "A case",
    "whom": "Whom it is about",
    "claims": "Only in the request",
    "records": "A person's records",
}
