"""Runs the journeys of the demo files, step by step, and says of each step whether the answer was right."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from region_policy.loader import NoPolicyInForce, Policies
from region_policy.model import NoTariff
from wegwijs_cli.demo.client import Gateway, WrongAnswer
from wegwijs_cli.demo.journey import Journey
from wegwijs_cli.demo.policy import Expected
from wegwijs_cli.demo.scenarios import DemoFile, JourneyListed


@dataclass(frozen=True)
class StepTaken:
    """`answer` in a few words: what came, or why it is wrong."""

    name: str
    who: str | None
    ok: bool
    answer: str
    milliseconds: int


@dataclass(frozen=True)
class JourneyTaken:
    """`referrals` and `alarms` that it made, by their labels."""

    name: str
    steps: tuple[StepTaken, ...]
    referrals: Mapping[str, UUID]
    alarms: Mapping[str, UUID]

    @property
    def ok(self) -> bool:
        return all(step.ok for step in self.steps)


Tell = Callable[[str, StepTaken], None]
"""Told of each step as it was taken, with the name of its journey."""


async def run_journeys(
    gateway: Gateway, files: Sequence[DemoFile], policies: Policies, *, keep_going: bool, tell: Tell
) -> list[JourneyTaken]:
    """All journeys of all files. Without `keep_going` the first wrong answer ends the run."""
    taken: list[JourneyTaken] = []
    for file in files:
        for listed in file.journeys:
            taken.append(await run_journey(gateway, file, listed, policies, keep_going=keep_going, tell=tell))
            if not (taken[-1].ok or keep_going):
                return taken
    return taken


async def run_journey(
    gateway: Gateway,
    file: DemoFile,
    listed: JourneyListed,
    policies: Policies,
    *,
    keep_going: bool = False,
    tell: Tell = lambda journey, step: None,
) -> JourneyTaken:
    """One journey. A step after a wrong answer is taken only with `keep_going`."""
    journey = Journey(
        gateway=gateway,
        expected=Expected(policies, file.region),
        callers=file.demo_callers,
        organisations={label: listed.id for label, listed in file.organisations.items()},
        young_persons=file.young_persons,
    )
    steps: list[StepTaken] = []
    for step in listed.steps:
        began = time.monotonic()
        try:
            answer, ok = await step.take(journey), True
        except (WrongAnswer, NoPolicyInForce, NoTariff) as error:
            answer, ok = str(error), False
        milliseconds = round((time.monotonic() - began) * 1000)
        steps.append(StepTaken(step.name, step.who, ok, answer, milliseconds))
        tell(listed.name, steps[-1])
        if not (ok or keep_going):
            break
    referrals = {label: case.referral for label, case in journey.cases.items()}
    return JourneyTaken(listed.name, tuple(steps), referrals, journey.alarms)
