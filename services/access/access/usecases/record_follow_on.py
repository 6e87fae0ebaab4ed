"""What comes after help that ends around the eighteenth birthday, or that nothing needs to (NV-14)."""

from dataclasses import replace
from uuid import UUID

from access.domain.adulthood import FollowOn, FollowOnKind
from access.domain.change import CHANGEABLE, ChangeKind
from access.domain.entitlement import Entitlement
from access.events import ChangeTold, EntitlementChanged
from access.store import clients, decisions, entitlements, requests
from access.usecases.make_change import tell_provider
from access.usecases.reasons_of_changes import NO_SUCH_GROUND
from access.usecases.rules_of_grant import rules_of
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken

FOLLOW_ON = "follow-on"


async def record_follow_on(
    tx: Transaction, entitlement_id: UUID, follow_on: FollowOn, *, if_match: str | None
) -> Entitlement:
    """Note it, in the place of an earlier one, and tell the provider. Prolonged help needs a ground.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, and RuleBroken for another ground.
    """
    request = await requests.lock_case_of(tx, entitlement_id)
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    if request is None or entitlement is None:
        raise NotFound
    if entitlement.status not in CHANGEABLE:
        raise ImpossibleStep(possible_steps=())
    require_match(entitlement, if_match)
    if follow_on.kind is FollowOnKind.PROLONGED:
        stored = await decisions.of_request(tx, request.id)
        assert stored is not None, "what was granted was decided"
        adulthood = (await rules_of(tx, request, stored.decision)).desk.adulthood
        prolonged = adulthood.prolonged if adulthood else None
        if prolonged is None or follow_on.ground not in {each.id for each in prolonged.grounds}:
            raise RuleBroken(reasons=[NO_SUCH_GROUND])
    await clients.put_follow_on(tx, entitlement_id, follow_on)
    changed = replace(entitlement, version=entitlement.version + 1)
    await entitlements.change(tx, changed)
    told = ChangeTold(
        kind=ChangeKind.FOLLOW_ON, reason=follow_on.kind, valid_until_before=entitlement.valid_until
    )
    tx.publish(EntitlementChanged.of(changed, told))
    await tell_provider(tx, changed, ChangeKind.FOLLOW_ON)
    return changed


async def read_follow_on(tx: Transaction, entitlement_id: UUID) -> tuple[Entitlement, FollowOn | None]:
    """With its help. The look is recorded. Raises NotFound."""
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    if entitlement is None:
        raise NotFound
    tx.looked_at(entitlement.client, FOLLOW_ON)
    return entitlement, await clients.follow_on_of(tx, entitlement_id)
