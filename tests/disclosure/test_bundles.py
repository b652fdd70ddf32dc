"""What goes out: decisions, their undo, and what stops a letter or a pack."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from casebook import answered, as_json, sent
from casework import Refused
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.jobs import case_detail, case_events, case_search, filing, person_cards
from dpo_console.rights import jobs as rights_jobs
from finding import NOW, PASSPHRASE, day, plainly, sitting  # noqa: F401
from workforce import KATE, census, payroll, staff, worker

MINE = {"reason": "her own words"}
WITHHELD = {"exemption": "dpa2018-sch2-16"}
NOT_HERS = {"exemption": "not-this-person"}
BELL = staff("0055777", "Annabel", "Bellingham", "01/01/1970", Comments="Covers for Katherine Robertson")
HERS = KATE | {"Comments": "Away from 3 March"}


@pytest.fixture
def case(sit):
    """A case about Katherine: item `sit.hers` is certain, `sit.other` (Annabel Bellingham's) a candidate."""
    sit.bring(payroll(HERS, BELL))
    number = sit.log()
    sit.hers, sit.other = sit.bind(number, "Katherine Robertson")
    return number


def text_of(path):
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))


def test_a_decision_that_cannot_be_is_one_sentence(sit, case):
    """Each wrong decision is refused with what is wrong and where, and none of its group is taken."""
    hers, other = sit.hers, sit.other
    wrong = {
        "did not find item 999": (999, "disclose"),
        f"Item {hers} has no field 'Nonsense'": (hers, "redact", {"field": "Nonsense"} | WITHHELD),
        "choose an exemption from the list": (hers, "withhold", {"exemption": "because"}),
        "choose an exemption from the list, or": (hers, "withhold"),
        "only a field can be redacted": (hers, "redact", WITHHELD),
        "the decision cannot be 'burn'": (hers, "burn"),
        "goes with redact or withhold, not with disclose": (hers, "disclose", WITHHELD),
        f"Item {other} is only a possible match": (other, "disclose"),
        "and no others": (hers, "disclose", {"colour": "red"}),
        "item, segment, first and last must be whole numbers": ([hers], "disclose"),
        "must be text": (hers, "disclose", {"reason": 7}),
    }
    for sentence, said in wrong.items():
        with pytest.raises(Refused, match=sentence):
            sit.decide(case, (hers, "disclose"), said)
    with pytest.raises(Refused, match="no decisions in the list"):
        sit.decide(case)
    assert sit.state(case)["undecided"] == 2


def test_taking_out_a_field_does_not_disclose_a_candidate_without_a_reason(sit, case):
    """A field taken out discloses the rest: of a candidate that needs its reason too."""
    cut = {"field": "Comments"} | WITHHELD
    with pytest.raises(Refused, match="only a possible match"):
        sit.decide(case, (sit.other, "redact", cut))
    assert sit.decide(case, (sit.other, "redact", cut | MINE))["disclosed"] == 1


def test_a_group_is_one_act_and_undone_as_one(sit, case):
    """Many decisions at once are one line of history, and one undo takes all of them back."""
    before = sit.state(case)
    rows = len(case_detail.timeline(sit.desk, case))
    sit.decide(case, (sit.hers, "disclose"), (sit.other, "withhold", NOT_HERS))
    assert len(case_detail.timeline(sit.desk, case)) == rows + 1
    assert sit.state(case)["counts"]["not_theirs"] == 1
    disclosure_jobs.undo_decision(sit.desk, case, NOW)
    assert sit.state(case) == before


def test_undo_is_exact_several_levels_deep(sit, case):
    """Every undo brings back precisely what stood before, down to nothing decided, and then says so."""
    hers, other = sit.hers, sit.other
    levels = [sit.state(case)]
    for said in (
        [(hers, "disclose", MINE)],
        [(hers, "redact", {"field": "Comments"} | WITHHELD), (other, "withhold", NOT_HERS)],
        [(hers, "withhold", WITHHELD)],
        [(hers, "disclose", {"field": "Comments"}), (other, "disclose", MINE)],
    ):
        sit.decide(case, *said)
        levels.append(sit.state(case))
    assert all(one != other for one, other in pairwise(levels))
    for level in reversed(levels[:-1]):
        disclosure_jobs.undo_decision(sit.desk, case, NOW)
        assert sit.state(case) == level
    with pytest.raises(Refused, match="There is no decision"):
        disclosure_jobs.undo_decision(sit.desk, case, NOW)


