"""Which pages stand in the menu of whoever is signed in: those of the work of that role.

A page that is not in somebody's menu can be opened all the same; the rooms say whether it is theirs.
"""

import re
from collections.abc import Iterable, Mapping

_REFERS = ("refer", "referrals", "inbox")
_FINDS = ("search", "on-call")
_CALLS = (*_FINDS, "alarms/new")
_ON_DUTY = ("on-call", "wall", "hand-over", "search")
_DOCTOR = (*_REFERS, "find", "consultations", *_CALLS)
_SHARES = ("cases-shared", "inbox", "on-call", "alarms/new")
MENU: Mapping[str, tuple[str, ...]] = {
    "access-worker": (
        *("desk", *_REFERS, "find", "waiting", "transfers", "consultations", "figures", *_CALLS),
        *("alarms", "coverage", "emergency"),
    ),
    "general-practitioner": _DOCTOR,
    "youth-assistant": _DOCTOR,
    "youth-doctor": (*_REFERS, "find", *_CALLS),
    "medical-specialist": (*_REFERS, "find", *_CALLS),
    "institution-worker": ("cases", *_REFERS, "find", *_CALLS, "alarms"),
    "provider-worker": (
        *("placements", "inbox", "quotes", "deliveries", "capacity", "consultations", "handovers", "scores"),
        *_CALLS,
    ),
    "director": ("inbox", "find", "figures", *_CALLS),
    "crisis-desk": ("alarms/new", "alarms", *_ON_DUTY, "inbox", "figures", "emergency"),
    "on-call-worker": ("alarms", *_ON_DUTY, "roster"),
    "roster-planner": ("roster", *_ON_DUTY, "figures"),
    "wall-screen": ("wall",),
    "contract-manager": ("figures", "coverage", "capacity", *_FINDS),
    "region-manager": ("figures", "coverage", *_FINDS),
    "auditor": ("log", *_FINDS),
    "privacy-officer": ("log", "emergencies", "destructions", "inbox", *_FINDS),
    "safe-home-worker": _SHARES,
    "police-officer": _SHARES,
    "board-worker": _SHARES,
    "attendance-officer": _SHARES,
    "school-worker": _SHARES,
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
