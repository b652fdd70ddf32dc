"""Readers of workforce files: each file is read in full, kept word for word, and parsed where it can do no harm."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from casework import Refused, Remedy
from casework.records.intake import answers
from casework.records.intake.answers import FirstRows
from casework.records.intake.layouts import HeadingMap
from casework.records.intake.records import Excluded, Fault, Record, Row, Segment, Unreadable
from casework.records.intake.sandbox import Child
from casework.text.forms import Name

__all__ = [
    "Excluded",
    "Fault",
    "FirstRows",
    "Name",
    "OpenFile",
    "Record",
    "Row",
    "Segment",
    "Unknown",
    "Unreadable",
    "first_rows",
    "open_file",
]

LARGEST = 200 << 20
_child = Child("casework.records.intake.reader")


class Unknown(Refused):
    """A table whose headings are not recognised and not explained yet."""


def open_file(path: Path, kept: Sequence[HeadingMap] = ()) -> "OpenFile":
    """Read a workforce file and learn what it is; `kept` are the maps of headings that officers kept.

    Raises Unknown for a table whose headings are not recognised, and Refused for a file that cannot be read.
    """
    return OpenFile(path.name, _bytes_of(path), kept)


def first_rows(path: Path) -> FirstRows:
    """The first rows of a table. Raises Refused if the file holds no table."""
    data = _bytes_of(path)
    try:
        [(frame, _)] = _child.call("look", data)
        return answers.first_rows(frame)
    except Refused as refused:
        raise Refused(f"{path.name}: {refused}", refused.remedy, refused.of) from None


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused(f"{path.name} is a folder. Choose the files in it.")
        if path.exists() and not path.is_file():
            raise Refused(f"{path.name} is not an ordinary file. Choose a workforce file.")
        if path.stat().st_size > LARGEST:
            raise Refused(f"{path.name} is larger than 200 MB, too large for a workforce file. Check what it is.")
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"There is no file {path.name}. Check the path.") from None
    except OSError as wrong:
        raise Refused(f"{path.name} cannot be read ({wrong.strerror}). Check its permissions.") from None


class OpenFile:
    """One file being read in the confined child. `data` is the file as read: what is sealed is what was parsed."""

    def __init__(self, name: str, data: bytes, kept: Sequence[HeadingMap] = ()):
        self.name, self.data = name, data
        self.digest, self.size = hashlib.sha256(data).hexdigest(), len(data)
        self.warnings: list[Fault] = []
        self._frames = _child.call("read", data, kept=[asdict(one) for one in kept])
        try:
            first, _ = next(self._frames)
            if "unknown" in first:
                list(self._frames)  # the child has finished its answer, and stays
                raise Unknown(str(first["unknown"]), Remedy.explain_headings)
            opening = answers.opening(first)
        except Refused as refused:
            self._frames.close()
            raise type(refused)(f"{name}: {refused}", refused.remedy, refused.of) from None
        self.reader, self.about, self.expected = opening.reader, opening.about, opening.expected

    def __enter__(self) -> "OpenFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._frames.close()

    def rows(self) -> Iterator[Row]:
        """Every row as it comes; faults of the file itself go to `warnings`."""
        try:
            for frame, _ in self._frames:
                for row in answers.rows(frame):
                    if isinstance(row, Fault):
                        self.warnings.append(row)
                    else:
                        yield row
        except Refused as refused:
            raise Refused(f"{self.name}: {refused}", refused.remedy, refused.of) from None

    def cancel(self) -> None:
        """Stop reading."""
        _child.cancel()
