"""Every table of the desk, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

from casework import (
    affected,
    blobs,
    breaches,
    bundles,
    complaints,
    council,
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
from casework.finding import search
from casework.retention import holds, schedule

MODULES = (
    *(affected, blobs, breaches, bundles, complaints, council, history, holds, items, layouts, namesakes, papers),
    *(people, rectified, requests, restricted, schedule, search),
)
METADATA = SQLModel.metadata
