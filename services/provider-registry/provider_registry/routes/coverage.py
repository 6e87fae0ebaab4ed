"""The care landscape of a region, with its gaps."""

from datetime import date
from typing import Self

from fastapi import APIRouter

from provider_registry.domain.coverage import Coverage, Line
from provider_registry.routes.fields import RegionName
from provider_registry.usecases.see_coverage import see_coverage
from region_policy.codes import HelpForm
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Day

router = APIRouter(route_class=GuardedRoute, tags=["coverage"])


class CoverageCell(Answer):
    """Providers within reach of this municipality, and how many of them are not full. `waitDays`: of the
    waiting times that they say, half are at most so many; null where nobody says one."""

    municipality: str
    providers: int
    open_now: int
    wait_days: int | None


class CoverageLine(Answer):
    """`intensity`: null for the form as a whole. `gaps`: codes of the municipalities that have nobody."""

    form: HelpForm
    intensity: str | None
    cells: tuple[CoverageCell, ...]
    gaps: tuple[str, ...]

    @classmethod
    def of(cls, line: Line) -> Self:
        cells = tuple(
            CoverageCell(
                municipality=code,
                providers=count,
                open_now=line.open_now[code],
                wait_days=line.wait_days[code],
            )
            for code, count in line.providers.items()
        )
        return cls(form=line.form, intensity=line.intensity, cells=cells, gaps=line.gaps)


class CoverageRead(Answer):
    """`gaps`: how many pairs of a form, or a form at an intensity, and a municipality have nobody."""

    region: str
    day: date
    within_km: int
    illustrative: bool
    municipalities: tuple[str, ...]
    lines: tuple[CoverageLine, ...]
    gaps: int

    @classmethod
    def of(cls, coverage: Coverage) -> Self:
        return cls(
            region=coverage.region,
            day=coverage.day,
            within_km=coverage.within_km,
            illustrative=coverage.illustrative,
            municipalities=coverage.municipalities,
            lines=tuple(CoverageLine.of(line) for line in coverage.lines),
            gaps=sum(len(line.gaps) for line in coverage.lines),
        )


@router.get("/coverage", summary="Which forms of help each municipality of a region has within reach")
async def read_coverage(tx: Tx, region: RegionName, day: Day | None = None) -> CoverageRead:
    return CoverageRead.of(await see_coverage(tx, region, day))
