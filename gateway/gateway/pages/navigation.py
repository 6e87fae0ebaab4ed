"""Which pages stand in the menu of whoever is signed in: those of the work of that role.

A page that is not in somebody's menu can be opened all the same; the rooms say whether it is theirs.
"""

from collections.abc import Mapping

_REFERS = ("refer", "referrals", "inbox")
_FINDS = ("search", "on-call")
_PROVIDES = ("placements", "inbox", "quotes", "capacity", *_FINDS)
MENU: Mapping[str, tuple[str, ...]] = {
    "access-worker": ("desk", *_REFERS, "waiting", "transfers", *_FINDS, "coverage"),
    "general-practitioner": (*_REFERS, *_FINDS),
    "youth-assistant": (*_REFERS, *_FINDS),
    "youth-doctor": (*_REFERS, *_FINDS),
    "medical-specialist": (*_REFERS, *_FINDS),
    "institution-worker": (*_REFERS, *_FINDS),
    "provider-worker": _PROVIDES,
    "director": ("inbox", *_FINDS),
    "crisis-desk": ("inbox", *_FINDS),
}
OTHERS = (*_FINDS, "capacity", "coverage")
"""Of every other role."""


def menu_of(role: str) -> list[tuple[str, str]]:
    """The address of each page, and the key of its name in the texts."""
    return [(f"/{page}", f"nav_{page.replace('-', '_')}") for page in MENU.get(role, OTHERS)]
