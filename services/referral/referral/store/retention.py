"""What is due for destruction: files by their last change, and what else is kept for a time of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, Uuid, and_, bindparam, delete, exists, insert, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import col

from referral.domain.draft import DraftStatus
from referral.domain.erasure import ErasureGround
from referral.domain.life_cycle import DestructionKind
from referral.domain.status import LIVE
from referral.store.rows import ReferralRow, metadata
from referral.store.rows_consultation import ConsultationRow
from referral.store.rows_drafts import DraftRow
from referral.store.rows_life_cycle import DestroyedRow, LegalHoldRow
from referral.store.rows_messages import MessageRow
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

AT_ONCE = 500


@dataclass(frozen=True)
class QuietFile:
    """A young person on whose referrals nobody works. `referral`: the last one, with where it belongs."""

    client: UUID
    referral: UUID
    region: str
    municipality: str
    last_change: datetime
    was_helped: bool
    holds: tuple[str, ...]


def _quiet() -> str:
    """Grouped by the kept one of merged doubles, each table read once: this looks through all files."""
    recorded = " ".join(
        f"UNION ALL SELECT client, recorded_at FROM {table.name}"  # noqa: S608  # our own tables
        for table in metadata.sorted_tables
        if {"client", "recorded_at"} <= set(table.c.keys())
    )
    person = "coalesce((SELECT kept FROM client_merge WHERE double = {0} AND status = 'merged'), {0})"
    return f"""
        WITH changed AS (
            SELECT client, submitted_at AS at FROM referral
            UNION ALL SELECT client, closed_at FROM referral
            UNION ALL SELECT client, coalesce(sent_at, ordered_at) FROM letter
            UNION ALL SELECT r.client, m.recorded_at FROM milestone m JOIN referral r ON r.id = m.referral
            {recorded}
        ), last AS (
            SELECT {person.format("client")} AS whose, max(at) AS at FROM changed
            WHERE :everybody OR client = ANY (:clients) GROUP BY 1
        ), cases AS (
            SELECT {person.format("r.client")} AS whose, bool_or(r.status = ANY (:live)) AS is_live,
                bool_or(EXISTS (SELECT FROM granted g WHERE g.referral = r.id)) AS was_helped,
                (array_agg(r.id ORDER BY r.submitted_at DESC, r.id DESC))[1] AS referral
            FROM referral r WHERE :everybody OR r.client = ANY (:clients) GROUP BY 1
        ), held AS (
            SELECT {person.format("client")} AS whose, array_agg(DISTINCT kind) AS kinds
            FROM legal_hold WHERE status = 'in-force' GROUP BY 1
        )
        SELECT whose, referral, r.region, r.municipality, last.at, was_helped,
            coalesce(kinds, '{{}}') AS kinds
        FROM cases JOIN last USING (whose) JOIN referral r ON r.id = referral LEFT JOIN held USING (whose)
        WHERE last.at < :before AND NOT is_live AND (r.municipality = :municipality OR :everywhere)
            AND NOT EXISTS (SELECT FROM erasure e WHERE e.client = whose)
        ORDER BY last.at, whose
    """  # noqa: S608  # our own tables, and values beside it


QUIET = text(_quiet()).bindparams(
    bindparam("clients", type_=ARRAY(Uuid)), bindparam("live", type_=ARRAY(Text))
)


async def quiet_files(
    tx: Transaction, before: datetime, *, municipality: str | None = None, clients: Sequence[UUID] = ()
) -> list[QuietFile]:
    """Files without a change since `before`, longest quiet first. Doubles are one file, that of the kept one.

    Of one municipality, or of these clients of one person, where that is told; else of everybody.
    """
    asked = {"before": before, "live": sorted(LIVE), "municipality": municipality or ""}
    asked |= {"everywhere": municipality is None, "clients": list(clients), "everybody": not clients}
    rows = (await tx.session.execute(QUIET, asked)).all()
    return [
        QuietFile(
            row.whose, row.referral, row.region, row.municipality, row.at, row.was_helped, tuple(row.kinds)
        )
        for row in rows
    ]


async def holds_on(tx: Transaction, clients: Sequence[UUID]) -> list[LegalHoldRow]:
    """Every hold that was ever set on these clients, the first one first."""
    query = select(LegalHoldRow).where(col(LegalHoldRow.client).in_(clients)).order_by(col(LegalHoldRow.id))
    fresh = query.execution_options(populate_existing=True)
    return list((await tx.session.execute(fresh)).scalars())


async def old_consultations(tx: Transaction, region: str, before: datetime) -> list[UUID]:
    """Closed before this moment, of which no referral came; each locked."""
    query = select(col(ConsultationRow.id)).where(
        col(ConsultationRow.region) == region,
        col(ConsultationRow.referral).is_(None),
        col(ConsultationRow.closed_at) < before,
        ~exists().where(col(DestroyedRow.ref) == col(ConsultationRow.id)),
    )
    locked = query.order_by(col(ConsultationRow.id)).limit(AT_ONCE).with_for_update(skip_locked=True)
    return list((await tx.session.execute(locked)).scalars())


async def drop_drafts(tx: Transaction, region: str, before: datetime) -> list[tuple[UUID, str]]:
    """Drafts that were discarded before this moment: what they were, and of which municipality."""
    gone = delete(DraftRow).where(
        col(DraftRow.region) == region,
        col(DraftRow.status) == DraftStatus.DISCARDED.value,
        col(DraftRow.closed_at) < before,
    )
    rows = await tx.session.execute(gone.returning(col(DraftRow.id), col(DraftRow.municipality)))
    return [(row[0], row[1]) for row in rows]


async def drop_messages(tx: Transaction, region: str, before: datetime) -> int:
    """Messages about referrals of this region, told before this moment; how many.

    The last number of an inbox stays, or the count of its messages would begin anew.
    """
    later = aliased(MessageRow)
    of_region = select(col(ReferralRow.id)).where(col(ReferralRow.region) == region)
    gone = delete(MessageRow).where(
        col(MessageRow.told_at) < before,
        col(MessageRow.referral).in_(of_region),
        exists().where(
            col(later.recipient) == col(MessageRow.recipient), col(later.number) > col(MessageRow.number)
        ),
    )
    return len((await tx.session.execute(gone.returning(col(MessageRow.id)))).all())


async def note_destroyed(
    tx: Transaction,
    kind: DestructionKind,
    ref: UUID | None,
    *,
    region: str,
    municipality: str | None = None,
    ground: str = ErasureGround.RETENTION_OVER.value,
    count: int = 1,
) -> None:
    values = {
        "id": uuid7(),
        "kind": kind.value,
        "ref": ref,
        "count": count,
        "region": region,
        "municipality": municipality,
        "ground": ground,
        "destroyed_at": tx.now,
        "destroyed_by": tx.caller.organisation,
        "destroyed_role": tx.caller.role,
    }
    await tx.session.execute(insert(DestroyedRow).values(values))


async def destroyed_in(
    tx: Transaction, municipality: str, regions: Sequence[str], *, after: UUID | None, limit: int
) -> list[DestroyedRow]:
    """Of this municipality, and what is of no municipality in these regions."""
    where = col(DestroyedRow.municipality)
    of_region = and_(where.is_(None), col(DestroyedRow.region).in_(regions))
    query = select(DestroyedRow).where(or_(where == municipality, of_region))
    if after:
        query = query.where(col(DestroyedRow.id) > after)
    return list((await tx.session.execute(query.order_by(col(DestroyedRow.id)).limit(limit))).scalars())
