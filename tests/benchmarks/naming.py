"""Who is named in a text, measured on labelled texts. By hand: python tests/benchmarks/naming.py [S|L] [--worst]

Nobody in it is real. A register and texts are made anew from a seed, each text naming one known person in one known
form among office sentences; others name nobody. Recall: the person is found, and the form calls for at least the answer
it should. Precision: of what is found, the share that names somebody who was named there.
"""

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent), str(ROOT / "tests")]

from casework.text.forms import Answer, Name, NameForm, Naming, Place, RegisteredPerson, TextBlock  # noqa: E402
from casework.text.naming import Model  # noqa: E402
from casework.text.nicknames import short_forms  # noqa: E402
from people import BEGIN, COMMON, END, FORENAMES  # noqa: E402

SIZES = {"S": 1600, "L": 13000}
EACH = 40
"""Texts of each kind."""
SEED = 14
DOUBLE, MIDDLE, FORMER = 0.05, 0.6, 0.08
EVERYDAY = "May Will Page Day Power Rose Grace Mark Bill Young".split()
MORE = (
    "Dixon-Hughes", "O'Brien", "McIntyre", "MacIntyre", "de Souza", "van der Berg", "St John", "Ní-Bhriain", "D'Arcy",
    "Zielińska", "Ng", "Li", "Fox",
)  # fmt: skip
PLACES = ("Assessment East", "St John's Road", "Victoria Road", "Wilson Street", "Brown's Lane", "Mitchell House")
SENTENCES = (
    "Asked to work from home while father is in hospital.",
    "Spoke to line manager about caseload, and again on Thursday 4 June 2026.",
    "The team meeting in May will move to Victoria Road; bring the day sheet and the page numbers.",
    "Completed Safeguarding Level 2 and Manual Handling, certificate 20490.",
    "Paid 37 hours at £18.42; total 1,204.50, tax code 1257L.",
    "Moved from Assessment East to the Fostering Team on 01/09/2024.",
    "Please Ring Human Resources on 01429 555018 before Friday.",
    "Returned laptop no. 100245 and the pool car key.",
    "Occupational Health Report received, phased return over four weeks.",
    "Children's Social Care, Hartlepool Borough Council, Civic Centre, TS24 8AY",
    "Mark the page, bill the power used in the day and the young will rise.",
    "Line one of the note\nLine two of the note\nKind Regards",
    "Data Protection Officer, Information Governance",
    "Attended Court; Judge asked for the Section 47 Report.",
    "DBS 001234567890 issued 12/03/2021, Registration due 30 November.",
)
CYRILLIC = str.maketrans("aeopcxyiABEKMHOPCTX", "аеорсхуіАВЕКМНОРСТХ")
GREEK = str.maketrans("oOAEIKMNTX", "οΟΑΕΙΚΜΝΤΧ")
WIDE = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})


@dataclass
class Somebody:
    """One person of the labelled register."""

    number: int
    title: str
    forename: str
    middle: str
    surname: str
    former: str
    staff: str
    swe: str
    ni: str
    email: str
    postcode: str
    born: str

    def known(self) -> RegisteredPerson:
        """As the model is given them."""
        names = [Name(self.title, self.forename, self.middle, self.surname)]
        names += [Name(self.title, self.forename, self.middle, self.former)] if self.former else []
        return RegisteredPerson(
            self.number, tuple(names), (self.staff.lstrip("0"),), (self.swe,), (self.ni[:8],), (self.email,),
            (self.postcode,), (self.born,),
        )  # fmt: skip


