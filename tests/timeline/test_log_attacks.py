"""The history under attack: twelve attacks on a real desk, and the verifier fuzzed with forged logs.

By hand, with more forged logs: `python tests/timeline/test_log_attacks.py 100000`.
"""

import inspect
import json
import random
import shutil
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache

import pytest

from casework.desk import store
from casework.timeline import history
from casework.timeline.events import ActKind
from casework.vault import database, keyslots
from forgeries import KEY, forged, rechained, untouched

pytestmark = pytest.mark.real_keys

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PASSPHRASE = "four plain words here"
FORGED_LOGS = 10_000
"""Tried by the ordinary tests; the run by hand raises it."""
CHECKS = {
    "number": ("seq != count + 1", "False"),
    "mac": ("not hmac.compare_digest(mac, _mac(key, columns))", "False"),
    "link": ("previous != before", "False"),
    "salt": ("len(salt) != SALT", "False"),
    "digest": ("hashlib.sha256(salt + facts.encode()).hexdigest() != digest", "False"),
    "gone": ("if missing:\n        why", "if False:\n        why"),
    "put back": ("kept := erased - missing", "kept := set()"),
    "end": ("anchor.seq > read.rows", "False"),
    "head": ("held != anchor.mac", "False"),
    "behind": ("anchor.seq < read.rows and act != anchor.seq + 1", "False"),
    "types": ("(TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError)", "()"),
}
"""Each check of the verifier as it stands in its code, and what switches it off."""
CODE = inspect.getsource(history.verify) + inspect.getsource(history._against)


@cache
def without(*checks):
    """The planted fault: the verifier with those checks switched off."""
    code = CODE
    for check in checks:
        text, instead = CHECKS[check]
        assert code.count(text) == 1, f"the check '{check}' stands elsewhere now"
        code = code.replace(text, instead)
    names = dict(vars(history))
    exec(code, names)
    return names["verify"]


# --- twelve attacks on a real encrypted desk


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A desk with ten rows in eight acts; beside it the database as it stood one act earlier, and the open slot."""
    folder = tmp_path_factory.mktemp("desk")
    opened, _ = keyslots.create(folder, "Ann", PASSPHRASE)
    desk = store.create(folder, opened, NOW)
    for number in range(6):
        with desk.act(NOW) as act:
            act.record("imported", reference=f"SAR-{number}", on=NOW.date(), facts={"n": number})
    with desk.act(NOW) as act:
        for kind in ("received", "recognised", "logged"):
            act.record(kind, reference="SAR-9", on=NOW.date())
    desk.close()
    shutil.copy(folder / store.DATABASE, folder / "last-week.db")
    desk = store.open_unlocked(folder, opened, NOW)
    with desk.act(NOW) as act:
        act.record("imported")
    desk.close()
    return folder, opened


class Attacker:
    """Somebody who has the database's key and the folder: he takes the guards away, and puts them back when done."""

    def __init__(self, folder, key):
        self.folder = folder
        self.connection = database.connect(folder / store.DATABASE, key)
        for name in history.GUARDS:
            self.do(f"DROP TRIGGER {name}")

    def do(self, *statements):
        for statement in statements:
            self.connection.execute(statement)

    def leave(self, guards=history.GUARDS):
        self.do(*guards.values())
        self.connection.close()

    def renumber(self, condition, by):
        for table in ("history", "payload"):
            self.do(
                f"UPDATE {table} SET seq = -seq - ({by}) WHERE {condition}",
                f"UPDATE {table} SET seq = -seq WHERE seq < 0",
            )

    def copy(self, source, target):
        """Lay one row's content, facts and all, down at another number."""
        rest = ", ".join(history.COLUMNS[1:])
        self.do(
            f"INSERT OR REPLACE INTO history SELECT {target}, {rest}, mac FROM history WHERE seq = {source}",
            f"INSERT OR REPLACE INTO payload SELECT {target}, salt, facts FROM payload WHERE seq = {source}",
        )


def edit(attacker):
    attacker.do("UPDATE history SET day = '2026-01-01' WHERE seq = 4")


def delete_middle(attacker):
    attacker.do("DELETE FROM payload WHERE seq = 5", "DELETE FROM history WHERE seq = 5")


def delete_tail(attacker):
    attacker.do("DELETE FROM payload WHERE seq > 6", "DELETE FROM history WHERE seq > 6")


