"""Grants at the provider that accepted, and their accounts."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from access.domain.account import EntryKind
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.store import decisions
from access.store import entitlements as store
from access.usecases.declare_final_line import declare_final_line as declare
from access.usecases.read_entitlement import EntitlementSeen, LedgerSeen
from access.usecases.read_entitlement import read_account as ledger_seen
from access.usecases.read_entitlement import read_entitlement as entitlement_seen
from region_policy.codes import Component, Funding, QuantityUnit, Route
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Page

router = APIRouter(route_class=GuardedRoute, tags=["entitlements"])


class EntitlementItem(Answer):
    """`validUntil` is the last day. What was granted, and its account in cents, as the provider has it."""

    id: UUID
    placement: UUID
    municipality: str
    status: EntitlementStatus
    component: Component
    intensity: str | None
    etmalen: int | None
    product: str | None
    valid_from: date
    valid_until: date
    ceiling_cents: int
    due_cents: int
    held_cents: int
    awaiting_start_cents: int
    left_cents: int
    illustrative: bool
    final_at: AwareDatetime | None
    version: int

    @classmethod
    def of(cls, entitlement: Entitlement, grant: Grant) -> Self:
        account = grant.account
        return cls(
            id=entitlement.id,
            placement=entitlement.placement,
            municipality=entitlement.municipality,
            status=entitlement.status,
            component=grant.component,
            intensity=grant.intensity,
            etmalen=grant.etmalen,
            product=grant.product,
            valid_from=entitlement.valid_from,
            valid_until=entitlement.valid_until,
            ceiling_cents=account.committed,
            due_cents=account.due,
            held_cents=account.held,
            awaiting_start_cents=account.awaiting,
            left_cents=account.left,
            illustrative=grant.illustrative,
            final_at=entitlement.final_at,
            version=entitlement.version,
        )


class GrantedProductRead(Answer):
    """What was granted by name: so much of it, in its own unit. A budget and a stay have none (IJS-08)."""

    product: str
    quantity: int | None
    unit: QuantityUnit | None

    @classmethod
    def of(cls, grant: Grant) -> Self | None:
        if grant.product is None:
            return None
        return cls(product=grant.product, quantity=grant.quantity, unit=grant.unit)


class EntitlementRead(Answer):
    """What is to be reached, within which ceiling and period; how is the provider's to say.

    Cents: `dueCents` is paid, `heldCents` was delivered and is not paid (yet), `awaitingStartCents` waits
    for care to begin, `leftCents` may still become due; after the stop it is `expectedBackCents`, until it is
    returned. `illustrative`: the source gives no such amount. `funding`: how this help is paid for.
    """

    id: UUID
    referral: UUID
    client: UUID
    provider: UUID
    placement: UUID
    region: str
    municipality: str
    status: EntitlementStatus
    route: Route
    funding: Funding | None
    component: Component
    budget: str | None
    intended_result: str | None
    intensity: str | None
    etmalen: int | None
    granted_product: GrantedProductRead | None
    due_etmalen: int
    authorised_until: date | None
    ceiling_cents: int
    illustrative: bool
    valid_from: date
    valid_until: date
    due_cents: int
    held_cents: int
    awaiting_start_cents: int
    left_cents: int
    expected_back_cents: int
    returned_cents: int
    final_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    version: int

    @classmethod
    def of(cls, seen: EntitlementSeen) -> Self:
        entitlement, account = seen.entitlement, seen.grant.account
        return cls(
            id=entitlement.id,
            referral=entitlement.request,
            client=entitlement.client,
            provider=entitlement.provider,
            placement=entitlement.placement,
            region=entitlement.region,
            municipality=entitlement.municipality,
            status=entitlement.status,
            route=seen.grant.route,
            funding=seen.grant.funding,
            component=seen.grant.component,
            budget=seen.grant.budget,
            intended_result=seen.intended_result,
            intensity=seen.grant.intensity,
            etmalen=seen.grant.etmalen,
            granted_product=GrantedProductRead.of(seen.grant),
            due_etmalen=account.due_etmalen,
            authorised_until=seen.grant.authorised_until,
            ceiling_cents=account.committed,
            illustrative=seen.grant.illustrative,
            valid_from=entitlement.valid_from,
            valid_until=entitlement.valid_until,
            due_cents=account.due,
            held_cents=account.held,
            awaiting_start_cents=account.awaiting,
            left_cents=account.left,
            expected_back_cents=account.expected_back,
            returned_cents=account.returned,
            final_at=entitlement.final_at,
            closed_at=entitlement.closed_at,
            version=entitlement.version,
        )


class EntryRead(Answer):
    """One entry of the ledger: it is added and never changed."""

    kind: EntryKind
    cents: int
    delivery: UUID | None
    at: AwareDatetime


class AccountRead(Answer):
    """Cents. committed = due + returned + left; delivered = due + held + awaiting the start.

    Once care has stopped all that is left is expected back.
    """

    entitlement: UUID
    committed_cents: int
    delivered_cents: int
    due_cents: int
    held_cents: int
    awaiting_start_cents: int
    expected_back_cents: int
    returned_cents: int
    left_cents: int
    illustrative: bool
    entries: tuple[EntryRead, ...]

    @classmethod
    def of(cls, entitlement_id: UUID, seen: LedgerSeen) -> Self:
        account = seen.grant.account
        return cls(
            entitlement=entitlement_id,
            committed_cents=account.committed,
            delivered_cents=account.delivered,
            due_cents=account.due,
            held_cents=account.held,
            awaiting_start_cents=account.awaiting,
            expected_back_cents=account.expected_back,
            returned_cents=account.returned,
            left_cents=account.left,
            illustrative=seen.grant.illustrative,
            entries=tuple(
                EntryRead(kind=entry.kind, cents=entry.cents, delivery=entry.delivery, at=at)
                for entry, at in seen.entries
            ),
        )


@router.get("/entitlements", summary="Entitlements at the own organisation")
async def list_entitlements(
    tx: Tx,
    organisation: OwnOrganisation,
    state: Annotated[
        Literal["open", "ended", "all"], Query(description="Ended: no line is paid on it.")
    ] = "all",
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[EntitlementItem]:
    tx.looked_at(None, tx.operation)
    found = await store.of_provider(
        tx, organisation.id, ended={"open": False, "ended": True}.get(state), after=after, limit=limit + 1
    )
    grants = await decisions.grants_by_id(tx, {each.grant for each in found[:limit]})
    items = [EntitlementItem.of(each, grants[each.grant]) for each in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/entitlements/{entitlement_id}", summary="An entitlement with its sums")
async def read_entitlement(entitlement_id: UUID, tx: Tx, response: Response) -> EntitlementRead:
    seen = await entitlement_seen(tx, entitlement_id)
    response.headers["ETag"] = etag(seen.entitlement)
    return EntitlementRead.of(seen)


@router.get("/entitlements/{entitlement_id}/account", summary="The ledger of an entitlement, and its sums")
async def read_account(entitlement_id: UUID, tx: Tx) -> AccountRead:
    return AccountRead.of(entitlement_id, await ledger_seen(tx, entitlement_id))


@router.post("/entitlements/{entitlement_id}/final-line", summary="Say that no further line will follow")
async def declare_final_line(
    entitlement_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> EntitlementRead:
    declared = await declare(tx, entitlement_id, if_match=if_match)
    response.headers["ETag"] = etag(declared)
    return EntitlementRead.of(await entitlement_seen(tx, entitlement_id))
