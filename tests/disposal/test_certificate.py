"""The certificate of a disposal on paper: accessible, nobody's name in it, and everything it must say."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from casework.disposal.originals import OwnerStatus
from casework.disposal.plan import (
    BackupsMade,
    CertifiedPlan,
    CertifiedSource,
    DestroyedGroup,
    DisposalCertificate,
    KeptCounts,
    SealedOriginals,
)
from letters.disposal.certificate import certificate, in_words
from letters.paper.pdf import certificate_pdf
from pages import accessibility_faults

GROUP = DestroyedGroup(
    class_="payroll", words="Payroll records", rule="r07", record="Payroll, overtime, expenses", count=570,
    basis="Income Tax (PAYE) Regulations 2003", source="HMRC", first=date(2014, 4, 5), last=date(2017, 4, 5),
)  # fmt: skip
MADE = DisposalCertificate(
    reference="DI-2026-0001", done=date(2026, 11, 22), approved=date(2026, 11, 21), officers=2, records=570, cases=0,
    plan=CertifiedPlan(date(2026, 11, 20), "sha256:" + "ab" * 32, date(2026, 11, 20)), destroyed=[GROUP], anonymised=[],
    people=323, papers=0, originals=SealedOriginals(destroyed=2, sealed=1),
    kept=KeptCounts(frozen=13, review=4, no_date=247, exceptions=1),
    sources=[CertifiedSource(n, "Payroll file received 2 September 2026", 506) for n in (6, 7)],
    backups=BackupsMade(3, date(2026, 11, 20), 30, date(2026, 12, 20)),
)  # fmt: skip
DIGEST = "sha256:" + "cd" * 32
OWNERS = [
    OwnerStatus(6, 506, "HR", date(2026, 11, 22), None),
    OwnerStatus(7, 506, "", None, None),
]


def text(made, on=date(2026, 11, 23)):
    """The certificate's PDF, and its text as one line."""
    pdf = certificate_pdf(certificate(made, DIGEST, OWNERS, "Testham Council", on))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return pdf, " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_says_what_was_destroyed_by_what_rule_and_what_remains_where():
    """Kinds and numbers, rule and basis, originals and their owners, exceptions, backups and until when, the digest."""
    pdf, said = text(MADE)
    for words in (
        "Certificate of disposal DI-2026-0001", "What was destroyed (570)", "Payroll, overtime, expenses",
        "Income Tax (PAYE) Regulations 2003", "323 people have no record left", "The 2 sealed files that held any",
        "1 stays sealed with its key", "HR, 22/11/2026", "13 held by an open", "1 kept for a reason", "247 no date could be",
        "3 backups were made", "the last on 20 December 2026", "by a second officer", "cd" * 32, "as at 23 November 2026",
    ):  # fmt: skip
        assert words in said, words
    assert accessibility_faults(pdf) == []


@pytest.mark.parametrize(
    ("backups", "words"),
    [
        (BackupsMade(0, None, 30, None), "The history shows no backup of this desk"),
        (BackupsMade(1, date(2026, 11, 20), 0, None), "does not say how long it keeps backups"),
    ],
)
def test_what_remains_in_backups_is_said_in_every_case(backups, words):
    """None made, and none said how long they are kept: each in its own words."""
    assert words in text(replace(MADE, backups=backups))[1]


def test_the_same_facts_make_the_same_paper():
    """Two printings of one day are one PDF, byte for byte."""
    assert text(MADE)[0] == text(MADE)[0]


def test_its_words_for_the_terminal_say_the_same():
    """Numbers, originals, backups and the digest, in lines."""
    said = " ".join(in_words(MADE, DIGEST))
    for words in ("570", "323 people", "2 destroyed, 1 kept", "3 backups", DIGEST):
        assert words in said
