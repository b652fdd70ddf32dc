"""Who is who, measured on a labelled register. By hand: python tests/benchmarks/people.py [S|L] [--worst]

Nobody in it is real. Files of several years are brought in by the product's own import; since it is known whose every
row is, false joins, true pairs that are offered and records that are found can be counted.
"""

import csv
import io
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from casework.desk.store import Desk  # noqa: E402
from casework.people import pairs  # noqa: E402
from casework.vault.database import number  # noqa: E402
from dpo_console.desk import jobs as desk_jobs  # noqa: E402
from dpo_console.jobs import case_search, opening, person_cards  # noqa: E402
from dpo_console.people import jobs as people_jobs  # noqa: E402
from dpo_console.records import jobs as records_jobs  # noqa: E402
from dpo_console.rights import jobs as rights_jobs  # noqa: E402
from testham import TESTHAM  # noqa: E402

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PASSPHRASE = "four plain words here"
SIZES = {"S": 2300, "L": 13000}
FORENAMES = (
    "David John Susan Margaret Paul Andrew Christine James Michael Sarah Patricia Robert Karen Mark Elizabeth Stephen "
    "Helen Peter Julie Jacqueline Richard Amanda William Christopher Deborah Thomas Jennifer Catherine Joanne Anthony "
    "Nicola Rebecca Samantha Victoria Matthew Daniel Philip Kevin Alison Gillian Angela Caroline Lesley Linda Barbara "
    "Charlotte Emma Laura Gemma Rachel Hannah Lucy Jessica Amy Lauren Sophie Katie Leanne Stacey Kelly Claire Lisa "
    "Mohammed Imran Fatima Aisha Yasmin Priya Sunita Rajesh Sandeep Agnieszka Katarzyna Tomasz Marek Zofia Magdalena "
    "Siân Rhian Gareth Geraint Bronwen Nia Elin Aoife Niamh Seán Eilidh Olusegun Ngozi Chidi Kwame Folasade Adaeze "
    "Dennis Derek Keith Colin Maureen Beverley Lorraine Donna Tracey Wendy Gerald Terence Frederick Dorothy Rosemary "
    "Josephine Benjamin Alexander Joseph Samuel Oliver Harriet Georgina Eleanor Isabel Madeleine Philippa Penelope"
).split()
COMMON = (
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green "
    "Hall Wood Jackson Clarke Patel Khan Hussain Ahmed Ali Begum Singh Kaur O'Brien Murphy Kelly McDonald McAllister "
    "Kowalska Nowak Okafor Adeyemi Llewellyn Robertson Anderson Scott Stewart Campbell Mitchell Hughes Edwards Turner"
).split()
BEGIN = (
    "Ash Black Brad Brook Burn Cart Clay Cole Crow Dal Dun East Elm Fair Fen Gar Hart Hay Heath Hol Kirk Lang Lind Marsh "
    "Mid Nor Oak Old Pen Rad Red Row Sand Shel Stan Ston Sut Thorn Wal Ward Wes Whit Win Wool Yar"
).split()
END = "bourne bridge bury by croft dale den field ford gate ham head hurst ley low more son stead ton wick wood worth".split()
SHORT = {
    "Susan": "Sue", "Margaret": "Peggy", "Christine": "Chris", "Michael": "Mike", "Patricia": "Pat", "Robert": "Bob",
    "Elizabeth": "Liz", "Stephen": "Steve", "Richard": "Dick", "William": "Bill", "Christopher": "Chris",
    "Deborah": "Debbie", "Thomas": "Tom", "Jennifer": "Jenny", "Catherine": "Kate", "Anthony": "Tony",
    "Samantha": "Sam", "Victoria": "Vicky", "Matthew": "Matt", "Philip": "Phil", "Alison": "Ali", "Gillian": "Jill",
    "Katarzyna": "Kasia", "Tomasz": "Tomek", "Zofia": "Zosia", "Gareth": "Gaz", "Rajesh": "Raj", "Frederick": "Fred",
    "Dorothy": "Dot", "Terence": "Terry", "Alexander": "Sandy", "Eleanor": "Nell", "Penelope": "Penny",
    "Philippa": "Pippa", "Lorraine": "Loz", "Rebecca": "Becky", "James": "Jim", "John": "Jack", "Magdalena": "Magda",
}  # fmt: skip


