"""What `show` adds for a breach: its progress, assessments, people affected and open actions."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from casework.breaches import affected_people, incidents, severity
from casework.breaches.breach_progress import Course, courses, is_late, undecided
from casework.breaches.incidents import Breach
from casework.notice.council import Council
from casework.timeline.history import instant


def about_breach(session: Session, breach: Breach) -> dict[str, Any]:
    """What `show` says of a breach beside what it says of every case."""
    course = courses(session, [breach.reference])[breach.reference]
    nation = session.get_one(Council, 1).nation
    return {
        "times": {str(kind): at for kind, at in course.times.items()},
        "due": incidents.ends(datetime.fromisoformat(breach.aware), nation).isoformat(),
        "late": is_late(course, nation),
        "special": incidents.is_special(breach),
        "children": incidents.of_children(breach),
        "unknown": incidents.unknown(breach),
        "context": severity.proposed(breach.facts["data"]),
        "assessments": [] if breach.gone else course.assessments,
        "assessed": bool(course.assessed) and not breach.gone,
        "notices": [_notice(one) for one in course.notices],
        "told": course.told.isoformat() if course.told else None,
        "actions": _actions(course),
        "people": [
            {"number": one.number, "name": one.name, "address": one.address, "email": one.email}
            | {"person": one.person_id, "letter": one.letter}
            for one in affected_people.listed(session, breach.reference)
        ],
        "undecided": undecided(course),
    }


def _notice(one: Any) -> dict[str, Any]:
    return {"seq": one.seq, "at": instant(one.at), "unknown": list(one.unknown), "complete": one.complete}


def _actions(course: Course) -> list[dict[str, Any]]:
    return [
        {"seq": one.seq, "what": one.what, "words": one.words, "owner": one.owner, "due": one.due.isoformat()}
        | {"done": one.done.isoformat() if one.done else None}
        for one in course.actions
    ]
