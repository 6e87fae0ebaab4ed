"""A worker of the access desk, as colleagues and letters name this worker."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Worker:
    """`subject` is the one in the token; `professional`: name and registration (SKJ, BIG)."""

    subject: str
    organisation: UUID
    discipline: str
    professional: str
