"""What each command answers with `--json` is what its schema says, on a desk with cases at every stage."""

import json
import shutil
from dataclasses import replace
from functools import cache, partial

import jsonschema
import pytest

from casebook import at
from casework.demo import dataset
from casework.notice.reading import exported, published
from commands import here
from dpo_console import contents
from dpo_console.cli import loaded
from dpo_console.desk import demo_setup, schemas

TODAY = "2026-11-22"
REQUEST = {
    "right": ["access"],
    "received": "2026-11-19",
    "channel": "email",
    "requester": {"name": "Ann Other", "address": ["1 High Street"], "email": None, "is_subject": True},
    "subject": {"name": "Ann Other", "born": "1980-01-02", "identifiers": {"staff": "0099999"}},
    "asked": "Everything about me.",
}
BREACH = {"what": "A laptop was left on a train.", "noticed": "2026-11-21T09:00", "service": "Fostering"}
DESCRIBED = {
    "people_count": 3,
    "plain": "A laptop was left on a train.",
    "consequences": "Somebody may read it.",
    "measures": "It was locked at once.",
}
COMPLAINT = {"received": "2026-11-20", "complainant": {"name": "Ann Other"}, "what": "Nobody answers."}
ASSESSMENT = {
    "tests": {"breach": "yes", "risk": "likely", "high": "no"},
    "factors": {"context": "simple", "confidentiality": "known"},
}
DECIDED = {"regulator": {"decision": "notify"}, "people": {"decision": "not", "reason": "it came back sealed"}}
ROW = {
    "record": "Exit interviews",
    "classes": ["exit-interview"],
    "trigger": "end-of-employment",
    "period": "1 year",
    "basis": "policy 7",
    "reason": "new process",
}
HOLD = {"kind": "claim", "classes": ["payroll"], "why": "tribunal claim", "review": "2027-01-31"}
HEALTH = {
    "what": "opinion",
    "classes": ["workforce-census"],
    "name": "Dr Amin",
    "role": "occupational health physician",
    "met": False,
}
PURPOSE = {
    "new": "to plan training",
    "original": "to pay you",
    "by_consent": False,
    "ground": "compliance",
    "basis": "A public task.",
    "reasons": "part of planning",
    "decided": "2026-11-02",
    "starts": "2027-01-04",
}
FURTHER = "Staff number,Name,SWE number,Checked on,Checked by\n0099999,Ann Other,SW99999,03/10/2026,P. Nair\n"
READING = [
    ("due", None),
    ("due --as-at 2026-11-10", None),
    ("weekly", None),
    ("weekly --as-at 2026-11-15", None),
    ("report --from 2026-01-01 --to 2026-11-22", None),
    ("breaches", None),
    ("clock access --received 2026-11-02", None),
    ("clock --rules", None),
    ("show {katherine}", None),
    ("show {packed}", None),
    ("show {closed}", None),
    ("show {notified}", None),
    ("show {told}", None),
    ("notice show", None),
    ("notice show --proposed", None),
    ("notice findings", None),
    ("notice versions", None),
    ("letter {katherine}", None),
    ("letters", None),
    ("letters --kinds", None),
    ("history", None),
    ("history {notified}", None),
    ("cases", None),
    ("council", None),
    ("doctor", None),
    ("layouts", None),
    ("person {katherine}", None),
    ("person {katherine} --claims", None),
    ("find {found} --replay", None),
    ("questions {decided}", None),
    ("health {decided}", None),
    ("office-terms", None),
    ("verify {pdf}", None),
    ("people", "Robertson"),
    ("people", "manager"),
    ("card {worker}", None),
    ("pairs", None),
    ("breach people {notified}", None),
    ("audit verify", None),
    ("retention plan --on 2045-01-01", None),
    ("retention plan --on 2045-01-01 --explain 2", None),
    ("retention schedule", None),
    ("hold list", None),
    ("dispose list", None),
    ("wordings list", None),
    ("wordings show contact", None),
    ("wordings preview ack_opening --case {katherine}", None),
    ("officer list", None),
]
"""What only reads, with what is on standard input."""
WRITING = [
    ("council", {"phone": "01429 111111"}),
    ("log request", REQUEST),
    ("log complaint", COMPLAINT),
    ("log breach", BREACH),
    ("event {katherine} clarification_requested --on 2026-11-22", "Which years?"),
    ("event {running} note --on 2026-11-22", "rang the depot"),
    ("assign {katherine} --on 2026-11-22", "Ann Officer\nhas the file"),
    ("person {katherine} --is {worker} --reason agrees", None),
    ("find {katherine}", None),
    ("decide {katherine}", "{decisions}"),
    ("questions {katherine}", None),
    ("questions {katherine} --answers -", [{"id": "{question}", "answer": "{answer}", "reason": "checked"}]),
    ("health {decided} --answer -", HEALTH),
    ("health {decided} --undo", None),
    ("letter {solicitor} authority-request", None),
    ("letter {notified} notification", None),
    ("pack {packed} --out {folder}", None),
    ("import --case {katherine} {file}", None),
    ("import {file}", None),
    ("rectify {worker}", {"item": "{item}", "field": "Department", "value": "HR", "reason": "moved"}),
    ("restrict {worker}", {"ground": "accuracy", "reason": "being checked"}),
    ("restrict {worker} --lift --told 2026-11-22", {"reason": "checked"}),
    ("card {worker} --undo", None),
    ("breach describe {running}", DESCRIBED),
    ("breach assess {running} --try", ASSESSMENT),
    ("breach assess {running}", ASSESSMENT | DECIDED),
    ("breach record {running} action", {"what": "procedure", "owner": "Ann", "due": "2026-12-22", "note": "train"}),
    ("breach people {running} --csv {people}", None),
    ("letter {running} people", None),
    ("story {notified}", None),
    ("close {solicitor} withdrawn --on 2026-11-22", None),
    ("weekly --sheet", None),
    ("office-terms --set -", "Rowan House"),
    ("retention retire r07", "agreed"),
    ("retention adopt r07", "agreed"),
    ("retention edit r07", {"reason": "agreed", "period": "7 years"}),
    ("retention add", ROW),
    ("retention print", None),
    ("hold add", HOLD),
    ("hold keep HOLD-2026-0002 --until 2027-02-01", "still open"),
    ("hold lift HOLD-2026-0002", "settled"),
    ("dispose propose", None),
    ("dispose show DI-2026-0001", None),
    ("dispose keep DI-2026-0001 --line 1", "asked for"),
    ("dispose keep DI-2026-0001 --line 1", None),
    ("dispose withdraw DI-2026-0001", None),
    ("dispose propose", None),
    ("dispose approve DI-2026-0002", None),
    ("dispose carry-out DI-2026-0002", None),
    ("dispose show DI-2026-0002", None),
    ("dispose certificate DI-2026-0002", None),
    ("dispose instruct DI-2026-0002 --owner Payroll", None),
    ("dispose confirm DI-2026-0002", None),
    ("dispose list", None),
    ("person {erasure} --is {leaver} --reason agrees", None),
    ("dispose erase {erasure}", "asked for, and due"),
    ("notice adopt contact breach", None),
    ("notice import {notice}", None),
    ("notice undo", None),
    ("notice export {folder}/exported.json", None),
    ("notice print --out {folder}/notice.txt", None),
    ("notice diff 1 2", None),
    ("notice adopt version", None),
    ("notice in-force --from 2026-12-14", None),
    ("notice undo", None),
    ("wordings set reference", {"based_on": 0, "text": ["Quote {reference}."]}),
    ("wordings show reference", None),
    ("wordings export {words}", None),
    ("wordings set reference --undo", None),
    ("wordings import {words}", None),
    ("recipients add", {"name": "Example Pension Fund", "kind": "controller"}),
    ("recipients log", {"recipient": 1, "on": "2026-11-02", "record_class": "payroll"}),
    ("recipients confirm {proposal} --to 1", None),
    ("recipients list", None),
    ("recipients list --person {worker}", None),
    ("processors add", {"name": "Example Payroll Bureau"}),
    ("processors list", None),
    ("security set", {"based_on": 0, "text": ["Staff see only what they need for their work."]}),
    ("security approve 1", None),
    ("purposes add", PURPOSE),
    ("purposes people 1 --person {worker}", None),
    ("purposes told 1 --on 2026-11-20", None),
    ("purposes list", None),
    ("security list", None),
    ("backup {backup}", None),
    ("restore --drill {backup}", None),
    ("restore {backup}", None),
]
"""What writes, in this order."""


