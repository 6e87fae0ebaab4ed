"""What the room `crisis` answers on rosters, as far as the roster pages show it; moments in UTC."""

from datetime import datetime, time
from uuid import UUID

from pydantic import Field

from gateway.pages.answers import Named, Read


class Versioned(Read):
    """Something that a command may be about; `etag` as its room writes it."""

    id: UUID
    version: int

    @property
    def etag(self) -> str:
        return f'"{self.version}"'


class LineRead(Versioned):
    """`municipalities`: CBS codes of the places that it serves; `crisis_group`: who may stand on it.

    `needs`: empty for every need.
    """

    region: str
    kind: str
    name: Named
    municipalities: tuple[str, ...]
    crisis_group: tuple[UUID, ...]
    age_from: int | None = None
    age_to: int | None = None
    needs: tuple[str, ...] = ()


class WorkerRead(Versioned):
    name: str
    telephone: str | None
    push: str | None = None


class Stretch(Read):
    """Of one rank, from `start` up to `end`."""

    rank: int
    start: datetime
    end: datetime


class Turn(Stretch):
    """One worker is on call."""

    worker: UUID


class ShiftRead(Turn):
    id: UUID
    status: str


class GapRead(Stretch):
    """There are `there` of the `needed` workers."""

    needed: int
    there: int


class DoubledRead(Read):
    worker: UUID
    start: datetime
    end: datetime


class TimeRead(Read):
    worker: UUID
    minutes: int


class PreviewRead(Read):
    """What would be; nothing was stored. `refused`: codes of rules for which it would not be."""

    start: datetime
    end: datetime
    shifts: tuple[Turn, ...]
    gaps: tuple[GapRead, ...]
    doubled: tuple[DoubledRead, ...]
    time: tuple[TimeRead, ...]
    refused: tuple[str, ...]


class WindowRead(Read):
    days: tuple[str, ...]
    begins: time
    ends: time
    holidays: bool
    except_holidays: bool


class LayerRead(Read):
    """`starts` and `ends` on the clock in the Netherlands, without a zone."""

    name: str
    rank: int
    seat: int
    members: tuple[UUID, ...]
    starts: datetime
    every: int
    unit: str
    windows: tuple[WindowRead, ...]
    ends: datetime | None


class PlanRead(Read):
    since: datetime
    needed: tuple[int, ...]
    layers: tuple[LayerRead, ...]


class OverrideRead(Versioned):
    kind: str
    cause: str
    start: datetime
    end: datetime
    worker: UUID | None
    replaces: UUID | None
    rank: int | None
    why: str | None
    withdrawn_at: datetime | None


class AbsenceRead(Versioned):
    worker: UUID
    start: datetime = Field(alias="from")
    end: datetime = Field(alias="until")
    stand_in: UUID | None
    possible_steps: tuple[str, ...]


class SwapRead(Versioned):
    """`shift` goes to `to`, or to whoever takes it; `back` comes in its place. `organisation` offered it."""

    line: UUID
    organisation: UUID
    shift: Turn
    back: Turn | None = Field(alias="for")
    to: UUID | None
    why: str | None
    possible_steps: tuple[str, ...]


class FeedRead(Versioned):
    """`address`: a secret, told once."""

    worker: UUID | None
    line: UUID | None
    address: str | None
    made_at: datetime
    times_read: int