def reorder(attacker):
    for table in ("history", "payload"):
        attacker.do(
            f"UPDATE {table} SET seq = -1 WHERE seq = 2",
            f"UPDATE {table} SET seq = 2 WHERE seq = 3",
            f"UPDATE {table} SET seq = 3 WHERE seq = -1",
        )


def duplicate(attacker):
    """The table is made again without its primary key, which would refuse the second copy."""
    attacker.do(
        "CREATE TABLE copied AS SELECT * FROM history",
        "INSERT INTO copied SELECT * FROM history WHERE seq = 5",
        "DROP TABLE history",
        "ALTER TABLE copied RENAME TO history",
    )


def insert(attacker):
    """The row put in carries its forerunner's mac, so that the next row seems to follow it."""
    attacker.renumber("seq > 4", 1)
    attacker.copy(4, 5)
    attacker.do("UPDATE history SET reference = 'SAR-7', act = 5, previous = mac WHERE seq = 5")


def replace(attacker):
    attacker.copy(5, 6)


def renumber(attacker):
    delete_middle(attacker)
    attacker.renumber("seq > 5", -1)


def restore_last_weeks_file(attacker):
    attacker.connection.close()
    for name in ("-wal", "-shm"):
        (attacker.folder / f"{store.DATABASE}{name}").unlink(missing_ok=True)
    shutil.copy(attacker.folder / "last-week.db", attacker.folder / store.DATABASE)
    attacker.leave = lambda: None  # the old file has its guards


def drop_triggers(attacker):
    attacker.leave({})
    attacker.leave = lambda: None


def change_key_id(attacker):
    """Everything from the altered row on is written again under a key of the attacker's."""
    rows = [list(row) for row in attacker.connection.execute(history.CHAIN)]
    rows[3][4] = "2026-01-01"
    for row in rechained(rows, 3, lambda columns: history._mac(b"his own key", columns)):
        values = (row[4], row[10], row[11], row[0])
        attacker.connection.execute("UPDATE history SET day = ?, previous = ?, mac = ? WHERE seq = ?", values)


def swap_two_cases_rows(attacker):
    attacker.do(
        "UPDATE history SET reference = CASE reference WHEN 'SAR-1' THEN 'SAR-3' ELSE 'SAR-1' END WHERE seq IN (2, 4)"
    )


ATTACKS = {
    # name: how, the state it must be told as, the first bad row, and the checks of which each one alone finds it
    "edit": (edit, "broken", 4, {"mac"}),
    "delete middle": (delete_middle, "broken", 5, {"number", "link"}),
    "delete tail": (delete_tail, "rollback", 7, {"end", "head"}),
    "reorder": (reorder, "broken", 2, {"mac", "link"}),
    "duplicate": (duplicate, "broken", 6, {"number", "link"}),
    "insert": (insert, "broken", 5, {"mac", "head", "behind"}),
    "replace": (replace, "broken", 6, {"mac", "link"}),
    "renumber": (renumber, "broken", 5, {"mac", "link", "end", "head"}),
    "restore last week's file": (restore_last_weeks_file, "rollback", 10, {"end", "head"}),
    "drop triggers": (drop_triggers, "broken", 11, {"guards"}),
    "change key id": (change_key_id, "broken", 4, {"mac", "head"}),
    "swap two cases' rows": (swap_two_cases_rows, "broken", 2, {"mac"}),
}


@pytest.fixture
def attacked(filled, tmp_path):
    """A copy of the desk on which an attack has been made, opened as `audit verify` opens it."""
    folder, opened = filled
    desks = []

    def make(attack):
        attacker = Attacker(shutil.copytree(folder, tmp_path / "desk"), opened.key)
        attack(attacker)
        attacker.leave()
        desks.append(store.open_unlocked(attacker.folder, opened, NOW, writing=False))
        return desks[0]

    yield make
    for desk in desks:
        desk.close()


def test_there_are_twelve():
    """The table names twelve attacks."""
    assert len(ATTACKS) == 12


@pytest.mark.parametrize("name", ATTACKS)
def test_the_attack_is_named_with_its_first_bad_row(attacked, name):
    """What was done to the history is told with the first bad row; what only an anchor can tell is a rollback."""
    attack, state, first_bad, _ = ATTACKS[name]
    found = attacked(attack).verdict()
    assert (found.state, found.first_bad) == (state, first_bad), found.why
    assert found.why


