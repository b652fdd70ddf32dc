"""Makes the desks that are kept as test files, and writes down what today's code shows of them.

A desk is kept here as `NAME.tar`, sealed as it was on disk, and what it shows as `NAME.json`. There are two commands:
the first runs the code of the checkout that is to make the desk, the second runs the present code.

    PYTHONPATH=CHECKOUT python tests/kept/make.py desk NAME
    PYTHONPATH=. python tests/kept/make.py answers NAME

The environment must have the dependencies and no other checkout installed: the confined child does not read PYTHONPATH.

`before_leaks` was made by the code of 74ea6c0 (schema 0009, before other people's names were looked for in what goes
out); `before_move` by that of the commit which added this file (schema 0014, before the modules moved into wings). A
kept desk is never made again: it stands for what an officer has on disk. If the console is meant to show something
else, write its answers again and read the difference.

Every instant is given, so nothing depends on when a desk is made; keys, salts and the numbers of slots are random. No
one in these desks is real.
"""

import io
import json
import sys
import tarfile
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from casebook import as_json, show_json
from casework import Refused
from dpo_console.breaches import jobs as breaches_jobs
from dpo_console.complaints import jobs as complaints_jobs
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import jobs as disclosure_jobs
from dpo_console.disclosure import packing
from dpo_console.disclosure import papers as disclosure_papers
from dpo_console.disposal import jobs as disposal_jobs
from dpo_console.jobs import (
    attachments,
    case_detail,
    case_events,
    case_search,
    council_profile,
    filing,
    opening,
    person_cards,
    record_erasure,
)
from dpo_console.people import jobs as people_jobs
from dpo_console.plain import to_json
from dpo_console.records import jobs as records_jobs
from dpo_console.retention import jobs as retention_jobs
from dpo_console.rights import confirmations
from dpo_console.rights import jobs as rights_jobs
from dpo_console.views import jobs as views_jobs

HERE = Path(__file__).parent
ANN, BEN = "plain cattle meadow violin", "seven copper lanterns drift"
"""The passphrases of the two officers, Ann and Ben Osei."""
COUNCIL = {
    "name": "Testham Council", "address": ["Town Hall", "Market Place", "Testham", "ZZ99 1TH"],
    "officer": "Robin Tester", "email": "dpo@testham.example", "phone": "01632 960000",
}  # fmt: skip
LAST = datetime(2026, 12, 1, 10, tzinfo=UTC)
"""The instant at which answers are asked for, and at which the tests act."""
HEADINGS = (
    "Employee reference number,Department,Title,Surname,Forename(s),Date of birth,National insurance number,"
    "Email address,Date started,Date last paid,Date left"
)
DISPOSED = "0000001,Fostering,Ms,Quillfeather,Oriel,02/02/1970,,,01/04/2001,30/06/2010,30/06/2010"
"""The record that the disposal destroyed: no import may bring it back."""
STAFF = (
    "0012345,Fostering,Ms,Robertson,Katherine,14/03/1984,QQ123456C,k.robertson@testham.example,01/09/2012,30/06/2026,",
    "0000002,Fostering,Mr,Lund,Bo,04/04/1990,,,01/09/2015,30/06/2026,",
    "0000003,Adoption,Mrs,Okofor,Amina,03/03/1980,,,01/09/2016,30/06/2026,",
    "0000004,Adoption,Ms,Lis,Ewa,05/05/1985,,,01/09/2017,30/06/2026,",
    "0000005,Adoption,Mr,Dodds,Peter,06/06/1975,,,01/09/2018,30/06/2026,",
    "X77,Agency,Mr,Dodds,Peter,06/06/1975,,,01/09/2019,30/06/2026,",
    "0000006,Adoption,Mx,Raine,Sasha,04/03/1984,,,01/09/2020,30/06/2026,",
    "X78,Agency,Mx,Raine,Sasha,03/04/1984,,,01/09/2021,30/06/2026,",
    "0000008,Fostering,Mr,Okoro,Uche,08/08/1968,,,01/04/2000,30/06/2009,",
)
CENSUS = """<Message><Header><CollectionDetails><Collection>CSWW</Collection><Year>2026</Year>
<ReferenceDate>2026-09-30</ReferenceDate></CollectionDetails><Source><LEA>805</LEA>
<DateTime>2026-10-20T09:12:00Z</DateTime></Source></Header>
<CSWWWorker><AgencyWorker>0</AgencyWorker><SWENo>SW12345</SWENo><PersonBirthDate>1984-03-14</PersonBirthDate>
<OrgRole>4</OrgRole></CSWWWorker></Message>"""
LOOKUP = "Staff number,Name,SWE number,Checked by\n0012345,Katherine Robertson,SW12345,\n0000001,Oriel Quillfeather,SW10001,\n"
LEAVERS = {
    "name": "Leavers", "class": "personnel", "days": "day/month/year",
    "headings": {"Klubb": "leave", "Pers nr": "staff", "Who": "full", "Born on": "born"},
}  # fmt: skip
LEFT = "Pers nr,Who,Born on,Klubb\n0000007,Mo Hussain,07/07/1977,chess\n"


