"""What is refused about case partners and the emergency door, with the words for it."""

from wirekit.problems import ReasonGiven
from wirekit.texts import Text

NO_CASE_PARTNER = ReasonGiven(
    "no-case-partner",
    Text(
        nl="Deze organisatie werkt niet in de regio, of is van een soort die geen partner kan zijn.",
        en="This organisation does not work in the region, or is of a kind that can be no partner.",
    ),
)
CASE_IS_OVER = ReasonGiven(
    "case-is-over",
    Text(
        nl="Deze zaak is afgesloten: er komt geen partner meer bij.",
        en="This case is over: no partner joins it any more.",
    ),
)
NO_REGION = ReasonGiven(
    "no-region",
    Text(
        nl="Uw organisatie werkt in geen regio met beleid: niemand houdt daar toezicht op de nooddeur.",
        en="Your organisation works in no region that has a policy: nobody there watches the emergency door.",
    ),
)
IS_PAST = Text(nl="is voorbij", en="is past")
BEFORE_FIRST_DAY = Text(nl="ligt voor de eerste dag", en="lies before the first day")
AT_MOST_A_YEAR = Text(
    nl="ligt meer dan een jaar na de eerste dag: verleng als het zover is",
    en="lies more than a year after the first day: extend it when the time comes",
)
REFERRAL_OR_BSN = Text(
    nl="geef een verwijzing of een BSN, en niet allebei", en="give a referral or a BSN, and not both"
)
