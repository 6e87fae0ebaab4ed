"""A person's own copy of the file: what each room keeps, side by side in one package (AVG art. 15, 20).

The rooms say what this asker gets; nothing is decided or joined here.
"""

import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import yaml
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import Read
from gateway.pages.asking import PageRefused, both
from gateway.pages.forms import read_form
from gateway.pages.frame import Frame
from gateway.pages.organisations import organisations_of
from gateway.texts import WORDS

AN_ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


class LetterOfFile(Read):
    id: UUID
    referral: UUID


class PartOfReferral(Read):
    """The part of the room `referral`."""

    tables: dict[str, list[dict[str, Any]]]
    letters: tuple[LetterOfFile, ...]
    left_out: tuple[str, ...]


class PartOfAccess(Read):
    tables: dict[str, list[dict[str, Any]]]


class FileCopy:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/referrals/{id:uuid}/copy", self.make, methods=["POST"])]

    async def make(self, request: Request) -> Response:
        """The package, to be kept on disk. Raises PageRefused where the room `referral` gives nothing."""
        request.scope["operation"] = "copy of a file"
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        ref = request.path_params["id"]
        asked = {"askedBy": typed.text("askedBy")}
        part = await asking.ask_in_body(PartOfReferral, "referral", f"/referrals/{ref}/exports", asked)
        if part.value is None:
            assert part.problem
            raise PageRefused(part.problem)
        kept_back = {"withoutWhereabouts": "whereabouts" in part.value.left_out}
        decided, registered = await both(
            asking.ask_in_body(PartOfAccess, "access", f"/requests/{ref}/exports", kept_back),
            organisations_of(asking),
        )
        missing = [f"left-out-{each}" for each in part.value.left_out]
        missing += [] if decided.value else ["left-out-access"]
        letters: dict[str, bytes] = {}
        for number, letter in enumerate(part.value.letters, 1):
            try:
                path = f"/referrals/{letter.referral}/letters/{letter.id}"
                letters[f"brieven/brief-{number}.pdf"] = await asking.document("referral", path)
            except PageRefused:
                missing.append("left-out-letter")
        names = {str(each.id): each.name for each in registered.value.items} if registered.value else {}
        rooms = {"referral": part.value.tables, "access": decided.value.tables if decided.value else {}}
        page = self._frame.standing_alone(
            "file_copy.html",
            parts=[titled(tables, names) for tables in rooms.values()],
            missing=[labels()["notes"][each] for each in dict.fromkeys(missing)],
            letters=list(letters),
        )
        return _package(page, rooms, letters)


def titled(tables: dict[str, list[dict[str, Any]]], names: dict[str, str]) -> list[tuple[str, list[Any]]]:
    """Each table by its title, with rows of label and value; what only the computer needs is in the JSON."""
    fields = labels()["fields"]
    return [
        (
            labels()["tables"].get(name, name.replace("_", " ")),
            [
                [(fields[key], readable(value, names)) for key, value in row.items() if key in fields]
                for row in rows
            ],
        )
        for name, rows in tables.items()
    ]


def readable(value: Any, names: dict[str, str]) -> str:
    """As a person reads it: organisations by name, codes in words, yes and no, days as they are written."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, dict):
        fields = labels()["fields"]
        return "; ".join(
            f"{fields.get(key, key)}: {readable(each, names)}" for key, each in value.items() if each
        )
    if isinstance(value, list):
        return ", ".join(readable(each, names) for each in value)
    text = str(value)
    if AN_ID.fullmatch(text):
        return names.get(text, "een andere organisatie of een ander stuk")
    return codes().get(text, text)


@cache
def labels() -> dict[str, dict[str, str]]:
    """The words of the copy, which is in Dutch: it goes to a family."""
    read: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("file_words.yaml").read_text(encoding="utf-8")
    )
    return read


@cache
def codes() -> dict[str, str]:
    """Codes that have one name in Dutch, whichever list they are of."""
    found: dict[str, set[str]] = {}
    for words in WORDS.values():
        for code, text in words.items():
            found.setdefault(code, set()).add(text.nl)
    return {code: texts.pop() for code, texts in found.items() if len(texts) == 1}


def _package(page: str, rooms: dict[str, Any], letters: dict[str, bytes]) -> Response:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        package.writestr("index.html", page)
        package.writestr("file.json", json.dumps(rooms, ensure_ascii=False, indent=1))
        for name, pdf in letters.items():
            package.writestr(name, pdf)
    # No name of anybody in the name of the file.
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="dossier.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)
