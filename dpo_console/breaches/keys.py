"""The keys of this wing's screens, and the names of those screens."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "breach": keys_of(
        "breach",
        ("d", "describe", "Describe", "Describe the breach: facts, data, people, measures"),
        ("a", "assess", "Assess", "Assess the risk, and decide who to tell"),
        ("r", "regulator", "Notify", "Read and make the notification to the regulator, and record it as sent"),
        ("t", "tell", "Tell", "Tell the people affected: by letters, or by a public communication"),
        ("p", "people", "People", "The list of people affected"),
        ("e", "event", "Event", "Record a time, the containment, a processor's notice, who else you told"),
        ("o", "action", "Action", "Add an action with its owner and due date, or record one as done", "hidden"),
        ("n", "note", "Note", "Record a note, letter, email or call", "hidden"),
        ("c", "close_case", "Close", "Close the breach with an outcome", "hidden"),
        ("x", "correct", "Correct", "Correct an event that was recorded wrongly", "hidden"),
        ("i", "attach", "Attach", "Attach files to the breach", "hidden"),
        ("s", "story", "Case file", "Save the case file of the breach to the outbox as a PDF", "hidden"),
        ("h", "full_history", "History", "Every act on this breach: who did it and when", "hidden"),
        ("escape", "back", "Back", "Back to the list", "hidden"),
    ),
    "notification": keys_of(
        "notification",
        ("m", "make", "Make", "Save it to the outbox as text and PDF, and file it"),
        ("s", "sent", "Sent", "Record that it was sent"),
        ("c", "copy", "Copy", "Copy the text to the terminal's clipboard; this is recorded"),
        ("escape", "back", "Back", "Back to the breach"),
    ),
    "concerned": keys_of(
        "concerned",
        ("a", "add", "Add", "Add a person to the list"),
        ("r", "register", "Register", "Add a person from the register to the list"),
        ("i", "import_csv", "Import", "Add everyone in a CSV file to the list"),
        ("x", "remove", "Remove", "Remove the selected person from the list"),
        ("v,enter", "preview", "Read", "Read the selected person's letter as text"),
        ("m", "make_all", "Letters", "Make a letter for everyone on the list"),
        ("t", "told", "Told", "Record that you told them", "hidden"),
        ("escape", "back", "Back", "Stop the letters, or go back to the breach", "hidden"),
    ),
    "register": keys_of(
        "register",
        ("enter", "open_case", "Open", "Open the selected breach"),
        ("f", "filter", "Filter", "Filter by month, service, cause, band, decision or words"),
        ("s", "save", "Save", "Save the register to the outbox as CSV, without personal data"),
        ("a", "all", "All", "Show every breach"),
        ("escape", "back", "Back", "Back to the board"),
    ),
}

PLACES = {
    "breach": "A breach",
    "notification": "Notification of a breach",
    "concerned": "People affected by a breach",
    "register": "Breach register",
}
