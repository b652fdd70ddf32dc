"""The letters to the people of a breach: each its own, reproducible, all or none, and never two people's data in one."""

import io
from dataclasses import replace

import pypdf
import pypdfium2
import pytest

from casebook import Casebook, a_day, show_json
from casework import Refused
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.breaches import letter_run
from dpo_console.breaches import letters as breaches_letters
from dpo_console.jobs import case_detail, case_events
from dpo_console.records import jobs as records_jobs
from letters.paper import pdf as pdf_maker
from letters.paper.letter import PRIVATE
from pages import accessibility_faults, boxes
from telling import FRIDAY, KNOWN, MONDAY, NAMES, logged, person
from workforce import KATE, payroll, staff


@pytest.fixture
def desk(tmp_path):
    book = Casebook(tmp_path / "desk")
    yield book.desk
    book.desk.close()


def listed(desk, reference):
    """The list, by number."""
    return {one["number"]: one for one in show_json(desk, reference, MONDAY)["breach"]["people"]}


def papers(desk, reference):
    """The states of the letters, oldest first."""
    return [one["state"] for one in show_json(desk, reference, MONDAY)["letters"] if one["kind"] == "people-letter"]


def pages(pdf):
    """The text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_everybody_on_the_list_has_a_letter_of_their_own(desk, tmp_path):
    """Each holds its own person's name and address and nobody else's, what Article 34(2) asks for, and not what is kept inside."""
    reference = logged(desk, people=6)
    made = letter_run.make_people_letters(desk, reference, FRIDAY)
    assert (made.made, made.kept, made.not_searched) == (6, 0, ())
    for number, name in enumerate(NAMES, 1):
        pdf = letter_run.save_people_letter(desk, reference, number, tmp_path / "out").read_bytes()
        text = " ".join(" ".join(pages(pdf)).split())
        assert f"Dear {name} A data breach" in text and f"{number} Test Street" in text
        assert not any(f"{other} Test Street" in text for other in range(1, 7) if other != number)
        for said in (
            "sent to forty",
            "Distress, and talk",
            "asked to delete it",
            "Tell us if",
            "dpo@testham.example",
        ):
            assert said in text
        assert "Wilf" not in text and "Noticer" not in text and f"{reference}/{number}" in text
        assert accessibility_faults(pdf) == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"{reference}-letter-000{n}.pdf" for n in range(1, 7)
    ]


def test_the_address_stands_in_the_window(desk, tmp_path):
    """In a DL envelope the window shows the address under "Private and confidential", and nothing else of the letter."""
    reference = logged(desk, people=3)
    letter_run.make_people_letters(desk, reference, FRIDAY)
    pdf = letter_run.save_people_letter(desk, reference, 3, tmp_path).read_bytes()
    inside = [box for box in boxes(pdf) if box[1] < 110 and box[2] > 10 and box[3] < 92 and box[4] > 46]
    wanted = "".join((PRIVATE, NAMES[2], *person(3)["address"])).replace(" ", "")
    assert sorted(box[0] for box in inside) == sorted(wanted)


def test_a_second_run_makes_only_what_changed(desk):
    """Run again a day later nothing is made; one added and one fact changed, only what rests on them is made, in one act each."""
    reference = logged(desk, people=3)
    letter_run.make_people_letters(desk, reference, FRIDAY)
    before, rows = listed(desk, reference), len(case_detail.timeline(desk))
    again = letter_run.make_people_letters(desk, reference, MONDAY)
    assert (again.made, again.kept) == (0, 3) and len(case_detail.timeline(desk)) == rows
    breaches_jobs.add_people(desk, reference, [person(9)], MONDAY)
    assert letter_run.make_people_letters(desk, reference, MONDAY).made == 1
    assert len(case_detail.timeline(desk)) == rows + 2
    assert {number: one["letter"] for number, one in listed(desk, reference).items() if number < 4} == {
        number: one["letter"] for number, one in before.items()
    }
    breaches_jobs.describe(desk, reference, {"measures": "All was found."}, MONDAY)
    assert letter_run.make_people_letters(desk, reference, MONDAY).made == 4
    assert papers(desk, reference).count("void") == 4
    breaches_jobs.describe(desk, reference, {"measures": KNOWN["measures"]}, MONDAY)
    letter_run.make_people_letters(desk, reference, MONDAY)
    assert listed(desk, reference)[1]["letter"] == before[1]["letter"], "the same facts are the same bytes"


def test_letters_that_were_sent_stay_filed(desk):
    """Once the people were told, a letter made anew stands beside the one that was sent."""
    reference = logged(desk, people=2)
    letter_run.make_people_letters(desk, reference, FRIDAY)
    case_events.event(desk, reference, "people_told", a_day("2026-11-20"), FRIDAY, facts={"how": "letters"})
    breaches_jobs.describe(desk, reference, {"measures": "All was found."}, MONDAY)
    letter_run.make_people_letters(desk, reference, MONDAY)
    assert papers(desk, reference) == ["filed"] * 4


def test_cancelled_nothing_is_kept_and_the_next_run_works(desk):
    """Stopped after the second letter, no letter is kept and no act recorded; the next run makes them all."""
    reference = logged(desk, people=4)
    rows, seen = len(case_detail.timeline(desk)), []
    with pytest.raises(Refused, match="No letters were saved"):
        letter_run.make_people_letters(desk, reference, FRIDAY, lambda *said: seen.append(said), lambda: len(seen) == 2)
    assert seen[-1][:2] == (2, 4) and papers(desk, reference) == [] and len(case_detail.timeline(desk)) == rows
    assert letter_run.make_people_letters(desk, reference, FRIDAY).made == 4


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("plain", "what happened in plain words"),
        ("consequences", "likely consequences"),
        ("measures", "measures taken"),
    ],
)
def test_what_the_law_asks_for_is_not_left_out(desk, fact, said):
    """Without what Article 34(2) with 33(3)(b) to (d) asks for there is no letter, in one sentence that names it."""
    reference = logged(desk, known=KNOWN | {fact: None})
    with pytest.raises(Refused, match=f"does not say (the )?{said}"):
        letter_run.make_people_letters(desk, reference, FRIDAY)
    [missing] = letter_run.people_letter_preview(desk, reference, 1, FRIDAY).missing
    assert said in missing


def test_the_people_read_words_of_their_own(desk):
    """What the regulator is told of consequences and measures stands in no letter that has plainer words for them."""
    own = {"meaning": "You may be asked about it.", "done": "Nobody has it any more."}
    reference = logged(desk, known=KNOWN | own)
    letter = letter_run.people_letter_preview(desk, reference, 1, FRIDAY).text
    notification = breaches_letters.notification_preview(desk, reference, FRIDAY).text
    for fact, plainly in (("consequences", "meaning"), ("measures", "done")):
        assert own[plainly] in letter and KNOWN[fact] not in " ".join(letter.split())
        assert KNOWN[fact] in " ".join(notification.split()) and own[plainly] not in notification


def test_a_letter_without_an_address_is_refused_by_its_number(desk):
    """Without an address the number on the list is named and nobody; an e-mail address is one, and is not for the printer."""
    reference = logged(desk, people=1)
    breaches_jobs.add_people(
        desk, reference, [{"name": "Nora Nowhere"}, {"name": "Ed Mail", "email": "ed@mail.example"}], FRIDAY
    )
    with pytest.raises(Refused, match="No address: number 2 on the list") as refused:
        letter_run.make_people_letters(desk, reference, FRIDAY)
    assert "Nora" not in str(refused.value)
    assert "Nora" not in letter_run.people_letter_preview(desk, reference, 2, FRIDAY).missing[0]
    breaches_jobs.remove_person(desk, reference, 2, FRIDAY)
    assert letter_run.make_people_letters(desk, reference, FRIDAY).by_email == (3,)


def test_nobody_on_the_list_and_no_such_number_are_one_sentence(desk):
    """An empty list, a number that is not on it, and letters that were not made yet are each one sentence."""
    reference = logged(desk, people=0)
    with pytest.raises(Refused, match="No one is on the list"):
        letter_run.make_people_letters(desk, reference, FRIDAY)
    with pytest.raises(Refused, match="no person 7 on the list"):
        letter_run.people_letter_preview(desk, reference, 7, FRIDAY)
    for save in (lambda: letter_run.save_people_letters(desk, reference, desk.folder), lambda: letter_run.save_people_letter(desk, reference, 1, desk.folder)):  # fmt: skip
        with pytest.raises(Refused, match=r"not made yet|has no letter yet"):
            save()


@pytest.mark.parametrize(
    "typed", ["Siân Ŵyn-Gruffydd rang.", "We spoke to MARY ABLE.", "Ask Mrs Able.", "Gruffydd, Sian Wyn"]
)
def test_words_that_all_share_name_nobody_of_the_list(desk, typed):
    """A name of the list in what everybody reads, whatever its case and marks, stops the run before a letter is made."""
    reference = logged(desk, people=6, known=KNOWN | {"advice": typed})
    with pytest.raises(Refused, match=r"in what they can do themselves is the .* of number"):
        letter_run.make_people_letters(desk, reference, FRIDAY)
    assert papers(desk, reference) == []
    assert "of number" in letter_run.people_letter_preview(desk, reference, 4, FRIDAY).missing[0]


def test_the_preview_is_the_letter_as_it_is_made(desk):
    """What is shown of one person's letter is what the run makes, and it says whether that stands filed, a day later too."""
    reference = logged(desk, people=2)
    before = letter_run.people_letter_preview(desk, reference, 2, FRIDAY)
    assert f"Dear {NAMES[1]}" in before.text and not before.filed
    letter_run.make_people_letters(desk, reference, FRIDAY)
    assert letter_run.people_letter_preview(desk, reference, 2, MONDAY) == replace(before, filed=True)
    breaches_jobs.describe(desk, reference, {"measures": "All was found."}, MONDAY)
    assert not letter_run.people_letter_preview(desk, reference, 2, MONDAY).filed


