"""Whose entries an auditor or privacy officer sees: an entry tells by whom, the register where that works."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Sight:
    """Entries of this organisation, and of those that decide for `area` or work in one of `regions`.

    `everybody`: of all.
    """

    organisation: UUID
    area: str | None = None
    regions: tuple[str, ...] = ()
    everybody: bool = False


def sight_of(organisation: UUID, kind: str, area: str | None, regions: tuple[str, ...]) -> Sight:
    """A municipality looks after itself, a region after whoever works in it, the platform after all."""
    match kind:
        case "platform":
            return Sight(organisation, everybody=True)
        case "region":
            return Sight(organisation, regions=regions)
        case "municipality":
            return Sight(organisation, area=area)
    return Sight(organisation)
