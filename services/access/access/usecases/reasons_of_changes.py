"""Why running help cannot be changed like this."""

from collections.abc import Mapping
from datetime import date

from access.domain.change_limits import Limit
from region_policy.language import name_of_day
from wirekit.problems import ReasonGiven
from wirekit.texts import Text

LIMITS: Mapping[Limit, Text] = {
    Limit.NOT_LATER: Text(
        nl="Verlengen kan alleen tot een latere dag dan nu",
        en="It can be extended to a later day than now only",
    ),
    Limit.NOT_EARLIER: Text(
        nl="De nieuwe einddatum moet voor de einddatum van nu liggen",
        en="The new last day must lie before the last day of now",
    ),
    Limit.DELIVERED_LATER: Text(
        nl="Na deze dag is al hulp gegeven; eerder eindigen kan niet",
        en="Help was given after this day already; it cannot end before that",
    ),
    Limit.BEFORE_BEGIN: Text(
        nl="De einddatum ligt voor het begin van de hulp",
        en="The last day lies before the beginning of the help",
    ),
    Limit.NOT_MORE: Text(nl="Dit is niet meer dan nu", en="This is no more than now"),
    Limit.NOT_LESS: Text(nl="Dit is niet minder dan nu", en="This is no less than now"),
    Limit.BELOW_DUE: Text(
        nl="Dit is minder dan wat al betaald moet worden", en="This is less than what is due already"
    ),
    Limit.BY_ETMALEN: Text(
        nl="Verblijf gaat per etmaal: geef etmalen, geen bedrag", en="A stay goes by etmalen: give no amount"
    ),
    Limit.BY_CEILING: Text(
        nl="Ambulante hulp heeft een bedrag en geen etmalen of intensiteit",
        en="Ambulatory help has an amount, and no etmalen or intensity",
    ),
    Limit.DO_NOT_FIT: Text(
        nl="Zo veel etmalen passen niet in deze periode", en="So many etmalen do not fit in this period"
    ),
    Limit.PAST_AUTHORISATION: Text(
        nl="De machtiging eindigt eerder; geef de nieuwe machtiging mee",
        en="The court's authorisation ends before that; send the new one along",
    ),
    Limit.NOT_DECREASING: Text(
        nl="Afbouwen gaat stap voor stap: elke periode is later, en heeft per dag minder dan die ervoor",
        en="Phasing out goes step by step: each period is later, and has less a day than the one before",
    ),
    Limit.NO_SUCH_INTENSITY: Text(
        nl="Deze intensiteit heeft op deze dag geen tarief", en="This intensity has no tariff on this day"
    ),
    Limit.NOT_LIGHTER: Text(nl="Deze intensiteit is niet lichter", en="This intensity is not lighter"),
    Limit.NOT_A_BUDGET: Text(
        nl="Een keuzebudget van deze grootte staat hier niet open",
        en="No choice budget of this size is open here",
    ),
    Limit.GRANTED_BEFORE: Text(
        nl="Op deze intensiteit is in dit besluit al verblijf toegekend",
        en="A stay at this intensity was granted in this decision already",
    ),
    Limit.BY_QUANTITY: Text(
        nl="Een product gaat per aantal: geef dat in zijn eenheid, geen bedrag, etmalen of intensiteit",
        en="A product goes by quantity: give that in its unit, and no amount, etmalen or intensity",
    ),
    Limit.NO_PRODUCT_TARIFF: Text(
        nl="Dit product heeft vandaag geen tarief; meer kan nu niet",
        en="This product has no tariff today, so that more of it has no price",
    ),
    Limit.STANDS_READY: Text(
        nl="Hulp die klaarstaat heeft geen bedrag en geen aantal; alleen de periode kan anders",
        en="Help that stands ready has no amount and no quantity; its period alone can change",
    ),
    Limit.ONE_RESULT: Text(
        nl="Deze hulp wordt betaald voor het resultaat, en dat is er een; nog een is een nieuw besluit",
        en="This help is paid for its result, which is one; another one is a new decision",
    ),
    Limit.AUTHORISATION_GAP: Text(
        nl="De nieuwe machtiging moet aansluiten: zij begint uiterlijk de dag na het einde van de vorige",
        en="The new authorisation must join: it begins on the day after the end of the last one or before",
    ),
    Limit.MORE_THAN_FREED: Text(
        nl="Dit is meer dan er vrijkomt van de zwaardere hulp",
        en="This is more than comes free of the heavier help",
    ),
    Limit.BY_QUOTE: Text(
        nl="Deze hulp is toegekend op een offerte; meer hulp vraagt een nieuwe offerte",
        en="This help was granted by a quote; more of it asks for a new quote",
    ),
}
STEPPED_DOWN = ReasonGiven(
    "stepped-down-already",
    Text(
        nl="Dit verblijf gaat al verder op een lichtere intensiteit; wijzig dat, of stop wat hier nog loopt",
        en="This stay goes on at a lighter intensity already; change that, or stop what still runs here",
    ),
)
NO_SUCH_GROUND = ReasonGiven(
    "prolonged-ground-unknown",
    Text(
        nl="Deze regio kent deze grond voor verlengde hulp niet",
        en="This region does not have this ground for prolonged help",
    ),
)


def limited(limit: Limit) -> ReasonGiven:
    return ReasonGiven(limit, LIMITS[limit])


def past_contract(end: date) -> ReasonGiven:
    on = name_of_day(end)
    text = Text(
        nl=f"Hulp bij deze aanbieder kan onder zijn contract lopen tot en met {on.nl}",
        en=f"Help at this provider can run under its contract up to and including {on.en}",
    )
    return ReasonGiven("past-contract-end", text)
