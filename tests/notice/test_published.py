"""The notice as published: each of its sentences has its place in the data, and what cannot be read is refused."""

import re
from dataclasses import replace
from datetime import date

import pytest

from casework import Refused
from casework.notice.council import Council
from casework.notice.findings import as_proposed
from casework.notice.reading import PLACEHOLDERS, as_facts, checked, exported, filled, imported, published

NAME = "childrens-social-care-workforce"
NOTICE = published(NAME)
SENTENCES = {
    "Introduction": [
        ("committed to privacy and security", "introduction.text.0", "protects"),
        ("issued under the GDPR; how and why we collect", "introduction.issued_under", "GDPR"),
        ("carry out specific functions", "introduction.text.1", "responsible for"),
        ("statistics; recruitment and retention; pay", "introduction.text.2", "statistics"),
        ("duties placed by the Department", "introduction.text.2", "duties"),
        ("applies to what we hold about you", "introduction.text.3", "applies"),
        ("may be updated at any time", "updates.text.0", "at any time"),
        ("read with any other notice", "introduction.text.3", "Read it together"),
    ],
    "Who are we (controller)": [
        ("the council is a data controller", "controller.text.0", "controller"),
        ("responsible for how we hold and use", "controller.text.0", "we decide"),
        ("required to notify you", "controller.text.1", "requires us"),
    ],
    "What personal information we collect": [
        ("registration number", "categories.0.name", "HCPC"),
        ("date of birth", "categories.1.name", "date of birth"),
        ("work absence; days of sickness", "categories.2.name", "sickness"),
        ("level of qualification", "categories.3.name", "level"),
        ("contract: start, FTE, role, leave date", "categories.4.name", "leaving date"),
    ],
    "Collection of sensitive personal information": [
        ("gender", "categories.5.kind", "special"),
        ("age", "categories.6.kind", "special"),
        ("ethnicity", "categories.7.kind", "special"),
    ],
    "How your personal information is collected": [
        ("statutory return, the yearly census", "sources.0.often", "once a year"),
        ("collected from human resources", "sources.1.name", "HR"),
    ],
    "How we use your personal information": [
        ("only when the law allows; most commonly", "uses.text.0", "law allows"),
        ("public task, with a clear basis in law", "uses.without_purpose.0.basis", "public-task"),
        ("children and young people; Children Act s.83", "uses.without_purpose.0.law", "83"),
        ("vital interests", "uses.without_purpose.1.basis", "vital-interests"),
    ],
    "Situations in which we will use your personal data": [
        ("all categories are needed for all of it", "uses.purposes.0.categories", "ethnic-origin"),
        ("recruitment and retention policies", "uses.purposes.0.what", "recruit"),
        ("statistical returns", "uses.purposes.1.what", "returns"),
        ("statutory duties of the Department", "uses.purposes.2.what", "duties"),
        ("generation of statistics", "uses.purposes.3.what", "statistics"),
        ("individuals to be paid", "uses.purposes.4.what", "pay"),
        ("monitoring of protected characteristics", "uses.purposes.5.what", "equality"),
        ("the basis of each", "uses.purposes.5.grounds.0.basis", "public-task"),
        ("grounds overlap", "uses.overlap", "True"),
    ],
    "If you don't want to provide personal information": [
        ("prevented from our legal obligations", "not_provided.text.0", "legal duties"),
    ],
    "Change of purpose": [
        ("only for compatible purposes", "change_of_purpose.text.0", "compatible"),
        ("notified of an unrelated purpose, with its basis", "change_of_purpose.text.1", "we tell you"),
        ("without your knowledge or consent", "change_of_purpose.without_knowledge", "True"),
    ],
    "Does HBC need your consent": [
        ("not needed for special categories under our policy", "consent.text.0", "written policy"),
        ("the policy of each purpose", "uses.purposes.0.conditions.0.policy", "written policy"),
        ("may ask for written consent", "consent.text.1", "written consent"),
        ("full details, so that you can consider", "consent.text.1", "in full"),
    ],
    "Automated Decision Making": [
        ("what it is", "automated.text.0", "without a person"),
        ("notified, with 21 days", "automated.text.1", "21 days"),
        ("under a contract", "automated.text.1", "contract"),
        ("with explicit written consent", "automated.text.1", "explicit written consent"),
        ("on particularly sensitive information", "automated.text.2", "public interest"),
        ("no significant decision without a lawful basis", "automated.text.3", "significant effect"),
        ("none envisaged; in writing if that changes", "automated.text.4", "write to you"),
    ],
    "Data sharing": [
        ("third parties, service providers, the group", "sharing.text.0", "group"),
        ("third parties respect security and the law", "sharing.text.2", "secure"),
        ("not outside the EU", "sharing.stays_in", "European Union"),
    ],
    "Sharing with third parties": [
        ("where required or necessary", "sharing.text.3", "public interest"),
        ("the Department for Education", "sharing.recipients.0.name", "Department"),
    ],
    "Which third-parties process my personal information?": [
        ("third parties include contractors and agents", "sharing.text.1", "contractors"),
        ("the Department collects by statutory collections", "department.text.0", "statutory"),
        ("we must share about the workforce", "sharing.recipients.0.why", "must share"),
        ("informs policy", "department.uses.0", "policy"),
        ("funding of authorities", "department.uses.1", "funding"),
        ("research and monitoring", "department.uses.2", "research"),
        ("shares with those who promote education or well-being", "department.conditions.0", "well-being"),
        ("for research or analysis", "department.shares_for.0", "analysis"),
        ("for statistics", "department.shares_for.1", "statistics"),
        ("for information, advice or guidance", "department.shares_for.2", "guidance"),
        ("robust processes; stringent controls", "department.text.1", "robust"),
        ("strict approval process", "department.conditions.1", "approval"),
        ("who requests", "department.decides_by.0", "who"),
        ("the purpose", "department.decides_by.1", "why"),
        ("level and sensitivity", "department.decides_by.2", "sensitive"),
        ("storage and handling", "department.decides_by.3", "stored"),
        ("strict terms and conditions", "department.conditions.2", "terms"),
        ("more on GOV.UK", "department.text.2", "GOV.UK"),
    ],
    "How secure is my information with third-party service providers?": [
        ("appropriate measures, in line with policies", "sharing.processor_terms.0", "policies"),
        ("not for their own purposes", "sharing.processor_terms.1", "of their own"),
        ("specified purposes, on instructions", "sharing.processor_terms.1", "instructions"),
    ],
    "Data security": [
        ("measures in place; details on request from the officer", "security.details_from", "officer"),
        ("third parties on instructions, confidential, secure", "security.measures.2", "instructions"),
        ("from loss, use, access, alteration, disclosure", "security.text.0", "altered"),
        ("need to know", "security.measures.0", "need to know"),
        ("on instructions; duty of confidentiality", "security.measures.1", "confidential"),
        ("procedures for a suspected breach; notified where required", "security.breach.0", "suspected"),
    ],
    "Data retention": [
        ("only as long as necessary", "retention.text.0", "only as long"),
        ("in the retention policy", "retention.text.1", "policy"),
        ("amount, nature, sensitivity", "retention.criteria.0", "sensitive"),
        ("risk of harm", "retention.criteria.1", "harm"),
        ("purposes, and other means", "retention.criteria.2", "another way"),
        ("legal requirements", "retention.criteria.3", "law"),
        ("made anonymous", "retention.anonymised.0", "anonymous"),
    ],
    "Rights of access, correction and erasure": [
        ("accurate and current; keep us informed", "rights.keep_current.0", "Tell us"),
    ],
    "Your rights in connection with personal information": [
        ("under certain circumstances", "rights.text.0", "circumstances"),
        ("access", "rights.rights.0.what", "copy"),
        ("correction", "rights.rights.1.what", "correct"),
        ("erasure, also after an objection", "rights.rights.2.what", "objected"),
        ("objection, for a legitimate interest", "rights.rights.3.bases.0", "legitimate-interests"),
        ("objection to direct marketing", "rights.rights.3.text.0", "direct marketing"),
        ("restriction", "rights.rights.4.what", "suspend"),
        ("transfer", "rights.rights.5.what", "transfer"),
        ("in writing to the officer", "rights.only_in_writing", "True"),
        ("who to write to", "rights.how.0", "{officer}"),
        ("the web page", "rights.how.1", "web page"),
    ],
    "Changes to this privacy notice": [
        ("a new notice after a substantial update", "updates.text.0", "substantial"),
        ("told in other ways from time to time", "updates.text.1", "other ways"),
        ("questions to the officer", "updates.text.2", "questions"),
    ],
}
"""Each sentence of the published notice by a short key, the place in the data that holds it, and words found there."""


