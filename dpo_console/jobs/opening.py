"""Opening a desk: whether there is one, whether it is for rehearsal, and the open desk itself."""

from datetime import datetime
from pathlib import Path

from casework import Refused, Remedy
from casework.desk import store
from casework.desk.store import Desk, DeskInUse
from casework.notice.council import Council, without_shipped
from casework.vault import keyslots
from dpo_console.jobs.council_profile import change

__all__ = ["DeskInUse"]


def desk_exists(folder: Path) -> bool:
    """Whether there is a desk, or the remains of one, in that folder."""
    return (folder / keyslots.FILE).exists() or (folder / store.DATABASE).exists()


def is_demo(folder: Path) -> bool:
    """Whether the desk in that folder says it holds a synthetic council."""
    return keyslots.is_demo(folder)


def open_desk(folder: Path, passphrase: str, *, now: datetime, writing: bool = True) -> Desk:
    """Open the desk in `folder`; with `writing`, for this process alone.

    When a desk of an earlier version is first opened, the details that version put on every desk are removed.
    """
    desk = store.open_desk(folder, passphrase, now, writing=writing)
    with desk.reading() as session:
        profile = session.get(Council, 1)
        seen = profile is None or profile.own_details  # a damaged desk opens too, to be verified
    if writing and not seen:
        with desk.act(now) as act:
            council = act.session.get_one(Council, 1)
            change(act, council, without_shipped(council, demo=desk.demo) | {"own_details": True})
        if desk.drafts:  # as on every desk that is opened for writing
            desk.drafts.forget(lambda name, text: name == "settings")  # they hold every line, with the shipped details
        if council.missing:
            desk.warnings.append(
                Refused(
                    "The council's profile is not complete. Complete it before you make a letter.",
                    Remedy.complete_profile,
                )
            )
    return desk
