"""LAW-08: a look-up by a stranger takes as long for a child that is known as for one that is not."""

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
LOOK_UP = "referral/v1/client-look-ups"
# Two numbers of the range that is kept for tests. The first is referred here, the second never.
KNOWN, UNKNOWN = "999901102", "999922002"


class LookUpSent(BaseModel):
    bsn: str


async def measure_look_up(stand: Stand) -> list[Measure]:
    """200 interleaved pairs; the ratio is the larger median to the smaller one, so 1 is best."""
    cast = stand.cast
    async with Gateway(stand.running.gateway, stand.running.issuer) as gateway:
        person = PersonSent(bsn=KNOWN)
        sent = ReferralSent(
            person=person, municipality=cast.municipality, preferredProvider=str(cast.provider)
        )
        answer = await gateway.call(cast.referrer, "POST", "referral/v1/referrals", sent, key=uuid7().hex)
        answer.must_be(201)

        async def look_up(bsn: str) -> int:
            began = time.perf_counter_ns()
            (await gateway.call(cast.stranger, "POST", LOOK_UP, LookUpSent(bsn=bsn))).must_be(200)
            return time.perf_counter_ns() - began

        for _ in range(WARM_UP_PAIRS):
            await _pair(look_up)
        rounds = [[await _pair(look_up) for _ in range(PAIRS_PER_ROUND)] for _ in range(ROUNDS)]
    return [
        measured(
            "look-up by a stranger: known against unknown child",
            [_apart(pairs) for pairs in rounds],
            ratio=_apart([pair for pairs in rounds for pair in pairs]),
            better="lower",
            goal=GOAL,
        )
    ]


async def _pair(look_up: Callable[[str], Awaitable[int]]) -> tuple[int, int]:
    """One of each in random order, so that nothing that comes and goes falls on one of them only."""
    if random.random() < 0.5:  # noqa: S311  # not for secrets
        known = await look_up(KNOWN)
        return known, await look_up(UNKNOWN)
    unknown = await look_up(UNKNOWN)
    return await look_up(KNOWN), unknown


def _apart(pairs: list[tuple[int, int]]) -> float:
    known, unknown = zip(*pairs, strict=True)
    medians = sorted((statistics.median(known), statistics.median(unknown)))
    return float(medians[1] / medians[0])
