"""The one plan of a household, its goals, and the help that works at them."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime

from referral.domain.asked import Domain
from referral.domain.components import Component
from referral.domain.plan import GoalStatus, PlanStatus
from referral.routes.family_plans import FamilyPlanListed
from referral.routes.household_views import DirectorRead
from referral.store.rows_household import CitationRow, PlanRow
from referral.usecases import cite_goal as citing
from referral.usecases import close_plan as closing
from referral.usecases import move_goal as moving
from referral.usecases import open_plan as opening
from referral.usecases import read_plan as reading
from referral.usecases import set_goal as setting
from referral.usecases import withdraw_citation as withdrawing
from referral.usecases.read_plan import GoalSeen, PlanView
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Prose

router = APIRouter(route_class=GuardedRoute, tags=["plans"])
THING = "/households/{household_id}"


class PlanCreate(Body):
    """A new plan begins without goals."""


class GoalCreate(Body):
    """`member`: the young person whose goal it is, by the id in the household; left out: all who live there.

    Words for the household name no single young person: they outlive the erasure of one.
    """

    words: Prose
    domain: Domain
    member: UUID | None = None


class GoalStep(Body):
    to: GoalStatus


class CitationCreate(Body):
    """`grant`: the granted component that works at the `goal`."""

    grant: UUID
    goal: UUID


class GoalStepRead(Answer):
    """`at` in UTC; `organisation`: which said so."""

    status: GoalStatus
    at: AwareDatetime
    organisation: UUID | None


class CitationRead(Answer):
    """A granted component that works at a goal."""

    id: UUID
    goal: UUID
    referral: UUID
    grant: UUID
    component: Component | None

    @classmethod
    def of(cls, row: CitationRow, component: str | None = None) -> Self:
        return cls(
            id=row.id,
            goal=row.goal,
            referral=row.referral,
            grant=row.grant_id,
            component=Component(component) if component else None,
        )


class GoalRead(Answer):
    """`member` is null where it is for all who live there. `words` are null where they were erased.

    `citedBy`: the components that work at it, of referrals in which the reader's organisation has a part.
    """

    id: UUID
    version: int
    domain: Domain
    status: GoalStatus
    member: UUID | None
    words: str | None
    set_at: AwareDatetime
    set_by: UUID | None
    steps: tuple[GoalStepRead, ...]
    cited_by: tuple[CitationRead, ...]

    @classmethod
    def of(cls, seen: GoalSeen) -> Self:
        row = seen.row
        return cls(
            id=row.id,
            version=row.version,
            domain=row.about,
            status=row.state,
            member=seen.member.id if seen.member else None,
            words=seen.words,
            set_at=row.set_at,
            set_by=None if row.set_by in seen.hidden else row.set_by,
            steps=tuple(
                GoalStepRead(
                    status=GoalStatus(step.status),
                    at=step.at,
                    organisation=None if step.organisation in seen.hidden else step.organisation,
                )
                for step in seen.steps
            ),
            cited_by=tuple(CitationRead.of(*each) for each in seen.citations),
        )


class PlanStateRead(Answer):
    """A plan, without its goals. Moments in UTC."""

    id: UUID
    version: int
    status: PlanStatus
    household: UUID
    since: AwareDatetime
    closed_at: AwareDatetime | None

    @classmethod
    def of(cls, row: PlanRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            household=row.household,
            since=row.since,
            closed_at=row.closed_at,
        )


class PlanRead(Answer):
    """The active plan, else the one that was closed last, with who directs now.

    `familyGroupPlans`: given by the family itself; the first one, the last that was given, leads this plan.
    Goals for young people whom the reader may not see are left out, and not counted.
    """

    plan: PlanStateRead
    goals: tuple[GoalRead, ...]
    directors: tuple[DirectorRead, ...]
    family_group_plans: tuple[FamilyPlanListed, ...]

    @classmethod
    def of(cls, view: PlanView) -> Self:
        return cls(
            plan=PlanStateRead.of(view.row),
            goals=tuple(map(GoalRead.of, view.goals)),
            directors=tuple(map(DirectorRead.of, view.directors)),
            family_group_plans=tuple(FamilyPlanListed.of(*each) for each in view.by_family),
        )


@router.get(THING + "/plan", summary="The plan of a household")
async def read_plan(
    household_id: UUID, tx: Tx, organisation: OwnOrganisation, response: Response
) -> PlanRead:
    view = await reading.read_plan(tx, household_id, organisation)
    response.headers["ETag"] = etag(view.row)
    return PlanRead.of(view)


@router.post(
    THING + "/plans",
    status_code=status.HTTP_201_CREATED,
    summary="Open a new plan, after the former one was closed",
)
async def open_plan(
    household_id: UUID, body: PlanCreate, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> PlanStateRead:
    row = await opening.open_plan(tx, household_id, key=idempotency_key, body=body)
    response.headers["ETag"] = etag(row)
    return PlanStateRead.of(row)


@router.post(THING + "/plans/{plan_id}/closure", summary="Close a plan of which no goal is open")
async def close_plan(
    household_id: UUID, plan_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlanStateRead:
    row = await closing.close_plan(tx, household_id, plan_id, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return PlanStateRead.of(row)


@router.post(THING + "/goals", status_code=status.HTTP_201_CREATED, summary="Set a goal in the plan")
async def set_goal(
    household_id: UUID,
    body: GoalCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> GoalRead:
    wish = setting.Wish(body.words, body.domain, body.member)
    row = await setting.set_goal(tx, household_id, wish, by=organisation, key=idempotency_key, body=body)
    response.headers["ETag"] = etag(row)
    return GoalRead.of(await reading.read_goal(tx, household_id, row, organisation))


@router.post(THING + "/goals/{goal_id}/steps", summary="Say what became of a goal")
async def move_goal(
    household_id: UUID,
    goal_id: UUID,
    body: GoalStep,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> GoalRead:
    row = await moving.move_goal(tx, household_id, goal_id, body.to, by=organisation, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return GoalRead.of(await reading.read_goal(tx, household_id, row, organisation))


@router.post(
    "/referrals/{referral_id}/goals",
    status_code=status.HTTP_201_CREATED,
    summary="Say that a granted component works at a goal of the plan",
)
async def cite_goal(
    referral_id: UUID, body: CitationCreate, tx: Tx, idempotency_key: IdempotencyKey
) -> CitationRead:
    made = await citing.cite_goal(tx, referral_id, body.grant, body.goal, key=idempotency_key, body=body)
    return CitationRead.of(*made)


@router.delete(
    "/referrals/{referral_id}/goals/{citation_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Take back that a component works at a goal",
)
async def withdraw_citation(referral_id: UUID, citation_id: UUID, tx: Tx, if_match: IfMatch = None) -> None:
    """With the ETag of the plan in which the link was read."""
    await withdrawing.withdraw_citation(tx, referral_id, citation_id, if_match=if_match)
