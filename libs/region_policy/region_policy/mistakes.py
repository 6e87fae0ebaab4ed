"""What is wrong with a policy file, said so that its author can mend everything at once."""

from dataclasses import dataclass
from typing import TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""A place in a file: keys and list positions (from 0), from the top down."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """`line` counts from 1; `field` is a dotted path, empty for the file as a whole."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.field or '(file)'} {self.message}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake before its line is known."""

    path: Place
    message: str


class PolicyMistakes(ValueError):
    """One or more policy files cannot be used; `mistakes` holds every mistake found in them."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


def dotted(path: Place) -> str:
    return ".".join(str(step) for step in path)
