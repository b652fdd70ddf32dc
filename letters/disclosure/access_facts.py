"""The facts of the letters that answer a request for access (UK GDPR Article 15), each bound to its record. Pure."""

from collections.abc import Mapping
from functools import cached_property

from casework.disclosure.bundles import Bundle
from letters.disclosure.matter import RequestMatter
from letters.paper.case_facts import CaseFacts
from letters.paper.facts import Value, fact


class AccessFacts(CaseFacts):
    """The facts of a request that come from its search, its decisions and the privacy notice."""

    def __init__(self, matter: RequestMatter, inputs: Mapping[str, str]):
        super().__init__(matter.request.reference, matter.on, matter.request.received, inputs)
        self.matter, self.request, self.council = matter, matter.request, matter.council
        self.events, self.said = matter.events, matter.said

    @cached_property
    def bundle(self) -> Bundle | None:
        """What was found and decided; None before a search. Raises Refused while something is undecided."""
        return self.matter.bundle() if self.matter.bundle else None

    @fact("what was searched: search for the person first")
    def searched(self) -> Value | None:
        places = tuple(dict.fromkeys(source.name for source in self.bundle.searched)) if self.bundle else ()
        return Value(places, f"search of {self.case_reference}") if places else None
