"""The letter that acknowledges a data-protection complaint (DPA 2018 s.164A(3)). Pure."""

from datetime import date

from casework import Refused, law
from casework.complaints.handling import Complaint
from casework.notice.council import Council
from casework.text.days import plain
from letters.paper.envelope import envelope
from letters.paper.letter import Block, Fact, Letter, contact, heading, quoted, regulator, text


def acknowledge(kind: str, complaint: Complaint, council: Council, *, on: date) -> Letter:
    """The acknowledgement, dated `on`: that it was received, what happens next, and who to contact.

    Raises Refused for any other kind, and if the address does not fit the envelope's window.
    """
    if kind != "acknowledgement":
        raise Refused(
            f"A complaint has no letter '{kind[:40]}', only an acknowledgement. Record other letters as events."
        )
    received = f"Thank you for your complaint. It reached us on {plain(complaint.received)}."
    about = f" It is about our handling of {complaint.about}." if complaint.about else ""
    blocks = [
        *text(
            f"{received}{about} We are treating it as a data protection complaint under section 164A of the Data "
            "Protection Act 2018.",
            f"Please quote our reference, {complaint.reference}, whenever you write or call.",
        ),
        heading("What happens next"),
        Block(
            "list",
            points=(
                "We will look into your complaint and make the enquiries we need to.",
                "We will tell you how it is progressing.",
                "We will tell you the outcome without undue delay. We will say what we found, why, and what we have "
                "done or will do.",
            ),
        ),
        heading("What you complained about"),
        *quoted(complaint.what),
        heading("The regulator"),
        *text(
            f"You can complain to the {law.regulator(on).name} at any time (Data Protection Act 2018, section 165).",
            regulator(council, on) if council.regulator_address else "",
        ),
        heading("If you have a question"),
        *text(contact(council)),
    ]
    source = f"complaint {complaint.reference}"
    facts = (
        Fact("reference", complaint.reference, source),
        Fact("received", complaint.received.isoformat(), f"{source} received"),
        Fact("complainant", complaint.complainant.name, f"{source} complainant"),
        Fact("what", complaint.what, f"{source} what"),
        Fact("regulator", regulator(council, on), "regulators by date"),
    )
    return envelope(
        kind, complaint.reference, complaint.complainant, council, on, "Your complaint has reached us", blocks, facts
    )
