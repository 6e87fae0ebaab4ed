"""The parts of a policy file on routes: how each is paid, what can be bought on it, and who buys."""

from typing import Annotated

from pydantic import Field, StringConstraints

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
from region_policy.measures import Cents, Day, Days
from region_policy.parts import MunicipalityCode, Part, Slug, Sourced, Term

CATEGORY_CODE = r"^[0-9]{2}$"
CategoryCode = Annotated[str, StringConstraints(pattern=CATEGORY_CODE)]


class NamedGround(Part):
    id: Slug
    name: Name
    illustrative: bool = False


class EarlyStart(Sourced):
    """Help may begin before anything is registered; then within `register_within` (GRO-02)."""

    register_within: Term


class LongestDuration(Part):
    """The most days that help on a route may run, with all its extensions together."""

    days: Days
    firmness: Firmness
    illustrative: bool = False


class RouteRule(Sourced):
    """One route of this region, whoever takes it.

    `grounds`: the coded grounds on which it can be chosen; those in `ground_needed_from` must state one.
    """

    route: Route
    funding: Funding
    grounds: tuple[NamedGround, ...] = ()
    ground_needed_from: tuple[ReferrerType, ...] = ()
    longest: LongestDuration | None = None
    early_start: EarlyStart | None = None


class UnitTariff(Part):
    """Cents per hour where the unit is a minute, and else per etmaal or per piece."""

    valid_from: Day = Field(alias="from")
    cents: Cents
    illustrative: bool = False


class Product(Part):
    """Something that can be granted by name, such as a course or a place, at the tariff of the day.

    What a decision on it must hold follows from `funding` (HLM-21).
    """

    id: Slug
    name: Name
    routes: Annotated[tuple[Route, ...], Field(min_length=1)]
    form: CareForm
    buying: BuyingForm
    category: CategoryCode
    funding: Funding
    unit: QuantityUnit | None = None
    tariffs: tuple[UnitTariff, ...] = ()
    illustrative: bool = False


class Category(Part):
    """A category of the national messages (iJw), and the part of youth care to which it belongs (IJS-04)."""

    category: CategoryCode
    name: Name
    component: Component


class OutsideModel(Sourced):
    """A category that this model does not cover, and where to go for it (IJS-02)."""

    category: CategoryCode
    name: Name
    goes_to: Name


class Categories(Sourced):
    items: Annotated[tuple[Category, ...], Field(alias="list", min_length=1)]
    outside: tuple[OutsideModel, ...] = ()


class Buyer(Part):
    """Who buys one form of care; `own`: municipalities that do so at another level (GRO-10)."""

    form: BuyingForm
    level: BuyingLevel
    own: dict[MunicipalityCode, BuyingLevel] = {}


class Buying(Sourced):
    items: Annotated[tuple[Buyer, ...], Field(alias="list", min_length=1)]


class FreeProvision(Part):
    """Help that anybody may walk into, in the municipalities named; in all where none is (ZHZ-03)."""

    id: Slug
    name: Name
    municipalities: tuple[MunicipalityCode, ...] = ()
    illustrative: bool = False
