"""Ask a provider to take a young person, on the word of the referrer or the municipality."""

from uuid import UUID

from pydantic import BaseModel

from referral.domain.components import Progress
from referral.domain.status import NEXT, ReferralStatus
from referral.refusals import NOT_A_NATIONAL_PROVIDER, PROVIDER_NOT_IN_REGION
from referral.store import placements, referrals
from referral.store.components import components
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.usecases.ask_provider import ask_provider, takes_placements
from referral.usecases.national_contracts import fits_the_arrangement
from region_policy.terms import local_day
from servicekit.organisations import known_organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, RuleBroken
from wirekit.texts import Text

MAY_ASK = frozenset(
    {
        ReferralStatus.GRANTED,
        ReferralStatus.AT_DESK,
        ReferralStatus.WITH_PROVIDER,
        ReferralStatus.ACCEPTED,
        ReferralStatus.IN_CARE,
    }
)
SAY_WHICH = Text(
    nl="zeg voor welke toekenning: er zijn er meer zonder aanbieder",
    en="say for which grant: more than one has no provider",
)
NOT_OF_THIS = Text(nl="is geen toekenning van deze verwijzing", en="is no grant of this referral")


async def request_placement(
    tx: Transaction,
    referral_id: UUID,
    provider: UUID,
    *,
    grant_id: UUID | None,
    key: str,
    body: BaseModel,
) -> PlacementRow:
    """Ask this provider for one component; the same key again answers with the request made before.

    Raises KeyReused, ImpossibleStep (nothing granted yet, or a request is open), InvalidInput (which grant),
    RuleBroken.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        return await placements.placement(tx, claimed.resource_id)
    grant = await _grant_to_place(tx, referral, grant_id)
    if not takes_placements(await known_organisation(tx, provider), referral.region, tx.now):
        raise RuleBroken(reasons=[PROVIDER_NOT_IN_REGION])
    if not await fits_the_arrangement(tx, grant, provider):
        raise RuleBroken(reasons=[NOT_A_NATIONAL_PROVIDER])
    if referral.state is ReferralStatus.AT_DESK:
        # It was back on the desk's list because a provider said no; the grant stood all the time.
        referral = await referrals.move_referral(tx, referral, ReferralStatus.GRANTED)
    return await ask_provider(tx, referral, grant, provider, placement_id=claimed.resource_id)


async def _grant_to_place(tx: Transaction, referral: ReferralRow, grant_id: UUID | None) -> GrantRow:
    """The grant that was meant, if nobody is asked for it now."""
    found = await components(tx, referral.id)
    if grant_id is not None and grant_id not in {each.grant.id for each in found}:
        raise InvalidInput(errors=[FieldError("grant", NOT_OF_THIS)])
    today = local_day(tx.now)
    open_ones = [each.grant for each in found if each.progress(today) is Progress.TO_PLACE]
    meant = [grant for grant in open_ones if grant_id in (None, grant.id)]
    if referral.state not in MAY_ASK or not meant:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT[referral.state]])
    if len(meant) > 1:
        raise InvalidInput(errors=[FieldError("grant", SAY_WHICH)])
    return meant[0]
