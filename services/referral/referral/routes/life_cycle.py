"""How long a file is kept and what may stop its end; what in it is put right (LAW-11)."""

from datetime import date, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AfterValidator, AwareDatetime, model_validator

from referral.domain.erasure import ErasureGround
from referral.domain.life_cycle import AskedBy, Correctable, DestructionKind, HoldKind, RefusalGround
from referral.domain.person import Address
from referral.domain.secrecy import MarkStatus
from referral.routes.on_record import past_birth_date
from referral.routes.referral_forms import AddressGiven
from referral.store import retention
from referral.store.rows_life_cycle import DestroyedRow
from referral.usecases import hold_file as holding
from referral.usecases import put_right as righting
from referral.usecases.export_file import FilePart
from referral.usecases.export_file import export_file as exporting
from referral.usecases.keep_to_retention import Due, files_due
from region_policy.terms import local_day
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import DAY_OR_NONE, Answer, Body, Day, Line, Page, Prose
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["clients"])
PUBLIC_PATH = "/api/referral/v1"
HERE = "/referrals/{referral_id}"
LISTING = "list of what will be destroyed"
ONE_FIELD = Text(nl="geef precies één veld dat verandert", en="give exactly one field that changes")


class LegalHoldCreate(Body):
    """`reason`: in words, sealed; `kind` is told to who would destroy the file."""

    kind: HoldKind
    reason: Prose


class LegalHoldRead(Answer):
    """A hold on the young person, whichever referral it was set from. Moments in UTC."""

    id: UUID
    version: int
    status: MarkStatus
    kind: HoldKind
    reason: str
    set_at: AwareDatetime
    set_by: UUID
    lifted_at: AwareDatetime | None
    lifted_by: UUID | None

    @classmethod
    def of(cls, held: holding.Held) -> Self:
        row = held.row
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            kind=row.what,
            reason=held.reason,
            set_at=row.set_at,
            set_by=row.set_by,
            lifted_at=row.lifted_at,
            lifted_by=row.lifted_by,
        )


class ErasureRefusalCreate(Body):
    """`answer`: what was told to who asked, with the way to object. `askedOn`: the day of the request."""

    ground: RefusalGround
    asked_by: AskedBy
    asked_on: Day
    answer: Prose


class ErasureRefusalRead(Answer):
    id: UUID
    ground: RefusalGround
    asked_by: AskedBy
    asked_on: date
    answer: str
    recorded_at: AwareDatetime
    recorded_by: UUID

    @classmethod
    def of(cls, refused: holding.Refused) -> Self:
        row = refused.row
        return cls(
            id=row.id,
            ground=row.why,
            asked_by=row.who,
            asked_on=row.asked_on,
            answer=refused.answer,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
        )


class CorrectionCreate(Body):
    """Exactly one of the fields that can be put right. `reason`: in words, sealed like what stood there."""

    given_name: Line | None = None
    family_name: Line | None = None
    birth_date: Annotated[Annotated[Day, AfterValidator(past_birth_date)] | None, DAY_OR_NONE] = None
    address: AddressGiven | None = None
    question: Prose | None = None
    reason: Prose
    asked_by: AskedBy

    @model_validator(mode="after")
    def _one_field(self) -> Self:
        if len(self.given) != 1:
            raise FieldRefused(ONE_FIELD)
        return self

    @property
    def given(self) -> list[tuple[Correctable, str | date | Address]]:
        address = Address(**self.address.model_dump()) if self.address else None
        found = {
            Correctable.GIVEN_NAME: self.given_name,
            Correctable.FAMILY_NAME: self.family_name,
            Correctable.BIRTH_DATE: self.birth_date,
            Correctable.ADDRESS: address,
            Correctable.QUESTION: self.question,
        }
        return [(field, value) for field, value in found.items() if value is not None]


class CorrectionRead(Answer):
    """`before`: what stood there; an address as JSON."""

    id: UUID
    field: Correctable
    before: str
    reason: str
    asked_by: AskedBy
    recorded_at: AwareDatetime
    recorded_by: UUID
    recorded_role: str

    @classmethod
    def of(cls, correction: righting.Correction) -> Self:
        row = correction.row
        return cls(
            id=row.id,
            field=row.what,
            before=correction.before,
            reason=correction.reason,
            asked_by=row.who,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
            recorded_role=row.recorded_role,
        )


class StatementCreate(Body):
    said_by: AskedBy
    words: Prose


class StatementRead(Answer):
    id: UUID
    said_by: AskedBy
    words: str
    recorded_at: AwareDatetime

    @classmethod
    def of(cls, said: righting.Statement) -> Self:
        row = said.row
        return cls(id=row.id, said_by=row.who, words=said.words, recorded_at=row.recorded_at)


class PutRightRead(Answer):
    corrections: list[CorrectionRead]
    statements: list[StatementRead]


class ExportCreate(Body):
    """`askedBy`: whose copy it is; a parent gets no whereabouts that are kept secret."""

    asked_by: AskedBy


class LetterOfFile(Answer):
    id: UUID
    referral: UUID


class ExportRead(Answer):
    """What this room keeps, by table: names and columns as they are stored, with what is sealed opened.

    `letters`: to be fetched beside it. `leftOut`: what there is that this asker does not get.
    """

    tables: dict[str, list[dict[str, Any]]]
    letters: list[LetterOfFile]
    left_out: list[str]

    @classmethod
    def of(cls, part: FilePart) -> Self:
        letters = [LetterOfFile(id=letter, referral=referral) for referral, letter in part.letters]
        return cls(tables=part.tables, letters=letters, left_out=part.left_out)


