"""No other person's data leaves: planted leaks go through import, request, decisions and pack, and each is found."""

import csv
import io

import pytest

import masters
from casework.disclosure.questions import open_questions
from casework.rights import known_people
from casework.rights import requests as rights
from casework.text.forms import NameForm
from casework.text.naming import Model
from dpo_console.disclosure import packing
from finding import NOW, Sitting, plainly
from leaks import CLEAR, LEAKS
from workforce import HEADINGS, KATE, lookup, staff

WIDE = [*HEADINGS.split(","), "Post code", "Previous surname", "Notes", "Further"]
OTHERS = (
    staff("0061001", "Rona", "Katz-Lowther", "02/02/1990", "QQ654321B", Title="Ms",
          **{"Email address": "rkl7@council.example", "Previous surname": "Bell"}),
    staff("0061002", "Bo", "Li", "03/02/1990", "QQ654322B", Title="Mr"),
    staff("0061003", "Will", "May", "04/02/1990", "QQ654323B", Title="Mr"),
    staff("0061004", "Patrick", "McIntyre", "05/02/1990", "QQ654324B", Title="Mr"),
    staff("0061005", "Zofia", "Zielińska", "06/02/1990", "QQ654325B", Title="Mrs"),
    staff("0061006", "Mary", "O'Brien", "07/02/1990", "QQ654326B", Title="Mrs"),
    staff("0055777", "Tariq", "Hussain", "11/06/1970", "QQ222222A", Title="Mr", **{"Post code": "TS25 1AB"}),
)  # fmt: skip
NUMBERS = lookup(("0055777", "Tariq Hussain", "SW77123"))


def table(*rows):
    """A payroll file with columns for a postcode, a former surname and two notes."""
    out = io.StringIO()
    writer = csv.DictWriter(out, WIDE, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


class Pack:
    """A case about Katherine Robertson, all of whose records are disclosed, and the pack of it."""

    def __init__(self, folder, rows):
        masters.copied(folder / "empty")
        self.sit = Sitting(folder / "empty", folder)
        mine = [KATE | {"Employee post number": f"CS-{at}"} | fields for at, fields in enumerate(rows)]
        self.sit.bring(table(*mine, *OTHERS), NUMBERS)
        self.case = self.sit.log()
        found = self.sit.bind(self.case, "Katherine Robertson")
        self.items = sorted(item for item, hit in found.items() if hit["strength"] == "certain")
        apart = {"exemption": "not-this-person", "reason": "other numbers"}
        certain = {item: item in self.items for item in found}
        self.sit.decide(
            self.case, *((item, "disclose") if yes else (item, "withhold", apart) for item, yes in certain.items())
        )
        self.folder = folder / "out"

    def build(self):
        """Build it; answer the gate's verdict."""
        return plainly(packing.pack(self.sit.desk, self.case, self.folder, NOW))["gate"]

    def questions(self):
        """What the review asks, by item."""
        with self.sit.desk.reading() as session:
            request = rights.get(session, self.case)
            return open_questions(session, request, known_people.model_for(session, request))


@pytest.fixture(scope="module")
def leaky(tmp_path_factory):
    """The pack with every leak in its own record, and the gate's verdict."""
    made = Pack(tmp_path_factory.mktemp("leaky"), [leak.fields for leak in LEAKS])
    made.gate = made.build()
    made.asked = made.questions()
    yield made
    made.sit.desk.close()


def named(pack, leak):
    """The item of a leak and the number of the person it names."""
    return pack.items[LEAKS.index(leak)], pack.sit.person(leak.whose)


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: f"{leak.name}-{leak.answer}")
def test_a_planted_leak_is_refused_or_asked_by_name(leaky, leak):
    """The gate finds what must not leave on the page itself; the review asks what only an officer can tell."""
    item, person = named(leaky, leak)
    asked = [one for one in leaky.asked if one.kind == "naming" and any(spot.item == item for spot in one.places)]
    assert any(person in one.people and (one.must or leak.answer == "asked") for one in asked), asked
    if leak.answer == "refused":
        found = [one for one in leaky.gate["findings"] if one["item"] == item and one["kind"] == "other-person"]
        assert any(one["reader"] != "review" for one in found), "the gate did not find it on the page"
    else:
        assert any(item in [place["item"] for place in one["places"]] for one in leaky.gate["questions"])


def test_a_pack_with_a_leak_leaves_nowhere(leaky):
    """It is refused, and nothing is written."""
    assert leaky.gate["state"] == "refused"
    assert not leaky.folder.exists() or not list(leaky.folder.iterdir())


def test_there_are_leaks_of_every_form():
    """A hundred at least, and each form that calls for an answer is among them."""
    assert len(LEAKS) >= 100
    assert len({leak.name for leak in LEAKS}) == len(LEAKS)


def test_every_form_is_among_the_leaks(leaky):
    """Each form that is refused or asked is found somewhere in the pack by that form."""
    found = {one.form for one in leaky.asked if one.kind == "naming"}
    assert found >= {form.value for form in NameForm} - {NameForm.surname.value}


def test_the_same_pack_without_the_leaks_is_clear(tmp_path):
    """As many records, of the same person beside the same register: nothing refused, nothing asked, and it is written."""
    made = Pack(tmp_path, [CLEAR[at % len(CLEAR)] | {"Department": f"Team {at}"} for at in range(30)])
    gate = made.build()
    assert (gate["state"], gate["findings"], gate["questions"]) == ("clear", [], [])
    assert [path.name for path in sorted(made.folder.iterdir())] == [f"{made.case}.log", f"{made.case}.pdf"]
    made.sit.desk.close()


@pytest.mark.parametrize(
    "form", [form for form in NameForm if form is not NameForm.surname], ids=lambda form: form.value
)
def test_blind_to_a_form_its_leaks_are_lost(leaky, monkeypatch, form):
    """The planted fault: a model that does not know a form no longer names what is written in it."""
    honest = Model.namings

    def blind(self, *said, **more):
        return [one for one in honest(self, *said, **more) if one.form is not form]

    seen = [one for one in leaky.asked if one.form == form.value]
    monkeypatch.setattr(Model, "namings", blind)
    assert seen
    assert not [one for one in leaky.questions() if one.form == form.value]
