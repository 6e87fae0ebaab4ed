"""LAW-08: what a stranger asks about a child takes as long for one that is known as for one that is not."""

import random
import statistics
import time
from collections.abc import Awaitable, Callable

from pydantic import BaseModel

from wegwijs_cli.bench.measure import Measure, measured
from wegwijs_cli.bench.stand import Stand
from wegwijs_cli.bench.submission import PersonSent, ReferralSent
from wegwijs_cli.demo.client import Gateway
from wirekit.identifiers import uuid7

GOAL = 1.25
ROUNDS = 5
PAIRS_PER_ROUND = 40
WARM_UP_PAIRS = 20
ASKED = {
    "look-up by a stranger": "referral/v1/client-look-ups",
    "prefill by a stranger": "referral/v1/referral-prefills",
}
# Two numbers of the range that is kept for tests. The first is referred here, the second never.
KNOWN, UNKNOWN = "999901102", "999922002"


class LookUpSent(BaseModel):
    bsn: str


async def measure_look_up(stand: Stand) -> list[Measure]:
    """200 interleaved pairs of each; the ratio is the larger median to the smaller one, so 1 is best."""
    cast, measures = stand.cast, []
    async with Gateway(stand.running.gateway, stand.running.issuer) as gateway:
        person = PersonSent(bsn=KNOWN)
        sent = ReferralSent(
            person=person, municipality=cast.municipality, preferredProvider=str(cast.provider)
        )
        answer = await gateway.call(cast.referrer, "POST", "referral/v1/referrals", sent, key=uuid7().hex)
        answer.must_be(201)

        for name, path in ASKED.items():

            async def ask(bsn: str, path: str = path) -> int:
                began = time.perf_counter_ns()
                (await gateway.call(cast.stranger, "POST", path, LookUpSent(bsn=bsn))).must_be(200)
                return time.perf_counter_ns() - began

            for _ in range(WARM_UP_PAIRS):
                await _pair(ask)
            rounds = [[await _pair(ask) for _ in range(PAIRS_PER_ROUND)] for _ in range(ROUNDS)]
            measures.append(
                measured(
                    f"{name}: known against unknown child",
                    [_apart(pairs) for pairs in rounds],
                    ratio=_apart([pair for pairs in rounds for pair in pairs]),
                    better="lower",
                    goal=GOAL,
                )
            )
    return measures


async def _pair(ask: Callable[[str], Awaitable[int]]) -> tuple[int, int]:
    """One of each in random order, so that nothing that comes and goes falls on one of them only."""
    if random.random() < 0.5:  # noqa: S311  # not for secrets
        known = await ask(KNOWN)
        return known, await ask(UNKNOWN)
    unknown = await ask(UNKNOWN)
    return await ask(KNOWN), unknown


def _apart(pairs: list[tuple[int, int]]) -> float:
    known, unknown = zip(*pairs, strict=True)
    medians = sorted((statistics.median(known), statistics.median(unknown)))
    return float(medians[1] / medians[0])
