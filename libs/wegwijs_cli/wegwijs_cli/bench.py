"""`./wegwijs bench`: each measure as a ratio to its floor, both in one run, in interleaved rounds.

A ratio and never a time: how long something takes says as much about the machine as about the code.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

import typer
from pydantic import BaseModel, ConfigDict, TypeAdapter

from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo_client import Gateway, WrongAnswer
from wegwijs_cli.demo_house import running_house
from wegwijs_cli.progress import Progress
from wegwijs_cli.settings import LauncherSettings
from wirekit.identifiers import uuid7

ROUNDS = 5
PAIRS_PER_ROUND = 40
WARM_UP_PAIRS = 20
LOOK_UP = "referral/v1/client-look-ups"
# Two numbers of the range that is kept for tests. The first is referred here, the second never.
KNOWN, UNKNOWN = "999901102", "999922002"


class Measure(BaseModel):
    """What `--json` prints: the median of the rounds as `ratio`, and the rounds' extremes."""

    model_config = ConfigDict(frozen=True)
    name: str
    ratio: float
    better: Literal["higher", "lower"]
    goal: float
    met: bool
    min: float
    median: float
    max: float


class PersonSent(BaseModel):
    givenName: str = "Sam"  # noqa: N815  # as the API has it
    familyName: str = "Meting (fictief)"  # noqa: N815
    birthDate: str = "2017-05-06"  # noqa: N815
    bsn: str = KNOWN


class ReferralSent(BaseModel):
    person: PersonSent = PersonSent()
    municipality: str = "0148"
    question: str = "Een vraag om mee te meten."
    route: str = "quote"


class LookUpSent(BaseModel):
    bsn: str


def bench(
    json: Annotated[bool, typer.Option("--json", help="Print a list of measures as JSON.")] = False,
) -> None:
    """Measure side by side, on the house that runs here or on an ephemeral one."""
    try:
        with running_house(LauncherSettings()) as running:
            measures = [asyncio.run(_stranger_learns_nothing(running.gateway, running.issuer))]
    except (CannotStart, WrongAnswer) as error:
        Progress.fail(str(error))
        raise typer.Exit(1) from None
    if json:
        typer.echo(TypeAdapter(list[Measure]).dump_json(measures, indent=2).decode())
        return
    for measure in measures:
        kept = "met" if measure.met else "NOT MET"
        typer.echo(
            f"{measure.name}: {measure.ratio:.2f} × ({kept}: at most {measure.goal} ×; "
            f"rounds {measure.min:.2f} / {measure.median:.2f} / {measure.max:.2f})"
        )


async def _stranger_learns_nothing(url: str, issuer: str) -> Measure:
    """LAW-08: a look-up by a stranger takes as long for a child that is known as for one that is not.

    200 interleaved pairs; the ratio is the larger median to the smaller one, so 1 is best.
    """
    async with Gateway(url, issuer) as gateway:
        referral = await gateway.call(
            "gp-dalfsen", "POST", "referral/v1/referrals", ReferralSent(), key=uuid7().hex
        )
        referral.must_be(201)

        async def look_up(bsn: str) -> int:
            began = time.perf_counter_ns()
            (await gateway.call("gp-kampen", "POST", LOOK_UP, LookUpSent(bsn=bsn))).must_be(200)
            return time.perf_counter_ns() - began

        for _ in range(WARM_UP_PAIRS):
            await _pair(look_up)
        ratios, every = [], ([], [])  # type: tuple[list[float], tuple[list[int], list[int]]]
        for _ in range(ROUNDS):
            pairs = [await _pair(look_up) for _ in range(PAIRS_PER_ROUND)]
            known, unknown = ([pair[i] for pair in pairs] for i in (0, 1))
            every[0].extend(known)
            every[1].extend(unknown)
            ratios.append(_apart(known, unknown))
    ratio, goal = _apart(*every), 1.25
    return Measure(
        name="look-up by a stranger: known against unknown child",
        ratio=ratio,
        better="lower",
        goal=goal,
        met=ratio <= goal,
        min=min(ratios),
        median=statistics.median(ratios),
        max=max(ratios),
    )


async def _pair(look_up: Callable[[str], Awaitable[int]]) -> tuple[int, int]:
    """One of each in random order, so that nothing that comes and goes falls on one of them only."""
    if random.random() < 0.5:  # noqa: S311  # not for secrets
        known = await look_up(KNOWN)
        return known, await look_up(UNKNOWN)
    unknown = await look_up(UNKNOWN)
    return await look_up(KNOWN), unknown


def _apart(one: list[int], other: list[int]) -> float:
    medians = sorted((statistics.median(one), statistics.median(other)))
    return medians[1] / medians[0]
