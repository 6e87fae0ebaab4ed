"""Signing in as a caller of the demonstration, by the development issuer. Never in production."""

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from gateway.pages.frame import Frame, set_cookie
from gateway.problems import RoomSilent, RoomUnreachable
from gateway.regions import DemoCaller
from gateway.rooms import NoAnswer
from gateway.session import COOKIE, Session

GRANT = "urn:wegwijs:demo-caller"
ISSUER = "issuer"
WALL_SCREEN = "wall-screen"
"""The role of a device, which nobody stands beside to sign in again."""
DEVICE = "wegwijs-device"
DEVICE_STAYS_SECONDS = 365 * 24 * 3600


class _Token(BaseModel):
    access_token: str
    expires_in: int


async def begin_session(frame: Frame, request: Request, caller: DemoCaller) -> Session:
    """In the place of the one that the browser has, if any. Raises RoomUnreachable, RoomSilent."""
    token = await _token_for(frame, caller.id)
    frame.sessions.end(request.cookies.get(COOKIE))
    return frame.sessions.begin(caller, token.access_token, valid_seconds=token.expires_in)


def keep_session(answer: Response, request: Request, session: Session) -> None:
    """The browser keeps the number of the session; a device also who it is."""
    set_cookie(answer, request, COOKIE, session.id)
    if session.caller.role == WALL_SCREEN:
        set_cookie(answer, request, DEVICE, session.caller.id, seconds=DEVICE_STAYS_SECONDS)


def device_of(frame: Frame, request: Request) -> DemoCaller | None:
    """Which device this is, where it is one that has signed in before."""
    kept = request.cookies.get(DEVICE)
    callers = (caller for region in frame.regions for caller in region.callers)
    return next((each for each in callers if each.id == kept and each.role == WALL_SCREEN), None)


def forget(answer: Response) -> None:
    """The cookies go, and so does what scripts have kept on this screen: names and telephones of staff."""
    for name in (COOKIE, DEVICE):
        answer.delete_cookie(name, path="/", httponly=True, samesite="strict")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'


async def _token_for(frame: Frame, caller: str) -> _Token:
    url = f"{frame.issuer.rstrip('/')}/token"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    # Both are words of our own files: nothing in them needs another way of writing.
    body = f"grant_type={GRANT}&caller={caller}".encode()
    try:
        said = await frame.rooms.send("POST", url, headers, body)
        return _Token.model_validate_json(said.body)
    except NoAnswer as error:
        raise (RoomSilent(ISSUER) if error.is_silent else RoomUnreachable(ISSUER)) from None
    except ValidationError:
        raise RoomUnreachable(ISSUER) from None
