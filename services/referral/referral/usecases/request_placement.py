"""Ask providers to take a young person, on the word of the referrer or the municipality."""

from dataclasses import replace
from uuid import UUID

from pydantic import BaseModel

from referral.domain.components import Progress
from referral.domain.placing import ChosenBy, WhyNotFamily
from referral.domain.status import NEXT, ReferralStatus
from referral.refusals import HIDDEN_BY_SECRECY, NOT_A_NATIONAL_PROVIDER, provider_not_in_region
from referral.refusals_of_duty import NO_SUCH_PARTNERSHIP, PROVIDER_HAS_STOPPED
from referral.store import placements, referrals, rounds, secrecy
from referral.store.components import components
from referral.store.providers import organisations
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.usecases.ask_provider import Asking, ask_providers, takes_placements, where_it_must_work
from referral.usecases.assign_member import works_together
from referral.usecases.choose_provider import record_choice
from referral.usecases.look_for_stop import who_stops
from referral.usecases.national_contracts import fits_the_arrangement
from region_policy.terms import local_day
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, InvalidInput, ReasonGiven, RuleBroken
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
    asking: Asking,
    *,
    grant_id: UUID | None,
    chosen_by: ChosenBy | None = None,
    reason: WhyNotFamily | None = None,
    key: str,
    body: BaseModel,
) -> list[PlacementRow]:
    """Ask these providers for one component; the same key again answers with the requests made before.

    `chosen_by`: who chose the one provider among those that were shown (NV-12); of several the choice
    follows later. Raises KeyReused, ImpossibleStep (nothing granted yet, or a request is open), InvalidInput
    (which grant), RuleBroken with every reason.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        first = await placements.placement(tx, claimed.resource_id)
        return await rounds.candidates(tx, [first.round])
    grant = await _grant_to_place(tx, referral, grant_id)
    if reasons := await _broken(tx, referral, grant, asking):
        raise RuleBroken(reasons=reasons)
    if referral.state is ReferralStatus.AT_DESK:
        # It was back on the desk's list because a provider said no; the grant stood all the time.
        referral = await referrals.move_referral(tx, referral, ReferralStatus.GRANTED)
    asking = replace(asking, asked_by=tx.caller.organisation)
    rows = await ask_providers(tx, referral, grant, asking, first_id=claimed.resource_id)
    if chosen_by is not None:
        await record_choice(tx, rows[0], chosen_by, reason, choice_id=uuid7())
    return rows


async def _broken(
    tx: Transaction, referral: ReferralRow, grant: GrantRow, asking: Asking
) -> list[ReasonGiven]:
    """Who of those that are asked or shown is no provider that works here, and who lacks what is needed.

    Under a mark of secrecy only who must know whereabouts asks a provider (LAW-07).
    """
    named = dict.fromkeys((*asking.providers, *asking.shown))
    known = await organisations(tx, named)
    where = where_it_must_work(referral, grant)
    works = [each for each in named if takes_placements(known.get(each), where, tx.now)]
    reasons = [provider_not_in_region(each) for each in named if each not in works]
    if not await secrecy.may_know_whereabouts(tx, referral):
        reasons.append(HIDDEN_BY_SECRECY)
    if await who_stops(tx, referral, grant, [each for each in asking.providers if each in works]):
        reasons.append(PROVIDER_HAS_STOPPED)
    if asking.partnership and not await works_together(tx, asking.partnership, referral.region):
        reasons.append(NO_SUCH_PARTNERSHIP)
    fit = [await fits_the_arrangement(tx, grant, provider) for provider in asking.providers]
    return reasons if all(fit) else [*reasons, NOT_A_NATIONAL_PROVIDER]


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