def at(place, facts):
    """What the data have at a place."""
    for part in place.split("."):
        facts = facts[int(part)] if part.isdecimal() else facts[part]
    return facts


def test_each_sentence_of_the_published_notice_has_its_place_in_the_data():
    """Section by section, every sentence is held by the data, at the place that is printed."""
    facts = as_facts(NOTICE)
    for section, sentences in SENTENCES.items():
        print(f"\n{section}")
        for key, place, words in sentences:
            said = str(at(place, facts))
            print(f"  {key:<62} {place}")
            assert words in said, (section, key, said)


def test_each_fact_of_the_notice_comes_from_a_sentence():
    """No section of the data is without a sentence of the published notice, but the complaints it does not tell of."""
    held = {place.split(".")[0] for sentences in SENTENCES.values() for _, place, _ in sentences}
    assert held | {"id", "title", "complaints"} == set(as_facts(NOTICE)) and not NOTICE.complaints


def test_a_notice_comes_back_from_a_file_as_it_was():
    """Both notices survive the file, with the version it was made from."""
    for notice in (NOTICE, as_proposed(NOTICE)):
        assert imported(exported(notice, 3, "1.0"), "1.0") == (notice, 3)


def broken(**sections):
    """The published notice as facts, with some of them changed."""
    return as_facts(NOTICE) | sections


