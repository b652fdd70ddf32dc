"""The council's own words for its letters: what they may hold, their versions, and the letters that use them."""

import json
from dataclasses import replace

import pytest
from sqlmodel import select

from casework import Refused
from casework.disclosure.papers import Paper
from casework.law import letter_kinds
from casework.law.letter_kinds import LetterElement, letter_elements
from casework.notice.wordings import Room, Superseded, fault
from casework.timeline.history import History
from commands import here
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import papers
from dpo_console.jobs import case_events, filing, letter_words, letters, opening, wordings
from dpo_console.rights import jobs as rights_jobs
from finding import Sitting, sitting
from masters import NOW, PASSPHRASE

__all__ = ["sitting"]

OPENING = {"text": ["Testham has your request of {received}: {rights_asked}."]}
SHIPPED = LetterElement(
    "planted", law="Article 99", heading="About {who}", text=("You wrote on {received}.", "{notice}", "You said {more}."),
)  # fmt: skip
ROOM = Room({"who": "the person", "received": "a date", "notice": "a passage", "more": "more", "extra": "x"}, frozenset({"more", "extra"}))  # fmt: skip
WHOLE = ("On {received}, {who}.", "{notice}", "More: {more}")


@pytest.mark.parametrize(
    ("text", "points", "wrong"),
    [
        (WHOLE, (), ""),
        ((*WHOLE, "a < b & c > d; {extra}"), ("x",), ""),
        ((), (), "are empty"),
        ((*WHOLE, " "), (), "Paragraph 4 of 'planted' is empty"),
        (WHOLE, ("",), "Point 1 of 'planted' is empty"),
        ((*WHOLE, "a\nb"), (), "U+000A"),
        ((*WHOLE, "a\x1b[2Jb"), (), "U+001B"),
        ((*WHOLE, "a\u202eb"), (), "U+202E"),
        ((*WHOLE, "a\ue000b"), (), "U+E000"),
        ((*WHOLE, "<b>a</b>"), (), "the markup '<b>'"),
        ((*WHOLE, "<script src=x"), (), "the markup '<script src=x'"),
        ((*WHOLE, "a &nbsp; b"), (), "the markup '&nbsp;'"),
        ((*WHOLE, "{Received}"), (), "has '{Received}', which is not a fact"),
        ((*WHOLE, "{{ x }}"), (), "which is not a fact"),
        ((*WHOLE, "{received"), (), "has '{received', which is not a fact"),
        ((*WHOLE, "{address}"), (), "have {address}, which not every letter"),
        (("For {who}.", "{notice}", "{more}"), (), "must have {received}: a date (Article 99)"),
        (("On {received}, {who}. {notice}", "{more}"), (), "{notice} must have a paragraph of its own"),
        (("On {received}, {who}.", "{notice}"), (), "must have {more}"),
        (("On {received}, {who}: {more}", "{notice}"), (), "can lose {who}: its paragraph is left out if {more}"),
        (
            ("{received} {who}", "{notice}", "{more} {extra}"),
            (),
            "can lose {more}: its paragraph is left out if {extra}",
        ),
        (("{received} {who} {more}", "{notice}", "{more}"), ("{received} {who}",), ""),
    ],
)
def test_words_that_cannot_be_used_are_told(text, points, wrong):
    """Each planted fault is found, and named; words that keep every fact where it is printed are accepted."""
    found = fault(SHIPPED, replace(SHIPPED, heading="", text=text, points=points), ROOM)
    assert wrong in found and bool(wrong) == bool(found)


def test_an_element_repeated_for_its_lists_takes_no_other_fact():
    """A list of another length beside those of such an element could not be printed."""
    together = replace(SHIPPED, together=True, heading="", text=("{who}: {received}",))
    assert "have {extra}" in fault(together, replace(together, text=("{who} {received}", "{extra}")), ROOM)


def test_every_shipped_element_is_within_its_own_limits():
    """No shipped element breaks the rules for own words, has the id of another, or loses a fact when it is left out."""
    for one in letter_elements().values():
        room = letter_words.room_of(one.id)
        assert fault(one, one, room) == ""
        assert all(room.facts[name] for name in one.facts)
    every = [one for kind in letter_kinds.letter_kinds() for one in kind.elements]
    assert len(set(every)) == len(letter_elements())
    assert "asks_access" not in letter_words.room_of("ack_opening").facts  # a condition: it prints "yes"


