"""The direction of a household goes to somebody else, at one moment."""

from uuid import UUID

from referral.domain.household import NEXT_OF_DIRECTOR, DirectorStatus, HandOverReason
from referral.domain.messages import MessageKind
from referral.refusals import require_step
from referral.refusals_household import OneAlready
from referral.store import directors, households
from referral.store.messages import tell
from referral.store.rows_household import DirectorRow
from referral.usecases.appoint_director import Named, require_somebody
from referral.usecases.tell_household import tell_directors
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import NotFound


async def hand_over_direction(
    tx: Transaction,
    household_id: UUID,
    director_id: UUID,
    to: Named,
    because: HandOverReason,
    *,
    if_match: str | None,
) -> DirectorRow:
    """End one director and begin the next in the same moment: no open case is ever without (ZHZ-08).

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, OneAlready (directs now), RuleBroken.
    """
    await households.lock_household(tx, household_id)
    former = await director_in_charge(tx, household_id, director_id, if_match)
    for other in await directors.directors(tx, household_id, only_active=True):
        if (other.organisation, other.subject) == (to.organisation, to.subject):
            raise OneAlready(other.id)
    await require_somebody(tx, household_id, to)
    await directors.end(tx, former)
    new = await directors.add(
        tx,
        {
            "id": uuid7(),
            "household": household_id,
            "organisation": to.organisation,
            "subject": to.subject,
            "beside": former.beside,
            "handed_over_because": because.value,
            "set_by": tx.caller.organisation,
        },
    )
    await tell_directors(tx, household_id, **({} if new.beside else {"director": new.id}))
    concerned = [to.organisation, await households.organisation_of(tx, former)]
    recipients = [each for each in concerned if each is not None]
    await tell(tx, recipients, MessageKind.DIRECTOR_CHANGED, about=household_id)
    return new


async def director_in_charge(
    tx: Transaction, household_id: UUID, director_id: UUID, if_match: str | None
) -> DirectorRow:
    """One who directs now. Raises NotFound, ImpossibleStep, VersionMissing, VersionStale."""
    row = await directors.director(tx, household_id, director_id)
    if row is None:
        raise NotFound
    require_step(NEXT_OF_DIRECTOR, row.state, DirectorStatus.ENDED)
    require_match(row, if_match)
    return row
