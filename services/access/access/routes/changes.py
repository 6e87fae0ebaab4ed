"""The local team changes running help, and says what comes after it."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from access.domain.adulthood import FollowOn, FollowOnKind
from access.domain.change import FIELDS, SIZES, ChangeKind, ChangeReason, Changing, Step
from access.domain.worker import Worker
from access.routes.fields import Cents, Code, DeliveryDay, Etmalen, Quantity
from access.routes.said import WordsGiven, WordsRead
from access.usecases.change_entitlement import change_entitlement as change
from access.usecases.read_change import ChangeSeen
from access.usecases.read_change import list_changes as changes_seen
from access.usecases.read_change import read_change as change_seen
from access.usecases.record_follow_on import read_follow_on as follow_on_seen
from access.usecases.record_follow_on import record_follow_on as record
from access.usecases.sign_as import who_signs
from region_policy.codes import Component, Precondition
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.field_errors import FieldError, FieldRefused
from wirekit.models import Answer, Body, Page
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["changes"])

IS_NEEDED = Text(nl="is nodig voor deze wijziging", en="is needed for this change")
IS_ONE_OF = Text(nl="geef een bedrag, etmalen of een aantal", en="give an amount, etmalen or a quantity")
DOES_NOT_BELONG = Text(nl="hoort niet bij deze wijziging", en="does not belong to this change")
ONLY_PROLONGED = Text(
    nl="is nodig bij verlengde hulp, en hoort nergens anders bij",
    en="is needed of prolonged help, and belongs to nothing else",
)
_NAMES = {
    "valid_until": "validUntil",
    "ceiling_cents": "ceilingCents",
    "etmalen": "etmalen",
    "quantity": "quantity",
    "intensity": "intensity",
    "schedule": "schedule",
    "authorisation": "authorisation",
}


LastDay = Annotated[DeliveryDay, Field(le=date(2199, 12, 31))]
"""Terms are counted from it, which no calendar has past its own end."""


class StepOfScheduleGiven(Body):
    """A period up to and including `until`, with what may be used in it: cents, etmalen of a stay, or a
    quantity of a product in its own unit."""

    until: LastDay
    cents: Cents | None = None
    etmalen: Etmalen | None = None
    quantity: Quantity | None = None


class ChangeCreate(WordsGiven):
    """`validUntil`: the new last day; of a step down the last one at the old intensity.

    `ceilingCents`, `etmalen` and `quantity` (of a product, in its own unit) are new totals; of a step down
    those at the lighter `intensity`. What is added costs the tariff of today.
    Extending or raising is going on with help: it asks what the policy asks of that, such as an evaluation
    and why it is needed, as `statements`. All words are kept sealed.
    """

    kind: Literal[
        ChangeKind.EXTEND,
        ChangeKind.SHORTEN,
        ChangeKind.RAISE,
        ChangeKind.LOWER,
        ChangeKind.STOP,
        ChangeKind.PHASE_OUT,
        ChangeKind.STEP_DOWN,
    ]
    reason: ChangeReason
    valid_until: LastDay | None = None
    ceiling_cents: Cents | None = None
    etmalen: Etmalen | None = None
    quantity: Quantity | None = None
    intensity: Code | None = None
    schedule: Annotated[tuple[StepOfScheduleGiven, ...], Field(max_length=24)] = ()

    def changing(self, worker: Worker | None) -> Changing:
        """Raises InvalidInput with every field that this kind lacks, or does not have."""
        if errors := [*self._wrong_fields()]:
            raise InvalidInput(errors=errors)
        return Changing(
            kind=self.kind,
            reason=self.reason,
            words=self.words(worker),
            valid_until=self.valid_until,
            ceiling_cents=self.ceiling_cents,
            etmalen=self.etmalen,
            quantity=self.quantity,
            intensity=self.intensity,
            schedule=tuple(
                Step(step.until, step.cents, step.etmalen, step.quantity) for step in self.schedule
            ),
            authorised=self.authorised,
        )

    def _wrong_fields(self) -> list[FieldError]:
        needed, besides = FIELDS[self.kind]
        given = {name for name in _NAMES if getattr(self, name)}
        errors = [FieldError(_NAMES[name], IS_NEEDED) for name in sorted(needed - given)]
        errors += [FieldError(_NAMES[name], DOES_NOT_BELONG) for name in sorted(given - needed - besides)]
        sizes = SIZES & given
        if besides >= SIZES and len(sizes) != 1 and (sizes or self.kind is not ChangeKind.EXTEND):
            errors.append(FieldError("ceilingCents", IS_ONE_OF))
        for at, step in enumerate(self.schedule):
            if [step.cents, step.etmalen, step.quantity].count(None) != len(SIZES) - 1:
                errors.append(FieldError(f"schedule.{at}.cents", IS_ONE_OF))
        return errors


class StepOfScheduleRead(Answer):
    """Units of a product have both a `quantity` and the cents that go with it."""

    until: date
    cents: int | None
    etmalen: int | None
    quantity: int | None


class ChangeRead(Answer):
    """`ceilingByCents`, `etmalenBy` and `quantityBy`: below zero where money, nights or units of a product
    came free at once.

    `followedBy`: the entitlement at the lighter intensity. `noted`: what should be on record and is not.
    """

    id: UUID
    entitlement: UUID
    kind: ChangeKind
    reason: ChangeReason
    component: Component
    valid_until: date
    valid_until_before: date
    ceiling_by_cents: int
    etmalen_by: int
    quantity_by: int
    schedule: tuple[StepOfScheduleRead, ...]
    followed_by: UUID | None
    overrides: tuple[Precondition, ...]
    noted: tuple[Precondition, ...]
    changed_at: AwareDatetime

    @classmethod
    def of(cls, seen: ChangeSeen) -> Self:
        return cls(**cls.parts(seen))

    @staticmethod
    def parts(seen: ChangeSeen) -> dict[str, object]:
        made = seen.change
        return {
            "id": made.id,
            "entitlement": made.entitlement,
            "kind": made.kind,
            "reason": made.reason,
            "component": made.component,
            "valid_until": made.valid_until,
            "valid_until_before": made.valid_until_before,
            "ceiling_by_cents": made.committed_by,
            "etmalen_by": made.etmalen_by,
            "quantity_by": made.quantity_by,
            "schedule": tuple(
                StepOfScheduleRead.model_validate(step, from_attributes=True) for step in made.schedule
            ),
            "followed_by": made.followed_by,
            "overrides": made.overrides,
            "noted": made.noted,
            "changed_at": seen.changed_at,
        }


class ChangeInFull(ChangeRead):
    """With the words of the municipality, which its provider does not read here."""

    words: WordsRead | None

    @classmethod
    def of(cls, seen: ChangeSeen) -> Self:
        return cls(**cls.parts(seen), words=WordsRead.of(seen.words) if seen.words else None)


class FollowOnCreate(Body):
    """`ground`: of prolonged help only, by the policy's list."""

    kind: FollowOnKind
    ground: Annotated[Code | None, Field(validate_default=True)] = None

    @field_validator("ground")
    @classmethod
    def _of_prolonged_help(cls, ground: str | None, of: ValidationInfo) -> str | None:
        kind = of.data.get("kind")
        if kind is not None and (kind is FollowOnKind.PROLONGED) != (ground is not None):
            raise FieldRefused(ONLY_PROLONGED)
        return ground


