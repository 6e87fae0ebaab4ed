"""Why what is left of a grant does not go on to another provider."""

from datetime import date

from region_policy.language import name_of_day
from wirekit.problems import ReasonGiven
from wirekit.texts import Text

CARE_HAS_STOPPED = ReasonGiven(
    "care-has-stopped",
    Text(
        nl="De hulp is hier al gestopt; voor nieuwe hulp is een nieuw besluit nodig",
        en="Care has stopped here already; new help needs a new decision",
    ),
)
SAME_PROVIDER = ReasonGiven(
    "same-provider",
    Text(
        nl="De toewijzing is al bij deze aanbieder",
        en="The entitlement is at this provider already",
    ),
)
MOVED_ALREADY = ReasonGiven(
    "moved-already",
    Text(
        nl="Wat over is, is al meegegaan naar een andere aanbieder",
        en="What is left has gone on to another provider already",
    ),
)
NOTHING_LEFT = ReasonGiven(
    "nothing-left",
    Text(
        nl="Er is niets over dat met het gezin mee kan gaan",
        en="Nothing is left that could go on with the family",
    ),
)
OUTSIDE_PERIOD = ReasonGiven(
    "last-day-outside-period",
    Text(
        nl="De laatste dag ligt in de periode van de toewijzing, en voor de laatste dag daarvan",
        en="The last day lies in the period of the entitlement, and before its own last day",
    ),
)


def delivered_later(day: date) -> ReasonGiven:
    on = name_of_day(day)
    text = Text(
        nl=f"Er is al hulp betaald van {on.nl}",
        en=f"Help of {on.en} is paid already",
    )
    return ReasonGiven("delivered-later", text)
