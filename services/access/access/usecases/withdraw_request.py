"""The referrer withdraws: what was granted is closed and its money returned."""

from access.domain.account import give_back
from access.domain.request import Outcome
from access.readings import ReferralWithdrawn
from access.store import decisions, entitlements, requests
from access.usecases.close_entitlement import close_entitlement, close_request
from access.usecases.return_unplaced import GRANT_UNPLACED
from access.usecases.warn_of_authorisation import AUTHORISATION_ENDS
from servicekit.subscriptions import NotYet
from servicekit.transaction import Transaction


async def withdraw_request(tx: Transaction, referral: ReferralWithdrawn) -> None:
    """Close the request of a withdrawn referral with all that hangs on it; what is due stays due.

    Raises NotYet while the referral itself has not come.
    """
    request = await requests.request(tx, referral.ref, lock=True)
    if request is None:
        raise NotYet("referral", referral.ref)
    for grant in await decisions.grants_of(tx, request.id):
        entitlement = await entitlements.of_grant(tx, grant.id)
        if entitlement is not None:
            await close_entitlement(tx, entitlement, grant)
        elif grant.closed_at is None:
            await decisions.book(tx, grant.id, give_back(grant.account), closed_at=tx.now)
            await tx.cancel_deadline(AUTHORISATION_ENDS, grant.id)
            await tx.cancel_deadline(GRANT_UNPLACED, grant.id)
    await close_request(tx, request, Outcome.WITHDRAWN)