class FollowOnRead(Answer):
    """`kind` is null while nobody said what comes after this help."""

    entitlement: UUID
    kind: FollowOnKind | None
    ground: str | None
    version: int


@router.post(
    "/entitlements/{entitlement_id}/changes",
    status_code=status.HTTP_201_CREATED,
    summary="Extend, shorten, raise, lower, phase out, step down or stop running help",
)
async def change_entitlement(
    entitlement_id: UUID,
    body: ChangeCreate,
    tx: Tx,
    response: Response,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> ChangeInFull:
    asked = body.changing(await who_signs(tx))
    made = await change(tx, entitlement_id, asked, key=idempotency_key, body=body, if_match=if_match)
    response.headers["Location"] = f"/api/access/v1/entitlements/{entitlement_id}/changes/{made}"
    return ChangeInFull.of(await change_seen(tx, entitlement_id, made))


@router.get("/entitlements/{entitlement_id}/changes", summary="What the municipality changed, in order")
async def list_changes(entitlement_id: UUID, tx: Tx) -> Page[ChangeRead]:
    return Page(items=[ChangeRead.of(seen) for seen in await changes_seen(tx, entitlement_id)])


@router.get("/entitlements/{entitlement_id}/changes/{change_id}", summary="A change with its words")
async def read_change(entitlement_id: UUID, change_id: UUID, tx: Tx) -> ChangeInFull:
    return ChangeInFull.of(await change_seen(tx, entitlement_id, change_id))


@router.post("/entitlements/{entitlement_id}/follow-on", summary="Say what comes after this help at eighteen")
async def record_follow_on(
    entitlement_id: UUID, body: FollowOnCreate, tx: Tx, response: Response, if_match: IfMatch = None
) -> FollowOnRead:
    changed = await record(tx, entitlement_id, FollowOn(body.kind, body.ground), if_match=if_match)
    response.headers["ETag"] = etag(changed)
    return FollowOnRead(entitlement=changed.id, kind=body.kind, ground=body.ground, version=changed.version)


@router.get("/entitlements/{entitlement_id}/follow-on", summary="What comes after this help at eighteen")
async def read_follow_on(entitlement_id: UUID, tx: Tx) -> FollowOnRead:
    seen, known = await follow_on_seen(tx, entitlement_id)
    return FollowOnRead(
        entitlement=seen.id,
        kind=known.kind if known else None,
        ground=known.ground if known else None,
        version=seen.version,
    )
