"""What the room `provider-registry` answers of coverage, as far as pages show it."""

from datetime import date

from gateway.pages.answers import Read


class CoverageCell(Read):
    municipality: str
    providers: int
    open_now: int


class CoverageLine(Read):
    """`intensity`: null for the form as a whole. `gaps`: the municipalities that have nobody."""

    form: str
    intensity: str | None
    cells: tuple[CoverageCell, ...]
    gaps: tuple[str, ...]


class CoverageRead(Read):
    region: str
    day: date
    within_km: int
    illustrative: bool
    municipalities: tuple[str, ...]
    lines: tuple[CoverageLine, ...]
    gaps: int
