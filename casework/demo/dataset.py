"""A synthetic council: the files its HR and its census would produce, and the cases its officer would have.

No one in it is real: names are drawn from lists, National Insurance numbers have a prefix that is never issued, phone
numbers and postcodes are those reserved for fiction. The same seed and the same date give the same council.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from xml.sax.saxutils import escape

from casework.demo.names import COMMENTS, DEPARTMENTS, ETHNICITY, FORENAMES, STREETS, SURNAMES
from casework.demo.steps import (
    DemoStep,
    ToAdopt,
    ToAssess,
    ToClose,
    ToComplain,
    ToDecide,
    ToHold,
    ToIdentify,
    ToImport,
    ToLog,
    ToPack,
    ToRecord,
    ToReport,
    ToRestrict,
    ToSearch,
    ToWrite,
)
from casework.demo.workers import Worker


@dataclass
class SyntheticCouncil:
    """The staff, the files they make, and the script of the cases."""

    today: date
    staff: list[Worker]
    files: list[tuple[str, bytes]] = field(default_factory=list)
    script: list[DemoStep] = field(default_factory=list)
    """In the order in which an officer would have done them."""


def council(today: date, *, now_employed: int = 400, leavers: int = 1200, seed: int = 7) -> SyntheticCouncil:
    """The synthetic council as it is on `today`."""
    chance = random.Random(seed)  # noqa: S311 - a council to rehearse with, not a secret
    staff = [_worker(chance, number, today, number >= now_employed) for number in range(now_employed + leavers)]
    _katherine(staff[0], today)
    _twins(staff)
    wrong = [worker for worker in staff if worker.swe][13]
    wrong.returned = wrong.started - timedelta(days=31)
    made = SyntheticCouncil(today, staff)
    newest = today.year if (today.month, today.day) >= (10, 15) else today.year - 1
    for year in range(newest - 4, newest + 1):
        made.files.append((f"cswwf_return_{year}.xml", _census(chance, staff, year)))
    made.files.append((f"nfi_payroll_{newest - 2}.csv", _payroll(staff, date(newest - 2, 9, 30), former=True)))
    made.files.append((f"nfi_payroll_{newest}.csv", _payroll(staff, date(newest, 9, 30), former=False)))
    made.files.append(("swe_numbers.csv", _lookup(staff)))
    made.files.append((f"agency_workers_{newest}.csv", _agency(staff, newest)))
    made.script = sorted(_script(staff, today), key=lambda step: step.on)
    return made


def _worker(chance: random.Random, number: int, today: date, gone: bool) -> Worker:
    forename, surname = chance.choice(FORENAMES), chance.choice(SURNAMES)
    born = date(1960, 1, 1) + timedelta(days=chance.randrange(16000))
    started = max(born + timedelta(days=365 * 22), today - timedelta(days=chance.randrange(200, 9000)))
    left = min(started + timedelta(days=chance.randrange(90, 4000)), today - timedelta(days=30)) if gone else None
    social_worker = chance.random() < 0.32
    plain = surname.lower().replace("'", "").replace("í", "i").replace("ń", "n")
    return Worker(
        staff=f"{10000 + number * 7:07}",
        title=chance.choice(("Ms", "Mr", "Mrs", "Miss", "Mx")),
        forename=forename,
        middle=chance.choice(("", "", chance.choice(FORENAMES), "J", "A")),
        surname=surname,
        former=chance.choice(SURNAMES) if chance.random() < 0.08 else None,
        born=born,
        ni=f"QQ{chance.randrange(10**6):06}{'ABCD'[number % 4]}",
        started=started,
        left=left,
        department=chance.choice(DEPARTMENTS),
        email=f"{forename[0].lower()}.{plain}{number}@hartlepool.example".replace("ŝ", "s"),
        swe=f"SW{50000 + number * 3}" if social_worker else None,
        sex=chance.choice("FM"),
        ethnicity=chance.choice(ETHNICITY),
        comment=chance.choice(COMMENTS).format(surname=surname) if chance.random() < 0.2 else "",
        posts=2 if chance.random() < 0.05 else 1,
    )


def _katherine(worker: Worker, today: date) -> None:
    """The person the manual follows: two names, a social worker, a comment about someone else."""
    worker.title, worker.forename, worker.middle, worker.surname = "Ms", "Katherine", "Anne", "Robertson"
    worker.former, worker.born, worker.swe, worker.sex = "Jones", date(1984, 3, 14), "SW12345", "F"
    worker.started, worker.department, worker.email = (
        date(2012, 9, 1),
        "Assessment East",
        "k.robertson@hartlepool.example",
    )
    worker.comment, worker.posts = "Asked for reduced hours: manager's mother, Jean Hartley, is unwell too", 2


def _twins(staff: list[Worker]) -> None:
    """Two with one name, and two with one surname and date of birth: a search must distinguish them."""
    staff[1].forename, staff[1].surname, staff[1].former = "Katherine", "Robertson", None
    staff[3].surname, staff[3].born = staff[2].surname, staff[2].born


def _employed(worker: Worker, start: date, end: date) -> bool:
    return worker.started <= end and (worker.left is None or worker.left >= start)


def _census(chance: random.Random, staff: list[Worker], year: int) -> bytes:
    start, end = date(year - 1, 10, 1), date(year, 9, 30)
    people = [worker for worker in staff if worker.swe and _employed(worker, start, end)]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n  <Header>\n    <CollectionDetails>'
        f"<Collection>CSWW</Collection><Year>{year}</Year><ReferenceDate>{end}</ReferenceDate></CollectionDetails>\n"
        "    <Source><SourceLevel>L</SourceLevel><LEA>805</LEA><SoftwareCode>synthetic</SoftwareCode>"
        f"<DateTime>{year}-10-20T09:12:00Z</DateTime></Source>\n  </Header>\n  <LALevelVacancies>"
        "<NumberOfVacancies>7.50</NumberOfVacancies><NoAgencyFTE>4.00</NoAgencyFTE>"
        "<NoAgencyHeadcount>4</NoAgencyHeadcount></LALevelVacancies>\n"
    )
    return (head + "".join(_census_worker(chance, worker, end) for worker in people) + "</Message>\n").encode()


def _census_worker(chance: random.Random, worker: Worker, end: date) -> str:
    gone = worker.left is not None and worker.left <= end
    items: dict[str, object] = {
        "AgencyWorker": 0,
        "SWENo": worker.swe,
        "FTE": "0.000000" if gone else chance.choice(("1.000000", "0.800000", "0.600000")),
        "PersonBirthDate": worker.born,
        "GenderCurrent": 2 if worker.sex == "F" else 1,
        "Ethnicity": worker.ethnicity,
        "QualInst": chance.choice(("University of Teesside", "Durham University", "Northumbria University")),
        "QualLevel": chance.choice((1, 2)),
        "StepUpGrad": 0,
        "OrgRole": chance.choice((3, 4, 5, 5, 5, 6)),
        "RoleStartDate": worker.returned or worker.started,
        "StartOrigin": chance.choice((1, 2, 4, 6)),
    }
    if gone:
        items |= {"RoleEndDate": worker.left, "LeaverDestination": chance.choice((1, 3, 6)), "ReasonLeave": 1}
    absent = not gone and chance.random() < 0.06
    items |= {
        "FTE30": "1.000000",
        "Cases30": chance.randrange(0, 24),
        "WorkingDaysLost": f"{chance.randrange(0, 60) / 2:.2f}",
        "FrontlineGrad": 0,
        "Absat30Sept": int(absent),
    }
    if absent:
        items["ReasonAbsence"] = chance.choice(("SIC", "MAT", "OTH"))
    inside = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in items.items())
    return f"  <CSWWWorker>{inside}</CSWWWorker>\n"


HEADINGS = (
    "Employee reference number,Employee post number,Department,Title,Sex,Surname,Forename(s),"
    "Middle name(s) or middle initial(s),Address line 1,Address line 2,Address line 3,Address line 4,Post code,"
    "Date of birth,Home telephone number,Mobile telephone number,Email address,Passport number,Date started,Date left,"
    "Leaver indicator,National insurance number,Full-time/part-time flag,Gross pay to date,Standard hours per week,"
    "Date last paid,Teacher flag,Sort code,Bank account,Comments"
).split(",")


def _payroll(staff: list[Worker], paid: date, *, former: bool) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(HEADINGS)
    for worker in staff:
        if worker.started > paid:
            continue
        left = worker.left if worker.left and worker.left <= paid else None
        for post in range(worker.posts):
            surname = worker.former if former and worker.former else worker.surname
            number = int(worker.staff)
            rows.writerow(
                [
                    worker.staff,
                    f"CS-{number % 997 + post}",
                    worker.department,
                    worker.title,
                    worker.sex,
                    surname,
                    worker.forename,
                    worker.middle,
                    f"{number % 190 + 1} {STREETS[number % 5]}",
                    "",
                    "Hartlepool",
                    "",
                    "ZZ99 9ZZ",
                    f"{worker.born:%d/%m/%Y}",
                    "",
                    f"07700900{number % 1000:03}",
                    worker.email,
                    "",
                    f"{worker.started:%d/%m/%Y}",
                    f"{left:%d/%m/%Y}" if left else "",
                    "L" if left else "",
                    worker.ni,
                    "P" if post else "F",
                    f"{number % 31 * 900 + 14000}.00",
                    "0700" if post else "3700",
                    f"{left or paid:%d/%m/%Y}",
                    "",
                    "00-00-00",
                    "00000000",
                    worker.comment if not former else "",
                ]
            )
    return out.getvalue().encode("utf-8-sig")


def _lookup(staff: list[Worker]) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["Staff number", "Name", "SWE number", "Checked on", "Checked by"])
    for worker in staff:
        if worker.swe:
            rows.writerow([worker.staff, worker.name(), f"SW00{worker.swe[2:]}", "03/10/2026", "P. Nair"])
    return out.getvalue().encode()


def _agency(staff: list[Worker], year: int) -> bytes:
    """Some of the staff as an agency knew them: without our numbers, their names and birth dates written otherwise."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["Agency", "Staff number", "Registration number", "Name", "Date of birth", "Email", "Start date"])
    for at, one in enumerate(staff[20:60:4]):
        short, slip = f"{one.surname.upper()}, {one.forename[0]}", f"{one.forename} {one.surname[:2]}{one.surname[3:]}"
        name = (short, one.name(), f"{one.forename} {SURNAMES[at]}", slip, one.name())[at % 5]
        number, email = (f"A-{at + 101}" if at % 2 else ""), (one.email if at % 5 == 2 else "")
        rows.writerow(["Bright Staffing", number, "TBC", name, f"{one.born:%d/%m/%Y}", email, f"01/06/{year}"])
    return out.getvalue().encode()