@dataclass
class Somebody:
    """One person of the labelled register, as they really are."""

    owner: int
    staff: str
    forename: str
    middle: str
    surname: str
    former: str
    born: date
    ni: str
    email: str
    swe: str
    started: int
    left: int
    known: bool = True
    """Whether the council pays them: the others come through agencies."""


@dataclass
class Written:
    """A file and whose every row is, by line."""

    name: str
    data: bytes
    owners: dict[int, int] = field(default_factory=dict)


def everybody(chance: random.Random, many: int) -> list[Somebody]:
    """The people: with twins, namesakes, families on one mailbox and staff numbers given twice among them."""
    rare = [begin + end for begin in BEGIN for end in END]
    chance.shuffle(rare)
    surnames = COMMON + rare
    weights = [1 / (4 + at) ** 0.9 for at in range(len(surnames))]
    first = [1 / (6 + at) ** 0.7 for at in range(len(FORENAMES))]
    people = []
    for owner in range(many):
        forename, surname = chance.choices(FORENAMES, first)[0], chance.choices(surnames, weights)[0]
        if chance.random() < 0.03:
            surname = f"{surname}-{chance.choice(surnames)}"
        started = chance.randrange(2000, 2026)
        people.append(
            Somebody(
                owner=owner,
                staff=f"{20000 + owner * 3:07}",
                forename=forename,
                middle=chance.choice(("", "", "J", chance.choice(FORENAMES))),
                surname=surname,
                former=chance.choices(surnames, weights)[0] if chance.random() < 0.12 else "",
                born=date(1955, 1, 1) + timedelta(days=chance.randrange(16800)),
                ni=f"QQ{chance.randrange(10**6):06}{'ABCD'[owner % 4]}",
                email=f"{forename[0].lower()}.{surname.lower().replace(chr(39), '')}{owner}@council.example",
                swe=f"SW{50000 + owner * 3}" if chance.random() < 0.35 else "",
                started=started,
                left=min(started + chance.randrange(1, 18), 2027),
                known=chance.random() > 0.06,
            )
        )
    for at in range(0, many - 2, 90):  # twins; every other pair on one mailbox
        one, twin = people[at], people[at + 1]
        twin.surname, twin.born, twin.former = one.surname, one.born, ""
        if twin.forename == one.forename:
            twin.forename = "Emma" if one.forename != "Emma" else "Paul"
        if at % 180 == 0:
            twin.email = one.email
    for at in range(31, many - 2, 120):  # namesakes
        people[at + 1].forename, people[at + 1].surname = people[at].forename, people[at].surname
    for at in range(60, many - 8, 400):  # a team's mailbox
        for member in people[at : at + 6]:
            member.email = f"team{at}@council.example"
    for at in range(45, many - 40, 150):  # a leaver's number given to somebody else
        if people[at].left < 2019:
            people[at + 30].staff, people[at + 30].started, people[at + 30].left = people[at].staff, 2020, 2027
    return people


def slipped(chance: random.Random, text: str) -> str:
    """A word with one slip of the hand."""
    at = chance.randrange(1, len(text) - 1)
    way = chance.randrange(3)
    if way == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + (chance.choice("aeionrst") if way == 1 else "") + text[at + 1 :]


def turned(day: date) -> date:
    """A birth date with day and month exchanged, where that is one."""
    return day.replace(day=day.month, month=day.day) if day.day <= 12 else day


def varied(chance: random.Random, one: Somebody) -> Somebody:
    """The person as another system would write them: now and then in another form."""
    said, course = replace(one), chance.random()
    if course < 0.12:
        said.forename = SHORT.get(one.forename, one.forename)
    elif course < 0.18:
        said.forename = one.forename[0]
    elif course < 0.25 and one.former:
        said.surname = one.former
    elif course < 0.30:
        said.surname = slipped(chance, one.surname)
    elif course < 0.34:
        said.forename = slipped(chance, one.forename) if len(one.forename) > 3 else one.forename
    elif course < 0.37:
        said.forename, said.surname = one.surname, one.forename
    elif course < 0.40:
        said.surname = one.surname.replace("-", " ") if chance.random() < 0.5 else one.surname.split("-")[0]
    elif course < 0.43:
        said.forename = one.forename.encode("ascii", "ignore").decode() if one.forename != "Siân" else "Sian"
    elif course < 0.45 and len(one.middle) > 1:
        said.forename = one.middle
    course = chance.random()
    if course < 0.04:
        said.born = turned(one.born)
    elif course < 0.06:
        year, leap_day = one.born.year + chance.choice((-1, 1)), (one.born.month, one.born.day) == (2, 29)
        said.born = one.born.replace(year=year, day=28 if leap_day else one.born.day)
    return said


