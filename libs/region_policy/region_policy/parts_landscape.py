"""The parts of a policy file on crisis, and on what the region asks of its providers together."""

from typing import Annotated

from pydantic import Field, StringConstraints

from region_policy.codes import HelpForm, ReferrerType
from region_policy.language import Name
from region_policy.measures import Days, DaysOrNone, Kilometres, Seconds, Years
from region_policy.parts import TELEPHONE, Catalogue, Part, Slug, Sourced


class CrisisTimes(Sourced):
    """In seconds. `acknowledge`: until an alarm climbs to the next in line; of a drill apart, and short.

    `in_hand`: until an alarm that somebody has climbs again, unless they say that they still have it; of a
    drill apart. `remind`: so long before that they are reminded. `call_back`: until the desk has called back.
    `on_site`: the norm from the alarm until somebody is there.
    """

    acknowledge_seconds: Seconds
    drill_acknowledge_seconds: Seconds
    in_hand_seconds: Seconds
    call_back_seconds: Seconds
    remind_seconds: Seconds
    drill_in_hand_seconds: Seconds
    on_site_seconds: Seconds


class EmergencyNumber(Part):
    """A telephone number, as it is dialled in the Netherlands, and when to call it."""

    id: Slug
    name: Name
    number: Annotated[str, StringConstraints(pattern=TELEPHONE)]
    purpose: Name
    illustrative: bool = False


class TriageQuestion(Part):
    """Answered yes, no or not known; only where every one is answered no is it perhaps no crisis."""

    id: Slug
    name: Name


class CrisisCare(Sourced):
    """Help after a crisis: an exit plan is due so many days after its start.

    Where the help is shorter than `short_help_days`, the plan is due halfway.
    """

    exit_plan_days: Days
    short_help_days: Days


class CrisisFunction(Sourced):
    """Who may raise an alarm; how long everything waits; and the numbers that everybody may call.

    `triage` helps a professional after the alarm was sent, and decides nothing (IJS-35).
    """

    open_to: Annotated[tuple[ReferrerType, ...], Field(min_length=1)]
    times: CrisisTimes
    triage: Catalogue[TriageQuestion]
    aftercare: CrisisCare
    numbers: Catalogue[EmergencyNumber]


class ReopeningGround(Part):
    id: Slug
    name: Name


class Admission(Sourced):
    """Whether providers may still come in, and on which recorded grounds a closed round opens again."""

    closed_after_first_round: bool
    reopening_grounds: tuple[ReopeningGround, ...]


class ContractRules(Sourced):
    """`evaluation_after_years`: a contract is looked at again so many years after its first day (HLM-22).

    `individual`: one contract for one young person with a provider that has none, open or closed (HLM-20).
    """

    evaluation_after_years: tuple[Years, ...]
    evaluation_notice_days: DaysOrNone
    individual: bool


class CapacityRules(Sourced):
    """When what a provider said of its places is too old to go by, and which wait is too long (NV-17)."""

    stale_after_days: Days
    waiting_norm_days: Days


class CoverageRules(Sourced):
    """The forms that each municipality must have within so many kilometres (IJS-39, GRO-12)."""

    within_km: Kilometres
    forms: Annotated[tuple[HelpForm, ...], Field(min_length=1)]


class Landscape(Part):
    """What the region asks of the providers together: contracts, capacity, coverage."""

    contracts: ContractRules
    capacity: CapacityRules
    coverage: CoverageRules
