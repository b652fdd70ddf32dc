"""Fields of a form: a label, the entry, and below it one sentence on what is wrong."""

from collections.abc import Mapping
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Label, Select, Static, TextArea
from textual.widgets._select import SelectCurrent, SelectOverlay

from dpo_console.shown import show

Value = TypeVar("Value", bound=str)


class Field(Vertical):
    """One field of a form; `value` is its text."""

    DEFAULT_CSS = """
    Field { height: auto;
        & > Horizontal { height: auto; }
        Label { width: 22; color: $text-muted; }
        Input, Select { width: 1fr; }
        TextArea { width: 1fr; height: 4; background: $surface; }
        .sentence { display: none; padding-left: 22; height: auto; }
        &.told .sentence { display: block; color: $text-muted; }
        &.wrong .sentence { display: block; color: $text-error; text-style: bold; }
    }
    """

    typed_over = False
    """Whether typing replaces the text when the field gets the focus."""

    class Changed(Message):
        """Something in a form changed."""

    def __init__(self, name: str, label: str, *, hint: str = "", text: str = ""):
        super().__init__(id=f"field-{name}")
        self.key, self.label, self.hint, self.initial = name, label, hint, text

    def compose(self) -> ComposeResult:
        """The label, the entry, the sentence."""
        with Horizontal():
            yield Label(show(self.label))
            yield self.entry()
        yield Static("", classes="sentence")

    def entry(self) -> Widget:
        """What is typed into."""
        return Input(
            self.initial, placeholder=self.hint, compact=True, max_length=4000, select_on_focus=self.typed_over
        )

    @property
    def value(self) -> str:
        """What is typed, without space around it."""
        return self.query_one(Input).value.strip()

    @value.setter
    def value(self, text: str) -> None:
        self.query_one(Input).value = text

    def focus_entry(self) -> None:
        """Put the cursor here."""
        self.query_one(Horizontal).children[1].focus()

    def tell(self, text: str, *, wrong: bool = False) -> None:
        """Write a sentence below the field; an empty text clears it."""
        self.query_one(".sentence", Static).update(show(f"! {text}" if wrong else text))
        self.set_class(bool(text) and not wrong, "told").set_class(wrong, "wrong")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Typing in a field removes its mark as wrong."""
        event.stop()
        self.altered()

    def altered(self) -> None:
        """The value changed."""
        if self.has_class("wrong"):
            self.tell("")
        self.post_message(self.Changed())


class Options(SelectOverlay):
    """The open list of a choice, found by typing. The library finds nothing in texts without markup."""

    def __init__(self) -> None:
        super().__init__()
        self._search_reset_delay = 2.0  # over a slow line the letters of a word come apart

    def _find_search_match(self, query: str) -> int | None:
        found = [str(option.prompt).casefold().find(query.casefold()) for option in self.options]
        return min((place for place, at in enumerate(found) if at >= 0), key=found.__getitem__, default=None)


class List(Select[str]):
    """A choice whose open list is found by typing."""

    def compose(self) -> ComposeResult:
        """The value chosen, and the list."""
        yield SelectCurrent(self.prompt)
        yield Options().data_bind(compact=Select.compact)


class Choice(Field):
    """One of a few values."""

    def __init__(self, name: str, label: str, options: Mapping[Value, str], *, text: str):
        super().__init__(name, label, text=text)
        self.options = {str(value): shown for value, shown in options.items()}

    def entry(self) -> Select[str]:
        """The list."""
        listed = [(show(shown), value) for value, shown in self.options.items()]
        return List(listed, value=self.initial, allow_blank=False, compact=True)

    @property
    def value(self) -> str:
        """The value chosen."""
        return str(self.query_one(Select).value)

    @value.setter
    def value(self, text: str) -> None:
        if text in self.options:
            self.query_one(Select).value = text

    def on_select_changed(self, event: Select.Changed) -> None:
        """Another value."""
        event.stop()
        self.altered()


class Box(Checkbox):
    """A box that shows a tick by a character, not by colour."""

    @property
    def _button(self) -> Content:
        return Content("[x]" if self.value else "[ ]")


class Tick(Field):
    """Yes or no; its value is "yes" or empty."""

    def __init__(self, name: str, label: str, question: str, *, on: bool = False):
        super().__init__(name, label, text="yes" if on else "")
        self.question = question

    def entry(self) -> Box:
        """The box."""
        return Box(show(self.question), value=bool(self.initial), compact=True)

    @property
    def value(self) -> str:
        """Ticked or not."""
        return "yes" if self.query_one(Checkbox).value else ""

    @value.setter
    def value(self, text: str) -> None:
        self.query_one(Checkbox).value = bool(text)

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Ticked or unticked."""
        event.stop()
        self.altered()


class LongText(Field):
    """A field for several lines of text."""

    def entry(self) -> TextArea:
        """The text."""
        return TextArea(self.initial, compact=True, tab_behavior="focus", soft_wrap=True)

    @property
    def value(self) -> str:
        """The text."""
        return self.query_one(TextArea).text.strip()

    @value.setter
    def value(self, text: str) -> None:
        self.query_one(TextArea).text = text

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Another text."""
        event.stop()
        self.altered()
