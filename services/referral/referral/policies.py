"""The regions' policies, which this room reads once at its start."""

from region_policy.loader import Policies
from servicekit.transaction import Transaction
from wirekit.settings import RoomSettings


def open_policies(settings: RoomSettings) -> Policies:
    """Raises PolicyMistakes with every mistake of every file: a room does not start on half a policy."""
    return Policies.load(settings.regions_dir)


def policies(tx: Transaction) -> Policies:
    read: Policies = tx.resources
    return read
