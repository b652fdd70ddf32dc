"""Every key of the console, once: each place's bindings, and what the places are called."""

import re

from textual.binding import Binding


def _key(place: str, keys: str, action: str, name: str, tooltip: str, *, shown: bool, priority: bool) -> Binding:
    what = re.sub(r"[^\w-]+", "-", action).rstrip("-")
    display = {"question_mark": "?", "slash": "/", "ctrl+q": "^q", "ctrl+s": "^s", "ctrl+d": "^d", "ctrl+l": "^l"}.get(
        keys.split(",", maxsplit=1)[0]
    )
    return Binding(
        keys, action, name, show=shown, key_display=display, priority=priority, tooltip=tooltip, id=f"{place}.{what}"
    )


def _keys(place: str, *rows: tuple[str, ...]) -> list[Binding]:
    """Bindings of one place; a row is keys, action, name, tooltip, and `hidden` or `first` where it is so."""
    return [
        _key(place, *row[:4], shown="hidden" not in row[4:], priority="first" in row[4:])
        for row in rows
    ]  # fmt: skip


KEYS: dict[str, list[Binding]] = {
    "app": _keys(
        "app",
        ("1", "mode('board')", "Board", "Go to the board: every running clock", "hidden"),
        ("2", "mode('workforce')", "Workforce", "Go to the register of the workforce", "hidden"),
        ("3", "mode('letters')", "Letters", "Go to the letters and packs that were made", "hidden"),
        ("4", "mode('settings')", "Settings", "Go to the council's profile", "hidden"),
        ("f2", "log_breach", "Breach", "Log a suspected breach, from anywhere", "first"),
        ("question_mark,f1", "keys_help", "Help", "Show the keys that work here"),
        ("ctrl+p,colon", "command_palette", "Palette", "Find any command by its name", "hidden"),
        ("ctrl+l", "lock", "Lock", "Lock the console at once; unfinished forms are kept", "hidden", "first"),
        ("ctrl+q,f10", "quit", "Quit", "Leave the console; drafts are kept", "hidden", "first"),
    ),
    "list": _keys(
        "list",
        ("down,j", "step(1)", "Down", "One line down", "hidden"),
        ("up,k", "step(-1)", "Up", "One line up", "hidden"),
        ("pagedown", "page(1)", "Page down", "One page down", "hidden"),
        ("pageup", "page(-1)", "Page up", "One page up", "hidden"),
        ("home,g", "end(0)", "First", "The first line", "hidden"),
        ("end,G", "end(1)", "Last", "The last line", "hidden"),
    ),
    "text": _keys(
        "text",
        ("j", "scroll_down", "Down", "Scroll down", "hidden"),
        ("k", "scroll_up", "Up", "Scroll up", "hidden"),
        ("g", "scroll_home", "Top", "Scroll to the top", "hidden"),
        ("G", "scroll_end", "Bottom", "Scroll to the bottom", "hidden"),
    ),
    "ticks": _keys(
        "ticks",
        ("space,enter", "tick", "Tick", "Tick or untick the line the cursor is on", "hidden"),
    ),
    "unlock": _keys(
        "unlock",
        ("enter", "go", "Open", "Open the desk"),
    ),
    "board": _keys(
        "board",
        ("n", "new_request", "New request", "Log a rights request"),
        ("enter", "open_case", "Open", "Open the case the cursor is on"),
        ("slash", "find_case", "Find", "Find any case, closed ones too, by words in it"),
        ("i", "import_files", "Import", "Bring in workforce files"),
        ("m", "new_complaint", "Complaint", "Log a data-protection complaint", "hidden"),
        ("w", "weekly", "Week", "The weekly review: what was late, what falls due, what nobody touched"),
        ("b", "breaches", "Breaches", "The register of breaches, and how many there were in twelve months", "hidden"),
        ("f", "filter", "Filter", "Only some cases; or the board as it stood on a day", "hidden"),
        ("t", "retention", "Retention", "What falls due for destruction, the retention schedule, holds", "hidden"),
        ("escape", "all_open", "All", "Back to the open cases", "hidden"),
    ),
    "weekly": _keys(
        "weekly",
        ("enter", "open_case", "Open", "Open the case the cursor is on"),
        ("a", "assign", "Assign", "Give the case to an officer"),
        ("n", "note", "Note", "Record a note on the case"),
        ("p", "sheet", "Print", "Make the one-page sheet, and put it in the outbox"),
        ("t", "as_at", "Another day", "The review as it stood on another day"),
        ("escape", "back", "Back", "Back to the board"),
    ),
    "case": _keys(
        "case",
        ("w", "whom", "Whom", "Say whom the case is about"),
        ("v", "card", "Card", "The card of the person the case is about", "hidden"),
        ("s", "search", "Search", "Search everything held for the person"),
        ("r", "review", "Review", "Decide what goes out, item by item"),
        ("l", "letter", "Letter", "Read a letter as text, then make it"),
        ("p", "pack", "Pack", "Build the response pack, and read it back"),
        ("e", "event", "Event", "Record what happened: identity, clarification, extension, sent"),
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
    "breach": _keys(
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
    "notice": _keys(
        "notice",
        ("m", "make", "Make", "Make it as text and as PDF, and file it"),
        ("s", "sent", "Sent", "Record that it was sent"),
        ("c", "copy", "Copy", "Copy the text to the terminal's clipboard, which is recorded"),
        ("escape", "back", "Back", "Back to the breach"),
    ),
    "concerned": _keys(
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
    "register": _keys(
        "register",
        ("enter", "open_case", "Open", "Open the breach the cursor is on"),
        ("f", "filter", "Filter", "Only some: by month, service, cause, band, decision, words"),
        ("s", "save", "Save", "Save the register as CSV, without personal data, into the outbox"),
        ("a", "all", "All", "Every breach again"),
        ("escape", "back", "Back", "Back to the board"),
    ),
    "picking": _keys(
        "picking",
        ("enter", "pick", "Choose", "Choose the person the cursor is on"),
        ("slash", "look_up", "Look up", "Look for somebody by name or number"),
        ("escape", "back", "Back", "Back to the list"),
    ),
    "whom": _keys(
        "whom",
        ("enter", "bind", "Bind", "The case is about the person the cursor is on"),
        ("b", "nobody", "Nobody", "We hold nothing about this person"),
        ("u", "undo", "Undo", "Take the last binding back"),
        ("slash", "look_up", "Look up", "Look for somebody else in the register"),
        ("escape", "back", "Back", "Back to the case"),
    ),
    "review": _keys(
        "review",
        ("d", "disclose", "Disclose", "Disclose what is marked, or the line the cursor is on"),
        ("t", "withhold", "Withhold", "Withhold it, under an exemption or as somebody else's"),
        ("f,enter", "fields", "Fields", "Open the fields of the item, to take out a single one"),
        ("space", "mark", "Mark", "Mark or unmark the item", "hidden"),
        ("a", "mark_group", "Group", "Mark or unmark the whole group"),
        ("u", "undo", "Undo", "Take the last decision back exactly"),
        ("escape", "back", "Back", "Back to the case", "hidden"),
    ),
    "fields": _keys(
        "fields",
        ("t", "withhold", "Take out", "Take this one field out, under an exemption"),
        ("d", "disclose", "Disclose", "Disclose this one field"),
        ("escape", "back", "Back", "Back to the items"),
    ),
    "unfinished": _keys(
        "unfinished",
        ("enter", "go_on", "Go on", "Go on with the form the cursor is on"),
        ("d", "discard", "Throw away", "Throw the draft the cursor is on away"),
        ("escape", "cancel", "Later", "Leave the drafts as they are; this list comes again"),
    ),
    "exempt": _keys(
        "exempt",
        ("enter", "to_reason", "Reason", "From the exemption on to the reason"),
    ),
    "letter": _keys(
        "letter",
        ("m", "make", "Make", "Make the letter and file it"),
        ("a", "kind('acknowledgement')", "Acknowledgement", "Show the acknowledgement"),
        ("d", "kind('disclosure')", "Disclosure", "Show the disclosure letter"),
        ("escape", "back", "Back", "Back to the case"),
    ),
    "workforce": _keys(
        "workforce",
        ("slash", "look_up", "Find", "Find people by name, number, or words in any field, as you type"),
        ("enter", "open_person", "Open", "Open the person's card"),
        ("i", "import_files", "Import", "Bring in workforce files"),
        ("o", "sources", "Sources", "Every file brought in, with its ledger"),
        ("t", "retention", "Retention", "What falls due for destruction, the retention schedule, holds"),
        ("h", "hold", "Hold", "Freeze the records of the person the cursor is on", "hidden"),
        ("escape", "clear", "All", "Back to everybody", "hidden"),
    ),
    "person": _keys(
        "person",
        ("enter", "open_case", "Case", "Open the person's case, the newest open one first"),
        ("c", "cases", "Cases", "Choose among the person's cases, open and past"),
        ("f", "records", "Records", "Every record, field by field; put one right, or restrict one"),
        ("r", "restrict", "Restrict", "Restrict the person's data (Article 18), or lift that"),
        ("u", "undo", "Undo", "Take back the last thing put right or restricted"),
        ("escape", "back", "Back", "Back to where you were", "hidden"),
    ),
    "records": _keys(
        "records",
        ("enter", "rectify", "Put right", "Put the field right, or complete it (Article 16)"),
        ("r", "restrict", "Restrict", "Restrict this one record (Article 18), or lift that"),
        ("u", "undo", "Undo", "Take back the last thing put right or restricted"),
        ("escape", "back", "Back", "Back to the card"),
    ),
    "choose": _keys(
        "choose",
        ("enter", "choose", "Open", "Open the one the cursor is on"),
        ("escape", "cancel", "Cancel", "Close this and change nothing"),
    ),
    "retention": _keys(
        "retention",
        ("enter", "open_person", "Person", "Open the card of the person whose record the cursor is on"),
        ("d", "on_day", "Day", "What falls due by another day"),
        ("v", "view", "View", "All that is due, what is blocked, what cannot be computed, the desk's own papers"),
        ("s", "schedule", "Schedule", "The retention schedule, row by row"),
        ("h", "holds", "Holds", "Every hold"),
        ("f", "freeze", "Freeze", "Place a hold on the person whose record the cursor is on"),
        ("x", "disposals", "Dispose", "Disposals: propose what is due, look it over, approve it, carry it out"),
        ("escape", "back", "Back", "Stop the plan that is being made, or go back"),
    ),
    "schedule": _keys(
        "schedule",
        ("a", "adopt", "Adopt", "Put the row in force as it stands"),
        ("e,enter", "edit", "Edit", "Change the row, and put it in force so"),
        ("n", "add", "New row", "Add a row of the council's own"),
        ("x", "retire", "Retire", "Take the row out of force"),
        ("p", "sheet", "Print", "Make the schedule as a PDF, and put it in the outbox"),
        ("escape", "back", "Back", "Back to what falls due"),
    ),
    "disposals": _keys(
        "disposals",
        ("n", "propose", "Propose", "Take what is due today as a disposal to be looked over"),
        ("enter", "open", "Open", "Open the disposal the cursor is on"),
        ("escape", "back", "Back", "Stop what is running, or go back"),
    ),
    "disposal": _keys(
        "disposal",
        ("x", "keep", "Keep", "Keep the line the cursor is on, with a reason, or take it back in"),
        ("a", "approve", "Approve", "Let the disposal be carried out"),
        ("c", "carry_out", "Carry out", "Destroy what was approved, all of it or nothing"),
        ("p", "certificate", "Certificate", "Make the certificate as a PDF, and put it in the outbox"),
        ("o", "instruct", "Told", "The owner of the original was told to dispose of it"),
        ("y", "confirm", "Confirmed", "The owner of the original has disposed of it"),
        ("w", "withdraw", "Withdraw", "Give the disposal up", "hidden"),
        ("escape", "back", "Back", "Stop what is running, or go back"),
    ),
    "holds": _keys(
        "holds",
        ("n", "place", "New hold", "Freeze the records of people, or of whole classes"),
        ("u", "keep", "Keep", "Keep the hold, to be looked at again on another day"),
        ("l", "lift", "Lift", "Lift the hold the cursor is on, and no other"),
        ("escape", "back", "Back", "Back to where you were"),
    ),
    "letters": _keys(
        "letters",
        ("enter", "open_case", "Open", "Open the case the paper belongs to"),
        ("v", "preview", "Read", "Read the letter as text"),
        ("s", "save", "Save", "Save the PDF to the desk's outbox"),
        ("x", "clear_outbox", "Clear outbox", "Delete the finished files that lie clear in the outbox"),
    ),
    "form": _keys(
        "form",
        ("ctrl+s", "save", "Save", "Save the form", "first"),
        ("ctrl+d", "discard", "Discard", "Throw the draft away", "first"),
        ("escape", "back", "Back", "Leave the form; what was typed is kept as a draft"),
    ),
    "settings": _keys(
        "settings",
        ("ctrl+s", "save", "Save", "Save the council's profile", "first"),
        ("ctrl+t", "theme", "Theme", "Next colour theme", "first"),
        ("ctrl+d", "discard", "Discard", "Back to the profile as it is saved", "first"),
        ("escape", "rest", "Leave the line", "Out of the line, so that single keys work again"),
    ),
    "page": _keys(
        "page",
        ("escape", "back", "Back", "Back to where you were"),
    ),
    "import": _keys(
        "import",
        ("ctrl+s", "go", "Import", "Bring these files in", "first"),
        ("escape", "back", "Back", "Stop the import, or go back"),
    ),
    "sources": _keys(
        "sources",
        ("l", "layouts", "Layouts", "The layouts that were explained, and are known again"),
        ("escape", "back", "Back", "Back to where you were"),
    ),
    "mapping": _keys(
        "mapping",
        ("enter", "choose", "Means", "Say what the heading under the cursor means"),
        ("x", "leave", "Leave out", "Leave the column out, or keep it after all"),
        ("d", "dates", "Dates", "The next order in which the dates may be written"),
        ("c", "records", "Kept as", "The next kind of records these may be"),
        ("r", "row", "Row", "Another row holds the headings"),
        ("ctrl+s", "save", "Save", "Keep the layout, and bring the file in by it", "first"),
        ("escape", "back", "Back", "Leave the file out for now; what was said is kept as a draft"),
    ),
    "meaning": _keys(
        "meaning",
        ("enter", "choose", "Choose", "The heading means what the cursor is on"),
    ),
    "layouts": _keys(
        "layouts",
        ("x", "forget", "Forget", "Forget the layout the cursor is on"),
        ("escape", "back", "Back", "Back to the files brought in"),
    ),
    "dialog": _keys(
        "dialog",
        ("ctrl+s", "agree", "Go on", "Go on with what is asked", "first"),
        ("escape", "cancel", "Cancel", "Close this and change nothing"),
    ),
}  # fmt: skip

PLACES = {
    "app": "Everywhere", "list": "In a list", "text": "In a text",
    "ticks": "In a list to tick", "unlock": "Unlocking", "board": "Board",
    "case": "A case", "whom": "Whom it is about", "review": "Review", "fields": "Fields of an item",
    "weekly": "Weekly review", "exempt": "Choosing an exemption", "unfinished": "Unfinished forms",
    "letter": "A letter", "workforce": "Workforce", "person": "A person's card", "records": "A person's records",
    "choose": "Choosing a case", "retention": "Retention", "schedule": "Retention schedule", "holds": "Holds",
    "disposals": "Disposals", "disposal": "A disposal", "letters": "Letters", "form": "Logging a request",
    "breach": "A breach", "notice": "Telling of a breach", "concerned": "People of a breach",
    "register": "Register of breaches", "picking": "Choosing a person",
    "settings": "Settings", "page": "A page", "import": "Import", "dialog": "A question",
    "sources": "Files brought in", "mapping": "What headings mean", "meaning": "Choosing a meaning",
    "layouts": "Kept layouts",
}  # fmt: skip
