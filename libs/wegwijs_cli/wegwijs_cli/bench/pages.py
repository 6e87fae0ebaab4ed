"""What a page costs the server, beside the answers of the rooms that it shows.

In the house itself: the gateway and its rooms, with their part of PostgreSQL, while the page is asked for,
and while the same answers are asked of the rooms one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

import httpx

from doorkit.openid import GATEWAY
from wegwijs_cli.bench.advice import open_requests
from wegwijs_cli.bench.cast import AGE
from wegwijs_cli.bench.load import Target, drive
from wegwijs_cli.bench.look_up import LookUpSent
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured
from wegwijs_cli.bench.stand import Stand, backends_of, cpu_seconds_of
from wegwijs_cli.bench.submission import Block, bsns_for_tests, tell_costs
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.rooms import ACCESS, PROVIDER_REGISTRY, REFERRAL, ROOMS

AT_MOST_OF_THE_ANSWERS = 4.0
ON_THE_LIST, IN_A_ROUND = 40, 16
COOKIE = "wegwijs-session"
OK = 200


@dataclass(frozen=True)
class Shown:
    """A page with the calls to rooms whose answers stand on it."""

    name: str
    page: bytes
    answers: Sequence[tuple[str, bytes]]


class House:
    """The processes of the house that serve a page."""

    def __init__(self, stand: Stand, token: str, cookie: str) -> None:
        self._stand, self._token, self._cookie = stand, token, cookie
        served = [stand.running.services[name].pid for name in (GATEWAY, *(room.name for room in ROOMS))]
        self._pids = [pid for pid in served if pid is not None]

    def page(self, path: str, typed: Mapping[str, str] | None = None) -> bytes:
        """As a browser asks for it; `typed`: the inputs of its form."""
        url = self._stand.running.gateway
        headers = {"Cookie": self._cookie, "Accept": "text/html", "Accept-Language": "nl", "Origin": url}
        if typed is None:
            return Target(url).call("GET", path, headers=headers)
        body = urlencode(typed).encode()
        call = Target(url).call("POST", path, body=body, headers=headers)
        return call.replace(
            b"Content-Type: application/json", b"Content-Type: application/x-www-form-urlencoded"
        )

    def answer(self, room: str, method: str, path: str, body: bytes = b"") -> tuple[str, bytes]:
        url = self._stand.running.services[room].url
        return url, Target(url).call(method, f"/v1/{path}", token=self._token, body=body)

    async def used(self) -> float:
        """Processor seconds of all of them until now."""
        backends = [pid for room in ROOMS for pid in await backends_of(self._stand.database_url(room.module))]
        return sum(map(cpu_seconds_of, (*self._pids, *backends)))

    async def send(self, url: str, calls: Sequence[bytes]) -> Block:
        """Processor time for each. Raises WrongAnswer."""
        before = await self.used()
        seconds = await drive(Target(url), calls, expect=OK)
        return Block(len(calls) / seconds, (await self.used() - before) / len(calls))


async def measure_pages(stand: Stand) -> list[Measure]:
    """For each page its processor time to that of the answers that it shows."""
    requests = await open_requests(stand, ON_THE_LIST)
    token = await stand.token(stand.cast.desk)
    house = House(stand, token, await _signed_in(stand))
    return [await _measured(stand, house, shown) for shown in _pages(stand, house, requests)]


def _pages(stand: Stand, house: House, requests: Sequence[UUID]) -> list[Shown]:
    one, region, here = requests[0], stand.cast.region, stand.cast.municipality
    number = next(bsns_for_tests())
    names = '{"referrals":[%s]}'
    named = (names % ",".join(f'"{each}"' for each in requests)).encode()
    searched = LookUpSent(bsn=number).model_dump_json().encode()
    return [
        Shown(
            "the desk's list",
            house.page("/desk"),
            [
                house.answer(ACCESS.name, "GET", f"requests?state=open&limit={ON_THE_LIST}"),
                house.answer(REFERRAL.name, "POST", "referral-names", named),
            ],
        ),
        Shown(
            "a request",
            house.page(f"/desk/{one}"),
            [
                house.answer(ACCESS.name, "GET", f"requests/{one}"),
                house.answer(REFERRAL.name, "POST", "referral-names", (names % f'"{one}"').encode()),
                house.answer(ACCESS.name, "GET", f"requests/{one}/quote-requests"),
                house.answer(ACCESS.name, "GET", f"requests/{one}/quote-comparison"),
                house.answer(ACCESS.name, "GET", f"policies/{region}"),
                house.answer(ACCESS.name, "GET", "signature"),
                house.answer(REFERRAL.name, "GET", f"referrals/{one}"),
                house.answer(REFERRAL.name, "GET", f"referrals/{one}/households"),
                house.answer(PROVIDER_REGISTRY.name, "GET", f"options?municipality={here}&age={AGE}"),
                house.answer(
                    PROVIDER_REGISTRY.name, "GET", f"organisations?region={region}&kind=provider&limit=100"
                ),
            ],
        ),
        Shown(
            "a search",
            house.page("/find", {"bsn": number}),
            [
                house.answer(REFERRAL.name, "POST", "client-searches", searched),
                house.answer(REFERRAL.name, "POST", "referral-names", (names % f'"{one}"').encode()),
            ],
        ),
        Shown(
            "the inbox",
            house.page("/inbox"),
            [house.answer(REFERRAL.name, "GET", "messages?order=newest&limit=50")],
        ),
    ]


async def _measured(stand: Stand, house: House, shown: Shown) -> Measure:
    async def page() -> Block:
        return await house.send(stand.running.gateway, [shown.page] * IN_A_ROUND)

    async def answers() -> Block:
        blocks = [await house.send(url, [call] * IN_A_ROUND) for url, call in shown.answers]
        return Block(1 / sum(1 / each.rate for each in blocks), sum(each.cpu for each in blocks))

    await page()
    await answers()
    rounds = await in_turns(ROUNDS, page, answers)
    tell_costs(stand, f"{shown.name}, page", [ours for ours, _ in rounds])
    tell_costs(stand, f"{shown.name}, its answers", [theirs for _, theirs in rounds])
    return measured(
        f"page of {shown.name}: CPU to that of the answers it shows",
        [ours.cpu / theirs.cpu for ours, theirs in rounds],
        better="lower",
        goal=AT_MOST_OF_THE_ANSWERS,
    )


async def _signed_in(stand: Stand) -> str:
    """The cookie of a session of the desk. Raises CannotStart."""
    async with httpx.AsyncClient(follow_redirects=True, trust_env=False) as browser:
        headers = {"Accept": "text/html"}
        await browser.get(f"{stand.running.gateway}/sign-in?caller={stand.cast.desk}", headers=headers)
        kept = browser.cookies.get(COOKIE)
    if kept is None:
        raise CannotStart("nobody can sign in to the house that is measured")
    return f"{COOKIE}={kept}"