def test_words_that_all_share_name_nobody_of_the_register(desk, tmp_path):
    """The name or staff number of somebody registered, who is not on the list, stops it too; a year is nobody's number."""
    path = tmp_path / "nfi.csv"
    path.write_bytes(payroll(KATE, staff("2026", "Yolanda", "Yearling")))
    records_jobs.import_files(desk, [path], FRIDAY)
    reference = logged(desk)
    for typed, label in (("Katherine Robertson rang.", "full name"), ("Staff number 12345 is hers.", "staff number")):
        breaches_jobs.describe(desk, reference, {"measures": typed}, FRIDAY)
        with pytest.raises(Refused, match=f"in the measures taken or proposed is the {label} of person"):
            letter_run.make_people_letters(desk, reference, FRIDAY)
    breaches_jobs.describe(desk, reference, {"measures": "It was found again in November 2026."}, FRIDAY)
    assert letter_run.make_people_letters(desk, reference, FRIDAY).made == 3


def test_a_letter_with_somebody_elses_name_is_never_kept(desk, monkeypatch):
    """The planted fault: the second person's letter names the third; the read-back sees it, and no letter at all is kept."""
    reference, honest = logged(desk, people=3), letter_run.people_letter

    def slipped(breach, one, council, *, on):
        letter = honest(breach, one, council, on=on)
        return letter if one.number != 2 else replace(letter, salutation=f"Dear {NAMES[1]} and {NAMES[2]}")

    monkeypatch.setattr(letter_run, "people_letter", slipped)
    with pytest.raises(Refused, match="letter to number 2 on the list holds the full name of number 3"):
        letter_run.make_people_letters(desk, reference, FRIDAY)
    assert papers(desk, reference) == []


