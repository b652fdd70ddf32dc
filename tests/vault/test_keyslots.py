"""Key slots: who may open the desk, and what is said when they may not."""

import base64
import json
from dataclasses import replace

import argon2
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import cheap
from casework import Refused
from casework.vault import keyslots

PASSPHRASE = "four plain words here"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A desk's key file, which no test changes."""
    folder = tmp_path_factory.mktemp("desk")
    with cheap.keys():
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
    with pytest.raises(Refused, match="does not open this desk") as wrong:
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


@pytest.mark.real_keys
def test_a_slot_is_sealed_by_argon2id_at_64_mib_three_passes_and_four_lanes(tmp_path):
    """The passphrase put through argon2id at RFC 9106's second choice opens the slot; put through less, it does not."""
    opened, _ = keyslots.create(tmp_path, "Ann Officer", PASSPHRASE)
    assert keyslots.unlock(tmp_path, PASSPHRASE).key == opened.key
    said = json.loads((tmp_path / keyslots.FILE).read_bytes())
    slot = {
        name: base64.b64decode(text) for name, text in said["slots"][0].items() if name in ("salt", "nonce", "sealed")
    }

    def inside(passes, memory_kib, lanes):
        secret, salt = PASSPHRASE.encode(), slot["salt"]
        key = argon2.low_level.hash_secret_raw(secret, salt, passes, memory_kib, lanes, 32, argon2.Type.ID)
        return json.loads(AESGCM(key).decrypt(slot["nonce"], slot["sealed"], f"{opened.desk}/work".encode()))

    assert inside(3, 65536, 4)["officer"] == "Ann Officer"
    for less in ((1, 8, 1), (2, 65536, 4), (3, 65528, 4), (3, 65536, 3)):
        with pytest.raises(InvalidTag):
            inside(*less)


@pytest.mark.real_keys
def test_a_desk_made_for_another_test_opens_nowhere_else(tmp_path):
    """A desk made with cheap test keys does not open in the real console."""
    with cheap.keys():
        keyslots.create(tmp_path, "Ann Officer", PASSPHRASE)
        assert keyslots.unlock(tmp_path, PASSPHRASE).officer == "Ann Officer"
    with pytest.raises(keyslots.WrongPassphrase):
        keyslots.unlock(tmp_path, PASSPHRASE)


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
    with pytest.raises(Refused, match="does not open this desk"):
        keyslots.unlock(tmp_path, PASSPHRASE)


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaaaaaa", "a b c d"])
def test_a_weak_passphrase_is_refused_before_anything_is_made(weak, tmp_path):
    """Fifteen characters or four words is the floor, and nothing is written for less."""
    with pytest.raises(Refused):
        keyslots.create(tmp_path, "Ann", weak)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "guessable",
    [
        "123456789012345",
        "qwertyuiopasdfgh",
        "password password password password",
        "data protection officer",
        "Ann Officer Ann Officer",
    ],
)
def test_a_long_passphrase_that_anyone_would_try_is_refused(guessable):
    """Length is not enough: what everybody uses, and the desk's own words, are refused (ASVS 6.2.4, 6.2.11)."""
    with pytest.raises(Refused, match="harder to guess"):
        keyslots.judge(guessable, "Ann Officer")


def test_sixty_four_characters_and_more_are_taken():
    """A long passphrase is taken whole (ASVS 6.2.9): its end counts."""
    long = "the ferry leaves at nine and the gulls follow it out past the pier every day"
    keyslots.judge(long)


@pytest.fixture
def two(tmp_path):
    """A desk with two officers."""
    opened, code = keyslots.create(tmp_path, "Ann Officer", PASSPHRASE)
    keyslots.add(tmp_path, opened, "Bea Second", "quite other words entirely")
    return tmp_path, opened, code


def test_each_officer_opens_with_their_own_passphrase_and_signs_in_their_own_name(two):
    """Two slots wrap one data key; the slot that opened says who acts."""
    folder, opened, _ = two
    bea = keyslots.unlock(folder, "quite other words entirely")
    assert (bea.officer, bea.key) == ("Bea Second", opened.key)
    assert [(one.officer, one.recovery) for one in keyslots.slots(folder, bea)] == [
        ("Ann Officer", False),
        ("Ann Officer", True),
        ("Bea Second", False),
    ]


