"""On which grounds a provider may say no to a placement request."""

from referral.domain.status import RefusalReason
from region_policy.parts_desk import Acceptance

FREELY = tuple(reason.value for reason in RefusalReason)
"""What a provider without a duty may answer (HLM-01)."""


def allowed_reasons(acceptance: Acceptance | None) -> tuple[str, ...]:
    """The codes on which a provider may refuse under this part of the region's policy.

    Under a duty to accept those that it lists, and no other: neither is a full house among them (HLM-23).
    """
    if acceptance is not None and acceptance.duty:
        return tuple(ground.id for ground in acceptance.refusal_grounds)
    return FREELY


def known_reasons(acceptance: Acceptance | None) -> tuple[str, ...]:
    """Every code that is a reason at all; what is none of these is a slip of the pen, not a refusal."""
    grounds = acceptance.refusal_grounds if acceptance else ()
    return FREELY + tuple(ground.id for ground in grounds if ground.id not in FREELY)