@pytest.mark.parametrize("name", ATTACKS)
def test_with_its_checks_switched_off_the_attack_passes(attacked, monkeypatch, name):
    """The planted fault: without the checks named beside it the attack is not seen; any one of them alone sees it."""
    attack, _, _, checks = ATTACKS[name]
    desk = attacked(attack)

    def state(off):
        monkeypatch.setattr(history, "verify", without(*sorted(off - {"guards"})))
        if "guards" in off:
            monkeypatch.setattr(history, "missing_guards", lambda connection: [])
        return desk.verdict().state

    for alone in sorted(checks):
        assert state(checks - {alone}) != "whole", f"only '{alone}' was on"
    assert state(checks) == "whole"


def test_a_desk_nobody_attacked_is_whole(attacked):
    """Guards taken away and put back word for word leave a whole history of ten rows."""
    found = attacked(lambda attacker: None).verdict()
    assert (found.state, found.rows, found.first_bad) == ("whole", 10, None)


@pytest.mark.parametrize("name", history.GUARDS)
def test_a_guard_that_guards_nothing_counts_as_missing(attacked, name):
    """A trigger of the right name that never fires is told by its name."""
    hollow = history.GUARDS | {name: f"CREATE TRIGGER {name} BEFORE UPDATE ON history WHEN 0 BEGIN SELECT 1; END"}

    def attack(attacker):
        attacker.leave(hollow)
        attacker.leave = lambda: None

    found = attacked(attack).verdict()
    assert (found.state, found.first_bad) == ("broken", 11)
    assert f": {name} removed" in found.why


@pytest.mark.parametrize("seq", [1, 2, 10])
@pytest.mark.parametrize(("table", "column"), [("history", "actor"), ("payload", "facts")])
def test_text_that_is_no_text_is_named(attacked, seq, table, column):
    """Bytes that are not UTF-8, which the driver will not read, are told with their row and without what they say."""
    statement = f"UPDATE {table} SET {column} = CAST(x'53ff41' AS TEXT) WHERE seq = {seq}"
    found = attacked(lambda attacker: attacker.do(statement)).verdict()
    assert (found.state, found.first_bad) == ("broken", seq)
    json.dumps(asdict(found), ensure_ascii=False).encode()


