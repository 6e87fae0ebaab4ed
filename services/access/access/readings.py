"""What we read of the events of others: only these fields, the rest is passed over."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from region_policy.codes import CareForm, Complexity, ReferrerType, Route, Urgency
from wirekit.events import Reading


class MeasureRead(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True)
    kind: str
    until: date | None


class ReferralSubmitted(Reading):
    """`age` in whole years on the day of the referral; `measure` as the institution stated it.

    `stay_since`: the first night in a crisis bed, of a stay that was asked after a crisis (IJS-37).
    """

    client: UUID
    municipality: str
    age: Annotated[int, Field(ge=0, le=129)]
    referrer_type: ReferrerType
    referrer_organisation: UUID
    forms: tuple[CareForm, ...]
    domains: tuple[str, ...]
    complexity: Complexity
    urgency: Urgency
    safety: bool
    route: Route
    budget: str | None
    etmalen: int | None
    intensity: str | None
    preferred_provider: UUID | None
    measure: MeasureRead | None
    product: str | None = None
    quantity: int | None = None
    days: int | None = None
    category: str | None = None
    prolonged_ground: str | None = None
    stay_since: date | None = None
    court_authorisation_until: date | None = None
    submitted_at: AwareDatetime


class ReferralWithdrawn(Reading):
    """That it is withdrawn is all there is to read."""


class PlacementAccepted(Reading):
    referral: UUID
    grant: UUID
    provider: UUID


class PlacementRefused(Reading):
    referral: UUID


class CareStarted(Reading):
    """`startedOn` and `stoppedOn` are the first and the last day of care."""

    placement: UUID
    started_on: date
    stopped_on: date | None


class CareStopped(CareStarted):
    """The same state; an event of its own because somebody acted."""


class ContractChanged(Reading):
    """The days are included. `municipalities`: for which it holds; `level`: at which it was bought."""

    provider: UUID
    care_form: str
    level: str | None = None
    regions: tuple[str, ...]
    municipalities: tuple[str, ...]
    valid_from: date
    valid_until: date | None


class CameOfAge(Reading):
    """`ref` is the client, who is so many whole years and months old."""

    years: Annotated[int, Field(ge=0, le=129)]
    months: Annotated[int, Field(ge=0, le=11)]


class ClientMoved(Reading):
    """Another municipality pays from `movedOn` on, for these referrals of the client (`ref`)."""

    to_municipality: str
    to_region: str
    moved_on: date
    referrals: tuple[UUID, ...]


class ClientMerged(Reading):
    """`ref` is the same young person as `kept`, or is split from it again. `referrals`: those of `ref`."""

    status: Literal["merged", "split"]
    kept: UUID
    referrals: tuple[UUID, ...]


class ClientErased(Reading):
    """What was known of the client (`ref`) was destroyed, of each of these referrals."""

    referrals: tuple[UUID, ...]
