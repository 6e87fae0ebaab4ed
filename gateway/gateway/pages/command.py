"""The small commands of a page: from the inputs of their forms to what a room takes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gateway.pages.forms import Filling, FormShown, Typed, read_form
from gateway.pages.frame import Frame, to

ABOUT = "about"
"""Hidden in a form that is about a part of its page, such as one question of several: the id of it."""


class Done(BaseModel):
    """A command that was done; the page that is shown next asks for what became of it."""

    model_config = ConfigDict(extra="ignore")


@dataclass(frozen=True)
class Command:
    """`path` in the room of the page: `{id}` is what the page is about, `{about}` a part of it."""

    path: str
    fill: Callable[[Typed], Filling]
    method: str = "POST"


@dataclass(frozen=True)
class Forms:
    """The forms of a page; the one that was sent last comes with what was typed and what is wrong."""

    sent: str = ""
    form: FormShown = field(default_factory=FormShown)
    shown: set[str] = field(default_factory=set)

    def of(self, name: str, about: object = "") -> FormShown:
        """`about` keeps apart two of the same command."""
        prefix = f"{name}-{about}-"
        self.shown.add(prefix)
        return self.form if self.sent == prefix else FormShown(prefix)

    @property
    def is_lost(self) -> bool:
        """Whether the form that was refused is not on the page any more: then the page tells why itself."""
        return bool(self.sent) and self.sent not in self.shown


def nothing(typed: Typed) -> Filling:
    return Filling()


def plain(*fields: str) -> Callable[[Typed], Filling]:
    """Each field of the room by the input of the same name."""

    def fill(typed: Typed) -> Filling:
        filling = Filling()
        for name in fields:
            filling.put(name, typed.text(name), name)
        return filling

    return fill


async def take_command(
    frame: Frame,
    request: Request,
    commands: Mapping[str, Command],
    page: str,
    shown: Callable[[Forms, int], Awaitable[Response]],
    *,
    room: str = "referral",
) -> Response:
    """Send the command that the address names; refused, its form comes back on the page. Raises what
    `read_form` does, and 404 where the page has no such command."""
    name = request.path_params["command"]
    command = commands.get(name)
    if command is None:
        raise HTTPException(404)
    asking = frame.asking(request)
    typed = await read_form(request, frame.body_limit_bytes)
    about, filling = typed.text(ABOUT) or "", command.fill(typed)
    path = command.path.format(
        id=request.path_params.get("id", ""), about=only_an_id(about) if "{about}" in command.path else ""
    )
    told = await asking.send(
        Done, room, command.method, path, filling.body, key=typed.key, if_match=typed.version
    )
    if told.problem is None:
        return to(page)
    prefix = f"{name}-{about}-"
    forms = Forms(prefix, typed.shown(prefix).refused(told.problem, filling.places))
    return await frame.or_again(request, typed, shown(forms, told.problem.status))


def only_an_id(text: str) -> UUID:
    """What stands in an address is made of an id and of nothing else."""
    try:
        return UUID(text)
    except ValueError:
        raise HTTPException(404) from None