def saved(desk, words=None, based_on=0, element="ack_opening"):
    return wordings.save_wording(desk, element, {**(words or OPENING), "based_on": based_on}, NOW)


def acts(desk):
    """The acts that changed words."""
    with desk.reading() as session:
        return set(session.exec(select(History.act).where(History.kind == "wording")))


def made(desk, case):
    return papers.make_letter(desk, case, "acknowledgement", NOW)


def stale(desk, case):
    """Why the acknowledgement of a case must be made again; empty if it need not be."""
    return papers.letter_preview(desk, case, "acknowledgement", NOW).out_of_date


def test_letters_use_the_words_in_force_and_an_older_unsent_one_is_out_of_date(sit: Sitting):
    """Own words are printed with the case's facts; a letter made before is out of date unless it was sent; the law and
    the dates of the element stay the shipped ones."""
    desk, [sent, waiting] = sit.desk, [sit.log(), sit.log()]
    left, stays = made(desk, sent), made(desk, waiting)
    case_events.event(desk, sent, "acknowledged", NOW.date(), NOW, facts={"letter": left.kind})
    kept = filing.save_letter(desk, left.digest, sit.folder).read_bytes()
    assert "Thank you for your request" in left.text
    one = saved(desk)
    assert (one.own, one.version, one.author, one.recorded) == (True, 1, "Ann", NOW)
    assert stale(desk, sent) == ""
    assert stale(desk, waiting) == "Its wording or letterhead changed after this letter was made."
    with pytest.raises(Refused, match="Its wording or letterhead changed"):
        filing.save_letter(desk, stays.digest, sit.folder)
    assert filing.save_letter(desk, left.digest, sit.folder).read_bytes() == kept
    preview = papers.letter_preview(desk, waiting, "acknowledgement", NOW)
    assert "Testham has your request of 16 November 2026: access (Article 15)." in preview.text
    assert "Thank you" not in preview.text and not preview.filed
    wordings.undo_wording(desk, "ack_opening", NOW)
    assert stale(desk, waiting) == "" and papers.letter_preview(desk, waiting, "acknowledgement", NOW).filed
    saved(desk, {"text": ["Please quote {reference}."]}, element="reference")
    assert stale(desk, waiting)
    full = wordings.wording(desk, "complain_here")
    saved(desk, {"text": ["Complain.", *full.shipped_text]}, element="complain_here")
    with desk.reading() as session:
        own = wordings.wordings.own_words(session)["complain_here"]
    shipped = letter_elements()["complain_here"]
    assert replace(own, heading=shipped.heading, text=shipped.text, points=shipped.points) == shipped


def test_a_letter_whose_words_did_not_change_stays(sit: Sitting):
    """Only the letters that would now have other words are out of date."""
    case = sit.log()
    made(sit.desk, case)
    saved(sit.desk, {"text": ["You act for {subject} since {received}."]}, element="auth_opening")
    saved(sit.desk, {"text": ["We restrict it.", "{objection_restricts}"]}, element="ack_restricted")
    assert stale(sit.desk, case) == ""


def test_each_change_is_one_act_and_is_undone_step_by_step(sit: Sitting):
    """Versions are numbered and stay; an undo puts the words before in force again, past what was undone already."""
    desk = sit.desk
    second = {"text": ["Second: {received}, {rights_asked}."]}
    saved(desk)
    saved(desk, second, 1)
    wordings.use_shipped(desk, "ack_opening", NOW)
    words = []
    for _ in range(3):
        words.append(wordings.undo_wording(desk, "ack_opening", NOW).text)
    shipped = letter_elements()["ack_opening"].text
    assert words == [tuple(second["text"]), tuple(OPENING["text"]), shipped]
    with pytest.raises(Refused, match="Nothing is left to undo on 'ack_opening'"):
        wordings.undo_wording(desk, "ack_opening", NOW)
    saved(desk, second, 6)
    assert wordings.undo_wording(desk, "ack_opening", NOW).text == shipped
    versions = wordings.wording(desk, "ack_opening").versions
    assert [(one.version, one.own, one.replaced, one.repeats) for one in versions] == [
        (8, False, 7, 6), (7, True, 6, None), (6, False, 5, 0), (5, True, 4, 1), (4, True, 3, 2), (3, False, 2, None),
        (2, True, 1, None), (1, True, 0, None),
    ]  # fmt: skip
    assert len(acts(desk)) == 8
    assert desk_jobs.audit_verify(desk).state == "whole"


