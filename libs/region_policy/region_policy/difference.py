"""What two policies say differently, value by value. Pure; `difference_words` tells it to people."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from pydantic import BaseModel

from region_policy.codes import ReferrerType
from region_policy.language import Name
from region_policy.model import PolicyFile
from region_policy.parts import EtmaalTariff, HourlyTariff, Term
from region_policy.parts_routes import UnitTariff


class Kind(StrEnum):
    """ORDER: the same items, one after another in another way."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list or a table, found back in the other file by `key`: what names it there."""

    key: str
    thing: object = None


Path: TypeAlias = tuple[str | Item, ...]
"""The keys of the file from the top down, and the things in its lists."""


@dataclass(frozen=True, slots=True)
class Change:
    """`was` and `now` are values of the model; of what is added or removed one of them is None."""

    path: Path
    kind: Kind
    was: Any
    now: Any

    @property
    def place(self) -> str:
        """As people point at it: keys and names with dots between."""
        return ".".join(step if isinstance(step, str) else step.key for step in self.path)


TARIFFS = (HourlyTariff, EtmaalTariff, UnitTariff)
NAMED_BY = {
    "ReferrerRule": ("referrer", "measure"),
    "OpenRoute": ("route",),
    "RouteRule": ("route",),
    "PreconditionRule": ("rule",),
    "HourlyTariff": ("valid_from",),
    "EtmaalTariff": ("valid_from",),
    "UnitTariff": ("valid_from",),
    "Category": ("category",),
    "OutsideModel": ("category",),
    "Buyer": ("form",),
    "PreconditionSetting": ("kind", "rule", "routes"),
    "RouteSetting": ("kind", "referrer", "route"),
    "DecisionTermSetting": ("kind",),
    "Lane": ("urgency",),
    "MunicipalFrame": ("municipality",),
    "YearAmount": ("year",),
}
"""By which fields a thing of a list is found back in the other file; all others by their id."""


def changes(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    """Every value in which the two differ, in the order of the file; nothing is left out."""
    for name in PolicyFile.model_fields:
        yield from between(getattr(old, name), getattr(new, name), (name,))


def between(was: Any, now: Any, path: Path) -> Iterator[Change]:
    if type(was) is type(now) and was == now:
        return
    if isinstance(was, Name) or type(was) is not type(now):
        kind = Kind.ADDED if is_block(now) and was is None else Kind.CHANGED
        yield Change(path, Kind.REMOVED if is_block(was) and now is None else kind, was, now)
    elif isinstance(was, BaseModel):
        yield from between_blocks(was, now, path)
    elif isinstance(was, dict):
        yield from between_tables(was, now, path)
    elif isinstance(was, tuple):
        yield from between_lists(was, now, path)
    else:
        yield Change(path, Kind.CHANGED, was, now)


def is_block(value: object) -> bool:
    return isinstance(value, BaseModel) and not isinstance(value, Name)


def between_blocks(was: BaseModel, now: BaseModel, path: Path) -> Iterator[Change]:
    told: set[str] = set()
    if isinstance(was, Term) and isinstance(now, Term):
        # A length says nothing without its unit: the two are one value.
        told = {"length", "unit"}
        if (was.length, was.unit) != (now.length, now.unit):
            yield Change(path, Kind.CHANGED, was, now)
    for name, field in type(was).model_fields.items():
        if name not in told:
            yield from between(getattr(was, name), getattr(now, name), (*path, field.alias or name))


def between_tables(was: dict[Any, Any], now: dict[Any, Any], path: Path) -> Iterator[Change]:
    for key in dict.fromkeys((*was, *now)):
        place = (*path, Item(str(key)))
        if key not in now:
            yield Change(place, Kind.REMOVED, was[key], None)
        elif key not in was:
            yield Change(place, Kind.ADDED, None, now[key])
        else:
            yield from between(was[key], now[key], place)


def between_lists(was: tuple[Any, ...], now: tuple[Any, ...], path: Path) -> Iterator[Change]:
    before, after = by_key(was), by_key(now)
    gone = [item for key, item in before.items() if key not in after]
    new = [item for key, item in after.items() if key not in before]
    if gone and new and isinstance(gone[-1], TARIFFS) and isinstance(new[0], TARIFFS):
        # A new tariff takes the place of the last one: the two amounts belong beside each other.
        yield Change(path, Kind.CHANGED, gone.pop(), new.pop(0))
    yield from (Change(path, Kind.REMOVED, items, None) for items in together(gone))
    yield from (Change(path, Kind.ADDED, None, items) for items in together(new))
    for key, item in after.items():
        if key in before and is_block(item):
            yield from between(before[key], item, (*path, Item(key, item)))
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Change(path, Kind.ORDER, was, now)


def together(items: list[Any]) -> Iterator[Any]:
    """Codes in one line; blocks one by one, and referrers too, since each is told what it gets or loses."""
    codes = tuple(item for item in items if not is_block(item) and not isinstance(item, ReferrerType))
    yield from (item for item in items if item not in codes)
    if codes:
        yield codes


def by_key(items: tuple[Any, ...]) -> dict[str, Any]:
    """What occurs more than once is told apart by how often it came before."""
    seen: Counter[str] = Counter()
    found: dict[str, Any] = {}
    for item in items:
        key = key_of(item)
        seen[key] += 1
        found[key if seen[key] == 1 else f"{key} ({seen[key]})"] = item
    return found


def key_of(item: Any) -> str:
    if not is_block(item):
        return str(item)
    fields = NAMED_BY.get(type(item).__name__, ("id",))
    return " ".join(plain(getattr(item, field, "")) for field in fields)


def plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
