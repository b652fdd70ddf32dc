"""Letters composed: what the law requires is in them, and each fact is bound to its record."""

import dataclasses
from datetime import date

import pytest

import paper
from casework import Refused
from casework.clock import State
from casework.disclosure.bundles import Bundle, BundleField
from casework.law.rights import Right
from casework.notice import findings, reading
from casework.notice.register import PurposeBasis
from casework.text.days import plain
from letters.disclosure.notice_passages import HEADINGS
from letters.paper.compose import lacking
from letters.rights.facts import RequestFacts

NOTICE = reading.published("childrens-social-care-workforce")
PROPOSED = findings.as_proposed(NOTICE)


def changed(section, **facts):
    """The published notice with these facts of one section."""
    return dataclasses.replace(NOTICE, **{section: dataclasses.replace(getattr(NOTICE, section), **facts)})


WITHOUT = {
    "purposes": ("15(1)(a)", changed("uses", purposes=())),
    "categories": ("15(1)(b)", dataclasses.replace(NOTICE, categories=())),
    "special": ("15(1)(b)", dataclasses.replace(NOTICE, categories=())),
    "recipients": ("15(1)(c)", changed("sharing", recipients=())),
    "transfers": ("15(2)", changed("sharing", stays_in="")),
    "retention": ("15(1)(d)", changed("retention", text=())),
    "rights": ("15(1)(e)", changed("rights", rights=())),
    "not_available": ("15(1)(e)", changed("rights", rights=())),
    "sources": ("15(1)(g)", dataclasses.replace(NOTICE, sources=())),
    "automated": ("15(1)(h)", changed("automated", text=())),
}
"""The elements of the notice that the answer needs, each with its paragraph of UK GDPR Article 15, and a notice that
does not say it."""
BY_LAW = ("objection", "complain_here", "complain_regulator")
"""What the answer says in the words of the law if the notice is silent."""


def acknowledgement(state=State.due, **other):
    return paper.letter("acknowledgement", on=paper.ON, clocks={Right.access: paper.deadline(state)}, **other)


@pytest.mark.parametrize("element", WITHOUT)
def test_an_answer_that_lacks_a_required_element_is_not_made(element):
    """Each element of UK GDPR Article 15(1)(a) to (h) and 15(2), once empty, stops the letter, which names it."""
    paragraph, told = WITHOUT[element]
    with pytest.raises(Refused) as refused:
        paper.disclosure(told=told)
    assert paragraph in str(refused.value).partition("UK GDPR Article")[2]
    assert "to the privacy notice" in str(refused.value)


@pytest.mark.parametrize("told", [NOTICE, PROPOSED], ids=["as published", "as proposed"])
def test_every_required_element_stands_in_the_answer_bound_to_the_notice(told):
    """The answer holds every element, under its heading, each a fact bound to its place in the notice."""
    letter = paper.disclosure(told=told)
    bound = {fact.bound for fact in letter.facts}
    for name in {*WITHOUT, *BY_LAW}:
        assert f"notice {NOTICE.id} [{name}]" in bound
        assert HEADINGS[name] in letter.text()
    assert {*WITHOUT, *BY_LAW, "bases"} == set(HEADINGS)


def test_the_complaint_to_the_council_is_told_from_19_june_2026():
    """Article 15(1)(ea) is in force from 19 June 2026 (Data (Use and Access) Act 2025, Schedule 10 paragraph 5)."""
    assert "164A" not in paper.disclosure(on=date(2026, 6, 18)).text()
    assert "164A" in paper.disclosure(on=date(2026, 6, 19)).text()


def test_automated_decisions_follow_the_wording_in_force():
    """Article 15(1)(h) speaks of Article 22C from 5 February 2026 (2025 Act, Schedule 6 paragraph 5)."""
    assert "Article 22C" not in paper.disclosure(on=date(2026, 2, 4)).text()
    assert "Article 22C" in paper.disclosure(on=date(2026, 2, 5)).text()


def test_the_right_to_object_is_given_where_a_purpose_is_a_public_task():
    """Article 15(1)(e) with 21(1) and 21(4): under a heading of its own; not where no basis gives it."""
    text = paper.disclosure().text()
    assert "Your right to object\n--------------------\nYou can object" in text
    duty = on_basis("legal-duty")
    assert "Your right to object" not in paper.disclosure(told=duty).text()
    paper.disclosure(
        told=dataclasses.replace(duty, rights=dataclasses.replace(NOTICE.rights, rights=without_objection()))
    )


