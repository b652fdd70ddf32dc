"""What was put right stays right: on the card, in the search, on paper, and when next month's file is wrong again."""

import json

import pytest

from casebook import show_json
from casework import Refused
from casework.disposal import erasure
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.jobs import case_search, person_cards
from dpo_console.plain import to_json
from dpo_console.records import jobs as records_jobs
from finding import NOW, PASSPHRASE, sitting  # noqa: F401
from workforce import KATE, census, lookup, payroll, staff, worker

LINK = lookup(("12345", "Katherine Robertson", "SW12345"))
WRONG = KATE | {"Surname": "Robinson", "Date started": "01/09/2021"}


def card(sit, person=1):
    return json.loads(to_json(person_cards.person_card(sit.desk, person)))


def record(sit, kind="payroll", person=1):
    """The newest record of that kind, and its fields by name."""
    item = next(one for one in card(sit, person)["items"] if one["kind"] == kind)
    return item["item"], {field["name"]: field for field in item["fields"]}


def rectify(sit, field, value, kind="payroll", **more):
    said = {"item": record(sit, kind)[0], "field": field, "value": value, "reason": "passport seen"}
    return person_cards.rectify(sit.desk, 1, said | more, NOW)


def people(sit, words):
    return [(one.person, one.why) for one in person_cards.people_of(sit.desk, words).people]


def test_the_right_value_stands_beside_the_sources(sit):
    """Article 16: the source's record keeps what it says, and the card shows the right value, when and why."""
    sit.bring(payroll(WRONG))
    rectify(sit, "Surname", "Robertson")
    field = record(sit)[1]["Surname"]
    assert (field["text"], field["rectified"]["value"]) == ("Robinson", "Robertson")
    assert card(sit)["name"] == "Katherine Robertson"
    [row] = card(sit)["rectified"]
    assert (row["was"], row["value"], row["said"]) == ("Robinson", "Robertson", "rectified on 22/11/2026")


def test_a_fact_of_the_person_is_right_in_every_kind_of_record(sit):
    """A wrong birth date put right in the payroll is right in the census too; a start date, of a post, is not."""
    sit.bring(
        payroll(WRONG | {"Date of birth": "14/03/1985"}),
        LINK,
        census(worker(born="1985-03-14", RoleStartDate="2021-09-01")),
    )
    rectify(sit, "Date of birth", "14/03/1984")
    rectify(sit, "Date started", "01/09/2012")
    fields = record(sit, "census")[1]
    assert fields["PersonBirthDate"]["rectified"]["value"] == "14/03/1984"
    assert fields["RoleStartDate"]["rectified"] is None
    assert card(sit)["born"] == "1984-03-14"


def test_it_stays_right_when_the_record_it_was_done_on_is_erased(sit):
    """Disposal of the old record takes the rectification to the records that stay and say the same wrong thing."""
    sit.bring(
        payroll(WRONG | {"Date of birth": "14/03/1985"}),
        payroll(WRONG | {"Date of birth": "14/03/1985", "Department": "Finance"}),
        LINK,
        census(worker(born="1985-03-14")),
    )
    oldest, newer = sorted(one["item"] for one in card(sit)["items"] if one["kind"] == "payroll")
    rectify(sit, "Date of birth", "14/03/1984", item=oldest)
    for gone in (oldest, newer):
        with sit.desk.erasing(NOW) as act:
            done = erasure.erase(act.session, sit.desk.erased_key, [gone], NOW.date())
            act.record("erased", on=NOW.date(), facts=done.history_facts())
        assert card(sit)["born"] == "1984-03-14"
        assert record(sit, "census")[1]["PersonBirthDate"]["rectified"]["value"] == "14/03/1984"
    assert desk_jobs.audit_verify(sit.desk).state == "whole"


def test_a_right_name_is_shown_after_another_record_with_the_wrong_one_is_erased(sit):
    """The wrong name that another record of theirs still says is entered again, and never takes the right one's place."""
    sit.bring(payroll(WRONG), payroll(WRONG | {"Department": "Finance"}))
    older, newer = sorted(one["item"] for one in card(sit)["items"])
    rectify(sit, "Surname", "Robertson", item=newer)
    with sit.desk.erasing(NOW) as act:
        done = erasure.erase(act.session, sit.desk.erased_key, [older], NOW.date())
        act.record("erased", on=NOW.date(), facts=done.history_facts())
    assert card(sit)["name"] == "Katherine Robertson"
    assert [why for _, why in people(sit, "robertson")] == ["name Katherine Robertson"]
    person_cards.undo_card(sit.desk, 1, NOW)
    assert card(sit)["name"] == "Katherine Robinson"


def told(sit):
    """What the newest ledger says of old values."""
    return [(one.line, one.what) for one in records_jobs.sources(sit.desk)[0].warnings if "old value" in one.what]


