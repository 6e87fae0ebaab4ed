"""What somebody typed into a form: read, made into what a room takes, and shown again with what was wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

from starlette.requests import Request

from doorkit.edge import read_body
from gateway.pages.answers import ProblemTold
from gateway.problems import ForeignOrigin, FormUnreadable

MOST_FIELDS = 200
AMOUNT = re.compile(r"(?P<euros>[0-9]{1,8})([.,](?P<cents>[0-9]{2}))?")
KEY, VERSION = "key", "version"
"""Hidden in each form: the Idempotency-Key, made when it is shown, and the ETag of what it is about."""


@dataclass(frozen=True)
class Wrong:
    """One line of the list of what is wrong; `name` is that of its input, empty where it is about none."""

    name: str
    text: str


@dataclass(frozen=True)
class FormShown:
    """`prefix` keeps apart the ids of several forms on one page. `wrong`: the message of each input."""

    prefix: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    problem: ProblemTold | None = None
    summary: tuple[Wrong, ...] = ()
    key: str = field(default_factory=lambda: str(uuid4()))

    def id(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def refused(self, problem: ProblemTold, places: Mapping[str, str]) -> "FormShown":
        """The same form with what the room says of it; `places`: which input each field came from."""
        found = [(places.get(each.field, ""), each) for each in problem.errors]
        return replace(
            self,
            wrong={name: each.message for name, each in found if name},
            problem=problem,
            summary=(
                *(
                    Wrong(name, each.message if name else f"{each.field}: {each.message}")
                    for name, each in found
                ),
                *(Wrong("", reason.text) for reason in problem.reasons),
            ),
        )


class Typed:
    """The inputs of one form by name; an empty one is as good as absent."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str) -> str | None:
        return self._values.get(name, "").strip() or None

    def number(self, name: str) -> int | str | None:
        """What is no whole number is passed on as it is: the room says what is wrong with it."""
        text = self.text(name)
        return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else text

    def cents(self, name: str) -> int | str | None:
        """Whole euros, or euros and cents with a comma or a point; anything else is passed on as it is."""
        text = self.text(name)
        found = AMOUNT.fullmatch(text) if text else None
        return int(found["euros"]) * 100 + int(found["cents"] or 0) if found else text

    def telephone(self, name: str) -> str | None:
        """As everybody can call it (E.164), where it is written as in the Netherlands; else as it is."""
        text = self.text(name)
        digits = re.sub(r"[\s().-]", "", text or "")
        if re.fullmatch(r"0[1-9][0-9]{8}", digits):
            return f"+31{digits[1:]}"
        return re.sub(r"^00", "+", digits) if re.fullmatch(r"(\+|00)[0-9]{8,15}", digits) else text

    def any_of(self, names: Sequence[str]) -> bool:
        return any(self.text(name) for name in names)

    def named(self, start: str) -> list[str]:
        """What follows this in the names of the inputs that begin with it and are filled in."""
        return [
            name.removeprefix(start) for name in self._values if name.startswith(start) and self.text(name)
        ]

    @property
    def everything(self) -> list[tuple[str, str]]:
        """Every input with its value, to be sent once more; with the key that it has or gets."""
        return [*((name, value) for name, value in self._values.items() if name != KEY), (KEY, self.key)]

    @property
    def key(self) -> str:
        """Whoever sends a form without one gets a new one: the room asks for it in any case."""
        try:
            return str(UUID(self._values.get(KEY, "")))
        except ValueError:
            return str(uuid4())

    @property
    def version(self) -> str | None:
        version = self.text(VERSION)
        return version if version and version.isascii() and version.isprintable() else None

    def shown(self, prefix: str = "") -> FormShown:
        return FormShown(prefix=prefix, values=self._values, key=self.key)


class Filling:
    """A body for a room, built field by field, which remembers from which input each field came."""

    def __init__(self) -> None:
        self.body: dict[str, Any] = {}
        self.places: dict[str, str] = {}

    def put(self, path: str, value: object, name: str) -> None:
        """`path` as the room names it in an error: `authorisation.end`, `choices.0.budget`.

        What is not filled in stays out, but its input is remembered: the room may ask for it.
        """
        self.places[path] = name
        parts = path.split(".")
        for depth in range(1, len(parts)):
            self.places.setdefault(".".join(parts[:depth]), name)
        if value is not None:
            self._set(parts, value)

    def _set(self, parts: list[str], value: object) -> None:
        here: Any = self.body
        for part, following in pairwise(parts):
            empty: Any = [] if following.isdigit() else {}
            if part.isdigit():
                if int(part) == len(here):
                    here.append(empty)
                here = here[int(part)]
            else:
                here = here.setdefault(part, empty)
        here[parts[-1]] = value


async def read_form(
    request: Request, limit_bytes: int, *, by_secret: bool = False, most_fields: int = MOST_FIELDS
) -> Typed:
    """What was sent. Raises ForeignOrigin, FormUnreadable, and what is wrong with the body.

    `by_secret`: its address holds a secret, which no other site knows, so it counts from anywhere.
    """
    if not by_secret:
        require_own_origin(request)
    if problem := await read_body(request, limit_bytes):
        raise problem
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"),
            keep_blank_values=True,
            max_num_fields=most_fields,
            errors="strict",
        )
    except ValueError:
        raise FormUnreadable from None
    # A browser ends the lines of a text by two characters, a room takes one.
    return Typed({name: value.replace("\r\n", "\n") for name, value in pairs})


def require_own_origin(request: Request) -> None:
    """A browser says from which site a form is sent; only one of our own counts. Raises ForeignOrigin."""
    if request.headers.get("origin") != own_site(request):
        raise ForeignOrigin


def own_site(request: Request) -> str:
    """Under which the browser has reached us, such as `https://wegwijs.example`."""
    return f"{request.url.scheme}://{request.headers.get('host', '')}"