def at(day: str) -> datetime:
    """Ten o'clock UTC on that date."""
    return datetime.fromisoformat(f"{day}T10:00:00+00:00")


def on(day: str) -> date:
    """That date."""
    return date.fromisoformat(day)


def make(folder: Path) -> None:
    """Make a desk with two officers, and do on it each kind of thing that leaves something on disk."""
    desk_jobs.create_desk(folder, ANN, "Ann", at("2026-10-01"), COUNCIL)
    desk = opening.open_desk(folder, ANN, now=at("2026-10-01"))
    desk_jobs.add_officer(desk, "Ben Osei", BEN, at("2026-10-01"))
    council_profile.save_council(desk, {"closed_days": ["2026-12-29"], "smallest_group": 5}, at("2026-10-01"))
    held(desk, folder.parent)
    register(desk)
    answered(desk)
    others(desk, folder.parent)
    breach(desk)
    assert desk.drafts
    desk.drafts.put("complaint", {"what": "You were late."}, at("2026-11-20"))
    proposed = disposal_jobs.propose_disposal(desk, on("2026-11-20"), at("2026-11-20"))
    reference, kept = proposed.reference, item(desk, "Uche Okoro")
    lines = [one.id for one in proposed.listed if one.item_id == kept]
    disposal_jobs.keep_lines(desk, reference, lines, "the pension fund asked", at("2026-11-20"))
    desk.close()
    desk = opening.open_desk(folder, BEN, now=at("2026-11-21"))
    disposal_jobs.approve_disposal(desk, reference, at("2026-11-21"))
    disposal_jobs.carry_out(desk, reference, at("2026-11-21"))
    disposal_jobs.instruct_owners(desk, reference, None, "payroll", on("2026-11-21"), at("2026-11-21"))
    pack(desk, folder.parent)
    desk.close()


def held(desk: Any, folder: Path) -> None:
    """Import four files: payroll, the census, the numbers that link the two, a table that an officer explained."""
    records_jobs.keep_layout(desk, LEAVERS, at("2026-10-01"))
    files = {
        "payroll.csv": "\n".join([HEADINGS, DISPOSED, *STAFF, ""]), "numbers.csv": LOOKUP, "census.xml": CENSUS,
        "leavers.csv": LEFT,
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text)
        records_jobs.import_files(desk, [folder / name], at("2026-10-02"))


def person(desk: Any, name: str) -> int:
    """The first person of that name."""
    return next(one.person for one in person_cards.people_of(desk, "").people if one.person and name in one.names)


def item(desk: Any, name: str) -> int:
    """The first record of theirs."""
    return person_cards.person_card(desk, person(desk, name)).items[0].item


def register(desk: Any) -> None:
    """Merge two entries, mark two as different and undo it, correct two fields, restrict, place a hold, adopt a row."""
    one, other = (str(card.person) for card in person_cards.people_of(desk, "Dodds").people)
    people_jobs.decide_pair(desk, one, other, "same", "Payroll says so", at("2026-10-05"))
    one, other = (str(card.person) for card in person_cards.people_of(desk, "Raine").people)
    people_jobs.decide_pair(desk, one, other, "different", "Two people", at("2026-10-05"))
    people_jobs.undo_pairing(desk, at("2026-10-05"))
    people_jobs.decide_pair(desk, one, other, "later", "", at("2026-10-05"))
    mine = {"item": item(desk, "Amina Okofor"), "reason": "passport seen"}
    number = person(desk, "Amina Okofor")
    person_cards.rectify(desk, number, mine | {"field": "Surname", "value": "Okafor"}, at("2026-10-06"))
    person_cards.rectify(desk, number, mine | {"field": "Date of birth", "value": "13/03/1980"}, at("2026-10-06"))
    mark = {"ground": "claims", "reason": "for the tribunal"}
    person_cards.restrict(desk, person(desk, "Mo Hussain"), mark, at("2026-10-06"))
    held = {"kind": "claim", "why": "A claim was announced.", "review": "2027-03-01"}
    retention_jobs.place_hold(desk, held | {"people": [person(desk, "Bo Lund")]}, at("2026-10-06"))
    retention_jobs.adopt_row(desk, "r07", "the council's own policy", at("2026-10-06"))