def test_the_same_wrong_value_next_month_is_told_in_the_ledger_and_on_the_card(sit):
    """Next month's file with the old value is put right again, ledger and card say so; a mended one says nothing."""
    sit.bring(payroll(WRONG))
    rectify(sit, "Surname", "Robertson")
    assert card(sit)["rectified"][0]["still"] is None
    sit.bring(payroll(WRONG | {"Department": "Finance"}))
    assert told(sit) == [(2, "Surname was rectified on 22/11/2026: this file still has the old value")]
    assert card(sit)["rectified"][0]["still"].endswith("(file1)")
    assert record(sit)[1]["Surname"]["rectified"]["value"] == "Robertson"
    sit.bring(payroll(KATE | {"Department": "Highways"}))
    assert told(sit) == []
    assert record(sit)[1]["Surname"]["rectified"] is None


def test_a_file_that_is_the_same_again_is_told_too(sit):
    """A row that is held already is still a wrong row in the new file."""
    sit.bring(payroll(WRONG))
    rectify(sit, "Surname", "Robertson")
    sit.bring(payroll(WRONG, staff("0055", "Ann", "Bell")))
    assert len(told(sit)) == 1


def test_another_value_in_the_field_is_not_put_right(sit):
    """Only the wrong value is replaced: a third one is what the source says."""
    sit.bring(payroll(WRONG))
    rectify(sit, "Surname", "Robertson")
    sit.bring(payroll(WRONG | {"Surname": "Smith"}))
    assert record(sit)[1]["Surname"]["rectified"] is None


def test_a_birth_date_that_hr_mends_afterwards_joins_all_the_same(sit):
    """With the birth date put right here, HR's own correction is no reason to keep the record apart."""
    sit.bring(payroll(KATE | {"Date of birth": "14/03/1985"}))
    rectify(sit, "Date of birth", "14/03/1984")
    sit.bring(payroll(KATE))
    assert card(sit)["records"] == 2
    assert not any("kept apart" in one.what for one in records_jobs.sources(sit.desk)[0].warnings)


def test_a_rectified_value_is_found_and_gone_again_after_undo(sit):
    """Search finds the right word and the wrong one; taken back, only the source's; the first undo is the last act's."""
    sit.bring(payroll(WRONG | {"Department": "Fostring"}))
    rectify(sit, "Department", "Safeguarding")
    assert people(sit, "safeguard")[0][1].startswith("Department 'Safeguarding'")
    assert people(sit, "fostring")
    rectify(sit, "Surname", "Robertson")
    assert people(sit, "robertson")[0][1] == "name Katherine Robertson" and people(sit, "robinson")
    assert person_cards.undo_card(sit.desk, 1, NOW) == "Undone: Surname rectified on 22/11/2026."
    assert not people(sit, "robertson")[0][1].startswith("name") and card(sit)["name"] == "Katherine Robinson"
    person_cards.undo_card(sit.desk, 1, NOW)
    assert people(sit, "safeguard") == []
    with pytest.raises(Refused, match="no correction or restriction"):
        person_cards.undo_card(sit.desk, 1, NOW)


def test_a_rectified_value_is_found_in_next_months_record(sit):
    """A new record with the old value is found by the right one."""
    sit.bring(payroll(WRONG | {"Department": "Fostring"}))
    rectify(sit, "Department", "Safeguarding")
    sit.bring(payroll(WRONG | {"Department": "Fostring", "Comments": "of December"}))
    assert people(sit, "safeguarding december")


def test_a_statement_completes_and_replaces_nothing(sit):
    """Article 16: a supplementary statement stands beside what the source says."""
    sit.bring(payroll(WRONG))
    rectify(sit, "Department", "On loan to Finance since May", how="completed")
    field = record(sit)[1]["Department"]
    assert (field["text"], field["rectified"]["how"]) == ("Fostering", "completed")
    assert card(sit)["posts"][0]["post"].startswith("Fostering")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"field": "Shoe size"}, "has no field 'Shoe size'"),
        ({"value": " "}, "value is empty"),
        ({"value": "Robinson"}, "says that already"),
        ({"reason": ""}, "Enter a reason"),
        ({"item": 99}, "no record 99"),
        ({"item": 2}, "not a record of this person"),
        ({"how": "guessed"}, "cannot be 'guessed'"),
        ({"field": "Date of birth", "value": "last spring"}, "is not a valid date"),
        ({"field": "Date of birth", "value": "31/02/1984"}, "is not a valid date"),
        ({"field": "Date of birth", "value": "about 1984"}, "is not a valid date"),
        ({"field": "Date of birth", "value": "1984-13-01"}, "is not a valid date"),
        ({"field": "Date of birth", "value": "23/11/2026"}, "is in the future"),
        ({"field": "National insurance number", "value": "12"}, "is no National Insurance number"),
        ({"field": "National insurance number", "value": "QQ999999A"}, "held for someone else"),
        ({"reference": "RR-2026-0099"}, "no case RR-2026-0099"),
    ],
)
def test_what_cannot_be_put_right_is_refused_in_a_sentence(sit, said, why):
    """Each refusal says what is wrong, and nothing is kept."""
    sit.bring(payroll(WRONG, staff("0055", "Ann", "Bell", ni="QQ999999A")))
    with pytest.raises(Refused, match=why):
        rectify(sit, **{"field": "Surname", "value": "Robertson"} | said)
    assert card(sit)["rectified"] == []


