"""What others may read of settings per municipality, the desk's work and the frames in a policy."""

from typing import Annotated, Literal

from pydantic import Field

from region_policy.codes import BuyingForm, LifeDomain, Precondition, ReferrerType, Route, TriageUrgency
from region_policy.language import Name
from region_policy.parts_desk import Asked
from region_policy.readings_base import NamedRead, Read, SourcedRead, TermRead
from region_policy.readings_of_routes import GroundRead


class PreconditionSettingRead(SourcedRead):
    """`own`: what single municipalities chose, by code."""

    kind: Literal["precondition"]
    rule: Precondition
    routes: tuple[Route, ...]
    allowed: tuple[Asked, ...]
    default: Asked
    own: dict[str, Asked]


class RouteSettingRead(SourcedRead):
    kind: Literal["route"]
    referrer: ReferrerType
    route: Route
    allowed: tuple[bool, ...]
    default: bool
    own: dict[str, bool]


class DecisionTermSettingRead(SourcedRead):
    kind: Literal["decision-term"]
    at_least: int
    at_most: int
    own: dict[str, int]


SettingRead = Annotated[
    PreconditionSettingRead | RouteSettingRead | DecisionTermSettingRead, Field(discriminator="kind")
]


class LaneRead(Read):
    urgency: TriageUrgency
    name: Name
    within: TermRead


class TriageRead(SourcedRead):
    lanes: tuple[LaneRead, ...]


class WeighingItemRead(NamedRead):
    domain: LifeDomain
    mandatory: bool


class WeighingListRead(SourcedRead):
    items: tuple[WeighingItemRead, ...]


class ReviewsRead(SourcedRead):
    after_days: tuple[int, ...]
    notice_days: int


class RenewalsRead(SourcedRead):
    watched_from: int


class ProlongedRead(SourcedRead):
    grounds: tuple[GroundRead, ...]
    until_age: int


class AdulthoodRead(SourcedRead):
    signal_months_before: tuple[int, ...]
    perspective_plan_from_age: int
    prolonged: ProlongedRead | None


class TransitionRead(SourcedRead):
    after_model_days: int
    after_contract_days: int


class AcceptanceRead(SourcedRead):
    duty: bool
    refusal_grounds: tuple[GroundRead, ...]


class AbsenceRead(SourcedRead):
    kept_nights: int


class AccountSignalsRead(SourcedRead):
    at_percent: tuple[int, ...]
    days_before_end: int


class FreeProvisionRead(GroundRead):
    """`municipalities`: all of the region where none is named."""

    municipalities: tuple[str, ...]


class FreeProvisionsRead(SourcedRead):
    items: tuple[FreeProvisionRead, ...]


class DeskRead(Read):
    triage: TriageRead | None
    weighing: WeighingListRead | None
    reviews: ReviewsRead | None
    renewals: RenewalsRead | None
    adulthood: AdulthoodRead | None
    transition: TransitionRead | None
    acceptance: AcceptanceRead | None
    absence: AbsenceRead | None
    account_signals: AccountSignalsRead | None
    free_provisions: FreeProvisionsRead | None


class YearAmountRead(Read):
    year: int
    cents: int


class FrameLineRead(GroundRead):
    counts: tuple[BuyingForm, ...]
    years: tuple[YearAmountRead, ...]


class MunicipalFrameRead(SourcedRead):
    municipality: str
    lines: tuple[FrameLineRead, ...]


class FramesRead(SourcedRead):
    thresholds_percent: tuple[int, ...]
    items: tuple[MunicipalFrameRead, ...]
