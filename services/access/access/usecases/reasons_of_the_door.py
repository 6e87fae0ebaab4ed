"""Reasons of the door, as a problem tells them."""

from wirekit.problems import ReasonGiven
from wirekit.texts import Text

NO_TRIAGE = ReasonGiven(
    "no-triage-in-region",
    Text(
        nl="Deze regio heeft geen triage vastgesteld: er zijn geen lanen en termijnen",
        en="This region has set no triage: there are no lanes and terms",
    ),
)
NOT_IN_YOUR_HANDS = ReasonGiven(
    "not-in-your-hands",
    Text(
        nl="U heeft deze aanvraag niet in behandeling",
        en="You do not have this request in hand",
    ),
)
