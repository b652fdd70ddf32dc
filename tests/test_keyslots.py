"""Key slots: who may open the desk, and what is said when they may not."""

import json

import pytest

from casework import Refused, keyslots

PASSPHRASE = "four plain words here"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    opened, code = keyslots.create(folder, "Ann Officer", PASSPHRASE)
    return folder, opened, code


def test_a_passphrase_opens_its_slot_and_names_its_officer(made):
    """The slot that opens gives the data key and the officer who is the actor of every act."""
    folder, opened, _ = made
    again = keyslots.unlock(folder, PASSPHRASE)
    assert (again.key, again.officer) == (opened.key, "Ann Officer")


def test_the_recovery_code_opens_however_it_is_typed(made):
    """The printed code opens the desk in lower case and without its dashes."""
    folder, opened, code = made
    assert keyslots.unlock(folder, code.replace("-", " ").lower()).key == opened.key


def test_a_wrong_passphrase_a_damaged_file_and_a_missing_one_are_three_sentences(made, tmp_path):
    """Each of the three ways not to open says which it is."""
    folder, _, _ = made
    said = set()
    with pytest.raises(Refused, match="opens no key slot") as wrong:
        keyslots.unlock(folder, "four other words here")
    said.add(str(wrong.value))
    whole = (folder / keyslots.FILE).read_bytes()
    for name, data in {"cut": whole[:-40], "bit": whole.replace(b'"salt": "', b'"salt": "A', 1), "empty": b""}.items():
        other = tmp_path / name
        other.mkdir()
        (other / keyslots.FILE).write_bytes(data)
        with pytest.raises(Refused, match="is damaged") as damaged:
            keyslots.unlock(other, PASSPHRASE)
    said.add(str(damaged.value))
    with pytest.raises(Refused, match="is missing") as missing:
        keyslots.unlock(tmp_path, PASSPHRASE)
    said.add(str(missing.value))
    assert len(said) == 3


def test_a_key_file_names_nobody(made):
    """Whose slot it is stands only inside the sealed part: a lock screen can show nothing."""
    folder, _, _ = made
    assert b"Ann" not in (folder / keyslots.FILE).read_bytes()


def test_cheaper_derivation_is_refused(made, tmp_path):
    """A key file rewritten to ask for less work than the floor is not opened."""
    folder, _, _ = made
    said = json.loads((folder / keyslots.FILE).read_bytes())
    del said["digest"]
    said["slots"][0]["cost"]["memory_kib"] = 8
    said["digest"] = keyslots._digest(said)
    (tmp_path / keyslots.FILE).write_text(json.dumps(said))
    with pytest.raises(Refused, match="is damaged"):
        keyslots.unlock(tmp_path, PASSPHRASE)


def test_a_work_desk_cannot_be_passed_off_as_a_demo(made, tmp_path):
    """The demo mark is bound into every slot: turned on by hand, no slot opens."""
    folder, _, _ = made
    said = json.loads((folder / keyslots.FILE).read_bytes())
    del said["digest"]
    said["demo"] = True
    said["digest"] = keyslots._digest(said)
    (tmp_path / keyslots.FILE).write_text(json.dumps(said))
    with pytest.raises(Refused, match="opens no key slot"):
        keyslots.unlock(tmp_path, PASSPHRASE)


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaaaaaa", "a b c d"])
def test_a_weak_passphrase_is_refused_before_anything_is_made(weak, tmp_path):
    """Fifteen characters or four words is the floor, and nothing is written for less."""
    with pytest.raises(Refused):
        keyslots.create(tmp_path, "Ann", weak)
    assert not list(tmp_path.iterdir())
