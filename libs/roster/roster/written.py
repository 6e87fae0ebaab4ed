"""A plan and its overrides as they are written in a file, and as a room stores them.

Local times are written without a zone and mean Europe/Amsterdam; moments of overrides carry one.
"""

from datetime import UTC, datetime, time
from typing import Annotated, Any, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from roster.plan import MOST, Layer, Override, OverrideKind, Plan, Unit, Weekday, Window

MOST_RANKS, MOST_SEATS, MOST_MEMBERS, MOST_LAYERS = 9, 9, 100, 50
YEARS = range(2015, 2101)
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
"""Of a layer: it stands in what is recorded of each shift."""
Rank = Annotated[int, Field(strict=True, ge=1, le=MOST_RANKS)]
Member = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WrittenWindow(Written):
    """`days`: on which the window begins. `ends` at or before `begins` is on the next day."""

    days: tuple[Weekday, ...] = ()
    begins: time
    ends: time
    holidays: bool = False
    except_holidays: bool = False

    @field_validator("begins", "ends", mode="before")
    @classmethod
    def _on_the_clock(cls, value: Any) -> Any:
        return _no_number(value)

    @field_validator("begins", "ends")
    @classmethod
    def _whole_minute(cls, value: time) -> time:
        if value.second or value.microsecond or value.tzinfo:
            raise ValueError("must be a time of the wall clock, in whole minutes")
        return value

    @model_validator(mode="after")
    def _counts_some_day(self) -> Self:
        if not self.days and not self.holidays:
            raise ValueError("must name days, or say `holidays: true`")
        if self.holidays and self.except_holidays:
            raise ValueError("must say one of `holidays` and `except_holidays`, not both")
        return self

    def window(self) -> Window:
        return Window(frozenset(self.days), self.begins, self.ends, self.holidays, self.except_holidays)


class WrittenLayer(Written):
    """See `roster.plan.Layer`."""

    name: Name
    rank: Rank = 1
    seat: Annotated[int, Field(strict=True, ge=1, le=MOST_SEATS)] = 1
    members: Annotated[tuple[Member, ...], Field(min_length=1, max_length=MOST_MEMBERS)]
    starts: datetime
    every: Annotated[int, Field(strict=True, ge=1)] = 1
    unit: Unit
    windows: Annotated[tuple[WrittenWindow, ...], Field(max_length=MOST_LAYERS)] = ()
    ends: datetime | None = None

    @field_validator("starts", "ends", mode="before")
    @classmethod
    def _in_words(cls, value: Any) -> Any:
        return _no_number(value)

    @field_validator("starts", "ends")
    @classmethod
    def _whole_minute(cls, value: datetime | None) -> datetime | None:
        if value and (value.tzinfo or value.second or value.microsecond):
            raise ValueError("must be a local time without a zone, in whole minutes")
        return in_our_time(value) if value else None

    @field_validator("ends")
    @classmethod
    def _after_it_starts(cls, ends: datetime | None, of: ValidationInfo) -> datetime | None:
        starts = of.data.get("starts")
        if ends and starts and ends <= starts:
            raise ValueError("must lie after `starts`")
        return ends

    @field_validator("unit")
    @classmethod
    def _not_too_long(cls, unit: Unit, of: ValidationInfo) -> Unit:
        if of.data.get("every", 1) > MOST[unit]:
            raise ValueError(f"a turn lasts {MOST[unit]} {unit} at most")
        return unit

    def layer(self) -> Layer:
        return Layer(
            name=self.name,
            rank=self.rank,
            members=self.members,
            starts=self.starts,
            every=self.every,
            unit=self.unit,
            seat=self.seat,
            windows=tuple(each.window() for each in self.windows),
            ends=self.ends,
        )


class WrittenPlan(Written):
    """`needed`: how many different workers each rank must have at every minute, the first rank first."""

    needed: Annotated[
        tuple[Annotated[int, Field(strict=True, ge=0, le=MOST_SEATS)], ...],
        Field(min_length=1, max_length=MOST_RANKS),
    ] = (1,)
    layers: Annotated[tuple[WrittenLayer, ...], Field(max_length=MOST_LAYERS)] = ()

    @field_validator("layers")
    @classmethod
    def _names_differ(cls, layers: tuple[WrittenLayer, ...]) -> tuple[WrittenLayer, ...]:
        if len({layer.name for layer in layers}) < len(layers):
            raise ValueError("two layers have one name")
        return layers

    def plan(self, since: datetime | None = None) -> Plan:
        return Plan(self.needed, tuple(each.layer() for each in self.layers), since)


NAMES = {
    OverrideKind.REPLACE: {"worker", "replaces"},
    OverrideKind.ADD: {"worker"},
    OverrideKind.REMOVE: {"replaces"},
}


class WrittenOverride(Written):
    """See `roster.plan.Override`."""

    kind: OverrideKind
    start: AwareDatetime
    end: AwareDatetime
    worker: Member | None = None
    replaces: Member | None = None
    rank: Rank | None = None

    @field_validator("start", "end", mode="before")
    @classmethod
    def _in_words(cls, value: Any) -> Any:
        return _no_number(value)

    @field_validator("start", "end")
    @classmethod
    def _whole_minute(cls, value: datetime) -> datetime:
        if value.second or value.microsecond:
            raise ValueError("must be a whole minute")
        return in_our_time(value).astimezone(UTC)

    @field_validator("end")
    @classmethod
    def _after_its_start(cls, end: datetime, of: ValidationInfo) -> datetime:
        if "start" in of.data and end <= of.data["start"]:
            raise ValueError("must lie after `start`")
        return end

    @model_validator(mode="after")
    def _names_whom_it_is_about(self) -> Self:
        if {name for name in ("worker", "replaces") if getattr(self, name) is not None} != NAMES[self.kind]:
            raise ValueError(f"{self.kind} must name {' and '.join(sorted(NAMES[self.kind]))}, nobody else")
        return self

    def override(self, id_: str) -> Override:
        return Override(id_, self.kind, self.start, self.end, self.worker, self.replaces, self.rank)


class RosterFile(WrittenPlan):
    """A line's plan with its overrides, in the order in which they were made."""

    line: Annotated[str, StringConstraints(min_length=1, max_length=200)] = "line"
    overrides: tuple[WrittenOverride, ...] = ()

    def overriding(self) -> list[Override]:
        return [each.override(str(number)) for number, each in enumerate(self.overrides, start=1)]


def in_our_time(moment: datetime) -> datetime:
    """Raises ValueError: outside these years sums on moments can end where a calendar ends."""
    if moment.year not in YEARS:
        raise ValueError(f"must lie between {YEARS[0]} and {YEARS[-1]}")
    return moment


def _no_number(value: Any) -> Any:
    """YAML reads 15:00 as 900, a moment may be read from seconds since 1970, and nobody writes either."""
    if isinstance(value, int | float) or (isinstance(value, str) and value.strip().lstrip("+-").isdigit()):
        raise ValueError("must be text, in quotation marks")
    return value
