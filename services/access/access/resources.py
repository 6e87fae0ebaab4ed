"""What this room opens once, at its start."""

from pathlib import Path
from typing import cast

from region_policy.loader import Policies
from servicekit.transaction import Transaction
from wirekit.settings import RoomSettings


def open_resources(settings: RoomSettings) -> Policies:
    """Read every policy of every region. Raises PolicyMistakes: with a wrong file the room does not start."""
    return Policies.load(Path(settings.regions_dir))


def policies(tx: Transaction) -> Policies:
    return cast(Policies, tx.resources)