def register(size: int, chance: random.Random) -> list[Somebody]:
    """The people of the labelled register."""
    surnames = [*COMMON, *EVERYDAY, *MORE] * 4
    surnames += [f"{begin}{end}" for begin in BEGIN for end in END]
    forenames = FORENAMES * 4 + EVERYDAY
    made = []
    for number in range(1, size + 1):
        forename, surname = chance.choice(forenames), chance.choice(surnames)
        if chance.random() < DOUBLE and "-" not in surname and " " not in surname:
            surname = f"{surname}-{chance.choice(COMMON[:30])}"
        middle = (
            chance.choice((chance.choice(FORENAMES), chance.choice("ABCDEFGHJKLM"))) if chance.random() < MIDDLE else ""
        )
        plain = "".join(
            char for char in f"{forename[0]}.{surname}".lower() if char.isascii() and (char.isalpha() or char == ".")
        )
        made.append(
            Somebody(
                number, chance.choice(("Mr", "Ms", "Mrs", "Dr")), forename, middle, surname,
                chance.choice(COMMON) if chance.random() < FORMER else "", f"{10000 + number * 7:07}",
                f"SW{50000 + number * 3}",
                f"{chance.choice('ABCEGHJKLMNPRSTWXYZ')}{chance.choice('ABCEGHJKLMNPRSTWXYZ')}{chance.randrange(10**6):06}A",
                f"{plain}{number}@council.example", f"TS{number % 27 + 1} {number % 9 + 1}AB",
                f"{1955 + number % 50}-{number % 12 + 1:02}-{number % 28 + 1:02}",
            )
        )  # fmt: skip
    return made


Made = Callable[[Somebody, random.Random], list[str]]
"""The texts that name someone in one form; several texts are neighbouring fields of one record."""
KINDS: dict[str, tuple[Answer, Made]] = {}


def kind(name: str, answer: Answer) -> Callable[[Made], Made]:
    """Enter what makes texts of a kind, and the answer they call for."""

    def enter(made: Made) -> Made:
        KINDS[name] = answer, made
        return made

    return enter


def texts(name: str, answer: Answer, *forms: str) -> None:
    """Enter a kind whose texts are made of a person's parts."""

    def made(one: Somebody, chance: random.Random) -> list[str]:
        other = chance.choice([name for name in FORENAMES if name[0] != one.forename[0] and len(name) > 3])
        parts = {
            "f": one.forename, "s": one.surname, "m": one.middle or "Jo", "o": other, "t": one.title, "i": one.forename[0],
            "F": one.forename.lower(), "S": one.surname.lower(), "z": f"{int(one.staff)}", "w": one.swe[2:],
        }  # fmt: skip
        return [chance.choice(forms).format(**parts)]

    KINDS[name] = answer, made


REFUSED, ASKED, LISTED = Answer.refused, Answer.asked, Answer.listed
texts("full", REFUSED, "{f} {s}", "{F} {S}", "{f}  {s}", "{f}\n{s}", "{f}, {s}", "{f} {s}.", "({f} {s})")
texts("full, own middle name", REFUSED, "{f} {m} {s}", "{s}, {f} {m}")
texts("reversed", REFUSED, "{s} {f}", "{s}, {f}", "{s}; {f}", "{S}, {F}", "{s}/{f}")
texts("between", REFUSED, "{f} {o} {s}", "{f} Q. {s}", "{f} {o} Q {s}", "{f} (Bobbo) {s}", "{f} and {o} {s}",
      "{f} & {o} {s}", "{f} “Bobbo” {s}", "{s}, {t} {f}", "{s}, {o} {f}")  # fmt: skip
texts("possessive", REFUSED, "{f} {s}'s", "{f} {s}’s", "{f} {s}′s", "{f} {s}`s", "{f} {s}‘s", "{f} {s}ʼs", "{f} {s}'")
texts(
    "broken",
    REFUSED,
    "{f}-\n{s}",
    "{f}_{s}",
    "{f}\t{s}",
    "{f}\f{s}",
    "{f} / {s}",
    "{f}.{s}",
    "{f} - {s}",
    "{f}\r\n\r\n{s}",
)
texts("glued figure", REFUSED, "{f} {s}2", "{f} {s}_old", "1{f} {s}", "{f}1 {s}2", "{f}{s}99")
texts(
    "markup",
    REFUSED,
    "<b>{f}</b> {s}",
    "{f}&nbsp;{s}",
    "{f}<br>{s}",
    "<td>{f}</td><td>{s}</td>",
    "{f}&#32;{s}",
    "{f} <i>{s}</i>",
)
texts("address", REFUSED, "{F}.{S}@council.example", "{S}.{F}@x.example", "{F}_{S}@x.example", "{F}{S}@x.example",
      "{F}.{S}[at]x.example", "{F}-{S}2@x.example", "{F}.{S} (at) x.example")  # fmt: skip
