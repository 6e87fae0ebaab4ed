"""Who buys help for a region, and the calls by which it does so."""

from typing import Any
from uuid import UUID

import httpx

from provider_registry.domain.organisation import Kind
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given

GP = Caller("gp", uuid7(), "general-practitioner")
CRITERIA = [
    {"id": "registered-staff", "text": "Geregistreerde professionals"},
    {"id": "complaints", "text": "Een klachtenregeling"},
]


async def region_manager(room: RoomUnderTest, *regions: str) -> Caller:
    return await given.caller(room, "contract-manager", Kind.REGION, regions=regions or (given.REGION,))


async def municipal_manager(room: RoomUnderTest, area: str, region: str = given.REGION) -> Caller:
    """Of the organisation of this municipality."""
    return await given.caller(room, "contract-manager", Kind.MUNICIPALITY, regions=(region,), area=area)


async def send(
    room: RoomUnderTest, by: Caller, path: str, body: Any = None, *, method: str = "POST", **headers: str
) -> httpx.Response:
    told = {"Idempotency-Key": uuid7().hex} | {name.replace("_", "-"): v for name, v in headers.items()}
    async with room.as_caller(by, **told) as client:
        return await client.request(method, path, json=body)


async def read(room: RoomUnderTest, path: str, by: Caller = GP) -> Any:
    async with room.as_caller(by) as client:
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def reasons(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 409, answer.text
    return {reason["code"] for reason in answer.json()["reasons"]}


def fields(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 400, answer.text
    return [error["field"] for error in answer.json()["errors"]]


def wanted(provider: UUID, **change: Any) -> dict[str, Any]:
    """A contract to make: regional and ambulatory from 2020 on, unless changed."""
    body = {"region": given.REGION, "form": "ambulatory", "level": "regional", "validFrom": "2020-01-01"}
    return {"provider": str(provider), **body, **change}


async def contract(room: RoomUnderTest, by: Caller, provider: UUID, **change: Any) -> dict[str, Any]:
    made = await send(room, by, "/contracts", wanted(provider, **change))
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def a_round(room: RoomUnderTest, by: Caller, form: str = "ambulatory", **more: Any) -> dict[str, Any]:
    body = {"region": given.REGION, "form": form, "criteria": CRITERIA, **more}
    opened = await send(room, by, "/admission-rounds", body)
    assert opened.status_code == 201, opened.text
    found: dict[str, Any] = opened.json()
    return found


async def an_application(room: RoomUnderTest, provider: UUID, round_id: str) -> dict[str, Any]:
    applied = await send(room, given.as_provider(provider), f"/admission-rounds/{round_id}/applications", {})
    assert applied.status_code == 201, applied.text
    found: dict[str, Any] = applied.json()
    return found


async def assess(
    room: RoomUnderTest, by: Caller, application: dict[str, Any], *, met: bool = True
) -> httpx.Response:
    results = [{"criterion": each["id"], "met": met, "note": "Gezien."} for each in CRITERIA]
    path = f"/applications/{application['id']}/assessment"
    return await send(room, by, path, {"results": results}, if_match='"1"')


async def admit(
    room: RoomUnderTest, by: Caller, *providers: UUID, form: str = "ambulatory"
) -> dict[str, Any]:
    """A first round that lets these in, and stays open; gives the round."""
    opened = await a_round(room, by, form)
    for provider in providers:
        assessed = await assess(room, by, await an_application(room, provider, opened["id"]))
        assert assessed.json()["status"] == "admitted", assessed.text
    return opened
