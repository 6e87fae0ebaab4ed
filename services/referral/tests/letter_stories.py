"""The room beside a stand-in for `access` and the provider on a port; a reader of what a PDF is made of."""

import asyncio
import io
import json
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import jsonschema
import pypdf
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey
from pypdf.generic import DictionaryObject
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from doorkit.service_client import ServiceClient
from referral.app import ROOM, Settings
from referral.clients import AccessRoom
from referral.usecases.issue_letter import issue_next
from testkit.rooms import RoomUnderTest, running_room
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import DALFSEN, Given

Json = dict[str, Any]
KEY = ECKey.generate_key("P-256", {"alg": "ES256"}, auto_kid=True)
REGIONS = Path(__file__).parents[3] / "regions"
STEPS = ("question", "problems", "help", "own-strength", "grant")
FOOT = re.compile(r"(Bladzijde|Page) \d+ / \d+ ?")
PGB = "Een persoonsgebonden budget kan niet, want de aanbieder heeft een contract."


@dataclass
class AccessStandIn:
    """Answers with `content`, or first with each of `troubles`; `asked`: paths, with who asked.

    `meanwhile` happens between the question and its answer.
    """

    content: Json = field(default_factory=dict)
    troubles: list[Response] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    def app(self) -> Starlette:
        async def token(request: Request) -> Response:
            form = dict(parse_qsl((await request.body()).decode()))
            signed = jwt.decode(form["client_assertion"], KEY, algorithms=["ES256"]).claims
            assert (signed["iss"], signed["aud"]) == ("referral", str(request.url))
            return JSONResponse({"access_token": "of-the-room", "expires_in": 600})

        async def discovery(request: Request) -> Response:
            own = str(request.base_url).rstrip("/")
            return JSONResponse({"issuer": own, "jwks_uri": f"{own}/jwks", "token_endpoint": f"{own}/token"})

        async def content(request: Request) -> Response:
            assert request.headers["authorization"] == "Bearer of-the-room"
            self.asked.append(f"{request.url.path}?{request.url.query}")
            if self.meanwhile is not None:
                await self.meanwhile()
            return self.troubles.pop(0) if self.troubles else JSONResponse(self.content)

        async def of_ready(request: Request) -> Response:
            # A question of somebody who waits for it: with that caller's own token.
            assert request.headers["authorization"] not in ("", "Bearer of-the-room")
            self.asked.append(request.url.path)
            if self.meanwhile is not None:
                await self.meanwhile()
            return self.troubles.pop(0) if self.troubles else JSONResponse(self.content)

        path = "/v1/requests/{request_id}/letter-content"
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", discovery),
                Route("/token", token, methods=["POST"]),
                Route(path, content),
                Route("/v1/requests/{request_id}/ready-decision/letter-content", of_ready),
            ]
        )


