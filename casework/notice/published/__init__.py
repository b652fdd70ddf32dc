"""Privacy notices as data: what the council tells people about one kind of processing, element by element.

The disclosure letter is written from a notice. Each element names the paragraph of UK GDPR Article 15 that it answers.
"""

import tomllib
from dataclasses import dataclass, fields, replace
from importlib.resources import files
from typing import NamedTuple

from casework import Refused


@dataclass(frozen=True, slots=True)
class Element:
    """One thing the law requires the council to tell people: a heading, paragraphs, and a list."""

    paragraph: str
    """The provision it answers (`UK GDPR Article 15(1)(a)`)."""
    heading: str
    text: tuple[str, ...] = ()
    points: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it says nothing: an introduction to an empty list is nothing too."""
        says = [line for line in self.points if line.strip()]
        text = [line for line in self.text if line.strip()]
        return not says and not any(not line.rstrip().endswith(":") for line in text)


BASES = {
    "consent": "your consent",
    "contract": "your contract",
    "legal-duty": "a legal duty",
    "vital-interests": "to protect someone's life",
    "public-task": "a public task",
    "legitimate-interests": "legitimate interests",
}
"""The bases of UK GDPR Article 6(1), in the words of a letter."""
OBJECTABLE = ("public-task", "legitimate-interests")
"""The bases that carry the right to object: Article 21(1) with 6(1)(e) and (f)."""


class Purpose(NamedTuple):
    """What information is used for, and the basis in Article 6(1) it rests on."""

    what: str
    basis: str


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """A privacy notice; `{council}`, `{officer}`, `{email}` and `{phone}` are replaced from the profile, `{regulator}`
    by the regulator on the letter's date."""

    id: str
    title: str
    purpose: tuple[Purpose, ...]
    """Each purpose with its basis; `purposes` says them as a list."""
    controller: Element
    purposes: Element
    bases: Element
    categories: Element
    special: Element
    recipients: Element
    transfers: Element
    retention: Element
    rights: Element
    objection: Element
    """Only if a purpose rests on a public task or legitimate interests; set apart from everything else (Art 21(4))."""
    not_available: Element
    sources: Element
    automated: Element
    complain_here: Element
    complain_regulator: Element

    @property
    def objectable(self) -> bool:
        """Whether there is a right to object to any of its purposes (Article 21(1))."""
        return any(one.basis in OBJECTABLE for one in self.purpose)


ELEMENTS = tuple(field.name for field in fields(PrivacyNotice) if field.name not in ("id", "title", "purpose"))


def known() -> list[str]:
    """The ids of the notices shipped, in order."""
    return sorted(path.name.removesuffix(".toml") for path in files(__name__).iterdir() if path.name.endswith(".toml"))


def notice(id: str) -> PrivacyNotice:
    """The shipped notice with that id. Raises Refused if there is not one."""
    if id not in known():
        raise Refused(f"There is no privacy notice '{id[:60]}'. In the settings, choose from: {', '.join(known())}.")
    return read(files(__name__).joinpath(f"{id}.toml").read_text("utf-8"), f"{id}.toml")


def read(text: str, where: str) -> PrivacyNotice:
    """A notice from its TOML. Raises Refused with the element that is missing or malformed; an empty one is allowed."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Refused(f"The notice {where} is not valid TOML ({wrong}). Correct that line.") from None
    for name in ("id", "title"):
        if not isinstance(data.get(name), str):
            raise Refused(f"The notice {where} has no '{name}'. Add it as a line of text.")
    unknown = sorted(set(data) - set(ELEMENTS) - {"id", "title", "purpose"})
    if unknown:
        raise Refused(
            f"The notice {where} has an element '{unknown[0]}' that no letter uses. Choose from: {', '.join(ELEMENTS)}."
        )
    purposes = _purposes(data.get("purpose", []), where)
    elements = {name: _element(data.get(name), name, where) for name in ELEMENTS}
    listed = tuple(f"{one.what} ({BASES[one.basis]})" for one in purposes)
    elements["purposes"] = replace(elements["purposes"], points=listed)
    return PrivacyNotice(data["id"], data["title"], purposes, **elements)


def _purposes(data: object, where: str) -> tuple[Purpose, ...]:
    purposes = []
    for one in data if isinstance(data, list) else [data]:
        texts = [value for value in one.values() if isinstance(value, str)] if isinstance(one, dict) else []
        if not isinstance(one, dict) or len(texts) != 2 or set(one) != {"what", "basis"}:
            raise Refused(f"A [[purpose]] in the notice {where} must have a 'what' and a 'basis', each a line of text.")
        if one["basis"] not in BASES:
            raise Refused(
                f"The basis '{one['basis'][:40]}' of a [[purpose]] in the notice {where} is not in Article 6(1). "
                f"Choose from: {', '.join(BASES)}."
            )
        if one["what"].strip():
            purposes.append(Purpose(one["what"], one["basis"]))
    return tuple(purposes)


def _element(data: object, name: str, where: str) -> Element:
    if not isinstance(data, dict):
        raise Refused(f"The notice {where} has no element [{name}]. Add it, with 'paragraph', 'heading' and 'text'.")
    lists = {key: data.get(key, []) for key in ("text", "points")}
    for key, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
            raise Refused(f"'{key}' of [{name}] in the notice {where} must be a list of lines of text.")
    for key in ("paragraph", "heading"):
        if not isinstance(data.get(key), str):
            raise Refused(f"[{name}] in the notice {where} has no '{key}'. Add it as a line of text.")
    return Element(data["paragraph"], data["heading"], tuple(lists["text"]), tuple(lists["points"]))
