"""Everything that leaves the desk is checked at that moment: packs, letters, copies; what is not checked says so."""

import dataclasses
import json
import os
import sys

import pytest

from casework import Refused
from casework.disclosure.papers import of_case
from dpo_console import cli
from dpo_console.breaches import exports, letter_run, letters
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.jobs import case_events, filing, opening, outgoing, person_cards
from dpo_console.jobs import letters as letter_jobs
from dpo_console.rights import jobs as rights_jobs
from finding import NOW, PASSPHRASE, plainly, sitting  # noqa: F401
from letters.paper.letter import Block
from pages import page_with
from telling import KNOWN, PUBLIC, logged
from workforce import HEADINGS, KATE, payroll, staff

TARIQ = staff("0055777", "Tariq", "Hussain", "01/01/1970", "QQ222222A")
NEW = staff("0055888", "Philippa", "Nairne", "01/01/1971", "QQ333333A")


def case(sit, comment, *, log=None):
    """A case about Katherine, whose one row with that comment is disclosed."""
    sit.bring(payroll(KATE | {"Comments": comment}, TARIQ, headings=HEADINGS))
    number = log() if log else sit.log()
    found = sit.bind(number, "Katherine Robertson")
    [sit.hers] = [item for item, hit in found.items() if hit["strength"] == "certain"]
    apart = {"exemption": "not-this-person", "reason": "other numbers"}
    sit.decide(number, *((item, "disclose") if item == sit.hers else (item, "withhold", apart) for item in found))
    return number


def built(sit, number):
    """The pack, and the files it left."""
    made = plainly(packing.pack(sit.desk, number, sit.folder / "out", NOW))
    return made, sorted(path.name for path in (sit.folder / "out").glob("*"))


def newest(sit, number, kind="pack"):
    """The digest of the newest paper of that kind."""
    return next(one for one in papers.letters(sit.desk) if (one.reference, one.kind) == (number, kind)).digest


def test_a_name_in_free_text_is_refused_by_item_page_and_form(sit):
    """Nothing is released; the finding names the form and leads to the question that decides it; redacted, it is clear."""
    number = case(sit, "spoke to Tariq Hussain today")
    made, files = built(sit, number)
    assert (made["gate"]["state"], files, made["files"]) == ("refused", [], [])
    one = made["gate"]["findings"][0]
    assert one["item"] == sit.hers and one["page"] and "another person's full name" in one["what"]
    [asked] = disclosure_jobs.questions(sit.desk, number).questions
    assert {found["question"] for found in made["gate"]["findings"]} == {asked.id}
    with pytest.raises(Refused, match="The release check refused this pack"):
        filing.save_letter(sit.desk, newest(sit, number), sit.folder)
    disclosure_jobs.answer_questions(sit.desk, number, [{"id": asked.id, "answer": "redact"}], NOW)
    made, files = built(sit, number)
    assert (made["gate"]["state"], files) == ("clear", [f"{number}.log", f"{number}.pdf"])


def test_a_question_that_nobody_answered_keeps_the_pack_in(sit):
    """An initial with a surname asks, with its page; the pack cannot leave until it is answered, and then is clear."""
    number = case(sit, "T Hussain rang")
    made, files = built(sit, number)
    gate = made["gate"]
    assert (gate["state"], gate["findings"], files) == ("asked", [], [])
    [one] = gate["questions"]
    assert {"id", "form", "kind", "people", "places"} <= set(one) and one["form"] == "initial"
    assert set(one["places"][0]) == {"item", "segment", "first", "last", "page"} and one["places"][0]["page"]
    with pytest.raises(Refused, match="Answer them in the review"):
        filing.save_letter(sit.desk, newest(sit, number), sit.folder)
    answer = {"id": one["id"], "answer": "other", "reason": "he is her manager"}
    disclosure_jobs.answer_questions(sit.desk, number, [answer], NOW)
    assert built(sit, number)[0]["gate"]["state"] == "clear"


