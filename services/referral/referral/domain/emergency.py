"""The emergency door: a file is opened for one person, for a few hours, and somebody judges it."""

from enum import StrEnum


class EmergencyRelation(StrEnum):
    """OVERSEES: its privacy officer was told."""

    OVERSEES = "overseeing-organisation"
