"""Disposals: what was approved is what is destroyed, all of it or nothing, and nothing frozen ever."""

import contextlib
import hashlib
import json
import shutil
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from casebook import answered, show_json
from casework import Refused, retention
from casework.disposal import erasure
from casework.disposal.plan import BackupsMade, SealedOriginals
from casework.records.items import Item
from clear_text import everything
from disposing import HEADED, LATER, Disposing, disposing, paid  # noqa: F401
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.complaints import jobs as complaints_jobs
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disposal import jobs as disposal_jobs
from dpo_console.jobs import case_events, council_profile, opening, person_cards, record_erasure
from dpo_console.people import jobs as people_jobs
from dpo_console.plain import to_json
from dpo_console.retention import jobs as retention_jobs
from dpo_console.rights import jobs as rights_jobs
from dpo_console.views import jobs as views_jobs
from finding import NOW, PASSPHRASE
from testham import TESTHAM
from workforce import payroll

OTHER = "another four plain words"


def test_what_is_due_is_destroyed_and_certified(sit):
    """Two records whose six tax years are over go with their people; the third stays; the certificate counts them."""
    reference = sit.approve()
    done = disposal_jobs.carry_out(sit.desk, reference, NOW)
    assert sit.names() == {"Bo Lund"}
    assert (done.records, done.people, done.swept) == (2, 2, True)
    [group] = done.destroyed
    assert (group.count, group.rule, group.first, group.last) == (2, "r07", date(2014, 4, 5), date(2017, 4, 5))
    assert done.originals == SealedOriginals(destroyed=1, sealed=0)
    assert desk_jobs.audit_verify(sit.desk).state == "whole"
    assert [one.kind for one in disposal_jobs.disposal_of(sit.desk, reference).history] == [
        "disposal-proposed", "disposal-approved", "disposed",
    ]  # fmt: skip


def test_the_certificate_names_nobody(sit):
    """Neither a name nor a number of anybody whose record went, nor a file's name, nor an officer's is in it."""
    done = disposal_jobs.carry_out(sit.desk, sit.approve(), NOW)
    said = to_json(done)
    for word in ("Canarysurname", "Quillfeather", "Amina", "Okafor", "77777", "88888", "file0", "Ann"):
        assert word not in said, word