def test_the_command_says_what_it_found(attacked):
    """`audit verify` exits 1 and prints the rollback and its first bad row."""
    desk = attacked(delete_tail)
    command = [sys.executable, "-m", "dpo_console", "audit", "verify", "--desk", desk.folder, "--passphrase-fd", "0"]
    ran = subprocess.run(command, input=f"{PASSPHRASE}\n", capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stderr
    assert "6 rows: rollback" in ran.stdout
    assert "First bad row: 7" in ran.stdout


# --- facts that an act erased, and facts that somebody took away


def erases(folder, opened, *seqs):
    """Erase the facts of rows in an act, as a disposal does."""
    desk = store.open_unlocked(folder, opened, NOW)
    with desk.act(NOW) as act:
        runs = history.erase(act.session, seqs)
        act.record("disposed", facts={"certificate": "sha256:0"})
        act.record(ActKind.erased, facts={"payloads": runs, "records": 2})
    desk.close()
    return runs


@pytest.fixture
def disposed(filled, tmp_path):
    """A copy of the desk on which the facts of rows 2, 3, 4 and 8 were erased by an act; and the slot that opens it."""
    folder, opened = filled
    copied = shutil.copytree(folder, tmp_path / "disposed")
    assert erases(copied, opened, 2, 3, 4, 8) == [[2, 4], [8, 8]]
    return copied, opened


def read_again(folder, opened, *statements):
    """What `audit verify` finds once those statements were run on the database by somebody who can open it."""
    connection = database.connect(folder / store.DATABASE, opened.key)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    desk = store.open_unlocked(folder, opened, NOW, writing=False)
    try:
        return desk.verdict()
    finally:
        desk.close()


def test_facts_that_an_act_erased_leave_the_history_whole(disposed):
    """Rows whose facts went by a chained act are there, linked and sealed as before."""
    found = read_again(*disposed)
    assert (found.state, found.rows, found.why) == ("whole", 12, "")


@pytest.mark.parametrize("seq", [1, 5, 9, 10, 11, 12])
def test_facts_taken_away_without_an_act_are_named(disposed, seq):
    """A payload deleted by hand is told with its row, beside lawful ones and even where it is the erasing act's own."""
    found = read_again(*disposed, f"DELETE FROM payload WHERE seq = {seq}")
    first = 2 if seq == 12 else seq  # without it nothing says that the others went by an act
    assert (found.state, found.first_bad) == ("broken", first)
    assert "no act erased them" in found.why


def test_an_erasing_act_that_names_more_than_went_is_named(disposed):
    """Facts put back after they were erased are told at the row that says they went, and nothing of them is shown."""
    found = read_again(*disposed, "INSERT INTO payload VALUES (3, zeroblob(16), '{}')")
    assert (found.state, found.first_bad) == ("broken", 3)


def test_the_very_facts_put_back_are_named_by_the_act_that_erased_them(filled, disposed):
    """Somebody who kept a copy puts the true facts of a row back: the erasing act no longer tells the truth."""
    was = database.connect(filled[0] / store.DATABASE, filled[1].key)
    salt, facts = was.execute("SELECT salt, facts FROM payload WHERE seq = 3").fetchone()
    was.close()
    statement = f"INSERT INTO payload VALUES (3, x'{salt.hex()}', '{facts}')"
    found = read_again(*disposed, statement)
    assert (found.state, found.first_bad) == ("broken", 12)
    assert "row 3, but they are still there" in found.why


def test_a_forged_row_that_says_facts_were_erased_is_no_act(disposed):
    """An attacker without the chain's key cannot write the row that would make a deletion lawful."""
    forged = "INSERT INTO history SELECT 13, 13, NULL, 'erased', day, recorded, actor, NULL, NULL, digest, mac, mac"
    found = read_again(
        *disposed, "DELETE FROM payload WHERE seq = 6", f"{forged} FROM history WHERE seq = 12",
        "INSERT INTO payload VALUES (13, zeroblob(16), '{\"payloads\": [[6, 6]]}')",
    )  # fmt: skip
    assert (found.state, found.first_bad) == ("broken", 13)


@pytest.mark.parametrize(
    ("check", "statement"),
    [("gone", "DELETE FROM payload WHERE seq = 5"), ("put back", None)],
)
def test_without_its_check_the_deletion_passes(filled, disposed, monkeypatch, check, statement):
    """The planted fault: without the check facts taken away, or put back, are not seen."""
    if statement is None:
        was = database.connect(filled[0] / store.DATABASE, filled[1].key)
        salt, facts = was.execute("SELECT salt, facts FROM payload WHERE seq = 3").fetchone()
        was.close()
        statement = f"INSERT INTO payload VALUES (3, x'{salt.hex()}', '{facts}')"
    monkeypatch.setattr(history, "verify", without(check))
    assert read_again(*disposed, statement).state == "whole"


# --- the verifier fuzzed


PLANTED = [("mac",), ("number", "link"), ("salt",), ("digest",), ("gone",), ("end", "head"), ("head",), ("behind",)]
"""Checks without which forged logs pass. Number and link, or end and head, each see what the other would miss."""


def fuzz(tries, verify=history.verify, seed=3):
    """How many forged logs were tried, how many of them accepted, for how many the verifier raised, and how many
    untouched ones (the forger's hand slipped) it did not accept."""
    dice, counts = random.Random(seed), dict.fromkeys(("tried", "accepted", "raised", "untouched", "refused"), 0)
    while counts["tried"] < tries:
        rows, anchor = forged(dice)
        honest = untouched(rows, anchor)
        counts["untouched" if honest else "tried"] += 1
        try:
            found = verify(rows, KEY, anchor)
            json.dumps(asdict(found))
        except Exception:
            counts["raised"] += 1
            continue
        if honest:
            counts["refused"] += found.state != "whole"
        elif found.state == "whole" or type(found.first_bad) is not int:
            counts["accepted"] += 1
    return counts


def test_no_forged_log_is_accepted_and_none_makes_the_verifier_fail():
    """Ten thousand logs with bytes, rows and anchors tampered with: none is whole, none raises, none untouched is refused."""
    counts = fuzz(FORGED_LOGS)
    assert counts.pop("untouched") > 50
    assert counts == {"tried": FORGED_LOGS, "accepted": 0, "raised": 0, "refused": 0}


@pytest.mark.parametrize("checks", PLANTED, ids=" and ".join)
def test_a_verifier_without_a_check_accepts_forged_logs(checks):
    """The planted fault: each check switched off lets some of the same logs through."""
    assert fuzz(2_000, without(*checks))["accepted"] > 0


def test_a_verifier_that_trusts_the_types_it_reads_fails():
    """The planted fault: without the answer to odd types some of the same logs raise."""
    assert fuzz(2_000, without("types"))["raised"] > 0


if __name__ == "__main__":
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else FORGED_LOGS
    print(f"the verifier as it is: {fuzz(tries)}")
    for off in (*PLANTED, ("types",)):
        print(f"without {' and '.join(off)}: {fuzz(tries, without(*off))}")
