"""What the room `crisis` answers, as far as pages show it; moments in UTC."""

from datetime import date, datetime
from uuid import UUID

from gateway.pages.answers import Named, NumberRead, Read

ALARM_NOT_YOURS, ALARM_NOT_STORED = "/problems/alarm-not-yours", "/problems/alarm-not-stored"


class OnCallOrganisation(Read):
    name: str | None


class PersonOnCall(Read):
    name: str
    telephone: str | None
    organisation: OnCallOrganisation
    rank: int


class NextPerson(PersonOnCall):
    since: datetime


class LineOnCall(Read):
    line: UUID
    name: Named
    kind: str
    coverage: str
    who: PersonOnCall | None
    chain: tuple[PersonOnCall, ...]
    since: datetime | None
    until: datetime | None
    next: NextPerson | None


class _Fresh(Read):
    """`as_of`: when the roster was last known to be that of the database, `age_seconds` ago."""

    computed_at: datetime
    computed_from: str
    as_of: datetime
    age_seconds: int
    lines: tuple[LineOnCall, ...]


class OnCallRead(_Fresh):
    at: datetime
    nothing: str | None


class BoardRead(_Fresh):
    """Every line of a region."""

    region: str


class NumbersRead(Read):
    items: tuple[NumberRead, ...]


# --- alarms


class NotificationRead(Read):
    channel: str
    status: str
    tries: int
    at: datetime


class AttemptRead(Read):
    """Whom the alarm called on; without a worker the desk itself."""

    worker: UUID | None
    name: str | None
    telephone: str | None
    organisation: UUID | None
    rank: int | None
    round: int
    kind: str
    at: datetime
    answer: str | None
    unreachable_at: datetime | None
    notifications: tuple[NotificationRead, ...]

    @property
    def pair(self) -> tuple[str, str]:
        """To choose this worker from a list."""
        return str(self.worker), self.name or ""


class StepRead(Read):
    kind: str
    happened_at: datetime
    recorded_at: datetime


class TaskRead(Read):
    kind: str
    owner: str
    due_at: datetime


class AlarmListed(Read):
    id: UUID
    version: int
    status: str
    is_drill: bool
    region: str
    municipality: str
    danger: bool
    raised_at: datetime
    acknowledged_at: datetime | None
    held_until: datetime | None
    on_the_way_at: datetime | None
    closed_at: datetime | None


class AlarmRead(AlarmListed):
    age: int | None
    need: str | None
    previous: UUID | None
    residence: str
    residence_code: str | None
    holder: UUID | None
    held_by: UUID | None
    outcome: str | None
    follow_up: tuple[str, ...]
    attempts: tuple[AttemptRead, ...]
    steps: tuple[StepRead, ...]
    tasks: tuple[TaskRead, ...]
    possible_steps: tuple[str, ...]

    @property
    def called(self) -> tuple[AttemptRead, ...]:
        """Each worker who was called on, once, the last one first."""
        calls = {each.worker: each for each in self.attempts if each.worker}
        return tuple(reversed(calls.values()))

    @property
    def latest(self) -> AttemptRead | None:
        """Whom it called on last; a reminder calls on nobody."""
        calls = [each for each in self.attempts if each.kind == "call"]
        return calls[-1] if calls else None

    @property
    def has_it(self) -> AttemptRead | None:
        """The worker who has it in hand, as the alarm called on them."""
        return next((each for each in self.called if each.worker == self.holder), None)

    @property
    def is_desks(self) -> bool:
        """Whether the desk itself was called on, because nobody was on call."""
        return any(each.worker is None for each in self.attempts)

    def due(self, kind: str) -> datetime | None:
        """Until when this waits; None where it does not."""
        return next((each.due_at for each in self.tasks if each.kind == kind), None)

    def when(self, step: str) -> datetime | None:
        return next((each.happened_at for each in self.steps if each.kind == step), None)


class OnSite(Read):
    norm_seconds: int
    due_at: datetime
    happened_at: datetime | None
    is_late: bool


class TriageRead(Read):
    answers: dict[str, str]
    advice: str


class ExitPlanRead(Read):
    due_on: date
    made_at: datetime | None


class RunningInShort(Read):
    """`holder` and `called_on` are None where that is a crisis desk, or nobody."""

    municipality: str
    is_drill: bool
    danger: bool
    status: str
    raised_at: datetime
    holder: str | None
    acknowledged_at: datetime | None
    on_the_way_at: datetime | None
    on_site_at: datetime | None
    called_on: str | None
    called_at: datetime | None
    climbs_at: datetime | None


class RunningAlarms(Read):
    """Of a region, as of `at`."""

    at: datetime
    items: tuple[RunningInShort, ...]


class InterventionRead(Read):
    """In time on site, what triage advises, and the way out of help that goes on."""

    on_site: OnSite | None
    triage: TriageRead | None
    exit_plan: ExitPlanRead | None


class QuestionRead(Read):
    id: str
    name: Named


class QuestionsAsked(Read):
    items: tuple[QuestionRead, ...]


class BedRead(Read):
    id: UUID
    version: int
    status: str
    hold: str
    name: str | None
    provider: UUID
    first_night: date
    nights: int
    since: datetime
    until: datetime | None


class FreeBed(Read):
    enrolment: UUID
    name: str
    provider_name: str
    age_from: int
    age_to: int
    kilometres: int | None
    contact: str | None
    free_places: int | None
    as_of: datetime | None
    is_stale: bool


class ByTelephone(Read):
    text: str


class BedsRead(Read):
    """`free` is None where the register is away; then `instead` says what to do."""

    beds: tuple[BedRead, ...]
    free: tuple[FreeBed, ...] | None
    instead: ByTelephone | None


class DispatchNoteRead(Read):
    call_back_number: str
    whereabouts: str | None
    danger_words: str | None


class CallSeen(Read):
    """What a call is about. `holder`: who has it in hand; None where nobody has, or a crisis desk."""

    line: Named | None
    municipality: str
    danger: bool
    is_drill: bool
    raised_at: datetime
    status: str
    worker: str
    holder: str | None
    held_by_you: bool
    held_until: datetime | None
    on_the_way_at: datetime | None
    possible_answers: tuple[str, ...]


class Made(Read):
    id: UUID


class CallBackLeft(Read):
    due_at: datetime


class CallBackToMake(Read):
    id: UUID
    version: int
    municipality: str
    number: str
    danger: bool
    left_by_role: str
    left_at: datetime
    due_at: datetime