PAYROLL = "Employee reference number,Department,Surname,Forename(s),Middle name(s),Date of birth,Email address,Date started,National insurance number"
STAFF = "Pay ref,FTE,Surname,Forename,Known as,DOB,Start date,Post,Std hours"
AGENCY = "Agency name,SWE number,Name,Date of birth,Email,Start date,Hourly rate"
TRAINING = "Staff number,Name,Email,Course title,Date completed"
ABSENCE = "Staff number,Surname,Forename,Date of birth,Absence type,First day,Last day"


def table(name: str, headings: str, rows: list[tuple[int, list[str]]]) -> Written:
    """A CSV of (owner, cells) under headings."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings.split(","))
    for _, cells in rows:
        writer.writerow(cells)
    return Written(name, out.getvalue().encode(), {line: owner for line, (owner, _) in enumerate(rows, 2)})


def files(chance: random.Random, people: list[Somebody]) -> list[Written]:
    """What the council's systems would have printed over the years."""
    made = []
    for year in (2014, 2018, 2022, 2026):
        rows = []
        for one in people:
            if one.known and one.started <= year and one.left > year - 4:
                surname = one.former if one.former and year < 2020 else one.surname
                names = [surname, one.forename, one.middle]
                rest = [f"{one.born:%d/%m/%Y}", one.email, f"01/09/{one.started}", one.ni]
                rows.append((one.owner, [one.staff, "Children", *names, *rest]))
        made.append(table(f"payroll_{year}.csv", PAYROLL, rows))
    again = [one for one in people if chance.random() < 0.08]
    old = []
    for one in again:  # an earlier system with its own numbers and no other: whom it knows must be found again
        said = varied(chance, one)
        hours = [
            "0.6",
            said.surname,
            said.forename,
            "",
            f"{said.born:%d/%m/%Y}",
            f"01/04/{one.started}",
            "Worker",
            "37",
        ]
        old.append((one.owner, [f"X{70000 + one.owner}", *hours]))
    made.append(table("old_system.csv", STAFF, old))
    rows = []
    for one in people:
        if one.swe and (not one.known or chance.random() < 0.25):
            said, given = varied(chance, one), chance.choice((one.swe, "XX" + one.swe[2:], "TBC"))
            name = f"{said.surname}, {said.forename}" if chance.random() < 0.5 else f"{said.forename} {said.surname}"
            email = f"{one.forename.lower()}{one.owner}@agency.example" if chance.random() < 0.4 else one.email
            rows.append((one.owner, ["Bright", given, name, f"{said.born:%d/%m/%Y}", email, "03/02/2025", "38.00"]))
    made.append(table("agency_2025q1.csv", AGENCY, rows))
    rows = []
    for at, one in enumerate(people):
        if one.left > 2024 and chance.random() < 0.5:
            said = varied(chance, one)
            staff = one.staff if chance.random() < 0.9 else ""
            course = f"Course {at % 40}"
            rows.append((one.owner, [staff, f"{said.forename} {said.surname}", one.email, course, "02/05/2025"]))
    made.append(table("training_2025.csv", TRAINING, rows))
    rows = []
    for one in people:
        if one.left > 2024 and one.known and chance.random() < 0.4:
            said = varied(chance, one)
            days = [f"{said.born:%d/%m/%Y}", "Sickness", f"{1 + one.owner % 28:02}/03/2026", "30/03/2026"]
            rows.append((one.owner, [one.staff, said.surname, said.forename, *days]))
    made.append(table("absence_2026.csv", ABSENCE, rows))
    return [*made, lookup(chance, people), *(census(people, year) for year in (2018, 2022, 2026))]


def lookup(chance: random.Random, people: list[Somebody]) -> Written:
    """The list of registration numbers kept by hand: most of them."""
    rows = [
        (one.owner, [one.staff, f"{one.forename} {one.surname}", f"SW00{one.swe[2:]}"])
        for one in people
        if one.swe and one.known and chance.random() < 0.85
    ]
    return table("swe_numbers.csv", "Staff number,Name,SWE number", rows)