def test_the_digest_is_that_of_the_certificate_as_json(sit):
    """Anyone who has the certificate as `--json` prints it can compute its digest."""
    reference = sit.approve()
    disposal_jobs.carry_out(sit.desk, reference, NOW)
    done = json.loads(to_json(disposal_jobs.disposal_of(sit.desk, reference)))
    text = json.dumps(done["certificate"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert done["digest"] == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def test_the_same_application_twice_gives_the_same_certificate(sit):
    """Carried out again it does nothing and answers the same; carried out on a copy of the desk, the same digest."""
    reference = sit.approve()
    sit.desk.close()
    shutil.copytree(sit.desk.folder, sit.folder / "twin")
    twin = opening.open_desk(sit.folder / "twin", PASSPHRASE, now=NOW)
    there = disposal_jobs.carry_out(twin, reference, NOW)
    twin.close()
    sit.again()
    here = disposal_jobs.carry_out(sit.desk, reference, NOW)
    rows = desk_jobs.audit_verify(sit.desk).rows
    assert disposal_jobs.carry_out(sit.desk, reference, LATER) == here
    assert desk_jobs.audit_verify(sit.desk).rows == rows
    assert here.digest == there.digest
    assert here == there


def test_a_case_opened_since_refuses_it(sit):
    """A request about one of the people freezes her record: refused, with how many and which case, nothing destroyed."""
    reference = sit.approve()
    case = sit.log("Amina Okafor", staff="0088888")
    sit.bind(case, "Amina Okafor")
    with pytest.raises(Refused, match=f"has changed since it was proposed: 1 on hold by {case}"):
        disposal_jobs.carry_out(sit.desk, reference, NOW)
    assert len(sit.names()) == 3
    assert disposal_jobs.disposal_of(sit.desk, reference).state == "approved"


def test_what_froze_it_is_looked_up_once_for_all_lines(sit, monkeypatch):
    """A class that is held since is named with its count, and what is frozen is not worked out for each line."""
    reference, asked = sit.propose(), []
    facts = {"kind": "claim", "classes": ["payroll"], "why": "a claim", "review": "2027-05-01"}
    retention_jobs.place_hold(sit.desk, facts, NOW)
    for module in (erasure, retention):
        monkeypatch.setattr(module, "on_hold", lambda session, was=module.on_hold: asked.append(1) or was(session))
    with pytest.raises(Refused, match="2 on hold by HOLD-2026-0001"):
        disposal_jobs.approve_disposal(sit.desk, reference, NOW)
    assert len(asked) == 2  # for the plan, and to say what changed


def test_a_record_that_came_since_refuses_it(sit):
    """A file imported after the approval holds another record that is due: refused."""
    reference = sit.approve()
    sit.bring(payroll(paid("0066666", "Cyd", "Vane", "05/05/1950", "30/06/2001"), headings=HEADED))
    with pytest.raises(Refused, match="1 newly due"):
        disposal_jobs.carry_out(sit.desk, reference, NOW)
    assert len(sit.names()) == 4


def test_a_rule_changed_since_refuses_it(sit):
    """The council adopts a longer period: what was approved is not due any more, and nothing is destroyed."""
    reference = sit.approve()
    facts = {
        "row": "r07", "reason": "the auditors asked for it", "record": "Payroll", "classes": ["payroll"], "trigger": "end-of-tax-year", "period": "40 years",
        "basis": "the council's own decision",
    }  # fmt: skip
    retention_jobs.save_row(sit.desk, facts, NOW)
    with pytest.raises(Refused, match="2 no longer due"):
        disposal_jobs.carry_out(sit.desk, reference, NOW)
    assert len(sit.names()) == 3


def test_what_changed_about_an_exception_changes_nothing(sit):
    """A kept record that is frozen meanwhile does not stand in the way of the rest."""
    reference = sit.propose()
    lines = disposal_jobs.disposal_of(sit.desk, reference).listed
    amina = next(one.id for one in lines if one.due == date(2014, 4, 5))
    disposal_jobs.keep_lines(sit.desk, reference, [amina], "the pension fund asked", NOW)
    disposal_jobs.approve_disposal(sit.desk, reference, NOW)
    sit.bind(sit.log("Amina Okafor", staff="0088888"), "Amina Okafor")
    done = disposal_jobs.carry_out(sit.desk, reference, NOW)
    assert (done.records, done.kept.exceptions) == (1, 1)
    assert sit.names() == {"Amina Okafor", "Bo Lund"}
    assert "pension" not in to_json(done)


def test_an_exception_asks_for_the_approval_again(sit):
    """What was approved is what is destroyed: a line kept, or taken back in, afterwards makes it a proposal again."""
    reference = sit.approve()
    line = disposal_jobs.disposal_of(sit.desk, reference).listed[0].id
    assert disposal_jobs.keep_lines(sit.desk, reference, [line], "still explained about", NOW).state == "proposed"
    with pytest.raises(Refused, match="Approve it before you carry it out"):
        disposal_jobs.carry_out(sit.desk, reference, NOW)
    assert disposal_jobs.keep_lines(sit.desk, reference, [line], "", NOW).kept == 0
    with pytest.raises(Refused, match="no line 999"):
        disposal_jobs.keep_lines(sit.desk, reference, [999], "a slip", NOW)


def test_an_exception_needs_its_reason_and_that_goes_with_the_record(sit):
    """Without a reason nothing is kept; once the record goes, what was said of it is on no page any more."""
    reference = sit.propose()
    line = disposal_jobs.disposal_of(sit.desk, reference).listed[0].id
    with pytest.raises(Refused, match="Enter a reason for excluding"):
        disposal_jobs.keep_lines(sit.desk, reference, [line], " ", NOW)
    disposal_jobs.keep_lines(sit.desk, reference, [line], "Zebediah asked", NOW)
    disposal_jobs.keep_lines(sit.desk, reference, [line], "", NOW)
    assert everything(sit).count(b"Zebediah") > 0
    disposal_jobs.approve_disposal(sit.desk, reference, NOW)
    disposal_jobs.carry_out(sit.desk, reference, NOW)
    assert everything(sit).count(b"Zebediah") == 0


def test_the_council_may_ask_for_a_second_officer(sit):
    """Who proposed it cannot approve it then; another officer can, and the certificate says there were two."""
    council_profile.save_council(sit.desk, {"second_officer": True}, NOW)
    desk_jobs.add_officer(sit.desk, "Bea", OTHER, NOW)
    reference = sit.propose()
    with pytest.raises(Refused, match="requires a second officer to approve it"):
        disposal_jobs.approve_disposal(sit.desk, reference, NOW)
    sit.again(passphrase=OTHER)
    disposal_jobs.approve_disposal(sit.desk, reference, NOW)
    assert disposal_jobs.carry_out(sit.desk, reference, NOW).officers == 2


def test_the_recovery_code_makes_nobody_a_second_officer(empty, tmp_path):
    """Opened by the printed code it is the same officer who approves."""
    folder = tmp_path / "desk"
    code = desk_jobs.create_desk(folder, PASSPHRASE, "Ann", NOW, TESTHAM | {"second_officer": True})
    sit = Disposing.__new__(Disposing)
    sit.folder, sit.files, sit.desk = tmp_path, 0, opening.open_desk(folder, PASSPHRASE, now=NOW)
    reference = sit.fill().propose()
    sit.again(passphrase=code)
    with pytest.raises(Refused, match="second officer"):
        disposal_jobs.approve_disposal(sit.desk, reference, NOW)
    sit.desk.close()


def test_each_step_follows_only_the_one_before(sit):
    """One sentence each: a plan ahead of today, a second one beside it, steps out of turn, nothing due, no such one."""
    with pytest.raises(Refused, match="is in the future"):
        disposal_jobs.propose_disposal(sit.desk, date(2030, 1, 1), NOW)
    with pytest.raises(Refused, match="There is no disposal DI-2026-0009"):
        disposal_jobs.approve_disposal(sit.desk, "DI-2026-0009", NOW)
    reference = sit.propose()
    with pytest.raises(Refused, match="Carry it out or withdraw it first"):
        sit.propose()
    with pytest.raises(Refused, match="Approve it before you carry it out"):
        disposal_jobs.carry_out(sit.desk, reference, NOW)
    with pytest.raises(Refused, match="made when it is carried out"):
        disposal_jobs.certificate_of(sit.desk, reference, NOW)
    disposal_jobs.withdraw_disposal(sit.desk, reference, NOW)
    with pytest.raises(Refused, match="cannot be withdrawn"):
        disposal_jobs.withdraw_disposal(sit.desk, reference, NOW)
    disposal_jobs.carry_out(sit.desk, sit.approve(), NOW)
    with pytest.raises(Refused, match="Nothing is due for disposal"):
        sit.propose()


def test_stopped_in_the_midst_nothing_is_changed(sit):
    """Cancelled while it reads, or failing while it destroys, the disposal stands approved and every record with it."""
    reference = sit.approve()
    with pytest.raises(Refused, match="Stopped"):
        disposal_jobs.carry_out(sit.desk, reference, NOW, cancelled=lambda: True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casework.records.index.erase", lambda session, items: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            disposal_jobs.carry_out(sit.desk, reference, NOW)
    assert len(sit.names()) == 3
    assert disposal_jobs.disposal_of(sit.desk, reference).lines == 2


def test_owners_of_the_originals_are_told_and_chased(sit):
    """After it the board asks to tell the owner, then for the confirmation, and then for nothing more."""
    reference = sit.approve()
    disposal_jobs.carry_out(sit.desk, reference, NOW)

    def asked():
        board = views_jobs.board_of(sit.desk, LATER)
        return [(one.duty, one.days_taken) for one in board if one.reference == reference]

    assert asked() == [("tell-owners", 9)]
    with pytest.raises(Refused, match="Enter the team that owns"):
        disposal_jobs.instruct_owners(sit.desk, reference, None, " ", LATER.date(), LATER)
    with pytest.raises(Refused, match="No source"):
        disposal_jobs.confirm_owners(sit.desk, reference, None, LATER.date(), LATER)
    with pytest.raises(Refused, match="Enter a date from 22/11/2026"):
        disposal_jobs.instruct_owners(sit.desk, reference, None, "Payroll", date(2026, 11, 1), LATER)
    disposal_jobs.instruct_owners(sit.desk, reference, None, "Payroll", date(2026, 11, 25), LATER)
    assert asked() == [("owners-confirm", 6)]
    with pytest.raises(Refused, match="that date or a later one"):
        disposal_jobs.confirm_owners(sit.desk, reference, None, date(2026, 11, 24), LATER)
    disposal_jobs.confirm_owners(sit.desk, reference, None, LATER.date(), LATER)
    assert asked() == []
    [told] = disposal_jobs.disposal_of(sit.desk, reference).instructions
    assert (told.owner, told.instructed, told.confirmed) == ("Payroll", date(2026, 11, 25), LATER.date())


def test_what_remains_in_backups_is_said(sit):
    """The last backup's day, and by the council's own rule until when one is kept."""
    council_profile.save_council(sit.desk, {"backup_days": 30}, NOW)
    desk_jobs.make_backup(sit.desk, sit.folder / "one.backup", NOW, lambda what: None)
    done = disposal_jobs.carry_out(sit.desk, sit.approve(), NOW)
    assert done.backups == BackupsMade(1, NOW.date(), 30, date(2026, 12, 22))


def test_the_desks_own_papers_go_by_the_same_plan(sit):
    """Two years after it was closed an access request's papers go; its figures stay, and it falls due no more."""
    case = sit.log("Bo Lund", staff="0099999")
    sit.bind(case, "Bo Lund")
    case_events.close_case(sit.desk, case, "withdrawn", NOW.date(), NOW)
    after = NOW.replace(year=2028) + timedelta(days=30)
    sit.desk.close()
    sit.desk = opening.open_desk(sit.desk.folder, PASSPHRASE, now=after)
    done = disposal_jobs.carry_out(sit.desk, sit.approve(after), after)
    assert (done.records, done.cases) == (2, 1)
    assert show_json(sit.desk, case, after)["facts"]["now"]["requester"]["name"] == "(disposed of)"
    with pytest.raises(Refused, match="Nothing is due for disposal"):
        sit.propose(after)


HOLDERS = [
    *("request", "complaint", "hold on the person", "hold on the class", "unbound request", "restriction", "breach"),
    "hold while they were joined to another",
]


@pytest.mark.parametrize("first", HOLDERS)
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    whose=st.sampled_from([0, 1]),
    more=st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from(HOLDERS)), max_size=2),
    late=st.booleans(),
)
def test_no_path_destroys_what_is_frozen(empty, tmp_path_factory, first, whose, more, late):
    """Whatever freezes whom, and whether before the plan or after the approval: no path takes a frozen record."""
    sit = Disposing(empty, tmp_path_factory.mktemp("frozen")).fill()
    people = ["Canarysurname Quillfeather", "Amina Okafor"]
    numbers = {name: sit.person(name) for name in people}
    reference = sit.approve() if late else None
    held = set()
    for which, how in [(whose, first), *more]:
        held |= _freeze(sit, people[which], numbers[people[which]], how)
    try:
        for path in (_carried_out, _disposed, _erased_under_a_request, _made_anonymous, _erased_at_once):
            with contextlib.suppress(Refused):
                path(sit, reference, people)
            assert held <= sit.names(), path.__name__
    finally:
        sit.desk.close()


