"""The certificate of a disposal: what kinds and how many, by what rule, when, and what remains where. Pure.

There is no name and no number in it by which anybody could be known.
"""

from datetime import date
from typing import Any

from letters.paper.fonts import printable
from letters.paper.letter import day


def certificate(said: dict[str, Any], council: str, on: date) -> dict[str, Any]:
    """What the certificate's template is given; `said` is the certificate's facts, `on` the day it is printed."""
    return {
        "title": f"Certificate of disposal {said['reference']}",
        "reference": said["reference"],
        "created": on.isoformat(),
        "council": _text(council),
        "done": _long(said["done"]),
        "digest": said["digest"],
        "plan": said["plan"] | {"on": _long(said["plan"]["on"]), "proposed": _long(said["plan"]["proposed"])},
        "approved": _long(said["approved"]),
        "by": "a second officer" if said["officers"] == 2 else "the officer who proposed it",
        "destroyed": [_group(one) for one in said["destroyed"]],
        "anonymised": [
            one | {"words": _text(one["words"]), "fields": _text(", ".join(one["fields"]))}
            for one in said["anonymised"]
        ],
        "total": sum(one["count"] for one in said["destroyed"]),
        "people": said["people"],
        "papers": said["papers"],
        "originals": said["originals"],
        "kept": said["kept"],
        "sources": [_source(one, said["instructions"]) for one in said["sources"]],
        "backups": _backups(said["backups"]),
        "printed": day(on),
    }


def in_words(said: dict[str, Any]) -> list[str]:
    """A certificate's facts in lines: for the terminal."""
    originals, people = said["originals"], said["people"]
    groups = [f"{one['count']:>7,}  {one['words']}: row {one['rule']}, {one['basis']}" for one in said["destroyed"]]
    return [
        f"Destroyed on {_short(said['done'])}:",
        *groups,
        *(f"{one['records']:>7,}  {one['words']}: kept for statistics, anonymous" for one in said["anonymised"]),
        f"{people:,} {'person has' if people == 1 else 'people have'} no record left. Sealed originals: "
        f"{originals['destroyed']} destroyed, {originals['sealed']} kept for something frozen that is in them.",
        _backups(said["backups"]),
        f"Certificate {said['digest']}",
    ]


def _group(one: dict[str, Any]) -> dict[str, Any]:
    first, last = _short(one["first"]), _short(one["last"])
    return {
        "count": one["count"],
        "words": _text(one["words"]),
        "rule": f"Row {one['rule']}: {_text(one['record'])}",
        "basis": _text(one["basis"]),
        "source": _text(one["source"]),
        "due": first if first == last else f"{first} to {last}",
    }


def _source(one: dict[str, Any], told: list[dict[str, Any]]) -> dict[str, Any]:
    state = next(found for found in told if found["source_id"] == one["source"])
    instructed = f"{_text(state['owner'])}, {_short(state['instructed'])}" if state["instructed"] else "not yet"
    confirmed = _short(state["confirmed"]) if state["confirmed"] else "not yet"
    title = f"Source {one['source']}: {_text(one['title'])}"
    return {"title": title, "records": one["records"], "instructed": instructed, "confirmed": confirmed}


def _backups(said: dict[str, Any]) -> str:
    if not said["made"]:
        return "No backup of this desk was made before the disposal, as far as its history knows."
    count = "1 backup was" if said["made"] == 1 else f"{said['made']} backups were"
    held = f"{count} made of this desk before the disposal, the last on {_long(said['last'])}. Those that still exist"
    if said["until"]:
        return (
            f"{held} hold what was destroyed, sealed, until they are destroyed themselves: {said['days']} days after "
            f"they were made by the council's rule, the last on {_long(said['until'])}."
        )
    return f"{held} hold what was destroyed, sealed. The council has not said how long it keeps backups."


def _long(iso: str) -> str:
    return day(date.fromisoformat(iso))


def _short(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _text(said: str) -> str:
    return printable(said, "The certificate")
