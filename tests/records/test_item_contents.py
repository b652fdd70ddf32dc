"""What an item's columns hold of its record comes back as it was, and is written as it always was."""

import json
from datetime import date

from casework.records.contents import Marks, fields_in, fields_text, marks_in, marks_text
from casework.records.intake.records import Mark, Segment
from casework.text.forms import Name


def test_marks_come_back_as_they_were_written():
    """Numbers, names and the birth date with its field."""
    marks = Marks([Mark("ni", "QQ 12 34 56 C", "NI No")], [Name(surname="Ødegård")], date(1984, 3, 14), "DOB")
    said = {"keys": [["ni", "QQ 12 34 56 C", "NI No"]], "names": [["", "", "", "Ødegård", ""]]}
    assert marks_text(marks) == json.dumps(said | {"born": ["1984-03-14", "DOB"]}, ensure_ascii=False)
    assert marks_in(marks_text(marks)) == marks


def test_a_record_without_a_birth_date_has_none():
    """Neither the day nor its field."""
    marks = Marks([], [], None, "")
    assert marks_text(marks) == '{"keys": [], "names": [], "born": null}' and marks_in(marks_text(marks)) == marks


def test_fields_come_back_as_they_were_written():
    """In the source's order."""
    fields = [Segment("field", "Surname", "Bell"), Segment("field", "Forename", "Ann")]
    assert fields_text(fields) == '[["field", "Surname", "Bell"], ["field", "Forename", "Ann"]]'
    assert fields_in(fields_text(fields)) == fields
