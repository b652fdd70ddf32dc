"""Every table of the desk, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

from casework import (
    affected,
    anonymous,
    blobs,
    breaches,
    bundles,
    complaints,
    council,
    disposal,
    erased,
    history,
    items,
    layouts,
    papers,
    people,
    requests,
)
from casework.finding import search
from casework.retention import holds, schedule

MODULES = (
    *(affected, anonymous, blobs, breaches, bundles, complaints, council, disposal, erased, history, holds, items),
    *(layouts, papers, people, requests, schedule, search),
)
METADATA = SQLModel.metadata
