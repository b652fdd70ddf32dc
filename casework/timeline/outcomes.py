"""What the facts of an event choose from: outcomes, reasons for delay, actions, ways of telling."""

OUTCOMES = {
    "answered": "answered",
    "nothing-held": "nothing held",
    "refused": "refused",
    "withdrawn": "withdrawn by the requester",
    "identity-never-given": "identity never given",
    "no-reply": "no reply to clarification",
    "duplicate": "duplicate of another case",
    "dealt-with": "dealt with",
    "near-miss": "a near miss",
    "no-breach": "no personal data breach",
}
"""How a case ends, in words."""
OF_BREACHES = ("dealt-with", "near-miss", "no-breach")
"""How breaches end, and nothing else."""

REMINDERS = {
    "identity-never-given": "The person must have been told that nothing is done until their identity is known, what "
    "was asked for, and that they may complain (Article 12(4)).",
    "no-reply": "The person must have been told that the case would be closed without an answer to the question, after "
    "a reasonable time (about a month), and that they may ask again (ICO right of access guidance).",
    "duplicate": "The person must have been told which case answers them, and by when.",
}
"""What the person must have been told before a case ends so, in a sentence."""

SAYS = ("answer", "refusal", "both")
"""What a letter made elsewhere says."""
WAYS = ("letter", "e-mail", "call", "in-person")
DIRECTIONS = ("in", "out")
DELAYS = {
    "late-recognition": "recognised late",
    "records": "records hard to find or to get",
    "volume": "the amount of records",
    "redaction": "redaction and review",
    "third-party": "waiting for somebody else",
    "staff": "too few staff",
    "systems": "a system was not available",
    "other": "another reason",
}
"""Why a case is late, as the figures count it."""
ACTIONS = {
    "recover": "get the data back, or have them deleted",
    "staff": "brief or train staff",
    "procedure": "change how the work is done",
    "system": "change a system",
    "contract": "see to a contract or a processor",
    "tell": "tell somebody",
    "lesson": "pass on what was learned",
    "other": "another measure",
}
"""What is to be done because of a breach, as the board names it."""
TELLINGS = {"letters": "each by letter", "public": "by a public communication", "other": "otherwise"}
"""How the people concerned are told: each by letter, by a public communication (Art 34(3)(c)), or otherwise."""