def log(desk: Any, name: str, received: str, rights: list[str], **numbers: Any) -> str:
    """Log a request that the data subject made; answer its reference."""
    facts = {
        "right": rights, "received": received, "channel": "email", "asked": "Everything you hold about me.",
        "requester": {"name": name, "address": ["1 Test Street", "Testham"], "email": None, "is_subject": True},
        "subject": {"name": name, "identifiers": numbers},
    }  # fmt: skip
    return rights_jobs.log_request(desk, facts, at(received))


def decided(desk: Any, name: str, received: str, **numbers: Any) -> str:
    """An access request: acknowledged, its data subject identified, searched and decided; answer its reference."""
    case = log(desk, name, received, ["access"], **numbers)
    now = at(received)
    disclosure_papers.make_letter(desk, case, "acknowledgement", now)
    rights_jobs.identify_subject(desk, case, person(desk, name), "the numbers agree", now)
    for hit in case_search.find(desk, case, now).hits:
        disclosure_jobs.decide(desk, case, [{"item": hit.item, "decision": "disclose", "reason": "theirs"}], now)
    return case


def answered(desk: Any) -> None:
    """A request that was answered and closed, with a complaint about it."""
    case = decided(desk, "Bo Lund", "2026-10-07", staff="0000002")
    disclosure_papers.make_letter(desk, case, "disclosure", at("2026-10-12"))
    case_events.event(desk, case, "sent", on("2026-10-12"), at("2026-10-12"))
    case_events.close_case(desk, case, "answered", on("2026-10-13"), at("2026-10-13"))
    who = {"name": "Bo Lund", "address": ["1 Test Street"]}
    about = {"received": "2026-11-02", "complainant": who, "about": case, "what": "A page is missing."}
    disclosure_papers.make_letter(
        desk, complaints_jobs.log_complaint(desk, about, at("2026-11-02")), "acknowledgement", at("2026-11-03")
    )


def others(desk: Any, folder: Path) -> None:
    """An erasure that was complied with, a request for two rights that waits, one extended and then handed over."""
    (folder / "form.txt").write_text("Please correct my name.")
    case = log(desk, "Ewa Lis", "2026-10-14", ["erasure"], staff="0000004")
    rights_jobs.identify_subject(desk, case, person(desk, "Ewa Lis"), "the numbers agree", at("2026-10-14"))
    case_search.find(desk, case, at("2026-10-14"))
    record_erasure.erase_records(desk, case, None, "no longer necessary, Article 17(1)(a)", at("2026-10-16"))
    case = log(desk, "Amina Okafor", "2026-10-15", ["rectification", "restriction"])
    attachments.attach_files(desk, case, [folder / "form.txt"], at("2026-10-15"))
    case_events.event(desk, case, "id_requested", on("2026-10-16"), at("2026-10-16"))
    case = log(desk, "Peter Dodds", "2026-10-19", ["access", "portability"])
    case_events.event(desk, case, "extended", on("2026-10-30"), at("2026-10-30"), note="many files")
    case_events.assign(desk, case, "Ben Osei", on("2026-11-02"), at("2026-11-02"), note="please go on")
    wrong = as_json(
        case_events.event(desk, case, "note", on("2026-11-03"), at("2026-11-03"), note="rang", facts={"way": "call"})
    )
    case_events.event(desk, case, "corrected", on("2026-11-03"), at("2026-11-04"), corrects=wrong["seq"])


def breach(desk: Any) -> None:
    """A breach: described, assessed and notified, with people on its list and an action still to be done."""
    facts = {"noticed": "2026-11-05T16:30", "by": "A manager", "what": "A sickness record went to forty foster carers."}
    case = breaches_jobs.log_breach(desk, facts | {"service": "Fostering"}, datetime(2026, 11, 5, 16, 45, tzinfo=UTC))
    known = {"data": ["absence"], "people": ["staff"], "people_count": 2, "records_count": 1, "cause": "email-wrong"}
    breaches_jobs.describe(desk, case, known, at("2026-11-06"))
    people: list[dict[str, object]] = [
        {"person": person(desk, "Bo Lund")},
        {"name": "Una Bell", "address": ["2 Test Street"], "email": None},
    ]
    breaches_jobs.add_people(desk, case, people, at("2026-11-06"))
    said = {"tests": {"breach": "yes", "risk": "likely", "high": "no"}, "factors": {"context": "sensitive"}}
    told = {"regulator": {"decision": "notify"}, "people": {"decision": "not", "reason": "the risk is not high"}}
    breaches_jobs.assess(desk, case, said | told, at("2026-11-06"))
    case_events.event(desk, case, "notified", on("2026-11-06"), at("2026-11-06"), facts={"at": "2026-11-06T09:30:00Z"})
    action = {"what": "staff", "owner": "Ann", "due": "2026-12-04"}
    case_events.event(desk, case, "action", on("2026-11-06"), at("2026-11-06"), note="brief the team", facts=action)


