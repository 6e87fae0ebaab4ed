"""Make a change of running help that nothing forbids: money, nights and days at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from access.domain.account import Booking, commit, expect_back, lower_ceiling, raise_ceiling
from access.domain.buying import buying_form
from access.domain.change import (
    CHANGEABLE,
    DAY,
    ENDS_EARLIER,
    Change,
    ChangeKind,
    Changing,
    Outcome,
    Running,
    outcome,
    scheduled,
)
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.domain.request import Request
from access.domain.words import Words
from access.events import ChangeTold, EntitlementChanged
from access.store import changes, decisions, entitlements, signals
from access.usecases.begin_entitlement import begin_entitlement, watch_end_of_help
from access.usecases.follow_care import follow_care
from access.usecases.make_decision import WORDS
from access.usecases.plan_reviews import plan_reviews
from access.usecases.policy_of_today import policy_of_today
from access.usecases.request_key import key_of_request
from access.usecases.warn_of_adulthood import look_ahead
from access.usecases.warn_of_authorisation import watch_authorisation
from access.usecases.warn_of_ends import follow_ends
from access.usecases.warn_of_frame import warn_of_frame
from region_policy.codes import Precondition
from region_policy.model import RegionPolicy
from region_policy.money import amount_of_stay
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


@dataclass(frozen=True)
class Case:
    """What a change is made in; the request is locked."""

    request: Request
    entitlement: Entitlement
    policy: RegionPolicy
    running: Running


async def make_change(
    tx: Transaction,
    case: Case,
    asked: Changing,
    *,
    change_id: UUID | None = None,
    overrides: Sequence[Precondition] = (),
    noted: Sequence[Precondition] = (),
) -> Change:
    """The last step of a change that was asked, and of the end at an age."""
    grant, after = case.running.grant, outcome(asked, case.running)
    change_id = change_id or uuid7()
    changed = await _change_grant(tx, case, asked, after)
    followed_by = None
    if asked.kind is ChangeKind.STEP_DOWN:
        followed_by = await _go_on_lighter(tx, case, asked, after)
    change = Change(
        id=change_id,
        entitlement=changed.id,
        request=changed.request,
        client=changed.client,
        municipality=changed.municipality,
        component=grant.component,
        kind=asked.kind,
        reason=asked.reason,
        policy_sha256=case.policy.sha256,
        valid_until=after.valid_until,
        valid_until_before=grant.valid_until,
        committed_by=after.committed - grant.account.committed,
        etmalen_by=(after.etmalen or 0) - (grant.etmalen or 0),
        quantity_by=(after.quantity or 0) - (grant.quantity or 0),
        schedule=scheduled(asked, case.running),
        followed_by=followed_by,
        overrides=tuple(overrides),
        noted=tuple(noted),
    )
    await decisions.keep_text(tx, case.policy)
    sealed = None
    if asked.words != Words():
        key = await key_of_request(tx, changed.request)
        sealed = key.seal(asked.words.model_dump_json(), words_field(change_id))
    await changes.add(tx, change, sealed)
    tx.publish(
        EntitlementChanged.of(
            changed,
            ChangeTold(
                id=change.id,
                kind=change.kind,
                reason=change.reason,
                valid_until_before=change.valid_until_before,
                etmalen_by=change.etmalen_by,
                followed_by=followed_by,
            ),
        )
    )
    await tell_provider(tx, changed, change.kind)
    if changed.status in CHANGEABLE:
        await look_ahead(tx, case.request, changed, case.policy)
    if followed_by is not None:
        # Care at the place has begun already: the lighter stay runs from its first day on.
        await follow_care(tx, changed.placement)
    first_days = [grant.valid_from, *([after.valid_until + DAY] if followed_by else [])]
    await warn_of_frame(tx, policy_of_today(tx, case.request), changed.municipality, first_days)
    return change


def words_field(change_id: UUID) -> str:
    """The words of each change are bound to it."""
    return f"{WORDS}/{change_id}"


async def tell_provider(tx: Transaction, entitlement: Entitlement, kind: ChangeKind) -> None:
    """A message to the provider, in codes: `changed-shorten` and the like, with the last day of the help."""
    await signals.add(
        tx,
        organisation=entitlement.provider,
        kind=f"changed-{kind}",
        request=entitlement.request,
        grant=entitlement.grant,
        about_day=entitlement.valid_until,
    )


async def _change_grant(tx: Transaction, case: Case, asked: Changing, after: Outcome) -> Entitlement:
    entitlement, grant = case.entitlement, case.running.grant
    is_over = asked.kind in ENDS_EARLIER - {ChangeKind.SHORTEN} and after.valid_until <= case.running.today
    changed = replace(
        entitlement,
        version=entitlement.version + 1,
        valid_until=after.valid_until,
        status=EntitlementStatus.STOPPED if is_over else entitlement.status,
    )
    authorised_until = asked.authorised.end if asked.authorised else grant.authorised_until
    await changes.apply(
        tx,
        entitlement,
        after,
        authorised_until=authorised_until,
        is_phased_out=grant.is_phased_out or asked.kind is ChangeKind.PHASE_OUT,
    )
    await entitlements.change(tx, changed)
    await _book(tx, grant, after, is_over=is_over)
    if authorised_until != grant.authorised_until:
        await watch_authorisation(tx, case.request, replace(grant, authorised_until=authorised_until))
    watch_end_of_help(tx, changed)
    await follow_ends(tx, case.request)
    await plan_reviews(tx, changed)
    return changed


async def _book(tx: Transaction, grant: Grant, after: Outcome, *, is_over: bool) -> None:
    """Money beside the new ceiling; of help that is over, what is left is expected back (IJS-12)."""
    bookings: list[Booking] = []
    by, account = after.committed - grant.account.committed, grant.account
    if by:
        bookings.append(raise_ceiling(account, by) if by > 0 else lower_ceiling(account, -by))
        account = bookings[-1].account
    if is_over:
        bookings.append(expect_back(account))
    if bookings:
        await decisions.book(tx, grant.id, *bookings)


async def _go_on_lighter(tx: Transaction, case: Case, asked: Changing, after: Outcome) -> UUID:
    """A grant and an entitlement of their own at the lighter intensity, at the same place (NV-16)."""
    grant, entitlement = case.running.grant, case.entitlement
    assert asked.etmalen is not None, "a step down names its etmalen"
    assert case.running.lighter_price is not None, "an intensity without a tariff was refused"
    first = after.valid_until + DAY
    booking = commit(amount_of_stay(case.running.lighter_price, asked.etmalen))
    lighter = replace(
        grant,
        id=uuid7(),
        account=booking.account,
        intensity=asked.intensity,
        etmalen=asked.etmalen,
        buying=buying_form(case.policy, grant.component, asked.intensity),
        valid_from=first,
        valid_until=grant.valid_until,
        moved_from=None,
        is_phased_out=False,
    )
    await decisions.add_grant(tx, lighter, booking)
    await watch_authorisation(tx, case.request, lighter)
    following = replace(
        entitlement,
        id=uuid7(),
        version=1,
        status=EntitlementStatus.GRANTED,
        grant=lighter.id,
        valid_from=first,
        valid_until=lighter.valid_until,
        final_at=None,
    )
    added = await entitlements.add(tx, following)
    assert added, "a grant that was made just now has no entitlement yet"
    await begin_entitlement(tx, following)
    return following.id
