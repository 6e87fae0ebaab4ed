"""Specialists whom local teams may consult."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import Field, StringConstraints

from provider_registry.domain.shell import Hours, ShellLink, is_reachable
from provider_registry.routes.fields import Code
from provider_registry.store import shells
from provider_registry.store.shells import LinkSeen
from provider_registry.usecases.link_specialist import end_link, link_specialist
from region_policy.terms import AMSTERDAM, local_day
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from servicekit.transaction import Transaction
from wirekit.models import Answer, Body, Day, Line

router = APIRouter(route_class=GuardedRoute, tags=["shell"])

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""Local time, such as 09:00."""


class HoursGiven(Body):
    """`weekday`: 1 is Monday. Local time; `until` not included."""

    weekday: Annotated[int, Field(strict=True, ge=1, le=7)]
    since: Annotated[ClockTime, Field(alias="from")]
    until: ClockTime


class ShellLinkCreate(Body):
    """`expertise`: a code such as `eating-disorders`. `contact`: how the specialist is reached."""

    specialist: UUID
    expertise: Code
    hours: Annotated[list[HoursGiven], Field(min_length=1, max_length=50)]
    contact: Line
    valid_from: Day
    valid_until: Day | None = None

    def link(self, link_id: UUID, team: UUID) -> ShellLink:
        return ShellLink(
            id=link_id,
            version=1,
            team=team,
            specialist=self.specialist,
            expertise=self.expertise,
            hours=tuple(Hours(each.weekday, each.since, each.until) for each in self.hours),
            contact=self.contact,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class LinkEnd(Body):
    last_day: Day


class HoursRead(Answer):
    weekday: int
    since: Annotated[str, Field(alias="from")]
    until: str


class ShellLinkRead(Answer):
    """`reachableNow`: by the hours, in local time."""

    id: UUID
    team: UUID
    specialist: UUID
    expertise: str
    hours: tuple[HoursRead, ...]
    contact: str
    reachable_now: bool
    valid_from: date
    valid_until: date | None
    version: int

    @classmethod
    def of(cls, link: ShellLink, tx: Transaction) -> Self:
        return cls(**_values(link, tx))


class SpecialistRead(ShellLinkRead):
    specialist_name: str

    @classmethod
    def seen(cls, seen: LinkSeen, tx: Transaction) -> Self:
        return cls(**_values(seen.link, tx), specialist_name=seen.specialist_name)


class ShellRead(Answer):
    """Who may be consulted today, by expertise."""

    items: list[SpecialistRead]


@router.post(
    "/organisations/{organisation_id}/shell",
    status_code=status.HTTP_201_CREATED,
    summary="Link a specialist to a municipality's local team",
)
async def create_shell_link(
    organisation_id: UUID,
    body: ShellLinkCreate,
    tx: Tx,
    own: OwnOrganisation,
    response: Response,
    idempotency_key: IdempotencyKey,
) -> ShellLinkRead:
    claimed = await claim(tx, idempotency_key, body, about=organisation_id)
    made = await link_specialist(tx, body.link(claimed.resource_id, organisation_id), own, claimed)
    response.headers["ETag"] = etag(made)
    return ShellLinkRead.of(made, tx)


@router.post("/shell-links/{shell_link_id}/ending", summary="The specialist leaves the shell after a day")
async def end_shell_link(
    shell_link_id: UUID, body: LinkEnd, tx: Tx, response: Response, if_match: IfMatch = None
) -> ShellLinkRead:
    ended = await end_link(tx, shell_link_id, body.last_day, if_match=if_match)
    response.headers["ETag"] = etag(ended)
    return ShellLinkRead.of(ended, tx)


@router.get("/organisations/{organisation_id}/shell", summary="Whom a local team may consult, and when")
async def read_shell(organisation_id: UUID, tx: Tx, expertise: Code | None = None) -> ShellRead:
    found = await shells.shell_of(tx, organisation_id, expertise, local_day(tx.now))
    return ShellRead(items=[SpecialistRead.seen(each, tx) for each in found])


def _values(link: ShellLink, tx: Transaction) -> dict[str, object]:
    return {
        "id": link.id,
        "team": link.team,
        "specialist": link.specialist,
        "expertise": link.expertise,
        "hours": tuple(
            HoursRead(weekday=each.weekday, since=each.since, until=each.until) for each in link.hours
        ),
        "contact": link.contact,
        "reachable_now": is_reachable(link, tx.now.astimezone(AMSTERDAM)),
        "valid_from": link.valid_from,
        "valid_until": link.valid_until,
        "version": link.version,
    }
