"""Letters about recipients, processors and privacy information: what each must say, and when it is not made."""

import dataclasses
import io
from datetime import date

import pypdfium2
import pytest

import answering
import paper
from casework import Refused
from casework.law.letter_kinds import letter_kinds
from casework.law.rights import Right
from casework.notice.processors import Processor
from casework.notice.purpose_changes import Compatibility, PurposeChange
from casework.notice.recipients import RecipientKind, SharedData, SharedWith
from casework.notice.security_statement import SecurityStatement
from casework.timeline.events import Event, Kind
from hostile import PAGES
from letters.disclosure.matter import SentLetter, Transparency
from letters.paper import pdf
from letters.paper.compose import Composing, compose, lacking, refuse_lacking
from letters.paper.envelope import form_for
from letters.rights.facts import RequestFacts

KINDS = {kind.id: kind for kind in letter_kinds() if kind.group == "transparency"}
DFE = SharedWith(
    1, "Department for Education", RecipientKind.public_authority, "United Kingdom", ("20 Example Street", "London"), "",
    (SharedData(1, "workforce census returns", None, 2025, "Children Act 1989 s.83"),),
)  # fmt: skip
ABROAD = SharedWith(
    2, "Example Analytics", RecipientKind.controller, "France", (), "x@example.fr",
    (SharedData(2, "payroll records", date(2026, 3, 2), None, ""),),
)  # fmt: skip
PAYROLL = Processor(
    id=1, name="Payroll Bureau", address=["3 Example Row", "Testham"], contract="C-17", signed=date(2024, 1, 1),
    until=date(2027, 1, 1), subject="runs our payroll",
)  # fmt: skip
UNBOUND = Processor(id=2, name="Old Bureau", contract="C-3", signed=date(2020, 1, 1), until=date(2025, 1, 1))
NO_CONTRACT = Processor(id=3, name="New Bureau")
STATEMENT = SecurityStatement(
    version=2, text=["We protect it."], points=["Staff see only what they need."], author="Ann",
    recorded=None, approved=date(2026, 10, 1), approved_by="Ben",
)  # fmt: skip
CHANGE = PurposeChange(
    id=1, new="to plan training", original="to make the yearly return", by_consent=False, ground=Compatibility.annex_2,
    provision="Annex 2 paragraph 7", basis="A public task.", reasons="x", officer="Ann", decided=date(2026, 11, 2),
    starts=date(2027, 1, 4),
)  # fmt: skip
CHANGED = ("Surname: it was 'A' and is now 'B'",)
SHARING = Transparency((DFE, ABROAD), 0, (PAYROLL, UNBOUND, NO_CONTRACT), STATEMENT, CHANGE, CHANGED)
TO_DFE = {"to_name": "Department for  education"}
ENTERED = {
    "recipients-list": {},
    "recipient-notice": TO_DFE | {"their_number": "SW12345", "reply_by": "2026-12-14"},
    "recipient-reminder": TO_DFE | {"reply_by": "2026-12-14"},
    "processor-instruction": {
        "to_name": "Payroll Bureau", "instruction": "erase", "instructed_data": "Payslips of staff number 0012345.",
        "done_by": "2026-12-14",
    },
    "search-instruction": {
        "to_name": "Head of Fostering", "to_email": "fostering@testham.example", "where_to_look": "Team mailbox\nLiquid",
        "done_by": "2026-12-01",
    },
    "security-statement": {},
    "privacy-information": {"must_provide": "Your contract requires your bank details; without them we cannot pay you."},
    "change-of-purpose": {},
    "no-consent-needed": {
        "use_in_question": "the yearly return", "special_condition": "employment", "policy_document": "Workforce data",
    },
}  # fmt: skip
SENT = (SentLetter("recipient-notice", date(2026, 11, 20), "Department for Education"),)
COMPLIED = (Event(Kind.complied, date(2026, 11, 18), seq=7),)
SUBJECT = answering.SUBJECT | {"former_names": ["Katherine Bell"]}


