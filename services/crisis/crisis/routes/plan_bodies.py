"""A plan as a planner fills it in: rotations in layers, by the clock on the wall.

The bounds are those of `roster.written`; what breaks them is told in the words of a form.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator

from crisis.routes.fields import EARLIEST, LATEST, OUTSIDE, Minute
from roster.plan import MOST, Unit, Weekday
from roster.written import (
    MOST_LAYERS,
    MOST_MEMBERS,
    MOST_RANKS,
    MOST_SEATS,
    WrittenLayer,
    WrittenPlan,
    WrittenWindow,
)
from wirekit.field_errors import FieldRefused
from wirekit.models import Body
from wirekit.texts import Text

NO_MOMENT = Text(nl="is geen dag en tijd die bestaat", en="is no day and time that exists")
AFTER_THE_FIRST = Text(nl="moet na de eerste wissel liggen", en="must lie after the first hand-off")
TOO_LONG = Text(
    nl="een dienst duurt hoogstens {most} keer deze eenheid", en="a turn lasts {most} of this unit"
)
NEVER = Text(
    nl="noem dagen, of laat het op feestdagen gelden", en="name days, or let it count on public holidays"
)
BOTH = Text(nl="kan niet samen met feestdagen", en="does not go with public holidays")
TWICE = Text(nl="elke laag heeft een eigen naam", en="each layer has a name of its own")


def _on_the_calendar(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise FieldRefused(NO_MOMENT) from None
    if not EARLIEST <= moment.year <= LATEST:
        raise FieldRefused(OUTSIDE)
    return value


WallTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
WallMoment = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$"),
    AfterValidator(_on_the_calendar),
]
"""What the clock on the wall shows in Europe/Amsterdam, without a zone."""
LayerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Whole = Field(strict=True, ge=1)


class WindowIn(Body):
    """When a layer counts. `ends` at or before `begins` is on the next day; both at 00:00 is a whole day.

    `holidays`: on public holidays too, whatever day it is. `exceptHolidays`: not on public holidays.
    """

    holidays: bool = False
    except_holidays: bool = False
    days: Annotated[list[Weekday], Field(max_length=7, validate_default=True)] = []
    begins: WallTime
    ends: WallTime

    @field_validator("except_holidays")
    @classmethod
    def _one_of_both(cls, except_holidays: bool, of: ValidationInfo) -> bool:
        if except_holidays and of.data.get("holidays"):
            raise FieldRefused(BOTH)
        return except_holidays

    @field_validator("days")
    @classmethod
    def _counts_some_day(cls, days: list[Weekday], of: ValidationInfo) -> list[Weekday]:
        if not days and not of.data.get("holidays"):
            raise FieldRefused(NEVER)
        return days

    def written(self) -> WrittenWindow:
        return WrittenWindow(
            days=tuple(self.days),
            begins=time.fromisoformat(self.begins),
            ends=time.fromisoformat(self.ends),
            holidays=self.holidays,
            except_holidays=self.except_holidays,
        )


class LayerIn(Body):
    """`members` in order, each for `every` × `unit`, from the hand-off `starts` on; not after `ends`.

    A later layer lies on top of an earlier one of the same `rank` and `seat`. Without `windows` it counts
    always.
    """

    name: LayerName
    rank: Annotated[int, Whole, Field(le=MOST_RANKS)] = 1
    seat: Annotated[int, Whole, Field(le=MOST_SEATS)] = 1
    members: Annotated[list[UUID], Field(min_length=1, max_length=MOST_MEMBERS)]
    starts: WallMoment
    unit: Unit
    every: Annotated[int, Whole] = 1
    windows: Annotated[list[WindowIn], Field(max_length=MOST_LAYERS)] = []
    ends: WallMoment | None = None

    @field_validator("every")
    @classmethod
    def _not_too_long(cls, every: int, of: ValidationInfo) -> int:
        unit = of.data.get("unit")
        if unit and every > MOST[unit]:
            raise FieldRefused(TOO_LONG.format(most=MOST[unit]))
        return every

    @field_validator("ends")
    @classmethod
    def _after_its_start(cls, ends: str | None, of: ValidationInfo) -> str | None:
        # Both are written alike, so the later one sorts later.
        if ends and ends <= of.data.get("starts", ""):
            raise FieldRefused(AFTER_THE_FIRST)
        return ends

    def written(self) -> WrittenLayer:
        return WrittenLayer(
            name=self.name,
            rank=self.rank,
            seat=self.seat,
            members=tuple(str(member) for member in self.members),
            starts=datetime.fromisoformat(self.starts),
            every=self.every,
            unit=self.unit,
            windows=tuple(window.written() for window in self.windows),
            ends=datetime.fromisoformat(self.ends) if self.ends else None,
        )


def _named_apart(layers: Sequence[LayerIn]) -> Sequence[LayerIn]:
    if len({layer.name for layer in layers}) < len(layers):
        raise FieldRefused(TWICE)
    return layers


class PlanIn(Body):
    """`needed`: how many different workers each rank must have at every minute, the first rank first.

    It counts from `since` on.
    """

    since: Minute
    needed: Annotated[
        list[Annotated[int, Field(strict=True, ge=0, le=MOST_SEATS)]],
        Field(min_length=1, max_length=MOST_RANKS),
    ]
    layers: Annotated[list[LayerIn], Field(max_length=MOST_LAYERS), AfterValidator(_named_apart)]

    def written(self) -> WrittenPlan:
        return WrittenPlan(needed=tuple(self.needed), layers=tuple(layer.written() for layer in self.layers))