def test_another_person_finds_nothing_of_the_firsts(sit, case):
    """Bound to somebody else nothing is searched or decided; the binding undone, all is there exactly as it was."""
    sit.decide(case, (sit.hers, "disclose"), (sit.other, "withhold", NOT_HERS))
    stood = sit.state(case)
    rights_jobs.identify_subject(sit.desk, case, sit.person("Annabel Bellingham"), "a slip", NOW)
    with pytest.raises(Refused, match="have not searched"):
        sit.state(case)
    with pytest.raises(Refused, match="have not searched"):
        papers.make_letter(sit.desk, case, "disclosure", NOW)
    sit.find(case)
    assert {one["decision"] for one in sit.state(case)["items"]} == {None}
    rights_jobs.undo_identification(sit.desk, case, "right at first", NOW)
    assert sit.state(case) == stood


def test_undo_never_reaches_what_was_decided_for_another_person(sit, case):
    """Bound to somebody else, there is nothing of theirs to undo: an undo must not bring the first one's decisions."""
    sit.decide(case, (sit.other, "disclose", MINE))
    sit.decide(case, (sit.other, "withhold", NOT_HERS))
    rights_jobs.identify_subject(sit.desk, case, sit.person("Annabel Bellingham"), "a slip", NOW)
    sit.find(case)
    with pytest.raises(Refused, match="There is no decision"):
        disclosure_jobs.undo_decision(sit.desk, case, NOW)
    assert sit.state(case)["undecided"] == len(sit.state(case)["items"])


def test_each_source_stands_once_and_can_be_told_apart(sit):
    """A file imported twice is listed once; two files of one kind and date carry their numbers, in letter and pack."""
    again = payroll(HERS, BELL)
    sit.bring(again, again, payroll(HERS | {"Department": "Fostering"}), census(worker("SW12345")))
    number = sit.log()
    sit.bind(number, "Katherine Robertson")
    for one in sit.state(number)["items"]:
        other = one["strength"] == "candidate"
        sit.decide(number, (one["item"], "withhold", NOT_HERS) if other else (one["item"], "disclose"))
    text = papers.make_letter(sit.desk, number, "disclosure", NOW).text
    searched = text.partition("Where we looked")[2].partition("What we use")[0]
    looked = [line for line in searched.splitlines() if line.startswith(("- Payroll", "- Children's"))]
    assert len(looked) == 3 == len(set(looked))
    assert [line[-8:] for line in looked if "Payroll" in line] == ["(file 1)", "(file 3)"]


def test_an_undecided_item_stops_letter_and_pack(sit, case, tmp_path):
    """While an item is open neither letter nor pack is made, and the item is named."""
    sit.decide(case, (sit.hers, "disclose"))
    for make in (lambda: papers.make_letter(sit.desk, case, "disclosure", NOW), lambda: pack(sit, case, tmp_path)):
        with pytest.raises(Refused, match=f"1 item is undecided .item {sit.other}."):
            make()
    assert papers.letters(sit.desk) == []


def pack(sit, case, out, now=NOW):
    return plainly(packing.pack(sit.desk, case, out, now))


def decided(sit, case):
    sit.decide(case, (sit.hers, "disclose"), (sit.other, "withhold", NOT_HERS))


def test_a_file_after_the_search_stops_letter_and_pack(sit, case, tmp_path):
    """What came in after the search may be about the person: preview, letter and pack say to search again."""
    decided(sit, case)
    sit.bring(payroll(KATE | {"Department": "Adoption"}))
    again = r"a file was imported\. Search again"
    for make in (lambda: papers.make_letter(sit.desk, case, "disclosure", NOW), lambda: pack(sit, case, tmp_path)):
        with pytest.raises(Refused, match=again):
            make()
    assert "Search again" in papers.letter_preview(sit.desk, case, "disclosure", NOW).missing[0]
    assert papers.letters(sit.desk) == []
    new = set(sit.find(case)) - {sit.hers, sit.other}
    with pytest.raises(Refused, match="1 item is undecided"):
        pack(sit, case, tmp_path)
    sit.decide(case, *((item, "disclose") for item in new))
    assert pack(sit, case, tmp_path)["disclosed"] == 2