def pack(desk: Any, folder: Path) -> None:
    """A request whose pack is made and not sent; one decision was changed, and the change undone.

    The request gives an address the register lacks, which is confirmed.
    """
    numbers = {"staff": "0012345", "swe": "SW12345", "ni": "QQ123456C", "email": ["kate@home.example"]}
    case = decided(desk, "Katherine Robertson", "2026-11-22", **numbers)
    claim = {"kind": "email", "value": "kate@home.example", "reason": "she wrote from it"}
    confirmations.confirm(desk, case, claim, at("2026-11-22"))
    last = disclosure_jobs.review(desk, case).items[-1].item
    held_back = {"item": last, "decision": "withhold", "exemption": "dpa2018-sch2-16", "reason": "somebody else's"}
    disclosure_jobs.decide(desk, case, [held_back], at("2026-11-23"))
    disclosure_jobs.undo_decision(desk, case, at("2026-11-23"))
    made = packing.pack(desk, case, folder, at("2026-11-24"))
    if made.gate.state != "clear":
        raise SystemExit(f"The pack is not clear: {made.gate}")


def seal(folder: Path, target: Path) -> None:
    """Archive the files of a closed desk, without its lock, its log of faults and its outbox."""
    wanted = ["desk.db", "desk.key", "desk.key.spare", "anchor", "drafts.sealed"]
    with tarfile.open(target, "w") as archive:
        for path in [*(folder / name for name in wanted), *sorted((folder / "blobs").iterdir())]:
            entry = tarfile.TarInfo(str(path.relative_to(folder)))
            entry.size, entry.mode = path.stat().st_size, 0o600
            archive.addfile(entry, io.BytesIO(path.read_bytes()))


def unseal(name: str, folder: Path) -> Path:
    """Unpack a kept desk into that folder, which does not exist yet."""
    (folder / "blobs").mkdir(mode=0o700, parents=True)
    with tarfile.open(HERE / f"{name}.tar") as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        archive.extractall(folder)
    return folder


def answers(desk: Any, folder: Path) -> Any:
    """What a kept desk shows, as plain data; packs that may leave are saved to `folder`."""
    cases = _as_json(views_jobs.cases(desk, "", LAST))
    references = sorted(one["reference"] for one in cases)
    searched = [one for one in references if one.startswith("SAR") and _said(case_search.replay, desk, one) != NEVER]
    papers = disclosure_papers.letters(desk)
    packs = [one.digest for one in papers if one.kind == "pack"]
    told = {
        "board": _as_json(views_jobs.board_of(desk, LAST)),
        "cases": cases,
        "proved": {one["reference"]: _proved(desk, one["reference"]) for one in cases if one["outcome"]},
        "replayed": {one: _said(case_search.replay, desk, one) for one in searched},
        "people": [
            [one.person, one.name, one.born and one.born.isoformat()] for one in person_cards.people_of(desk, "").people
        ],
        "pairs": [[one.one.reference, one.other.reference] for one in people_jobs.pairs(desk).pairs],
        "papers": [[one.reference, one.kind, one.state, one.digest] for one in papers],
        "leaves": [_said(filing.save_letter, desk, one, folder) for one in packs],
        "breaches": breaches_jobs.breach_list(desk, LAST).breaches,
        "disposals": [
            json.loads(to_json(disposal_jobs.disposal_of(desk, one.reference).certificate))
            for one in disposal_jobs.disposals(desk)
        ],
        "history": [[one.seq, one.kind, one.on, one.actor] for one in case_detail.timeline(desk)],
        "drafts": [[name, saved.isoformat(), desk.drafts.get(name)] for name, saved in desk.drafts.names()],
    }
    return json.loads(to_json(told))


NEVER = "Nothing was searched for"


def _as_json(answer: object) -> Any:
    return json.loads(to_json(answer))


def _proved(desk: Any, reference: str) -> Any:
    """Whether what left proves the closing of a case."""
    return show_json(desk, reference, LAST)["proved"]


def _said(job: Callable[..., Any], desk: Any, *given: Any) -> Any:
    """What a job answers: for a path its name, for a refusal its sentence."""
    try:
        answer = job(desk, *given)
    except Refused as refused:
        return NEVER if str(refused).startswith((NEVER, "You have not searched", "Say first")) else str(refused)
    return answer.name if isinstance(answer, Path) else answer


def main(what: str, name: str) -> None:
    """Make a desk, or write down its answers."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "desk"
        if what == "desk":
            make(folder)
            seal(folder, HERE / f"{name}.tar")
            return
        desk = opening.open_desk(unseal(name, folder), ANN, now=LAST)
        said = answers(desk, Path(scratch))
        desk.close()
        (HERE / f"{name}.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
