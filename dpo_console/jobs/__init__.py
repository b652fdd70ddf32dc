"""The jobs an officer does at the desk; command line and screens call these and nothing beneath them.

Every job opens an act where it changes something, calls casework and letters, and records what was done. Answers are
plain data with the keys of the `--json` contracts; what cannot be done raises Refused with the sentence to show. `now`
is an aware UTC instant. A job's module is loaded when it is first asked for: the clock needs no database.
"""

from importlib import import_module
from typing import Any

_WHERE = {
    "desk": "DETAILS Held audit_verify council create_desk desk_exists is_demo note_copied open_desk save_council",
    "matters": "Conflicted assign bind close_case closing_of confirm_identity conflicts_of event log_complaint "
    "log_request proposals similar unbind",
    "breach_papers": "breach_story make_notification make_public notification_preview public_preview",
    "handing_out": "hand_out save_register",
    "mailing": "make_people_letters people_letter_preview save_people_letter save_people_letters",
    "breaches": "add_people assess breach_list breach_terms describe log_breach opinions people_of_file remove_person",
    "whole": "history show",
    "figures": "board calendar cases report weekly weekly_sheet",
    "confirming": "claims confirm unconfirm",
    "holdings": "answer_questions decide exemptions find office_terms questions replay review sources undo_decision",
    "importing": "first_rows forget_layout import_files keep_layout kept_layouts",
    "person": "lift_restriction lone_record people person_card rectify restrict undo_card",
    "register": "decide_pair pairs split_person undo_pairing",
    "stops": "Stopped",
    "papers": "clear_outbox letter_preview letters make_letter outbox outbox_files save_letter save_paper",
    "packing": "pack stop_pack verify",
    "way_out": "refuse_copying unchecked",
    "disposal": "approve_disposal carry_out certificate_of confirm_owners disposal_of disposals erase_records "
    "instruct_owners keep_lines propose_disposal withdraw_disposal",
    "attaching": "attach_files save_attachment",
    "keeping": "add_officer change_passphrase drill make_backup officers renew_code restore_desk revoke_officer",
    "retaining": "adopt_row holds keep_hold lift_hold place_hold record_of retention_plan "
    "retention_schedule retire_row save_row schedule_sheet",
    "rehearsal": "DEMO make_demo",
}
_NAMES = {"board": "board_of", "history": "timeline", "people": "people_of"}
"""Jobs whose module has another thing by their name."""


def __getattr__(name: str) -> Any:
    for module, names in _WHERE.items():
        if name in names.split():
            return getattr(import_module(f"{__name__}.{module}"), _NAMES.get(name, name))
    raise AttributeError(name)
