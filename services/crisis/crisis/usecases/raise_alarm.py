"""Raise an alarm: at once, whatever is not known yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from crisis.domain.alarm import Alarm, AlarmStatus, Residence
from crisis.events import AlarmRaised
from crisis.store import alarms
from crisis.store.call_backs import municipality_owner
from crisis.usecases.call_on_next import call_on_next
from crisis.usecases.region_of_place import policy_for, region_of, require_municipality
from region_policy.codes import REFERS_AS
from region_policy.language import Language as PolicyLanguage
from region_policy.model import RegionPolicy
from region_policy.parts_landscape import EmergencyNumber
from region_policy.terms import DAY, end_of, is_working_day, local_day
from servicekit.organisations import Organisation, known_organisation
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, Problem, ReasonGiven
from wirekit.texts import Language, Text

CRISIS_DESK = "crisis-desk"
WHO_PAYS = "who-pays"
NOTE = "dispatch-note"
"""The field under which the note is sealed."""
IN_WHOSE_NAME = frozenset({"municipality", "certified-institution"})
ONLY_THE_DESK = Text(
    nl="alleen het crisismeldpunt geeft een alarm namens een ander",
    en="only the crisis desk raises an alarm on behalf of another",
)
NO_ASKER = Text(
    nl="is nu geen gemeente of gecertificeerde instelling",
    en="is no municipality or certified institution now",
)
UNKNOWN_ALARM = Text(nl="is geen alarm van uw organisatie", en="is no alarm of your organisation")


class DispatchNote(BaseModel):
    """What the responders need and nobody else: sealed, and destroyed at closing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    call_back_number: str
    whereabouts: str | None = None
    danger_words: str | None = None


@dataclass(frozen=True)
class Raising:
    """`municipality`: where the young person is now. `relapse_of`: an earlier alarm of the same person.

    `by_real_channels`: whether it rings people; a drill does so only where that was asked.
    """

    municipality: str
    note: DispatchNote
    danger: bool
    is_drill: bool
    on_behalf_of: UUID | None
    residence: Residence
    residence_code: str | None
    age: int | None
    need: str | None
    relapse_of: UUID | None
    by_real_channels: bool


def told_numbers(numbers: Sequence[EmergencyNumber], language: Language) -> list[dict[str, Any]]:
    """Numbers as a problem shows them."""
    told = PolicyLanguage(language)
    return [
        {
            "id": each.id,
            "name": each.name.in_language(told),
            "number": each.number,
            "purpose": each.purpose.in_language(told),
            "illustrative": each.illustrative,
        }
        for each in numbers
    ]


class AlarmNotYours(Problem):
    """Not an end: it shows the numbers that everybody may call, and where to leave a call-back (IJS-34)."""

    status, type = 409, "/problems/alarm-not-yours"
    title = Text(
        nl="U kunt geen alarm geven, maar u staat er niet alleen voor",
        en="You cannot raise an alarm, but you are not on your own",
    )
    sentence = Text(
        nl="Bel een van deze nummers, of laat een terugbelverzoek achter bij het crisismeldpunt",
        en="Call one of these numbers, or leave a call-back for the crisis desk",
    )

    def __init__(self, numbers: Sequence[EmergencyNumber]) -> None:
        super().__init__(self.sentence, reasons=[ReasonGiven("alarm-not-yours", self.sentence)])
        self.numbers = tuple(numbers)

    def body(self, language: Language) -> dict[str, Any]:
        numbers = told_numbers(self.numbers, language)
        return super().body(language) | {"numbers": numbers, "callBacks": "/api/crisis/v1/call-backs"}


async def raise_alarm(tx: Transaction, alarm_id: UUID, raising: Raising, *, by: Organisation) -> Alarm:
    """Store the alarm and call on the first in line, in one go.

    No decision, budget, quote or residence is asked first (IJS-36, LAW-10). Raises InvalidInput, and
    AlarmNotYours for a role to which the policy does not open the crisis function.
    """
    require_municipality(tx, "municipality", raising.municipality)
    if raising.residence_code is not None:
        require_municipality(tx, "residence.code", raising.residence_code)
    policy = policy_for(tx, raising.municipality, by)
    _require_right_to_raise(tx, policy)
    asker = await _asker(tx, raising, by)
    if raising.relapse_of is not None:
        await _require_own_alarm(tx, raising.relapse_of, {asker.id, by.id})
    alarm = Alarm(
        id=alarm_id,
        version=1,
        status=AlarmStatus.RAISED,
        region=region_of(tx, raising.municipality),
        municipality=raising.municipality,
        raised_by=by.id,
        asked_by=asker.id,
        asked_by_kind=asker.kind,
        is_drill=raising.is_drill,
        danger=raising.danger,
        residence=raising.residence,
        residence_code=raising.residence_code,
        age=raising.age,
        need=raising.need,
        previous=raising.relapse_of,
        raised_at=tx.now,
        by_real_channels=raising.by_real_channels,
    )
    key = await tx.keyring.new_data_key(tx.session, alarm.id, at=tx.now)
    await alarms.add(tx, alarm, key.seal(raising.note.model_dump_json(), NOTE))
    await call_on_next(tx, alarm)
    if alarm.payer_is_unclear:
        tx.set_deadline(
            WHO_PAYS,
            alarm.id,
            region=alarm.region,
            owner=await municipality_owner(tx, alarm.municipality),
            due_at=end_of(next_working_day(tx)),
        )
    tx.publish(AlarmRaised.of(alarm))
    return alarm


def next_working_day(tx: Transaction) -> date:
    """The first working day after today, in Europe/Amsterdam."""
    day = local_day(tx.now) + DAY
    while not is_working_day(day):
        day += DAY
    return day


def _require_right_to_raise(tx: Transaction, policy: RegionPolicy | None) -> None:
    role = tx.caller.role
    if role == CRISIS_DESK:
        return
    open_to = policy.crisis.open_to if policy else ()
    if REFERS_AS.get(role) not in open_to:
        raise AlarmNotYours(policy.crisis.numbers.items if policy else ())


async def _asker(tx: Transaction, raising: Raising, by: Organisation) -> Organisation:
    if raising.on_behalf_of is None:
        return by
    if tx.caller.role != CRISIS_DESK:
        raise InvalidInput(errors=[FieldError("onBehalfOf", ONLY_THE_DESK)])
    asker = await known_organisation(tx, raising.on_behalf_of)
    if asker is None or asker.kind not in IN_WHOSE_NAME or not asker.works(tx.now):
        raise InvalidInput(errors=[FieldError("onBehalfOf", NO_ASKER)])
    return asker


async def _require_own_alarm(tx: Transaction, alarm_id: UUID, organisations: set[UUID]) -> None:
    earlier = await alarms.alarm(tx, alarm_id)
    if earlier is None or not organisations & {earlier.asked_by, earlier.raised_by}:
        raise InvalidInput(errors=[FieldError("relapseOf", UNKNOWN_ALARM)])
