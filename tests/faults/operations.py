"""What an officer does while things go wrong: each operation, how it is begun, and how its outcome is judged."""

import contextlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import desks
from desks import CASE, NEXT, NOW, OTHER, PASSPHRASE, Fault

from casework import Refused
from casework.desk import migrations, restore, store
from casework.vault import blobs, database, keyslots
from dpo_console.desk import jobs as desk_jobs
from dpo_console.disclosure import packing, papers
from dpo_console.jobs import filing
from dpo_console.jobs import opening as opening_jobs
from dpo_console.records import jobs as records_jobs
from testham import TESTHAM

Ack = Callable[[Any], None]


class Operation:
    """Something done on an open desk, so many times over; each time is reported when it returns.

    `root` holds the folder `desk` and the folder `outside`.
    """

    silent = True
    exact = True
    """What was refused must not be there; a draft or a backup that was refused may be."""

    def __init__(self, name: str, step: Callable[[store.Desk, int], Any], times: int):
        self.name, self.step, self.times = name, step, times
        self.shapes: list[dict[str, Any]] = []

    def begin(self, base: Path, root: Path) -> None:
        """Put the folder as it is before, and know what it looks like after each time when nothing goes wrong."""
        desks.copy(base, root)
        desk = opening_jobs.open_desk(root / "desk", PASSPHRASE, now=NOW)
        self.shapes = [desks.shape(desk)]
        for number in range(self.times):
            self.step(desk, number)
            self.shapes.append(desks.shape(desk))
        desk.close()
        desks.copy(base, root)

    def work(self, root: Path) -> Callable[[Ack], None]:
        """What the child does: open the desk, do it, report; close it even where something was refused."""

        def run(ack: Ack) -> None:
            with contextlib.closing(opening_jobs.open_desk(root / "desk", PASSPHRASE, now=NOW)) as desk:
                for number in range(self.times):
                    self.step(desk, number)
                    ack(number + 1)

        return run

    def judge(self, root: Path, acked: int, refused: bool = False) -> list[Fault]:
        """What is wrong after so many reports, the next one refused or cut off."""
        return desks.examine(root / "desk", self.shapes, acked, silent=self.silent, refused=refused and self.exact)


def keep(desk: store.Desk, number: int) -> None:
    """An act with a sealed file of its own."""
    with desk.act(NOW) as act:
        name = blobs.keep(act.session, desk.folder, bytes([number]) * 50_000).name
        act.record("kept", facts={"blob": name})


def draft(desk: store.Desk, number: int) -> None:
    """A form saved as it is typed."""
    desk.drafts.put("log-request", {"number": number + 1, "text": "x" * 5000}, NOW)


def bring(desk: store.Desk, number: int) -> None:
    """A workforce file brought in."""
    records_jobs.import_files(desk, [desks.file_of(number)], NOW)


def letter(desk: store.Desk, number: int) -> None:
    """A letter made and filed."""
    papers.make_letter(desk, CASE, ("acknowledgement", "disclosure")[number], NOW)


def pack(desk: store.Desk, number: int) -> None:
    """The response pack built, filed and put in the outbox."""
    packing.pack(desk, CASE, filing.outbox(desk), NOW)


class Saving(Operation):
    """A draft: no act."""

    exact = False