def facts(worker: Worker, received: date, **more: object) -> dict[str, object]:
    """A request by that worker, as the officer would type it."""
    return {
        "right": ["access"],
        "received": received.isoformat(),
        "channel": "email",
        "service": worker.department,
        "requester": {
            "name": worker.name(),
            "address": _address(worker),
            "email": worker.email,
            "is_subject": True,
        },
        "subject": {
            "name": worker.name(),
            "former_names": [f"{worker.forename} {worker.former}"] if worker.former else [],
            "born": worker.born.isoformat(),
            "identifiers": {"staff": worker.staff, "swe": worker.swe, "ni": None, "email": [worker.email]},
        },
        "asked": "Everything you hold about me, in particular my absence record and census returns.",
    } | more


def _address(worker: Worker) -> list[str]:
    return [f"{int(worker.staff) % 190 + 1} {STREETS[int(worker.staff) % 5]}", "Hartlepool", "ZZ99 9ZZ"]


def _complainant(worker: Worker) -> dict[str, object]:
    """The worker as someone who complains."""
    return {"name": worker.name(), "address": _address(worker), "email": worker.email}


SOLICITOR = {
    "name": "Quayside Law",
    "address": ["4 Example Quay", "Hartlepool", "ZZ99 9ZZ"],
    "email": "post@quayside.example",
    "is_subject": False,
    "authority": "none seen yet",
}
"""Someone who asks for a member of staff."""
IN_FORCE = date(2026, 6, 19)
"""From when there are complaints to the controller (DPA 2018 s.164A)."""
CALL = {"way": "call", "direction": "in"}


