"""How a page of records is told: which room is asked, what is shown of each record, which forms there are.

The pages of a file and the lists beside it differ in nothing else, so they are data. A test holds every name
and code in it against the contracts of the rooms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

How = Literal[
    "text",
    "words",
    "yes",
    "flag",
    "day",
    "moment",
    "tenth",
    "code",
    "codes",
    "role",
    "person",
    "persons",
    "organisation",
    "organisations",
    "referral",
    "referrals",
    "address",
]
AskedAs = Literal[
    "text", "area", "tick", "either", "day", "code", "person", "persons", "organisation", "letter"
]
"""`tick`: yes or no by one box; `either`: by a choice, where no answer is not a no."""


@dataclass(frozen=True)
class Part:
    """One fact of a record. A `flag` is told only where it is so.

    `name`: as the room has it, `contact.name` for one inside another; `kind`: of the words of its code. One
    that is absent is not shown, unless `absent` is the key of a text for it.
    """

    name: str
    how: How = "text"
    kind: str = ""
    absent: str = ""


@dataclass(frozen=True)
class Asked:
    """One input of a form. `codes`: those of a kind that may be chosen; without them every one."""

    name: str
    how: AskedAs = "text"
    kind: str = ""
    codes: tuple[str, ...] = ()
    has_hint: bool = False


@dataclass(frozen=True)
class Act:
    """A command. `path`: `{id}` is what the page is about, `{about}` one record of it.

    `when`: the values of a record for which it is there to be given; `of`: its field with whose it is.
    `tells`: what of the answer is shown at once, since it is told only here. `id_as`: the field that says in
    the body what the page is about.
    """

    name: str
    path: str
    asks: tuple[Asked, ...] = ()
    when: Mapping[str, tuple[object, ...]] | None = None
    tells: tuple[Part, ...] = ()
    method: str = "POST"
    id_as: str = ""
    of: str = ""
    is_told_once: bool = False

    def fits(self, record: Mapping[str, object], organisation: str) -> bool:
        is_theirs = not self.of or record.get(self.of) == organisation
        return is_theirs and all(record.get(name) in values for name, values in (self.when or {}).items())


@dataclass(frozen=True)
class Listing:
    """Records of one sort in an answer, under `items`; "" where the answer is itself the one record.

    `name`: of its heading, "" where it is the only one. `link`: a page of each record, by a text and an
    address, and `linked_when` the values for which it is there.
    """

    head: tuple[Part, ...]
    parts: tuple[Part, ...]
    acts: tuple[Act, ...] = ()
    items: str = "items"
    name: str = ""
    look: Literal["cards", "lines", "table"] = "cards"
    link: tuple[str, str] | None = None
    linked_when: Mapping[str, tuple[object, ...]] | None = None

    def is_linked(self, record: Mapping[str, object]) -> bool:
        wanted = (self.linked_when or {}).items()
        return self.link is not None and all(record.get(name) in values for name, values in wanted)


@dataclass(frozen=True)
class Section:
    """One page. `at`: its address, with `{id}` of what it is about. `acts`: that are about no record yet.

    `roles`: to whom it is shown in a menu; what each may read, the room says. `filters`: by which the list is
    narrowed, in the query; `needs_filter`: there is nothing to ask before one was chosen.
    """

    name: str
    at: str
    path: str
    lists: tuple[Listing, ...]
    roles: frozenset[str]
    acts: tuple[Act, ...] = ()
    filters: tuple[Asked, ...] = ()
    room: str = "referral"
    needs_filter: bool = False
    is_paged: bool = False

    @property
    def is_of_file(self) -> bool:
        return self.at.startswith("/file/")

    @property
    def names_people(self) -> bool:
        shown = (part.how for each in self.lists for part in (*each.head, *each.parts))
        return bool({"person", "persons"} & {*shown, *self._asked()})

    def asks_for(self, how: AskedAs) -> bool:
        return how in self._asked()

    def act(self, name: str) -> Act | None:
        every = (*self.acts, *(act for each in self.lists for act in each.acts))
        return next((each for each in every if each.name == name), None)

    def _asked(self) -> set[str]:
        every = (*self.acts, *(act for each in self.lists for act in each.acts))
        return {asked.how for act in every for asked in act.asks} | {each.how for each in self.filters}
