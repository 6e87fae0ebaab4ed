"""What a printed roster card says of one rank on one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

Needs = Sequence[tuple[datetime, tuple[int, ...]]]
"""From each moment (UTC) on, how many different workers each rank needs; in the order of the moments."""


@dataclass(frozen=True)
class OnCard:
    """One shift, as its place and the name of who has it (UTC)."""

    rank: int
    seat: int
    worker: str
    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Piece:
    """From `since` (UTC) on, until the next piece or the end of the day. `missing`: too few by so many."""

    since: datetime
    names: tuple[str, ...]
    missing: int


def pieces(shifts: Sequence[OnCard], needs: Needs, rank: int, start: datetime, end: datetime) -> list[Piece]:
    """Who is there from hand-off to hand-off; a turn after the own turn is no hand-off."""
    here = sorted(
        (each for each in shifts if each.rank == rank and each.start < end and each.end > start),
        key=lambda each: each.seat,
    )
    moments = {start, end, *(each.start for each in here), *(each.end for each in here)}
    moments |= {since for since, _ in needs}
    found: list[Piece] = []
    for moment, _ in pairwise(sorted(each for each in moments if start <= each <= end)):
        there = {each.worker: each.name for each in here if each.start <= moment < each.end}
        missing = max(needed(needs, rank, moment) - len(there), 0)
        names = tuple(there.values())
        if not found or (found[-1].names, found[-1].missing) != (names, missing):
            found.append(Piece(moment, names, missing))
    return found


def needed(needs: Needs, rank: int, moment: datetime) -> int:
    counts: tuple[int, ...] = next((each for since, each in reversed(needs) if since <= moment), ())
    return counts[rank - 1] if rank <= len(counts) else 0
