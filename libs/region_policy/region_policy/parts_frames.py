"""The parts of a policy file on a council's money for a year."""

from typing import Annotated

from pydantic import Field, StringConstraints

from region_policy.codes import BuyingForm
from region_policy.language import Name
from region_policy.measures import CentsEitherWay
from region_policy.parts import MunicipalityCode, Part, Sourced

LINE_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LineId = Annotated[str, StringConstraints(pattern=LINE_ID)]
Percent = Annotated[int, Field(gt=0, le=1000)]


class YearAmount(Part):
    """Cents set aside for one calendar year; a savings target still to be found is below zero."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    cents: CentsEitherWay


class FrameLine(Part):
    """One line of a budget. `counts`: the forms of care whose money comes from it; none for a target."""

    id: LineId
    name: Name
    counts: tuple[BuyingForm, ...]
    years: Annotated[tuple[YearAmount, ...], Field(min_length=1)]
    illustrative: bool = False


class MunicipalFrame(Sourced):
    municipality: MunicipalityCode
    lines: Annotated[tuple[FrameLine, ...], Field(min_length=1)]


class Frames(Sourced):
    """`thresholds_percent`: at which shares of a line is warned. A warning stops nothing (HLM-03)."""

    thresholds_percent: Annotated[tuple[Percent, ...], Field(min_length=1)]
    items: Annotated[tuple[MunicipalFrame, ...], Field(alias="list", min_length=1)]
