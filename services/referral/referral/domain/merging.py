"""Two records that turn out to be one young person, and how that is undone."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

SPLIT_WITHIN = timedelta(days=90)
"""Our reading: as long as who merged can still tell a mistake from what was entered since."""


class MergeStatus(StrEnum):
    MERGED = "merged"
    SPLIT = "split"


NEXT_OF_MERGE: Mapping[MergeStatus, frozenset[MergeStatus]] = {
    MergeStatus.MERGED: frozenset({MergeStatus.SPLIT}),
    MergeStatus.SPLIT: frozenset(),
}
