"""Everything about one person: what is certain, what is only a candidate, and who is left out by name."""

import pytest

from dpo_console.jobs import case_search
from finding import NOW, PASSPHRASE, sitting  # noqa: F401
from workforce import KATE, census, lookup, payroll, staff, worker

LINK = lookup(("12345", "Katherine Robertson", "SW12345"))


def found(sit, *files, **claims):
    """The rules by which each record was found for Katherine Robertson: (strength, rules) by item."""
    sit.bring(*files)
    hits = sit.bind(sit.log(**claims), "Katherine Robertson")
    return {item: (hit["strength"], {why["rule"] for why in hit["reasons"]}) for item, hit in hits.items()}


def only_candidate(hits):
    """The rules of the one candidate."""
    [rules] = [rules for strength, rules in hits.values() if strength == "candidate"]
    return rules


def test_records_of_a_strong_key_are_certain_each_with_its_reason(sit):
    """Payroll, list and census are one person's, and each says by which number."""
    hits = found(sit, payroll(KATE), LINK, census(worker()))
    assert [strength for strength, _ in hits.values()] == ["certain"] * 3
    said = set().union(*(rules for _, rules in hits.values()))
    assert said == {"staff-number", "ni-number", "swe-number"}
    assert all(why["form"] and why["where"] for hit in sit.found["hits"] for why in hit["reasons"])


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (staff("0055", "Kathy", "Robertson"), "similar-name"),
        (staff("0055", "Kitty", "Robertson"), "similar-name"),
        (staff("0055", "Joan", "Robertson", "14/03/1984"), "surname-and-birth-date"),
        (staff("0055", "Kate", "Okonjo", "14/03/1984"), "forename-and-birth-date"),
        (staff("0055", "Ann", "Bell", **{"Email address": "K.Robertson@council.example"}), "e-mail"),
        (staff("0055", "Ann", "Bell", Comments="Covers for Katherine Robertson"), "named-in-text"),
        (staff("0055", "Ann", "Bell", Comments="NI QQ 12 34 56 C was hers"), "ni-number-in-text"),
        (staff("0055", "Ann", "Bell", Comments="NI QQ123456C was hers"), "ni-number-in-text"),
    ],
)
def test_what_is_weaker_than_a_number_is_a_candidate_with_its_reason(sit, row, rule):
    """Like names, surname with birth date, e-mail, and a name or number in another's comment only ask the officer."""
    assert rule in only_candidate(found(sit, payroll(KATE, row)))


SUBJECT = KATE | {"Surname": "Dixon-Robertson", "Middle name(s) or middle initial(s)": "Jane"}


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("Covers for Dixon-Robertson; Katherine", "named-in-text"),
        ("Covers for Katherine Ann Dixon-Robertson", "named-in-text"),
        ("Katherine (Kit) Dixon-Robertson left", "named-in-text"),
        ("Katherine and Sam Dixon-Robertson left", "named-in-text"),
        ("Katherine Dixon-Robertson’s desk", "named-in-text"),
        ("Kаthеrine Dixоn-Rоbertson left", "named-in-text"),
        ("Kather\u200bine Dixon-Rob\u00adertson left", "named-in-text"),
        ("<b>Kath</b>erine Dixon-Robertson left", "named-in-text"),
        ("KatherineDixonRobertson left", "named-in-text"),
        ("Katherine_Dixon-Robertson2 left", "named-in-text"),
        ("Kate Dixon-Robertson left", "named-in-text"),
        ("Jane Dixon-Robertson left", "named-in-text"),
        ("Katherine Robertson left", "named-in-text"),
        ("Katherine Dixon left", "named-in-text"),
        ("Katherine Dixon-Robertsen left", "named-in-text"),
        ("mail katherine.dixonrobertson@x.example", "named-in-text"),
        ("mail Katherine.Dixon-Robertson [at] x.example", "named-in-text"),
        ("K a t h e r i n e  D i x o n - R o b e r t s o n", "named-in-text"),
        ("Katherine Dixon-Rob-\nertson left", "named-in-text"),
        ("staff no. 00 12345 rang", "staff-number-in-text"),
        ("NI QQ.12.34.56.Z was hers", "ni-number-in-text"),
        ("NINOQQ123456 was hers", "ni-number-in-text"),
        ("see SW.0012345", "swe-number-in-text"),
        ("mail k.robertson [at] council.example", "e-mail-in-text"),
    ],
)
def test_every_form_of_a_name_and_number_in_anothers_text_is_found(sit, said, rule):
    """A form that the gate would refuse or ask about in another's pack is a candidate in the person's own case."""
    other = staff("0055", "Ann", "Bell", Comments=f'"{said}"')
    sit.bring(payroll(SUBJECT, other), lookup(("12345", "Katherine Dixon-Robertson", "SW12345")))
    hits = sit.bind(sit.log("Katherine Dixon-Robertson"), "Katherine Jane Dixon-Robertson")
    rules = [{why["rule"] for why in hit["reasons"]} for hit in hits.values() if hit["strength"] == "candidate"]
    assert rules == [{rule}]


