"""Two clients are one young person, or turned out not to be: their cases go by that from now on."""

from access.readings import ClientMerged
from access.store import cases, requests, signals
from servicekit.subscriptions import NotYet
from servicekit.transaction import Transaction

NIGHT_TWICE = "night-due-twice"


async def follow_merge(tx: Transaction, merged: ClientMerged) -> None:
    """Put the cases of the double under the kept client, or back. Raises NotYet where one was not taken in.

    Nights that both had are told to the municipality of the later one: nobody sleeps in two places.
    """
    for referral in sorted(merged.referrals):
        if await requests.request(tx, referral, lock=True) is None:
            raise NotYet("referral", referral)
    is_one = merged.status == "merged"
    await cases.set_client(tx, merged.referrals, merged.kept if is_one else merged.ref)
    if not is_one:
        return
    for night, request_id, grant in await cases.nights_due_twice(tx, merged.kept):
        request = await requests.request(tx, request_id)
        assert request is not None, "an entitlement has its request by a foreign key"
        if not await signals.exists(tx, request_id, NIGHT_TWICE, night):
            await signals.add(
                tx,
                municipality=request.municipality,
                kind=NIGHT_TWICE,
                request=request_id,
                grant=grant,
                about_day=night,
            )
