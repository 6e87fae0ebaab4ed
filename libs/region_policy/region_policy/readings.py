"""What others may read of a policy: camelCase, in shapes of its own, so that the two may grow apart."""

from datetime import date

from region_policy.codes import (
    Firmness,
    HelpForm,
    Measure,
    Precondition,
    ReferrerType,
    Route,
    SettledBy,
    Status,
)
from region_policy.language import Name
from region_policy.model import NoTariff, RegionPolicy, in_force_on
from region_policy.readings_base import NamedRead, Read, SourcedRead, SourceRead, TermRead
from region_policy.readings_of_care import CareRead
from region_policy.readings_of_desk import DeskRead, FramesRead, SettingRead
from region_policy.readings_of_retention import RetentionRead
from region_policy.readings_of_routes import BuyingRead, CategoriesRead, ProductsRead, RouteRuleRead
from region_policy.readings_of_trust import TrustRead


class OfficeRead(NamedRead):
    on: date


class ApprovalRead(Read):
    offices: tuple[OfficeRead, ...]
    illustrative: bool


class DocumentRead(Read):
    id: str
    title: str
    body: str | None
    dated: date
    status: Status


class MunicipalityRead(Read):
    code: str
    name: str


class MunicipalitiesRead(SourcedRead):
    items: tuple[MunicipalityRead, ...]


class AgesRead(SourcedRead):
    youngest: int
    oldest: int


class BudgetRead(Read):
    id: str
    name: Name
    ceiling_cents: int
    duration_days: int
    valid_from: date
    valid_to: date | None
    illustrative: bool


class BudgetsRead(SourcedRead):
    items: tuple[BudgetRead, ...]


class NormsRead(Read):
    staff_cents_per_year: int
    overhead_per_mille: int
    chargeable_minutes_per_year: int


class HourlyTariffRead(Read):
    valid_from: date
    cents_per_hour: int
    norms: NormsRead | None
    illustrative: bool


class FunctionGroupRead(Read):
    id: str
    name: Name
    functions: tuple[str, ...]
    tariffs: tuple[HourlyTariffRead, ...]
    illustrative: bool


class FunctionGroupsRead(SourcedRead):
    items: tuple[FunctionGroupRead, ...]


class FunctionRead(Read):
    id: str
    name: Name
    illustrative: bool


class FunctionsRead(SourcedRead):
    items: tuple[FunctionRead, ...]


class EtmaalTariffRead(Read):
    valid_from: date
    cents_per_etmaal: int
    illustrative: bool


class IntensityRead(Read):
    id: str
    name: Name
    tariffs: tuple[EtmaalTariffRead, ...]
    illustrative: bool


class IntensityListRead(SourcedRead):
    items: tuple[IntensityRead, ...]


class IntensitiesRead(Read):
    living: IntensityListRead
    residential: IntensityListRead


class PreconditionRead(Read):
    rule: Precondition
    firmness: Firmness
    from_age: int | None
    help_forms: tuple[HelpForm, ...]
    source: SourceRead | None
    illustrative: bool


class OpenRouteRead(SourcedRead):
    route: Route
    settled_by: SettledBy
    budgets: tuple[str, ...]
    preconditions: tuple[PreconditionRead, ...]


class ReferrerRead(SourcedRead):
    referrer: ReferrerType
    measure: Measure
    name: Name
    legal_ground: Name
    binds_desk: bool
    assumption: bool
    routes: tuple[OpenRouteRead, ...]


class FirstOfferedRead(SourcedRead):
    simple: tuple[Route, ...]
    complex: tuple[Route, ...]
    only_stay_asked: tuple[Route, ...]


class QuotesRead(SourcedRead):
    asked_by: tuple[ReferrerType, ...]
    awarded_by: tuple[ReferrerType, ...]
    most_providers: int
    answer: TermRead
    valid: TermRead


class CrisisTimesRead(SourcedRead):
    acknowledge_seconds: int
    drill_acknowledge_seconds: int
    in_hand_seconds: int
    call_back_seconds: int
    remind_seconds: int
    drill_in_hand_seconds: int
    on_site_seconds: int


