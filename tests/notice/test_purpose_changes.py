"""A new purpose is assessed before it happens, and the people affected are told before it starts."""

from datetime import date

import pytest
from sqlmodel import select

from casework import Refused
from casework.notice.purpose_changes import FACTORS, PurposeChangeIn, PurposeChangePerson
from casework.timeline.history import Payload
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import papers
from dpo_console.jobs.purposes import add_people, assess_purpose, list_purpose_changes, tell_people, undo_purpose
from erasing import dispose
from finding import sitting
from masters import NOW
from workforce import KATE, payroll, staff

__all__ = ["sitting"]

TODAY = date(2026, 11, 22)
GIVEN = {
    "new": "to plan training", "original": "to pay you", "by_consent": False, "ground": "compared",
    "factors": dict.fromkeys(FACTORS, "weighed"), "basis": "A public task.", "reasons": "part of planning",
    "decided": "2026-11-02", "starts": "2027-01-04",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"new": " "}, "'new' is not valid"),
        ({"basis": ""}, "'basis' is not valid"),
        ({"reasons": ""}, "'reasons' is not valid"),
        ({"factors": {}}, "Enter what you weighed for any link between the two purposes (Article 8A(2))"),
        ({"factors": {"luck": "x"}}, "'luck' is not a factor"),
        ({"ground": "annex-2"}, "Enter the provision"),
        ({"by_consent": True}, "Ask for consent to the new purpose (Article 8A(4))"),
        ({"by_consent": True, "ground": "objective", "provision": "an Act"}, "cannot reasonably be expected"),
        ({"decided": "2026-02-04"}, "Article 8A is in force from 5 February 2026"),
        ({"decided": "2026-11-23"}, "is in the future"),
        ({"starts": "2026-11-02"}, "The new use must start after the decision"),
    ],
)
def test_an_assessment_without_what_the_law_asks_is_refused(change, said):
    """Each fault is one sentence (Article 8A); what is whole is accepted, also after consent where that is allowed."""
    with pytest.raises(Refused) as why:
        PurposeChangeIn.checked(GIVEN | change, TODAY)
    assert said in str(why.value)
    PurposeChangeIn.checked(GIVEN, TODAY)
    PurposeChangeIn.checked(GIVEN | {"by_consent": True, "ground": "consent"}, TODAY)


def test_people_are_listed_told_and_erased(sit):
    """Until the list is told it is a finding, and so is telling too late; the letter is made for someone on the list; an
    assessment without a list is undone; a person's place on the list is erased with them."""
    sit.bring(payroll(KATE, staff("0066", "Joe", "Cole")))
    desk, kate, joe = sit.desk, sit.person("Katherine Robertson"), sit.person("Joe Cole")
    assess_purpose(desk, GIVEN, NOW)
    assert undo_purpose(desk, 1, NOW) == []
    [made] = assess_purpose(desk, GIVEN, NOW)
    assert [one.what for one in made.findings] == ["No one is on the list of people to tell."]

    case = sit.log()
    sit.bind(case, "Katherine Robertson")
    lacks = papers.letter_preview(desk, case, "change-of-purpose", NOW).missing
    assert any("enter them first" in one for one in lacks)
    add_people(desk, 2, [kate, joe], NOW)
    text = papers.letter_preview(desk, case, "change-of-purpose", NOW).text
    assert "to plan training" in text and "4 January 2027" in text and "(Article 8A(2))" in text
    for call, given, said in (
        (add_people, (2, [kate], NOW), "on the list already"),
        (add_people, (2, [99], NOW), "There is no person 99"),
        (add_people, (9, [kate], NOW), "There is no change of purpose 9"),
        (tell_people, (2, [kate], date(2026, 11, 1), NOW), "People are told from the decision"),
        (undo_purpose, (2, NOW), "so it stays"),
    ):
        with pytest.raises(Refused) as why:
            call(desk, *given)
        assert said in str(why.value)

    [made] = tell_people(desk, 2, [kate], TODAY, NOW)
    assert [one.what for one in made.findings] == ["1 person was not told yet."]
    [late] = list_purpose_changes(desk, date(2027, 1, 4))
    assert "The new use began on 4 January 2027" in late.findings[0].what
    assert tell_people(desk, 2, [], TODAY, NOW)[0].findings == ()
    dispose(sit, ["Joe Cole"])
    with desk.reading() as session:
        assert [one.person_id for one in session.exec(select(PurposeChangePerson))] == [kate]
        assert not any(f'"people":[{joe}]' in one.replace(" ", "") for one in session.exec(select(Payload.facts)))
    assert desk_jobs.audit_verify(desk).state == "whole"
