"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "breach": keys_of(
        "breach",
        ("d", "describe", "Describe", "Say what is known of the breach"),
        ("a", "assess", "Assess", "Assess the risk, and decide whom to tell"),
        ("r", "regulator", "Notify", "The notification to the regulator: read it, make it, record it as sent"),
        ("t", "tell", "Tell", "Tell the people concerned: by letters, or by a public communication"),
        ("p", "people", "People", "The list of those concerned"),
        ("e", "event", "Event", "Record a time, a containment, a processor's notice, who else was told"),
        ("o", "action", "Action", "Something to be done, by somebody, by a day; or that it is done", "hidden"),
        ("n", "note", "Note", "Record a note, a letter, an e-mail or a call", "hidden"),
        ("c", "close_case", "Close", "Close the breach with its outcome", "hidden"),
        ("x", "correct", "Correct", "Correct an event that was recorded wrongly", "hidden"),
        ("i", "attach", "Attach", "Keep what belongs to the breach, as it came", "hidden"),
        ("s", "story", "Story", "The breach's whole story as one PDF, in the outbox", "hidden"),
        ("h", "full_history", "History", "Every act on this breach, by whom and when", "hidden"),
        ("escape", "back", "Back", "Back to the list", "hidden"),
    ),
    "notice": keys_of(
        "notice",
        ("m", "make", "Make", "Make it as text and as PDF, and file it"),
        ("s", "sent", "Sent", "Record that it was sent"),
        ("c", "copy", "Copy", "Copy the text to the terminal's clipboard, which is recorded"),
        ("escape", "back", "Back", "Back to the breach"),
    ),
    "concerned": keys_of(
        "concerned",
        ("a", "add", "Add", "Put somebody on the list"),
        ("r", "register", "Register", "Put somebody of the register on the list"),
        ("i", "import_csv", "Import", "Put everybody of a CSV file on the list"),
        ("x", "remove", "Remove", "Take the person the cursor is on off the list"),
        ("v,enter", "preview", "Read", "Read that person's letter as text"),
        ("m", "make_all", "Letters", "Make the letter of everybody on the list"),
        ("t", "told", "Told", "Record that they were told", "hidden"),
        ("escape", "back", "Back", "Stop the letters, or back to the breach", "hidden"),
    ),
    "register": keys_of(
        "register",
        ("enter", "open_case", "Open", "Open the breach the cursor is on"),
        ("f", "filter", "Filter", "Only some: by month, service, cause, band, decision, words"),
        ("s", "save", "Save", "Save the register as CSV, without personal data, into the outbox"),
        ("a", "all", "All", "Every breach again"),
        ("escape", "back", "Back", "Back to the board"),
    ),
}

PLACES = {
    "breach": "A breach",
    "notice": "Telling of a breach",
    "concerned": "People of a breach",
    "register": "Register of breaches",
}
