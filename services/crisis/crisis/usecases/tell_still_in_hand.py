"""Who has an alarm in hand, or the crisis desk for them, says that they still do, or are on their way."""

from uuid import UUID

from crisis.domain.alarm import Alarm, AlarmStep
from crisis.usecases.take_in_hand import impossible, locked, require_in_hand_of, still_theirs
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ReasonGiven, RuleBroken
from wirekit.texts import Text

NOT_THE_HOLDER = ReasonGiven(
    "not-the-holder",
    Text(
        nl="Deze medewerker heeft dit alarm niet in handen",
        en="This worker does not have this alarm in hand",
    ),
)


async def tell_still_in_hand(
    tx: Transaction, alarm_id: UUID, worker: UUID | None, *, on_the_way: bool, if_match: str | None
) -> Alarm:
    """It does not climb for a whole term from now on; if it was climbing, it stops.

    `worker`, if told, is who has it. Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, and
    RuleBroken for whoever does not have it.
    """
    alarm = await locked(tx, alarm_id)
    if AlarmStep.STILL_IN_HAND not in alarm.possible_steps(()):
        raise await impossible(tx, alarm)
    require_match(alarm, if_match)
    require_in_hand_of(tx, alarm)
    if worker is not None and worker != alarm.holder:
        raise RuleBroken(reasons=[NOT_THE_HOLDER])
    return await still_theirs(tx, alarm, on_the_way=on_the_way)