def takes_json():
    """The commands that take `--json`."""
    return {words for words in contents.COMMANDS if "as_json" in {one.name for one in loaded(words).params}}


def command_of(line):
    """The command of a line."""
    words = line.split()
    return next(name for name in (" ".join(words[:2]), words[0]) if name in contents.COMMANDS)


def closed(schema):
    """The schema, with no key allowed that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {"additionalProperties": False} if "properties" in schema and schema.get("type") == "object" else {}
    return {key: closed(one) for key, one in schema.items()} | shut


@cache
def checker_of(name):
    """What holds an answer of a command against its schema."""
    return jsonschema.Draft202012Validator(closed(schemas.schema(name)), format_checker=jsonschema.FormatChecker())


def faults(name, answer):
    """What is not as the schema of a command says, each with its place."""
    return [f"{name}: {one.json_path}: {one.message[:200]}" for one in checker_of(name).iter_errors(answer)]


class Answering:
    """A demo desk whose commands are run, each answer held against its schema."""

    def __init__(self, desk, places):
        self.desk, self.places = desk, places

    def run(self, line, given):
        """What a command answers in JSON."""
        words = [word.format(**self.places) for word in line.split()]
        options = {one.name for one in loaded(command_of(line)).params}
        words += ["--json"]
        words += ["--desk", str(self.desk)] if "desk" in options else []
        words += ["--today", TODAY] if "today" in options else []
        typed = given if isinstance(given, str | None) else json.dumps(given)
        for sign, name in (('"{item}"', "item"), *((f"{{{one}}}", one) for one in ("decisions", "question", "answer"))):
            typed = typed and typed.replace(sign, str(self.places.get(name)))
        ran = here(*words, stdin=typed or "", passphrase="demo" if line.startswith("restore") else None)
        assert ran.stdout.startswith(("{", "[")), f"{line}: {ran.returncode} {ran.stderr}"
        answer = json.loads(ran.stdout)
        if isinstance(answer, dict) and answer.get("questions"):
            first = answer["questions"][0]
            self.places = self.places | {"question": first["id"], "answer": first["answers"][0]}
        return answer

    def wrong(self, lines):
        """Everything that is not as its schema says, of all those commands."""
        found = []
        for line, given in lines:
            answer = self.run(line, given)
            found += faults(command_of(line), answer)
        return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo desk of a small council, and what its cases are called."""
    folder = tmp_path_factory.mktemp("demo")
    references: dict[str, str] = {}
    work = demo_setup._work

    def noting(opened, known, step):
        work(opened, known, step)
        references.update(known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "council", partial(dataset.council, now_employed=80, leavers=20))
        patch.setattr(demo_setup, "_work", noting)
        demo_setup.make_demo(folder / "desk", at(TODAY))
    (folder / "further.csv").write_text(FURTHER)
    (folder / "people.csv").write_text("name,address\nAnn Other,1 High Street\n")
    ours = replace(published("childrens-social-care-workforce"), title="Our notice")
    (folder / "notice.json").write_text(json.dumps(exported(ours, 2, "1")))
    places = references | {
        "folder": str(folder),
        "file": str(folder / "further.csv"),
        "people": str(folder / "people.csv"),
        "notice": str(folder / "notice.json"),
        "backup": str(folder / "one.backup"),
        "words": str(folder / "words.json"),
        "pdf": str(next((folder / "desk" / "outbox").glob("*.pdf"))),
    }
    asking = Answering(folder / "desk", places)
    found = asking.run("people", "Katherine Robertson")["people"]
    worker = next(one["person"] for one in found if one["person"])
    leaver = asking.run("person {erasure}", None)[0]["person"]
    items = [one["item"] for one in asking.run(f"card {worker}", None)["items"]]
    proposal = asking.run("recipients list", None)["proposed"][0]["proposal"]
    decisions = json.dumps([{"item": item, "decision": "disclose"} for item in items])
    more = {"worker": worker, "leaver": leaver, "item": items[0], "decisions": decisions, "proposal": proposal}
    return folder / "desk", places | more


