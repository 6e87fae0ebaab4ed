"""What the desk of a municipality decided, in numbers."""

from typing import Annotated, Self

from fastapi import APIRouter, Query

from access.store import decision_figures as store
from region_policy.codes import DecisionKind
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldError
from wirekit.models import Answer, Day
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["decisions"])
NOT_BEFORE_SINCE = Text(nl="mag niet voor het begin liggen", en="may not lie before the start")


class DecisionFiguresRead(Answer):
    """Decisions of the own desk. `tried`: what was tried, or why not, is on record (IJS-38); `triedSetAside`:
    a reason stands in its place. `outOfHome`: a stay was granted; `bothWeighed`: of these, how many have on
    record that help by day and a place in a family were weighed (HLM-09)."""

    decided: int
    by_kind: dict[DecisionKind, int]
    tried: int
    tried_set_aside: int
    out_of_home: int
    both_weighed: int

    @classmethod
    def of(cls, figures: store.DecisionFigures) -> Self:
        return cls(
            decided=figures.decided,
            by_kind=dict(figures.by_kind),
            tried=figures.tried,
            tried_set_aside=figures.set_aside,
            out_of_home=figures.out_of_home,
            both_weighed=figures.both_weighed,
        )


@router.get("/decisions/figures", summary="How many decisions of the own municipality, and what they record")
async def decision_figures(
    tx: Tx,
    organisation: OwnOrganisation,
    since: Annotated[Day | None, Query(alias="from")] = None,
    until: Day | None = None,
) -> DecisionFiguresRead:
    if since and until and until < since:
        raise InvalidInput(errors=[FieldError("until", NOT_BEFORE_SINCE)])
    # An organisation that is no municipality has decided nothing.
    area = organisation.area if organisation.kind == "municipality" and organisation.area else ""
    return DecisionFiguresRead.of(await store.decision_figures(tx, area, since=since, until=until))