class Officers(Operation):
    """Another officer, a new passphrase, a new code, the other officer gone: which passphrases open after each."""

    silent = False
    """Opening tells of slots whose act was cut off."""
    OPEN = ({PASSPHRASE}, {PASSPHRASE, OTHER}, {NEXT, OTHER}, {NEXT, OTHER}, {NEXT})

    def __init__(self) -> None:
        super().__init__("change passphrase, add and revoke an officer", self._step, 4)

    @staticmethod
    def _step(desk: store.Desk, number: int) -> None:
        if number == 0:
            desk_jobs.add_officer(desk, "Bob", OTHER, NOW)
        elif number == 1:
            desk_jobs.change_passphrase(desk, PASSPHRASE, NEXT, NOW)
        elif number == 2:
            desk_jobs.renew_code(desk, NOW)
        else:
            desk_jobs.revoke_officer(desk, "Bob", NOW)

    def judge(self, root: Path, acked: int, refused: bool = False) -> list[Fault]:
        """Exactly the passphrases of this moment, or of the next, open the desk."""
        opening = set()
        for passphrase in (PASSPHRASE, OTHER, NEXT):
            with contextlib.suppress(keyslots.WrongPassphrase):
                keyslots.unlock(root / "desk", passphrase)
                opening.add(passphrase)
        if opening not in self.OPEN[acked : acked + 2]:
            return [Fault("lost", f"after {acked} acts {sorted(opening)} open the desk")]
        mine = PASSPHRASE if PASSPHRASE in opening else NEXT
        wrong = desks.examine(root / "desk", self.shapes, acked, mine, silent=False, refused=refused)
        if refused and opening != self.OPEN[acked]:
            wrong.append(Fault("untrue", f"act {acked + 1} was refused, and {sorted(opening)} open the desk"))
        return wrong


class Backup(Operation):
    """A backup made outside the desk while it is open."""

    exact = False

    def __init__(self) -> None:
        super().__init__("make a backup", self._step, 1)

    @staticmethod
    def _step(desk: store.Desk, number: int) -> None:
        desk_jobs.make_backup(desk, _backup(desk.folder.parent), NOW, _quiet)

    def judge(self, root: Path, acked: int, refused: bool = False) -> list[Fault]:
        """The desk is as it was, and what is called a backup is one."""
        file, wrong = _backup(root), []
        if file.exists():
            try:
                restore.drill(file, root / "desk", PASSPHRASE, _quiet)
            except Exception as refused:
                wrong.append(Fault("half", f"the file is no backup: {refused!r}"))
        elif acked:
            wrong.append(Fault("lost", "the backup is gone"))
        return wrong + super().judge(root, acked, refused)


class Restore(Operation):
    """A backup brought back over a desk that has gone on since."""

    def __init__(self) -> None:
        super().__init__("bring a backup back", desks.log, 1)

    def begin(self, base: Path, root: Path) -> None:
        """A desk with a backup, and one act since."""
        desks.copy(base, root)
        desk = opening_jobs.open_desk(root / "desk", PASSPHRASE, now=NOW)
        desk_jobs.make_backup(desk, _backup(root), NOW, _quiet)
        desks.log(desk)
        there = desks.shape(desk)
        desk.close()
        kept = desks.copy(root, root.with_name(f"{root.name}-kept"))
        restore.restore(_backup(root), root / "desk", PASSPHRASE, NOW, _quiet)
        desk = opening_jobs.open_desk(root / "desk", PASSPHRASE, now=NOW)
        self.shapes = [there, desks.shape(desk)]
        desk.close()
        desks.copy(kept, root)
        shutil.rmtree(kept)

    def work(self, root: Path) -> Callable[[Ack], None]:
        """Bring it back."""

        def run(ack: Ack) -> None:
            restore.restore(_backup(root), root / "desk", PASSPHRASE, NOW, _quiet)
            ack(1)

        return run

    def judge(self, root: Path, acked: int, refused: bool = False) -> list[Fault]:
        """The one desk or the other in its place, and once the new one is, the old one whole beside it."""
        aside = [path for path in sorted(root.glob("*desk*")) if path.name != "desk" and path.is_dir()]
        wrong = desks.examine(root / "desk", self.shapes, acked, refused=refused)
        olds = [desks.examine(path, self.shapes[:1], 0) for path in aside]
        if acked and (len(olds) != 1 or olds[0]):
            wrong.append(Fault("lost", f"the desk set aside: {olds or 'none'}"))
        return wrong


