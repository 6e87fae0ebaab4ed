"""How often running help was changed, and what came free or was added: small numbers are hidden."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from access.domain.change import ChangeKind
from access.store import changes
from access.usecases.whose_figures import whose_figures
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.small_cells import SMALLEST_CELL, CountTable


@dataclass(frozen=True)
class KindCounted:
    """None: hidden. Cents and etmalen below zero came free."""

    kind: ChangeKind
    times: int | None
    cents: int | None
    etmalen: int | None


@dataclass(frozen=True)
class ChangesCounted:
    kinds: tuple[KindCounted, ...]
    changes: CountTable


async def count_changes(tx: Transaction, own: Organisation, *, first: date, last: date) -> ChangesCounted:
    """Of whole months, from the first up to and including the last day."""
    codes = tuple(whose_figures(tx, own, min(local_day(tx.now), last)))
    async with tx.seeing_all():
        found = await changes.counted(tx, codes, first=first, last=last)
    requests, cents, etmalen = Counter[str](), Counter[str](), Counter[str]()
    for each in found:
        requests[each.kind] += each.requests
        cents[each.kind] += each.cents
        etmalen[each.kind] += each.etmalen
    counts = {(each.municipality, each.kind.value): each.times for each in found}
    table = CountTable.of(counts, codes, [kind.value for kind in ChangeKind])
    kinds = []
    for kind, shown in zip(ChangeKind, table.totals.cells, strict=True):
        # Often changed may still be one person's help.
        tells = shown is None or 0 < requests[kind] < SMALLEST_CELL
        sums = (None, None) if tells else (cents[kind], etmalen[kind])
        kinds.append(KindCounted(kind, shown, *sums))
    return ChangesCounted(tuple(kinds), table)
