"""The rules that one value of a policy file sets for another: tariffs."""

from collections.abc import Iterator, Sequence
from datetime import date

from region_policy.mistakes import Fault, Place
from region_policy.model import PolicyFile
from region_policy.parts import EtmaalTariff, HourlyTariff, Norms
from region_policy.parts_routes import UnitTariff
from region_policy.register import MunicipalityRegister

Tariffs = Sequence[HourlyTariff | EtmaalTariff | UnitTariff]


def not_ascending(tariffs: Tariffs, path: Place) -> Iterator[Fault]:
    for at in range(1, len(tariffs)):
        before = tariffs[at - 1].valid_from
        if tariffs[at].valid_from <= before:
            yield Fault((*path, at, "from"), f"must be after {before}, the day of the tariff above it")


def order(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    for path, tariffs in of_groups_and_intensities(policy):
        yield from not_ascending(tariffs, path)


def begun(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """What can be granted on the first day has a price on that day."""
    for path, tariffs in of_groups_and_intensities(policy):
        yield from begins_later(tariffs, policy.valid_from, path)


def of_products(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    for at, product in enumerate(policy.products.items if policy.products else ()):
        yield from begins_later(product.tariffs, policy.valid_from, ("products", "list", at, "tariffs"))


def begins_later(tariffs: Tariffs, first_day: date, path: Place) -> Iterator[Fault]:
    if tariffs and tariffs[0].valid_from > first_day:
        message = f"the first tariff must begin on or before {first_day}, the first day of this file"
        yield Fault((*path, 0, "from"), message)


def of_groups_and_intensities(policy: PolicyFile) -> Iterator[tuple[Place, Tariffs]]:
    for at, group in enumerate(policy.function_groups.items):
        yield ("function_groups", "list", at, "tariffs"), group.tariffs
    for kind, listed in (
        ("living", policy.intensities.living),
        ("residential", policy.intensities.residential),
    ):
        for at, intensity in enumerate(listed.items):
            yield ("intensities", kind, "list", at, "tariffs"), intensity.tariffs


def norms(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """A tariff that says from what it was built is what comes out of that, half up."""
    for at, group in enumerate(policy.function_groups.items):
        for tariff_at, tariff in enumerate(group.tariffs):
            if tariff.norms is not None and (built := built_from(tariff.norms)) != tariff.cents_per_hour:
                place: Place = ("function_groups", "list", at, "tariffs", tariff_at, "cents_per_hour")
                yield Fault(place, f"is {tariff.cents_per_hour}, but its norms give {built}")


def built_from(norms: Norms) -> int:
    """Cents per hour: staff with its overhead, spread over the hours that can be charged, half up."""
    cents = norms.staff_cents_per_year * (1000 + norms.overhead_per_mille) * 60
    minutes = norms.chargeable_minutes_per_year * 1000
    return (2 * cents + minutes) // (2 * minutes)