@dataclass
class Stage:
    """The room, what a test starts from, and the stand-in; `issue` tries every letter that is due."""

    room: RoomUnderTest
    given: Given
    access: AccessStandIn
    url: str

    async def issue(self) -> int:
        tried = 0
        settings = self.room.app.state.api.state.settings
        async with ServiceClient(settings, "referral") as client:
            while await issue_next(self.room.transactions, AccessRoom(client, self.url)):
                tried += 1
        return tried

    async def letters(self, by: Caller, referral: Json) -> list[Json]:
        answer = await self.given.get(by, f"/referrals/{referral['id']}/letters")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def pdf(self, by: Caller, letter: Json) -> httpx.Response:
        return await self.given.get(by, f"/referrals/{letter['referral']}/letters/{letter['id']}")

    def says(self, referral: Json, grants: list[str], **changed: Any) -> Json:
        """What `access` says of the desk's decision, in the form that its contract promises."""
        asked = {"on": "2026-03-02", "by": "municipality", "route": "quote", "forms": ["ambulatory"]}
        given = {"component": "ambulatory", "help": {"nl": "Behandeling", "en": "Treatment"}, "etmalen": None}
        given |= {"ceilingCents": 390_000, "validFrom": "2026-03-10", "validUntil": "2026-09-09"}
        found = {"discipline": "jeugdzorgwerker", "professional": "SKJ 100000001"}
        return {
            "request": referral["id"],
            "decision": None,
            "region": "ijsselland",
            "municipality": DALFSEN,
            "decidedOn": "2026-03-10",
            "decidedBy": "desk",
            "legalGround": {"nl": "Jeugdwet artikel 2.3", "en": "Youth Act section 2.3"},
            "asked": {**asked, "help": None, "etmalen": None},
            "given": [{**given, "grant": grant, "provider": None} for grant in grants],
            "refused": None,
            "freeHelp": None,
            "changed": None,
            "steps": [{"step": step, "finding": f"Bevinding bij {step}.", **found} for step in STEPS],
            "intendedResult": "Weer elke dag naar school.",
            "personalBudgetAnswer": PGB,
            **changed,
        }

    def says_of_a_change(self, referral: Json, grant: str, kind: str, **changed: Any) -> Json:
        """The same of help that the municipality changed later, by default since today."""
        because = {"nl": "Er is minder hulp nodig.", "en": "Less help is needed."}
        about = {"change": str(uuid7()), "grant": grant, "kind": kind, "component": "ambulatory"}
        about |= {"reason": "less-help-needed", "because": because}
        help_ = {"nl": "Behandeling", "en": "Treatment"}
        days = {"fromDay": "2026-03-10", "validUntil": "2026-06-01", "validUntilBefore": "2026-09-09"}
        by = {"ceilingByCents": 0, "etmalenBy": 0, "quantityBy": 0, "unit": None}
        parts = {"help": help_, "schedule": [], "lighter": None, "said": []}
        told = {**about, **days, **by, **parts, **changed}
        lacking = {"decidedBy": None, "intendedResult": None, "personalBudgetAnswer": None, "steps": []}
        return self.says(referral, [], **lacking, changed=told)


def keep_the_contract(content: Json) -> None:
    """The stand-in may say nothing that `access` would not."""
    document = json.loads((REGIONS.parent / "contracts" / "openapi" / "access.json").read_text())
    schema = {"$ref": "#/components/schemas/LetterContentRead", "components": document["components"]}
    jsonschema.validate(content, schema)


@asynccontextmanager
async def a_stage(
    database_url: str, folder: Path, access: AccessStandIn | None = None
) -> AsyncIterator[Stage]:
    access = access or AccessStandIn()
    server = uvicorn.Server(uvicorn.Config(access.app(), log_config=None, lifespan="off"))
    key_file = folder / "referral.client"
    key_file.write_text(json.dumps(KEY.as_dict(private=True)))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(16)
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        serving = asyncio.create_task(server.serve(sockets=[taken]))
        told = {"access_url": url, "audit_url": url, "issuer": url, "client_key_file": str(key_file)}
        async with running_room(ROOM, Settings, database_url, REGIONS, folder, **told) as room:
            yield Stage(room, Given(room), access, url)
        server.should_exit = True
        await serving


@dataclass(frozen=True)
class ReadPdf:
    """What assistive technology meets: language, title, the tags in order, and the text."""

    language: str
    title: str
    is_marked: bool
    metadata: str
    tags: list[tuple[str, Any]]
    text: str

    @classmethod
    def of(cls, pdf: bytes) -> "ReadPdf":
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        root: Any = reader.trailer["/Root"]
        assert reader.metadata
        return cls(
            language=root["/Lang"],
            title=str(reader.metadata.title),
            is_marked=bool(root["/MarkInfo"]["/Marked"]),
            metadata=root["/Metadata"].get_data().decode(),
            tags=list(_tags(root["/StructTreeRoot"]["/K"])),
            text=FOOT.sub("", " ".join(" ".join(page.extract_text() for page in reader.pages).split())),
        )

    def attributes(self, tag: str) -> list[str]:
        return [str(attributes) for name, attributes in self.tags if name == tag]


def _tags(node: Any) -> Iterator[tuple[str, Any]]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from _tags(each)
    elif isinstance(node, DictionaryObject) and "/S" in node:
        yield str(node["/S"]), {"attributes": node.get("/A"), "lang": node.get("/Lang")}
        yield from _tags(node.get("/K"))
