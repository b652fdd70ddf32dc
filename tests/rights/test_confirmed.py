"""What a requester claims is searched for, and counts as the data subject's own only if an officer confirms it."""

import json

import pytest

from casework import Refused
from casework.rights import claims, known_people
from casework.rights import requests as rights
from casework.rights.claims import Claim, ClaimKind
from casework.text.forms import TextBlock
from dpo_console.jobs import case_detail, case_events
from dpo_console.people import jobs as people_jobs
from dpo_console.rights import confirmations
from dpo_console.rights import jobs as rights_jobs
from finding import NOW, Sitting
from shell import Shell
from workforce import KATE, payroll, staff

ANN, RONA = staff("0055", "Ann", "Bell", ni="QQ999999A"), staff("0066", "Rona", "Katz")


@pytest.fixture
def sit(empty, tmp_path):
    sitting = Sitting(empty, tmp_path)
    sitting.bring(payroll(KATE, ANN, RONA))
    yield sitting
    sitting.desk.close()


def case(sit, name="Kit Lark", **numbers):
    """A request by Katherine Robertson under another name."""
    reference = sit.log(name, **numbers)
    sit.bind(reference, "Katherine Robertson")
    return reference


def claim(kind="name", value="Kit Lark", reason="her pen name, on the contract"):
    return {"kind": kind, "value": value, "reason": reason}


def own(sit, reference):
    """The confirmed forms that count as the data subject's own."""
    with sit.desk.reading() as session:
        request, everyone = rights.get(session, reference), known_people.model_of(session)
        return [(one.kind, one.raw) for one in claims.own_confirmed(session, request, everyone)]


def named(sit, reference, text):
    """Whether a text names someone other than the data subject."""
    with sit.desk.reading() as session:
        request = rights.get(session, reference)
        return bool(known_people.model_for(session, request).namings([TextBlock(text)], request.person_id or 0))


def test_what_the_request_gives_and_the_register_has_not_is_listed(sit):
    """Her registered number is not a claim; the name and the unknown address are."""
    reference = case(sit, staff="12345", email=["kit@lark.example"])
    assert confirmations.claims(sit.desk, reference) == [
        Claim(ClaimKind.name, "Kit Lark", None),
        Claim(ClaimKind.email, "kit@lark.example", None),
    ]
    assert own(sit, reference) == []


def test_a_claim_counts_once_confirmed_and_no_longer_once_taken_back(sit):
    """Confirming needs a reason and is an act of the case; so is the undo."""
    reference = case(sit)
    confirmations.confirm(sit.desk, reference, claim(), NOW)
    assert own(sit, reference) == [("name", "Kit Lark")]
    assert confirmations.claims(sit.desk, reference)[0].confirmed == "her pen name, on the contract"
    confirmations.unconfirm(sit.desk, reference, None, NOW)
    assert own(sit, reference) == []
    kinds = [row.kind for row in case_detail.timeline(sit.desk, reference)]
    assert kinds[-2:] == ["confirmed", "unconfirmed"]
    with pytest.raises(Refused, match="has no confirmation to undo"):
        confirmations.unconfirm(sit.desk, reference, None, NOW)


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("Ann Bell", "name", "Ann Bell"),
        ("Bell, Ann", "name", "Bell, Ann"),
        ("Ann Q Bell", "name", "Ann Q Bell"),
        ("A Bell", "name", "A Bell"),
        ("Annie Bell", "name", "Annie Bell"),
        ("Ann Bеll", "name", "Ann Bеll"),
        ("Kit Lark", "staff", "0055"),
        ("Kit Lark", "ni", "QQ 99 99 99 A"),
    ],
)
def test_what_somebody_else_answers_to_is_never_confirmed(sit, name, kind, value):
    """No form of someone else's name can be confirmed: the requester could switch the gate off for them."""
    reference = case(sit, name, staff="0055", ni="QQ999999A")
    with pytest.raises(Refused, match=r"Person \d+ in the register has that"):
        confirmations.confirm(sit.desk, reference, claim(kind, value), NOW)
    assert own(sit, reference) == []


def test_what_comes_to_be_somebody_elses_counts_no_longer(sit):
    """A confirmation stops counting once a file registers someone else with that name."""
    reference = case(sit)
    confirmations.confirm(sit.desk, reference, claim(), NOW)
    assert not named(sit, reference, "as Kit Lark said")
    sit.bring(payroll(staff("0077", "Kit", "Lark")))
    assert own(sit, reference) == []
    assert named(sit, reference, "as Kit Lark said")


