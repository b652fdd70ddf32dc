"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "disposals": keys_of(
        "disposals",
        ("n", "propose", "Propose", "Propose what is due today as a disposal to review"),
        ("enter", "open", "Open", "Open the selected disposal"),
        ("escape", "back", "Back", "Stop what is running, or go back"),
    ),
    "disposal": keys_of(
        "disposal",
        ("x", "keep", "Exclude", "Exclude the selected line with a reason, or include it again"),
        ("a", "approve", "Approve", "Approve the disposal"),
        ("c", "carry_out", "Carry out", "Destroy all that was approved, or nothing"),
        ("p", "certificate", "Certificate", "Make the certificate as a PDF in the outbox"),
        ("o", "instruct", "Owner told", "Record that you told the owner of the original to dispose of it"),
        ("y", "confirm", "Confirmed", "Record that the owner of the original has disposed of it"),
        ("w", "withdraw", "Withdraw", "Withdraw the disposal", "hidden"),
        ("escape", "back", "Back", "Stop what is running, or go back"),
    ),
}

PLACES = {
    "disposals": "Disposals",
    "disposal": "A disposal",
}
