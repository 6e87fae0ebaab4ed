"""What the tariffs of another policy make of what was delivered before. Pure: lines go in, sums come out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from region_policy.codes import QuantityUnit
from region_policy.model import NoTariff, RegionPolicy, etmaal_tariff_on, in_force_on, tariff_on
from region_policy.money import amount_cents


@dataclass(frozen=True, slots=True)
class Delivered:
    """One line as it was booked: minutes of a function group, etmalen of an intensity, or some of a product.

    `provider` and `municipality` are codes; `amount_cents` is what was booked for it.
    """

    provider: str
    municipality: str
    delivered_on: date
    amount_cents: int
    function_group: str | None = None
    minutes: int | None = None
    intensity: str | None = None
    etmalen: int | None = None
    product: str | None = None
    pieces: int | None = None

    @property
    def tariff_of(self) -> str:
        """The function group, the intensity or the product whose tariff it has."""
        return self.function_group or self.intensity or self.product or ""

    @property
    def unit(self) -> QuantityUnit:
        """In what it is counted."""
        if self.minutes is not None:
            return QuantityUnit.MINUTE
        return QuantityUnit.PIECE if self.etmalen is None else QuantityUnit.ETMAAL


@dataclass(slots=True)
class Shift:
    """In cents: what was booked, and what the old and the new tariffs make of the same lines."""

    lines: int = 0
    booked: int = 0
    old: int = 0
    new: int = 0

    def add(self, booked: int, old: int, new: int) -> None:
        self.lines += 1
        self.booked += booked
        self.old += old
        self.new += new

    @property
    def difference(self) -> int:
        return self.new - self.old

    @property
    def tenths_of_percent(self) -> int | None:
        """The difference against the old amount, in tenths of a per cent, half up; None where that is 0."""
        if not self.old:
            return None
        return (2 * 1000 * self.difference + self.old) // (2 * self.old)


@dataclass(slots=True)
class Apart:
    """Lines that one of the two policies has no tariff for: `unknown_to` are the first days of those."""

    tariff_of: str
    unknown_to: tuple[date, ...]
    lines: int = 0
    booked: int = 0


@dataclass(slots=True)
class Impact:
    """Sums by group, intensity or product, by provider and by municipality, each adding up to the total."""

    total: Shift = field(default_factory=Shift)
    by_group: dict[str, Shift] = field(default_factory=dict)
    by_provider: dict[str, Shift] = field(default_factory=dict)
    by_municipality: dict[str, Shift] = field(default_factory=dict)
    apart: dict[tuple[str, tuple[date, ...]], Apart] = field(default_factory=dict)


def impact(lines: Iterable[Delivered], old: RegionPolicy, new: RegionPolicy) -> Impact:
    """Reprice each line by both policies. A line that one of them has no tariff for stands apart, whole."""
    found = Impact()
    for line in lines:
        prices = [repriced(line, policy) for policy in (old, new)]
        if None in prices:
            unknown_to = tuple(
                policy.valid_from for policy, price in zip((old, new), prices, strict=True) if price is None
            )
            apart = found.apart.setdefault((line.tariff_of, unknown_to), Apart(line.tariff_of, unknown_to))
            apart.lines += 1
            apart.booked += line.amount_cents
            continue
        was, becomes = (price or 0 for price in prices)
        for sums, key in (
            (found.by_group, line.tariff_of),
            (found.by_provider, line.provider),
            (found.by_municipality, line.municipality),
        ):
            sums.setdefault(key, Shift()).add(line.amount_cents, was, becomes)
        found.total.add(line.amount_cents, was, becomes)
    return found


def repriced(line: Delivered, policy: RegionPolicy) -> int | None:
    """In cents, half up per line; None where the policy has no such tariff.

    What was delivered before the first day of the policy is priced as on that day: that is the question.
    Each night of a stay has the tariff of its own day.
    """

    try:
        if line.unit is QuantityUnit.MINUTE:
            return amount_cents(tariff_of(policy, line, line.delivered_on), line.minutes or 0)
        if line.unit is QuantityUnit.PIECE:
            return tariff_of(policy, line, line.delivered_on) * (line.pieces or 0)
        nights = (line.delivered_on + timedelta(days=night) for night in range(line.etmalen or 0))
        return sum(tariff_of(policy, line, night) for night in nights)
    except NoTariff:
        return None


def tariff_of(policy: RegionPolicy, line: Delivered, day: date) -> int:
    """Cents per hour, etmaal or piece. Raises NoTariff, also where a product is counted otherwise here."""
    day = max(day, policy.valid_from)
    if line.function_group is not None:
        return tariff_on(policy, line.function_group, day)
    if line.intensity is not None:
        return etmaal_tariff_on(policy, line.intensity, day)
    product = policy.products_by_id.get(line.product or "")
    tariff = in_force_on(product.tariffs if product and product.unit is line.unit else (), day)
    if tariff is None:
        raise NoTariff(line.tariff_of, day)
    return tariff.cents