@pytest.mark.parametrize(
    "said", ["Robertson rang", "K Dixon-Robertson rang", "Ms Dixon-Robertson rang", "Catering, Dixon"]
)
def test_a_form_that_many_share_makes_no_candidate(sit, said):
    """A bare surname, or one with a title or initial, is not a candidate: there would be too many to review."""
    sit.bring(payroll(SUBJECT, staff("0055", "Ann", "Bell", Comments=said)))
    hits = sit.bind(sit.log("Katherine Dixon-Robertson"), "Katherine Jane Dixon-Robertson")
    assert [hit["strength"] for hit in hits.values()] == ["certain"]


def test_a_certificate_of_an_older_search_is_replayed_by_its_records(sit):
    """An older certificate quotes words differently: the same records count as the same, others do not."""
    from sqlmodel import select

    from casework.disclosure.search import Certificate

    sit.bring(payroll(KATE, staff("0055", "Ann", "Bell", Comments="Covers for Katherine Robertson")))
    case = sit.log()
    sit.bind(case, "Katherine Robertson")

    def older(hits):
        with sit.desk.act(NOW) as act:
            kept = act.session.exec(select(Certificate)).one()
            body = {key: value for key, value in kept.body.items() if key != "model"} | {"hits": hits}
            kept.body, kept.digest = body, "of an older search"
            act.record("imported")

    hits = sit.found["hits"]
    quoted = [hit | {"reasons": [why | {"form": why["form"].upper()} for why in hit["reasons"]]} for hit in hits]
    older(quoted)
    assert case_search.replay(sit.desk, case).same
    older(hits[:1])
    again = case_search.replay(sit.desk, case)
    assert (again.same, again.new) == (False, (hits[1]["item"],))


def test_a_forename_and_birth_date_under_another_number_is_somebody_else(sit):
    """Two Katherines of one day with two National Insurance numbers are two, and neither is offered for the other."""
    hits = found(sit, payroll(KATE, staff("0055", "Kate", "Okonjo", "14/03/1984", "QQ999999A")))
    assert [strength for strength, _ in hits.values()] == ["certain"]


def test_a_name_with_a_middle_name_is_found_in_running_text(sit):
    """A comment that gives the middle name too is found."""
    kate = KATE | {"Middle name(s) or middle initial(s)": "Jane"}
    sit.bring(payroll(kate, staff("0055", "Ann", "Bell", Comments="Covers for Katherine Jane Robertson")))
    hits = sit.bind(sit.log("Kate Robertson"), "Katherine Jane Robertson")
    assert [hit["strength"] for hit in hits.values()] == ["certain", "candidate"]


