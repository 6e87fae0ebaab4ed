"""What is sent and answered about crisis beds."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StrictBool, ValidationInfo, field_validator

from crisis.clients.registry import BedFound
from crisis.domain.bed import BedStatus, CrisisBed, Hold
from crisis.routes.fields import Instant
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body
from wirekit.texts import Text

BY_TELEPHONE = Text(
    nl="hoort bij een bed dat telefonisch is afgesproken (byTelephone), en alleen daarbij",
    en="belongs to a bed that was agreed by telephone (byTelephone), and to no other",
)
WHICH_BED = Text(nl="zeg welk bed", en="say which bed")


class BedCreate(Body):
    """`enrolment`: the bed, as the search names it. `since`: when the young person came; now, if left out.

    `byTelephone`: agreed with `provider` by telephone while the register could not be asked; then the
    `enrolment` may be left out, and no place is held.
    """

    by_telephone: StrictBool = False
    enrolment: Annotated[UUID | None, Field(validate_default=True)] = None
    provider: Annotated[UUID | None, Field(validate_default=True)] = None
    since: Instant | None = None

    @field_validator("enrolment")
    @classmethod
    def _named(cls, enrolment: UUID | None, given: ValidationInfo) -> UUID | None:
        if enrolment is None and not given.data.get("by_telephone"):
            raise FieldRefused(WHICH_BED)
        return enrolment

    @field_validator("provider")
    @classmethod
    def _by_telephone_only(cls, provider: UUID | None, given: ValidationInfo) -> UUID | None:
        if (provider is not None) != bool(given.data.get("by_telephone")):
            raise FieldRefused(BY_TELEPHONE)
        return provider


class BedEnding(Body):
    """`happenedAt`: when the young person left."""

    happened_at: Instant


class BedRead(Answer):
    """In use since `since`. `nights` until now or until its end: the day of arrival counts, that of departure
    does not, at least one; they count from `firstNight`.

    `hold`: what the register knows of the place. `lapsed`: nobody holds it there any more. `by-telephone`:
    it was agreed so. `exercise`: no place was held. `takenAt` and `endedAt`: when it was told.
    """

    id: UUID
    version: int
    status: BedStatus
    alarm: UUID
    hold: Hold
    enrolment: UUID | None
    provider: UUID
    name: str | None
    first_night: date
    nights: int
    since: AwareDatetime
    until: AwareDatetime | None
    taken_at: AwareDatetime
    ended_at: AwareDatetime | None

    @classmethod
    def of(cls, bed: CrisisBed, at: datetime) -> Self:
        return cls(
            id=bed.id,
            version=bed.version,
            status=bed.status,
            alarm=bed.alarm,
            hold=bed.hold,
            enrolment=bed.enrolment,
            provider=bed.provider,
            name=bed.name,
            first_night=bed.first_night,
            nights=bed.nights(at),
            since=bed.since,
            until=bed.until,
            taken_at=bed.taken_at,
            ended_at=bed.ended_at,
        )


class FreeBed(Answer):
    """A crisis bed with room for this young person. `asOf`: when its provider said so."""

    enrolment: UUID
    name: str
    provider: UUID
    provider_name: str
    age_from: int
    age_to: int
    intensity: str | None
    kilometres: int | None
    contact: str | None
    free_places: int | None
    as_of: AwareDatetime | None
    is_stale: bool

    @classmethod
    def of(cls, bed: BedFound) -> Self:
        told = bed.model_dump(exclude={"capacity", "is_secret"})
        said = bed.capacity
        return cls(**told, free_places=said.free_places, as_of=said.as_of, is_stale=said.is_stale)


class ByTelephone(Answer):
    """What to do while the register cannot be asked. `lookUp`: who is on call here, with the telephone."""

    text: str
    look_up: str


class BedsRead(Answer):
    """`beds`: in which the young person slept, the first first. `free`: null where the register cannot be
    asked now; then `instead` says what to do."""

    beds: tuple[BedRead, ...]
    free: tuple[FreeBed, ...] | None
    instead: ByTelephone | None