class Migration(Operation):
    """A desk of an older version opened, which brings it up to date after a copy, and then an act."""

    def __init__(self, newer: Path) -> None:
        super().__init__("bring an older desk up to date", desks.log, 1)
        self.newer = newer
        """Where the pretended next version of the migrations is."""

    @contextlib.contextmanager
    def _version(self) -> Iterator[None]:
        was = migrations.__file__, migrations.KNOWN, migrations.NEWEST
        _plant(Path(was[0]).parent, self.newer, was[2])
        migrations.__file__ = str(self.newer / "__init__.py")
        migrations.KNOWN, migrations.NEWEST = (*was[1], "9001"), "9001"
        try:
            yield
        finally:
            migrations.__file__, migrations.KNOWN, migrations.NEWEST = was

    def begin(self, base: Path, root: Path) -> None:
        """The same, of the next version."""
        with self._version():
            super().begin(base, root)

    def work(self, root: Path) -> Callable[[Ack], None]:
        """The child is of the next version."""

        def run(ack: Ack) -> None:
            with self._version():
                Operation.work(self, root)(ack)

        return run

    def judge(self, root: Path, acked: int, refused: bool = False) -> list[Fault]:
        """Old or new, never between; and the copy made before is whole."""
        with self._version():
            wrong = super().judge(root, acked, refused)
        copy = root / "desk" / f"{store.DATABASE}.before-9001"
        try:
            opened = keyslots.unlock(root / "desk", PASSPHRASE)
            with contextlib.closing(database.connect(copy, opened.key)) as connection:
                database.prove_pages(connection)
                rows = connection.execute("SELECT count(*) FROM history").fetchone()[0]
        except Exception as refused:
            return [*wrong, Fault("lost", f"the copy made before: {refused!r}")]
        if rows != self.shapes[0]["history"]:
            wrong.append(Fault("lost", f"the copy made before has {rows} rows of {self.shapes[0]['history']}"))
        return wrong


def _plant(real: Path, folder: Path, newest: str) -> None:
    """The migrations with one more: a table filled from another, and a column."""
    if folder.exists():
        return
    shutil.copytree(real, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9001_next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '9001', {newest!r}\n"
        "def upgrade():\n"
        "    op.create_table('next', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('text', sa.String()))\n"
        '    op.execute("INSERT INTO next (text) SELECT reference || hex(randomblob(6000)) FROM history")\n'
        "    op.add_column('next', sa.Column('more', sa.String()))\n"
    )


class Making(Operation):
    """A desk made where there was none."""

    def __init__(self) -> None:
        super().__init__("make a desk", desks.log, 1)

    def begin(self, base: Path, root: Path) -> None:
        """Nothing is there."""
        shutil.rmtree(root, ignore_errors=True)
        (root / "outside").mkdir(parents=True)
        self.work(root)(lambda number: None)
        desk = opening_jobs.open_desk(root / "desk", PASSPHRASE, now=NOW)
        self.shapes = [desks.shape(desk)] * 2
        desk.close()
        shutil.rmtree(root / "desk")

    def work(self, root: Path) -> Callable[[Ack], None]:
        """Make it."""

        def run(ack: Ack) -> None:
            desk_jobs.create_desk(root / "desk", PASSPHRASE, "Ann", NOW, TESTHAM)
            ack(1)

        return run

    def judge(self, root: Path, acked: int, refused: bool = False) -> list[Fault]:
        """There and whole; or not reported, and a sentence says that there is none."""
        if not acked:
            try:
                opening_jobs.open_desk(root / "desk", PASSPHRASE, now=NOW).close()
            except Refused:
                return []
            except Exception as wrong:
                return [Fault("unreadable", repr(wrong))]
        return desks.examine(root / "desk", self.shapes, acked)


def _backup(root: Path) -> Path:
    return root / "outside" / "one.backup"


def _quiet(what: str) -> None:
    """Says nothing."""


def all_of(scratch: Path) -> dict[str, Operation]:
    """Every operation by a short name."""
    return {
        "act": Operation("log a request", desks.log, 3),
        "blob": Operation("keep a sealed file", keep, 2),
        "draft": Saving("save a draft", draft, 4),
        "import": Operation("import files", bring, 2),
        "letter": Operation("make letters", letter, 2),
        "pack": Operation("build a pack", pack, 1),
        "officers": Officers(),
        "backup": Backup(),
        "restore": Restore(),
        "migration": Migration(scratch / "migrations"),
        "making": Making(),
    }


def spread(many: int, few: int) -> list[int]:
    """A few numbers of `range(many)`, evenly spread, the first and the last among them."""
    return sorted({round(at * (many - 1) / max(1, few - 1)) for at in itertools.islice(range(few), few)})
