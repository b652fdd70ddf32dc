"""The jobs an officer does at the desk; command line and screens call these and nothing beneath them.

Every job opens an act where it changes something, calls casework and letters, and records what was done. Answers are
plain data with the keys of the `--json` contracts; what cannot be done raises Refused with the sentence to show. `now`
is an aware UTC instant.
"""

from dpo_console.__main__ import default_desk
from dpo_console.jobs.desk import audit_verify, council, create_desk, desk_exists, is_demo, open_desk, save_council
from dpo_console.jobs.holdings import (
    decide,
    exemptions,
    find,
    import_files,
    person_card,
    replay,
    review,
    sources,
    undo_decision,
)
from dpo_console.jobs.holdings import people_of as people
from dpo_console.jobs.matters import (
    bind,
    cases,
    close_case,
    event,
    log_request,
    proposals,
    show,
    similar,
    unbind,
)
from dpo_console.jobs.matters import board_of as board
from dpo_console.jobs.matters import timeline as history
from dpo_console.jobs.papers import (
    letter_preview,
    letters,
    make_letter,
    outbox,
    pack,
    save_letter,
    save_paper,
    stop_pack,
    verify,
)
from dpo_console.jobs.rehearsal import DEMO, make_demo

__all__ = [
    "DEMO",
    "audit_verify",
    "bind",
    "board",
    "cases",
    "close_case",
    "council",
    "create_desk",
    "decide",
    "default_desk",
    "desk_exists",
    "event",
    "exemptions",
    "find",
    "history",
    "import_files",
    "is_demo",
    "letter_preview",
    "letters",
    "log_request",
    "make_demo",
    "make_letter",
    "open_desk",
    "outbox",
    "pack",
    "people",
    "person_card",
    "proposals",
    "replay",
    "review",
    "save_council",
    "save_letter",
    "save_paper",
    "show",
    "similar",
    "sources",
    "stop_pack",
    "unbind",
    "undo_decision",
    "verify",
]