class DueRead(Answer):
    """A file that will be destroyed, by its last referral. `heldFor`: why it will not be, as it stands."""

    referral: UUID
    kind: DestructionKind
    day: date
    held_for: list[HoldKind]

    @classmethod
    def of(cls, due: Due) -> Self:
        held_for = [HoldKind(kind) for kind in due.file.holds]
        return cls(referral=due.file.referral, kind=due.kind, day=due.day, held_for=held_for)


class DestroyedRead(Answer):
    """That something was destroyed. `ref` leads nowhere any more; `count`: how many at once."""

    id: UUID
    kind: DestructionKind
    ref: UUID | None
    count: int
    ground: ErasureGround
    destroyed_at: AwareDatetime
    destroyed_by: UUID
    destroyed_role: str

    @classmethod
    def of(cls, row: DestroyedRow) -> Self:
        return cls(
            id=row.id,
            kind=DestructionKind(row.kind),
            ref=row.ref,
            count=row.count,
            ground=ErasureGround(row.ground),
            destroyed_at=row.destroyed_at,
            destroyed_by=row.destroyed_by,
            destroyed_role=row.destroyed_role,
        )


@router.get(HERE + "/legal-holds", summary="Why the file may not be destroyed, lifted holds too")
async def list_legal_holds(referral_id: UUID, tx: Tx) -> Page[LegalHoldRead]:
    return Page(items=[LegalHoldRead.of(held) for held in await holding.read_holds(tx, referral_id)])


@router.post(
    HERE + "/legal-holds", status_code=status.HTTP_201_CREATED, summary="The file may not be destroyed now"
)
async def hold_file(
    referral_id: UUID, body: LegalHoldCreate, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> LegalHoldRead:
    held = await holding.hold_file(tx, referral_id, body.kind, body.reason, key=idempotency_key, body=body)
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/legal-holds/{held.row.id}"
    response.headers["ETag"] = etag(held.row)
    return LegalHoldRead.of(held)


@router.post(HERE + "/legal-holds/{hold_id}/lifting", summary="The file may be destroyed again in its time")
async def lift_legal_hold(
    referral_id: UUID, hold_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> LegalHoldRead:
    held = await holding.lift_hold(tx, referral_id, hold_id, if_match=if_match)
    response.headers["ETag"] = etag(held.row)
    return LegalHoldRead.of(held)


@router.get(HERE + "/erasure-refusals", summary="Refused requests for erasure, with what was answered")
async def list_erasure_refusals(referral_id: UUID, tx: Tx) -> Page[ErasureRefusalRead]:
    return Page(items=[ErasureRefusalRead.of(each) for each in await holding.read_refusals(tx, referral_id)])


@router.post(
    HERE + "/erasure-refusals",
    status_code=status.HTTP_201_CREATED,
    summary="A request for erasure is refused",
)
async def refuse_erasure(
    referral_id: UUID, body: ErasureRefusalCreate, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> ErasureRefusalRead:
    told = (body.ground, body.asked_by, body.asked_on, body.answer)
    refused = await holding.refuse_erasure(tx, referral_id, *told, key=idempotency_key, body=body)
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/erasure-refusals"
    return ErasureRefusalRead.of(refused)


@router.get(HERE + "/corrections", summary="What was put right in the referral, and what was put beside it")
async def read_corrections(referral_id: UUID, tx: Tx, organisation: OwnOrganisation) -> PutRightRead:
    corrections, statements = await righting.read_corrections(tx, referral_id, by=organisation)
    return PutRightRead(
        corrections=[CorrectionRead.of(each) for each in corrections],
        statements=[StatementRead.of(each) for each in statements],
    )


@router.post(HERE + "/corrections", status_code=status.HTTP_201_CREATED, summary="Put a fact right")
async def put_right(
    referral_id: UUID,
    body: CorrectionCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> CorrectionRead:
    ((field, value),) = body.given
    done = await righting.put_right(
        tx,
        referral_id,
        field,
        value,
        body.reason,
        body.asked_by,
        by=organisation,
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/corrections"
    return CorrectionRead.of(done)


@router.post(
    HERE + "/statements", status_code=status.HTTP_201_CREATED, summary="Put an own statement beside the file"
)
async def add_statement(
    referral_id: UUID, body: StatementCreate, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> StatementRead:
    said = await righting.state(tx, referral_id, body.said_by, body.words, key=idempotency_key, body=body)
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/corrections"
    return StatementRead.of(said)


@router.post(
    HERE + "/exports", summary="A copy of the file of the young person, as far as this room keeps it"
)
async def export_file(
    referral_id: UUID, body: ExportCreate, tx: Tx, organisation: OwnOrganisation
) -> ExportRead:
    return ExportRead.of(await exporting(tx, referral_id, body.asked_by, by=organisation))


@router.get("/destructions-ahead", summary="What will be destroyed in the next days, soonest first")
async def list_destructions_ahead(
    tx: Tx, organisation: OwnOrganisation, days: Annotated[int, Query(ge=0, le=366)] = 90
) -> Page[DueRead]:
    tx.looked_at(None, LISTING)
    if organisation.kind != "municipality" or organisation.area is None:
        return Page(items=[])
    until = local_day(tx.now) + timedelta(days=days)
    return Page(items=[DueRead.of(due) for due in await files_due(tx, until, municipality=organisation.area)])


@router.get(
    "/destructions",
    summary="What was destroyed of the own municipality, or of none in its region, oldest first",
)
async def list_destructions(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[DestroyedRead]:
    if organisation.kind != "municipality" or organisation.area is None:
        return Page(items=[])
    mine = organisation.area, organisation.regions
    found = await retention.destroyed_in(tx, *mine, after=after, limit=limit + 1)
    items = [DestroyedRead.of(row) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)
