"""Decisions, grants, and the texts of the policies behind them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.account import Account, Booking, Entry, EntryKind
from access.domain.decision import Decision
from access.domain.entitlement import Grant
from access.store.tables import DecisionRow, GrantRow, LedgerRow, PolicyTextRow
from region_policy.cases import Choice, Facts
from region_policy.codes import (
    BuyingForm,
    Component,
    DecisionKind,
    Funding,
    Precondition,
    QuantityUnit,
    Route,
    SettledBy,
)
from region_policy.model import PolicyIdentity, RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.reasons import ReasonGiven
from sealing.keyring import Sealed
from servicekit.transaction import Transaction


async def keep_text(tx: Transaction, policy: RegionPolicy) -> None:
    """Keep the text of a policy, once per hash."""
    values = {
        "sha256": policy.sha256,
        "region": policy.region,
        "valid_from": policy.valid_from,
        "text": policy.text,
        "kept_at": tx.now,
    }
    await tx.session.execute(upsert(PolicyTextRow).values(values).on_conflict_do_nothing())


async def policy_text(tx: Transaction, sha256: str) -> str:
    query = select(col(PolicyTextRow.text)).where(col(PolicyTextRow.sha256) == sha256)
    return (await tx.session.execute(query)).scalar_one()


async def add(
    tx: Transaction, decision: Decision, *, intended_result: Sealed | None, words: Sealed | None
) -> None:
    values = {
        "id": decision.id,
        "version": decision.version,
        "request_id": decision.request,
        "client": decision.client,
        "region": decision.region,
        "municipality": decision.municipality,
        "policy_sha256": decision.policy.sha256,
        "policy_valid_from": decision.policy.valid_from,
        "decided_by": decision.decided_by,
        "facts": decision.facts.model_dump(mode="json"),
        "choices": [choice.model_dump(mode="json") for choice in decision.choices],
        "grounds": [reason.model_dump(mode="json") for reason in decision.grounds],
        "on_record": decision.record.model_dump(mode="json") if decision.record else None,
        "overrides": list(decision.overrides),
        "noted": list(decision.noted),
        "kind": decision.kind,
        "intended_result": intended_result,
        "words": words,
        "preferred_provider": decision.preferred_provider,
        "awarded_provider": decision.awarded_provider,
        "start_on": decision.start_on,
        "decided_at": decision.decided_at,
    }
    await tx.session.execute(insert(DecisionRow).values(values))


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        id=row.id,
        version=row.version,
        request=row.request_id,
        client=row.client,
        region=row.region,
        municipality=row.municipality,
        policy=PolicyIdentity(region=row.region, valid_from=row.policy_valid_from, sha256=row.policy_sha256),
        decided_by=SettledBy(row.decided_by),
        facts=Facts.model_validate(row.facts),
        choices=tuple(Choice.model_validate(choice) for choice in row.choices),
        grounds=tuple(ReasonGiven.model_validate(reason) for reason in row.grounds),
        preferred_provider=row.preferred_provider,
        decided_at=row.decided_at,
        record=OnRecord.model_validate(row.on_record) if row.on_record is not None else None,
        overrides=tuple(Precondition(rule) for rule in row.overrides),
        noted=tuple(Precondition(rule) for rule in row.noted),
        kind=DecisionKind(row.kind),
        awarded_provider=row.awarded_provider,
        start_on=row.start_on,
    )


@dataclass(frozen=True)
class Stored:
    """A decision with its words as they are stored."""

    decision: Decision
    intended_result: Sealed | None
    words: Sealed | None


async def of_request(tx: Transaction, request_id: UUID) -> Stored | None:
    """The decision on a request, if there is one."""
    query = select(DecisionRow).where(col(DecisionRow.request_id) == request_id)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return Stored(_decision(row), row.intended_result, row.words) if row else None


async def with_overrides(
    tx: Transaction, municipality: str, *, after: UUID | None, limit: int
) -> list[Decision]:
    """Decisions of a municipality by which a soft rule was set aside, in the order of their ids."""
    query = select(DecisionRow).where(
        col(DecisionRow.municipality) == municipality, text("overrides <> '{}'")
    )
    if after:
        query = query.where(col(DecisionRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(DecisionRow.id)).limit(limit))
    return [_decision(row) for row in rows.scalars()]


async def feed(tx: Transaction, after: UUID | None, limit: int) -> list[Decision]:
    query = select(DecisionRow).order_by(col(DecisionRow.id)).limit(limit)
    if after:
        query = query.where(col(DecisionRow.id) > after)
    return [_decision(row) for row in (await tx.session.execute(query)).scalars()]


async def add_grant(tx: Transaction, grant: Grant, booking: Booking) -> None:
    values = {
        "id": grant.id,
        "decision_id": grant.decision,
        "request_id": grant.request,
        "municipality": grant.municipality,
        "route": grant.route,
        "funding": grant.funding,
        "buying": grant.buying,
        "moved_from": grant.moved_from,
        "is_phased_out": grant.is_phased_out,
        "component": grant.component,
        "budget": grant.budget,
        "intensity": grant.intensity,
        "etmalen": grant.etmalen,
        "provider": grant.provider,
        "product": grant.product,
        "quantity": grant.quantity,
        "unit": grant.unit,
        "authorised_until": grant.authorised_until,
        "illustrative": grant.illustrative,
        "valid_from": grant.valid_from,
        "valid_until": grant.valid_until,
        **_sums(booking.account),
    }
    await tx.session.execute(insert(GrantRow).values(values))
    await _write(tx, grant.id, booking)


async def book(
    tx: Transaction, grant_id: UUID, *bookings: Booking, closed_at: datetime | None = None
) -> None:
    """Write the entries of these bookings, made one on the other, and the sums as they become."""
    values: dict[str, Any] = _sums(bookings[-1].account)
    if closed_at:
        values["closed_at"] = closed_at
    await tx.session.execute(update(GrantRow).where(col(GrantRow.id) == grant_id).values(values))
    await _write(tx, grant_id, *bookings)


async def grants_of(tx: Transaction, request_id: UUID) -> list[Grant]:
    return await _grants(tx, col(GrantRow.request_id) == request_id)


async def grants_of_requests(tx: Transaction, request_ids: Sequence[UUID]) -> list[Grant]:
    return await _grants(tx, col(GrantRow.request_id).in_(request_ids))


async def grants_of_decisions(tx: Transaction, decision_ids: Sequence[UUID]) -> dict[UUID, list[Grant]]:
    """The grants of each of these decisions."""
    found: dict[UUID, list[Grant]] = {decision_id: [] for decision_id in decision_ids}
    for grant in await _grants(tx, col(GrantRow.decision_id).in_(decision_ids)):
        found[grant.decision].append(grant)
    return found


async def grant(tx: Transaction, grant_id: UUID) -> Grant | None:
    """The grant as it is now; lock its request first where it shall change."""
    found = await _grants(tx, col(GrantRow.id) == grant_id)
    return found[0] if found else None


async def grants_by_id(tx: Transaction, wanted: Collection[UUID]) -> Mapping[UUID, Grant]:
    return {each.id: each for each in await _grants(tx, col(GrantRow.id).in_(wanted))}


async def moved_on(tx: Transaction, grant: Grant) -> list[Grant]:
    """The open grants to which money of this one went on a change of provider, the first one first."""
    found: list[Grant] = []
    last = grant.id
    while after := await _grants(tx, col(GrantRow.moved_from) == last):
        last = after[0].id
        found += [each for each in after if each.closed_at is None]
    return found


async def has_moved(tx: Transaction, grant_id: UUID) -> bool:
    """Whether what was left of this grant went on to another provider."""
    query = select(col(GrantRow.id)).where(col(GrantRow.moved_from) == grant_id)
    # It is at another provider, and may be another municipality's by now.
    async with tx.seeing_all():
        return (await tx.session.execute(query)).first() is not None


async def set_etmalen(tx: Transaction, grant_id: UUID, etmalen: int) -> None:
    """Store how many etmalen a grant of a stay has; never fewer than have become due."""
    await tx.session.execute(update(GrantRow).where(col(GrantRow.id) == grant_id).values(etmalen=etmalen))


async def set_quantity(tx: Transaction, grant_id: UUID, quantity: int) -> None:
    """Store how many units of its product a grant has."""
    await tx.session.execute(update(GrantRow).where(col(GrantRow.id) == grant_id).values(quantity=quantity))


async def end_grant(tx: Transaction, grant_id: UUID, last_day: date) -> None:
    """Store another last day of a grant."""
    statement = update(GrantRow).where(col(GrantRow.id) == grant_id)
    await tx.session.execute(statement.values(valid_until=last_day))


async def entries_of(tx: Transaction, grant_id: UUID) -> list[tuple[Entry, datetime]]:
    """The ledger of a grant in the order of booking, each entry with its moment (UTC)."""
    query = select(LedgerRow).where(col(LedgerRow.grant_id) == grant_id).order_by(col(LedgerRow.position))
    return [
        (Entry(EntryKind(row.kind), row.cents, row.delivery_id, row.etmalen), row.booked_at)
        for row in (await tx.session.execute(query)).scalars()
    ]


async def _grants(tx: Transaction, where: Any) -> list[Grant]:
    query = select(GrantRow).where(where).order_by(col(GrantRow.id))
    rows = await tx.session.execute(query.execution_options(populate_existing=True))
    return [_grant(row) for row in rows.scalars()]


async def _write(tx: Transaction, grant_id: UUID, *bookings: Booking) -> None:
    entries = [
        {
            "grant_id": grant_id,
            "kind": entry.kind,
            "cents": entry.cents,
            "etmalen": entry.etmalen,
            "delivery_id": entry.delivery,
            "booked_at": tx.now,
        }
        for booking in bookings
        for entry in booking.entries
    ]
    if entries:
        await tx.session.execute(insert(LedgerRow).values(entries))


def _sums(account: Account) -> dict[str, Any]:
    return {
        "committed_cents": account.committed,
        "delivered_cents": account.delivered,
        "due_cents": account.due,
        "held_cents": account.held,
        "expected_back_cents": account.expected_back,
        "returned_cents": account.returned,
        "due_etmalen": account.due_etmalen,
    }


def _grant(row: GrantRow) -> Grant:
    account = Account(
        committed=row.committed_cents,
        delivered=row.delivered_cents,
        due=row.due_cents,
        held=row.held_cents,
        expected_back=row.expected_back_cents,
        returned=row.returned_cents,
        due_etmalen=row.due_etmalen,
    )
    return Grant(
        id=row.id,
        decision=row.decision_id,
        request=row.request_id,
        municipality=row.municipality,
        route=Route(row.route),
        funding=Funding(row.funding) if row.funding else None,
        buying=BuyingForm(row.buying),
        component=Component(row.component),
        budget=row.budget,
        illustrative=row.illustrative,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        account=account,
        intensity=row.intensity,
        etmalen=row.etmalen,
        authorised_until=row.authorised_until,
        provider=row.provider,
        closed_at=row.closed_at,
        moved_from=row.moved_from,
        is_phased_out=row.is_phased_out,
        product=row.product,
        quantity=row.quantity,
        unit=QuantityUnit(row.unit) if row.unit else None,
    )
