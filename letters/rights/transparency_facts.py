"""The facts of the letters about recipients, processors and privacy information, each bound to its record. Pure."""

from collections.abc import Mapping

from casework import Refused, Remedy
from casework.notice.processors import Processor
from casework.notice.purpose_changes import Compatibility
from casework.notice.recipients import SharedWith, folded
from casework.text.days import plain
from casework.timeline.events import Kind
from letters.disclosure.access_facts import AccessFacts, of_notice
from letters.disclosure.matter import RequestMatter, Transparency
from letters.paper.facts import Value, fact
from letters.paper.letter import contact

LOG = "log of recipients"
COMPATIBLE = {
    Compatibility.compared: "we compared the two purposes, and found that the new one fits (Article 8A(2))",
    Compatibility.consent: "you agree to the new purpose (Article 8A(3)(a))",
    Compatibility.research: "it is for research, archives or statistics (Article 8A(3)(b))",
    Compatibility.compliance: "we use it to keep to data protection law (Article 8A(3)(c))",
    Compatibility.annex_2: "the law lists it as compatible (Article 8A(3)(d))",
    Compatibility.objective: "the law authorises it to protect a public interest (Article 8A(3)(e))",
}
"""Why a new purpose is compatible, in the words of a letter."""


class TransparencyFacts(AccessFacts):
    """The facts of a request that come from the log of recipients, the processors and the security statement."""

    def __init__(self, matter: RequestMatter, inputs: Mapping[str, str]):
        super().__init__(matter, inputs)
        self._known_sharing: Transparency | None = None

    @property
    def sharing(self) -> Transparency:
        """Recipients, processors and the statement, read once."""
        if self._known_sharing is None:
            self._known_sharing = self.matter.transparency()
        return self._known_sharing

    # Recipients

    @fact("the recipients of the data by name")
    def recipients_by_name(self) -> Value | None:
        lines = tuple(one.words for one in self._recipients())
        return Value(lines, LOG) if lines else None

    @fact("a log without recipients of these data")
    def no_recipients(self) -> Value | None:
        return None if self._recipients() else Value("no one", LOG)

    def _recipients(self) -> tuple[SharedWith, ...]:
        """Refused while a proposed disclosure is open: the list would not be complete."""
        if count := self.sharing.unconfirmed:
            waiting = "1 proposed disclosure" if count == 1 else f"{count} proposed disclosures"
            raise Refused(
                f"{waiting} for the data subject {'is' if count == 1 else 'are'} neither confirmed nor declined. "
                "Decide on each first.",
                Remedy.list_recipients,
            )
        return tuple(self.sharing.recipients)

    @fact("a recipient of these data")
    def recipient_logged(self) -> Value | None:
        if not (typed := self.inputs.get("to_name")):
            return Value("once it is named", LOG)  # the letter lacks the name
        if self._recipient() is None:
            names = ", ".join(one.name for one in self.sharing.recipients) or "no one"
            raise Refused(
                f"The log does not show that {typed[:80]} received this person's data. It shows: {names}.",
                Remedy.list_recipients,
            )
        return Value(typed, LOG)

    @fact("what the recipient received")
    def received_data(self) -> Value | None:
        if not self.inputs.get("to_name"):
            return Value("once it is named", LOG)
        known = self._recipient()
        return Value(tuple(dict.fromkeys(one.words for one in known.data)), LOG) if known else None

    @fact("the date the data were rectified, erased or restricted: record that first")
    def changed_on(self) -> Value | None:
        done = self._last(Kind.complied)
        return Value(plain(done.on), self._event(Kind.complied)) if done else None

    @fact("what was changed")
    def changes(self) -> Value | None:
        lines = tuple(self.sharing.changes)
        return Value(lines, f"corrections and restrictions of {self.case_reference}") if lines else None

    @fact("a notice that was sent to this recipient: send it first")
    def recipient_told_on(self) -> Value | None:
        if not (typed := self.inputs.get("to_name")):
            return Value("once it is named", "letter: recipient-notice")
        sent = [
            one.on for one in self.matter.sent if one.kind == "recipient-notice" and folded(one.to) == folded(typed)
        ]
        return Value(plain(sent[-1]), "letter: recipient-notice") if sent else None

    def _recipient(self) -> SharedWith | None:
        named = folded(self.inputs.get("to_name", ""))
        return next((one for one in self.sharing.recipients if folded(one.name) == named), None)

    # Processors

    @fact("the processors by name")
    def processors_by_name(self) -> Value | None:
        lines = tuple(
            f"{one.name}{f': {one.subject}' if one.subject else ''}"
            for one in self.sharing.processors
            if one.in_contract(self.on)
        )
        return Value(lines, "processors") if lines else None

    @fact("a processor with a contract in force")
    def processor_bound(self) -> Value | None:
        if not (typed := self.inputs.get("to_name")):
            return Value("once it is named", "processors")
        known = self._processor()
        if known is None:
            names = ", ".join(one.name for one in self.sharing.processors) or "no processor"
            raise Refused(f"{typed[:80]} is not a processor of the council. There is: {names}.", Remedy.list_processors)
        if not known.in_contract(self.on):
            raise Refused(
                f"No contract binds {known.name} on {plain(self.on)}, so it cannot be instructed (UK GDPR Article "
                "28(3)). Enter the contract first.",
                Remedy.list_processors,
            )
        return Value(known.name, f"processor {known.id}")

    @fact("the contract of the processor")
    def processor_contract(self) -> Value | None:
        if not self.inputs.get("to_name"):
            return Value("once it is named", "processors")
        known = self._processor()
        if known is None or known.signed is None:
            return None
        return Value(f"contract {known.contract} of {plain(known.signed)}", f"processor {known.id}")

    def _processor(self) -> Processor | None:
        named = folded(self.inputs.get("to_name", ""))
        return next((one for one in self.sharing.processors if folded(one.name) == named), None)

    # Consent

    @fact("an appropriate policy document, which the condition needs")
    def policy_in_place(self) -> Value:
        if self.inputs.get("special_condition", "none") != "none" and not self.inputs.get("policy_document"):
            raise Refused(
                "The condition applies only with an appropriate policy document in place (DPA 2018 Schedule 1 "
                "paragraphs 1(1)(b) and 5(1)). Enter its title."
            )
        return Value("yes", "entered: policy document")

    @fact("monitoring of equality, which the person can stop")
    def can_stop_monitoring(self) -> Value | None:
        chosen = self.inputs.get("special_condition")
        return Value("yes", "entered: special category data") if chosen == "equality" else None

    # Change of purpose

    @fact("a change of purpose with the data subject on its list: enter them first")
    def new_purpose(self) -> Value | None:
        known = self.sharing.purpose_change
        if known and known.starts <= self.on:
            raise Refused(
                f"The new use began on {plain(known.starts)}, and people must be told before (Articles 13(3) and 14(4)"
                "). Stop it until they are told, or correct the date."
            )
        return Value(known.new, f"change of purpose {known.id}") if known else None

    @fact("the original purpose")
    def original_purpose(self) -> Value | None:
        known = self.sharing.purpose_change
        return Value(known.original, f"change of purpose {known.id}") if known else None

    @fact("the basis of the new purpose")
    def new_basis(self) -> Value | None:
        known = self.sharing.purpose_change
        return Value(known.basis, f"change of purpose {known.id}") if known else None

    @fact("why the new purpose is compatible")
    def compatible_why(self) -> Value | None:
        known = self.sharing.purpose_change
        if known is None:
            return None
        named = f" ({known.provision})" if known.provision else ""
        return Value(f"{COMPATIBLE[known.ground]}{named}.", f"change of purpose {known.id}")

    @fact("the date of the new use")
    def new_use_from(self) -> Value | None:
        known = self.sharing.purpose_change
        return Value(plain(known.starts), f"change of purpose {known.id}") if known else None

    # Where a letter to a recipient or processor goes, unless the officer enters it

    @fact("the address of the recipient or processor")
    def to_address(self) -> Value | None:
        known = self._recipient() or self._processor() if self.inputs.get("to_name") else None
        return Value(tuple(known.address), LOG) if known and known.address else None

    @fact("the email address of the recipient or processor")
    def to_email(self) -> Value | None:
        known = self._recipient() or self._processor() if self.inputs.get("to_name") else None
        return Value(known.email, LOG) if known and known.email else None

    # Searching

    @fact("the names and numbers to search for")
    def search_names(self) -> Value:
        subject = self.request.subject
        numbers = subject.identifiers
        lines = [subject.name, *(f"{name} (former name)" for name in subject.former_names)]
        if subject.born:
            lines.append(f"born {plain(subject.born)}")
        labels = {"staff": "staff number", "swe": "Social Work England number", "ni": "National Insurance number"}
        lines += [f"{label} {value}" for name, label in labels.items() if (value := getattr(numbers, name))]
        return Value((*lines, *numbers.email), f"request {self.case_reference} subject", theirs=True)

    # What the notice promises

    @fact("an approved statement of security measures: approve one first")
    def security_statement(self) -> Value | None:
        known = self.sharing.statement
        if known is None:
            return None
        heading = "The measures we take"
        return Value(
            tuple(known.text), f"security statement {known.version}", heading=heading, points=tuple(known.points)
        )

    @fact("the version of the statement of security measures: approve one first")
    def security_version(self) -> Value | None:
        known = self.sharing.statement
        if known is None or known.approved is None:
            return None
        words = f"version {known.version} of our statement, approved on {plain(known.approved)}"
        return Value(words, f"security statement {known.version}")

    @fact("the controller and its Data Protection Officer")
    def controller(self) -> Value:
        where = ", ".join((self.council.name, *self.council.address))
        return Value((f"We are {where}.", contact(self.council)), "council profile")

    notice_retention = of_notice("retention", "retention period")
