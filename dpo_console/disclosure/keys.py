"""The keys of this wing's screens, and the names of the screens."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "review": keys_of(
        "review",
        ("d", "disclose", "Disclose", "Disclose the marked items, or the selected one"),
        ("t", "withhold", "Withhold", "Withhold under an exemption, or as someone else's"),
        ("f,enter", "fields", "Fields", "Open the item's fields, to redact a single one"),
        ("space", "mark", "Mark", "Mark or unmark the item", "hidden"),
        ("a", "mark_group", "Group", "Mark or unmark the group", "hidden"),
        ("q", "questions", "Questions", "Open the questions: who else may be named, and repeated redacted words"),
        ("h", "health", "Health", "Answer once for each class of record with health data", "hidden"),
        ("u", "undo", "Undo", "Undo the last decision exactly"),
        ("escape", "back", "Back", "Back to the case", "hidden"),
    ),
    "health": keys_of(
        "health",
        ("y", "known", "Known", "The person already knows the health data"),
        ("a", "ask", "Ask", "Record that a health professional's opinion was asked for"),
        ("o", "opinion", "Opinion", "Record the opinion received"),
        ("u", "undo", "Undo", "Undo the last answer"),
        ("escape", "back", "Back", "Back to the review"),
    ),
    "questions": keys_of(
        "questions",
        ("s", "subject", "Subject", "It names the data subject"),
        ("d", "other", "Disclose", "It names someone else: disclose with a reason"),
        ("r", "redact", "Redact", "Redact the words under an exemption"),
        ("c", "checked", "Checked", "You have read the passage, and it can go out"),
        ("enter", "proposed", "Proposal", "Accept the proposed answer", "hidden"),
        ("a", "everywhere", "Same", "Give the same words the last answer in this case"),
        ("u", "undo", "Undo", "Undo the last answer you gave here"),
        ("escape", "back", "Back", "Back to the items", "hidden"),
    ),
    "fields": keys_of(
        "fields",
        ("t", "withhold", "Redact", "Redact this one field under an exemption"),
        ("d", "disclose", "Disclose", "Disclose this one field"),
        ("m", "mark", "Words", "Mark words in the field to redact or disclose"),
        ("u", "undo", "Undo", "Undo the last decision exactly"),
        ("escape", "back", "Back", "Back to the items"),
    ),
    "marking": keys_of(
        "marking",
        ("left,h", "step(-1)", "Back", "One word back", "hidden"),
        ("right,l", "step(1)", "On", "One word forward", "hidden"),
        ("up,k", "step(-10)", "Up", "Ten words back", "hidden"),
        ("down,j", "step(10)", "Down", "Ten words forward", "hidden"),
        ("home,g", "step(-1000000)", "First", "The first word", "hidden"),
        ("end,G", "step(1000000)", "Last", "The last word", "hidden"),
        ("enter,space", "begin", "From here", "Start marking here"),
        ("t", "take('redact')", "Redact", "Redact the marked words under an exemption"),
        ("d", "take('disclose')", "Disclose", "Disclose the marked words, with a reason"),
        ("escape", "cancel", "Back", "Clear the mark, or go back to the fields"),
    ),
    "exempt": keys_of(
        "exempt",
        ("enter", "to_reason", "Reason", "Choose this exemption, then give the reason"),
        ("down", "step(1)", "Next", "Select the next exemption", "hidden"),
        ("up", "step(-1)", "Previous", "Select the exemption before", "hidden"),
    ),
    "pack": keys_of(
        "pack",
        ("q", "questions", "Questions", "Answer the pack's questions in the review"),
        ("p", "build", "Build again", "Build the pack again with the decisions as they are now"),
        ("escape", "back", "Back", "Back to the case"),
    ),
    "letters": keys_of(
        "letters",
        ("enter", "open_case", "Open", "Open the case the paper belongs to"),
        ("v", "preview", "Read", "Read the letter as text"),
        ("s", "save", "Save", "Save the PDF to the desk's outbox"),
        ("x", "clear_outbox", "Clear outbox", "Delete the unencrypted files in the outbox"),
    ),
    "letter": keys_of(
        "letter",
        ("m", "make", "Make", "Make the letter and file it"),
        ("s", "save", "Save", "Save the letter to the outbox for printing"),
        ("t", "left", "Sent", "Record that the letter was sent"),
        ("a", "kind('acknowledgement')", "Acknowledge", "Show the acknowledgement"),
        ("d", "kind('disclosure')", "Disclosure", "Show the disclosure letter"),
        ("u", "kind('authority-request')", "Authority", "Show the request for authority to act", "hidden"),
        ("r", "kind('authority-refusal')", "Refusal", "Show the refusal for lack of authority", "hidden"),
        ("escape", "back", "Back", "Back to the case", "hidden"),
    ),
}

PLACES = {
    "review": "Review",
    "questions": "Review questions",
    "fields": "Fields of an item",
    "marking": "Marking words",
    "exempt": "Choosing an exemption",
    "health": "Health data of a case",
    "pack": "The response pack",
    "letters": "Letters",
    "letter": "A letter",
}
