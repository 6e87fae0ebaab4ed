"""A form with a file in it."""

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from gateway.pages.forms import Typed, require_own_origin
from gateway.problems import FormUnreadable
from wirekit.edge import read_body

MOST_FIELDS = 10
FILE, TEXT = "file", "csv"


async def read_upload(request: Request, limit_bytes: int) -> Typed:
    """What was sent, with the text of the file in the place of what was typed, if there is a file.

    Raises ForeignOrigin, FormUnreadable, and what is wrong with the body.
    """
    require_own_origin(request)
    if problem := await read_body(request, limit_bytes):
        raise problem
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=limit_bytes) as form:
            values = {name: value for name, value in form.items() if isinstance(value, str)}
            file = form.get(FILE)
            content = await file.read() if isinstance(file, UploadFile) else b""
    except HTTPException:
        # How Starlette tells that the parts do not parse, or are too many.
        raise FormUnreadable from None
    if content:
        values[TEXT] = _text(content)
    return Typed({name: value.replace("\r\n", "\n") for name, value in values.items()})


def _text(content: bytes) -> str:
    """A spreadsheet may write the letters of its own system; only a strange header would have any."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
