"""Exports to the outbox: the papers of a breach as PDF and text, the breach register as CSV."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casework.breaches.breach_register import as_csv
from casework.desk.store import Desk
from dpo_console.breaches.jobs import breach_list
from dpo_console.breaches.letters import BreachPaper, breach_case_file, make_notification, make_public
from dpo_console.jobs.filing import outbox, save_letter, write_out
from dpo_console.jobs.outgoing import unchecked

MAKERS = {"notification": make_notification, "public": make_public, "story": breach_case_file}
"""What makes each kind of paper of a breach as a whole."""


@dataclass(frozen=True, slots=True)
class ExportedPaper:
    """A paper of a breach in the outbox, as PDF and as text."""

    paper: BreachPaper
    pdf: Path
    text: Path
    gate: str
    """The sentence to show for a paper that is not checked for other people's data; else empty."""


def export_paper(desk: Desk, reference: str, kind: str, now: datetime) -> ExportedPaper:
    """Make and file a paper of a breach, and save it to the outbox as PDF and as text."""
    made = MAKERS[kind](desk, reference, now)
    pdf = save_letter(desk, made.digest, outbox(desk))
    text = pdf.with_suffix(".txt")
    write_out(text, made.text.encode())
    return ExportedPaper(made, pdf, text, unchecked(kind))


def save_register(desk: Desk, /, now: datetime, **chosen: str | None) -> Path:
    """Save the matching breaches to the outbox as CSV, with no names and no free text."""
    path = outbox(desk) / f"breaches-{now:%Y-%m-%d}.csv"
    write_out(path, as_csv(breach_list(desk, now, **chosen).breaches).encode())
    return path