def test_the_same_words_again_are_no_change(sit: Sitting):
    """Words that are in force are not saved as a version; the shipped words typed again are the shipped words."""
    with pytest.raises(Refused, match="has the shipped words already"):
        wordings.use_shipped(sit.desk, "ack_opening", NOW)
    saved(sit.desk)
    with pytest.raises(Refused, match="has the same words already"):
        saved(sit.desk, based_on=1)
    back = saved(sit.desk, {"text": list(letter_elements()["ack_opening"].text)}, 1)
    assert (back.own, back.version) == (False, 2)


def test_of_two_officers_the_second_is_refused_and_can_save_again(sit: Sitting):
    """Words based on an older version are refused in a sentence that names the officer and the version."""
    saved(sit.desk)
    with pytest.raises(
        Superseded, match=r"^Ann saved version 1 of 'ack_opening' while yours was based on version 0\."
    ) as told:
        saved(sit.desk, {"text": ["Mine: {received} {rights_asked}"]}, 0)
    assert wordings.wording(sit.desk, "ack_opening").version == 1
    assert saved(sit.desk, {"text": ["Mine: {received} {rights_asked}"]}, told.value.version).version == 2


WRONG_WORDS = [
    ("nothing", OPENING, "No letter has an element 'nothing'"),
    ("ack_opening", OPENING | {"based_on": "0"}, "Enter as 'based_on'"),
    ("ack_opening", OPENING | {"based_on": True}, "Enter as 'based_on'"),
    ("ack_opening", OPENING | {"law": "none"}, "There is no fact called 'law'"),
    ("ack_opening", {"text": "one text"}, "'text' is not valid"),
    ("ack_opening", {"text": [1]}, "'text.0' is not valid"),
    ("ack_opening", {"text": ["{received} {rights_asked}" + "x" * 2000]}, "'text.0' is not valid"),
    ("ack_opening", {"text": ["{received} {rights_asked} \U0001f600"]}, "U+1F600"),
    ("ack_opening", {"text": ["{received}"]}, "must have {rights_asked}: the rights that were asked for"),
]


def test_bad_words_are_refused_in_a_sentence_and_change_nothing(sit: Sitting):
    """What is not an element, not its form, not printable or lacks a fact is refused, and no version is saved."""
    for element, typed, wrong in WRONG_WORDS:
        with pytest.raises(Refused) as told:
            wordings.save_wording(sit.desk, element, {"based_on": 0, **typed}, NOW)
        assert wrong in str(told.value)
    assert not any(one.version for one in wordings.list_wordings(sit.desk))


def test_words_that_no_longer_fit_the_shipped_element_stop_its_letters(sit: Sitting, monkeypatch):
    """After an update that binds another fact, the letter is not written, names the element and says how to correct it;
    the list shows the fault, and the shipped words put it right."""
    desk, case = sit.desk, sit.log()
    saved(desk)
    shipped = letter_elements()["ack_opening"]
    newer = replace(shipped, text=(*shipped.text, "We have searched {reference}."))
    kinds = letter_kinds.letter_kinds()
    changed = tuple(
        replace(one, elements=tuple(newer if each.id == newer.id else each for each in one.elements)) for one in kinds
    )
    for module in (letter_kinds, letter_words, letters, wordings):
        monkeypatch.setattr(module, "letter_kinds", lambda: changed)
    for cached in (letter_kinds.letter_elements, letter_words.room_of):
        cached.cache_clear()
    try:
        with pytest.raises(Refused) as told:
            made(desk, case)
        assert str(told.value).startswith(
            "The words of 'ack_opening' must have {reference}: the reference of the case."
        )
        assert "go back to the shipped words" in str(told.value)
        [acknowledgement] = [one for one in letters.writable(desk, case, NOW) if one.kind == "acknowledgement"]
        assert not acknowledgement.ready and "'ack_opening' must have" in acknowledgement.lacks[0].what
        assert wordings.wording(desk, "ack_opening").fault
        wordings.use_shipped(desk, "ack_opening", NOW)
        assert "We have searched" in made(desk, case).text
    finally:
        monkeypatch.undo()
        for cached in (letter_kinds.letter_elements, letter_words.room_of):
            cached.cache_clear()