def test_a_case_of_somebody_else_is_refused(sit):
    """A rectification is done on a case of its own person, or on none."""
    sit.bring(payroll(WRONG, staff("0055", "Ann", "Bell")))
    case = sit.log("Ann Bell")
    sit.bind(case, "Ann Bell")
    with pytest.raises(Refused, match="about someone else"):
        rectify(sit, "Surname", "Robertson", reference=case)


def decided(sit):
    """A case of Katherine's, everything certain disclosed; its bundle."""
    from casework.disclosure import bundles
    from casework.rights import requests as rights

    case = sit.log()
    sit.bind(case, card(sit)["name"])
    sit.decide(case, *[(item, "disclose", {"reason": "hers"}) for item in (hit["item"] for hit in sit.found["hits"])])
    with sit.desk.reading() as session:
        return case, bundles.bundle(session, rights.get(session, case), {})


def test_paper_shows_the_right_value_first_and_what_the_record_says(sit, tmp_path):
    """The pack has both, the right one first, and says which record is restricted; the gate lets it through."""
    from letters.paper.readback import read_back

    sit.bring(payroll(WRONG), LINK, census(worker(OrgRole="4")))
    rectify(sit, "Surname", "Robertson")
    rectify(sit, "OrgRole", "3", kind="census")
    person_cards.restrict(sit.desk, 1, {"ground": "accuracy", "item": record(sit)[0], "reason": "contested"}, NOW)
    case, _ = decided(sit)
    made = packing.pack(sit.desk, case, tmp_path / "out", NOW)
    assert made.gate.state == "clear"
    read = read_back((tmp_path / "out" / f"{case}.pdf").read_bytes())
    for pages in read.text.values():
        text = " ".join(" ".join(pages).split())
        assert "Robertson [rectified on 22/11/2026; the record itself says: Robinson]" in text
        assert "3 [rectified on 22/11/2026; the record itself says: 4, senior practitioner] first line manager" in text
        assert "(row 2; restricted since 22/11/2026)" in text


def test_the_gate_looks_for_a_right_value_that_was_held_back(sit):
    """A field taken out is taken out with its right value: neither may stand in the pack."""
    from casework.disclosure.withheld import withheld_of

    sit.bring(payroll(WRONG))
    rectify(sit, "Department", "Safeguarding")
    case, _ = decided(sit)
    item = record(sit)[0]
    sit.decide(case, (item, "redact", {"field": "Department", "exemption": "dpa2018-sch2-16", "reason": "x"}))
    from casework.disclosure import bundles
    from casework.rights import requests as rights

    with sit.desk.reading() as session:
        taken_out = withheld_of(bundles.bundle(session, rights.get(session, case), {}))
    for value in ("Safeguarding", "Fostering"):
        assert [hit.value.text for hit in taken_out.find(f"she is in {value} now")] == [value]


def test_papers_on_an_open_case_are_void_once_something_is_put_right(sit):
    """A disclosure letter that rests on the old value is no longer filed as it stands."""
    sit.bring(payroll(WRONG))
    case, _ = decided(sit)
    papers.make_letter(sit.desk, case, "disclosure", NOW)
    rectify(sit, "Surname", "Robertson")
    assert [paper["state"] for paper in show_json(sit.desk, case, NOW)["letters"]] == ["void"]
    assert "1 piece of information was put right" in papers.letter_preview(sit.desk, case, "disclosure", NOW).text


def test_the_certificate_holds_while_nothing_is_put_right_and_names_what_is_new(sit):
    """A name put right is looked for too: the replay says what it finds beyond the certificate."""
    sit.bring(
        payroll(WRONG, staff("0055", "Ann", "Bell", Comments="Covers for Katherine Robertson")), LINK, census(worker())
    )
    case = sit.log("Kate R.")
    hits = sit.bind(case, "Katherine Robinson")
    assert case_search.replay(sit.desk, case).same
    rectify(sit, "Department", "Safeguarding")
    assert case_search.replay(sit.desk, case).same
    sit.bring(census(worker(), year=2027))
    again = case_search.replay(sit.desk, case)
    assert not again.same and len(again.new) == 1 and set(again.new).isdisjoint(hits)
