"""The application: unlocking, leaving, failing, and what it never does."""

import subprocess
import sys
import time

import pytest
from textual.binding import Binding
from textual.widgets import Button, Footer, Input

from casework import Refused
from dpo_console.app import Console
from dpo_console.widgets.dialogs import Quit


async def test_the_first_screen_names_nobody(jobs, sit):
    """Before the passphrase nothing of the desk is shown, no mode can be gone to, and the palette stays shut."""
    async with sit(passphrase=None) as seat:
        await seat.settle()
        assert "passphrase is demo" in seat.text()
        assert jobs.name not in seat.text()
        seat.screen.set_focus(None)
        await seat.press("2", "ctrl+p")
        assert seat.app.current_mode == "_default"
        assert type(seat.screen).__name__ == "Unlock"


async def test_a_wrong_passphrase_is_a_sentence(jobs, sit):
    """A wrong passphrase is told in a sentence, and the line is empty for another try."""
    async with sit(passphrase=None) as seat:
        await seat.settle()
        secret = seat.screen.query_one("#passphrase", Input)
        secret.value = "hunter2!"
        await seat.press("enter")
        await seat.until(lambda: "does not open this desk" in seat.text())
        assert secret.value == ""
        assert seat.app.desk is None
        secret.value = "demo"
        await seat.press("enter")
        await seat.until(lambda: seat.app.current_mode == "board")


async def test_enter_pressed_twice_opens_the_desk_once(jobs, sit, monkeypatch):
    """A second enter while the passphrase is tried does not open the desk again, which the first holds already."""
    tried, was = [], jobs._open_desk

    def slow(*args, **options):
        tried.append(1)
        time.sleep(0.3)
        return was(*args, **options)

    monkeypatch.setattr(jobs, "_open_desk", slow)
    async with sit(passphrase=None) as seat:
        await seat.settle()
        seat.screen.query_one("#passphrase", Input).value = "demo"
        await seat.press("enter", "enter")
        await seat.until(lambda: seat.app.current_mode == "board")
        assert tried == [1]


async def test_a_passphrase_cannot_be_copied_out(jobs, sit):
    """Neither copying nor cutting takes a passphrase to the clipboard."""
    async with sit(passphrase=None) as seat:
        await seat.settle()
        secret = seat.screen.query_one("#passphrase", Input)
        secret.value = "hunter2!"
        secret.select_all()
        await seat.press("ctrl+c", "ctrl+x")
        assert seat.app.clipboard == ""
        assert secret.value == "hunter2!"
        assert "hunter2!" not in seat.text()


async def test_the_first_time_a_desk_is_made(jobs, sit):
    """Where there is no desk one is made: officer, passphrase twice, the recovery code shown once, then the board."""
    jobs.answers["desk_exists"] = False
    jobs.answers["create_desk"] = "ABCD-EFGH"
    async with sit(passphrase=None) as seat:
        await seat.until(lambda: "no desk yet" in seat.text())
        for name, text in (("officer", "Jo Officer"), ("passphrase", "demo"), ("again", "other")):
            seat.screen.query_one(f"#{name}", Input).value = text
        seat.screen.query_one("#go", Button).press()
        await seat.until(lambda: "passphrases differ" in seat.text())
        seat.screen.query_one("#again", Input).value = "demo"
        seat.screen.query_one("#go", Button).press()
        await seat.until(lambda: "ABCD-EFGH" in seat.text())
        await seat.press("escape")
        assert "ABCD-EFGH" in seat.text()
        await seat.press("ctrl+s")
        await seat.until(lambda: seat.app.current_mode == "board")
        assert jobs.did("create_desk")[0][:2] == ("demo", "Jo Officer")


async def test_leaving_asks_once_while_something_runs(jobs, sit):
    """Leaving in the middle of an import asks, and pressing the key again asks no second time."""
    async with sit() as seat:
        with seat.screen.busy("Files are being imported."):
            with seat.screen.busy("A pack is being built."):
                assert seat.app.running == "Files are being imported. A pack is being built."
            await seat.press("ctrl+q", "ctrl+q", "f10")
            assert sum(isinstance(screen, Quit) for screen in seat.app.screen_stack) == 1
            assert "Files are being imported." in seat.text()
            await seat.press("escape")
            assert not isinstance(seat.screen, Quit)
        await seat.press("ctrl+q")
        assert seat.app.return_value == 0


