"""In whose name a professional's referral is made, apart from who entered it (HLM-05)."""

from dataclasses import dataclass
from datetime import date

from referral.domain.doors import OF_A_PROFESSIONAL, YOUTH_ASSISTANT
from region_policy.codes import ReferrerType


@dataclass(frozen=True)
class Professional:
    """Known by exactly one of the two: the AGB code (eight digits) or a name. Raises ValueError otherwise."""

    agb: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if (self.agb is None) == (self.name is None):
            raise ValueError("one of AGB code and name")


@dataclass(frozen=True)
class CourtOrder:
    """`number` tells whom it is about, so that it is sealed; `until`: the last day for which it was given."""

    number: str
    until: date


def professional_of_record(
    given: Professional | None,
    referrer: ReferrerType,
    *,
    role: str,
    agb_of_record: str | None,
    organisation: str,
) -> Professional | None:
    """Whom the referral names, else who is on record for the organisation, else the organisation by its name.

    A youth assistant (POH-jeugd) refers under a GP and never in the name of a practice: None where no GP is
    named and none is on record. None too of a municipality, a family and a court.
    """
    if referrer not in OF_A_PROFESSIONAL:
        return None
    if given is not None:
        return given
    if agb_of_record is not None:
        return Professional(agb=agb_of_record)
    return None if role == YOUTH_ASSISTANT else Professional(name=organisation)
