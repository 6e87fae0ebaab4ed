"""Which pages stand in the menu of whoever is signed in: those of the work of that role.

A page that is not in somebody's menu can be opened all the same; the rooms say whether it is theirs.
"""

import re
from collections.abc import Iterable, Mapping

_REFERS = ("refer", "referrals", "inbox")
_FINDS = ("search", "on-call")
_CALLS = (*_FINDS, "alarms/new")
_ON_DUTY = ("on-call", "wall", "hand-over", "search")
_PROVIDES = ("placements", "inbox", "quotes", "capacity", *_CALLS)
MENU: Mapping[str, tuple[str, ...]] = {
    "access-worker": ("desk", *_REFERS, "waiting", "transfers", *_CALLS, "alarms", "coverage"),
    "general-practitioner": (*_REFERS, *_CALLS),
    "youth-assistant": (*_REFERS, *_CALLS),
    "youth-doctor": (*_REFERS, *_CALLS),
    "medical-specialist": (*_REFERS, *_CALLS),
    "institution-worker": (*_REFERS, *_CALLS, "alarms"),
    "provider-worker": _PROVIDES,
    "director": ("inbox", *_CALLS),
    "crisis-desk": ("alarms/new", "alarms", *_ON_DUTY, "inbox"),
    "on-call-worker": ("alarms", *_ON_DUTY, "roster"),
    "roster-planner": ("roster", *_ON_DUTY),
    "wall-screen": ("wall",),
    "young-person": ("my-file",),
    "parent": ("my-file",),
}
OTHERS = (*_FINDS, "capacity", "coverage")
"""Of every other role."""


def menu_of(role: str) -> list[tuple[str, str]]:
    """The address of each page, and the key of its name in the texts."""
    return [(f"/{page}", f"nav_{re.sub('[-/]', '_', page)}") for page in MENU.get(role, OTHERS)]


def stands_on(menu: Iterable[tuple[str, str]], here: str) -> str:
    """The page of the menu that this address belongs to; empty where it belongs to none."""
    found = (path for path, _ in menu if here == path or here.startswith(f"{path}/"))
    return max(found, key=len, default="")
