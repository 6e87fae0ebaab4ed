"""Find a crisis bed; and what to do by telephone while the register of places cannot be asked."""

from typing import Any
from uuid import UUID

from crisis.domain.alarm import Alarm
from crisis.domain.bed import CrisisBed
from crisis.store import alarms, beds
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, Problem
from wirekit.texts import Language, Text

INSTEAD = Text(
    nl="Bel wie dienst heeft voor de crisisbedden, en leg het bed daarna vast als telefonisch afgesproken",
    en="Call who is on call for the crisis beds, and then record the bed as agreed by telephone",
)


def look_up_path(municipality: str) -> str:
    """Where it is told who is on call for this place, with the telephone."""
    return f"/api/crisis/v1/on-call?municipality={municipality}"


class BedsAway(Problem):
    """Nothing was stored. The same call again, with the same key, is safe; or it goes by telephone."""

    status, type = 503, "/problems/beds-away"
    title = Text(
        nl="Het register van plekken is nu niet te bereiken",
        en="The register of places cannot be reached now",
    )

    def __init__(self, municipality: str) -> None:
        super().__init__(INSTEAD, headers={"Retry-After": "10"})
        self.municipality = municipality

    def body(self, language: Language) -> dict[str, Any]:
        return super().body(language) | {"lookUp": look_up_path(self.municipality)}


async def beds_of_alarm(tx: Transaction, alarm_id: UUID) -> tuple[Alarm, list[CrisisBed]]:
    """The alarm, and all beds in which its young person slept. Raises NotFound."""
    alarm = await alarms.alarm(tx, alarm_id)
    if alarm is None:
        raise NotFound
    return alarm, await beds.beds_of(tx, [alarm_id])