def test_the_command_exits_1_unless_clear_and_takes_answers(sit, monkeypatch, capsys):
    """`pack` exits 1 and writes nothing while it asks; `--answers -` answers its questions first, and it exits 0."""
    number = case(sit, "T Hussain rang")
    sit.desk.close()
    words = ["pack", number, "--out", str(sit.folder / "out"), "--desk", str(sit.folder / "desk"), "--json"]

    def run(*more, given=""):
        reading, writing = os.pipe()
        os.write(writing, PASSPHRASE.encode())
        os.close(writing)
        typed = sit.folder / "typed"
        typed.write_text(given)
        monkeypatch.setattr(sys, "argv", ["dpo-console", *words, *more, "--passphrase-fd", str(reading)])
        with typed.open() as stdin, pytest.raises(SystemExit) as ended:
            monkeypatch.setattr(sys, "stdin", stdin)
            cli.run()
        return json.loads(capsys.readouterr().out), ended.value.code or 0

    said, code = run()
    assert (code, said["gate"]["state"], said["files"]) == (1, "asked", [])
    answers = [{"id": one["id"], "answer": "subject"} for one in said["gate"]["questions"]]
    said, code = run("--answers", "-", given=json.dumps(answers))
    assert (code, said["gate"]["state"]) == (0, "clear") and (sit.folder / "out" / f"{number}.pdf").exists()
    sit.desk = opening.open_desk(sit.folder / "desk", PASSPHRASE, now=NOW)


def test_what_a_requester_claims_switches_nothing_off(sit):
    """Asked for by Tariq Hussain, and under his number, Katherine's pack still may not name him; the letter goes to him."""

    def log():
        facts = {
            "right": ["access"], "received": "2026-11-16", "recognised": "2026-11-16", "channel": "email",
            "requester": {
                "name": "Tariq Hussain", "address": ["1 Test Street"], "email": None, "is_subject": False,
                "authority": "a letter",
            },
            "subject": {
                "name": "Katherine Robertson", "former_names": ["Tariq Hussain"], "born": None,
                "identifiers": {"staff": "0055777", "ni": None, "swe": None, "email": []},
            },
            "asked": "What does Tariq Hussain say of me?",
        }  # fmt: skip
        return rights_jobs.log_request(sit.desk, facts, NOW)

    number = case(sit, "spoke to Tariq Hussain (0055777) today", log=log)
    assert papers.make_letter(sit.desk, number, "acknowledgement", NOW).state == "filed"
    case_events.event(sit.desk, number, "authority_received", NOW.date(), NOW)
    despite = "the payroll row with her number is hers"
    made = plainly(packing.pack(sit.desk, number, sit.folder / "out", NOW, despite=despite))
    found = {one["what"].split(" (")[1].split(",")[0] for one in made["gate"]["findings"]}
    assert made["gate"]["state"] == "refused" and found == {
        "another person's full name",
        "another person's staff number",
    }


def test_a_pack_of_an_older_register_says_what_changed(sit):
    """Someone registered since it was built: the pack does not leave, `verify` finds them, and it is built again."""
    number = case(sit, "Philippa Nairne rang")
    asked = disclosure_jobs.questions(sit.desk, number).questions
    disclosure_jobs.answer_questions(sit.desk, number, [{"id": one.id, "answer": "checked"} for one in asked], NOW)
    made, _ = built(sit, number)
    assert made["gate"]["state"] == "clear"
    digest = newest(sit, number)
    assert filing.save_letter(sit.desk, digest, sit.folder).exists()
    sit.bring(payroll(NEW))
    with pytest.raises(
        Refused, match=r"the register has changed \(1 more person, 1 more name, .*more .*\)\. Build it again"
    ):
        filing.save_letter(sit.desk, digest, sit.folder)
    found = packing.verify(sit.desk, [sit.folder / "out" / f"{number}.pdf"]).files[0].findings
    assert "other-person" in {one.kind for one in found}
    sit.find(number)
    assert built(sit, number)[0]["gate"]["state"] == "refused"


