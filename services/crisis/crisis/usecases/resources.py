"""What the room opens once at its start, and use cases find at `tx.resources`."""

from dataclasses import dataclass, field

from crisis.channels import Channels
from crisis.usecases.memory import RosterMemory
from crisis.usecases.snapshot import Snapshot
from region_policy.loader import Policies
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Resources:
    policies: Policies
    channels: Channels = field(default_factory=Channels)
    memory: RosterMemory = field(default_factory=RosterMemory)
    snapshot: Snapshot | None = None


def policies_of(tx: Transaction) -> Policies:
    resources: Resources = tx.resources
    return resources.policies


def channels_of(tx: Transaction) -> Channels:
    resources: Resources = tx.resources
    return resources.channels
