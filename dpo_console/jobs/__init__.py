"""The jobs an officer does at the desk; command line and screens call these and nothing beneath them.

Every job opens an act where it changes something, calls casework and letters, and records what was done. Answers are
plain data with the keys of the `--json` contracts; what cannot be done raises Refused with the sentence to show. `now`
is an aware UTC instant. A job's module is loaded when it is first asked for: the clock needs no database.
"""

from importlib import import_module
from typing import Any

_WHERE = {
    "dpo_console.jobs.desk": "DETAILS Held add_officer audit_verify change_passphrase council create_desk desk_exists "
    "drill is_demo make_backup note_copied officers open_desk renew_code restore_desk revoke_officer save_council",
    "dpo_console.jobs.matters": "Conflicted assign bind close_case closing_of confirm_identity conflicts_of event "
    "log_request proposals similar unbind",
    "dpo_console.jobs.complaints": "log_complaint",
    "dpo_console.jobs.breach_papers": "breach_story make_notification make_public notification_preview public_preview",
    "dpo_console.jobs.handing_out": "hand_out save_register",
    "dpo_console.jobs.mailing": "make_people_letters people_letter_preview save_people_letter save_people_letters",
    "dpo_console.jobs.breaches": "add_people assess breach_list breach_terms describe log_breach opinions "
    "people_of_file remove_person",
    "dpo_console.case_detail": "history show",
    "dpo_console.jobs.figures": "board calendar cases report weekly weekly_sheet",
    "dpo_console.jobs.confirming": "claims confirm unconfirm",
    "dpo_console.jobs.holdings": "answer_questions decide exemptions find office_terms questions replay review sources "
    "undo_decision",
    "dpo_console.jobs.importing": "first_rows forget_layout import_files keep_layout kept_layouts",
    "dpo_console.jobs.person": "lift_restriction lone_record people person_card rectify restrict undo_card",
    "dpo_console.jobs.register": "decide_pair pairs split_person undo_pairing",
    "dpo_console.stops": "Stopped",
    "dpo_console.filing": "clear_outbox outbox outbox_files save_letter save_paper",
    "dpo_console.jobs.papers": "letter_preview letters make_letter",
    "dpo_console.jobs.packing": "pack stop_pack verify",
    "dpo_console.outgoing": "refuse_copying unchecked",
    "dpo_console.jobs.disposal": "approve_disposal carry_out certificate_of confirm_owners disposal_of disposals "
    "erase_records instruct_owners keep_lines propose_disposal withdraw_disposal",
    "dpo_console.jobs.attaching": "attach_files save_attachment",
    "dpo_console.jobs.retaining": "adopt_row holds keep_hold lift_hold place_hold record_of retention_plan "
    "retention_schedule retire_row save_row schedule_sheet",
    "dpo_console.jobs.rehearsal": "DEMO make_demo",
}
_NAMES = {"board": "board_of", "history": "timeline", "people": "people_of"}
"""Jobs whose module has another thing by their name."""


def __getattr__(name: str) -> Any:
    for module, names in _WHERE.items():
        if name in names.split():
            return getattr(import_module(module), _NAMES.get(name, name))
    raise AttributeError(name)
