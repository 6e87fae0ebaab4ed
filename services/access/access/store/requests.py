"""Requests: rows and named queries. The row of a request is the one lock of its whole case."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, bindparam, func, literal_column, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.desk_lane import DeskLane, can_wait, desk_lane_of
from access.domain.request import Lane, Measure, Outcome, Request, RequestStatus
from access.store.tables import EntitlementRow, RequestRow
from region_policy.cases import Choice, Facts
from region_policy.codes import ReferrerType, TriageUrgency
from servicekit import tables as kit
from servicekit.transaction import Transaction

NEVER = datetime.max.replace(tzinfo=UTC)
"""To PostgreSQL: infinity. Not nothing, for by that a list goes no further down its index (NV-01)."""
_is_decided_here = col(RequestRow.lane).is_distinct_from(Lane.WITH_PROVIDER.value)


def _request(row: RequestRow) -> Request:
    return Request(
        id=row.id,
        version=row.version,
        status=RequestStatus(row.status),
        lane=Lane(row.lane) if row.lane else None,
        region=row.region,
        municipality=row.municipality,
        client=row.client,
        referrer_organisation=row.referrer_organisation,
        preferred_provider=row.preferred_provider,
        facts=Facts.model_validate(row.facts),
        choice=Choice.model_validate(row.choice),
        measure=Measure(row.measure_kind, row.measure_until) if row.measure_kind else None,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        refused=tuple(row.refused),
        applied_on=row.applied_on,
        triage=TriageUrgency(row.triage) if row.triage else None,
        look_by=row.look_by,
        worker=row.worker,
        stay_since=row.stay_since,
        authorised_until=row.authorised_until,
    )


def _values(request: Request) -> dict[str, Any]:
    return {
        "id": request.id,
        "version": request.version,
        "status": request.status,
        "lane": request.lane,
        "region": request.region,
        "municipality": request.municipality,
        "client": request.client,
        "referrer_organisation": request.referrer_organisation,
        "preferred_provider": request.preferred_provider,
        "facts": request.facts.model_dump(mode="json"),
        "choice": request.choice.model_dump(mode="json"),
        "measure_kind": request.measure.kind if request.measure else None,
        "measure_until": request.measure.until if request.measure else None,
        "submitted_at": request.submitted_at,
        "due_at": request.due_at,
        "closed_at": request.closed_at,
        "outcome": request.outcome,
        "refused": list(request.refused),
        "stay_since": request.stay_since,
        "authorised_until": request.authorised_until,
        **_at_the_door(request),
    }


def _at_the_door(request: Request) -> dict[str, Any]:
    return {
        "applied_on": request.applied_on,
        "triage": request.triage,
        "look_by": request.look_by,
        "worker": request.worker,
        "pressing_at": request.pressing_at or NEVER,
        "desk_lane": desk_lane_of(request),
        "can_wait": can_wait(request),
    }


async def add(tx: Transaction, request: Request) -> bool:
    """False when this referral has opened a request already."""
    statement = upsert(RequestRow).values(_values(request)).on_conflict_do_nothing()
    return (await tx.session.execute(statement.returning(col(RequestRow.id)))).first() is not None


async def change(tx: Transaction, request: Request) -> None:
    """Store where a request stands now."""
    changed = {
        "version": request.version,
        "status": request.status,
        "closed_at": request.closed_at,
        "outcome": request.outcome,
        "refused": list(request.refused),
        "facts": request.facts.model_dump(mode="json"),
        "due_at": request.due_at,
        **_at_the_door(request),
    }
    await tx.session.execute(update(RequestRow).where(col(RequestRow.id) == request.id).values(changed))


async def request(
    tx: Transaction, request_id: UUID, *, lock: bool = False, wait: bool = True
) -> Request | None:
    """The request; locked for the rest of the transaction where something of its case shall change.

    A deadline that fires holds its own row already and must not wait for the case: a command holds the
    case and then asks for that row. Without `wait` it fails at once, and is fired again a second later.
    """
    query = select(RequestRow).where(col(RequestRow.id) == request_id)
    if lock:
        # A row that was read before the lock was waited for may be old: read it anew.
        query = query.with_for_update(nowait=not wait).execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return _request(row) if row else None


async def lock_case_of(tx: Transaction, entitlement_id: UUID, *, wait: bool = True) -> Request | None:
    """Lock the request to which an entitlement belongs; read what hangs on it only after this."""
    of_it = select(col(EntitlementRow.request_id)).where(col(EntitlementRow.id) == entitlement_id)
    query = select(RequestRow).where(col(RequestRow.id) == of_it.scalar_subquery())
    query = query.with_for_update(nowait=not wait)
    row = (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    return _request(row) if row else None


@dataclass(frozen=True)
class Place:
    """Whose a request is. `institution`: the certified institution that referred, if one did.

    `measure_until`: the last day of its measure.
    """

    municipality: str
    region: str
    institution: UUID | None
    client: UUID
    measure_until: date | None


async def place(tx: Transaction, request_id: UUID) -> Place | None:
    """For the question whose it is: nobody's here, where the provider decides (GRO-01)."""
    query = select(
        col(RequestRow.municipality),
        col(RequestRow.region),
        col(RequestRow.referrer_organisation),
        col(RequestRow.client),
        col(RequestRow.measure_until),
        col(RequestRow.facts)["referrer"].astext.label("referrer"),
    )
    here = query.where(col(RequestRow.id) == request_id, _is_decided_here)
    row = (await tx.session.execute(here)).one_or_none()
    if row is None:
        return None
    by_institution = row.referrer == ReferrerType.CERTIFIED_INSTITUTION
    institution = row.referrer_organisation if by_institution else None
    return Place(row.municipality, row.region, institution, row.client, row.measure_until)