def test_an_export_imported_is_the_same_and_an_import_is_one_act(sit: Sitting, tmp_path):
    """Export and import bring the words to another desk; imported where they came from they change nothing."""
    desk, file = sit.desk, tmp_path / "words.json"
    saved(desk)
    saved(desk, {"heading": "Für Sie", "text": ["Quote {reference}."], "points": ["a", "b"]}, element="reference")
    assert wordings.export_wordings(desk, file).elements == ("ack_opening", "reference")
    assert file.stat().st_mode & 0o077 == 0
    assert wordings.import_wordings(desk, file.read_bytes(), NOW).changed == ()
    for element in ("ack_opening", "reference"):
        wordings.use_shipped(desk, element, NOW)
    before = acts(desk)
    done = wordings.import_wordings(desk, file.read_bytes(), NOW)
    assert (set(done.changed), done.unchanged) == ({"ack_opening", "reference"}, ())
    assert len(acts(desk) - before) == 1
    wordings.export_wordings(desk, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == file.read_bytes()


BAD = {"text": ["{received}"]}


WRONG_FILES = [
    (lambda one: b"\xff\x00", "is not JSON"),
    (lambda one: b"[" * 100_000, "is not JSON"),
    (lambda one: b"[]", "is not an export"),
    (lambda one: one | {"about": "other"}, "is not an export"),
    (lambda one: one | {"words": []}, "is not an export"),
    (lambda one: one | {"format": 2, "product": "9.0.0"}, "Version 9.0.0 of the console wrote the file in a form"),
    (lambda one: one | {"words": one["words"] | {"gone": OPENING}}, "No letter has an element 'gone'"),
    (lambda one: one | {"words": one["words"] | {"reference": "x"}}, "'reference' must be one JSON object"),
    (lambda one: one | {"product": "0.1.0", "words": {"ack_opening": BAD, "reference": BAD}}, "from version 0.1.0"),
]


def test_an_import_changes_all_or_nothing(sit: Sitting):
    """A file that is not an export, of a form not known, or with one element that does not fit, changes nothing."""
    whole = {"about": wordings.wordings.ABOUT, "format": 1, "product": "0.2.0", "words": {"ack_opening": OPENING}}
    for change, wrong in WRONG_FILES:
        planted = change(whole)
        data = planted if isinstance(planted, bytes) else json.dumps(planted).encode()
        with pytest.raises(Refused) as told:
            wordings.import_wordings(sit.desk, data, NOW)
        assert wrong in str(told.value)
    assert not any(one.version for one in wordings.list_wordings(sit.desk))


def test_a_file_of_another_version_that_fits_is_imported(sit: Sitting):
    """Each element is checked against this version; the answer says which version wrote the file."""
    file = {"about": wordings.wordings.ABOUT, "format": 1, "product": "0.9.9", "words": {"ack_opening": OPENING}}
    done = wordings.import_wordings(sit.desk, json.dumps(file).encode(), NOW)
    assert (done.product, done.changed) == ("0.9.9", ("ack_opening",))


def test_a_preview_has_the_data_of_the_case(sit: Sitting):
    """It prints the words in force or those typed, with what is entered as a label; it says what the case lacks, and
    refuses a case that cannot have the letter."""
    desk, case, today = sit.desk, sit.log(), NOW.date()
    seen = wordings.preview_wording(desk, "ack_opening", case, today)
    assert (seen.letter, seen.missing) == ("acknowledgement", ())
    assert "16 November 2026" in seen.text
    typed = wordings.preview_wording(desk, "ack_opening", case, today, OPENING)
    assert typed.text.startswith("Testham has your request of 16 November 2026")
    with pytest.raises(Refused, match="must have"):
        wordings.preview_wording(desk, "ack_opening", case, today, BAD)
    assert "[reasons for doubt]" in wordings.preview_wording(desk, "id_doubt", case, today).text
    assert "leaves it out" in wordings.preview_wording(desk, "acting_for", case, today).missing[0]
    assert "authority was asked for" in wordings.preview_wording(desk, "auth_refused", case, today).missing[0]
    with pytest.raises(Refused, match="cannot have a letter with 'out_issues'"):
        wordings.preview_wording(desk, "out_issues", case, today)
    assert wordings.case_with(desk, "ack_opening") == case
    assert wordings.case_with(desk, "out_issues") == ""


def test_what_is_entered_is_previewed_as_a_label_or_what_it_lacks_is_said(sit: Sitting):
    """No shipped element with something to enter, whatever its form, fails on a request for every right."""
    who = {"name": "Ann Other", "address": ["1 High Street"], "email": None, "is_subject": True}
    rights = ["access", "rectification", "erasure", "restriction", "portability", "objection"]
    facts = {"right": rights, "received": "2026-11-16", "channel": "email", "requester": who, "asked": "All."}
    case = rights_jobs.log_request(sit.desk, facts, NOW)
    kinds = [one for one in letter_kinds.letter_kinds() if not one.of_complaint]
    entered = {one.id for kind in kinds for one in kind.inputs}
    for name in dict.fromkeys(one.id for kind in kinds for one in kind.elements if entered & set(one.facts)):
        seen = wordings.preview_wording(sit.desk, name, case, NOW.date())
        assert bool(seen.text.strip()) != bool(seen.missing), name


def test_the_words_survive_backup_and_restore(sit: Sitting, tmp_path):
    """A restored desk has the same words in force, with their versions."""
    saved(sit.desk)
    before = wordings.wording(sit.desk, "ack_opening")
    desk_jobs.make_backup(sit.desk, tmp_path / "copy.dpo", NOW, lambda *_: None)
    wordings.use_shipped(sit.desk, "ack_opening", NOW)
    sit.desk.close()
    ran = here("restore", tmp_path / "copy.dpo", "--desk", sit.folder / "desk", passphrase=PASSPHRASE)
    assert ran.returncode == 0, ran.stderr
    sit.desk = opening.open_desk(sit.folder / "desk", PASSPHRASE, now=NOW)
    assert wordings.wording(sit.desk, "ack_opening") == before


def test_the_command_line_has_all_of_it(sit: Sitting, tmp_path):
    """Set from standard input, shown, exported, imported and undone; a refusal names the command that helps."""
    case = sit.log()
    sit.desk.close()

    def run(*words, stdin=""):
        return here("wordings", *words, "--desk", sit.folder / "desk", stdin=stdin, passphrase=PASSPHRASE)

    assert (
        run("set", "ack_opening", stdin=json.dumps(OPENING | {"based_on": 0})).stdout
        == "ack_opening: own, version 1.\n"
    )
    assert "own, version 1" in run("list").stdout
    assert "Facts the words must have: {received}, {rights_asked}" in run("show", "ack_opening").stdout
    assert "Testham has your request" in run("preview", "ack_opening", "--case", case).stdout
    assert run("export", tmp_path / "w.json").stdout.endswith("w.json  1 element\n")
    assert run("set", "ack_opening", "--undo").stdout == "ack_opening: shipped, version 2.\n"
    assert run("import", tmp_path / "w.json").stdout == "Changed: ack_opening\nAs before: none\n"
    again = run("set", "ack_opening", stdin=json.dumps(OPENING | {"based_on": 1}))
    assert again.returncode == 2 and again.stderr.endswith("Run: dpo-console wordings show ack_opening\n")
    assert run("set", "ack_opening", "--shipped", "--undo").returncode == 2
    assert run("set", "ack_opening", stdin="[]").stderr.startswith("The words of an element must be one JSON object.")
    sit.desk = opening.open_desk(sit.folder / "desk", PASSPHRASE, now=NOW)


def test_a_pack_that_opens_with_other_words_is_out_of_date(sit: Sitting):
    """A pack that was not sent is out of date if its letter has the element, and no other pack is."""
    case = sit.log()
    with sit.desk.staging() as session:
        for kind, facts in (("disclosure", "a"), ("pack", "a"), ("acknowledgement", "b"), ("pack", "b")):
            paper = {"state": "filed", "day": NOW.date(), "digest": kind + facts, "blob": "", "pages": 1, "made": NOW}
            session.add(Paper(reference=case, kind=kind, facts=facts, **paper))
    assert "acc_complain_regulator" not in {one.id for one in letter_kinds.letter_kinds()[0].elements}
    words = wordings.wording(sit.desk, "acc_complain_regulator")
    saved(sit.desk, {"heading": "More", "text": list(words.text)}, element="acc_complain_regulator")
    states = {one.digest: str(one.state) for one in papers.letters(sit.desk)}
    assert states == {"disclosurea": "filed", "packa": "void", "acknowledgementb": "filed", "packb": "filed"}