def on_basis(basis):
    purposes = [dataclasses.replace(one, grounds=(PurposeBasis(basis=basis, law="a law"),)) for one in NOTICE.purposes]
    return changed("uses", purposes=tuple(purposes))


def without_objection():
    return tuple(one for one in NOTICE.rights.rights if one.right != Right.objection)


def test_each_right_goes_by_the_bases_of_the_purposes_for_which_the_records_are_kept():
    """By contract alone data can be taken elsewhere and not objected to; a public task is the other way round."""
    by_contract, by_task = (paper.disclosure(told=on_basis(one)).text() for one in ("contract", "public-task"))
    assert "We use nothing on that basis" in by_task and "We use nothing on that basis" not in by_contract
    assert "you cannot object" in by_contract and "you cannot object" not in by_task
    assert "we do not have to erase" in by_task and "we do not have to erase" not in by_contract


def test_the_answer_is_about_the_persons_own_records():
    """Purposes, categories and sources are those of the classes of record disclosed, not of all in the notice."""
    census = paper.entry(1, BundleField("Ethnicity", "Ethnicity", "WBRI", "White British"))
    of_census = paper.disclosure(given=paper.bundle(census), told=PROPOSED).text()
    of_payroll = paper.disclosure(given=paper.bundle(paper.entry(2, kind="payroll")), told=PROPOSED).text()
    assert "to monitor equality" in of_census and "to pay you" not in of_census
    assert "to pay you" in of_payroll and "to monitor equality" not in of_payroll
    assert "- your ethnic origin" in of_census and "your ethnic origin" not in of_payroll
    assert "Schedule 1 paragraph 8" in of_census and "Schedule 1 paragraph 8" not in of_payroll
    assert "- your pay, pension, bank details and tax" in of_payroll
    assert "Revenue and Customs" in of_payroll and "the Department for Education: " not in of_payroll
    assert "Revenue and Customs" not in of_census and "the Department for Education: " in of_census
    assert "- Payroll file, September 2026: our HR division" in of_payroll


def test_a_redacted_field_gives_no_category():
    """What is not given of a record is not described either."""
    field = BundleField("Ethnicity", "Ethnicity", "WBRI", "White British", "dpa2018-sch2-16")
    assert "your ethnic origin" not in paper.disclosure(given=paper.bundle(paper.entry(1, field))).text()


def test_recipients_are_named_from_the_log_where_there_is_one():
    """Article 15(1)(c): the person's own recipients by name, instead of those of the notice; processors stay."""
    known = dataclasses.replace(paper.matter(told=PROPOSED), recipients=lambda: ("the Leeds agency, on 3 March 2026",))
    points = RequestFacts(known, {}).value("notice_recipients").points
    assert points[0] == "the Leeds agency, on 3 March 2026" and len(points) == 2
    assert "payroll and HR" in points[1]


def test_no_file_total_reads_as_the_persons_own_count():
    """Where we looked names the sources; the only numbers of records are the person's own."""
    looked = paper.disclosure().text().split("Where we looked")[1].split("held back")[0]
    assert "- Workforce census 2026\n- Payroll file, September 2026\n" in looked
    assert "record" not in looked


def test_the_counts_agree_with_the_bundle():
    """The numbers in the letter are those of the decisions."""
    text = paper.disclosure().text()
    assert "We found 3 records." in text
    assert "We are giving you 2 records. In 1 of them we took out 1 piece of information." in text
    assert "We are holding back 1 record." in text
    whole = paper.disclosure(given=paper.bundle(paper.entry(1), not_theirs=2)).text()
    assert "We are holding nothing back." in whole
    assert "2 records that are about someone else" in whole
    assert "held back, and why" not in whole


def test_what_was_withheld_is_not_in_the_letter():
    """The letter explains an exemption without the value it covers."""
    letter = paper.disclosure()
    assert "Schedule 2, paragraph 16" in letter.text()
    for word in (paper.SECRET, "Blenkinsop", "Disciplinary", "503"):
        assert word not in letter.text() + str(letter.facts)


