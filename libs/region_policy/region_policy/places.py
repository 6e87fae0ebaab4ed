"""Faults that many lists of a policy file can have."""

from collections.abc import Hashable, Iterable, Iterator, Sequence

from region_policy.mistakes import Fault, Place
from region_policy.model import PolicyFile


def given_twice(values: Sequence[Hashable], path: Place, key: str | None = "id") -> Iterator[Fault]:
    """A value that an earlier item of the same list already has."""
    seen: set[Hashable] = set()
    for at, value in enumerate(values):
        if value in seen:
            place: Place = (*path, at) if key is None else (*path, at, key)
            yield Fault(place, f"{value} is given twice; each may occur once")
        seen.add(value)


def elsewhere(policy: PolicyFile, own: Iterable[str], path: Place) -> Iterator[Fault]:
    for code in own:
        if code not in policy.municipalities.items:
            yield Fault((*path, code), f"{code} is not one of the municipalities of this region")
