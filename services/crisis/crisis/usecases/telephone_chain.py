"""Whom to call when an alarm cannot be stored: one that nobody has must never look as if it were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crisis.domain.duty_line import DutyLine, OnCallWorker, Wanted, lines_to_alarm
from crisis.usecases.raise_alarm import told_numbers
from crisis.usecases.resources import Resources
from region_policy.loader import NoPolicyInForce, Policies
from region_policy.parts_landscape import EmergencyNumber
from region_policy.terms import local_day
from wirekit.problems import Problem
from wirekit.texts import Language, Text


@dataclass(frozen=True)
class InChain:
    """Somebody on call who can be called, with the line and the rank at which they stand."""

    worker: OnCallWorker
    organisation: str | None
    line: DutyLine
    rank: int

    def told(self, language: Language) -> dict[str, Any]:
        return {
            "name": self.worker.name,
            "telephone": self.worker.telephone,
            "organisation": self.organisation,
            "line": Text(nl=self.line.name_nl, en=self.line.name_en).in_(language),
            "rank": self.rank,
        }


class AlarmNotStored(Problem):
    """`chain`: whom to call, first in line first, as known at `asOf` (UTC); `numbers`: who else answers."""

    status, type = 503, "/problems/alarm-not-stored"
    title = Text(nl="Het alarm is NIET verstuurd", en="The alarm is NOT sent")
    sentence = Text(
        nl="Het alarm is niet opgeslagen en niemand is gewaarschuwd. Bel zelf, van boven naar beneden, tot"
        " iemand opneemt. Het alarm later nog eens geven kan geen kwaad.",
        en="The alarm is not stored and nobody has been warned. Call yourself, from top to bottom, until"
        " somebody answers. Giving the alarm again later does no harm.",
    )

    def __init__(
        self,
        chain: Sequence[InChain],
        numbers: Sequence[EmergencyNumber],
        as_of: datetime | None,
        now: datetime,
    ) -> None:
        super().__init__(self.sentence, headers={"Retry-After": "2"})
        self.chain, self.numbers, self.as_of, self.now = tuple(chain), tuple(numbers), as_of, now

    def body(self, language: Language) -> dict[str, Any]:
        age = max(0, int((self.now - self.as_of).total_seconds())) if self.as_of else None
        return super().body(language) | {
            "chain": [each.told(language) for each in self.chain],
            "numbers": told_numbers(self.numbers, language),
            "asOf": self.as_of.isoformat() if self.as_of else None,
            "ageSeconds": age,
        }


def alarm_not_stored(resources: Resources, wanted: Wanted | None, now: datetime) -> AlarmNotStored:
    """The problem, with what is known of this place without a database."""
    memory = resources.memory
    if wanted is None:
        return AlarmNotStored((), (), memory.as_of, now)
    place, chain = wanted.municipality, []
    # What is kept may be weeks old; who is on call today it cannot tell then.
    known_now = [known.line for known in memory.of_place(place) if known.knows(now)]
    for line in lines_to_alarm(known_now, wanted):
        for shift in memory.lines[line.id].who(now, place).chain:
            worker, organisation = memory.staff[shift.worker]
            if worker.telephone:
                chain.append(InChain(worker, organisation, line, shift.rank))
    return AlarmNotStored(chain, _numbers(resources.policies, place, now), memory.as_of, now)


def _numbers(policies: Policies, municipality: str, now: datetime) -> Sequence[EmergencyNumber]:
    day = local_day(now)
    region = policies.region_of(municipality, on=day)
    try:
        return policies.in_force(region, on=day).crisis.numbers.items if region else ()
    except NoPolicyInForce:
        return ()
