"""What the room `referral` answers to who refers: the form of each door, and what it knows already."""

from uuid import UUID

from gateway.pages.answers import Read
from gateway.pages.referral_answers import PersonRead


class MandatoryField(Read):
    field: str
    ground: str


class WayRead(Read):
    measure_in_force: bool
    route: str
    budgets: tuple[str, ...]


class FormRead(Read):
    """What one door asks, in the order of the room."""

    referrer_code: str
    referrer_type: str
    legal_ground: str
    mandatory: tuple[MandatoryField, ...]
    optional: tuple[str, ...]
    ways: tuple[WayRead, ...]

    @property
    def routes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(way.route for way in self.ways))

    @property
    def budgets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(budget for way in self.ways for budget in way.budgets))


class FormsRead(Read):
    region: str
    forms: tuple[FormRead, ...]


class Running(Read):
    id: UUID
    status: str


class PrefillRead(Read):
    """`running`: what goes on for this young person already, as far as the organisation has a part in it."""

    person: PersonRead | None
    municipality: str | None
    again: UUID | None
    running: tuple[Running, ...]


class Sent(Read):
    """A referral that was taken."""

    id: UUID
