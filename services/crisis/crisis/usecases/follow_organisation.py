"""An organisation changed in the register: when it ends, its workers are on call no more."""

from crisis.store import roster
from crisis.usecases.work_out import work_out
from servicekit.organisations import OrganisationChanged, known_organisation, organisations_of
from servicekit.transaction import Transaction

LEARN = organisations_of("provider-registry")


async def follow_organisation(tx: Transaction, entry: OrganisationChanged) -> None:
    """Keep it; where its end changed, work out every line in whose crisis group it is: gaps are told."""
    before = await known_organisation(tx, entry.ref)
    await LEARN.use_case(tx, entry)
    if (before.active_until if before else None) != entry.active_until:
        for line in await roster.lines_of_group_member(tx, entry.ref):
            await work_out(tx, line)
