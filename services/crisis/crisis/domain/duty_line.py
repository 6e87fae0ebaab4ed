"""A duty line, whom it serves, and who may stand on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class LineKind(StrEnum):
    """`crisis-team`: comes to the young person. `manager`: back-up when nobody of the teams answers."""

    CRISIS_TEAM = "crisis-team"
    BED_COORDINATION = "bed-coordination"
    MANAGER = "manager"


@dataclass(frozen=True)
class Wanted:
    """For whom somebody is sought: the place where they are now; age in years and need where known."""

    municipality: str
    age: int | None = None
    need: str | None = None


@dataclass(frozen=True)
class DutyLine:
    """A line on which somebody of the region's closed crisis group (crisisgroep) is on call.

    `municipalities` are the CBS codes of the places that it serves: where the young person is now,
    whoever will pay. `crisis_group` are the organisations that may be rostered on it. `age_from` and
    `age_to` (years, both included) and `needs` (codes; none: every need) tell for whom it is.
    """

    id: UUID
    region: str
    name_nl: str
    name_en: str
    municipalities: frozenset[str]
    crisis_group: frozenset[UUID]
    version: int = 1
    kind: LineKind = LineKind.CRISIS_TEAM
    age_from: int | None = None
    age_to: int | None = None
    needs: frozenset[str] = frozenset()

    def covers(self, municipality: str) -> bool:
        return municipality in self.municipalities

    def is_for(self, wanted: Wanted) -> bool:
        """An age or a need that is not known yet keeps nobody from a line."""
        too_young = wanted.age is not None and self.age_from is not None and wanted.age < self.age_from
        too_old = wanted.age is not None and self.age_to is not None and wanted.age > self.age_to
        other_need = wanted.need is not None and bool(self.needs) and wanted.need not in self.needs
        return self.covers(wanted.municipality) and not (too_young or too_old or other_need)


def lines_for(lines: Sequence[DutyLine], wanted: Wanted) -> list[DutyLine]:
    """The lines that serve this young person; all of the place where none fits: nobody falls between two."""
    here = sorted((line for line in lines if line.covers(wanted.municipality)), key=lambda line: line.id)
    return [line for line in here if line.is_for(wanted)] or here


def lines_to_alarm(lines: Sequence[DutyLine], wanted: Wanted) -> list[DutyLine]:
    """On whom an alarm calls, first in line first: teams for this very need, other teams, then managers.

    Bed coordinators are called on only where there is nobody else.
    """
    found = lines_for(lines, wanted)
    called = [line for line in found if line.kind is not LineKind.BED_COORDINATION] or found
    return sorted(
        called,
        key=lambda line: (
            line.kind is LineKind.MANAGER,
            not (wanted.need and wanted.need in line.needs),
            bool(line.needs),
            line.id,
        ),
    )


@dataclass(frozen=True)
class OnCallWorker:
    """Somebody who can be on call, at work.

    `telephone` is the work number in E.164, without which nobody is rostered; `push` an address for
    notifications on a telephone.
    """

    id: UUID
    organisation: UUID
    name: str
    telephone: str | None
    version: int = 1
    push: str | None = None


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
    """Every rule that this line breaks. `crisis_providers`: those that work in the line's region."""
    broken = {
        LineRefusal.REGION_NOT_YOURS: line.region not in planner_regions,
        LineRefusal.MUNICIPALITY_OUTSIDE_REGION: not line.municipalities <= set(region_municipalities),
        LineRefusal.NO_CRISIS_PROVIDER_OF_REGION: not line.crisis_group <= set(crisis_providers),
    }
    return tuple(refusal for refusal, is_broken in broken.items() if is_broken)
