"""Small workforce files the tests are run on: nobody in them is real."""

from collections.abc import Mapping
from datetime import date
from typing import Any

HEADINGS = (
    "Employee reference number,Employee post number,Department,Title,Sex,Surname,Forename(s),"
    "Middle name(s) or middle initial(s),Address line 1,Date of birth,Email address,Date started,"
    "National insurance number,Full-time/part-time flag,Standard hours per week,Comments"
)


def payroll(*rows: Mapping[str, str], headings: str = HEADINGS) -> bytes:
    """A payroll file of rows given as dicts by heading; every other cell is empty."""
    names = headings.split(",")
    lines = [",".join(row.get(name, "") for name in names) for row in rows]
    return ("\ufeff" + "\n".join([headings, *lines]) + "\n").encode()


def staff(number: str, forename: str, surname: str, born: str = "", ni: str = "", **more: str) -> dict[str, str]:
    """One payroll row."""
    named = {"Forename(s)": forename, "Surname": surname, "Employee reference number": number}
    return named | {"Date of birth": born, "National insurance number": ni, "Department": "Fostering"} | more


def worker(swe: str | None = "SW12345", born: str | None = "1984-03-14", **items: str | None) -> str:
    """One worker of a census return."""
    given = {"AgencyWorker": "0", "SWENo": swe, "PersonBirthDate": born, "OrgRole": "4"} | items
    return (
        "<CSWWWorker>"
        + "".join(f"<{name}>{text}</{name}>" for name, text in given.items() if text is not None)
        + "</CSWWWorker>"
    )


def census(*workers: str, year: int = 2026, collection: str = "CSWW", stamp: str = "DateTime") -> bytes:
    """A census return."""
    return (
        f"<Message><Header><CollectionDetails><Collection>{collection}</Collection><Year>{year}</Year>"
        f"<ReferenceDate>{year}-09-30</ReferenceDate></CollectionDetails><Source><LEA>805</LEA>"
        f"<{stamp}>{year}-10-20T09:12:00Z</{stamp}></Source></Header>\n" + "\n".join(workers) + "\n</Message>"
    ).encode()


def lookup(*rows: tuple[str, ...]) -> bytes:
    """A list of registration numbers, rows of (staff number, name, number)."""
    return (
        "Staff number,Name,SWE number,Checked by\n" + "\n".join(",".join((*row, "P. Nair")) for row in rows) + "\n"
    ).encode()


KATE = staff(
    "0012345",
    "Katherine",
    "Robertson",
    "14/03/1984",
    "QQ123456C",
    **{"Title": "Ms", "Email address": "k.robertson@council.example"},
)
"""The data subject of most tests: SW12345 of the census, through the lookup."""


def request(name: str, received: date) -> dict[str, Any]:
    """The facts of a request for access that somebody made for themselves on that day, as `log request` takes them."""
    subject: dict[str, Any] = {"name": name, "former_names": [], "born": None, "identifiers": {}}
    place = ["1 Test Street", "Testham", "ZZ99 9ZZ"]
    requester: dict[str, Any] = {"name": name, "address": place, "email": None, "is_subject": True, "authority": None}
    day = received.isoformat()
    return {
        "right": ["access"], "received": day, "recognised": day, "channel": "email", "service": None, "owner": None,
        "requester": requester, "subject": subject, "asked": "Everything you hold about me.",
    }  # fmt: skip
