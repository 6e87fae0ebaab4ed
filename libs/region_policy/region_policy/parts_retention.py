"""The part of a policy file on how long what is kept (LAW-11). Figures without a person are kept for good."""

from region_policy.measures import Months
from region_policy.parts import Part, Sourced


class Kept(Sourced):
    """So many calendar months, from the moment that the section names; destroyed on the day after."""

    kept_months: Months


class Retention(Part):
    """`file`: of a young person, since its last change (Jeugdwet art. 7.3.8, third paragraph).

    `nothing_came_of_it`: a file in which no help was ever granted, since its last change. `consultation`: of
    a specialist about somebody who was not referred, since it was closed. `draft`: of a referral that nobody
    made, since it was closed. `message`: in the inbox of an organisation, since it was told. `on_call_staff`:
    name and telephone of somebody who left, since then.
    """

    file: Kept
    nothing_came_of_it: Kept
    consultation: Kept
    draft: Kept
    message: Kept
    on_call_staff: Kept
