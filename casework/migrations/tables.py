"""Every table of the desk, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

from casework import (
    affected,
    anonymous,
    blobs,
    breaches,
    complaints,
    confirmed,
    council,
    disposal,
    erased,
    history,
    items,
    layouts,
    namesakes,
    papers,
    people,
    rectified,
    requests,
    restricted,
)
from casework.disclosure import decisions
from casework.finding import search
from casework.retention import holds, records, schedule

MODULES = (
    *(
        affected,
        anonymous,
        blobs,
        breaches,
        complaints,
        confirmed,
        council,
        decisions,
        disposal,
        erased,
        history,
        holds,
    ),
    *(items, layouts, namesakes, papers, people, records, rectified, requests, restricted, schedule, search),
)
METADATA = SQLModel.metadata
