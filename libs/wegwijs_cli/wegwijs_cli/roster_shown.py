"""What the roster commands print: shifts and gaps, in local time for people and in UTC for programs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from pydantic import AwareDatetime

from region_policy.readings_base import Read
from roster.coverage import Doubled, Gap
from roster.effective import EffectiveShift
from roster.wall_clock import AMSTERDAM
from roster.written import RosterFile
from wegwijs_cli.advise import JSON_SCHEMA

MINUTE = timedelta(minutes=1)
HEADINGS = ("from", "until", "lasts", "rank", "seat", "who", "by")


class ShiftRead(Read):
    """`end` does not belong to it. `start` and `end` in UTC, the local ones as the wall shows it."""

    rank: int
    seat: int
    worker: str
    start: AwareDatetime
    end: AwareDatetime
    local_start: AwareDatetime
    local_end: AwareDatetime
    minutes: int
    source: str

    @classmethod
    def of(cls, shift: EffectiveShift) -> Self:
        return cls(
            rank=shift.rank,
            seat=shift.seat,
            worker=shift.worker,
            start=shift.start,
            end=shift.end,
            local_start=shift.start.astimezone(AMSTERDAM),
            local_end=shift.end.astimezone(AMSTERDAM),
            minutes=(shift.end - shift.start) // MINUTE,
            source=shift.source,
        )


class RosterRead(Read):
    """The output of `wegwijs roster show --json`: the shifts from `start` to `end` (UTC), cut to them."""

    line: str
    start: AwareDatetime
    end: AwareDatetime
    shifts: tuple[ShiftRead, ...]


def cli_schemas() -> dict[str, dict[str, Any]]:
    """The promises of these commands: file name under `contracts/cli/`, and the JSON Schema."""
    asked = RosterFile.model_json_schema(mode="validation")
    answered = RosterRead.model_json_schema(by_alias=True, mode="serialization")
    return {
        "roster-input.schema.json": {"$schema": JSON_SCHEMA, **asked},
        "roster-output.schema.json": {"$schema": JSON_SCHEMA, **answered},
    }


def table_of(shifts: Sequence[EffectiveShift]) -> list[str]:
    """A line of headings, and one line per shift; local times."""
    rows = [HEADINGS, *(_row(shift) for shift in shifts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _row(shift: EffectiveShift) -> tuple[str, ...]:
    lasts = lasting(shift.end - shift.start)
    return (
        on_paper(shift.start),
        on_paper(shift.end),
        lasts,
        str(shift.rank),
        str(shift.seat),
        shift.worker,
        shift.source,
    )


def gap_told(gap: Gap) -> str:
    return f"rank {gap.rank} has {gap.there} of {gap.needed} {_period(gap.start, gap.end)}"


def doubled_told(doubled: Doubled) -> str:
    return f"{doubled.worker} stands twice {_period(doubled.start, doubled.end)}"


def _period(start: datetime, end: datetime) -> str:
    return f"from {on_paper(start)} until {on_paper(end)} ({lasting(end - start)})"


def on_paper(moment: datetime) -> str:
    """Local time with its zone, without which an hour of the autumn night is two."""
    return f"{moment.astimezone(AMSTERDAM):%a %Y-%m-%d %H:%M %Z}"


def lasting(duration: timedelta) -> str:
    hours, minutes = divmod(duration // MINUTE, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join(parts) or "0 min"
