"""Where a young person lives or lived, who pays by that, and a move (LAW-06)."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Header, Response, status
from pydantic import AfterValidator, AwareDatetime, StringConstraints, field_validator
from pydantic_core.core_schema import ValidationInfo

from referral.domain.residence import PayingRule, ResidenceKind
from referral.refusals_move import NOT_PASSED
from referral.routes.on_record import HeldAgainstRecord, existing_municipality
from referral.store.rows_move import MoveRow, ResidenceRow
from referral.usecases import keep_residence as keeping
from referral.usecases import move_client as moving
from servicekit.preconditions import IdempotencyKey
from servicekit.routing import GuardedRoute, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Day
from wirekit.texts import Language, Text, language_of

router = APIRouter(route_class=GuardedRoute, tags=["residence"])
PUBLIC_PATH = "/api/referral/v1"
RESIDENCES = "/referrals/{referral_id}/residences"
AcceptLanguage = Annotated[str | None, Header(max_length=200)]
Municipality = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$"), AfterValidator(existing_municipality)]
NEVER_THERE = Text(nl="ligt voor de eerste dag", en="lies before the first day")


class ResidenceCreate(Body):
    """`municipality`: its CBS code. Leave out a day that nobody knows: nothing waits for it."""

    kind: ResidenceKind
    municipality: Municipality
    first_day: Day | None = None
    last_day: Day | None = None

    @field_validator("last_day")
    @classmethod
    def _after_the_first(cls, last: date | None, given: ValidationInfo) -> date | None:
        first = given.data.get("first_day")
        if first is not None and last is not None and last < first:
            raise FieldRefused(NEVER_THERE)
        return last


class ResidenceRead(Answer):
    """Days in Europe/Amsterdam, both included; null where not known."""

    id: UUID
    kind: ResidenceKind
    municipality: str
    first_day: date | None
    last_day: date | None
    recorded_at: AwareDatetime

    @classmethod
    def of(cls, row: ResidenceRow) -> Self:
        return cls(
            id=row.id,
            kind=ResidenceKind(row.kind),
            municipality=row.municipality,
            first_day=row.first_day,
            last_day=row.last_day,
            recorded_at=row.recorded_at,
        )


class MoveCreate(Body):
    """`movedOn`: the first day at the new address, not later than today. `kind`: what is there now."""

    municipality: Municipality
    moved_on: Day
    kind: Literal["registered", "stay", "actual"] = "registered"


class WhyNotPassedRead(Answer):
    code: str
    text: str


class MoveRead(Answer):
    """`whoPays`: from `movedOn` on. `passes`: whether that is another one than before; else `reason`: why."""

    id: UUID
    kind: ResidenceKind
    from_municipality: str
    to_municipality: str
    moved_on: date
    who_pays: str
    passes: bool
    reason: WhyNotPassedRead | None
    recorded_at: AwareDatetime

    @classmethod
    def of(cls, row: MoveRow, language: Language) -> Self:
        why = NOT_PASSED[row.why] if row.why else None
        return cls(
            id=row.id,
            kind=row.what,
            from_municipality=row.from_municipality,
            to_municipality=row.to_municipality,
            moved_on=row.moved_on,
            who_pays=row.who_pays,
            passes=row.passes,
            reason=WhyNotPassedRead(code=why.code, text=why.text.in_(language)) if why else None,
            recorded_at=row.recorded_at,
        )


class ResidencesRead(Answer):
    """`given`: the municipality that pays now. `whoPays`: by the record, with its `rule`; null: not known."""

    given: str
    who_pays: str | None
    rule: PayingRule | None
    residences: list[ResidenceRead]
    moves: list[MoveRead]


@router.get(RESIDENCES, summary="Where the young person lives and lived, and who pays by that")
async def list_residences(
    referral_id: UUID, tx: Tx, accept_language: AcceptLanguage = None
) -> ResidencesRead:
    known = await keeping.read_residences(tx, referral_id)
    return ResidencesRead(
        given=known.given,
        who_pays=known.paying.municipality if known.paying else None,
        rule=known.paying.rule if known.paying else None,
        residences=[ResidenceRead.of(row) for row in known.residences],
        moves=[MoveRead.of(row, language_of(accept_language)) for row in known.moves],
    )


@router.post(RESIDENCES, status_code=status.HTTP_201_CREATED, summary="Put an address on record")
async def keep_residence(
    referral_id: UUID,
    on_record: HeldAgainstRecord,
    body: ResidenceCreate,
    tx: Tx,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> ResidenceRead:
    row = await keeping.keep_residence(
        tx,
        referral_id,
        body.kind,
        body.municipality,
        body.first_day,
        body.last_day,
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/residences"
    return ResidenceRead.of(row)


@router.post(
    "/referrals/{referral_id}/move", status_code=status.HTTP_201_CREATED, summary="The young person has moved"
)
async def move_client(
    referral_id: UUID,
    on_record: HeldAgainstRecord,
    body: MoveCreate,
    tx: Tx,
    idempotency_key: IdempotencyKey,
    response: Response,
    accept_language: AcceptLanguage = None,
) -> MoveRead:
    row = await moving.move_client(
        tx,
        referral_id,
        body.municipality,
        body.moved_on,
        ResidenceKind(body.kind),
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/residences"
    return MoveRead.of(row, language_of(accept_language))
