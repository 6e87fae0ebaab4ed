"""A form with a file in it, and the file that we give to be filled in.

The name of a file is not read at all, so it can be no path and stand in no log.
"""

import base64
import re
from collections.abc import Mapping

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from doorkit.edge import read_body
from gateway.pages.forms import Typed, require_own_origin
from gateway.problems import FormUnreadable, NoTable

MOST_FIELDS = 10
FILE, TEXT = "file", "csv"
TABLES = {"text/csv", "text/plain", "application/csv", "application/vnd.ms-excel"}
"""What browsers say of a table as text; the last one of Windows, of any `.csv`."""
UNSAID = {"", "application/octet-stream"}
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def read_upload(request: Request, limit_bytes: int) -> Typed:
    """What was sent, with the text of the file in the place of what was typed, if there is a file.

    Raises ForeignOrigin, FormUnreadable, NoTable, and what is wrong with the body.
    """
    values, content, kind = await _parts(request, limit_bytes)
    if content:
        values[TEXT] = _text(content, kind)
    return _typed(values)


async def read_document(request: Request, limit_bytes: int, name: str) -> Typed:
    """What was sent, with the file under this name as base64, if there is one; the room looks what it is.

    Raises ForeignOrigin, FormUnreadable, and what is wrong with the body.
    """
    values, content, _ = await _parts(request, limit_bytes)
    if content:
        values[name] = base64.b64encode(content).decode()
    return _typed(values)


def _typed(values: Mapping[str, str]) -> Typed:
    return Typed({name: value.replace("\r\n", "\n") for name, value in values.items()})


async def _parts(request: Request, limit_bytes: int) -> tuple[dict[str, str], bytes, str]:
    """What was typed, and the file with its kind."""
    require_own_origin(request)
    if problem := await read_body(request, limit_bytes):
        raise problem
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=limit_bytes) as form:
            values = {name: value for name, value in form.items() if isinstance(value, str)}
            file = form.get(FILE)
            content, kind = b"", ""
            if isinstance(file, UploadFile):
                content, kind = await file.read(), (file.content_type or "").partition(";")[0].strip().lower()
    except HTTPException:
        # How Starlette tells that the parts do not parse, or are too many.
        raise FormUnreadable from None
    return values, content, kind


def as_cell(value: object) -> object:
    """What a spreadsheet shows and does not compute, whoever wrote it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(BEGINS_FORMULA) else value


def _text(content: bytes, kind: str) -> str:
    """A spreadsheet may write the letters of its own system; only a strange header would have any.

    Raises NoTable for what says that it is something else, and for what is: a workbook is a ZIP, and we
    unpack nothing.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if kind not in TABLES | UNSAID or NO_TEXT.search(text):
        raise NoTable
    return text
