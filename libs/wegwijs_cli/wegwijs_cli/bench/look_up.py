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
LOOK_UPS, PREFILLS = "referral/v1/client-look-ups", "referral/v1/referral-prefills"
SEARCHES = "referral/v1/client-searches"
# Two numbers of the range that is kept for tests. The first is referred here, the second never.
KNOWN, UNKNOWN = "999901102", "999922002"


KNOWN_NAME, UNKNOWN_NAME = "Meting (fictief)", "Nooit (fictief)"


class LookUpSent(BaseModel):
    bsn: str


class SearchSent(BaseModel):
    birthDate: str = PersonSent.model_fields["birthDate"].default  # as the API has it
    familyName: str


Pair = tuple[BaseModel, BaseModel]
BY_BSN: Pair = (LookUpSent(bsn=KNOWN), LookUpSent(bsn=UNKNOWN))
BY_NAME: Pair = (SearchSent(familyName=KNOWN_NAME), SearchSent(familyName=UNKNOWN_NAME))


async def measure_look_up(stand: Stand) -> list[Measure]:
    """200 interleaved pairs of each; the ratio is the larger median to the smaller one, so 1 is best."""
    cast, measures = stand.cast, []
    async with Gateway(stand.running.gateway, stand.running.issuer) as gateway:
        person = PersonSent(bsn=KNOWN, familyName=KNOWN_NAME)
        sent = ReferralSent(
            person=person, municipality=cast.municipality, preferredProvider=str(cast.provider)
        )
        answer = await gateway.call(cast.referrer, "POST", "referral/v1/referrals", sent, key=uuid7().hex)
        answer.must_be(201)

        for name, who, path, both in (
            ("look-up by a stranger", cast.stranger, LOOK_UPS, BY_BSN),
            ("prefill by a stranger", cast.stranger, PREFILLS, BY_BSN),
            ("search by BSN by a stranger", cast.searching_stranger, SEARCHES, BY_BSN),
            ("search by name by a stranger", cast.searching_stranger, SEARCHES, BY_NAME),
        ):

            async def ask(body: BaseModel, who: str = who, path: str = path) -> int:
                began = time.perf_counter_ns()
                (await gateway.call(who, "POST", path, body)).must_be(200)
                return time.perf_counter_ns() - began

            for _ in range(WARM_UP_PAIRS):
                await _pair(ask, both)
            rounds = [[await _pair(ask, both) for _ in range(PAIRS_PER_ROUND)] for _ in range(ROUNDS)]
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


async def _pair(ask: Callable[[BaseModel], Awaitable[int]], both: Pair) -> tuple[int, int]:
    """One of each in random order, so that nothing that comes and goes falls on one of them only."""
    if random.random() < 0.5:  # noqa: S311  # not for secrets
        known = await ask(both[0])
        return known, await ask(both[1])
    unknown = await ask(both[1])
    return await ask(both[0]), unknown


def _apart(pairs: list[tuple[int, int]]) -> float:
    known, unknown = zip(*pairs, strict=True)
    medians = sorted((statistics.median(known), statistics.median(unknown)))
    return float(medians[1] / medians[0])
