"""The full-screen application: one desk, five modes, the keys that work everywhere, and the lock."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events, work
from textual.app import SystemCommand
from textual.command import CommandPalette
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen

from casework import Refused, Remedy
from dpo_console import crash, process, routes
from dpo_console.bindings import Keys
from dpo_console.frame import IDLE, LONGEST_IDLE, Frame
from dpo_console.keys import KEYS
from dpo_console.keystrokes import Keystrokes
from dpo_console.remedies import on_screen
from dpo_console.routes import Answer, Route
from dpo_console.shown import SCRUB

if TYPE_CHECKING:
    from casework.desk.store import Desk

FAULT, LOCKED = 70, 75
"""The exit statuses after a fault of the console itself, and when a test's console locks."""

LONGEST_COPY = 4000
"""Characters that may go to the terminal's clipboard at once."""

SCREENS: dict[type[Route[Any]], tuple[str, str]] = {
    routes.Board: ("dpo_console.views.board", "BoardScreen"),
    routes.Workforce: ("dpo_console.people.workforce", "WorkforceScreen"),
    routes.Letters: ("dpo_console.disclosure.letters", "LettersScreen"),
    routes.Wordings: ("dpo_console.disclosure.wordings", "WordingsScreen"),
    routes.Settings: ("dpo_console.desk.settings", "SettingsScreen"),
    routes.Notice: ("dpo_console.notice.notice_screen", "NoticeScreen"),
    routes.NoticeSection: ("dpo_console.notice.section_screen", "NoticeSectionScreen"),
    routes.Case: ("dpo_console.views.case_router", "case_screen"),
    routes.NewEvent: ("dpo_console.views.case_router", "recording"),
    routes.CaseHistory: ("dpo_console.views.history", "HistoryScreen"),
    routes.Import: ("dpo_console.records.import_form", "ImportScreen"),
    routes.Sources: ("dpo_console.records.import_form", "Sources"),
    routes.Card: ("dpo_console.people.card", "PersonScreen"),
    routes.PickPerson: ("dpo_console.people.picker", "PersonPicker"),
    routes.NewRequest: ("dpo_console.rights.request_form", "Intake"),
    routes.IdentifySubject: ("dpo_console.rights.identification", "IdentifySubject"),
    routes.Records: ("dpo_console.rights.correction_forms", "Records"),
    routes.Restrict: ("dpo_console.rights.correction_forms", "Restrict"),
    routes.Lift: ("dpo_console.rights.correction_forms", "Lift"),
    routes.NewComplaint: ("dpo_console.complaints.complaint_form", "ComplaintForm"),
    routes.NewBreach: ("dpo_console.breaches.breach_form", "BreachForm"),
    routes.BreachRegister: ("dpo_console.breaches.breach_register", "RegisterScreen"),
    routes.Concerned: ("dpo_console.breaches.people_list", "PeopleList"),
    routes.Retention: ("dpo_console.retention.plan", "RetentionScreen"),
    routes.Schedule: ("dpo_console.retention.schedule", "ScheduleScreen"),
    routes.Holds: ("dpo_console.retention.holds", "HoldsScreen"),
    routes.NewHold: ("dpo_console.retention.holds", "HoldForm"),
    routes.Disposals: ("dpo_console.disposal.disposals", "DisposalsScreen"),
    routes.Review: ("dpo_console.disclosure.review", "Review"),
    routes.Questions: ("dpo_console.disclosure.questions", "Questions"),
    routes.Pack: ("dpo_console.disclosure.pack", "PackScreen"),
    routes.CaseLetters: ("dpo_console.disclosure.letter_list", "LetterList"),
}
"""The screen of each route: its module, and the class or function that makes it from the route's fields."""


def screen_of(route: Route[Any]) -> Screen[Any]:
    """The screen of a route, imported when it is first opened."""
    module, name = SCREENS[type(route)]
    screen: Screen[Any] = getattr(import_module(module), name)(**vars(route))
    return screen


