"""A call-back: somebody who may not raise an alarm asks the crisis desk to call (IJS-34)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class CallBackStatus(StrEnum):
    OPEN = "open"
    DONE = "done"


NEXT: Mapping[CallBackStatus, frozenset[CallBackStatus]] = {
    CallBackStatus.OPEN: frozenset({CallBackStatus.DONE}),
    CallBackStatus.DONE: frozenset(),
}


@dataclass(frozen=True)
class CallBack:
    """`owner` is the crisis desk's organisation, that calls until `due_at` (UTC)."""

    id: UUID
    version: int
    status: CallBackStatus
    region: str
    municipality: str
    left_by: UUID
    left_by_role: str
    owner: str
    danger: bool
    left_at: datetime
    due_at: datetime
    done_at: datetime | None = None
