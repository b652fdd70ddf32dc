"""What `show` adds for a breach: its progress, assessments, people affected and open actions."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from casework.breaches import affected_people, incidents, severity
from casework.breaches.breach_progress import Action, Assessment, SentNotification, is_late, progress_of, undecided
from casework.breaches.incidents import Breach
from casework.breaches.notification_tests import PeopleDecision
from casework.notice.council import Council
from casework.timeline.events import Kind


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person on the list of people affected, as `show` answers them."""

    number: int
    name: str
    address: tuple[str, ...]
    email: str | None
    person: int | None
    """Their number in the register."""
    letter: str | None
    """Digest of the last letter made for them."""


@dataclass(frozen=True, slots=True)
class BreachDetail:
    """What a breach has besides what every case has."""

    times: dict[Kind, date | datetime]
    """Incident, discovery, awareness, containment: instants, or dates if the time is not known."""
    due: datetime
    """The instant the 72 hours end, in Europe/London."""
    late: bool
    special: bool
    children: bool
    unknown: tuple[str, ...]
    """What Article 33(3) asks for that is not known yet, in words."""
    context: str
    """ENISA's data processing context, as the kinds of data propose it."""
    assessments: tuple[Assessment, ...]
    assessed: bool
    """Whether the last assessment is in force: no fact has changed since."""
    notices: tuple[SentNotification, ...]
    told: date | None
    """The date the people affected were told."""
    actions: tuple[Action, ...]
    people: tuple[ListedPerson, ...]
    undecided: tuple[str, ...]
    """What keeps it from being closed, in sentences."""

    @property
    def is_public(self) -> bool:
        """Whether the last decision was to tell people by a public communication."""
        return bool(self.assessments) and self.assessments[-1].people.decision == PeopleDecision.public


def about_breach(session: Session, breach: Breach) -> BreachDetail:
    """What `show` adds for a breach."""
    progress = progress_of(session, [breach.reference])[breach.reference]
    nation = session.get_one(Council, 1).nation
    return BreachDetail(
        times=progress.times,
        due=incidents.ends(breach.aware, nation),
        late=is_late(progress, nation),
        special=incidents.is_special(breach),
        children=incidents.affects_vulnerable(breach),
        unknown=tuple(incidents.unknown(breach)),
        context=severity.proposed_context(breach.facts.data),
        assessments=tuple(progress.assessments),
        assessed=bool(progress.assessed) and not breach.is_disposed,
        notices=tuple(progress.notices),
        told=progress.told,
        actions=tuple(progress.actions),
        people=tuple(
            ListedPerson(one.number, one.name, tuple(one.address), one.email, one.person_id, one.letter)
            for one in affected_people.listed(session, breach.reference)
        ),
        undecided=tuple(undecided(progress)),
    )
