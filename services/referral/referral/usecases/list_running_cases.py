"""A provider stops: everybody whose help runs there comes on the transfer list (ZHZ-15)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
from referral.store.rows_duty import TransferRow
from referral.store.transfers import RunningCase
from referral.usecases.ask_provider import back_to_the_desk
from referral.usecases.look_for_stop import stop_for
from referral.usecases.settle_transfers import TRANSFER_AWAITED, leave_the_list
from referral.usecases.withdraw_placements import withdraw_placements
from region_policy.terms import DAY, end_of, end_of_term, local_day
from servicekit.deadlines import Deadline
from servicekit.organisations import known_organisation
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

PROVIDER_LOOKED_AT = "provider-looked-at"
OUR_OWN = "room:referral"
AT_ONCE = 50
"""So many cases in one transaction: a provider may have thousands."""
UNANSWERED = frozenset({PlacementStatus.REQUESTED, PlacementStatus.OFFERED})


@dataclass(frozen=True)
class Change:
    """A case whose place on the list is not what the register tells; `stop` is None where it goes on."""

    case: RunningCase
    stop: Stop | None


async def look_at_provider(tx: Transaction, provider: UUID, *, region: str) -> None:
    """Have its running cases looked at: now where it has any, else when a contract of it nears its end."""
    if await transfers.running_cases(tx, provider):
        tx.set_deadline(PROVIDER_LOOKED_AT, provider, region=region, owner=OUR_OWN, due_at=tx.now)
        return
    await _look_again(tx, provider, region, await known_providers.contracts_of(tx, provider))


async def list_running_cases(tx: Transaction, due: Deadline) -> None:
    """Put on the list who must come on it, take off whose provider goes on, and look again when needed.

    The referrals are waited for: nobody who holds one waits for the row of this deadline. They are locked in
    the order of their ids, as everywhere where one transaction takes several.
    """
    provider = await known_organisation(tx, due.ref)
    contracts = await known_providers.contracts_of(tx, due.ref)
    cases = await transfers.running_cases(tx, due.ref)
    found = list(_changes(tx, provider, contracts, cases))
    for change in found[:AT_ONCE]:
        await _apply(tx, change)
    if len(found) > AT_ONCE:
        tx.set_deadline(due.kind, due.ref, region=due.region, owner=due.owner, due_at=tx.now)
    else:
        await _look_again(tx, due.ref, due.region, contracts)


def _changes(tx: Transaction, provider, contracts: Sequence[Contract], cases: Sequence[RunningCase]) -> Iterator[Change]:  # type: ignore[no-untyped-def]
    raise NotImplementedError
