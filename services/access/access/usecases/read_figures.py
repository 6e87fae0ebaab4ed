"""What was granted and paid in a year, for who pays and who buys: sums, nothing that points to a person."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from access.domain.buying import level_of
from access.domain.frame import Sums, YearFrame, add_sums, frame_of
from access.resources import policies
from access.store import money
from region_policy.codes import BuyingForm, BuyingLevel
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class BoughtAt:
    """All forms of care that one buyer buys for a municipality; `level`: None where no policy says."""

    level: BuyingLevel | None
    forms: tuple[BuyingForm, ...]
    sums: Sums


@dataclass(frozen=True)
class Figures:
    municipality: str
    sums: Sums
    buyers: tuple[BoughtAt, ...]


async def read_figures(tx: Transaction, own: Organisation, year: int) -> list[Figures]:
    """Per municipality, by who buys (GRO-10): a municipality sees its own, a region each of its own."""
    found = []
    for policy, codes in _looked_at(tx, own, year):
        granted = await _granted_in(tx, codes, year)
        for code in codes:
            forms: dict[BuyingLevel | None, dict[BuyingForm, Sums]] = defaultdict(dict)
            for form, sums in granted.get(code, {}).items():
                forms[level_of(policy, form, code)][form] = sums
            buyers = tuple(
                BoughtAt(level, tuple(sorted(of)), add_sums(of.values()))
                for level, of in sorted(forms.items(), key=lambda each: each[0] or "")
            )
            found.append(Figures(code, add_sums(each.sums for each in buyers), buyers))
    return found


async def read_frames(tx: Transaction, own: Organisation, year: int) -> list[YearFrame]:
    """The budgets for a year, with what was granted of them, where the policy has such budgets (HLM-03)."""
    found = []
    for policy, codes in _looked_at(tx, own, year):
        if policy.frames is not None:
            granted = await _granted_in(tx, codes, year)
            found += [frame_of(policy, code, year, granted.get(code, {})) for code in codes]
    return [frame for frame in found if frame is not None]


async def _granted_in(
    tx: Transaction, codes: list[str], year: int
) -> Mapping[str, Mapping[BuyingForm, Sums]]:
    # A region is no party to what its municipalities grant: it sees sums.
    async with tx.seeing_all():
        return await money.granted_in(tx, codes, year)


def _looked_at(tx: Transaction, own: Organisation, year: int) -> Iterator[tuple[RegionPolicy, list[str]]]:
    """The policies of the regions in which this organisation works, each with whose money it may see."""
    for region in own.regions:
        try:
            # Of a year that has passed its last day counts, and of any other today.
            policy = policies(tx).in_force(region, on=min(local_day(tx.now), date(year, 12, 31)))
        except NoPolicyInForce:
            continue
        codes = sorted(policy.municipality_codes)
        if own.kind != "region":
            codes = [code for code in codes if own.kind == "municipality" and code == own.area]
        yield policy, codes