class TriageQuestionsRead(SourcedRead):
    items: tuple[NamedRead, ...]


class CrisisCareRead(SourcedRead):
    exit_plan_days: int
    short_help_days: int


class EmergencyNumberRead(Read):
    id: str
    name: Name
    number: str
    purpose: Name
    illustrative: bool


class EmergencyNumbersRead(SourcedRead):
    items: tuple[EmergencyNumberRead, ...]


class CrisisRead(SourcedRead):
    open_to: tuple[ReferrerType, ...]
    times: CrisisTimesRead
    triage: TriageQuestionsRead
    aftercare: CrisisCareRead
    numbers: EmergencyNumbersRead


class AdmissionRead(SourcedRead):
    closed_after_first_round: bool
    reopening_grounds: tuple[NamedRead, ...]


class ContractRulesRead(SourcedRead):
    evaluation_after_years: tuple[int, ...]
    evaluation_notice_days: int
    individual: bool


class CapacityRulesRead(SourcedRead):
    stale_after_days: int
    waiting_norm_days: int


class CoverageRulesRead(SourcedRead):
    within_km: int
    forms: tuple[HelpForm, ...]


class LandscapeRead(Read):
    contracts: ContractRulesRead
    capacity: CapacityRulesRead
    coverage: CoverageRulesRead


class TermsRead(Read):
    decision: TermRead
    placement_answer: TermRead
    stay_start: TermRead
    late_delivery: TermRead


class PolicyRead(Read):
    """One policy for everybody to read: what its file says, with the names of its municipalities."""

    region: str
    name: Name
    valid_from: date
    sha256: str
    approval: ApprovalRead | None
    documents: tuple[DocumentRead, ...]
    municipalities: MunicipalitiesRead
    ages: AgesRead
    choice_budgets: BudgetsRead
    function_groups: FunctionGroupsRead
    functions: FunctionsRead | None
    intensities: IntensitiesRead
    referrers: tuple[ReferrerRead, ...]
    first_offered: FirstOfferedRead
    route_rules: tuple[RouteRuleRead, ...]
    categories: CategoriesRead | None
    products: ProductsRead | None
    buying: BuyingRead | None
    settings: tuple[SettingRead, ...]
    desk: DeskRead
    frames: FramesRead | None
    quotes: QuotesRead | None
    crisis: CrisisRead
    admission: AdmissionRead
    landscape: LandscapeRead
    terms: TermsRead
    care: CareRead | None
    trust: TrustRead | None
    retention: RetentionRead | None


class TariffOnDayRead(Read):
    id: str
    name: Name
    cents_per_hour: int
    illustrative: bool


class TariffsOnDayRead(Read):
    """The tariff of every function group on one day, in cents per hour."""

    region: str
    day: date
    function_groups: tuple[TariffOnDayRead, ...]


def read_policy(policy: RegionPolicy) -> PolicyRead:
    names = policy.municipality_register
    municipalities = MunicipalitiesRead(
        source=SourceRead.model_validate(policy.municipalities.source),
        illustrative=policy.municipalities.illustrative,
        items=tuple(
            MunicipalityRead(code=code, name=names.municipality(code).name)
            for code in policy.municipalities.items
        ),
    )
    others = {name: getattr(policy, name) for name in PolicyRead.model_fields if name != "municipalities"}
    return PolicyRead.model_validate({**others, "municipalities": municipalities})


def read_tariffs(policy: RegionPolicy, day: date) -> TariffsOnDayRead:
    """Raises NoTariff when one of the groups has no tariff on the day (IJS-19)."""
    groups = []
    for group in policy.function_groups.items:
        tariff = in_force_on(group.tariffs, day)
        if tariff is None:
            raise NoTariff(group.id, day)
        groups.append(
            TariffOnDayRead(
                id=group.id,
                name=group.name,
                cents_per_hour=tariff.cents_per_hour,
                illustrative=group.illustrative or tariff.illustrative,
            )
        )
    return TariffsOnDayRead(region=policy.region, day=day, function_groups=tuple(groups))
