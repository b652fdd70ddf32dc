"""The jobs an officer does at the desk; command line and screens call these and nothing beneath them.

Every job opens an act where it changes something, calls casework and letters, and records what was done. Answers are
plain data with the keys of the `--json` contracts; what cannot be done raises Refused with the sentence to show. `now`
is an aware UTC instant. A job's module is loaded when it is first asked for: the clock needs no database.
"""

from importlib import import_module
from typing import Any

_WHERE = {
    "dpo_console.desk.jobs": "DETAILS Held add_officer audit_verify change_passphrase council create_desk desk_exists "
    "drill is_demo make_backup note_copied officers open_desk renew_code restore_desk revoke_officer save_council",
    "dpo_console.rights.jobs": "Conflicted assign bind close_case closing_of confirm_identity conflicts_of event "
    "log_request proposals similar unbind",
    "dpo_console.complaints.jobs": "log_complaint",
    "dpo_console.breaches.letters": "breach_story make_notification make_public notification_preview public_preview",
    "dpo_console.breaches.exports": "hand_out save_register",
    "dpo_console.breaches.letter_run": "make_people_letters people_letter_preview save_people_letter "
    "save_people_letters",
    "dpo_console.breaches.jobs": "add_people assess breach_list breach_terms describe log_breach opinions "
    "people_of_file remove_person",
    "dpo_console.case_detail": "history show",
    "dpo_console.views.jobs": "board calendar cases report weekly weekly_sheet",
    "dpo_console.rights.confirmations": "claims confirm unconfirm",
    "dpo_console.disclosure.jobs": "answer_questions decide exemptions find office_terms questions replay review "
    "sources undo_decision",
    "dpo_console.records.jobs": "first_rows forget_layout import_files keep_layout kept_layouts",
    "dpo_console.people.cards": "lift_restriction lone_record people person_card rectify restrict undo_card",
    "dpo_console.people.jobs": "decide_pair pairs split_person undo_pairing",
    "dpo_console.stops": "Stopped",
    "dpo_console.filing": "clear_outbox outbox outbox_files save_letter save_paper",
    "dpo_console.disclosure.papers": "letter_preview letters make_letter",
    "dpo_console.disclosure.packing": "pack stop_pack verify",
    "dpo_console.outgoing": "refuse_copying unchecked",
    "dpo_console.disposal.jobs": "approve_disposal carry_out certificate_of confirm_owners disposal_of disposals "
    "erase_records instruct_owners keep_lines propose_disposal withdraw_disposal",
    "dpo_console.records.attachments": "attach_files save_attachment",
    "dpo_console.retention.jobs": "adopt_row holds keep_hold lift_hold place_hold record_of retention_plan "
    "retention_schedule retire_row save_row schedule_sheet",
    "dpo_console.desk.demo_setup": "DEMO make_demo",
}
_NAMES = {"board": "board_of", "history": "timeline", "people": "people_of"}
"""Jobs whose module has another thing by their name."""


def __getattr__(name: str) -> Any:
    for module, names in _WHERE.items():
        if name in names.split():
            return getattr(import_module(module), _NAMES.get(name, name))
    raise AttributeError(name)
