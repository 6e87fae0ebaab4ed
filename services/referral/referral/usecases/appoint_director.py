"""Somebody directs a household beside the one who is accountable, for a reason."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from referral.domain.household import MAY_DIRECT, Beside
from referral.domain.messages import MessageKind
from referral.refusals_household import NO_DIRECTOR_THERE, OneAlready
from referral.store import directors, households
from referral.store.messages import tell
from referral.store.rows_household import DirectorRow
from referral.usecases.tell_household import tell_directors
from servicekit.organisations import known_organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


@dataclass(frozen=True)
class Named:
    """Who is to direct: an organisation, and the login of one person there where one is named."""

    organisation: UUID
    subject: str | None


async def appoint_director(
    tx: Transaction, household_id: UUID, named: Named, beside: Beside | None, *, key: str, body: BaseModel
) -> DirectorRow:
    """Let somebody direct too (NV-11); without a reason there is one director, and OneAlready says who.

    The same key again answers with the one appointed before. Raises KeyReused, OneAlready, RuleBroken.
    """
    row = await households.lock_household(tx, household_id)
    claimed = await claim(tx, key, body, about=household_id)
    if claimed.made_before:
        made = await directors.director(tx, household_id, claimed.resource_id)
        assert made is not None, "a claim that was kept made a director"
        return made
    active = await directors.directors(tx, household_id, only_active=True)
    if beside is None:
        raise OneAlready(row.director)
    for other in active:
        if (other.organisation, other.subject) == (named.organisation, named.subject):
            raise OneAlready(other.id)
    await require_somebody(tx, household_id, named)
    made = await directors.add(
        tx,
        {
            "id": claimed.resource_id,
            "household": household_id,
            "organisation": named.organisation,
            "subject": named.subject,
            "beside": beside.value,
            "set_by": tx.caller.organisation,
        },
    )
    await tell_directors(tx, household_id)
    await tell(tx, [named.organisation], MessageKind.DIRECTOR_CHANGED, about=household_id)
    return made


async def require_somebody(tx: Transaction, household_id: UUID, named: Named) -> None:
    """Raises RuleBroken where no director can work at this organisation in the household's region."""
    organisation = await known_organisation(tx, named.organisation)
    region = await households.region_of(tx, household_id)
    if (
        organisation is None
        or not organisation.works(tx.now)
        or organisation.kind not in MAY_DIRECT
        or region not in organisation.regions
    ):
        raise RuleBroken(reasons=[NO_DIRECTOR_THERE])
