"""Many deliveries at once, as a provider's own system writes them."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import StringConstraints

from access.domain.delivery import Hold
from access.usecases.upload_deliveries import Upload
from access.usecases.upload_deliveries import upload_deliveries as record_all
from servicekit.preconditions import IdempotencyKey
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body

router = APIRouter(route_class=GuardedRoute, tags=["deliveries"])


class DeliveryUpload(Body):
    """`csv`: a header and at most 500 lines, separated by `,` or `;`. Columns, by these or their Dutch
    names: entitlement and, as the line tells of work, of a stay or of a product, functionGroup, minutes or
    hours, deliveredOn; arrivedOn, leftOn, isAbsence; quantity, deliveredOn, resultReached. Days as
    `2026-03-01` or `1-3-2026`, hours with a comma or a point.

    `reference`: the provider's own name of the line, by which it counts once; a line without one counts once
    by what it says. With `dryRun` nothing is kept, and the report is the same.
    """

    csv: Annotated[str, StringConstraints(min_length=1, max_length=262_144)]
    dry_run: bool = False


class HeldLineRead(Answer):
    """`number`: of the line in the file, whose header is 1. `heldBecause`: why it is not paid (yet)."""

    number: int
    entitlement: UUID
    held_cents: int
    held_because: tuple[Hold, ...]


class UploadSumsRead(Answer):
    """What the lines of one entitlement came to, in cents."""

    entitlement: UUID
    recorded: int
    due_cents: int
    held_cents: int
    awaiting_start_cents: int


class DeliveryUploadRead(Answer):
    """`recorded` lines, of which those in `held` are not paid (yet); `known` ones had come before.

    `kept`: whether they were recorded, or only tried.
    """

    id: UUID
    kept: bool
    recorded: int
    known: int
    held: tuple[HeldLineRead, ...]
    entitlements: tuple[UploadSumsRead, ...]

    @classmethod
    def of(cls, upload: Upload) -> Self:
        return cls(
            id=upload.id,
            kept=upload.kept,
            recorded=upload.recorded,
            known=upload.known,
            held=tuple(HeldLineRead.model_validate(each, from_attributes=True) for each in upload.held),
            entitlements=tuple(
                UploadSumsRead.model_validate(each, from_attributes=True) for each in upload.sums
            ),
        )


@router.post("/delivery-uploads", summary="Record many deliveries at once (CSV): all lines or none")
async def upload_deliveries(
    body: DeliveryUpload, tx: Tx, own: OwnOrganisation, idempotency_key: IdempotencyKey
) -> DeliveryUploadRead:
    upload = await record_all(tx, own, body.csv, dry_run=body.dry_run, key=idempotency_key, body=body)
    return DeliveryUploadRead.of(upload)