async def ids_of_client(tx: Transaction, client: UUID) -> list[UUID]:
    query = select(col(RequestRow.id)).where(col(RequestRow.client) == client).order_by(col(RequestRow.id))
    return list((await tx.session.execute(query)).scalars())


async def listed(
    tx: Transaction,
    municipality: str,
    *,
    only_open: bool,
    worker: str | None,
    lane: DeskLane | None = None,
    after: UUID | None,
    limit: int,
) -> list[Request]:
    """Requests of one municipality, the most pressing first: by what must be done next, then by id.

    A safety concern goes before all others, late or not, as long as the request is open (HLM-08). What is
    late is due in the past, so it comes before all the rest. `worker`: only what this one has; `lane`: only
    what stands in it.
    """
    place = (col(RequestRow.can_wait), col(RequestRow.pressing_at), col(RequestRow.id))
    query = select(RequestRow).where(col(RequestRow.municipality) == municipality, _is_decided_here)
    if worker is not None:
        query = query.where(col(RequestRow.worker) == worker)
    if only_open:
        query = query.where(col(RequestRow.status) == RequestStatus.OPEN)
    if lane is not None:
        query = query.where(col(RequestRow.desk_lane) == lane)
    if after:
        # One by one: a row that is compared with a sub-select of a row is not looked up in the index.
        of_last = col(RequestRow.id) == after, col(RequestRow.municipality) == municipality
        last = [select(each).where(*of_last).scalar_subquery() for each in place]
        query = query.where(tuple_(*place) > tuple_(*last))
    rows = await tx.session.execute(query.order_by(*place).limit(limit))
    return [_request(row) for row in rows.scalars()]


COUNTED_TO = 100
"""The head of the list counts no further: a count over everything grows with it."""


async def lanes_counted(tx: Transaction, municipality: str, worker: str | None) -> list[tuple[DeskLane, int]]:
    """How many open requests stand in each lane, in the order of the lanes; at most one past COUNTED_TO.

    What chooses the index is written out and not bound: else an empty lane is looked for in the whole list.
    """
    counts = []
    for lane in DeskLane:
        of_it = select(col(RequestRow.id)).where(
            col(RequestRow.municipality) == municipality,
            col(RequestRow.status) == _written_out(RequestStatus.OPEN),
            _is_decided_here,
            col(RequestRow.desk_lane) == _written_out(lane),
        )
        if worker is not None:
            of_it = of_it.where(col(RequestRow.worker) == worker)
        in_order = of_it.order_by(col(RequestRow.can_wait), col(RequestRow.pressing_at), col(RequestRow.id))
        counts.append(select(func.count()).select_from(in_order.limit(COUNTED_TO + 1).subquery()))
    columns = [count.scalar_subquery().label(lane) for lane, count in zip(DeskLane, counts, strict=True)]
    counted = (await tx.session.execute(select(*columns))).one()
    return list(zip(DeskLane, counted, strict=True))


def _written_out(code: StrEnum) -> ColumnElement[str]:
    return bindparam(None, code.value, Text, literal_execute=True)


async def feed(tx: Transaction, after: UUID | None, limit: int) -> list[Request]:
    query = select(RequestRow).order_by(col(RequestRow.id)).limit(limit)
    if after:
        query = query.where(col(RequestRow.id) > after)
    return [_request(row) for row in (await tx.session.execute(query)).scalars()]


async def of_institution(
    tx: Transaction, institution: UUID, *, after: UUID | None, limit: int
) -> list[Request]:
    """What a certified institution asked and is not closed, the first end first; without one comes last."""
    order = (func.coalesce(col(RequestRow.first_end), literal_column("'infinity'::date")), col(RequestRow.id))
    mine = col(RequestRow.referrer_organisation) == institution
    query = select(RequestRow).where(
        mine,
        col(RequestRow.facts)["referrer"].astext == ReferrerType.CERTIFIED_INSTITUTION,
        col(RequestRow.status) != RequestStatus.CLOSED,
        _is_decided_here,
    )
    if after:
        last = select(*order).where(col(RequestRow.id) == after, mine)
        query = query.where(tuple_(*order) > last.scalar_subquery())
    rows = await tx.session.execute(query.order_by(*order).limit(limit))
    return [_request(row) for row in rows.scalars()]


async def desk_of(tx: Transaction, municipality: str) -> UUID | None:
    """The organisation that is this municipality; None while the register has not told of it."""
    known = kit.organisation
    query = (
        select(known.c.id)
        .where(known.c.kind == "municipality", known.c.area == municipality)
        .order_by(known.c.id)
        .limit(1)
    )
    found: UUID | None = (await tx.session.execute(query)).scalar_one_or_none()
    return found