def test_decisions_of_two_entries_that_prove_one_person_are_kept_or_asked_again(sit):
    """An import that merges two people keeps their decisions; where they differ the item is open again."""
    sit.bring(payroll(KATE, staff("0055", "Kate", "Robertson", "14/03/1984")))
    case = sit.log()
    one, two = sit.bind(case, "Kate Robertson")
    sit.decide(case, (one, "disclose"), (two, "withhold", NOT_HERS))
    sit.bind(case, "Katherine Robertson")
    sit.decide(case, (one, "disclose", MINE), (two, "disclose", MINE))
    sit.bring(payroll(staff("0055", "Kate", "Robertson", "14/03/1984", "QQ123456C")))
    assert len(person_cards.people_of(sit.desk, "").people) == 1
    hits = sit.find(case)
    assert {hit["strength"] for hit in hits.values()} == {"certain"}
    stands = {one["item"]: one["decision"] for one in sit.state(case)["items"]}
    assert stands[one] == "disclose" and stands[two] is None


def test_not_hers_is_asked_again_once_it_is_hers(sit, tmp_path):
    """A record left out as somebody else's that an import proves to be hers is open again, not left out in silence."""
    sit.bring(payroll(KATE, staff("0055", "Kate", "Robertson", "14/03/1984")))
    case = sit.log()
    hits = sit.bind(case, "Katherine Robertson")
    [weak] = [item for item, hit in hits.items() if hit["strength"] == "candidate"]
    sit.decide(case, (weak, "redact", {"field": "Department"} | WITHHELD | MINE), (weak, "withhold", NOT_HERS))
    sit.bring(payroll(staff("0055", "Kate", "Robertson", "14/03/1984", "QQ123456C")))
    sit.find(case)
    assert {one["item"]: one["decision"] for one in sit.state(case)["items"]}[weak] is None


def test_a_closed_case_is_decided_no_more(sit, case):
    """Closed, a case takes no search, decision, undo or binding, and what was filed for it stands."""
    decided(sit, case)
    papers.make_letter(sit.desk, case, "disclosure", NOW)
    answered(sit.desk, case, day(22), NOW)
    for change in (
        lambda: sit.decide(case, (sit.hers, "disclose")),
        lambda: disclosure_jobs.undo_decision(sit.desk, case, NOW),
        lambda: case_search.find(sit.desk, case, NOW),
        lambda: rights_jobs.undo_identification(sit.desk, case, "x", NOW),
    ):
        with pytest.raises(Refused, match=r"is closed .*\. Reopen it first"):
            change()
    assert [one.state for one in papers.letters(sit.desk)] == ["filed"]


def test_a_case_reopened_stays_open_when_its_closing_day_is_corrected(sit, case):
    """Closed, reopened, and the closing day put right afterwards: the case is still open."""
    later = NOW + timedelta(days=5)
    sent(sit.desk, case, day(23), later)
    case_events.close_case(sit.desk, case, "answered", day(24), later)
    case_events.event(sit.desk, case, "reopened", day(25), later, note="more was found")
    [closed] = [one for one in case_detail.timeline(sit.desk, case) if one.kind == "closed"]
    shown = as_json(case_events.event(sit.desk, case, "closed", day(23), later, corrects=closed.seq))
    assert shown["facts"]["now"]["outcome"] is None


@pytest.mark.parametrize("undo", [False, True])
def test_a_decision_after_the_pack_voids_letter_and_pack(sit, case, tmp_path, undo):
    """Deciding or undoing after the pack leaves neither letter nor pack standing."""
    decided(sit, case)
    assert pack(sit, case, tmp_path)["gate"]["state"] == "clear"
    assert {one.kind: one.state for one in papers.letters(sit.desk)} == {"disclosure": "filed", "pack": "filed"}
    if undo:
        disclosure_jobs.undo_decision(sit.desk, case, NOW)
    else:
        sit.decide(case, (sit.hers, "withhold", WITHHELD))
    assert {one.state for one in papers.letters(sit.desk)} == {"void"}
    [digest] = [one.digest for one in papers.letters(sit.desk) if one.kind == "pack"]
    with pytest.raises(Refused, match="This pack is out of date"):
        filing.save_letter(sit.desk, digest, tmp_path)