def purposes(**change):
    facts = as_facts(NOTICE)["uses"]
    return facts | {"purposes": [facts["purposes"][0] | change]}


def sharing(**change):
    return as_facts(NOTICE)["sharing"] | change


BAD = {
    "a purpose without a basis": (broken(uses=purposes(grounds=[])), "has no basis. Choose from Article 6(1)"),
    "a basis that there is not": (broken(uses=purposes(grounds=[{"basis": "habit"}])), "grounds.0.basis' is not valid"),
    "a special category without a condition": (
        broken(uses=purposes(conditions=[])),
        "'your gender' without a condition",
    ),
    "no purpose": (broken(uses={"purposes": []}), "has no purpose"),
    "a purpose twice": (
        broken(uses={"purposes": as_facts(NOTICE)["uses"]["purposes"][:1] * 2}),
        "the purpose 'recruitment' twice",
    ),
    "a category that is not listed": (broken(uses=purposes(categories=["shoe-size"])), "'shoe-size', which the notice"),
    "a class that is not in the schedule": (
        broken(uses=purposes(classes=["shoes"])),
        "'shoes' that is not in the schedule",
    ),
    "a recipient with no name": (
        broken(sharing=sharing(recipients=[{"name": "", "why": "it asks for data"}])),
        "because 'it asks for data' has no name",
    ),
    "a processor with no name": (
        broken(sharing=sharing(processors=[{"name": "", "task": "x"}])),
        "A processor has no name",
    ),
    "a section that is missing": ({k: v for k, v in broken().items() if k != "rights"}, "'rights' is missing"),
    "a section that there is not": (broken(cookies={}), "no 'cookies'"),
    "markup": (broken(title="A <b>notice</b>"), "has the markup '<b>'"),
    "a control character": (broken(title="A\x07notice"), "U+0007"),
    "nothing that is filled in": (broken(title="A {nonsense}"), "{nonsense}, which nothing fills in"),
    "no notice": ("a notice", "is not valid"),
}


@pytest.mark.parametrize(("facts", "said"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_refused_in_a_sentence(facts, said):
    """A notice that is not one is refused with what is wrong, where, and what to do."""
    with pytest.raises(Refused, match=re.escape(said)):
        checked(facts)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 99, "product": "9.9"}, "Version 9.9 of the console wrote the notice in a form"),
        ({"about": "something else"}, "not an exported privacy notice"),
        ({"version": None}, "does not say as 'version'"),
        ({"notice": None}, "is not valid"),
    ],
)
def test_a_file_that_is_no_notice_or_from_a_newer_console_is_refused(change, said):
    """An import from a newer version, or of another file, is refused in a sentence."""
    with pytest.raises(Refused, match=re.escape(said)):
        imported(exported(NOTICE, 1, "1.0") | change, "1.0")


def test_an_unknown_notice_is_refused_with_the_choices():
    """Asking for a notice that is not there names those that are."""
    with pytest.raises(Refused, match=NAME):
        published("../../etc/passwd")


def test_everything_that_stands_for_the_profile_is_filled_in():
    """The council's details and the regulator of the date replace what stands for them."""
    council = Council(name="Testham Council", address=["1 High Street", "Testham"], email="a@b.example", phone="1")
    line = filled(" ".join(f"{{{one}}}" for one in PLACEHOLDERS), council, date(2026, 9, 29))
    assert (
        line == "Testham Council 1 High Street, Testham Data Protection Officer a@b.example 1 Information Commissioner"
    )
    assert "Information Commission." in filled("{regulator}.", council, date(2026, 9, 30))


def test_a_notice_is_a_value():
    """Two notices with the same facts are equal, and a changed one is not."""
    assert checked(as_facts(NOTICE)) == NOTICE != replace(NOTICE, title="Another")
