"""A call on somebody, by the one-time token that they were sent: to look, and to answer with one press."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, StringConstraints

from crisis.domain.alarm import AlarmStatus
from crisis.domain.calling import CallAnswer
from crisis.routes.by_secret import BySecretRoute
from crisis.routes.duty_lines import Name
from crisis.usecases.answer_call import CallSeen
from crisis.usecases.answer_call import answer_call as answer
from crisis.usecases.answer_call import view_call as view
from servicekit.routing import Tx
from wirekit.models import Answer, Body

router = APIRouter(route_class=BySecretRoute, tags=["calls"])

Token = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class CallView(Body):
    """`token`: the last part of the link that was sent; in no address here, for addresses are logged."""

    token: Token


class CallPress(CallView):
    """`on-the-way` takes the alarm in hand too, where it is free; `cannot` lets it climb at once."""

    answer: CallAnswer


class CallRead(Answer):
    """`worker`: who was called on. `holder`: who has it in hand; empty where nobody does, or a crisis desk.

    `line` is empty where the roster knows it no longer.
    """

    alarm: UUID
    line: Name | None
    municipality: str
    danger: bool
    is_drill: bool
    raised_at: AwareDatetime
    status: AlarmStatus
    worker: str
    holder: str | None
    held_by_you: bool
    held_until: AwareDatetime | None
    on_the_way_at: AwareDatetime | None
    possible_answers: tuple[CallAnswer, ...]

    @classmethod
    def of(cls, seen: CallSeen) -> Self:
        alarm, line = seen.alarm, seen.line
        return cls(
            alarm=alarm.id,
            line=Name(nl=line.name_nl, en=line.name_en) if line else None,
            municipality=alarm.municipality,
            danger=alarm.danger,
            is_drill=alarm.is_drill,
            raised_at=alarm.raised_at,
            status=alarm.status,
            worker=seen.worker,
            holder=seen.holder,
            held_by_you=seen.held_by_you,
            held_until=alarm.held_until,
            on_the_way_at=alarm.on_the_way_at,
            possible_answers=tuple(each for each in CallAnswer if each in seen.possible),
        )


@router.post("/calls/view", summary="What a call is about; it has no effect")
async def view_call(body: CallView, tx: Tx) -> CallRead:
    return CallRead.of(await view(tx, body.token))


@router.post("/calls/answer", summary="Answer a call with one press")
async def answer_call(body: CallPress, tx: Tx) -> CallRead:
    return CallRead.of(await answer(tx, body.token, body.answer))
