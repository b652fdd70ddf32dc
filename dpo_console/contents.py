"""The contents of the command line: every command in order, with its wing and the first line of its help.

The list of commands is printed from here, so that printing it imports none of them.
"""

from importlib import import_module
from types import ModuleType
from typing import Any

GROUPS = {
    "log": "Log a case from standard input.",
    "breach": "Work on a breach.",
    "audit": "Prove the history.",
    "retention": "How long records are kept, and what is due.",
    "hold": "Records that must not be destroyed.",
    "dispose": "Destroy what is due, and prove it.",
    "officer": "Who can open the desk, and by what.",
}
"""The groups of commands, with their help."""
COMMANDS = {
    "due": ("views", "The board: every running clock, first due first."),
    "weekly": ("views", "The weekly review: what was closed, what is late and why, what falls due, what waits."),
    "report": ("views", "The figures an auditor ticks, from a day to a day."),
    "story": ("breaches", "The whole story of a breach: what happened, what was decided and why, who was told."),
    "breaches": ("breaches", "The register of breaches (UK GDPR Art 33(5)), with the last twelve months."),
    "clock": ("clock", "A statutory deadline with its working; needs no desk."),
    "show": ("rights", "One case whole."),
    "history": ("rights", "The timeline of a case, or of the whole desk."),
    "cases": ("views", "Find any case, closed ones too."),
    "event": (
        "rights",
        "Record what happened on a case; a note may come on standard input, of answer_to_subject the address does.",
    ),
    "assign": (
        "rights",
        "Give a case to the officer named on the first line of standard input; what is handed over stands below it.",
    ),
    "close": ("rights", "Close a case with its outcome; a note may come on standard input."),
    "help": ("help", "Read the manual: its topics, or one of them."),
    "demo": ("desk", "Make a desk with a synthetic council in it, and open it; its passphrase is 'demo'."),
    "init": ("desk", "Make an empty desk: the first officer, the council's details, and a recovery code to print."),
    "council": ("desk", "Show the council's profile; change what the JSON object on standard input gives."),
    "doctor": (
        "desk",
        "Check versions, libraries, permissions, swap and the terminal; exit 1 where something is to be mended.",
    ),
    "schema": ("desk", "The JSON Schema of what a command answers with --json; without one, lists those that have it."),
    "import": (
        "records",
        "Bring workforce files into the register, or keep files with a case; prints each one's ledger.",
    ),
    "layouts": ("records", "Which tables were explained heading by heading, and are known again; or forgets one."),
    "attachment": ("records", "Give back what came with a case, as it came."),
    "person": (
        "rights",
        "Identify the data subject: lists likely people, binds the case to one, or confirms what the request claims.",
    ),
    "find": ("disclosure", "Search for everything about the case's person; keeps the certificate."),
    "decide": ("disclosure", "Disclose, redact or withhold, from the JSON list on standard input."),
    "questions": (
        "disclosure",
        "List who else may be named in what goes out, and where redacted words are repeated; "
        "or answer these questions.",
    ),
    "office-terms": ("disclosure", "List the capitalised words that name no one, or enter the council's own."),
    "letter": ("views", "Compose a letter and file it; of a breach, everybody's on its list."),
    "pack": (
        "disclosure",
        "Build the response pack, read it back through the gate, and write it; exit 1 if the gate refuses or asks.",
    ),
    "verify": (
        "disclosure",
        "Read finished PDFs back: with a desk also for what must not be in them; exit 1 where something is found.",
    ),
    "backup": ("desk", "Make one sealed file of the whole desk and prove it; a console may go on working meanwhile."),
    "restore": (
        "desk",
        "Prove a backup, then put it in the desk's place; the desk that stood there is set aside, whole.",
    ),
    "people": (
        "people",
        "Look the register up for the words on the first line of standard input: names, numbers, words in any field.",
    ),
    "card": (
        "people",
        "A person's card: names, numbers and posts with where they stood, what differs, what was put right, cases.",
    ),
    "rectify": (
        "people",
        "Put a field of a person's record right, or complete it, from the JSON object on standard input (Article 16).",
    ),
    "restrict": (
        "people",
        "Restrict a person's data or one record (Article 18), or lift that, from the JSON object on standard input.",
    ),
    "pairs": (
        "people",
        "Entries of the register that may be one person, the strongest first, with what agrees and what does not.",
    ),
    "join": ("people", "Say that two entries are one person; the reason comes on standard input."),
    "apart": (
        "people",
        "Say that two entries are different people, never to be offered again; the reason comes on standard input.",
    ),
    "split": ("people", "Take the last join of a person or record back, exactly; the reason comes on standard input."),
    "log breach": ("breaches", "Log a suspected breach from the JSON on standard input; prints its reference."),
    "log request": ("rights", "Log a rights request from the JSON on standard input; prints its reference."),
    "log complaint": (
        "complaints",
        "Log a data-protection complaint (DPA 2018 s.164A) from the JSON on standard input; prints its reference.",
    ),
    "breach describe": ("breaches", "Change what is known of a breach, from the JSON on standard input."),
    "breach assess": ("breaches", "Assess a breach and decide whom to tell, from the JSON on standard input."),
    "breach record": (
        "breaches",
        "Record an event with its facts from the JSON on standard input: `on` or `at`, `note`, and what it says.",
    ),
    "breach people": ("breaches", "The people a breach concerns: lists them, adds those of a file, or takes one off."),
    "audit verify": ("desk", "Read the whole history against its anchor; exit 1 where it is not whole."),
    "retention plan": (
        "retention",
        "What is due by a date, the rule and why, and what blocks it; nothing is disposed of.",
    ),
    "retention schedule": ("retention", "Every row of the schedule, and its status."),
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
        "Place a hold: `kind`, `people` or `classes`, `why`, `review` as JSON on standard input.",
    ),
    "hold lift": ("retention", "Lift one hold; the reason comes on standard input."),
    "hold keep": ("retention", "Keep a hold until another review date; the reason comes on standard input."),
    "dispose list": ("disposal", "Every disposal, newest first."),
    "dispose propose": (
        "disposal",
        "Propose what is due by a date as a disposal to review; nothing is destroyed.",
    ),
    "dispose show": (
        "disposal",
        "One disposal in full: its lines, what is excluded and why, the certificate, the original owners.",
    ),
    "dispose keep": (
        "disposal",
        "Exclude lines with the reason on standard input; without a reason, include them again.",
    ),
    "dispose approve": (
        "disposal",
        "Approve a disposal; another officer must, if the council's profile asks for two.",
    ),
    "dispose withdraw": ("disposal", "Withdraw a disposal; nothing is destroyed."),
    "dispose carry-out": (
        "disposal",
        "Destroy all that was approved, or nothing; if it was done before, show its certificate again.",
    ),
    "dispose certificate": ("disposal", "The certificate as an accessible PDF, in the outbox."),
    "dispose instruct": ("disposal", "Record that you told the owner of an original (HR, payroll) to dispose of it."),
    "dispose confirm": ("disposal", "Record that the owner of an original has disposed of it."),
    "dispose erase": (
        "disposal",
        "Erase records for an erasure request (Article 17); the reason comes on standard input.",
    ),
    "officer list": ("desk", "Who can open the desk."),
    "officer add": ("desk", "Give another officer a key slot; they type their own passphrase."),
    "officer passphrase": ("desk", "Change your own passphrase; the recovery code may stand for the old one."),
    "officer revoke": ("desk", "Take an officer's key slot away."),
    "officer code": ("desk", "Make a new recovery code to print; the old one opens nothing any more."),
}
"""By a command's words on the command line: its wing, and the first line of its help."""


def module_of(wing: str) -> ModuleType:
    """The module of a wing's commands."""
    return import_module(f"dpo_console.{wing}.commands")


def loaded(words: str) -> Any:
    """A command as its wing defines it."""
    from typer.main import get_group

    wing, _ = COMMANDS[words]
    found: Any = get_group(module_of(wing).app)
    for word in words.split():
        found = found.commands[word]
    return found