def census(people: list[Somebody], year: int) -> Written:
    """The social workers of one year's return: number and birth date, no name."""
    head = (
        f"<Message><Header><CollectionDetails><Collection>CSWW</Collection><Year>{year}</Year><ReferenceDate>{year}"
        f"-09-30</ReferenceDate></CollectionDetails><Source><LEA>805</LEA><DateTime>{year}-10-20T09:12:00Z</DateTime>"
        "</Source></Header>"
    )
    lines, owners = [head], {}
    for one in people:
        if one.swe and one.started <= year < one.left:
            owners[len(lines) + 1] = one.owner
            numbers = f"<SWENo>{one.swe}</SWENo><FTE>1.000000</FTE><PersonBirthDate>{one.born}</PersonBirthDate>"
            lines.append(f"<CSWWWorker><AgencyWorker>{int(not one.known)}</AgencyWorker>{numbers}</CSWWWorker>")
    return Written(f"cswwf_{year}.xml", "\n".join([*lines, "</Message>"]).encode(), owners)


def main(size: str, worst: bool) -> None:
    """Make, import, count, print."""
    from sqlmodel import select

    from casework.records import intake
    from casework.records.items import Item, Sighting, Source

    chance = random.Random(11)
    people = everybody(chance, SIZES[size])
    written = files(chance, people)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        paths = []
        for one in written:
            paths.append(folder / one.name)
            paths[-1].write_bytes(one.data)
        began = time.perf_counter()
        for path in paths:
            with intake.open_file(path, []) as reading:
                for _ in reading.rows():
                    pass
        read_only = time.perf_counter() - began
        desk_jobs.create_desk(folder / "desk", PASSPHRASE, "Ann", NOW, TESTHAM)
        desk = opening.open_desk(folder / "desk", PASSPHRASE, now=NOW)
        began = time.perf_counter()
        records_jobs.import_files(desk, paths, NOW)
        imported = time.perf_counter() - began
        of_file = {one.name: one.owners for one in written}
        with desk.reading() as session:
            names = {source.id: source.name for source in session.exec(select(Source))}
            owner = {
                item: of_file[names[source]][line]
                for item, source, line in session.exec(select(Sighting.item_id, Sighting.source_id, Sighting.line))
            }
            whose = dict(session.exec(select(Item.id, Item.person_id)).all())
            began = time.process_time()
            queue = pairs.queue(session)
            took = time.process_time() - began
            listed = pairs.entries(session)
        print(
            f"{size}: {len(people):,} people, {len(owner):,} records in {len(paths)} files; {sum(1 for p in whose.values() if p is None):,} joined nobody"
        )
        held: dict[int, list[int]] = defaultdict(list)
        for item, person in whose.items():
            if person:
                held[person].append(owner[number(item)])
        mixed = {person: set(owners) for person, owners in held.items() if len(set(owners)) > 1}
        print(f"entries of the register {len(held):,}; false joins {len(mixed)}")
        real = {}
        for entry in listed:
            mine = [owner[item] for item in entry.items] if entry.record else held[entry.number]
            real[entry.reference] = Counter(mine).most_common(1)[0][0]
        by = {entry.reference: entry for entry in listed}
        entries: dict[int, list[pairs.PersonEntry]] = defaultdict(list)
        for entry in listed:
            entries[real[entry.reference]].append(entry)
        true = {
            (a.reference, b.reference) for many in entries.values() for a, b in combinations(many, 2) if not a.record
        }
        bare = {key for key in true if not common(*(by[one] for one in key))}
        true -= bare
        offered = {(pair.one.reference, pair.other.reference): pair for pair in queue}
        hit = true & offered.keys()
        counted = len(hit) / max(len(true) + len(bare), 1)
        print(
            f"pairs of one person with no kind of fact in common, so nothing to compare: {len(bare)}, not counted below "
            f"(with them {counted:.4f} are offered)"
        )
        print(
            f"true pairs {len(true):,}; offered {len(hit):,} = {len(hit) / len(true):.4f}; false pairs offered {len(offered) - len(hit):,}; queue in {took:.2f} s of CPU"
        )
        for strength in ("strong", "likely", "possible"):
            some = [key for key, pair in offered.items() if pair.strength == strength]
            good = sum(key in true for key in some)
            print(f"  {strength:9} {len(some):6,} offered, {good:6,} true = {good / max(len(some), 1):.3f}")
        chained = sum(linked(many, hit) for many in entries.values()) / max(
            sum(len(many) - 1 for many in entries.values()), 1
        )
        print(f"entries that a chain of offered true pairs leads to their person: {chained:.4f}")
        twins = [at for at, key in enumerate(offered) if are_twins(people, *(real[one] for one in key))]
        last = max(at for at, key in enumerate(offered) if key in true)
        print(
            f"twins offered {len(twins)}, the first at place {min(twins, default=0)} of {len(offered)}; last true pair at {last}"
        )
        if worst:
            for key in sorted(true - offered.keys())[:40]:
                print("  missed", *[(by[k].names, dict(by[k].values)) for k in key])
            for at in twins[:8]:
                print("  twins", queue[at])
            for key in [key for key in offered if key not in true][:25]:
                print("  false", offered[key])
        sampled(desk, chance, people, held, hit, real)
        print(
            f"import {imported:.1f} s = {imported / len(owner) * 1000:.2f} s a thousand records, {imported / read_only:.1f} times reading alone"
        )
        first = []
        for somebody in chance.sample(people, 40):
            began = time.perf_counter()
            person_cards.people_of(desk, f"{somebody.surname[:4]} {somebody.forename[:2]}")
            first.append(time.perf_counter() - began)
        print(f"search, first page: median {statistics.median(first) * 1000:.0f} ms, worst {max(first) * 1000:.0f} ms")
        desk.close()