texts(
    "staff, with a label",
    REFUSED,
    "staff no. {z}",
    "Staff number: 00{z}",
    "emp{z}",
    "payroll ref {z}",
    "personnel no {z}",
)
texts("registration", REFUSED, "SW{w}", "SW {w}", "sw00{w}", "SW.{w}", "SWE no. SW{w}", "SW-{w}")
texts("initial", ASKED, "{i} {s}", "{i}. {s}", "{s} {i}", "{s}, {i}.", "{i}.{s}", "{s}, {i}")
texts("title", ASKED, "{t} {s}", "{t}. {s}", "{t} {s}'s")
texts("registration, bare figures", ASKED, "{w} of the register", "number {w}", "0{w}")
texts("surname", LISTED, "the {s} case", "{s} rang")


texts("set apart otherwise", REFUSED, "{f}-{s}", "{f}+{s}", "{f}|{s}", "{f}:{s}", "{f} * {s}", "{f}@{s}", "{s} ({f})",
      "{s} - {f}", "[{f}] [{s}]", "{f}...{s}", "{f}\\{s}", "{f}={s}")  # fmt: skip
texts("glued letter", ASKED, "x{f} {s}", "{f} {s}x", "{f}x {s}")
texts("address, more shapes", REFUSED, "{F}.q.{S}@x.example", "{F}.{S}.2@x.example", "{F}.{S} at x dot example",
      "{F}.{S}<at>x.example", "mailto:{F}.{S}@x.example", "{F}.{S}＠x.example", "{F}%{S}@x.example", "{F}+{S}@x.example",
      "{F}.{S}.x@x.example")  # fmt: skip
texts(
    "staff, set apart",
    REFUSED,
    "00 {z}",
    "staff no. 0-{z}",
    "E{z}",
    "{z}a",
    "emp no:{z}",
    "staffno{z}",
    "#{z}",
    "000000{z}",
)
texts("initials, more", ASKED, "{i} Q {s}", "{i}.Q. {s}", "{i}Q {s}", "{t} {i} {s}", "{s} {i}Q", "{s}, {i}.Q.", "{i}-Q {s}",
      "{t} & Mr {s}", "{i} {s}'s", "{i}.  {s}", "{t}.{s}")  # fmt: skip


