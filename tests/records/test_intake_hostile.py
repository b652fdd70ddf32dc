"""Files made to hurt, and files that are something else: one sentence each, and the reader serves the next file."""

import io
import os
import re
import stat
import zipfile

import pytest

from casework import Refused
from casework.records import intake
from casework.records.intake import kinds, tables
from returns import HEADER, KATE, NFI, WORKER, balanced, census, fields, read, table, workbook, worker

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
CIN = (
    "<Message><Header><CollectionDetails><Collection>CIN</Collection></CollectionDetails></Header><Children><Child>"
    "<ChildIdentifiers><LAchildID>1</LAchildID></ChildIdentifiers></Child></Children></Message>"
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def zipped(**parts):
    """A ZIP of parts by name, `__` standing for a slash and `_` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def lying(data, part, claims):
    """The same workbook with a part that claims another size once unpacked."""
    name = part.encode()
    at = data.rindex(name) - 46
    return data[: at + 24] + claims.to_bytes(4, "little") + data[at + 28 :]


def sparse():
    """A workbook with one cell at each corner of the largest sheet there can be."""
    book = workbook({"Staff": [NFI, KATE]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                corner = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
                data = data.replace(b"</sheetData>", corner)
            new.writestr(part.filename, data)
    return out.getvalue()


SOMETHING_ELSE = {
    "cin.xml": (CIN, "Children in Need census, which is about children"),
    "staff.xls": ("<html><body><p>Surname</p></body></html>", "web page.*has no table"),
    "ssda903.csv": ("CHILD,SEX,DOB,ETHNIC\r\n1,2,01/04/2016,WBRI\r\n", "SSDA903.*about children"),
    "ssda903.xml": ("<OC3Data><Child>1</Child></OC3Data>", "SSDA903.*about children"),
    "schema.xsd": ('<xs:schema xmlns:xs="u"><xs:element name="CSWWWorker"/></xs:schema>', "schema, which describes"),
    "note.xml": ("<note>hello</note>", "not a workforce census return"),
    "old.xls": (OLE + "Workbook".encode("utf-16-le"), "workbook is damaged"),
    "locked.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    "old.doc": (OLE + "WordDocument".encode("utf-16-le"), "old Word document"),
    "letter.docx": (zipped(word__document_xml="<w/>"), "Word document"),
    "letter.odt": (
        zipped(mimetype="application/vnd.oasis.opendocument.text", content_xml="<o/>"),
        "OpenDocument file, not a spreadsheet",
    ),
    "files.zip": (zipped(a_csv="x"), r"ZIP archive\. Unpack it"),
    "letter.pdf": ("%PDF-1.7", "a PDF"),
    "empty.csv": ("", "file is empty"),
    "blank.csv": ("\ufeff \r\n\r\n", "file is empty"),
    "plain.txt": ("Dear all,\r\nplease find the list attached.\r\n", "headings of this table are not recognised"),
}
HARMFUL = {
    "doctype.xml": ("<!DOCTYPE m><Message/>", "document type"),
    "late.xml": (" " * 70_000 + XXE + census(worker()), "document type|broken at line"),
    "xxe.xml": (XXE + census(worker(QualInst="&x;")), "document type"),
    "laughs.xml": (LAUGHS + census(worker(QualInst="&i;")), "document type"),
    "deep.xml": (census("<a>" * 200_000 + "</a>" * 200_000, worker()), "nested more than 200"),
    "deep-in.xml": (census(worker(QualInst="<a>" * 300 + "</a>" * 300)), "nested more than 200"),
    "attribute.xml": (census(worker().replace("<FTE>", f'<FTE note="{"x" * (12 << 20)}">')), "longer than a million"),
    "long.xml": (census(worker(QualInst="x" * (2 << 20))), "longer than a million"),
    "broken.xml": ("<Message><CSWWWorker><<</Message>", "broken at line 1"),
    "nul.csv": (table(NFI) + "1,\0,2\r\n", "Line 2 has a NUL byte"),
    "mixed.csv": (
        table(NFI).encode() + "1,Müller\r\n".encode() + "2,Müller\r\n".encode("cp1252"),
        "Line 3 is not in the encoding of line 2.*Export the file again as CSV UTF-8",
    ),
    "no-text.csv": (table(NFI).encode() + b"1,\x81\x8d\r\n", "encoding of line 2 is not recognised"),
    "half.csv": (table(NFI, KATE).encode("utf-16")[:-1], "marked as UTF-16 but is not"),
    "cell.csv": (table(NFI, ["x" * (2 << 20), "y"]), "begins on line 2 is not well-formed"),
    "binary.csv": (bytes(range(256)) * 20, "not a workforce file"),
    "bomb.xlsx": (zipped(xl__workbook_xml="<w/>", xl__sheet_xml=bytes(80 << 20)), "zip bomb"),
    "large.xlsx": (lying(zipped(xl__workbook_xml="<w/>"), "xl/workbook.xml", 3 << 30), "zip bomb"),
    "parts.xlsx": (zipped(xl__workbook_xml="<w/>", **{f"p{number}": "" for number in range(10_001)}), "zip bomb"),
    "cut.xlsx": (workbook({"Staff": [NFI, KATE]})[:-200], "incomplete or damaged"),
    "hollow.xlsx": (zipped(xl__workbook_xml="<w/>"), "damaged|No heading row"),
    "sparse.xlsx": (sparse(), "too much memory or time|too long to read"),
}


@pytest.mark.parametrize("name", [*SOMETHING_ELSE, *HARMFUL])
def test_it_is_refused_with_one_sentence_and_the_reader_goes_on(tmp_path, name):
    """The sentence names the file and says what it is; nothing of the parser's own words; the next file is read."""
    data, said = (SOMETHING_ELSE | HARMFUL)[name]
    with pytest.raises(Refused) as refused:
        read(tmp_path, name, data)
    sentence = str(refused.value)
    assert re.fullmatch(rf"{re.escape(name)}: .*(?:{said}).*\.", sentence), sentence
    assert len(sentence) < 400 and "Traceback" not in sentence and "root:" not in sentence
    reading, rows = read(tmp_path, "good.csv", table(NFI, KATE))
    assert balanced(reading, rows) and len(rows) == 1


def test_the_name_of_a_file_says_nothing(tmp_path):
    """A return named .csv, a CSV named .xls and a workbook named .txt are what they hold."""
    for name, data, reader in (
        ("return.csv", census(worker()), "census"),
        ("payroll.xls", table(NFI, KATE), "payroll"),
        ("payroll.txt", workbook({"Staff": [NFI, KATE]}), "payroll"),
    ):
        assert read(tmp_path, name, data)[0].reader == reader


def test_an_honest_workbook_is_not_taken_for_a_bomb(monkeypatch):
    """The scales let a real workbook through; with the bound below its size, the planted fault, they do not."""
    data = workbook({"Staff": [NFI, *([KATE] * 2_000)]})
    assert sum(1 for _ in tables.Workbook(data).rows("Staff")) == 2_001
    monkeypatch.setattr(tables, "LARGEST_PART", 1000)
    with pytest.raises(Refused, match="zip bomb"):
        tables.Workbook(data)


def test_a_census_that_mentions_children_is_still_one(tmp_path):
    """Only what says it is a children's return, or does not say what it is, is taken for one."""
    reading, [one] = read(tmp_path, "r.xml", census(worker(Child="1")))
    assert fields(one)["Child"] == "1" and reading.reader == "census"
    with pytest.raises(Refused, match="Children in Need"):
        kinds.kind_of(census(worker(Child="1"), header=HEADER.replace(">CSWW<", ">CIN<")).encode())


@pytest.mark.parametrize(
    "name",
    [
        "Ms [/] Jones",
        "[@click=app.quit]x",
        "\x1b]0;title\x07",
        "\u202eReversed",
        "O'Brien; DROP TABLE",
        "=1+1",
        "Zoë\u200d",
    ],
)
def test_a_hostile_name_stays_word_for_word(tmp_path, name):
    """What looks like markup, an escape sequence or a formula is somebody's name until an officer says otherwise."""
    row = [*KATE[:5], name, *KATE[6:]]
    reading, [one] = read(tmp_path, "pay.csv", table(NFI, row))
    assert one.names[0].surname == name == fields(one)["Surname"] and balanced(reading, [one])


def test_nothing_but_ordinary_files_is_opened(tmp_path):
    """A folder, a pipe and a path that is not there are told apart; none is waited for."""
    os.mkfifo(tmp_path / "pipe")
    for path, said in (
        (tmp_path, "is a folder"),
        (tmp_path / "pipe", "not an ordinary file"),
        (tmp_path / "no.csv", "no file no.csv"),
    ):
        with pytest.raises(Refused, match=said):
            intake.open_file(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read_is_told(tmp_path):
    """The sentence says to look at the permissions."""
    path = tmp_path / "pay.csv"
    path.write_text(table(NFI, KATE))
    path.chmod(stat.S_IWUSR)
    with pytest.raises(Refused, match="Check its permissions"):
        intake.open_file(path)


def test_a_file_larger_than_any_workforce_file_is_not_opened(tmp_path):
    """200 MB is the bound, looked at before anything is read."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(intake.LARGEST + 1)
    with pytest.raises(Refused, match="larger than 200 MB"):
        intake.open_file(path)


def test_what_is_sealed_is_what_was_read(tmp_path):
    """The reading holds the file's bytes as they were parsed, with their digest, though the file changes after."""
    import hashlib

    path = tmp_path / "r.xml"
    path.write_text(census(worker()))
    with intake.open_file(path) as reading:
        path.write_text("changed")
        assert fields(next(reading.rows())) == WORKER
    assert reading.digest == hashlib.sha256(reading.data).hexdigest() and reading.size == len(reading.data)
