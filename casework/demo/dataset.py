"""A synthetic council: the files its HR and its census would produce, and the cases its officer would have.

No one in it is real: names are drawn from lists, National Insurance numbers have a prefix that is never issued, phone
numbers and postcodes are those reserved for fiction. The same seed and the same date give the same council.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from xml.sax.saxutils import escape

from casework.demo.names import COMMENTS, DEPARTMENTS, ETHNICITY, FORENAMES, STREETS, SURNAMES


@dataclass
class Worker:
    """One member of staff of the synthetic council."""

    staff: str
    title: str
    forename: str
    middle: str
    surname: str
    former: str | None
    born: date
    ni: str
    started: date
    left: date | None
    department: str
    email: str
    swe: str | None
    sex: str
    ethnicity: str
    comment: str
    posts: int = 1
    returned: date | None = None
    """The start date in the census, if it differs from HR's."""

    def name(self) -> str:
        """As the council writes it."""
        return f"{self.forename} {self.surname}"


@dataclass
class SyntheticCouncil:
    """The staff, the files they make, and the script of the cases."""

    today: date
    staff: list[Worker]
    files: list[tuple[str, bytes]] = field(default_factory=list)
    script: list[tuple[date, str, dict[str, Any]]] = field(default_factory=list)
    """(date, job, what), in the order an officer would have done the jobs."""


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
    made.script = sorted(_script(staff, today), key=lambda step: step[0])
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
    items: dict[str, Any] = {
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


def facts(worker: Worker, received: date, **more: Any) -> dict[str, Any]:
    """A request by that worker, as the officer would type it."""
    return {
        "right": ["access"],
        "received": received.isoformat(),
        "channel": "email",
        "service": worker.department,
        "requester": {
            "name": worker.name(),
            "address": [f"{int(worker.staff) % 190 + 1} {STREETS[int(worker.staff) % 5]}", "Hartlepool", "ZZ99 9ZZ"],
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


def _past(social: list[Worker], ago: Callable[[int], date]) -> Iterator[tuple[date, str, dict[str, Any]]]:
    """What was closed in the past year: most in time, some late, one extended, some recognised days late."""
    for number in range(14):
        received, took = 45 + number * 22, 20 + number % 5 * 4
        key, worker = f"past-{number}", social[(20 + number) % len(social)]
        said = facts(worker, ago(received), recognised=ago(received - number % 4).isoformat())
        yield ago(received - number % 4), "log", {"key": key, "facts": said}
        if number == 5:
            yield ago(received - took), "close", {"key": key, "outcome": "withdrawn"}
        else:
            yield from _answered(key, worker, ago(received - took))
    worker = social[40 % len(social)]
    yield ago(26), "log", {"key": "last-week", "facts": facts(worker, ago(26))}
    yield from _answered("last-week", worker, ago(10))


def _answered(key: str, worker: Worker, on: date) -> Iterator[tuple[date, str, dict[str, Any]]]:
    """A request answered in full on one date: identified, searched, decided, letter made and sent, case closed."""
    yield on, "bind", {"key": key, "worker": worker}
    yield on, "find", {"key": key}
    yield on, "decide", {"key": key}
    yield on, "letter", {"key": key, "kind": "disclosure"}
    yield on, "event", {"key": key, "kind": "sent"}
    yield on, "close", {"key": key, "outcome": "answered"}


WRONG = "An email with a colleague's sickness record went to forty foster carers."
PAPERS = "A folder with supervision notes was left on a bus, and handed in at the depot."
TESTS = {"breach": "yes", "risk": "likely", "high": "no"}
SMALL = {"breach": "yes", "risk": "unlikely", "high": "no"}


def _breaches(ago: Callable[[int], date]) -> Iterator[tuple[date, str, dict[str, Any]]]:
    """One that runs, one that was notified and is not finished, and those of the past year."""
    known: dict[str, Any] = {"by": "a team manager", "service": "Fostering", "affected": "one member of staff"}
    yield ago(1), "breach", {"key": "running", "facts": known | {"what": WRONG, "noticed": f"{ago(2)}T16:30"}}
    facts = known | {"what": PAPERS, "noticed": f"{ago(12)}T09:10", "happened": ago(13).isoformat(), "service": "MASH"}
    facts |= {"cause": "paper-lost", "data": ["conduct", "absence"], "people": ["staff"], "people_count": 6}
    yield ago(12), "breach", {"key": "notified", "facts": facts}
    said = {"tests": TESTS, "factors": {"context": "sensitive", "adjust": -1, "confidentiality": "known"}}
    decided = {"regulator": {"decision": "notify"}, "people": {"decision": "not", "reason": "it came back sealed"}}
    yield ago(11), "assess", {"key": "notified", "said": said | decided}
    yield ago(11), "event", {"key": "notified", "kind": "notified", "facts": {"at": f"{ago(11)}T09:30"}}
    action = {"what": "procedure", "owner": "Service manager", "due": (ago(-9)).isoformat()}
    yield ago(11), "event", {"key": "notified", "kind": "action", "facts": action, "note": "no paper off the premises"}
    causes = ("email-wrong", "post-wrong", "email-wrong", "verbal", "bcc", "email-wrong", "device-lost", "redaction")
    for number, cause in enumerate(causes):
        key, day = f"breach-{number}", 40 + number * 41
        facts = {"what": "Found at a check, and corrected.", "noticed": f"{ago(day)}T08:00", "service": "Fostering"}
        facts |= {"cause": cause, "data": ["identity"], "people": ["carers"], "near_miss": cause == "device-lost"}
        yield ago(day), "breach", {"key": key, "facts": facts}
        none = {"decision": "not", "reason": "a risk to anyone is unlikely"}
        yield ago(day), "assess", {"key": key, "said": {"tests": SMALL, "regulator": none, "people": none}}
        yield ago(day - 3), "close", {"key": key, "outcome": "dealt-with"}


def _script(staff: list[Worker], today: date) -> Iterator[tuple[date, str, dict[str, Any]]]:
    """The cases: every stage the product knows, spread over the past weeks."""
    social = [worker for worker in staff if worker.swe]

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    def case(key: str, days: int, worker: Worker, **more: Any) -> tuple[date, str, dict[str, Any]]:
        return ago(days), "log", {"key": key, "facts": facts(worker, ago(days), **more)}

    yield case("katherine", 6, staff[0])
    yield ago(6), "letter", {"key": "katherine", "kind": "acknowledgement"}
    yield ago(6), "event", {"key": "katherine", "kind": "acknowledged"}
    yield case("solicitor", 5, social[16], requester=SOLICITOR)
    yield ago(5), "letter", {"key": "solicitor", "kind": "authority-request"}
    yield ago(5), "event", {"key": "solicitor", "kind": "authority_requested"}
    yield case("found", 12, social[5])
    yield ago(11), "bind", {"key": "found", "worker": social[5]}
    yield ago(10), "find", {"key": "found"}
    yield case("decided", 20, social[6])
    yield ago(19), "bind", {"key": "decided", "worker": social[6]}
    yield ago(18), "find", {"key": "decided"}
    yield ago(17), "decide", {"key": "decided"}
    yield case("packed", 24, social[7])
    yield ago(23), "bind", {"key": "packed", "worker": social[7]}
    yield ago(22), "find", {"key": "packed"}
    yield ago(5), "decide", {"key": "packed"}
    yield ago(4), "pack", {"key": "packed"}
    yield case("late", 45, social[8])
    yield ago(44), "bind", {"key": "late", "worker": social[8]}
    yield case("extended", 40, social[9])
    yield ago(25), "event", {"key": "extended", "kind": "extended", "months": 2}
    yield case("identity", 15, social[10], channel="letter")
    yield ago(14), "event", {"key": "identity", "kind": "id_requested"}
    yield case("paused", 21, social[11])
    yield ago(9), "event", {"key": "paused", "kind": "clarification_requested"}
    yield case("answered-question", 28, social[12])
    yield ago(24), "event", {"key": "answered-question", "kind": "clarification_requested"}
    yield ago(18), "event", {"key": "answered-question", "kind": "clarification_received"}
    yield case("rectification", 8, social[13], right=["rectification"], asked="My start date in the census is wrong.")
    yield ago(7), "bind", {"key": "rectification", "worker": social[13]}
    contested = {"ground": "accuracy", "reason": "the start date is being checked"}
    yield ago(6), "restrict", {"key": "rectification", "worker": social[13], "said": contested}
    yield case("erasure", 3, social[14], right=["erasure", "objection"], asked="Erase my records; I have left.")
    yield case("closed", 80, social[15])
    yield ago(79), "bind", {"key": "closed", "worker": social[15]}
    yield ago(70), "find", {"key": "closed"}
    yield ago(69), "decide", {"key": "closed"}
    yield ago(60), "pack", {"key": "closed"}
    yield ago(58), "event", {"key": "closed", "kind": "sent"}
    yield ago(58), "close", {"key": "closed", "outcome": "answered"}
    stranger = facts(staff[-1], ago(34), service=None)
    stranger["requester"]["name"] = stranger["subject"]["name"] = "Rosalind Achterberg"
    stranger["subject"] |= {"former_names": [], "born": "1979-05-02", "identifiers": {}}
    yield ago(34), "log", {"key": "nobody", "facts": stranger}
    yield ago(340), "import", {}
    yield ago(75), "adopt", {"row": "r07", "reason": "Retention policy, agreed by the audit committee"}
    claim = {"kind": "claim", "why": "A claim at the employment tribunal", "review": ago(-120).isoformat()}
    yield ago(74), "hold", {"worker": staff[len(staff) // 2], "facts": claim}
    yield from _past(social, ago)
    yield ago(12), "event", {"key": "late", "kind": "delayed", "facts": {"reason": "records"}}
    yield ago(11), "event", {"key": "late", "kind": "assigned", "facts": {"owner": "Information Governance"}}
    yield ago(2), "event", {"key": "katherine", "kind": "note", "note": "rang to ask how long", "facts": CALL}
    yield from _breaches(ago)
    if ago(40) < IN_FORCE:
        return
    complaint = {"received": ago(9).isoformat(), "complainant": {"name": social[8].name()}, "about": "late"}
    yield ago(9), "complain", {"key": "complaint", "facts": complaint | {"what": "My request is not answered."}}
    old = {"received": ago(40).isoformat(), "complainant": {"name": social[15].name()}, "about": "closed"}
    yield ago(40), "complain", {"key": "told", "facts": old | {"what": "Pages were missing from the answer."}}
    yield ago(36), "event", {"key": "told", "kind": "acknowledged"}
    yield (
        ago(20),
        "event",
        {"key": "told", "kind": "progress", "facts": {"way": "letter"}, "note": "half the files read"},
    )
