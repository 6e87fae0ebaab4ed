"""A duty line, and who may stand on it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True)
class DutyLine:
    """A line on which somebody of the region's closed crisis group (crisisgroep) is on call.

    `municipalities` are the CBS codes of the places that it serves: where the young person is now,
    whoever will pay. `crisis_group` are the organisations that may be rostered on it.
    """

    id: UUID
    region: str
    name_nl: str
    name_en: str
    municipalities: frozenset[str]
    crisis_group: frozenset[UUID]
    version: int = 1

    def covers(self, municipality: str) -> bool:
        return municipality in self.municipalities


@dataclass(frozen=True)
class OnCallWorker:
    """Somebody who can be on call, at work; `telephone` is the work number in E.164."""

    id: UUID
    organisation: UUID
    name: str
    telephone: str
    version: int = 1


class LineRefusal(StrEnum):
    REGION_NOT_YOURS = "region-not-yours"
    MUNICIPALITY_OUTSIDE_REGION = "municipality-outside-region"
    NO_CRISIS_PROVIDER_OF_REGION = "no-crisis-provider-of-region"


def why_no_line(
    line: DutyLine,
    *,
    planner_regions: Collection[str],
    region_municipalities: Collection[str],
    crisis_providers: Collection[UUID],
) -> tuple[LineRefusal, ...]:
    """Every rule that this new line breaks. `crisis_providers`: those that work in the line's region."""
    broken = {
        LineRefusal.REGION_NOT_YOURS: line.region not in planner_regions,
        LineRefusal.MUNICIPALITY_OUTSIDE_REGION: not line.municipalities <= set(region_municipalities),
        LineRefusal.NO_CRISIS_PROVIDER_OF_REGION: not line.crisis_group <= set(crisis_providers),
    }
    return tuple(refusal for refusal, is_broken in broken.items() if is_broken)
