"""A provider stops: everybody whose help runs there comes on the transfer list (ZHZ-15)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.placing import WhyWithdrawn
from referral.domain.status import OPEN_PLACEMENTS, PlacementStatus
from referral.domain.stopping import Contract, Stop, first_to_look
from referral.domain.transfer import TransferCause, TransferStatus
from referral.policies import policies
from referral.store import known_providers, placements, referrals, transfers
from referral.store.components import grant as stored_grant
from referral.store.messages import tell
from referral.store.rows import PlacementRow, ReferralRow
from referral.store.transfers import RunningCase
from referral.usecases.ask_provider import back_to_the_desk
from referral.usecases.look_for_stop import stop_for
from referral.usecases.put_on_transfer_list import put_on_transfer_list, tell_municipality
from referral.usecases.settle_transfers import leave_the_list
from referral.usecases.withdraw_placements import withdraw_placements
from region_policy.terms import DAY, end_of, local_day
from servicekit.deadlines import Deadline
from servicekit.organisations import Organisation, known_organisation
from servicekit.transaction import Transaction

PROVIDER_LOOKED_AT = "provider-looked-at"
OUR_OWN = "room:referral"
AT_ONCE = 50
"""So many cases in one transaction: a provider may have thousands."""
UNANSWERED = frozenset({PlacementStatus.REQUESTED, PlacementStatus.OFFERED})


@dataclass(frozen=True)
class Change:
    """A case whose place on the list is not what the register tells; `stop` is None where it goes on."""

    placement: UUID
    stop: Stop | None


async def look_at_provider(tx: Transaction, provider: UUID, *, region: str) -> None:
    """Have its running cases looked at: now where it has any, else when a contract of it nears its end."""
    if await transfers.running_cases(tx, provider):
        tx.set_deadline(PROVIDER_LOOKED_AT, provider, region=region, owner=OUR_OWN, due_at=tx.now)
    else:
        known = await known_providers.contracts_of(tx, [provider])
        _look_again(tx, provider, region, known.get(provider, ()))


async def list_running_cases(tx: Transaction, due: Deadline) -> None:
    """Put on the list who must come on it, take off whose provider goes on, and look again when needed.

    The referrals are waited for: nobody who holds one waits for the row of this deadline. They are locked in
    the order of their ids, so that two of these do not wait for each other.
    """
    provider = await known_organisation(tx, due.ref)
    contracts = (await known_providers.contracts_of(tx, [due.ref])).get(due.ref, ())
    found = list(_changes(tx, provider, contracts, await transfers.running_cases(tx, due.ref)))
    for change in found[:AT_ONCE]:
        await _apply(tx, change)
    if len(found) > AT_ONCE:
        tx.set_deadline(due.kind, due.ref, region=due.region, owner=due.owner, due_at=tx.now)
    else:
        _look_again(tx, due.ref, due.region, contracts)


def _changes(
    tx: Transaction,
    provider: Organisation | None,
    contracts: Sequence[Contract],
    cases: Sequence[RunningCase],
) -> Iterator[Change]:
    for case in cases:
        stop = stop_for(
            tx,
            provider,
            contracts,
            region=case.region,
            municipality=case.municipality,
            component=case.component,
            forms=case.forms,
            is_national=case.is_national,
        )
        if stop != case.listed_as:
            yield Change(case.placement, stop)


async def _apply(tx: Transaction, change: Change) -> None:
    referral, placement = await placements.lock_placement(tx, change.placement)
    if placement.state not in OPEN_PLACEMENTS:
        return
    rows = await transfers.open_of_referral(tx, referral.id)
    row = next((each for each in rows if each.placement == placement.id), None)
    if row is None:
        if change.stop is not None:
            await _list(tx, referral, placement, change.stop)
    elif row.why is TransferCause.NEXT_NOT_PLACED:
        return
    elif change.stop is None:
        await leave_the_list(tx, row, TransferStatus.RESUMED)
        grant = await stored_grant(tx, row.grant_id)
        await referrals.add_milestone(
            tx,
            referral,
            Milestone.PROVIDER_GOES_ON,
            component=grant.component,
            provider=placement.provider,
        )
        await tell_municipality(tx, referral, MessageKind.PROVIDER_GOES_ON, about=row.id, row=placement)
        about = {"referral": referral.id, "about": placement.id, "component": grant.component}
        await tell(tx, [placement.provider], MessageKind.PROVIDER_GOES_ON, **about)
    else:
        await transfers.change(tx, row, last_day=change.stop.last_day, cause=change.stop.cause.value)


async def _list(tx: Transaction, referral: ReferralRow, placement: PlacementRow, stop: Stop) -> None:
    """What nobody has answered yet is taken back at once, and goes on to the next or back to the desk.

    Where help runs, or is to start, the provider hears that somebody is on the list.
    """
    grant = await stored_grant(tx, placement.grant_id)
    await put_on_transfer_list(tx, referral, placement, grant, cause=stop.cause, last_day=stop.last_day)
    if placement.state in UNANSWERED:
        # Its row may leave the list again below, past the last day of its grant: then nobody waits for it.
        await tx.flush()
        await withdraw_placements(tx, [placement], WhyWithdrawn.PROVIDER_STOPS)
        await back_to_the_desk(tx, referral, placement, TransferCause.PROVIDER_STOPS.value)
    else:
        await tell(
            tx,
            [placement.provider],
            MessageKind.ANOTHER_PROVIDER_SOUGHT,
            referral=referral.id,
            about=placement.id,
            day=stop.last_day,
            component=grant.component,
            reasons=[stop.cause.value],
        )


def _look_again(tx: Transaction, provider: UUID, region: str, contracts: Sequence[Contract]) -> None:
    """When an end that was agreed from the start comes so near that it counts, or a contract begins.

    The regions' terms for finding another provider differ: each is looked at.
    """
    today = local_day(tx.now)
    regions = policies(tx)
    begun = [each for each, files in regions.by_region.items() if files[0].valid_from <= today]
    terms = [regions.in_force(each, on=today).following.transfer for each in begun]
    foreseen = [
        each.valid_until
        for each in contracts
        if each.valid_until is not None and not each.ends_unforeseen and each.valid_until > today
    ]
    days = {first_to_look(last, term) for last in foreseen for term in terms}
    days |= {each.valid_from for each in contracts}
    if later := [day for day in days if day > today]:
        due_at = end_of(min(later) - DAY)
        tx.set_deadline(PROVIDER_LOOKED_AT, provider, region=region, owner=OUR_OWN, due_at=due_at)
