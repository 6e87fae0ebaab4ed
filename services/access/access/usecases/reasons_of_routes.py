"""Reasons that go with help of a catalogue, help within one sum, and help that needs no decision."""

from collections.abc import Iterable
from datetime import date

from region_policy.language import Name, enumeration, name_of_day
from region_policy.parts_routes import FreeProvision
from wirekit.problems import ReasonGiven
from wirekit.texts import Text

PERIOD_MISSING = ReasonGiven(
    "period-missing",
    Text(
        nl="Zeg hoeveel dagen de hulp duurt: het beleid geeft op deze route geen langste duur",
        en="Say how many days the help lasts: on this route the policy gives no longest duration",
    ),
)
NOT_A_NATIONAL_PROVIDER = ReasonGiven(
    "provider-not-national",
    Text(
        nl="Hulp uit de landelijke afspraken gaat alleen naar een aanbieder met een landelijk contract",
        en="Help under the national arrangement goes only to a provider with a national contract",
    ),
)
A_PRODUCT = ReasonGiven(
    "a-product",
    Text(
        nl="Deze toewijzing is voor een product: geef hoeveel u daarvan leverde (product-deliveries)",
        en="This entitlement is for a product: give how much of it you delivered (product-deliveries)",
    ),
)
NOT_A_PRODUCT = ReasonGiven(
    "not-a-product",
    Text(
        nl="Deze toewijzing is niet voor een product: geef minuten van een functiegroep (deliveries), of van "
        "een verblijf de dagen (stays)",
        en="This entitlement is not for a product: give minutes of a function group (deliveries), or of a "
        "stay the days (stays)",
    ),
)
PRODUCT_IN_ETMALEN = ReasonGiven(
    "product-in-etmalen",
    Text(
        nl="Dit product wordt in etmalen geteld: geef de dag van aankomst en van vertrek (stays)",
        en="This product is counted in etmalen: give the day of arrival and of departure (stays)",
    ),
)
NO_LINES_FOR_STANDING_READY = ReasonGiven(
    "no-lines-for-standing-ready",
    Text(
        nl="Dit product wordt betaald om klaar te staan: per jeugdige zijn er geen regels",
        en="This product is paid for standing ready: there are no lines per young person",
    ),
)
NEED_IS_JUDGED = ReasonGiven(
    "need-is-judged-by-the-referrer",
    Text(
        nl="De verwijzer heeft bepaald welke hulp nodig is; de toegang mag die niet lichter maken",
        en="The referrer has determined which help is needed; the access desk may not make it lighter",
    ),
)
HEARING_MISSING = ReasonGiven(
    "hearing-missing",
    Text(
        nl="Hoor het gezin eerst, en leg vast wanneer en wat het zei",
        en="Hear the family first, and record when and what it said",
    ),
)
FOLLOWS_CARE = ReasonGiven(
    "follows-care",
    Text(
        nl="Deze hulp volgt op een verwijzing: begin en einde komen van de aanmelding bij u",
        en="This help follows a referral: its start and stop come from the placement with you",
    ),
)
NOT_WITHIN_ONE_SUM = ReasonGiven(
    "not-within-one-sum",
    Text(
        nl="Alleen binnen taakgerichte hulp verandert de omvang zo",
        en="Only within task-based help the volume changes in this way",
    ),
)
NOT_BEGUN = ReasonGiven(
    "not-begun",
    Text(nl="Deze hulp is nog niet begonnen", en="This help has not begun yet"),
)
CHANGED_THAT_DAY = ReasonGiven(
    "changed-that-day",
    Text(
        nl="Op deze dag is de omvang al veranderd",
        en="On this day the volume was changed already",
    ),
)
NO_EARLY_START = ReasonGiven(
    "no-early-start",
    Text(
        nl="Op deze route mag hulp hier niet beginnen voordat zij is geregistreerd",
        en="On this route help may not begin here before it is registered",
    ),
)
REGISTERED_BY_ANOTHER = ReasonGiven(
    "contact-registers-another-start",
    Text(
        nl="Met dit contact is al een ander begin geregistreerd",
        en="By this contact another start was registered already",
    ),
)
NOT_THE_SAME_HELP = ReasonGiven(
    "not-the-same-help",
    Text(
        nl="Dit contact is van een andere gemeente, route of jeugdige dan het begin",
        en="This contact is of another municipality, route or young person than the start",
    ),
)
NOT_IN_A_REGION_OF_YOURS = ReasonGiven(
    "not-in-a-region-of-yours",
    Text(
        nl="In deze gemeente werkt uw organisatie niet, of er is geen beleid van kracht",
        en="Your organisation does not work in this municipality, or no policy is in force there",
    ),
)
NO_HELP_WITHIN_ONE_SUM = ReasonGiven(
    "no-help-within-one-sum",
    Text(
        nl="Deze regio kent geen taakgerichte hulp: noem een vrij toegankelijke voorziening",
        en="This region knows no task-based help: name a freely accessible provision",
    ),
)


def provision_unknown(possible: Iterable[FreeProvision]) -> ReasonGiven:
    listed = [Name(nl=f"{each.name.nl} ({each.id})", en=f"{each.name.en} ({each.id})") for each in possible]
    none = Name(nl="geen", en="none")
    names = enumeration(listed) if listed else none
    text = Text(
        nl=f"Deze vrij toegankelijke hulp is er niet in deze gemeente; mogelijk: {names.nl}",
        en=f"This municipality has no such freely accessible help; possible: {names.en}",
    )
    return ReasonGiven("provision-unknown", text)


def no_product_tariff(day: date) -> ReasonGiven:
    on = name_of_day(day)
    text = Text(
        nl=f"Voor {on.nl} heeft dit product geen tarief",
        en=f"This product has no tariff on {on.en}",
    )
    return ReasonGiven("no-product-tariff-on-day", text)