def test_bound_to_another_nothing_is_confirmed(sit):
    """A confirmation belongs to one person; it follows them through a merge, and not when the case is about someone else."""
    reference = case(sit)
    confirmations.confirm(sit.desk, reference, claim(), NOW)
    rights_jobs.identify_subject(sit.desk, reference, sit.person("Rona Katz"), "it is Rona", NOW)
    assert own(sit, reference) == []
    rights_jobs.identify_subject(sit.desk, reference, sit.person("Katherine Robertson"), "it is Kate", NOW)
    assert own(sit, reference) == [("name", "Kit Lark")]
    people_jobs.decide_pair(
        sit.desk, str(sit.person("Rona Katz")), str(sit.person("Katherine Robertson")), "same", "r", NOW
    )
    assert own(sit, reference) == [("name", "Kit Lark")]


def test_a_requester_who_is_not_the_data_subject_claims_nothing_by_their_own_name(sit):
    """A solicitor's name is not the client's."""
    facts = {
        "right": ["access"], "received": "2026-11-16", "asked": "all", "subject": {"name": "Kit Lark"},
        "requester": {"name": "Sol Icitor", "email": "s@law.example", "is_subject": False, "authority": "letter"},
    }  # fmt: skip
    reference = rights_jobs.log_request(sit.desk, facts, NOW)
    sit.bind(reference, None)
    assert [one.value for one in confirmations.claims(sit.desk, reference)] == ["Kit Lark"]
    confirmations.confirm(sit.desk, reference, claim(), NOW)
    assert not named(sit, reference, "Kit Lark")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "Choose from: name, staff, swe, ni, email"),
        ("Kit Lark", "has the keys kind, value and reason"),
        (claim(reason=" "), "Enter how you know"),
        (claim(value="Somebody Else"), "does not give that name"),
        (claim(value=7), "'value' must be text"),
        (claim(kind="born"), "Kind cannot be 'born'"),
        (claim() | {"more": 1}, "and no others"),
    ],
)
def test_a_wrong_confirmation_is_refused_in_one_sentence(sit, said, why):
    """A wrong confirmation is refused with the reason, and nothing is recorded."""
    reference = case(sit)
    rows = len(case_detail.timeline(sit.desk, reference))
    with pytest.raises(Refused, match=why):
        confirmations.confirm(sit.desk, reference, said, NOW)
    assert len(case_detail.timeline(sit.desk, reference)) == rows


def test_it_is_confirmed_once_and_not_on_a_closed_case(sit):
    """Confirming twice is refused; so is a closed case."""
    reference = case(sit)
    confirmations.confirm(sit.desk, reference, claim(), NOW)
    with pytest.raises(Refused, match="already confirmed"):
        confirmations.confirm(sit.desk, reference, claim(), NOW)
    case_events.close_case(sit.desk, reference, "withdrawn", NOW.date(), NOW)
    with pytest.raises(Refused, match="is closed"):
        confirmations.unconfirm(sit.desk, reference, None, NOW)


def test_with_the_case_its_confirmations_go(sit):
    """Once the papers of the case are disposed of, no confirmation is left."""
    from casework.disposal import erasure

    reference = case(sit)
    confirmations.confirm(sit.desk, reference, claim(), NOW)
    case_events.close_case(sit.desk, reference, "withdrawn", NOW.date(), NOW)
    with sit.desk.erasing(NOW) as act:
        papers = [erasure.PapersToErase(reference, "case-files")]
        gone = erasure.erase(act.session, sit.desk.erased_key, [], NOW.date(), papers=papers)
        act.record("erased", on=NOW.date(), facts=gone.history_facts())
        assert (
            act.session.get(claims.ConfirmedClaim, (reference, sit.person("Katherine Robertson"), "name", "kit lark"))
            is None
        )
    assert all(row.kind != "confirmed" or not row.facts for row in case_detail.timeline(sit.desk, reference))


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


def test_from_the_command_line(shell):
    """The command lists, confirms from standard input and undoes; a refusal says why."""
    facts = {
        "right": ["access"], "received": "2026-11-02", "asked": "all",
        "requester": {"name": "Kit Lark", "address": ["x"], "is_subject": True},
    }  # fmt: skip
    reference = shell.json("log", "request", stdin=json.dumps(facts))["reference"]
    shell.run("person", reference, "--is", "nobody", "--reason", "not held")
    assert "Kit Lark" in shell.run("person", reference, "--claims")
    [said] = shell.json("person", reference, "--confirm", stdin=json.dumps(claim()))
    assert said == {"kind": "name", "value": "Kit Lark", "confirmed": "her pen name, on the contract"}
    assert shell.run("person", reference, "--confirm", "--undo").split()[-1] == "no"
    assert "has no confirmation to undo" in shell.run("person", reference, "--confirm", "--undo", code=2)