class Faulty(Console):
    """A console with a fault in it."""

    BINDINGS = [Binding("z", "fail", "Fail")]

    def action_fail(self) -> None:
        secret = "Katherine Robertson, diagnosis"
        raise ValueError(f"{secret} is wrong")


async def test_a_crash_tells_a_number_and_no_data(jobs, tmp_path, capsys):
    """A fault of the console ends it with status 70 and an incident number; no value is printed or kept."""
    app = Faulty(tmp_path, passphrase="demo")
    with pytest.raises(ValueError, match="is wrong"):
        async with app.run_test(size=(80, 24)) as pilot:
            app.screen.set_focus(None)
            await pilot.press("z")
            await pilot.pause()
    assert app.return_code == 70
    said = capsys.readouterr()
    kept = (tmp_path / "incidents").read_text()
    assert "Katherine" not in said.out + said.err + kept
    assert "secret" not in said.out + said.err
    assert kept.split()[1] == "ValueError"
    assert (tmp_path / "incidents").stat().st_mode & 0o777 == 0o600


async def test_a_failing_job_is_an_incident_and_the_console_lives(jobs, sit, tmp_path):
    """A fault in a job is told by an incident number without its words; a refusal by its sentence; neither ends it."""
    async with sit() as seat:
        jobs.answers["show"] = ValueError("Katherine Robertson")
        await seat.press("enter")
        await seat.until(lambda: "incident" in seat.text())
        assert "ValueError: " not in seat.text()
        assert "Katherine" not in (tmp_path / "incidents").read_text()
        await seat.press("escape")
        jobs.answers["show"] = Refused("There is no case [/] like that.")
        await seat.press("enter")
        await seat.until(lambda: "no case [/] like that" in seat.text())


async def test_no_picture_of_the_screen_is_made(jobs, sit):
    """A screenshot, a file full of personal data, is refused."""
    async with sit() as seat:
        assert seat.app.deliver_screenshot() is None
        await seat.settle()
        assert "Screenshots are off" in seat.text()
        assert list(seat.app.get_system_commands(seat.screen)) == []


def test_the_library_has_the_guards_we_override():
    """The two private methods of the pinned library that the guards replace are still there."""
    from textual.app import App

    assert callable(App._fatal_error)
    assert callable(App.panic)


def test_the_first_paint_loads_no_database_and_no_typesetter():
    """Importing the application and the unlock screen loads neither SQLModel, SQLAlchemy nor WeasyPrint."""
    code = (
        "import sys, dpo_console.app, dpo_console.desk.unlock;"
        "print({'sqlmodel', 'sqlalchemy', 'weasyprint', 'cryptography', 'pydantic'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"


TYPING = ("escape,escape,l", "escape,e")
"""The lists in which a typed question mark finds something."""


async def test_no_footer_is_clipped(jobs, sit):
    """In every mode and page the footer shows all its keys in 80 columns, and at most eight."""
    async with sit() as seat:
        for keys in ("", "enter", "w", "escape,r", "f", "escape,escape,l", "escape,p", "escape,h", "escape,e"):
            await seat.press(*[key for key in keys.split(",") if key])
            footer = seat.screen.query_one(Footer)
            assert footer.max_scroll_x == 0 and ("? Help" in seat.lines()[-1] or keys in TYPING), seat.text()
            assert len(footer.children) <= 8
        await seat.press("escape", "escape", "r", "q")
        assert seat.screen.query_one(Footer).max_scroll_x == 0, seat.text()
        await seat.press("escape", "escape", "escape")
        for keys in ("2", "enter", "escape,i", "escape,3", "4", "escape,5", "enter", "escape,1,n"):
            await seat.press(*keys.split(","))
            assert seat.screen.query_one(Footer).max_scroll_x == 0, seat.text()


async def test_the_theme_is_kept(jobs, sit):
    """The colour theme an officer chose is there again next time."""
    async with sit() as seat:
        await seat.press("4", "ctrl+t")
        await seat.until(lambda: jobs.desk.drafts.get("preferences") is not None)
        chosen = seat.app.theme
        assert chosen != "textual-dark"
    async with sit() as seat:
        assert seat.app.theme == chosen