def _past(social: list[Worker], ago: Callable[[int], date]) -> Iterator[DemoStep]:
    """What was closed in the past year: most in time, some late, one extended, some recognised days late."""
    for number in range(14):
        received, took = 45 + number * 22, 20 + number % 5 * 4
        key, worker = f"past-{number}", social[(20 + number) % len(social)]
        request = facts(worker, ago(received), recognised=ago(received - number % 4).isoformat())
        yield ToLog(ago(received - number % 4), key, request)
        if number == 5:
            yield ToClose(ago(received - took), key, "withdrawn")
        else:
            yield from _answered(key, worker, ago(received - took))
    worker = social[40 % len(social)]
    yield ToLog(ago(26), "last-week", facts(worker, ago(26)))
    yield from _answered("last-week", worker, ago(10))


def _answered(key: str, worker: Worker, on: date) -> Iterator[DemoStep]:
    """A request answered in full on one date: identified, searched, decided, letter made and sent, case closed."""
    yield ToIdentify(on, key, worker)
    yield ToSearch(on, key)
    yield ToDecide(on, key)
    yield ToWrite(on, key, "disclosure")
    yield ToRecord(on, key, "sent")
    yield ToClose(on, key, "answered")


WRONG = "An email with a colleague's sickness record went to forty foster carers."
PAPERS = "A folder with supervision notes was left on a bus, and handed in at the depot."
TESTS = {"breach": "yes", "risk": "likely", "high": "no"}
SMALL = {"breach": "yes", "risk": "unlikely", "high": "no"}