def book(kind, inputs=None, sharing=SHARING, **other):
    """The facts for a letter of that kind, with everything it can say unless `other` says otherwise."""
    facts = {
        "sent": SENT,
        "events": COMPLIED,
        "subject": SUBJECT,
        "requester": answering.LAWYER,
        "asked": answering.ASKED,
    }
    facts["rights"] = [*(KINDS[kind].rights or ("access",))][:1]
    of = dataclasses.replace(paper.matter(**facts | other), transparency=lambda: sharing)
    return RequestFacts(of, ENTERED[kind] if inputs is None else inputs)


def letter(kind, inputs=None, **other):
    """The letter of that kind, addressed as the desk addresses it."""
    from dpo_console.jobs.letters import addressee

    facts = book(kind, inputs, **other)
    who = facts.request.requester if KINDS[kind].to != "other" else addressee(None, facts.request, KINDS[kind], facts)
    refuse_lacking(KINDS[kind], facts)
    return compose(KINDS[kind], facts, who, facts.council, form_for(who, electronic=False))


def why_not(kind, inputs=None, **other):
    """Why the letter is not made."""
    with pytest.raises(Refused) as why:
        letter(kind, inputs, **other)
    return str(why.value)


@pytest.mark.parametrize("kind", KINDS)
def test_each_element_is_printed_and_bound(kind):
    """Every element in force is in the letter with its words and facts, and each fact is bound to its record."""
    made = letter(kind)
    assert lacking(KINDS[kind], book(kind)) == []
    assert answering.not_printed(KINDS[kind], book(kind), made) == []
    assert {name for one in Composing(KINDS[kind], book(kind)).elements() for name in one.facts} <= {
        one.name for one in made.facts if one.bound
    }


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind.id, one.id) for kind in KINDS.values() for one in kind.inputs if one.id not in kind.optional],
)
def test_what_the_officer_did_not_enter_is_asked_for(kind, name):
    """Without an input that the case does not hold, the letter is not made and names the input."""
    without = {key: typed for key, typed in ENTERED[kind].items() if key != name}
    sharing = dataclasses.replace(SHARING, changes=()) if name == "changes" else SHARING
    lacks = lacking(KINDS[kind], book(kind, without, sharing=sharing))
    assert [one.input for one in lacks] == [name]


def test_recipients_are_named_with_what_they_received():
    """Each by name, with its country if abroad, what it received, when and by which law (Articles 15(1)(c) and 19)."""
    text = " ".join(letter("recipients-list").text().split())
    assert "Department for Education: workforce census returns, for 2025 (Children Act 1989 s.83)" in text
    assert "Example Analytics, in France: payroll records, 2 March 2026" in text
    assert "Payroll Bureau: runs our payroll" in text and "Old Bureau" not in text and "no one" not in text
    text = letter("recipients-list", sharing=Transparency()).text()
    assert "gave your information to no one" in text and "Who received it, and what" not in text


def test_no_list_is_sent_while_a_proposal_is_open():
    """A list of recipients that is not complete is not sent."""
    said = why_not("recipients-list", sharing=dataclasses.replace(SHARING, unconfirmed=1))
    assert said.startswith("1 proposed disclosure for the data subject is neither confirmed nor declined.")
    assert "identify the data subject" in why_not("recipients-list", bound="open").lower()


def test_a_recipient_is_told_what_changed_and_nothing_about_the_requester():
    """The notice names the person, what was received and changed; it takes its address from the log (Article 19)."""
    made = letter("recipient-notice")
    text = made.text() + str(made.facts)
    assert made.address[1:] == ("20 Example Street", "London")
    for words in ("Katherine Robertson", "SW12345", "is now 'B'", "18 November 2026", "14 December 2026"):
        assert words in text
    for words in ("Quayside", answering.ASKED, paper.SECRET):
        assert words not in text


