"""Each hostile name as the requester of an acknowledgement: printed as it is or refused, and nothing else happens."""

import io
import re
import socket
import sys
import unicodedata

import pikepdf
import pypdfium2
import pytest
from jinja2 import FileSystemLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment
from weasyprint.urls import FatalURLFetchingError

import answering
import complaining
import paper
from casework import Refused
from hostile import NAMES, PAGES
from letters.disclosure.matter import SentLetter
from letters.paper import pdf
from letters.paper.letter import Letter

ACTIVE = {"/Filespec", "/EmbeddedFile", "/Launch", "/URI", "/JavaScript", "/Image", "/Link"}
# a stroke drawn forty times in one place is read once by the reader
HIDDEN = re.compile("[\u0335\u0336\u00ad\u200b-\u200f\u2060\ufeff\\s]")


def said(name: str) -> str:
    """A name as it should stand on paper: composed, without space and without what cannot be seen."""
    return HIDDEN.sub("", unicodedata.normalize("NFC", name))


def lost(names: list[str], made: bytes) -> list[str]:
    """The names that do not stand whole in a PDF, as often as they are asked for."""
    text = said("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)))
    needed = {name: sum(said(other).count(said(name)) for other in names) for name in names}
    return [name for name in names if text.count(said(name)) < needed[name]]


def more_than_text(made: bytes) -> list[str]:
    """What a PDF holds that a letter has no use for."""
    with pikepdf.open(io.BytesIO(made)) as doc:
        found = ["an attachment"] * bool(doc.attachments or "/AF" in doc.Root)
        for thing in doc.objects:
            if isinstance(thing, pikepdf.Dictionary):
                found += sorted({str(thing.get(key, "")) for key in ("/Type", "/Subtype", "/S")} & ACTIVE)
    return found


OPENED: list[str] = []
_AUDITED: list[bool] = []


def _watch(event: str, args: tuple) -> None:
    if _AUDITED and event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
        OPENED.append(event)
    elif _AUDITED and event == "open" and str(args[0]).startswith(("/etc/passwd", "/etc/hosts", "/dev/null")):
        OPENED.append(str(args[0]))


sys.addaudithook(_watch)


@pytest.fixture
def watched():
    """What is opened and connected to, while it lasts."""
    OPENED.clear()
    _AUDITED.append(True)
    yield OPENED
    _AUDITED.clear()


def to(name: str, asked: str = "") -> Letter:
    """An acknowledgement to somebody of that name. Raises Refused where the name does not fit or cannot be printed."""
    who = {"name": name, "address": ["1 Test Street"], "email": None, "is_subject": True, "authority": None}
    letter = paper.letter("acknowledgement", on=paper.ON, requester=who, asked=asked or name)
    pdf.letter_context(letter)
    return letter


def typeset(letter: Letter) -> bytes:
    """The letter typeset in this process, where it can be watched."""
    [(_, made)] = pdf.typeset_here(pdf._sent(["letter.html", pdf.letter_context(letter)]))
    return made


def could_be_printed(names: list[str]) -> list[str]:
    """Those names a letter can be addressed to; each other one is refused with the reason."""
    kept = []
    for name in names:
        try:
            to(name)
        except Refused as refused:
            assert "cannot be printed" in str(refused) or "mm wide" in str(refused), name
        else:
            kept.append(name)
    return kept


def test_every_hostile_name_in_a_letter(watched):
    """Each of the 312 names is refused in a sentence or printed whole; no attachment, link, file or connection."""
    names = could_be_printed(NAMES)
    once, again = (typeset(to("Ann Smith", "\n\n".join(order))) for order in (names, names[::-1]))
    assert set(lost(names, once)) & set(lost(names, again)) == set()  # a name may stand across the end of one page
    assert more_than_text(once) == []
    assert watched == []
    assert 150 < len(names) < len(NAMES)


def test_a_letter_to_each_name_that_is_a_page(watched):
    """A letter to each name that is HTML or a template bears it in address, salutation and text, and fetches nothing."""
    for name in could_be_printed(PAGES):
        made = typeset(to(name))
        assert lost([name] * 3, made) + more_than_text(made) == [], name
    assert watched == []


def test_letters_for_access_with_each_name_that_is_a_page(watched):
    """As requester, subject, recipient and as what an officer enters, it is printed and fetches nothing."""
    names = [name for name in PAGES if not refused(name)]
    for at, (kind, typed) in enumerate(answering.ENTERED.items()):
        name = names[at % len(names)]
        ways = {one.id: one.way for one in answering.KINDS[kind].inputs}
        entered = {one: name if ways[one] in ("text", "lines") else words for one, words in typed.items()}
        who, subject = answering.LAWYER | {"name": name, "address": [name]}, answering.SUBJECT | {"name": name}
        sent = [*answering.SENT, SentLetter("third-party-consultation", paper.ON, name)]
        made = typeset(answering.letter(kind, entered, requester=who, subject=subject, sent=sent))
        assert lost([name] * 2, made) + more_than_text(made) == [], kind
    assert watched == []


def test_complaint_letters_with_each_name_that_is_a_page(watched):
    """As the complainant, as what was complained of and as what an officer enters, it is printed and fetches nothing."""
    names = [name for name in PAGES if not refused(name)]
    lines = "\n".join(names)
    given = {"issue": lines, "conclusion": lines, "action": lines}
    made = typeset(complaining.letter("complaint-outcome", complaining.OUTCOME | given))
    assert lost(names * 3, made) + more_than_text(made) == []
    for at, (kind, typed) in enumerate(complaining.ENTERED.items()):
        name = names[at % len(names)]
        entered = {one: name if is_text(kind, one) else words for one, words in typed.items()}
        made = typeset(complaining.letter(kind, entered, complainant={"name": name}, what=name, about=name))
        assert lost([name] * 2, made) + more_than_text(made) == [], kind
    assert watched == [] and len(names) > 5


def refused(name: str) -> str:
    """Why a complainant of that name gets no letter; empty if they get one."""
    try:
        pdf.letter_context(complaining.letter("acknowledgement", complainant={"name": name}))
    except Refused as why:
        return str(why)
    return ""


def is_text(kind: str, name: str) -> bool:
    """Whether an officer types the words of that input."""
    return next(one.way in ("text", "lines") for one in complaining.KINDS[kind].inputs if one.id == name)


def test_the_watch_can_see(watched):
    """A file that is read and a connection that is tried are seen."""
    open("/dev/null").close()
    with socket.socket() as one, pytest.raises(OSError):
        one.connect(("127.0.0.1", 9))
    assert watched == ["/dev/null", "socket.connect"]


def test_a_template_that_trusts_names_turns_it_red(monkeypatch):
    """Without the escaping in the templates a name is lost or fetched: it is told."""
    loader = FileSystemLoader(str(pdf._templates()))
    trusting = ImmutableSandboxedEnvironment(loader=loader, autoescape=False, trim_blocks=True)
    monkeypatch.setattr(pdf, "_environment", lambda: trusting)
    assert lost(["<b>x</b>"], typeset(to("<b>x</b>")))
    assert "/Link" in more_than_text(typeset(to("<a href=http://x>y</a>")))
    with pytest.raises(FatalURLFetchingError, match="passwd"):
        typeset(to("<img src=file:///etc/passwd>"))