def test_nothing_held_is_an_answer_too():
    """Bound to nobody, the letter says that no data are held and what was searched (Article 15(1), 15(1A))."""
    empty = Bundle("SAR-2026-0001", (), paper.bundle().searched)
    text = paper.letter("nothing-held", given=empty, bound="nobody", person_id=None).text()
    assert "No. We have looked, and we hold no personal information about you" in text
    assert "- Payroll file, September 2026\n" in text
    assert "164A" in text and "165" in text
    assert "How long we keep it" not in text


@pytest.mark.parametrize(
    ("given", "other", "said"),
    [
        (Bundle("SAR-2026-0001", (), ()), {}, "15(1A)"),
        (Bundle("SAR-2026-0001", (), paper.bundle().searched), {}, "15(3)"),
        (None, {"bound": "open"}, "15(1)"),
    ],
)
def test_an_answer_without_search_copy_or_person_is_refused(given, other, said):
    """What was searched, the copy itself and whom it is about are each required, by paragraph."""
    book = RequestFacts(paper.matter(given=given, **other), {})
    assert any(said in f"{lack.what} {lack.law}" for lack in lacking(paper.kind_of("disclosure"), book))


def test_the_acknowledgement_shows_how_the_date_comes_about():
    """It gives the day received, the due day, and each step of the working in plain words."""
    text = acknowledgement().text()
    assert "It reached us on 29 January 2026" in text
    assert "until the end of 2 March 2026" in text
    assert "- 2 March 2026: 28 February 2026 is a Saturday: next working day" in text


@pytest.mark.parametrize(("state", "said"), [(State.paused, "is paused"), (State.not_started, "has not started yet")])
def test_a_clock_that_does_not_run_is_said_to(state, said):
    """Where no date can be stated the acknowledgement says why, and states none."""
    letter = acknowledgement(state)
    assert said in letter.text()
    assert "until the end of" not in letter.text()


def test_a_representative_is_written_to_about_the_data_subject():
    """The letter goes to the requester and says whose information it speaks of."""
    told = {"name": "Ann Solicitor", "is_subject": False, "authority": "signed form"}
    who = paper.request().requester.model_dump() | told
    letter = acknowledgement(requester=who)
    assert letter.address[0] == "Ann Solicitor" and letter.salutation == "Dear Ann Solicitor"
    assert "'you' and 'your' mean Katherine Robertson" in letter.text()


@pytest.mark.parametrize(
    ("lines", "said"),
    [(["1 A", "2 B", "3 C", "4 D", "ZZ99 9ZZ"], "'ZZ99 9ZZ'"), (["W" * 40, "ZZ99 9ZZ"], "'" + "W" * 40)],
)
def test_an_address_too_large_for_the_window_is_refused_by_line(lines, said):
    """At most five lines of 76 mm show in a DL window; one more, or a wider one, is refused, not cut."""
    with pytest.raises(Refused) as refused:
        acknowledgement(requester=paper.request().requester.model_dump() | {"address": lines})
    assert said in str(refused.value)


def test_the_digest_changes_with_a_record_and_not_with_the_day():
    """A letter whose bound record has changed no longer has its digest; its own date is no part of it."""
    before = paper.disclosure().digest()
    assert paper.disclosure(on=date(2026, 11, 23)).digest() == before
    assert paper.disclosure(given=paper.bundle(paper.entry(501))).digest() != before


def test_days_are_written_as_people_write_them():
    """No leading zero: 2 March 2026."""
    assert plain(date(2026, 3, 2)) == "2 March 2026"


def test_the_acknowledgement_of_several_rights_says_everything_once():
    """For access and erasure together the next steps stand under one heading, and none is said twice."""
    clocks = dict.fromkeys((Right.access, Right.erasure), paper.deadline())
    letter = paper.letter("acknowledgement", on=paper.ON, clocks=clocks, rights=["access", "erasure"])
    points = [point for block in letter.blocks for point in block.points]
    assert len(points) == len(set(points))
    assert letter.text().count("What happens next") == letter.text().count("If anything is unclear") == 1
    assert "We will look for the information" in letter.text() and "We will decide what we can do" in letter.text()
