"""Somebody stops directing a household beside the accountable director."""

from uuid import UUID

from referral.domain.messages import MessageKind
from referral.refusals_household import CASE_WITHOUT_DIRECTOR
from referral.store import directors, households
from referral.store.messages import tell
from referral.store.rows_household import DirectorRow
from referral.usecases.hand_over_direction import director_in_charge
from referral.usecases.tell_household import tell_directors
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


async def end_direction(
    tx: Transaction, household_id: UUID, director_id: UUID, *, if_match: str | None
) -> DirectorRow:
    """Somebody no longer directs beside the accountable one, who can only hand over.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, RuleBroken.
    """
    await households.lock_household(tx, household_id)
    former = await director_in_charge(tx, household_id, director_id, if_match)
    if former.beside is None:
        raise RuleBroken(reasons=[CASE_WITHOUT_DIRECTOR])
    ended = await directors.end(tx, former)
    await tell_directors(tx, household_id)
    organisation = await households.organisation_of(tx, former)
    await tell(tx, [organisation] if organisation else [], MessageKind.DIRECTOR_CHANGED, about=household_id)
    return ended
