"""Family group plans, for who works with the household: what the family itself wants to do leads."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime

from referral.domain.my_file import PlanKind
from referral.store.rows_household import MemberRow
from referral.store.rows_persons import FamilyGroupPlanRow
from referral.usecases import read_plan as reading
from referral.usecases.keep_family_plan import FamilyPlan
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Page

router = APIRouter(route_class=GuardedRoute, tags=["plans"])


class FamilyPlanListed(Answer):
    """A family group plan (familiegroepsplan). `member`: about whom, by the id in the household.

    `byYoungPerson`: given by the young person; else by a parent or guardian, `person`.
    """

    id: UUID
    member: UUID
    by_young_person: bool
    person: UUID | None
    kind: PlanKind
    put_at: AwareDatetime

    @classmethod
    def of(cls, member: MemberRow, row: FamilyGroupPlanRow) -> Self:
        return cls(
            id=row.id,
            member=member.id,
            by_young_person=row.person is None,
            person=row.person,
            kind=row.what,
            put_at=row.put_at,
        )


class FamilyPlanOpened(FamilyPlanListed):
    """`text` or `pdf` (base64), as it was given; both null where it was erased."""

    text: str | None
    pdf: str | None

    @classmethod
    def of_plan(cls, member: MemberRow, plan: FamilyPlan) -> Self:
        listed = FamilyPlanListed.of(member, plan.row)
        is_text = listed.kind is PlanKind.TEXT
        words = {"text": plan.words if is_text else None, "pdf": None if is_text else plan.words}
        return cls.model_validate({**listed.model_dump(by_alias=False), **words})


@router.get(
    "/households/{household_id}/family-group-plans",
    summary="The plans that the family itself gave, the leading first",
)
async def list_family_plans(
    household_id: UUID, tx: Tx, organisation: OwnOrganisation
) -> Page[FamilyPlanOpened]:
    found = await reading.read_family_plans(tx, household_id, organisation)
    return Page(items=[FamilyPlanOpened.of_plan(*each) for each in found])
