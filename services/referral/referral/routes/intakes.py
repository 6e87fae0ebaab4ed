"""The one intake of a referral, and what is added to it."""

from collections.abc import Sequence
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, status
from pydantic import AwareDatetime, Field

from referral.domain.asked import Domain
from referral.usecases import make_intake as making
from referral.usecases import read_intake as reading
from referral.usecases.read_intake import IntakeSeen
from servicekit.preconditions import IdempotencyKey
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Prose

router = APIRouter(route_class=GuardedRoute, tags=["intakes"])
THING = "/referrals/{referral_id}/intake"


class IntakeCreate(Body):
    """What the family told, and about which parts of life."""

    words: Prose
    domains: Annotated[tuple[Domain, ...], Field(max_length=len(Domain))] = ()


class IntakeRead(Answer):
    """`additionTo`: the intake to which this was added. `madeAs`: the role of who wrote it. `madeAt` in UTC.

    `organisation` is null where a mark of secrecy hides it. `words` are null for a reader who may not read
    them: what others than an access worker wrote is sealed for the municipality.
    """

    id: UUID
    addition_to: UUID | None
    domains: tuple[Domain, ...]
    made_as: str
    organisation: UUID | None
    made_at: AwareDatetime
    words: str | None

    @classmethod
    def of(cls, seen: IntakeSeen) -> Self:
        row = seen.row
        return cls(
            id=row.id,
            addition_to=row.addition_to,
            domains=row.parts_of_life,
            made_as=row.made_as,
            organisation=None if seen.is_hidden else row.organisation,
            made_at=row.made_at,
            words=seen.words,
        )


class IntakesRead(Answer):
    """`intake` is null before there is one."""

    intake: IntakeRead | None
    additions: tuple[IntakeRead, ...]

    @classmethod
    def of(cls, seen: Sequence[IntakeSeen]) -> Self:
        read = [IntakeRead.of(each) for each in seen]
        return cls(intake=read[0] if read else None, additions=tuple(read[1:]))


@router.get(THING, summary="The intake of a referral, with what was added to it")
async def read_intake(referral_id: UUID, tx: Tx, organisation: OwnOrganisation) -> IntakesRead:
    return IntakesRead.of(await reading.read_intake(tx, referral_id, organisation))


@router.post(THING, status_code=status.HTTP_201_CREATED, summary="Write down the one intake of a referral")
async def make_intake(
    referral_id: UUID, body: IntakeCreate, tx: Tx, idempotency_key: IdempotencyKey
) -> IntakeRead:
    story = making.Story(body.words, body.domains)
    row = await making.make_intake(tx, referral_id, story, key=idempotency_key, body=body)
    return IntakeRead.of(IntakeSeen(row, body.words))


@router.post(
    THING + "/additions", status_code=status.HTTP_201_CREATED, summary="Add something new to the intake"
)
async def add_to_intake(
    referral_id: UUID, body: IntakeCreate, tx: Tx, idempotency_key: IdempotencyKey
) -> IntakeRead:
    story = making.Story(body.words, body.domains)
    row = await making.add_to_intake(tx, referral_id, story, key=idempotency_key, body=body)
    return IntakeRead.of(IntakeSeen(row, body.words))
