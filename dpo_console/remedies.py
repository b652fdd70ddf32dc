"""How a refusal or a warning ends: with the command that helps on the command line, with the key on a screen."""

from typing import TYPE_CHECKING, Any

from casework import Refused, Remedy

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.screen import Screen  # the command line has none

COMMANDS = {
    Remedy.list_cases: "cases",
    Remedy.list_events: "show {of}",
    Remedy.list_claims: "person {of} --claims",
    Remedy.list_layouts: "layouts",
    Remedy.list_classes: "retention schedule",
    Remedy.list_schedule: "retention schedule",
    Remedy.list_holds: "hold list",
    Remedy.list_disposals: "dispose list",
    Remedy.list_disposal_lines: "dispose show {of}",
    Remedy.list_pairs: "pairs",
    Remedy.undo_different: "apart {of} --undo",
    Remedy.list_officers: "officer list",
    Remedy.list_rules: "clock --rules",
    Remedy.list_attachments: "show {of}",
    Remedy.list_affected: "breach people {of}",
    Remedy.list_records: "card {of}",
    Remedy.list_outcomes: "close --help",
    Remedy.identify: "person {of}",
    Remedy.search: "find {of}",
    Remedy.answer_health: "health {of}",
    Remedy.import_file: "import FILE",
    Remedy.plan_ahead: "retention plan --on DATE",
    Remedy.check_history: "audit verify",
    Remedy.check_machine: "doctor",
    Remedy.make_backup: "backup FILE",
    Remedy.make_desk: "init",
    Remedy.explain_headings: "import --map FILE.json",
    Remedy.split_person: "split {of}",
    Remedy.complete_profile: "council",
    Remedy.see_form: "help files",
    Remedy.list_wordings: "wordings list",
    Remedy.see_wording: "wordings show {of}",
    Remedy.correct_wording: "wordings show {of}",
    Remedy.list_findings: "notice findings",
    Remedy.see_notice: "notice versions",
    Remedy.list_recipients: "recipients list",
    Remedy.list_processors: "processors list",
    Remedy.list_purposes: "purposes list",
}
"""The command for each remedy."""
KEYS = {
    Remedy.list_cases: ("board.find_case", "on the board"),
    Remedy.list_events: ("case.full_history", "on the case"),
    Remedy.list_claims: ("whom.confirm", "where the data subject is identified"),
    Remedy.list_layouts: ("sources.layouts", "where the source files are listed"),
    Remedy.list_classes: ("retention.schedule", "on the retention page"),
    Remedy.list_schedule: ("retention.schedule", "on the retention page"),
    Remedy.list_holds: ("retention.holds", "on the retention page"),
    Remedy.list_disposals: ("retention.disposals", "on the retention page"),
    Remedy.list_pairs: ("workforce.pairs", "in the workforce register"),
    Remedy.identify: ("case.whom", "on the case"),
    Remedy.search: ("case.search", "on the case"),
    Remedy.answer_health: ("review.health", "in the review"),
    Remedy.import_file: ("board.import_files", "on the board"),
    Remedy.complete_profile: ("app.mode-settings", ""),
    Remedy.list_findings: ("app.mode-notice", ""),
    Remedy.see_notice: ("app.mode-notice", ""),
    Remedy.list_wordings: ("letters.words", "on the Letters page"),
    Remedy.correct_wording: ("letters.words", "on the Letters page"),
}
"""The binding for each remedy that has one, and where it works."""
NO_KEY = (Remedy.check_history, Remedy.list_officers)
"""What only the command line can do: a screen names the command too."""


def on_command_line(refused: Refused) -> str:
    """A refusal with the command that helps."""
    if refused.remedy is None:
        return str(refused)
    return f"{refused} Run: dpo-console {COMMANDS[refused.remedy].format(of=refused.of)}"


def on_screen(refused: Refused, screen: "Screen[Any]", keys: "dict[str, list[Binding]]") -> str:
    """A refusal with the key that helps, and where that works unless it does so on this screen.

    `keys` are the console's bindings, by place.
    """
    if refused.remedy in NO_KEY:
        return on_command_line(refused)
    if refused.remedy not in KEYS:
        return str(refused)
    from dpo_console.keys import spoken

    wanted, where = KEYS[refused.remedy]
    key = next(spoken(binding) for place in keys.values() for binding in place if binding.id == wanted)
    here = any(active.enabled and active.binding.id == wanted for active in screen.active_bindings.values())
    return f"{refused} Press {key}{f' {where}' if where and not here else ''}."