def test_the_same_decisions_are_the_same_bytes_on_another_day(sit, case, tmp_path):
    """The pack built again days later from the same decisions is the same file, and verifies as before."""
    decided(sit, case)
    first = pack(sit, case, tmp_path / "a")["files"][0]
    second = pack(sit, case, tmp_path / "b", datetime(2026, 11, 27, 9, tzinfo=UTC))["files"][0]
    assert first["digest"] == second["digest"]
    sit.bring(census(worker()))
    assert packing.verify(sit.desk, [tmp_path / "a" / f"{case}.pdf"]).files[0].findings == ()


def test_what_is_withheld_is_not_in_the_pack(sit, case, tmp_path):
    """A withheld record and a field taken out are nowhere in the finished file; the rest of the row is."""
    cut = (sit.hers, "redact", {"field": "Comments"} | WITHHELD)
    sit.decide(case, cut, (sit.other, "withhold", WITHHELD))
    made = pack(sit, case, tmp_path)
    assert (made["disclosed"], made["redacted"], made["withheld"]) == (1, 1, 1)
    text = text_of(made["files"][0]["path"])
    assert "Fostering" in text and "taken out" in text
    for gone in ("Away from", "Bellingham", "0055777", f"Item {sit.other}"):
        assert gone not in text


def test_another_persons_name_in_a_disclosed_field_is_refused_unless_decided(sit, tmp_path):
    """The gate refuses the pack and it leaves nothing behind, until that field is disclosed by a decision of its own."""
    sit.bring(payroll(KATE | {"Comments": "Rota with Annabel Bellingham"}, BELL))
    case = sit.log()
    sit.hers, sit.other = sit.bind(case, "Katherine Robertson")
    decided(sit, case)
    made = pack(sit, case, tmp_path / "out")
    assert made["gate"]["state"] == "refused" and made["files"] == []
    assert made["gate"]["findings"][0]["kind"] == "other-person"
    assert not list((tmp_path / "out").glob("*"))
    sit.decide(case, (sit.hers, "disclose", {"field": "Comments"}))
    assert pack(sit, case, tmp_path / "out")["gate"]["state"] == "clear"


def test_a_decision_while_the_pack_is_built_stops_it(sit, case, tmp_path):
    """Somebody decides in another window while the pack is being set: nothing is filed, nothing written."""
    decided(sit, case)

    def meanwhile(what):
        if what.startswith("Filing"):
            sit.decide(case, (sit.hers, "withhold", WITHHELD))

    with pytest.raises(Refused, match="changed while this was being made"):
        packing.pack(sit.desk, case, tmp_path / "out", NOW, meanwhile)
    assert papers.letters(sit.desk) == [] and not (tmp_path / "out").exists()


def test_an_event_after_the_letter_puts_the_new_letter_beside_the_pack(sit, case, tmp_path):
    """What the pack's letter says is what is filed as the letter, though an event came between."""
    decided(sit, case)
    [received] = [one for one in case_detail.timeline(sit.desk, case) if one.kind == "received"]
    papers.make_letter(sit.desk, case, "disclosure", NOW)
    case_events.event(sit.desk, case, "received", day(15), NOW, corrects=received.seq)
    pack(sit, case, tmp_path)
    states = [(one.kind, one.state) for one in papers.letters(sit.desk)]
    assert states == [("pack", "filed"), ("disclosure", "filed"), ("disclosure", "void")]


def test_a_pack_whose_case_moved_on_is_verified_as_stale(sit, case, tmp_path):
    """A pack whose items are open again is told as stale, not refused to be read."""
    decided(sit, case)
    path = pack(sit, case, tmp_path)["files"][0]["path"]
    disclosure_jobs.undo_decision(sit.desk, case, NOW)
    kinds = {one.kind for one in packing.verify(sit.desk, [Path(path)]).files[0].findings}
    assert "stale" in kinds


def test_a_letter_that_stands_filed_is_shown_as_it_was_made(sit, case):
    """Read again days later the letter bears the day it was made, and is told to be filed; before, it is not."""
    decided(sit, case)
    assert papers.letter_preview(sit.desk, case, "disclosure", NOW).filed is False
    made = papers.make_letter(sit.desk, case, "disclosure", NOW)
    again = papers.letter_preview(sit.desk, case, "disclosure", datetime(2026, 11, 27, 9, tzinfo=UTC))
    assert (again.filed, again.text) == (True, made.text)
