"""Drafts: unfinished forms, sealed, whole at every moment."""

from datetime import UTC, datetime

from casework.vault.drafts import FILE, Drafts

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEY = bytes(range(32))


def test_a_draft_comes_back_as_it_was_typed(tmp_path):
    """What was put is what is got, by a later opening of the same file."""
    values = {"name": "Ms [/] Jones", "asked": "Everything\nyou hold"}
    Drafts(tmp_path, KEY, "Ann").put("log-request", values, NOW)
    again = Drafts(tmp_path, KEY, "Ann")
    assert again.get("log-request") == values
    assert again.names() == [("log-request", NOW)]
    again.drop("log-request")
    assert Drafts(tmp_path, KEY, "Ann").get("log-request") is None


def test_nothing_typed_stands_clear_on_disk(tmp_path):
    """The file holds no word of the draft."""
    Drafts(tmp_path, KEY, "Ann").put("log-request", {"name": "Canaryname"}, NOW)
    assert all(b"Canaryname" not in file.read_bytes() for file in tmp_path.iterdir())


def test_a_damaged_file_is_set_aside_not_overwritten(tmp_path):
    """Drafts that do not open are kept under another name, and the console goes on."""
    Drafts(tmp_path, KEY, "Ann").put("log-request", {"name": "x"}, NOW)
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[:-1])
    drafts = Drafts(tmp_path, KEY, "Ann")
    assert drafts.get("log-request") is None
    drafts.put("settings", {"name": "y"}, NOW)
    assert (tmp_path / (FILE + ".damaged")).read_bytes() == whole[:-1]


def test_an_officer_is_not_shown_anothers_drafts(tmp_path):
    """Two officers of one desk have a draft of the same name each, and each sees only their own."""
    ann, bea = Drafts(tmp_path, KEY, "Ann"), Drafts(tmp_path, KEY, "Bea")
    ann.put("log-request", {"name": "of Ann"}, NOW)
    bea.put("log-request", {"name": "of Bea"}, NOW)
    assert (ann.get("log-request"), bea.get("log-request")) == ({"name": "of Ann"}, {"name": "of Bea"})
    bea.drop("log-request")
    assert ann.names()
    assert not bea.names()
