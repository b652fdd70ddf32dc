"""The keys of this wing's screens, and what the places are called."""

from textual.binding import Binding

from dpo_console.keys import keys_of

KEYS: dict[str, list[Binding]] = {
    "disposals": keys_of(
        "disposals",
        ("n", "propose", "Propose", "Take what is due today as a disposal to be looked over"),
        ("enter", "open", "Open", "Open the disposal the cursor is on"),
        ("escape", "back", "Back", "Stop what is running, or go back"),
    ),
    "disposal": keys_of(
        "disposal",
        ("x", "keep", "Keep", "Keep the line the cursor is on, with a reason, or take it back in"),
        ("a", "approve", "Approve", "Let the disposal be carried out"),
        ("c", "carry_out", "Carry out", "Destroy what was approved, all of it or nothing"),
        ("p", "certificate", "Certificate", "Make the certificate as a PDF, and put it in the outbox"),
        ("o", "instruct", "Told", "The owner of the original was told to dispose of it"),
        ("y", "confirm", "Confirmed", "The owner of the original has disposed of it"),
        ("w", "withdraw", "Withdraw", "Give the disposal up", "hidden"),
        ("escape", "back", "Back", "Stop what is running, or go back"),
    ),
}

PLACES = {
    "disposals": "Disposals",
    "disposal": "A disposal",
}