@pytest.mark.parametrize(
    ("kind", "change", "other", "said"),
    [
        ("recipient-notice", {"to_name": "HM Revenue"}, {}, "does not show that HM Revenue received"),
        ("recipient-notice", {}, {"events": ()}, "(UK GDPR Article 19)"),
        ("recipient-reminder", {}, {"sent": ()}, "a notice that was sent to this recipient: send it first"),
        ("recipient-reminder", {"to_name": "Example Analytics"}, {}, "a notice that was sent to this recipient"),
        ("processor-instruction", {"to_name": "Unknown Ltd"}, {}, "Unknown Ltd is not a processor of the council"),
        ("processor-instruction", {"to_name": "New Bureau"}, {}, "No contract binds New Bureau on 22 November 2026"),
        ("processor-instruction", {"to_name": "Old Bureau"}, {}, "No contract binds Old Bureau"),
        ("processor-instruction", {"instruction": "sell"}, {}, "Instruction cannot be 'sell'"),
        ("no-consent-needed", {"policy_document": ""}, {}, "only with an appropriate policy document in place"),
        (
            "change-of-purpose",
            {},
            {"on": date(2027, 1, 4)},
            "The new use began on 4 January 2027, and people must be told",
        ),
        ("change-of-purpose", {}, {"sharing": Transparency()}, "with the data subject on its list: enter them first"),
        ("security-statement", {}, {"sharing": Transparency()}, "an approved statement of security measures"),
    ],
)
def test_why_a_letter_is_not_made(kind, change, other, said):
    """Each is refused with one sentence that says what is wrong."""
    assert said in why_not(kind, ENTERED[kind] | change, **other)


def test_privacy_information_has_the_right_to_object_first_and_apart():
    """Article 21(4): clearly and separately, with every paragraph of Articles 13 and 14 after it."""
    text = letter("privacy-information").text()
    assert text.index("Your right to object") < text.index("Who we are") < text.index("Complaining to the regulator")
    assert "164A" in text and "164A" not in letter("privacy-information", on=date(2026, 6, 18)).text()
    needed = ("13(1)(a)", "13(1)(c)", "13(1)(e)", "13(1)(f)", "13(2)(a)", "13(2)(b)", "13(2)(c)", "13(2)(ca)", "13(2)(d)",
              "13(2)(e)", "13(2)(f)", "14(1)(d)", "14(2)(f)")  # fmt: skip
    law = " ".join(one.law for one in KINDS["privacy-information"].elements)
    assert [one for one in needed if one not in law] == []


def test_a_search_instruction_names_everything_to_search_for():
    """Names, former names, date of birth and numbers, and the offence of section 173."""
    text = letter("search-instruction").text()
    for words in ("Katherine Robertson", "Katherine Bell (former name)", "born 14 March 1984", "criminal offence"):
        assert words in text


def test_who_is_monitored_for_equality_can_stop_it():
    """Schedule 1 paragraph 8(5): a notice in writing ends it, under that condition alone."""
    stop = "You can tell us in writing not to use your information for this."
    for condition, said in (("equality", True), ("employment", False)):
        made = letter("no-consent-needed", ENTERED["no-consent-needed"] | {"special_condition": condition})
        assert (stop in " ".join(made.text().split())) == said


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_name_is_printed_as_it_is(kind):
    """A name that is HTML, as subject, recipient and in what is entered, is in the PDF as text."""
    name = next(one for one in PAGES if "<" in one and len(one) < 40)
    renamed = dataclasses.replace(SHARING, recipients=(dataclasses.replace(DFE, name=name),))
    sharing = dataclasses.replace(renamed, processors=(PAYROLL.model_copy(update={"name": name}),))
    typed = ENTERED[kind] | ({"to_name": name} if "to_name" in ENTERED[kind] else {})
    sent = [SentLetter("recipient-notice", date(2026, 11, 20), name)]
    who = answering.LAWYER | {"name": name}
    of = letter(kind, typed, sharing=sharing, sent=sent, requester=who)
    [(_, made)] = pdf.typeset_here(pdf._sent(["letter.html", pdf.letter_context(of)]))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(made)))
    assert "".join(name.split()) in "".join(text.split())


def test_only_changing_rights_have_the_notices_to_recipients():
    """Article 19 covers rectification, erasure and restriction; section 173 access and portability."""
    of = {kind.id: set(kind.rights) for kind in KINDS.values() if kind.rights}
    changing = {Right.rectification, Right.erasure, Right.restriction}
    assert of == {
        "recipient-notice": changing,
        "recipient-reminder": changing,
        "search-instruction": {Right.access, Right.portability},
    }
