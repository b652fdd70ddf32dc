"""The keys of the wing's screens, and the names of the screens."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "notice": keys_of(
        "notice",
        ("enter", "open_section", "Open", "Open the section: its words, and each finding with its proposal"),
        ("f", "in_force", "In force", "Put the draft in force from a date"),
        ("v", "versions", "Versions", "Show every version, and what each one changed"),
        ("p", "print", "Print", "Save the newest version to the outbox as PDF, text and web page"),
        ("u", "undo", "Undo", "Undo the last change of the draft, or that a version to come is put in force"),
    ),
    "notice-section": keys_of(
        "notice-section",
        ("a", "adopt", "Adopt", "Adopt the proposed wording of the finding in the draft"),
        ("u", "undo", "Undo", "Undo the last change of the draft"),
        ("e", "edit", "Edit", "Edit the words of the section"),
        ("escape", "back", "Back", "Back to the notice"),
    ),
}

PLACES = {
    "notice": "Notice",
    "notice-section": "A section of the notice",
}
