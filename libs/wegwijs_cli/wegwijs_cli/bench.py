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

from region_policy.loader import Policies
from region_policy.mistakes import PolicyMistakes
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.callers import read_demo_callers
from wegwijs_cli.demo.client import Gateway, WrongAnswer
from wegwijs_cli.demo.house import running_house
from wegwijs_cli.progress import Progress
from wegwijs_cli.running import Running
from wegwijs_cli.settings import LauncherSettings
from wirekit.identifiers import uuid7

GOAL = 1.25
ROUNDS = 5
PAIRS_PER_ROUND = 40
WARM_UP_PAIRS = 20
GP = "general-practitioner"
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
    givenName: str = "Sam"  # as the API has it
    familyName: str = "Meting (fictief)"
    birthDate: str = "2017-05-06"
    bsn: str = KNOWN


class ReferralSent(BaseModel):
    person: PersonSent = PersonSent()
    municipality: str
    question: str = "Een vraag om mee te meten."
    route: str = "quote"


class LookUpSent(BaseModel):
    bsn: str


def bench(
    json: Annotated[bool, typer.Option("--json", help="Print a list of measures as JSON.")] = False,
) -> None:
    """Measure side by side, on the house that runs here or on an ephemeral one."""
    settings = LauncherSettings()
    try:
        with running_house(settings) as running:
            measures = [asyncio.run(_stranger_learns_nothing(running, _who_measures(settings)))]
    except (CannotStart, WrongAnswer, PolicyMistakes, OSError) as error:
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


def _who_measures(settings: LauncherSettings) -> tuple[str, str, str]:
    """A GP of the demonstration, one of another practice, and a municipality in the policy of today."""
    doctors = [c for c in read_demo_callers(settings.regions_dir).values() if c.role == GP]
    others = [doctor for doctor in doctors if doctor.organisation != doctors[0].organisation]
    if not others:
        raise CannotStart("no two general practices among the demo callers, so there is no stranger")
    policy = next(iter(Policies.load(settings.regions_dir).by_region.values()))[-1]
    return doctors[0].id, others[0].id, policy.municipalities.items[0]


async def _stranger_learns_nothing(running: Running, who: tuple[str, str, str]) -> Measure:
    """LAW-08: a look-up by a stranger takes as long for a child that is known as for one that is not.

    200 interleaved pairs; the ratio is the larger median to the smaller one, so 1 is best.
    """
    referrer, stranger, municipality = who
    async with Gateway(running.gateway, running.issuer) as gateway:
        sent = ReferralSent(municipality=municipality)
        (await gateway.call(referrer, "POST", "referral/v1/referrals", sent, key=uuid7().hex)).must_be(201)

        async def look_up(bsn: str) -> int:
            began = time.perf_counter_ns()
            (await gateway.call(stranger, "POST", LOOK_UP, LookUpSent(bsn=bsn))).must_be(200)
            return time.perf_counter_ns() - began

        for _ in range(WARM_UP_PAIRS):
            await _pair(look_up)
        rounds = [[await _pair(look_up) for _ in range(PAIRS_PER_ROUND)] for _ in range(ROUNDS)]
    ratio = _apart([pair for pairs in rounds for pair in pairs])
    per_round = [_apart(pairs) for pairs in rounds]
    return Measure(
        name="look-up by a stranger: known against unknown child",
        ratio=ratio,
        better="lower",
        goal=GOAL,
        met=ratio <= GOAL,
        min=min(per_round),
        median=statistics.median(per_round),
        max=max(per_round),
    )


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
