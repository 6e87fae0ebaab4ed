"""Signing up for a group: a seat while there is one, else a place in the waiting line (HLM-12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class SignUpStatus(StrEnum):
    SEATED = "seated"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


NEXT: Mapping[SignUpStatus, Mapping[str, SignUpStatus]] = {
    SignUpStatus.SEATED: {"withdrawal": SignUpStatus.WITHDRAWN},
    SignUpStatus.WAITING: {"withdrawal": SignUpStatus.WITHDRAWN},
    SignUpStatus.WITHDRAWN: {"sign-up": SignUpStatus.WAITING},
}


@dataclass(frozen=True)
class SignUp:
    """`position`: whose turn comes first; given by the register when one joins the line."""

    offer: UUID
    placement: UUID
    version: int
    status: SignUpStatus
    signed_up_by: UUID
    position: int


@dataclass(frozen=True)
class Group:
    """Everybody in a group and in its line, in the order of their turn."""

    seats: int
    in_turn: Sequence[SignUp]

    @property
    def seated(self) -> int:
        return sum(each.status is SignUpStatus.SEATED for each in self.in_turn)

    @property
    def waiting(self) -> tuple[SignUp, ...]:
        return tuple(each for each in self.in_turn if each.status is SignUpStatus.WAITING)

    @property
    def free_seats(self) -> int:
        """Never less than none: a group may be made smaller than who sits in it."""
        return max(0, self.seats - self.seated)

    def next_seated(self) -> tuple[SignUp, ...]:
        """Who of the line gets the seats that are free."""
        return self.waiting[: self.free_seats]

    def turn_of(self, placement: UUID) -> int | None:
        """The number in the waiting line, from 1; None for who does not wait."""
        line = [each.placement for each in self.waiting]
        return line.index(placement) + 1 if placement in line else None