def common(one: pairs.PersonEntry, other: pairs.PersonEntry) -> bool:
    """Whether two entries hold a fact of one kind at all: names, birth dates, numbers, e-mails."""
    kinds = ({kind for kind, values in side.values.items() if values and kind != "staff"} for side in (one, other))
    return bool(one.names and other.names) or bool(set.intersection(*kinds))


def linked(many: list[pairs.PersonEntry], hit: set[tuple[str, str]]) -> int:
    """How many of somebody's entries, beyond the first, hang together by pairs that were offered."""
    group = {one.reference: one.reference for one in many}
    for a, b in combinations(many, 2):
        if (a.reference, b.reference) in hit:
            mine, theirs = group[a.reference], group[b.reference]
            group = {name: mine if root == theirs else root for name, root in group.items()}
    return len(many) - len(set(group.values()))


def are_twins(people: list[Somebody], one: int, other: int) -> bool:
    """Whether two are the twins of the register."""
    return one != other and people[one].surname == people[other].surname and people[one].born == people[other].born


def sampled(
    desk: Desk,
    chance: random.Random,
    people: list[Somebody],
    held: dict[int, list[int]],
    hit: set[tuple[str, str]],
    real: dict[str, int],
) -> None:
    """Join what was offered and is true for some, and see whether a case's search finds all of their records."""
    from sqlmodel import select

    from casework.records.items import Item

    wanted = found = 0
    for one, other in chance.sample(sorted(hit), min(40, len(hit))):
        try:
            people_jobs.decide_pair(desk, one, other, "same", "", NOW)
        except Exception as refused:
            if "already one person" not in str(refused) and "is not in the register" not in str(refused):
                raise
        one_of = people[real[one]]
        facts = {
            "right": ["access"], "received": "2026-11-20", "channel": "email",
            "requester": {"name": f"{one_of.forename} {one_of.surname}", "address": [], "email": None, "is_subject": True},
            "subject": {"name": f"{one_of.forename} {one_of.surname}", "former_names": [], "born": None, "identifiers": {}},
            "asked": "Everything.",
        }  # fmt: skip
        reference = rights_jobs.log_request(desk, facts, NOW)
        case = rights_jobs.identify_subject(desk, reference, int(one), "measured", NOW)
        got = {hit.item for hit in case_search.find(desk, reference, NOW).hits if hit.strength == "certain"}
        with desk.reading() as session:
            theirs = set(session.exec(select(Item.id).where(Item.person_id == case.person)))
        wanted, found = wanted + len(theirs), found + len(got & theirs)
    print(
        f"records of joined people found by their cases' searches: {found} of {wanted} = {found / max(wanted, 1):.3f}"
    )


if __name__ == "__main__":
    main(next((word for word in sys.argv[1:] if word in SIZES), "S"), "--worst" in sys.argv)
