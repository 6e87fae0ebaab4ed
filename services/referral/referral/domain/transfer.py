"""The transfer list: who still has a provider that stops (ZHZ-15). A row leaves it only by these steps."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from referral.domain.components import Progress
from referral.domain.status import CHOSEN, PlacementStatus


class TransferStatus(StrEnum):
    """TRANSFERRED: another provider has accepted. RESUMED: the provider goes on after all."""

    OPEN = "open"
    TRANSFERRED = "transferred"
    CLOSED = "closed"
    RESUMED = "resumed"


NEXT_OF_TRANSFER: Mapping[TransferStatus, frozenset[TransferStatus]] = {
    TransferStatus.OPEN: frozenset(
        {TransferStatus.TRANSFERRED, TransferStatus.CLOSED, TransferStatus.RESUMED}
    ),
    TransferStatus.TRANSFERRED: frozenset(),
    TransferStatus.CLOSED: frozenset(),
    TransferStatus.RESUMED: frozenset(),
}


class TransferCause(StrEnum):
    """Why another provider is sought. NEXT_NOT_PLACED: it was to go on elsewhere, and ended before that."""

    CONTRACT_ENDED = "contract-ended"
    CONTRACT_SUSPENDED = "contract-suspended"
    PROVIDER_STOPS = "provider-stops"
    NEXT_NOT_PLACED = "next-not-placed"


class ClosingReason(StrEnum):
    """Why the municipality takes somebody off the list whose referral is over."""

    NEW_REFERRAL = "new-referral"
    NO_HELP_NEEDED = "no-help-needed"


def settled(
    *, left: UUID | None, placed: UUID | None, latest: PlacementStatus | None, progress: Progress
) -> TransferStatus | None:
    """How a row of a live referral leaves the list, if it does now.

    `left`: the placement at the provider that stops. `placed`: the one that counts for the grant now,
    `latest` its status, and `progress` what that makes of the component.
    """
    if placed != left and latest in CHOSEN:
        return TransferStatus.TRANSFERRED
    return TransferStatus.CLOSED if progress is Progress.OVER else None
