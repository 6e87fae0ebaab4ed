"""What others may read of routes, products, categories and buyers in a policy."""

from datetime import date

from region_policy.codes import (
    BuyingForm,
    BuyingLevel,
    CareForm,
    Component,
    Firmness,
    Funding,
    QuantityUnit,
    ReferrerType,
    Route,
)
from region_policy.language import Name
from region_policy.readings_base import NamedRead, Read, SourcedRead, TermRead


class GroundRead(NamedRead):
    """A thing to choose from; `illustrative` must be shown wherever it is."""

    illustrative: bool


class LongestDurationRead(Read):
    days: int
    firmness: Firmness
    illustrative: bool


class EarlyStartRead(SourcedRead):
    register_within: TermRead


class RouteRuleRead(SourcedRead):
    route: Route
    funding: Funding
    grounds: tuple[GroundRead, ...]
    ground_needed_from: tuple[ReferrerType, ...]
    longest: LongestDurationRead | None
    early_start: EarlyStartRead | None


class CategoryRead(Read):
    category: str
    name: Name
    component: Component


class OutsideModelRead(SourcedRead):
    category: str
    name: Name
    goes_to: Name


class CategoriesRead(SourcedRead):
    items: tuple[CategoryRead, ...]
    outside: tuple[OutsideModelRead, ...]


class UnitTariffRead(Read):
    """`cents` per hour where the unit of the product is a minute."""

    valid_from: date
    cents: int
    illustrative: bool


class ProductRead(NamedRead):
    routes: tuple[Route, ...]
    form: CareForm
    buying: BuyingForm
    category: str
    funding: Funding
    unit: QuantityUnit | None
    tariffs: tuple[UnitTariffRead, ...]
    illustrative: bool


class ProductsRead(SourcedRead):
    items: tuple[ProductRead, ...]


class BuyerRead(Read):
    """`own`: the municipalities that buy at another level, by code."""

    form: BuyingForm
    level: BuyingLevel
    own: dict[str, BuyingLevel]


class BuyingRead(SourcedRead):
    items: tuple[BuyerRead, ...]