def test_every_command_with_json_says_what_it_answers():
    """Each has a type in its wing's ANSWERS and is run below; no other command has one."""
    assert set(schemas.answers()) == takes_json()
    assert {command_of(line) for line, _ in (*READING, *WRITING)} == takes_json()


def test_every_schema_is_one():
    """Each is a JSON Schema of its dialect; what several have in common is looked at once."""
    parts = {}
    for name in schemas.answers():
        schema = dict(schemas.schema(name))
        assert schema.pop("$schema") == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
        for part in (schema.pop("$defs", {}) | {name: schema}).values():
            parts[json.dumps(part)] = part
    jsonschema.Draft202012Validator.check_schema(
        {"$defs": {str(number): part for number, part in enumerate(parts.values())}}
    )
    with pytest.raises(jsonschema.SchemaError):
        jsonschema.Draft202012Validator.check_schema({"$defs": {"0": {"type": "date"}}})


def test_what_reads_answers_as_its_schema_says(demo):
    """Every answer of a command that changes nothing has the keys and the types of its schema, and no other key."""
    assert Answering(*demo).wrong(READING) == []


def test_what_writes_answers_as_its_schema_says(demo, tmp_path):
    """The same for the commands that change a desk, on a copy."""
    desk, places = demo
    assert Answering(shutil.copytree(desk, tmp_path / "desk"), places).wrong(WRITING) == []


def test_a_key_dropped_and_a_key_added_are_seen(demo):
    """The planted faults: an answer with a key too few, a key too many or another type is not as its schema says."""
    answer = Answering(*demo).run("council", None)
    assert faults("council", answer) == []
    for planted in (
        {key: answer[key] for key in answer if key != "nation"},
        answer | {"fax": ""},
        answer | {"backup_days": "30"},
        answer | {"closed_days": ["24/12/2026"]},
    ):
        assert len(faults("council", planted)) == 1


def test_the_schema_is_printed_and_the_commands_that_have_one_are_listed():
    """`schema COMMAND` prints one JSON object; alone, the commands; of another command, one sentence."""
    printed = json.loads(here("schema", "audit", "verify").stdout)
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "first_bad" in printed["required"]
    assert here("schema").stdout.splitlines() == list(schemas.answers())
    ran = here("schema", "officer", "add")
    assert ran.returncode == 2
    assert ran.stderr.startswith("No command 'officer add' has an answer in JSON.")