def test_a_letter_to_somebody_elses_address_is_never_kept(desk, monkeypatch):
    """The planted fault: the second person's letter bears the third's address under the right name; nothing is kept."""
    reference, honest = logged(desk, people=3), letter_run.people_letter

    def slipped(breach, one, council, *, on):
        letter = honest(breach, one, council, on=on)
        return letter if one.number != 2 else replace(letter, address=(NAMES[1], *person(3)["address"]))

    monkeypatch.setattr(letter_run, "people_letter", slipped)
    with pytest.raises(Refused, match="letter to number 2 on the list lacks a part of their name or address"):
        letter_run.make_people_letters(desk, reference, FRIDAY)
    assert papers(desk, reference) == []


@pytest.mark.parametrize("shift", [1, 3])
def test_letters_in_the_wrong_envelopes_are_never_kept(desk, monkeypatch, shift):
    """The planted fault: the finished PDFs come back in another order; the first that is not its person's stops the run."""
    reference, honest = logged(desk, people=4), pdf_maker.letters_pdf

    def shifted(letters):
        made = list(honest(letters))
        yield from [*made[shift:], *made[:shift]]

    monkeypatch.setattr(pdf_maker, "letters_pdf", shifted)
    with pytest.raises(Refused, match="letter to number 1 on the list"):
        letter_run.make_people_letters(desk, reference, FRIDAY)
    assert papers(desk, reference) == []


def test_the_print_run_is_in_the_order_of_the_list_each_on_its_own_sheet(desk, tmp_path):
    """One PDF holds every posted letter in order, and each begins on a front side, for two-sided printing."""
    long = " ".join(f"Sentence {number} of what happened." for number in range(118))
    reference = logged(desk, people=3, known=KNOWN | {"plain": long, "measures": long})
    breaches_jobs.add_people(desk, reference, [{"name": "Ed Mail", "email": "ed@mail.example"}], FRIDAY)
    letter_run.make_people_letters(desk, reference, FRIDAY)
    said = letter_run.save_people_letters(desk, reference, tmp_path / "out")
    document = pypdfium2.PdfDocument(said.path)
    texts = [page.get_textpage().get_text_range() for page in document]
    assert "Page 3 of 3" in texts[2] and not texts[3].strip(), "an odd letter ends with a blank side"
    fronts = [at for at, text in enumerate(texts) if "Dear " in text]
    assert [NAMES[n] in texts[at] for n, at in enumerate(fronts)] == [True] * 3
    assert all(at % 2 == 0 for at in fronts) and len(texts) == 2 * said.sheets
    assert said.letters == 3
    assert said.path.name == f"{reference}-letters.paper.pdf"
