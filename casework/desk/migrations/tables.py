"""Every table of the desk, imported once, so that the metadata is complete."""

from sqlmodel import SQLModel

from casework.breaches import affected_people, incidents
from casework.complaints import handling
from casework.disclosure import decisions, papers, search
from casework.disposal import anonymous, plan
from casework.notice import council, processors, purpose_changes, recipients, security_statement, versions, wordings
from casework.people import pair_decisions, register
from casework.records import erased_digests, items, layouts
from casework.retention import holds, records, schedule
from casework.rights import claims, rectification, requests, restriction
from casework.timeline import history
from casework.vault import blobs

MODULES = (
    *(
        affected_people,
        anonymous,
        blobs,
        incidents,
        handling,
        claims,
        council,
        decisions,
        plan,
        erased_digests,
        history,
        holds,
    ),
    *(
        items,
        layouts,
        pair_decisions,
        papers,
        register,
        records,
        rectification,
        requests,
        restriction,
        schedule,
        search,
        processors,
        purpose_changes,
        recipients,
        security_statement,
        versions,
        wordings,
    ),
)
METADATA = SQLModel.metadata