def test_a_pack_made_before_registers_were_kept_is_built_again(sit):
    """A pack without the register it was checked against does not leave."""
    number = case(sit, "away")
    built(sit, number)
    with sit.desk.act(NOW) as act:
        [paper] = [one for one in of_case(act.session, number) if one.kind == "pack"]
        paper.against = []
        act.session.add(paper)
        act.record("note", reference=number, on=NOW.date())
    with pytest.raises(Refused, match="Build it again"):
        filing.save_letter(sit.desk, newest(sit, number), sit.folder)


def saying(monkeypatch, text):
    """Letters say that too."""
    real = letter_jobs.compose

    def worse(*given):
        letter = real(*given)
        return dataclasses.replace(letter, blocks=(*letter.blocks, Block("text", text)))

    monkeypatch.setattr(letter_jobs, "compose", worse)


def test_a_letter_that_names_somebody_else_is_not_made(sit, monkeypatch):
    """The preview and the letter are refused with the name and what to do; nothing is filed."""
    number = case(sit, "away")
    saying(monkeypatch, "Ask Mr Hussain.")
    with pytest.raises(Refused, match=r"'Mr Hussain' .*title and surname, person .*: remove it from the letter"):
        papers.make_letter(sit.desk, number, "acknowledgement", NOW)
    [missing] = papers.letter_preview(sit.desk, number, "acknowledgement", NOW).missing
    assert "Mr Hussain" in missing and papers.letters(sit.desk) == []


@pytest.mark.parametrize("kept", [True, False])
def test_a_filed_letter_is_checked_as_it_leaves(sit, monkeypatch, kept):
    """A letter filed before someone with that name was registered does not leave afterwards, with or without its blocks."""
    number = case(sit, "away")
    saying(monkeypatch, "Ask Philippa Nairne.")
    digest = papers.make_letter(sit.desk, number, "acknowledgement", NOW).digest
    if not kept:
        with sit.desk.act(NOW) as act:
            [paper] = of_case(act.session, number)
            paper.blocks = []
            act.session.add(paper)
            act.record("note", reference=number, on=NOW.date())
    assert filing.save_letter(sit.desk, digest, sit.folder).exists()
    sit.bring(payroll(NEW))
    with pytest.raises(Refused, match="The letter names someone else: 'Philippa Nairne'"):
        filing.save_letter(sit.desk, digest, sit.folder / "again")
    assert not (sit.folder / "again").exists()


def test_the_public_communication_and_the_letters_of_a_breach_are_checked_as_they_leave(sit):
    """Neither paper leaves once someone registered has the name an officer typed in it."""
    told = logged(sit.desk, known=KNOWN | {"measures": "Philippa Nairne found it again."})
    letter_run.make_people_letters(sit.desk, told, NOW)
    public = logged(sit.desk, known=KNOWN | {"measures": "It was found again by Philippa\nNairne."})
    breaches_jobs.assess(sit.desk, public, PUBLIC, NOW)
    made = letters.make_public(sit.desk, public, NOW)
    assert letter_run.save_people_letters(sit.desk, told, sit.folder).letters
    assert filing.save_letter(sit.desk, made.digest, sit.folder).exists()
    sit.bring(payroll(NEW))
    for save in (
        lambda: letter_run.save_people_letters(sit.desk, told, sit.folder),
        lambda: letter_run.save_people_letter(sit.desk, told, 1, sit.folder),
        lambda: filing.save_letter(sit.desk, made.digest, sit.folder),
        lambda: exports.export_paper(sit.desk, public, "public", NOW),
    ):
        with pytest.raises(Refused, match=r"(?i)philippa nairne"):
            save()