class Console(Frame):
    """The console on one desk folder; `today` rehearses another date (on a demo desk only)."""

    TITLE = "DPO Console"
    CSS_PATH = Path(__file__).with_name("console.tcss")
    BINDINGS = [*KEYS["app"]]
    COMMANDS = {Keys}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    MODES: ClassVar = {
        "board": partial(screen_of, routes.Board()),
        "workforce": partial(screen_of, routes.Workforce()),
        "letters": partial(screen_of, routes.Letters()),
        "settings": partial(screen_of, routes.Settings()),
        "notice": partial(screen_of, routes.Notice()),
    }
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, folder: Path, *, today: date | None = None, passphrase: str | None = None):
        super().__init__(folder, today=today, passphrase=passphrase)
        self.animation_level = "none"  # over a slow line every frame costs
        self.touched = process.awake()
        self.keystrokes = Keystrokes(self, super().on_event)

    def screen_of(self, route: Route[Answer]) -> Screen[Answer | None]:
        """The screen of a route."""
        return screen_of(route)

    def refusal(self, refused: Refused) -> str:
        """The sentence of a refusal, with the key of what helps."""
        from dpo_console.every_key import KEYS as every_key  # not before the first paint

        return on_screen(refused, self.screen, every_key)

    def on_mount(self) -> None:
        """Ask for the passphrase; leave cleanly on a signal to end, or when the terminal closes."""
        if self.is_web:
            self.exit(2, message="The console does not run in a browser. Run it in a terminal.")
            return
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for name in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(name, partial(self._end, name))
            suspended = partial(self.action_lock, stop=True)
            loop.add_signal_handler(signal.SIGTSTP, lambda: self.run_worker(suspended(), exit_on_error=False))
        from dpo_console.desk.unlock import Unlock

        self.push_screen(Unlock())

    async def opened(self, desk: "Desk") -> None:
        """The desk is open: to the board, and to the forms that were left unfinished."""
        self.desk = desk
        if kept := await self.drafts.get("preferences"):
            theme, idle = kept.get("theme"), kept.get("idle")
            self.theme = theme if isinstance(theme, str) and theme in self.available_themes else self.theme
            self.idle = min(max(idle if isinstance(idle, int) else IDLE, 1), LONGEST_IDLE)
        self.theme_changed_signal.subscribe(self, self.keep_preferences)
        self.touched = process.awake()
        threading.Thread(target=self._watch, daemon=True).start()
        from dpo_console.jobs import council_profile

        await self.switch_mode("settings" if (await self.do(council_profile.council)).missing else "board")
        for warning in desk.warnings:
            self.say(self.refusal(warning), wrong=True)
        from dpo_console.desk.unfinished import Unfinished

        if await Unfinished.any(self):
            self.push_screen(Unfinished())
        self.run_worker(self._prove_history(), exit_on_error=False)

    async def _prove_history(self) -> None:
        """Check every row of the history once the board is shown: opening the desk checks only the last rows."""
        from dpo_console.desk import jobs

        audit = await self.do(jobs.audit_verify)
        if audit.state != "whole" and self.desk and not self.desk.warnings:
            altered = Refused(f"The history is not intact: {audit.why}.", Remedy.check_history)
            self.say(self.refusal(altered), wrong=True)

    async def on_event(self, event: events.Event) -> None:
        """A key or the mouse postpones the lock; what the console draws by itself does not."""
        if isinstance(event, events.InputEvent | events.Paste):
            self.touched = process.awake()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.keystrokes.take(event)
        else:
            await super().on_event(event)

    def _watch(self) -> None:
        """Lock after the idle time without a key. It has its own thread, so that a busy screen cannot delay it."""
        while self.is_running:
            if process.awake() - self.touched >= self.idle * 60:
                self._lock_now()
                return
            time.sleep(0.25)

    async def action_lock(self, *, stop: bool = False) -> None:
        """Lock at once, after saving drafts. With `stop`, give the terminal back to the shell."""
        if self.desk:
            await self._keep_forms()
        self._lock_now(stop=stop)

    async def _keep_forms(self) -> None:
        kept = [screen.keep_draft() for screen in self.screen_stack if hasattr(screen, "keep_draft")]
        with contextlib.suppress(TimeoutError):  # a disk that does not answer must not keep the console open
            await asyncio.wait_for(asyncio.gather(*kept, return_exceptions=True), 1)

    def _lock_now(self, *, stop: bool = False) -> None:
        if self.is_headless:  # in the tests of the screens, the process is theirs
            self.call_later(self.exit, LOCKED)
            return
        day = self.rehearsed.isoformat() if self.rehearsed else None
        process.replace(self.folder, day, getattr(self._driver, "attrs_before", None), stop=stop)

    def _end(self, name: int) -> None:
        """On a signal to end, or when the terminal is gone: save drafts, then leave."""

        async def end() -> None:
            await self._keep_forms()
            process.end_children()
            self.exit(128 + name)

        threading.Timer(3, os._exit, (128 + name,)).start()  # whatever a thread is still at
        self.run_worker(end(), exit_on_error=False)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy to the terminal's clipboard, which cannot be undone.

        The text is checked first for someone else's name, then recorded without its words, then confirmed on screen.
        """
        if self.desk is None or not text:
            return
        if len(text) > LONGEST_COPY:
            self.say(
                f"Not copied. You can copy at most {LONGEST_COPY} characters at once, not {len(text)}.",
                wrong=True,
            )
            return
        self.run_worker(self._copied(text), exit_on_error=False)

    async def _copied(self, text: str) -> None:
        from dpo_console.desk import jobs
        from dpo_console.jobs import outgoing

        reference = next(
            (one.reference for one in reversed(self.screen_stack) if getattr(one, "reference", None)), None
        )
        try:
            await self.do(outgoing.refuse_copying, reference, text)
            await self.do(jobs.note_copied, reference, len(text), self.now())
        except Exception as wrong:  # if it names someone else, or cannot be recorded, nothing is copied
            self.say(f"Not copied. {self.error_text(wrong)}", wrong=True)
            return
        super().copy_to_clipboard(text)
        of = f" of {reference}" if reference else ""
        self.say(
            f"{len(text)} characters{of} copied to the terminal's clipboard, and recorded. Clear it when you are done."
        )

    def on_unmount(self) -> None:
        """Close the desk."""
        if self.desk:
            self.desk.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only leaving works before the desk is open, or behind a question."""
        if action == "log_breach":
            return self.desk is not None and not _logs_breach(self.screen)
        if action in ("mode", "command_palette"):
            asking = isinstance(self.screen, ModalScreen) and not isinstance(self.screen, CommandPalette)
            return self.desk is not None and not asking
        return True

    @work(exit_on_error=False)
    async def action_log_breach(self) -> None:
        """Show the form for a suspected breach over any screen; then open the breach that was logged."""
        if any(_logs_breach(screen) for screen in self.screen_stack):
            return
        reference = await self.answer_of(routes.NewBreach())
        if reference:
            self.say(f"{reference} logged. The 72 hours are running.")
            if not isinstance(self.screen, ModalScreen):
                self.open(routes.Case(reference))

    async def action_mode(self, mode: str) -> None:
        """Go to a mode."""
        if mode != self.current_mode:
            await self.switch_mode(mode)

    def action_keys_help(self, _where: str = "") -> None:
        """The keys that work here, and the manual behind them; on a page of help, back."""
        from dpo_console.help.screens import Help, HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.action_back()
        else:
            self.push_screen(Help(self.screen))

    async def action_quit(self) -> None:
        """Leave; asks first if that would stop something that is running."""
        from dpo_console.widgets.dialogs import Quit

        if isinstance(self.screen, Quit):
            return
        if not self.running:
            self.exit(0)
            return
        self.push_screen(Quit(self.running), lambda yes: self.exit(0) if yes else None)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The library's own filters, and the scrub under every widget."""
        return [*super().get_line_filters(), SCRUB]

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """None from the library: one would save a picture of the screen."""
        return []

    def deliver_screenshot(self, *args: Any, **options: Any) -> None:
        """Refused: a picture of the screen would copy personal data out of the desk."""
        self.say("Screenshots are off: they would hold personal data outside the desk.", wrong=True)

    def _fatal_error(self) -> None:
        """A fault of the console itself: show its number and place, and no value."""
        wrong = self._exception or sys.exc_info()[1] or RuntimeError()
        self._return_code = FAULT
        self._exit_renderables = [Text(crash.report(wrong, self.folder))]
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        """The same, instead of what the library would print."""
        self._fatal_error()


def _logs_breach(screen: Screen[Any]) -> bool:
    return getattr(screen, "draft_name", "") == "log-breach"


def run(folder: Path, *, today: date | None = None, passphrase: str | None = None, resume: str | None = None) -> int:
    """Open the console on a desk's folder; answer the exit status. `resume` if it replaces a locked process."""

    def console() -> int:
        app = Console(folder, today=today, passphrase=passphrase)
        app.resumed = resume is not None
        status = app.run()
        return FAULT if app.return_code == FAULT else status or 0

    if resume == process.STOPPED:
        os.kill(os.getpid(), signal.SIGSTOP)
    return console() if resume else process.supervised(console)
