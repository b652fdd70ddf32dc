"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "retention": keys_of(
        "retention",
        ("enter", "open_person", "Person", "Open the card of the person whose record the cursor is on", "hidden"),
        ("d", "on_day", "Day", "What falls due by another day"),
        ("v", "view", "View", "All that is due, what is blocked, what cannot be computed, the desk's own papers"),
        ("s", "schedule", "Schedule", "The retention schedule, row by row"),
        ("h", "holds", "Holds", "Every hold"),
        ("f", "freeze", "Freeze", "Place a hold on the person whose record the cursor is on", "hidden"),
        ("x", "disposals", "Dispose", "Disposals: propose what is due, look it over, approve it, carry it out"),
        ("escape", "back", "Back", "Stop the plan that is being made, or go back"),
    ),
    "schedule": keys_of(
        "schedule",
        ("a", "adopt", "Adopt", "Put the row in force as it stands"),
        ("e,enter", "edit", "Edit", "Change the row, and put it in force so"),
        ("n", "add", "New row", "Add a row of the council's own"),
        ("x", "retire", "Retire", "Take the row out of force"),
        ("p", "sheet", "Print", "Make the schedule as a PDF, and put it in the outbox"),
        ("escape", "back", "Back", "Back to what falls due"),
    ),
    "holds": keys_of(
        "holds",
        ("n", "place", "New hold", "Freeze the records of people, or of whole classes"),
        ("u", "keep", "Keep", "Keep the hold, to be looked at again on another day"),
        ("l", "lift", "Lift", "Lift the hold the cursor is on, and no other"),
        ("escape", "back", "Back", "Back to where you were"),
    ),
}

PLACES = {
    "retention": "Retention",
    "schedule": "Retention schedule",
    "holds": "Holds",
}