@kind("look-alike", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    return [f"{one.forename} {one.surname}".translate(chance.choice((CYRILLIC, GREEK, WIDE)))]


@kind("invisible", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    said, hidden = (
        f"{one.forename} {one.surname}",
        chance.choice("\u200b\u00ad\u2060\u200d\ufeff\u202e\u2063\U000e0041"),
    )
    at = chance.randrange(1, len(one.forename))
    return [said[:at] + hidden + said[at:]]


@kind("accents and case", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    said = f"{one.forename} {one.surname}"
    return [chance.choice((said.upper(), said.lower(), said.replace("e", "é").replace("o", "ö"), said.swapcase()))]


@kind("ligature", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    said = f"{one.forename} {one.surname}"
    return [said.replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ff", "ﬀ").replace("st", "ﬆ")]


@kind("letters set apart", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    gap = chance.choice((" ", "-", ".", "\u2009"))
    return [gap.join(one.forename) + gap * 2 + gap.join(one.surname)]


@kind("hyphen at a line's end", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    cut = max(len(one.surname) // 2, 1)
    hyphen = chance.choice(("-", "\u00ad", "\u2010"))
    return [f"{one.forename} {one.surname[:cut]}{hyphen}\n{one.surname[cut:]}"]


@kind("two fields", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    return chance.choice(
        [[one.forename, one.surname], [one.surname, one.forename], [f"Spoke to {one.forename}", f"{one.surname} rang"],
         [one.forename, "", one.surname]]
    )  # fmt: skip


@kind("run together", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    said = chance.choice((f"{one.forename}{one.surname}", f"{one.surname}{one.forename}"))
    return [chance.choice((said, said.lower(), said.upper()))] if len(said) >= 8 else []


@kind("run together, short", ASKED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    said = chance.choice((f"{one.forename}{one.surname}", f"{one.surname}{one.forename}"))
    return [said.lower()] if len(said) < 8 else []


@kind("NI number", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    ni = one.ni[:8] + chance.choice("ABCDFM ").strip()
    spaced = f"{ni[:2]} {ni[2:4]} {ni[4:6]} {ni[6:8]} {ni[8:]}".strip()
    return [
        chance.choice(
            (ni, ni.lower(), spaced, spaced.replace(" ", "."), spaced.replace(" ", "-"), f"NI{ni}", f"NINO:{ni}")
        )
    ]


@kind("e-mail", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    return [chance.choice((one.email, one.email.upper(), one.email.replace("@", " [at] "), f"mailto:{one.email}"))]


@kind("two of these at once", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    f, s = one.forename, one.surname
    hidden = "\u200b"
    return [
        chance.choice(
            (
                f"{f} {s}'s".translate(CYRILLIC), f"{s}, {f}".translate(WIDE), f"<b>{f[:2]}</b>{f[2:]} Q {s}’s",
                f"{f}\u00ad\u00ad {hidden}{s}", f"{s}{hidden}, {f}2", f"{f} and Sam {s}’s", f"{f} (Bobbo)\n{s}",
                f"{f}{s}".lower().translate(CYRILLIC) if len(f + s) > 7 else f"{f} {s}", f"{f}_{s}".translate(GREEK),
                f"{f.lower()}.{s.lower()}[at]x.example".translate(CYRILLIC), f"{f} &amp; Jo {s}", f"&#{ord(f[0])};{f[1:]} {s}",
                f"{f.upper()}\f{s.upper()}'S", f"{f} <!-- x --> {s}", f"{f} <span class='x'>{s}</span>",
            )
        )
    ]  # fmt: skip


@kind("two fields, more", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    f, s = one.forename, one.surname
    return chance.choice(
        [[f"{f} Q", s], [f.translate(CYRILLIC), s], ["with " + f, s + "'s"], [f.upper(), s.upper()], [f"{s},", f], [f, "Q", s],
         ["Manager: " + f, s + " (Fostering)"]]
    )  # fmt: skip


@kind("short names", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    f, s = one.forename, one.surname
    if len(f + s) > 7:
        return []
    return [
        chance.choice(
            (f"{f} {s}", f"{s}, {f}", f"{f} Q {s}", f"{f} {s}'s", f"{f}\u200b {s}", f"{f}-{s}", f"{f}_{s}", f"<i>{f}</i> {s}",
             f"{f.lower()}.{s.lower()}@x.example", f"{f} {s}".translate(CYRILLIC), f"{f} {s}1", f"{f}\n{s}",
             " ".join(f) + "  " + " ".join(s))
        )
    ]  # fmt: skip


@kind("NI number, more", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    ni = one.ni[:8]
    return [
        chance.choice(
            (f"{ni}Z", f"NINO{ni}A", f"{ni[:2]} {ni[2:]} A", f"{ni[:2]}{ni[2:5]} {ni[5:]}B", ni.translate(WIDE), f"{ni}\u200bC",
             f"{ni[:4]}\n{ni[4:]}", f"{ni[:2]}/{ni[2:4]}/{ni[4:6]}/{ni[6:]}/C", f"(NI:{ni}C)", f"{ni} c")
        )
    ]  # fmt: skip


@kind("slip, more", ASKED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    f, s = one.forename, one.surname
    if min(len(s), len(f)) < 5 or not s.isalpha():
        return []
    slipped = s[:2] + s[3:]
    doubled = s[:3] + s[2] + s[3:]
    return [
        chance.choice(
            (f"{f} {slipped}'s", f"{slipped}, {f}", f"{f} Q {slipped}", f"{f} {doubled}", f"{f}.{doubled}", f"{f} {s}s")
        )
    ]


@kind("birth date and postcode, more", ASKED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    year, month, day = one.born.split("-")
    months = "January February March April May June July August September October November December".split()
    said = chance.choice(
        (f"{int(day)} {months[int(month) - 1]} {year}", f"{day}.{month}.{year[2:]}", one.born, f"{year}{month}{day}",
         f"{months[int(month) - 1]} {int(day)}, {year}", f"{int(day)}{'th'} {months[int(month) - 1][:3]} {year[2:]}")
    )  # fmt: skip
    code = chance.choice((one.postcode.replace(" ", ""), one.postcode.lower(), one.postcode.replace(" ", "  ")))
    return chance.choice([[f"{said} {code}"], [f"DOB {said}", f"1 High Street, {code}"], [code, said]])


@kind("half, more", ASKED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    halves = [half for half in one.surname.split("-") if len(half) > 2]
    if len(halves) < 2:
        return []
    f, half = one.forename, chance.choice(halves)
    return [chance.choice((f"{half}, {f}", f"{f} Q {half}", f"{f} {half}'s"))]


@kind("former name", REFUSED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    return [f"{one.forename} {one.former}"] if one.former else []


@kind("short form", ASKED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    called = sorted(short_forms(one.forename.lower()))
    return [f"{chance.choice(called).title()} {one.surname}"] if called else []


@kind("half a surname", ASKED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    halves = [half for half in one.surname.split("-") if len(half) > 2]
    return [f"{one.forename} {chance.choice(halves)}"] if len(halves) > 1 else []


@kind("other address", ASKED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    surname = one.surname.lower()
    if not surname.isalpha() or not surname.isascii():
        return []
    forms = ("{i}.{s}", "{i}{s}", "{s}.{i}", "{s}{i}", "{i}_{s}")
    return [chance.choice(forms).format(i=one.forename[0].lower(), s=surname) + "@other.example"]


@kind("slip", ASKED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    if min(len(one.surname), len(one.forename)) < 5:
        return []
    parts = [one.forename, one.surname]
    which = chance.randrange(2)
    word = parts[which]
    at = chance.randrange(1, len(word) - 1)
    if not word[at : at + 2].isalpha():
        return []
    letter = chance.choice([one for one in "abcdeilmnorst" if one not in word[at - 1 : at + 2]])
    slips = word[:at] + word[at + 1 :], word[:at] + letter + word[at + 1 :], word[:at] + letter + word[at:]
    turned = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    parts[which] = chance.choice([*slips, turned])
    return [" ".join(parts)] if parts[which] != word else []


@kind("birth date and postcode", ASKED)
def _(one: Somebody, chance: random.Random) -> list[str]:
    year, month, day = one.born.split("-")
    return [f"born {day}/{month}/{year}, of 1 High Street, {one.postcode}"]


@dataclass
class Case:
    """A labelled text: the person it names and how, or no one."""

    kind: str
    answer: Answer | None
    subject: int
    person: int
    fields: list[str]


def cases(people: list[Somebody], chance: random.Random) -> Iterator[Case]:
    """Labelled texts of every kind, then texts that name no one."""
    for name, (answer, made) in KINDS.items():
        count = 0
        for one in chance.sample(people, len(people)):
            if count == EACH:
                break
            subject = chance.choice(people)
            apart = {subject.forename[0], subject.surname.split("-")[0]} & {one.forename[0], one.surname.split("-")[0]}
            if apart or subject.number == one.number or not (fields := made(one, chance)):
                continue
            count += 1
            if len(fields) == 1:
                before, after = chance.choice(SENTENCES), chance.choice(SENTENCES)
                fields = [chance.choice((fields[0], f"Seen by {fields[0]} today", f"{before} {fields[0]}\n{after}"))]
            yield Case(name, answer, subject.number, one.number, fields)
    for text in (*SENTENCES, *PLACES):
        for subject in chance.sample(people, EACH // 4):
            yield Case("names nobody", None, subject.number, 0, [text])


def main(size: str, *, worst: bool) -> None:
    """Measure, and print."""
    people = register(SIZES[size], random.Random(SEED))
    known = [one.known() for one in people]
    start = time.perf_counter()
    model = Model(known)
    model.namings([TextBlock("warm")], None)
    print(f"{len(people):,} people: the model is built in {time.perf_counter() - start:.2f} s")
    listed = list(cases(people, random.Random(SEED)))
    done: dict[str, Counter[str]] = defaultdict(Counter)
    found_of: dict[tuple[Answer, NameForm], Counter[str]] = defaultdict(Counter)
    start = time.perf_counter()
    for case in listed:
        blocks = [TextBlock(text) for text in case.fields]
        namings = model.namings(blocks, case.subject, record=len(blocks) > 1)
        theirs = [one for one in namings if case.person in one.people]
        places = [place for one in theirs for place in one.places]
        rank = list(Answer)
        best = min((rank.index(one.answer) for one in theirs), default=9)
        if case.answer is not None:
            want = rank.index(case.answer)
            done[case.kind]["texts"] += 1
            done[case.kind]["found" if best <= want else "weaker" if theirs else "missed"] += 1
            if best > want and worst:
                tell(people, case, namings)
        for one in namings:
            if one.answer is Answer.listed:
                continue
            true = case.person in one.people or any(_over(place, other) for place in one.places for other in places)
            found_of[one.answer, one.form]["true" if true else "false"] += 1
            if not true and worst:
                tell(people, case, [one])
    seconds = time.perf_counter() - start
    print(
        f"{len(listed):,} texts searched in {seconds:.2f} s\n\n{'what the text holds':28}{'answer':10}{'texts':>6}{'recall':>8}{'weaker':>8}"
    )
    for name, (answer, _) in KINDS.items():
        row = done[name]
        if row["texts"]:
            print(f"{name:28}{answer:10}{row['texts']:6}{row['found'] / row['texts']:8.3f}{row['weaker']:8}")
    print(f"\n{'what is found':28}{'answer':10}{'found':>6}{'precision':>11}")
    for (answer, form), row in sorted(
        found_of.items(), key=lambda one: (list(Answer).index(one[0][0]), list(NameForm).index(one[0][1]))
    ):
        whole = row["true"] + row["false"]
        print(f"{form:28}{answer:10}{whole:6}{row['true'] / whole:11.3f}")
    for answer in (Answer.refused, Answer.asked):
        rows = [done[name] for name, (said, _) in KINDS.items() if said is answer]
        held = [row for (said, _), row in found_of.items() if said is answer]
        recall = sum(row["found"] for row in rows) / sum(row["texts"] for row in rows)
        precision = sum(row["true"] for row in held) / max(sum(row["true"] + row["false"] for row in held), 1)
        print(f"{answer}: recall {recall:.3f}, precision {precision:.3f}")


def _over(one: Place, other: Place) -> bool:
    return one.block == other.block and one.first < other.last and other.first < one.last


def tell(people: list[Somebody], case: Case, namings: list[Naming]) -> None:
    """One failing example, on a line."""
    by = {one.number: one for one in people}

    def called(number: int) -> str:
        one = by.get(number)
        return (
            f"{one.number} {one.title} {one.forename} {one.middle} {one.surname} (former {one.former or '-'})"
            if one
            else "nobody"
        )

    found = (
        "; ".join(f"{one.form}/{one.answer} '{one.words}' = {called(one.people[0])}" for one in namings) or "nothing"
    )
    want = f"{case.answer} of {called(case.person)}" if case.answer else "nothing"
    print(f"[{case.kind}] subject {called(case.subject)} | text {case.fields!r} | found {found} | expected {want}")


if __name__ == "__main__":
    main(next((word for word in sys.argv[1:] if word in SIZES), "S"), worst="--worst" in sys.argv)
