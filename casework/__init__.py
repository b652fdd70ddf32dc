"""What a case is, what the law makes of it, and what the council holds. Knows no screen and no paper."""

from enum import StrEnum


class Remedy(StrEnum):
    """What the officer can do about a refusal: a screen names the key for it, the command line the command."""

    list_cases = "list cases"
    list_events = "list events"
    list_claims = "list claims"
    list_layouts = "list layouts"
    list_classes = "list classes"
    list_schedule = "list schedule"
    list_holds = "list holds"
    list_disposals = "list disposals"
    list_disposal_lines = "list disposal lines"
    list_pairs = "list pairs"
    undo_different = "undo different"
    list_officers = "list officers"
    list_rules = "list rules"
    list_attachments = "list attachments"
    list_affected = "list affected"
    list_records = "list records"
    list_outcomes = "list outcomes"
    identify = "identify"
    search = "search"
    answer_health = "answer health"
    import_file = "import file"
    plan_ahead = "plan ahead"
    check_history = "check history"
    check_machine = "check machine"
    make_backup = "make backup"
    make_desk = "make desk"
    explain_headings = "explain headings"
    split_person = "split person"
    complete_profile = "complete profile"
    see_form = "see form"
    list_wordings = "list wordings"
    see_wording = "see wording"
    correct_wording = "correct wording"
    list_findings = "list findings"
    see_notice = "see notice"
    list_recipients = "list recipients"
    list_processors = "list processors"
    list_purposes = "list purposes"


class Refused(Exception):
    """What was asked cannot be done; its text is the one sentence a person needs: what is wrong, where, what to do.

    The sentence names no key and no command: `remedy` says what helps, and `of` what that is done to.
    """

    def __init__(self, sentence: str, remedy: Remedy | None = None, of: object = "") -> None:
        super().__init__(sentence)
        self.remedy, self.of = remedy, str(of)


class Malformed(Refused):
    """What was given to read does not have the form that is asked for: the manual shows one of each."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, Remedy.see_form)
