"""A region's policy: what stands in one file, and the look-ups that decisions need."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Annotated, TypeVar

from pydantic import ConfigDict, Field

from region_policy.codes import Component, Measure, ReferrerType, Route
from region_policy.language import Name
from region_policy.measures import Day
from region_policy.municipal import as_set_by
from region_policy.parts import (
    Ages,
    Approval,
    Budget,
    Catalogue,
    Declared,
    Document,
    EtmaalTariff,
    FirstOffered,
    Function,
    FunctionGroup,
    HourlyTariff,
    Intensities,
    Intensity,
    MunicipalityCode,
    OpenRoute,
    Part,
    Quotes,
    ReferrerRule,
    Slug,
    Terms,
)
from region_policy.parts_care import Care
from region_policy.parts_desk import Desk, Setting
from region_policy.parts_frames import Frames
from region_policy.parts_landscape import Admission, CrisisFunction, Landscape
from region_policy.parts_retention import Retention
from region_policy.parts_routes import Buying, Categories, Product, RouteRule, UnitTariff
from region_policy.parts_trust import Trust
from region_policy.register import MunicipalityRegister

TariffT = TypeVar("TariffT", HourlyTariff, EtmaalTariff, UnitTariff)


class NoTariff(LookupError):
    """No tariff of this function group or intensity was in force on the day, or there is no such group."""

    def __init__(self, tariff_of: str, day: date) -> None:
        super().__init__(f"no tariff of {tariff_of} on {day.isoformat()}")
        self.tariff_of = tariff_of
        self.day = day


class PolicyIdentity(Part):
    """Which policy gave an answer. `sha256` is the hash of the exact text of the file."""

    region: Slug
    valid_from: date
    sha256: str


IN_EVERY_FILE = frozenset({"approval", "route_rules", "categories", "buying", "care", "trust", "retention"})
"""Sections that older texts, kept for replay, do not have yet."""


class PolicyFile(Part):
    """Everything that stands in `<region>/<valid_from>.yaml`; the next file of the region ends this one.

    A file has every section but those that not every region has: `functions`, `products`, `settings`, `desk`,
    `frames` and `quotes`. What was kept of an older file
    may lack more, and is replayed as it was.
    """

    region: Slug
    name: Name
    valid_from: Day
    approval: Approval | None = None
    documents: Annotated[tuple[Document, ...], Field(min_length=1)]
    municipalities: Declared[MunicipalityCode]
    ages: Ages
    choice_budgets: Declared[Budget]
    function_groups: Declared[FunctionGroup]
    functions: Catalogue[Function] | None = None
    intensities: Intensities
    referrers: Annotated[tuple[ReferrerRule, ...], Field(min_length=1)]
    first_offered: FirstOffered
    route_rules: tuple[RouteRule, ...] = ()
    categories: Categories | None = None
    products: Catalogue[Product] | None = None
    buying: Buying | None = None
    settings: tuple[Setting, ...] = ()
    desk: Desk = Desk()
    frames: Frames | None = None
    quotes: Quotes | None = None
    crisis: CrisisFunction
    admission: Admission
    landscape: Landscape
    terms: Terms
    care: Care | None = None
    trust: Trust | None = None
    retention: Retention | None = None


class RegionPolicy(PolicyFile):
    """A policy as loaded: the file, its exact text for replay, and the municipalities that reasons name."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    text: str = Field(repr=False)
    sha256: str
    municipality_register: MunicipalityRegister = Field(repr=False)
    settings_of: MunicipalityCode | None = None
    whole: "RegionPolicy | None" = Field(default=None, repr=False)
    """The policy of the region, of which this is what one municipality has set."""

    def of(self, municipality: str) -> "RegionPolicy":
        """The policy as this municipality has set it, within the region's bounds (ZHZ-02, HLM-26).

        The same file, so the same identity. A municipality without a setting has the region's defaults;
        one of another region has them too, and nothing of it is kept.
        """
        if self.whole is not None:
            return self if self.settings_of == municipality else self.whole.of(municipality)
        if not self.settings:
            return self
        if municipality not in self.municipality_codes:
            return self._set_by(None)
        if municipality not in self._of_municipality:
            self._of_municipality[municipality] = self._set_by(municipality)
        return self._of_municipality[municipality]

    def _set_by(self, municipality: str | None) -> "RegionPolicy":
        own = {**dict(self), **as_set_by(self, municipality), "whole": self}
        return RegionPolicy.model_construct(None, **own)

    @cached_property
    def _of_municipality(self) -> dict[str, "RegionPolicy"]:
        return {}

    @cached_property
    def identity(self) -> PolicyIdentity:
        return PolicyIdentity(region=self.region, valid_from=self.valid_from, sha256=self.sha256)

    @cached_property
    def municipality_codes(self) -> frozenset[str]:
        return frozenset(self.municipalities.items)

    @cached_property
    def budgets(self) -> dict[str, Budget]:
        return {budget.id: budget for budget in self.choice_budgets.items}

    @cached_property
    def all_intensities(self) -> dict[str, Intensity]:
        """Living and residential together: an id occurs in one of the two only."""
        listed = (*self.intensities.living.items, *self.intensities.residential.items)
        return {intensity.id: intensity for intensity in listed}

    @cached_property
    def routes(self) -> frozenset[Route]:
        """The routes that at least one referrer has."""
        return frozenset(opened.route for rule in self.referrers for opened in rule.routes)

    @property
    def following(self) -> Care:
        """What follows a referral. Only texts that are kept for replay can lack it, and none is in force."""
        assert self.care is not None, f"{self.region} of {self.valid_from} has no section `care`"
        return self.care

    @property
    def looking(self) -> Trust:
        """How long somebody may look. Only texts that are kept for replay can lack it."""
        assert self.trust is not None, f"{self.region} of {self.valid_from} has no section `trust`"
        return self.trust

    @property
    def keeping(self) -> Retention:
        """How long what is kept. Only texts that are kept for replay can lack it."""
        assert self.retention is not None, f"{self.region} of {self.valid_from} has no section `retention`"
        return self.retention

    @cached_property
    def components(self) -> dict[str, Component]:
        """The part of youth care to which each category of the national messages belongs."""
        return {each.category: each.component for each in (self.categories.items if self.categories else ())}

    @cached_property
    def rules_of_routes(self) -> dict[Route, RouteRule]:
        return {rule.route: rule for rule in self.route_rules}

    @cached_property
    def products_by_id(self) -> dict[str, Product]:
        return {product.id: product for product in (self.products.items if self.products else ())}

    @cached_property
    def function_list(self) -> tuple[Function, ...]:
        return self.functions.items if self.functions else ()

    def budget(self, budget_id: str) -> Budget | None:
        return self.budgets.get(budget_id)

    def intensity(self, intensity_id: str) -> Intensity | None:
        return self.all_intensities.get(intensity_id)

    def function_group(self, group_id: str) -> FunctionGroup | None:
        return self._groups.get(group_id)

    def group_of(self, function_id: str) -> FunctionGroup | None:
        """The one group to which this function belongs; None for a function outside the catalogue."""
        return self._group_of_function.get(function_id)

    def rule_for(self, referrer: ReferrerType, *, measure_in_force: bool) -> ReferrerRule | None:
        return self._rules.get((referrer, measure_in_force))

    def budgets_open(self, opened: OpenRoute, day: date) -> tuple[Budget, ...]:
        """The budgets of an open route that are valid on the day, in the order of the file."""
        named = (self.budgets.get(budget_id) for budget_id in opened.budgets)
        return tuple(budget for budget in named if budget is not None and budget.is_valid_on(day))

    @cached_property
    def _groups(self) -> dict[str, FunctionGroup]:
        return {group.id: group for group in self.function_groups.items}

    @cached_property
    def _group_of_function(self) -> dict[str, FunctionGroup]:
        return {function: group for group in self.function_groups.items for function in group.functions}

    @cached_property
    def _rules(self) -> dict[tuple[ReferrerType, bool], ReferrerRule]:
        return {
            (rule.referrer, in_force): rule
            for rule in self.referrers
            for in_force in (True, False)
            if covers(rule.measure, in_force)
        }


def covers(measure: Measure, in_force: bool) -> bool:
    return measure is Measure.ANY or (measure is Measure.IN_FORCE) == in_force


def tariff_on(policy: RegionPolicy, group_id: str, day: date) -> int:
    """Cents per hour of this function group on the day of delivery. Raises NoTariff (IJS-19)."""
    group = policy.function_group(group_id)
    tariff = in_force_on(() if group is None else group.tariffs, day)
    if tariff is None:
        raise NoTariff(group_id, day)
    return tariff.cents_per_hour


def etmaal_tariff_on(policy: RegionPolicy, intensity_id: str, day: date) -> int:
    """Cents per etmaal of this intensity on the day of delivery. Raises NoTariff (IJS-27)."""
    intensity = policy.intensity(intensity_id)
    tariff = in_force_on(() if intensity is None else intensity.tariffs, day)
    if tariff is None:
        raise NoTariff(intensity_id, day)
    return tariff.cents_per_etmaal


def in_force_on(tariffs: Sequence[TariffT], day: date) -> TariffT | None:
    """The last tariff that began on or before the day; the file lists them in ascending order."""
    return next((tariff for tariff in reversed(tariffs) if tariff.valid_from <= day), None)
