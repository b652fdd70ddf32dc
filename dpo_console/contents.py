"""The contents of the command line: every command in order, with its wing and the first line of its help.

The list of commands is printed from here, so that no command has to be imported to list it.
"""

from importlib import import_module
from types import ModuleType
from typing import Any

GROUPS = {
    "log": "Log a case from standard input.",
    "breach": "Work on a breach.",
    "audit": "Prove the history.",
    "retention": "How long records are kept, and what falls due.",
    "hold": "What must not be destroyed, even when it is due.",
    "dispose": "Destroy what is due, and prove it.",
    "wordings": "The council's own words for its letters.",
    "notice": "The privacy notice, what is wrong with it, and its versions.",
    "recipients": "Who received personal data, and what.",
    "processors": "Who processes personal data for the council, and their contracts.",
    "purposes": "Changes of purpose: the assessment, and the people to tell.",
    "security": "The statement of security measures that the privacy notice promises on request.",
    "officer": "Who can open the desk, and how.",
}
"""The groups of commands, with their help."""
COMMANDS = {
    "due": ("views", "The board: every clock of every open case, first due first."),
    "weekly": ("views", "The weekly review: what was closed, what is late and why, what falls due, what waits."),
    "report": ("views", "The figures an auditor checks, from one date to another."),
    "story": ("breaches", "The case file of a breach: what happened, the decisions and reasons, and the people told."),
    "breaches": ("breaches", "The breach register (UK GDPR Art 33(5)), with the last twelve months."),
    "clock": ("clock", "Work out a statutory deadline, with its steps; needs no desk."),
    "show": ("rights", "One case in full."),
    "history": ("rights", "The timeline of a case, or of the desk."),
    "cases": ("views", "Find any case, closed ones too."),
    "event": (
        "rights",
        "Record an event on a case; standard input takes a note or, for answer_to_subject, the address.",
    ),
    "assign": (
        "rights",
        "Hand a case over to the officer on the first line of standard input; the note is on the lines below.",
    ),
    "close": ("rights", "Close a case with its outcome; a note may come on standard input."),
    "help": ("help", "List the topics of the manual, or read one."),
    "demo": ("desk", "Make a desk with a made-up council in it, and open it; its passphrase is 'demo'."),
    "init": ("desk", "Make an empty desk: the first officer, the council's details, and a recovery code to print."),
    "council": ("desk", "Show the council's profile, or change it from the JSON object on standard input."),
    "doctor": (
        "desk",
        "Check versions, libraries, permissions, swap and the terminal; exit 1 if something needs fixing.",
    ),
    "schema": ("desk", "The JSON Schema of a command's --json answer; without a command, lists those that have one."),
    "import": (
        "records",
        "Import workforce files into the register, or keep files with a case; prints each file's ledger.",
    ),
    "layouts": ("records", "List the column layouts that were explained, or forget one."),
    "attachment": ("records", "Write a case's attachments to a folder, as they were received."),
    "person": (
        "rights",
        "Identify the data subject: list likely people, choose one, or confirm what the request claims.",
    ),
    "find": ("disclosure", "Search for everything about the data subject of a case; keeps the search certificate."),
    "decide": ("disclosure", "Disclose, redact or withhold, from the JSON list on standard input."),
    "health": (
        "disclosure",
        "List the health data of a case and what they need before they leave; or record a professional's opinion.",
    ),
    "questions": (
        "disclosure",
        "List who else may be named in what goes out, and where redacted words are repeated; "
        "or answer these questions.",
    ),
    "office-terms": ("disclosure", "List the capitalised words that name no one, or enter the council's own."),
    "letter": (
        "views",
        "Compose a letter and file it; without a kind, list what can be written now.",
    ),
    "letters": (
        "views",
        "Every letter and pack that was made, newest first; or the kinds of letter, with the law behind each.",
    ),
    "pack": (
        "disclosure",
        "Build the response pack, check it for release, and write it; exit 1 if the check refuses or asks.",
    ),
    "verify": (
        "disclosure",
        "Read finished PDFs back, with a desk also for what must not be in them; exit 1 if something is found.",
    ),
    "backup": ("desk", "Make one sealed file of the desk and prove it; a console can go on working meanwhile."),
    "restore": ("desk", "Prove a backup, then put it in place of the desk; the present desk is set aside, complete."),
    "people": (
        "people",
        "Search the register for the words on the first line of standard input: names, numbers, any field.",
    ),
    "card": (
        "people",
        "A person's card: names, numbers and posts with their sources, differences, corrections and cases.",
    ),
    "rectify": (
        "people",
        "Correct or complete a field of a person's record, from the JSON object on standard input (Article 16).",
    ),
    "restrict": (
        "people",
        "Restrict a person's data or one record (Article 18), or lift that, from the JSON object on standard input.",
    ),
    "pairs": (
        "people",
        "Possible duplicates in the register, the strongest first, with what agrees and what does not.",
    ),
    "join": ("people", "Merge two entries that are one person; the reason comes on standard input."),
    "apart": (
        "people",
        "Mark two entries as different people, never to be offered again; the reason comes on standard input.",
    ),
    "split": ("people", "Undo the last merge of a person or record, exactly; the reason comes on standard input."),
    "log breach": ("breaches", "Log a suspected breach from the JSON on standard input; prints its reference."),
    "log request": ("rights", "Log a rights request from the JSON on standard input; prints its reference."),
    "log complaint": (
        "complaints",
        "Log a data protection complaint (DPA 2018 s.164A) from the JSON on standard input; prints its reference.",
    ),
    "breach describe": ("breaches", "Change the facts of a breach, from the JSON on standard input."),
    "breach assess": ("breaches", "Assess a breach and decide who to tell, from the JSON on standard input."),
    "breach record": (
        "breaches",
        "Record an event from the JSON on standard input: `on` or `at`, `note`, and the event's own facts.",
    ),
    "breach people": ("breaches", "The people affected by a breach: list them, add those in a file, or remove one."),
    "audit verify": ("desk", "Check the history against its anchor, from the first row; exit 1 if it is not intact."),
    "retention plan": (
        "retention",
        "What falls due by a date, with the rule, the reason and what blocks it; disposes of nothing.",
    ),
    "retention schedule": ("retention", "Every row of the schedule, with its status."),
    "retention adopt": ("retention", "Put a row in force unchanged; the reason comes on standard input."),
    "retention retire": ("retention", "Take a row out of force; the reason comes on standard input."),
    "retention edit": (
        "retention",
        "Edit a row: its facts and the `reason` as JSON on standard input; what is left out stays.",
    ),
    "retention add": (
        "retention",
        "Add a row of the council's own: its facts and the `reason` as JSON on standard input.",
    ),
    "retention print": ("retention", "The schedule as an accessible PDF, in the outbox."),
    "hold list": ("retention", "Every hold, lifted ones too."),
    "hold add": (
        "retention",
        "Put records on hold: `kind`, `people` or `classes`, `why`, `review` as JSON on standard input.",
    ),
    "hold lift": ("retention", "Lift one hold; the reason comes on standard input."),
    "hold keep": ("retention", "Keep a hold after its review, until another date; the reason comes on standard input."),
    "dispose list": ("disposal", "Every disposal, newest first."),
    "dispose propose": (
        "disposal",
        "Propose what falls due by a date for disposal, to be reviewed; nothing is destroyed.",
    ),
    "dispose show": (
        "disposal",
        "One disposal in full: its lines, what is kept and why, its certificate, and the originals.",
    ),
    "dispose keep": (
        "disposal",
        "Exclude lines from a disposal, with the reason on standard input; without one they are included again.",
    ),
    "dispose approve": (
        "disposal",
        "Approve a disposal; if the council's profile asks for two officers, another must do it.",
    ),
    "dispose withdraw": ("disposal", "Withdraw a disposal before anything is destroyed."),
    "dispose carry-out": (
        "disposal",
        "Destroy all that was approved or nothing; if it was done before, prints the same certificate.",
    ),
    "dispose certificate": ("disposal", "The certificate as an accessible PDF, in the outbox."),
    "dispose instruct": (
        "disposal",
        "Record that you told the owner of an original (HR, payroll) to dispose of it too.",
    ),
    "dispose confirm": ("disposal", "Record that the owner of an original has disposed of it."),
    "dispose erase": (
        "disposal",
        "Erase records for an erasure request (Article 17); the reason comes on standard input.",
    ),
    "wordings list": ("disclosure", "Every element of the letters: who has it, by what law, and whose words it has."),
    "wordings show": ("disclosure", "One element: its words, the facts they may have, and every version."),
    "wordings set": (
        "disclosure",
        "Change the words of an element, from the JSON object on standard input, or go back to earlier ones.",
    ),
    "wordings export": ("disclosure", "Write the council's own words to one file."),
    "wordings import": ("disclosure", "Put the words in an exported file in force: all, or nothing."),
    "wordings preview": ("disclosure", "The words of an element with the data of a case."),
    "notice show": ("notice", "What the privacy notice in force says, section by section."),
    "notice findings": (
        "notice",
        "What is wrong in the notice under the law of today; without a version, in the newest.",
    ),
    "notice versions": ("notice", "Every version of the notice, with its days in force."),
    "notice export": (
        "notice",
        "Write a version of the notice to a file to edit; without a version, the newest.",
    ),
    "notice print": ("notice", "Write the notice as people read it; without a version, the one in force."),
    "notice diff": ("notice", "What two versions say differently, section by section."),
    "notice import": ("notice", "Save the notice in a file as the draft."),
    "notice adopt": ("notice", "Adopt the proposed wording of findings in the draft."),
    "notice in-force": ("notice", "Put the draft in force from a date."),
    "notice undo": ("notice", "Undo the last change of the draft, or that a version to come is put in force."),
    "recipients list": (
        "disclosure",
        "Every recipient with what it received, and the disclosures that wait to be confirmed.",
    ),
    "recipients add": (
        "disclosure",
        "Enter a recipient from the JSON object on standard input, correct one, or undo its last change.",
    ),
    "recipients log": (
        "disclosure",
        "Log what a recipient received, from the JSON object on standard input, correct it, or undo its last change.",
    ),
    "recipients confirm": ("disclosure", "Confirm that a proposed disclosure took place, or decline it."),
    "processors list": ("disclosure", "Every processor with its contract, and what is wrong with it."),
    "processors add": (
        "disclosure",
        "Enter a processor from the JSON object on standard input, correct one, or undo its last change.",
    ),
    "purposes list": (
        "disclosure",
        "Every change of purpose: why it is allowed, who is affected, and what is still to be done.",
    ),
    "purposes add": (
        "disclosure",
        "Enter the assessment of a new purpose, from the JSON object on standard input, or undo one.",
    ),
    "purposes people": ("disclosure", "Put people on the list of a change: they are to be told before the new use."),
    "purposes told": (
        "disclosure",
        "Record when people were told of a change; without --person, everyone who was not told yet.",
    ),
    "security list": ("disclosure", "Every version of the statement of security measures."),
    "security set": ("disclosure", "Enter the next version of the statement, from the JSON object on standard input."),
    "security approve": ("disclosure", "Approve a version of the statement: from today it can be sent."),
    "officer list": ("desk", "Who can open the desk."),
    "officer add": ("desk", "Give another officer a key slot; they type their own passphrase."),
    "officer passphrase": ("desk", "Change your own passphrase; the recovery code can be used instead of the old one."),
    "officer revoke": ("desk", "Remove an officer's key slot."),
    "officer code": ("desk", "Make a new recovery code to print; the old one stops working."),
}
"""By a command's words on the command line: its wing, and the first line of its help."""


def module_of(wing: str) -> ModuleType:
    """The module of a wing's commands."""
    return import_module(f"dpo_console.{wing}.commands")


def loaded(words: str) -> Any:
    """A command as its wing defines it."""
    from typer.main import get_group

    wing, _ = COMMANDS[words]
    command: Any = get_group(module_of(wing).app)
    for word in words.split():
        command = command.commands[word]
    return command
