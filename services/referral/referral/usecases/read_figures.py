"""What is counted of referrals, waiting and the duty to accept, for who pays and who buys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from referral.domain.figures import Step, Waits, waiting_now, waits
from referral.domain.waiting import Stretch
from referral.policies import policies
from referral.store import duty
from referral.store import figures as store
from referral.store.duty import Counted
from region_policy.codes import CareForm
from region_policy.figures import whose_figures
from region_policy.terms import DAY, end_of, local_day
from region_policy.waiting import WaitingNorms
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.months import months_between
from wirekit.small_cells import CountTable


@dataclass(frozen=True)
class Figures:
    """Tables with a row for each municipality. `waiting`: now; the other numbers are of the period."""

    steps: Mapping[Step, CountTable]
    forms: CountTable
    waiting: CountTable
    to_first_contact: Waits
    to_start: Waits
    under_duty: Sequence[Counted]
    passed_on: Sequence[Counted]


async def read_figures(tx: Transaction, own: Organisation, *, first: date, last: date) -> Figures:
    """Of whole months, from the first up to and including the last day."""
    today = local_day(tx.now)
    whose = whose_figures(policies(tx), own.kind, own.area, own.regions, on=today)
    norms = {code: WaitingNorms.of(policy) for code, policy in whose.items()}
    codes, months = tuple(norms), months_between(first, last)
    of = {"first": first, "last": last}
    period = {"since": end_of(first - DAY), "until": end_of(last)}
    # Counts, and no person: the database shows a region no row of its municipalities.
    async with tx.seeing_all():
        steps = await store.steps(tx, codes, **of)
        contacts = await store.waited_for_contact(tx, codes, **of)
        starts = await store.waited_for_start(tx, codes, **of)
        return Figures(
            steps={step: CountTable.of(counts, codes, months) for step, counts in steps.items()},
            forms=CountTable.of(await store.forms(tx, codes, **of), codes, [each.value for each in CareForm]),
            waiting=waiting_now(codes, await store.waiting(tx, codes, today)),
            to_first_contact=waits(norms, Stretch.TO_FIRST_CONTACT, contacts),
            to_start=waits(norms, Stretch.TO_START, starts),
            under_duty=await duty.reports(tx, codes, **period),
            passed_on=await duty.passed_on(tx, codes, **period),
        )