def _breaches(ago: Callable[[int], date]) -> Iterator[DemoStep]:
    """One that runs, one that was notified and is not finished, and those of the past year."""
    known: dict[str, object] = {"by": "a team manager", "service": "Fostering", "affected": "one member of staff"}
    yield ToReport(ago(1), "running", known | {"what": WRONG, "noticed": f"{ago(2)}T16:30"})
    facts = known | {"what": PAPERS, "noticed": f"{ago(12)}T09:10", "happened": ago(13).isoformat(), "service": "MASH"}
    facts |= {"cause": "paper-lost", "data": ["conduct", "absence"], "people": ["staff"], "people_count": 6}
    yield ToReport(ago(12), "notified", facts)
    assessed = {"tests": TESTS, "factors": {"context": "sensitive", "adjust": -1, "confidentiality": "known"}}
    decided = {"regulator": {"decision": "notify"}, "people": {"decision": "not", "reason": "it came back sealed"}}
    yield ToAssess(ago(11), "notified", assessed | decided)
    yield ToRecord(ago(11), "notified", "notified", facts={"at": f"{ago(11)}T09:30"})
    action = {"what": "procedure", "owner": "Service manager", "due": (ago(-9)).isoformat()}
    yield ToRecord(ago(11), "notified", "action", facts=action, note="no paper off the premises")
    causes = ("email-wrong", "post-wrong", "email-wrong", "verbal", "bcc", "email-wrong", "device-lost", "redaction")
    for number, cause in enumerate(causes):
        key, day = f"breach-{number}", 40 + number * 41
        facts = {"what": "Found at a check, and corrected.", "noticed": f"{ago(day)}T08:00", "service": "Fostering"}
        facts |= {"cause": cause, "data": ["identity"], "people": ["carers"], "near_miss": cause == "device-lost"}
        yield ToReport(ago(day), key, facts)
        none = {"decision": "not", "reason": "a risk to anyone is unlikely"}
        yield ToAssess(ago(day), key, {"tests": SMALL, "regulator": none, "people": none})
        yield ToClose(ago(day - 3), key, "dealt-with")