def test_a_registration_number_in_running_text_is_found(sit):
    """SW 12345 in somebody's comment is a candidate of the person who holds SW12345."""
    other = staff("0055", "Ann", "Bell", Comments="Supervised by SW 12345")
    assert only_candidate(found(sit, payroll(KATE, other), LINK)) == {"swe-number-in-text"}


def test_a_namesake_with_other_numbers_is_left_out_and_named(sit):
    """The same name with another birth date is no hit, and is told with the reason."""
    hits = found(sit, payroll(KATE, staff("0055", "Katherine", "Robertson", "02/02/1990")))
    assert [strength for strength, _ in hits.values()] == ["certain"]
    [left] = sit.found["namesakes"]
    assert left["why"] == "another date of birth"


def test_a_namesakes_record_with_our_persons_number_in_it_is_not_lost(sit):
    """A namesake's comment that holds our person's National Insurance number is offered, not left out."""
    twin = staff("0055", "Katherine", "Robertson", "02/02/1990", Comments="was paid under QQ123456C")
    assert only_candidate(found(sit, payroll(KATE, twin))) == {"ni-number-in-text"}
    assert sit.found["namesakes"] == []


def test_a_registration_number_without_its_letters_shows_nobody_to_be_another(sit):
    """`12345` beside `SW12345` is a slip of the pen, not another person: a candidate."""
    second = lookup(("0055", "Katherine Robertson", "12345"))
    assert "similar-name" in only_candidate(found(sit, payroll(KATE), LINK, second))


@pytest.mark.parametrize("number", ["XX88999", "SW77777", None])
def test_a_nameless_return_with_an_equal_birth_date_is_a_candidate(sit, number):
    """A census row without a name, whose number says nothing against it, is offered by its birth date alone."""
    assert only_candidate(found(sit, payroll(KATE), census(worker(number)))) == {"birth-date-alone"}


def test_a_nameless_return_under_another_registration_number_is_not(sit):
    """Who is SW12345 is not SW77777, whatever the birth date."""
    hits = found(sit, payroll(KATE), LINK, census(worker("SW77777")))
    assert {strength for strength, _ in hits.values()} == {"certain"}


def test_what_only_the_request_claims_makes_candidates(sit):
    """A staff number that only the requester gives never makes another's record theirs."""
    hits = found(sit, payroll(KATE, staff("0055", "Ann", "Bell")), staff="0055")
    assert only_candidate(hits) == {"request-staff-number"}


def test_bound_to_nobody_all_is_candidate(sit):
    """We may hold nothing: whatever the request's words find is for the officer to look at."""
    sit.bring(payroll(KATE))
    hits = sit.bind(sit.log(), None)
    assert [hit["strength"] for hit in hits.values()] == ["candidate"]


def test_the_search_comes_after_whom(sit):
    """Before it is said whom a case is about nothing is searched."""
    from casework import Refused

    sit.bring(payroll(KATE))
    with pytest.raises(Refused, match="Identify the data subject"):
        sit.find(sit.log())


def test_every_year_is_found_and_a_row_of_several_files_is_one(sit):
    """Three returns are three records, a row that came in two files is one that names both."""
    sit.bring(LINK, *(census(worker(), year=year) for year in (2024, 2025, 2026)))
    sit.bring(payroll(KATE), payroll(KATE, staff("0055", "Ann", "Bell")))
    case = sit.log()
    assert len(sit.bind(case, "Katherine Robertson")) == 5
    files = {one["kind"]: one["files"] for one in sit.state(case)["items"]}
    assert files["payroll"] == ["file4", "file5"]


def test_a_replay_says_which_files_came_since(sit):
    """A file that holds nothing of the person makes the certificate another all the same: it is named."""
    sit.bring(payroll(KATE))
    case = sit.log()
    sit.bind(case, "Katherine Robertson")
    sit.bring(payroll(staff("0055", "Ann", "Bell")))
    again = case_search.replay(sit.desk, case)
    assert (again.same, again.new, again.gone, again.sources) == (False, (), (), ("file1",))
