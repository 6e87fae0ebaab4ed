"""Words on many places at once."""

from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import StringConstraints

from provider_registry.usecases.upload_capacities import ReportLine, upload_capacities
from servicekit.preconditions import IdempotencyKey, claim
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body
from wirekit.texts import Language, language_of

router = APIRouter(route_class=GuardedRoute, tags=["capacity"])


class CapacityUpload(Body):
    """`csv`: a header and at most 2,000 lines; columns enrolment, status, freePlaces, mostPlaces,
    waitFromDays, waitToDays, asOf, by these or their Dutch names, separated by `,` or `;`.

    With `dryRun` nothing is kept, and the report is the same.
    """

    csv: Annotated[str, StringConstraints(min_length=1, max_length=262_144)]
    dry_run: bool = False


class UploadLineRead(Answer):
    """`number`: of the line in the file, whose header is 1. `enrolment`: null where it is none of yours."""

    number: int
    enrolment: UUID | None
    outcome: Literal["accepted", "unchanged", "refused"]
    field: str | None
    message: str | None

    @classmethod
    def of(cls, line: ReportLine, language: Language) -> Self:
        return cls.model_validate(
            {
                "number": line.number,
                "enrolment": line.enrolment,
                "outcome": line.outcome,
                "field": line.field,
                "message": line.message.in_(language) if line.message else None,
            }
        )


class UploadReport(Answer):
    """`kept`: whether the accepted lines were kept. Refused ones never are; the others do not wait."""

    kept: bool
    accepted: int
    unchanged: int
    refused: int
    lines: list[UploadLineRead]


@router.post("/capacity-uploads", summary="Say how many places there are, for many at once (CSV)")
async def upload_capacity_table(
    body: CapacityUpload, request: Request, tx: Tx, idempotency_key: IdempotencyKey
) -> UploadReport:
    claimed = await claim(tx, idempotency_key, body)
    report = await upload_capacities(tx, body.csv, claimed, dry_run=body.dry_run)
    language = language_of(request.headers.get("accept-language"))
    lines = [UploadLineRead.of(line, language) for line in report]
    counts = {
        name: sum(line.outcome == name for line in lines) for name in ("accepted", "unchanged", "refused")
    }
    return UploadReport(kept=not body.dry_run, lines=lines, **counts)
