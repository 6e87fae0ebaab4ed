"""What the policy says of a case, beside the call that stores a decision on it.

The decision is taken by a process of `access` of its own, without workers, on the house's own database:
there stand requests that came by events as any other.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

import asyncpg

from region_policy.codes import Route
from region_policy.decisions import advise
from region_policy.loader import Policies
from wegwijs_cli.bench.cast import AGE, GP
from wegwijs_cli.bench.load import Target, drive
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured
from wegwijs_cli.bench.stand import Stand
from wegwijs_cli.bench.submission import CREATED, Block, block, bsns_for_tests, submissions, tell_costs
from wegwijs_cli.demo.client import WrongAnswer
from wegwijs_cli.demo.policy import Expected
from wegwijs_cli.demo.steps_deciding import UNSEEN, ChoiceSent, DecisionSent, words_without
from wegwijs_cli.rooms import ACCESS, REFERRAL
from wirekit.identifiers import uuid7

AT_MOST_OF_ITS_CPU = 0.1
IN_A_ROUND, WARM_UP, ADVISED = 40, 20, 400
ON_THE_LIST_WITHIN_SECONDS = 60


async def measure_advice(stand: Stand) -> list[Measure]:
    """Processor time of the pure function to that of the process that stores, per case."""
    requests = await open_requests(stand, WARM_UP + ROUNDS * IN_A_ROUND)
    room = stand.start_room(ACCESS, "advice", stand.own_url(ACCESS))
    token = await stand.token(stand.cast.desk)
    left = iter(requests)
    policies = Policies.load(stand.settings.regions_dir)
    expected = Expected(policies, stand.cast.region)
    facts = expected.facts(GP, stand.cast.municipality, AGE)
    policy = expected.on(facts.decision_day)

    async def decide(count: int) -> Block:
        return await block(room, decisions_on(stand, room.url, token, [*islice(left, count)]), CREATED)

    async def ask() -> Block:
        began, used = time.perf_counter(), time.process_time()
        for _ in range(ADVISED):
            advise(policy, facts)
        cpu = (time.process_time() - used) / ADVISED
        return Block(ADVISED / (time.perf_counter() - began), cpu)

    await decide(WARM_UP)
    await ask()
    rounds = await in_turns(ROUNDS, ask, lambda: decide(IN_A_ROUND))
    tell_costs(stand, "advice", [advised for advised, _ in rounds])
    tell_costs(stand, "decision", [decided for _, decided in rounds])
    return [
        measured(
            "advice: CPU to that of a decision that is stored",
            [advised.cpu / decided.cpu for advised, decided in rounds],
            better="lower",
            goal=AT_MOST_OF_ITS_CPU,
        )
    ]


async def open_requests(stand: Stand, count: int, bsns: Iterator[str] | None = None) -> list[UUID]:
    """Referrals that were sent to the house and came to the desk's list. Raises WrongAnswer."""
    url = stand.running.services[REFERRAL.name].url
    token = await stand.token(stand.cast.referrer)
    access = await asyncpg.connect(stand.database_url(ACCESS.module))
    query = "SELECT id FROM request WHERE status = 'open' AND lane = 'desk' AND submitted_at > $1"
    try:
        before = await access.fetchval("SELECT clock_timestamp()")
        await drive(
            Target(url), submissions(stand, url, token, bsns or bsns_for_tests(), count), expect=CREATED
        )
        deadline = time.monotonic() + ON_THE_LIST_WITHIN_SECONDS
        while len(found := await access.fetch(query, before)) < count:
            if time.monotonic() > deadline:
                raise WrongAnswer(f"{count - len(found)} of {count} requests did not come to the desk's list")
            await asyncio.sleep(0.2)
        return [row["id"] for row in found]
    finally:
        await access.close()


def decisions_on(stand: Stand, url: str, token: str, requests: Sequence[UUID]) -> list[bytes]:
    """One choice budget on each, with all that the law and the policy may ask to be on record."""
    target = Target(url)
    words = words_without((), "Weer naar school en weer slapen (fictief).")
    sent = DecisionSent(
        **dict(words), choices=(ChoiceSent(route=Route.CHOICE_BUDGET, budget=stand.cast.budget),)
    )
    body = sent.model_dump_json(by_alias=True, exclude_none=True).encode()
    return [
        target.call(
            "POST",
            f"/v1/requests/{request}/decisions",
            token=token,
            body=body,
            headers={"Idempotency-Key": uuid7().hex, "If-Match": UNSEEN},
        )
        for request in requests
    ]
