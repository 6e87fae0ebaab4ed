"""How far each component of a referral has come (ambulatory help, stay), and what that makes of the whole.

Stay and treatment are granted apart and may be at two providers; one may end while the other runs on
(IJS-24). So the referral's status follows from its components, and never goes back from what was reached.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from referral.domain.status import PlacementStatus, ReferralStatus


class Component(StrEnum):
    """The parts in which help is granted; each has its own provider."""

    AMBULATORY = "ambulatory"
    STAY = "stay"


class Progress(StrEnum):
    """How far one component has come. `to-place`: nobody is asked, or who was asked will not come."""

    TO_PLACE = "to-place"
    ASKED = "asked"
    ACCEPTED = "accepted"
    IN_CARE = "in-care"
    OVER = "over"


PROGRESS: Mapping[PlacementStatus, Progress] = {
    PlacementStatus.REQUESTED: Progress.ASKED,
    PlacementStatus.OFFERED: Progress.ASKED,
    PlacementStatus.ACCEPTED: Progress.ACCEPTED,
    PlacementStatus.IN_CARE: Progress.IN_CARE,
    PlacementStatus.ENDED: Progress.OVER,
    PlacementStatus.REFUSED: Progress.TO_PLACE,
    PlacementStatus.WITHDRAWN: Progress.TO_PLACE,
    PlacementStatus.EXPIRED: Progress.TO_PLACE,
}


def progress_of(latest: PlacementStatus | None, *, lapsed: bool) -> Progress:
    """`latest` placement request of the component; `lapsed`: the last day of its grant is past.

    Where nobody is found before the grant's last day, no help follows any more: that is over too.
    """
    reached = Progress.TO_PLACE if latest is None else PROGRESS[latest]
    return Progress.OVER if lapsed and reached is Progress.TO_PLACE else reached


def status_with(now: ReferralStatus, components: Collection[Progress]) -> ReferralStatus:
    """What a referral becomes when its components have come this far.

    It is over when every component is: ended where care has begun, closed where no help ever came. Before
    that only an acceptance counts.
    """
    is_over = set(components) == {Progress.OVER}
    if now is ReferralStatus.IN_CARE or Progress.IN_CARE in components:
        return ReferralStatus.ENDED if is_over else ReferralStatus.IN_CARE
    if is_over:
        return ReferralStatus.CLOSED
    return ReferralStatus.ACCEPTED if Progress.ACCEPTED in components else now


def status_after_no(now: ReferralStatus, components: Collection[Progress]) -> ReferralStatus:
    """The same, where a provider said no or nothing: with nothing accepted or in care it is the desk's."""
    reached = status_with(now, components)
    return ReferralStatus.AT_DESK if reached is ReferralStatus.GRANTED else reached