def _freeze(sit, name, person, how):
    """Freeze somebody's records; answers who must still be there whatever happens."""
    if how == "request":
        sit.bind(sit.log(name), name)
    elif how == "unbound request":
        sit.log(name)
    elif how == "complaint":
        case = sit.log(name)
        rights_jobs.identify_subject(sit.desk, case, person, "numbers agree", NOW)
        answered(sit.desk, case, NOW.date(), NOW)
        complaints_jobs.log_complaint(
            sit.desk, {"received": "2026-11-20", "complainant": {"name": name}, "what": "late", "about": case}, NOW
        )
    elif how == "restriction":
        with contextlib.suppress(Refused):  # it is restricted already
            person_cards.restrict(sit.desk, person, {"ground": "claims", "reason": "for the tribunal"}, NOW)
    elif how == "breach":
        facts = {"noticed": "2026-11-20T16:30", "by": "A manager", "what": "an e-mail", "affected": "one"}
        breaches_jobs.add_people(
            sit.desk, breaches_jobs.log_breach(sit.desk, facts, NOW), [{"name": name, "person": person}], NOW
        )
    elif how == "hold while they were joined to another":
        bo = sit.person("Bo Lund")
        people_jobs.decide_pair(sit.desk, str(person), str(bo), "same", "alike", NOW)
        _hold(sit, people=[person])
        people_jobs.split_person(sit.desk, str(max(person, bo)), "they are two", NOW)
        return {name, "Bo Lund"}
    elif how == "hold on the person":
        _hold(sit, people=[person])
    else:
        _hold(sit, classes=["payroll"])
        return {"Canarysurname Quillfeather", "Amina Okafor", "Bo Lund"}
    return {name}


