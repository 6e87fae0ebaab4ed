"""What the room opens once at its start, and use cases find at `tx.resources`."""

from dataclasses import dataclass

from region_policy.loader import Policies
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Resources:
    policies: Policies


def policies_of(tx: Transaction) -> Policies:
    resources: Resources = tx.resources
    return resources.policies
