"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "retention": keys_of(
        "retention",
        ("enter", "open_person", "Person", "Open the person of the selected record", "hidden"),
        ("d", "on_day", "Date", "Show what is due by another date"),
        ("v", "view", "View", "Change the view: all due, blocked, without a date, case papers"),
        ("s", "schedule", "Schedule", "The retention schedule, row by row"),
        ("h", "holds", "Holds", "Every hold"),
        ("f", "freeze", "Hold person", "Place a hold on the person of the selected record", "hidden"),
        ("x", "disposals", "Dispose", "Disposals: propose what is due, review it, approve it, carry it out"),
        ("escape", "back", "Back", "Stop making the plan, or go back"),
    ),
    "schedule": keys_of(
        "schedule",
        ("a", "adopt", "Adopt", "Put the row in force unchanged"),
        ("e,enter", "edit", "Edit", "Edit the row and put it in force"),
        ("n", "add", "New row", "Add a row of the council's own"),
        ("x", "retire", "Retire", "Take the row out of force"),
        ("p", "sheet", "Print", "Make the schedule as a PDF in the outbox"),
        ("escape", "back", "Back", "Back to what falls due"),
    ),
    "holds": keys_of(
        "holds",
        ("n", "place", "New hold", "Place a hold on people or on classes of record"),
        ("u", "keep", "Keep", "Keep the hold until another review date"),
        ("l", "lift", "Lift", "Lift the selected hold, and no other"),
        ("escape", "back", "Back", "Back to where you were"),
    ),
}

PLACES = {
    "retention": "Retention",
    "schedule": "Retention schedule",
    "holds": "Holds",
}