def test_what_is_copied_names_nobody_else(sit):
    """The data subject's name can be copied on her case, another's cannot; without a case, no one's can."""
    number = case(sit, "away")
    outgoing.refuse_copying(sit.desk, number, "Katherine Robertson rang on Monday")
    for reference, text in (
        (number, "Tariq Hussain's file"),
        (number, "by Tariq\n\nHussain"),
        (None, "Katherine Robertson"),
        (None, "QQ 22 22 22 A"),
    ):
        with pytest.raises(Refused, match="The selected text names someone else"):
            outgoing.refuse_copying(sit.desk, reference, text)


def test_what_is_not_checked_says_so(sit):
    """Case papers as they came, the story of a breach and certificates are not checked, and say so on the way out."""
    assert all("Not checked" in outgoing.unchecked(kind) for kind in ("attachment", "story", "certificate"))
    assert not any(
        outgoing.unchecked(kind) for kind in ("pack", "acknowledgement", "disclosure", "people-letter", "public")
    )
    breach = logged(sit.desk, known=KNOWN | {"what": "Tariq Hussain sent it."})
    sit.bring(payroll(TARIQ))
    assert "Not checked" in exports.export_paper(sit.desk, breach, "story", NOW).gate


def test_any_other_pdf_is_held_against_everybody(sit):
    """In a PDF from elsewhere, people who are named are found, and those who may be named are marked so."""
    sit.bring(payroll(TARIQ))
    path = sit.folder / "x.pdf"
    path.write_bytes(page_with("<p>Tariq Hussain</p><p>then T. Hussain said no</p>"))
    found = packing.verify(sit.desk, [path]).files[0].findings
    assert [(one.kind, one.page) for one in found] == [("other-person", 1), ("perhaps-other-person", 1)]


def test_every_way_out_goes_through_the_door(sit, monkeypatch):
    """If the check raises, no pack, letter or copy leaves."""

    class Shut(Exception):
        pass

    number = case(sit, "away")
    built(sit, number)
    letter = papers.make_letter(sit.desk, number, "acknowledgement", NOW).digest
    told = logged(sit.desk)
    letter_run.make_people_letters(sit.desk, told, NOW)

    def shut(*said):
        raise Shut

    monkeypatch.setattr(outgoing.gate, "check_letter", shut)
    monkeypatch.setattr(outgoing, "refuse_older", shut)
    for save in (
        lambda: filing.save_letter(sit.desk, newest(sit, number), sit.folder),
        lambda: filing.save_letter(sit.desk, letter, sit.folder),
        lambda: letter_run.save_people_letters(sit.desk, told, sit.folder),
        lambda: letter_run.save_people_letter(sit.desk, told, 1, sit.folder),
        lambda: papers.make_letter(sit.desk, number, "disclosure", NOW),
        lambda: outgoing.refuse_copying(sit.desk, number, "Katherine"),
    ):
        with pytest.raises(Shut):
            save()


def test_what_was_answered_of_a_field_ends_when_the_field_is_put_right(sit):
    """A field disclosed by a decision of its own is asked about again once it says, or said, something else."""
    number = case(sit, "her manager rang")
    field = {"field": "Comments", "reason": "nobody is named"}
    sit.decide(number, (sit.hers, "disclose", field))
    assert built(sit, number)[0]["gate"]["state"] == "clear"
    right = {"item": sit.hers, "field": "Comments", "value": "Tariq Hussain rang", "reason": "a note was lost"}
    person_cards.rectify(sit.desk, sit.person("Katherine Robertson"), right, NOW)
    made, _ = built(sit, number)
    assert made["gate"]["state"] == "refused" and "full name" in made["gate"]["findings"][0]["what"]
    sit.decide(number, (sit.hers, "disclose", field))
    person_cards.undo_card(sit.desk, sit.person("Katherine Robertson"), NOW)
    [row] = [one for one in sit.state(number)["items"] if one["item"] == sit.hers]
    assert [one["decision"] for one in row["fields"] if one["name"] == "Comments"] == [None]
