"""The certificate of a disposal: what kinds and how many, by which rule, when, and what remains where. Pure.

It has no name or number that could identify anyone.
"""

from collections.abc import Sequence
from datetime import date

from casework.disposal.originals import OwnerStatus
from casework.disposal.plan import BackupsMade, CertifiedSource, DestroyedGroup, DisposalCertificate
from casework.text.days import plain, short
from letters.paper.fonts import printable


def certificate(
    made: DisposalCertificate, digest: str, owners: Sequence[OwnerStatus], council: str, on: date
) -> dict[str, object]:
    """The values for the certificate's template; `on` is the date it is printed."""
    originals, kept = made.originals, made.kept
    return {
        "title": f"Certificate of disposal {made.reference}",
        "reference": made.reference,
        "created": on.isoformat(),
        "council": _text(council),
        "done": plain(made.done),
        "digest": digest,
        "plan": {"on": plain(made.plan.on), "digest": made.plan.digest, "proposed": plain(made.plan.proposed)},
        "approved": plain(made.approved),
        "by": "a second officer" if made.officers == 2 else "the officer who proposed it",
        "destroyed": [_group(one) for one in made.destroyed],
        "anonymised": [
            {"words": _text(one.words), "records": one.records, "counted_only": one.counted_only}
            | {"fields": _text(", ".join(one.fields))}
            for one in made.anonymised
        ],
        "total": sum(one.count for one in made.destroyed),
        "people": made.people,
        "papers": made.papers,
        "originals": {"destroyed": originals.destroyed, "sealed": originals.sealed},
        "kept": {
            "frozen": kept.frozen,
            "review": kept.review,
            "no_date": kept.no_date,
            "exceptions": kept.exceptions,
        },
        "sources": [_source(one, owners) for one in made.sources],
        "backups": _backups(made.backups),
        "printed": plain(on),
    }


def in_words(made: DisposalCertificate, digest: str) -> list[str]:
    """A certificate in lines, for the terminal."""
    originals, people = made.originals, made.people
    return [
        f"Destroyed on {short(made.done)}:",
        *(f"{one.count:>7,}  {one.words}: row {one.rule}, {one.basis}" for one in made.destroyed),
        *(f"{one.records:>7,}  {one.words}: kept for statistics, anonymous" for one in made.anonymised),
        f"{people:,} {'person has' if people == 1 else 'people have'} no record left. Sealed originals: "
        f"{originals.destroyed} destroyed, {originals.sealed} kept because something in them is on hold.",
        _backups(made.backups),
        f"Certificate {digest}",
    ]


def _group(one: DestroyedGroup) -> dict[str, object]:
    first, last = short(one.first), short(one.last)
    return {
        "count": one.count,
        "words": _text(one.words),
        "rule": f"Row {one.rule}: {_text(one.record)}",
        "basis": _text(one.basis),
        "source": _text(one.source),
        "due": first if first == last else f"{first} to {last}",
    }


def _source(one: CertifiedSource, owners: Sequence[OwnerStatus]) -> dict[str, object]:
    state = next(owner for owner in owners if owner.source_id == one.source)
    instructed = f"{_text(state.owner)}, {short(state.instructed)}" if state.instructed else "not yet"
    confirmed = short(state.confirmed) if state.confirmed else "not yet"
    title = f"Source {one.source}: {_text(one.title)}"
    return {"title": title, "records": one.records, "instructed": instructed, "confirmed": confirmed}


def _backups(made: BackupsMade) -> str:
    if not made.last:
        return "The history shows no backup of this desk before the disposal."
    count = "1 backup was" if made.made == 1 else f"{made.made} backups were"
    held = f"{count} made of this desk before the disposal, the last on {plain(made.last)}. Those that still exist"
    if made.until:
        return (
            f"{held} hold what was destroyed, sealed. Under the council's rule, each backup is destroyed {made.days} "
            f"days after it was made, the last on {plain(made.until)}."
        )
    return f"{held} hold what was destroyed, sealed. The council's profile does not say how long it keeps backups."


def _text(text: str) -> str:
    return printable(text, "The certificate")