def test_a_changed_passphrase_opens_and_the_old_one_does_not(two):
    """Changing rewrites the officer's one slot: the other officer and the recovery code open as before."""
    folder, opened, code = two
    keyslots.change(folder, opened, PASSPHRASE, "brand new words today")
    assert keyslots.unlock(folder, "brand new words today").officer == "Ann Officer"
    assert keyslots.unlock(folder, "quite other words entirely").officer == "Bea Second"
    assert keyslots.unlock(folder, code).officer == "Ann Officer (recovery code)"
    with pytest.raises(keyslots.WrongPassphrase):
        keyslots.unlock(folder, PASSPHRASE)


def test_the_recovery_code_stands_for_a_forgotten_passphrase(two):
    """Who opened by the printed code can give themselves a new passphrase with it."""
    folder, _, code = two
    opened = keyslots.unlock(folder, code)
    keyslots.change(folder, opened, code, "brand new words today")
    assert keyslots.unlock(folder, "brand new words today").officer == "Ann Officer"


def test_one_officer_cannot_change_anothers_passphrase(two):
    """At an unlocked terminal the old passphrase of that very officer is needed."""
    folder, opened, _ = two
    for other in ("quite other words entirely", "not a passphrase of anybody"):
        with pytest.raises(keyslots.WrongPassphrase):
            keyslots.change(folder, opened, other, "brand new words today")
    assert keyslots.unlock(folder, PASSPHRASE)


def test_a_revoked_officer_opens_nothing(two):
    """A revoked slot is gone from the key file and from its spare."""
    folder, opened, _ = two
    keyslots.revoke(folder, opened, "bea second")
    with pytest.raises(keyslots.WrongPassphrase):
        keyslots.unlock(folder, "quite other words entirely")
    (folder / keyslots.FILE).unlink()
    with pytest.raises(keyslots.WrongPassphrase):
        keyslots.unlock(folder, "quite other words entirely")
    with pytest.raises(Refused, match="your own slot"):
        keyslots.revoke(folder, opened, "Ann Officer")
    with pytest.raises(Refused, match="No officer called"):
        keyslots.revoke(folder, opened, "Nobody")


def test_a_new_recovery_code_ends_the_old(two):
    """Only the code printed last opens."""
    folder, opened, code = two
    _, new = keyslots.renew_code(folder, opened)
    assert keyslots.unlock(folder, new).key == opened.key
    with pytest.raises(keyslots.WrongPassphrase):
        keyslots.unlock(folder, code)


def test_two_officers_cannot_share_a_passphrase_or_a_name(two):
    """One passphrase would make two officers one: whose slot is tried first would sign for both."""
    folder, opened, _ = two
    with pytest.raises(Refused, match="already opens this desk"):
        keyslots.add(folder, opened, "Cy Third", PASSPHRASE)
    with pytest.raises(Refused, match="has a key slot already"):
        keyslots.add(folder, opened, "BEA second", "still more words to type")


@pytest.mark.parametrize("lost", [keyslots.FILE, keyslots.SPARE])
@pytest.mark.parametrize("how", ["gone", "cut"])
def test_a_lost_key_file_is_made_again_from_its_spare(two, lost, how):
    """One of the two key files may be lost or cut: the desk opens, and both are there again."""
    folder, opened, _ = two
    path = folder / lost
    path.unlink() if how == "gone" else path.write_bytes(path.read_bytes()[:-40])
    assert keyslots.unlock(folder, PASSPHRASE).key == opened.key
    assert keyslots.repair(folder)
    assert (folder / keyslots.FILE).read_bytes() == (folder / keyslots.SPARE).read_bytes()
    assert not keyslots.repair(folder)


def test_a_slot_forged_without_the_data_key_is_told(two):
    """A slot whose name the desk did not seal is refused when the officers are listed."""
    folder, opened, _ = two
    keys = keyslots.key_file(folder)
    *others, last = keys.slots
    keyslots.put_key_file(folder, replace(keys, slots=(*others, replace(last, id="f" * 16))))
    with pytest.raises(Refused, match="was not made by this desk"):
        keyslots.slots(folder, opened)