def _script(staff: list[Worker], today: date) -> Iterator[DemoStep]:
    """The cases: every stage the product knows, spread over the past weeks."""
    social = [worker for worker in staff if worker.swe]

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    def case(key: str, days: int, worker: Worker, **more: object) -> ToLog:
        return ToLog(ago(days), key, facts(worker, ago(days), **more))

    yield case("katherine", 6, staff[0])
    yield ToWrite(ago(6), "katherine", "acknowledgement")
    yield ToRecord(ago(6), "katherine", "acknowledged")
    yield case("solicitor", 5, social[16], requester=SOLICITOR)
    yield ToWrite(ago(5), "solicitor", "authority-request")
    yield ToRecord(ago(5), "solicitor", "authority_requested")
    yield case("found", 12, social[5])
    yield ToIdentify(ago(11), "found", social[5])
    yield ToSearch(ago(10), "found")
    yield case("decided", 20, social[6])
    yield ToIdentify(ago(19), "decided", social[6])
    yield ToSearch(ago(18), "decided")
    yield ToDecide(ago(17), "decided")
    yield case("packed", 24, social[7])
    yield ToIdentify(ago(23), "packed", social[7])
    yield ToSearch(ago(22), "packed")
    yield ToDecide(ago(5), "packed")
    yield ToPack(ago(4), "packed")
    yield case("late", 45, social[8])
    yield ToIdentify(ago(44), "late", social[8])
    yield case("extended", 40, social[9])
    yield ToRecord(ago(25), "extended", "extended", months=2)
    yield case("identity", 15, social[10], channel="letter")
    yield ToRecord(ago(14), "identity", "id_requested")
    yield case("paused", 21, social[11])
    yield ToRecord(ago(9), "paused", "clarification_requested")
    yield case("answered-question", 28, social[12])
    yield ToRecord(ago(24), "answered-question", "clarification_requested")
    yield ToRecord(ago(18), "answered-question", "clarification_received")
    yield case("rectification", 8, social[13], right=["rectification"], asked="My start date in the census is wrong.")
    yield ToIdentify(ago(7), "rectification", social[13])
    checked = "the start date is being checked"
    yield ToRestrict(ago(6), "rectification", social[13], ground="accuracy", reason=checked)
    yield case("erasure", 3, social[14], right=["erasure", "objection"], asked="Erase my records; I have left.")
    yield case("closed", 80, social[15])
    yield ToIdentify(ago(79), "closed", social[15])
    yield ToSearch(ago(70), "closed")
    yield ToDecide(ago(69), "closed")
    yield ToPack(ago(60), "closed")
    yield ToRecord(ago(58), "closed", "sent")
    yield ToClose(ago(58), "closed", "answered")
    stranger = replace(staff[-1], forename="Rosalind", surname="Achterberg")
    subject = {"name": stranger.name(), "former_names": [], "born": "1979-05-02", "identifiers": {}}
    yield case("nobody", 34, stranger, service=None, subject=subject)
    yield ToImport(ago(340))
    yield ToAdopt(ago(75), row="r07", reason="Retention policy, agreed by the audit committee")
    claim = {"kind": "claim", "why": "A claim at the employment tribunal", "review": ago(-120).isoformat()}
    yield ToHold(ago(74), staff[len(staff) // 2], facts=claim)
    yield from _past(social, ago)
    yield ToRecord(ago(12), "late", "delayed", facts={"reason": "records"})
    yield ToRecord(ago(11), "late", "assigned", facts={"owner": "Information Governance"})
    yield ToRecord(ago(2), "katherine", "note", note="rang to ask how long", facts=CALL)
    yield from _breaches(ago)
    if ago(40) < IN_FORCE:
        return
    complaint = {"received": ago(9).isoformat(), "complainant": _complainant(social[8])}
    yield ToComplain(ago(9), "complaint", about="late", facts=complaint | {"what": "My request is not answered."})
    old = {"received": ago(40).isoformat(), "complainant": _complainant(social[15])}
    yield ToComplain(ago(40), "told", about="closed", facts=old | {"what": "Pages were missing from the answer."})
    yield ToRecord(ago(36), "told", "acknowledged")
    yield ToRecord(ago(20), "told", "progress", facts={"way": "letter"}, note="half the files read")
