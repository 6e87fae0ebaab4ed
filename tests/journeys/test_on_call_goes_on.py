"""Who is on call is answered when all else is gone: the database, NATS, the identity provider,
the other rooms; and a desk that signed in works on for its shift.

The launcher is halted meanwhile, or it would start each of them again at once.
"""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from journey_house import HouseUp, eventually

from wegwijs_cli.rooms import CRISIS
from wirekit.identifiers import uuid7

DESK, KAMPEN = "crisis-desk", "0166"
PROVIDER = "identity-provider"
ALL_ELSE = ("NATS", PROVIDER, "access", "referral", "provider-registry", "gateway", "PostgreSQL")


@contextmanager
def halted(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def started_as(pid: int, *, first_end: Callable[[], object]) -> Iterator[None]:
    """The same command in the same environment as this process, which is ended first."""
    proc = Path(f"/proc/{pid}")
    command = [part.decode() for part in (proc / "cmdline").read_bytes().split(b"\0")[:-1]]
    told = (proc / "environ").read_bytes().split(b"\0")[:-1]
    environment: Mapping[str, str] = dict(each.decode().split("=", 1) for each in told)
    first_end()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


async def is_ready(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/health/ready")).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.requirement("IJS-33", "IJS-34")
async def test_a_desk_that_signed_in_looks_up_and_raises_an_alarm_with_the_identity_provider_stopped(
    house: HouseUp,
) -> None:
    url, gateway, provider = house.running.gateway, house.process("gateway"), house.process(PROVIDER)
    assert gateway.pid is not None
    assert provider.pid is not None
    headers = {"Accept": "text/html", "Accept-Language": "en", "Origin": url}
    async with httpx.AsyncClient(
        base_url=url, headers=headers, follow_redirects=True, trust_env=False
    ) as http:
        await http.get("/sign-in", params={"caller": DESK})
        with halted(house.running.pid):
            house.kill(PROVIDER)
            with started_as(gateway.pid, first_end=lambda: house.kill("gateway")):
                await eventually(lambda: is_ready(http), "the gateway starts without the provider")
                on_call = await http.get("/on-call", params={"municipality": KAMPEN})
                assert 'href="tel:+31' in on_call.text
                typed = {"municipality": KAMPEN, "callBackNumber": "+31612345678", "danger": "yes"}
                raised = await http.post("/alarms/new", data=typed)
                assert (raised.status_code, raised.url.path[:8]) == (200, "/alarms/")
                assert raised.url.path != "/alarms/new", "it is stored, and shown"
                assert (await http.get("/sign-in")).status_code == 502, "who is not signed in waits"
        for name, pid in {PROVIDER: provider.pid, "gateway": gateway.pid}.items():
            await house.stands_again(name, after=pid)


@pytest.mark.requirement("IJS-33")
async def test_the_look_up_answers_throughout_and_an_alarm_that_cannot_be_stored_shows_whom_to_call(
    house: HouseUp,
) -> None:
    async with house.client() as gateway:
        token = await gateway.token_of(DESK)
    crisis = house.process(CRISIS.name)
    pids = {name: house.process(name).pid for name in (*ALL_ELSE, CRISIS.name)}
    assert crisis.pid is not None
    async with httpx.AsyncClient(
        base_url=crisis.url, headers={"Authorization": f"Bearer {token}"}, trust_env=False
    ) as http:

        async def ask() -> Any:
            answer = await http.get("/v1/on-call", params={"municipality": KAMPEN})
            assert answer.status_code == 200, answer.text
            assert answer.json()["computedFrom"] == "memory"
            return answer.json()

        async def nothing_is_sent() -> None:
            body = {"municipality": KAMPEN, "callBackNumber": "+31612345678", "danger": True}
            refused = await http.post("/v1/alarms", json=body, headers={"Idempotency-Key": uuid7().hex})
            assert (refused.status_code, refused.json()["type"]) == (503, "/problems/alarm-not-stored")
            chain = [person["telephone"] for person in refused.json()["chain"]]
            assert chain[: len(on_call)] == on_call

        before = await ask()
        on_call = [person["telephone"] for person in before["lines"][0]["chain"]]
        assert on_call
        with halted(house.running.pid):
            for name in ALL_ELSE:
                house.kill(name)
                assert (await ask())["lines"] == before["lines"], name

            async def has_grown_older() -> bool:
                return bool((await ask())["ageSeconds"] >= 2)

            await eventually(has_grown_older, "the answer tells that it is older")
            await nothing_is_sent()
            assert (await http.get("/health/ready")).status_code == 200
            with started_as(crisis.pid, first_end=lambda: house.kill(CRISIS.name)):
                await eventually(lambda: is_ready(http), "the room starts without anything around it")
                fresh = await ask()
                assert fresh["lines"] == before["lines"]
                assert 2 <= fresh["ageSeconds"] < 600
                await nothing_is_sent()
        for name, pid in pids.items():
            assert pid is not None
            await house.stands_again(name, after=pid)

        async def follows_again() -> bool:
            return bool((await ask())["ageSeconds"] <= 1)

        await eventually(follows_again, "the roster is followed again")