def _hold(sit, **whose):
    facts = {"kind": "claim", "why": "a claim at the tribunal", "review": "2027-05-01"}
    retention_jobs.place_hold(sit.desk, facts | whose, NOW)


def _disposed(sit, reference, people):
    if reference:
        with contextlib.suppress(Refused):
            disposal_jobs.withdraw_disposal(sit.desk, reference, NOW)
    disposal_jobs.carry_out(sit.desk, sit.approve(), NOW)


def _carried_out(sit, reference, people):
    if reference:
        disposal_jobs.carry_out(sit.desk, reference, NOW)


def _erased_under_a_request(sit, reference, people):
    for name in sorted(set(people) & sit.names()):
        asked = {
            "right": ["erasure"], "received": "2026-11-16", "asked": "Erase it.",
            "requester": {"name": name, "is_subject": True},
        }  # fmt: skip
        case = rights_jobs.log_request(sit.desk, asked, NOW)
        rights_jobs.identify_subject(sit.desk, case, sit.person(name), "numbers agree", NOW)
        with contextlib.suppress(Refused):
            record_erasure.erase_records(sit.desk, case, None, "Article 17(1)(a)", NOW)
        answered(sit.desk, case, NOW.date(), NOW, "refused")


def _made_anonymous(sit, reference, people):
    retention_jobs.save_row(sit.desk, {"row": "r07", "anonymise": True, "reason": "the notice says so"}, NOW)
    disposal_jobs.carry_out(sit.desk, sit.approve(), NOW)


def _erased_at_once(sit, reference, people):
    with sit.desk.act(NOW) as act:
        erasure.erase(act.session, sit.desk.erased_key, act.session.exec(select(Item.id)).all(), NOW.date())
        act.record("disposed")


def test_without_its_check_what_is_frozen_goes(sit, monkeypatch):
    """The planted fault: with the check of the only door switched off, a frozen record is destroyed."""
    sit.bind(sit.log("Amina Okafor", staff="0088888"), "Amina Okafor")
    monkeypatch.setattr(erasure, "_refuse_on_hold", lambda *args: None)
    _erased_at_once(sit, None, [])
    assert sit.names() == set()
