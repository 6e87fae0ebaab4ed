"""What this room refuses, with the words for it."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from region_policy import reasons as policy_reasons
from region_policy.language import Language
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, ReasonGiven
from wirekit.texts import Text

S = TypeVar("S", bound=StrEnum)

PROVIDER_NOT_IN_REGION = ReasonGiven(
    "provider-not-in-region",
    Text(
        nl="Deze aanbieder is niet bekend of werkt nu niet in de regio.",
        en="This provider is not known, or does not work in the region now.",
    ),
)
PROFESSIONAL_MISSING = ReasonGiven(
    "professional-of-record-missing",
    Text(
        nl="Noem de huisarts onder wie u verwijst, of laat een AGB-code vastleggen voor de praktijk.",
        en="Name the GP under whom you refer, or have an AGB code put on record for the practice.",
    ),
)
BOUGHT_NATIONALLY = ReasonGiven(
    "category-bought-nationally",
    Text(
        nl="Deze categorie valt onder de landelijke afspraken: vraag haar langs die weg.",
        en="This category is under the national arrangement: ask for it along that route.",
    ),
)
NOT_A_NATIONAL_PROVIDER = ReasonGiven(
    "provider-not-national",
    Text(
        nl="Hulp uit de landelijke afspraken gaat alleen naar een aanbieder met een landelijk contract.",
        en="Help under the national arrangement goes only to a provider with a national contract.",
    ),
)
PERIOD_MISSING = ReasonGiven(
    "period-missing",
    Text(
        nl="Zeg hoeveel dagen de hulp duurt: het beleid geeft op deze route geen langste duur.",
        en="Say how many days the help lasts: on this route the policy gives no longest duration.",
    ),
)
REASON_NOT_ALLOWED = ReasonGiven(
    "refusal-reason-not-allowed",
    Text(
        nl="Om deze reden mag een aanbieder hier niet weigeren.",
        en="This is no reason for which a provider may refuse here.",
    ),
)
UNKNOWN_REASON = Text(
    nl="is geen reden om te weigeren; wel: {codes}", en="is no reason to refuse; these are: {codes}"
)
NOT_YOUR_PLACE = Text(
    nl="is op die dag geen plaats van uw organisatie in het register",
    en="is no place of your organisation in the register on that day",
)
ANOTHER_WAS_EARLIER = ReasonGiven(
    "taken-by-another",
    Text(
        nl="Een andere aanbieder heeft de jeugdige aangenomen.",
        en="Another provider has taken the young person.",
    ),
)
UNKNOWN_ORGANISATION = Text(nl="is geen bekende organisatie", en="is no known organisation")
ERASED = ReasonGiven(
    "erased",
    Text(
        nl="De gegevens van deze jeugdige zijn gewist.",
        en="What was known of this young person has been erased.",
    ),
)
DRAFT_OF_A_DRILL = ReasonGiven(
    "draft-of-a-drill",
    Text(
        nl="Dit concept is van een oefening: er volgt geen verwijzing op.",
        en="This draft is of a drill: no referral follows on it.",
    ),
)
NO_AUTHORITY = ReasonGiven(
    "no-authority",
    Text(
        nl="Deze persoon heeft op die dag geen gezag: toestemming vraagt u aan wie gezag heeft.",
        en="This person has no authority on that day: consent is asked of who has.",
    ),
)
NO_MEASURE_IN_FORCE = ReasonGiven(
    "no-measure-in-force",
    Text(
        nl="Alleen de instelling die nu een maatregel uitvoert kan zich hierop beroepen.",
        en="Only the institution that carries out a measure now can rely on this.",
    ),
)
MEASURE_NOT_FOR_HELP = ReasonGiven(
    "measure-is-no-consent-to-help",
    Text(
        nl="Een maatregel geeft ruimte om iets te delen, en is geen toestemming voor de hulp zelf.",
        en="A measure is a ground to tell something, and no consent to the help itself.",
    ),
)
NOT_OF_THIS_AGE = ReasonGiven(
    "not-of-this-age",
    Text(
        nl="Deze uitzondering bestaat alleen van 12 tot 16 jaar.",
        en="This exception exists from 12 to 16 only.",
    ),
)
MARK_OF_ANOTHER = ReasonGiven(
    "mark-of-another",
    Text(
        nl="Deze geheimhouding is door een ander ingesteld: die heft haar op, of de gemeente.",
        en="This secrecy was set by another: who set it lifts it, or the municipality.",
    ),
)
HIDDEN_BY_SECRECY = ReasonGiven(
    "hidden-by-secrecy",
    Text(
        nl="Waar deze jeugdige is, is geheim: alleen wie dat moet weten ziet dit.",
        en="Where this young person is, is secret: only who must know sees this.",
    ),
)
UNDER_SIXTEEN = ReasonGiven(
    "under-sixteen",
    Text(
        nl="Een jeugdige kan het terugmelden aan de verwijzer stoppen vanaf 16 jaar.",
        en="A young person can stop the word back to the referrer from 16 on.",
    ),
)
FEEDBACK_IS_STOPPED = ReasonGiven(
    "feedback-is-stopped",
    Text(
        nl="De jeugdige wil niet dat u nog hoort hoe het verder gaat.",
        en="The young person does not want you to hear how it goes on.",
    ),
)
NO_FEEDBACK_TO_STOP = ReasonGiven(
    "no-feedback-to-stop",
    Text(
        nl="Deze verwijzer houdt de zaak zelf in handen: terugmelden kan hier niet gestopt worden.",
        en="This referrer has the case in its own hands: there is no word back to stop.",
    ),
)
ORDER_NUMBER_MISSING = Text(
    nl="is verplicht bij een uitspraak van de rechter",
    en="is required with a court's order",
)
ONLY_WITH_ORDER = Text(
    nl="hoort alleen bij een uitspraak van de rechter",
    en="belongs to a court's order only",
)
NO_POST_HOME = Text(
    nl="kan niet per post als er niets naar huis mag: kies een andere weg",
    en="cannot be by post where nothing may go to the home: choose another way",
)
UNKNOWN_PERSON = Text(
    nl="is bij deze verwijzing niet bekend als iemand met een stem",
    en="is not on record here as somebody with a say",
)
TOO_MANY_WEBHOOKS = ReasonGiven(
    "too-many-webhooks",
    Text(
        nl="Uw organisatie heeft al het grootste aantal webhooks.",
        en="Your organisation has the greatest number of webhooks already.",
    ),
)
UNKNOWN_DRAFT = Text(
    nl="is geen concept waarvan uw organisatie een verwijzing maakt",
    en="is no draft of which your organisation makes a referral",
)
IN_THE_FUTURE = Text(nl="mag niet in de toekomst liggen", en="may not lie in the future")
BEFORE = Text(nl="mag niet voor {day} liggen", en="may not lie before {day}")
AFTER = Text(nl="mag niet na {day} liggen", en="may not lie after {day}")
TOO_FAR = Text(
    nl="ligt te ver weg: hoogstens twee jaar van vandaag",
    en="is too far away: at most two years from today",
)
PLANNED_WITHIN = timedelta(days=731)


def provider_not_in_region(provider: UUID) -> ReasonGiven:
    """Which of several that were named it is about."""
    words = PROVIDER_NOT_IN_REGION.text
    return ReasonGiven(
        PROVIDER_NOT_IN_REGION.code, Text(nl=f"{words.nl} ({provider})", en=f"{words.en} ({provider})")
    )


ALREADY_INTERRUPTED = Text(
    nl="valt in een onderbreking die er al staat",
    en="lies in an interruption that is on record already",
)
NOT_INTERRUPTED = Text(
    nl="er staat geen onderbreking open die hiermee eindigt",
    en="no interruption is open that would end with this",
)
CHANGED_THAT_DAY = Text(nl="op deze dag is al een wijziging ingegaan", en="care changed on this day already")
INTENSITY_MISSING = Text(
    nl="zeg welke intensiteit het verblijf voortaan heeft",
    en="say which intensity the stay has from now on",
)
INTENSITY_ONLY_OF_STAY = Text(
    nl="alleen een verblijf heeft een intensiteit", en="only a stay has an intensity"
)
INTENSITY_UNKNOWN = Text(
    nl="de regio kent deze intensiteit niet", en="the region does not have this intensity"
)


def no_policy(region: str, day: date) -> ReasonGiven:
    return ReasonGiven(
        "no-policy-in-force",
        Text(
            nl=f"Voor {region} is op {day.isoformat()} geen regiobeleid van kracht.",
            en=f"No regional policy is in force for {region} on {day.isoformat()}.",
        ),
    )


def in_our_words(reason: policy_reasons.ReasonGiven) -> ReasonGiven:
    """A reason of the policy, as a problem tells it."""
    words = Text(nl=reason.text(Language.NL), en=reason.text(Language.EN))
    return ReasonGiven(reason.code.value, words)


def require_step(table: Mapping[S, frozenset[S]], now: S, to: S) -> None:
    """Raises ImpossibleStep with the states that can follow on this one."""
    if to not in table[now]:
        raise ImpossibleStep(possible_steps=[step.value for step in table[now]])


def require_in_care(now: PlacementStatus) -> None:
    """Raises ImpossibleStep: of care that has not begun, or is over, nothing can happen."""
    if now is not PlacementStatus.IN_CARE:
        raise ImpossibleStep(possible_steps=sorted(step.value for step in NEXT_OF_PLACEMENT[now]))


def require_past(field: str, day: date, *, today: date, not_before: date | None = None) -> None:
    """Raises InvalidInput: what happened lies neither in the future nor before what it follows on."""
    if day > today:
        raise InvalidInput(errors=[FieldError(field, IN_THE_FUTURE)])
    if not_before and day < not_before:
        raise InvalidInput(errors=[FieldError(field, BEFORE.format(day=not_before.isoformat()))])
    require_near(field, day, today=today)


def require_within(field: str, day: date, *, first: date, last: date | None) -> None:
    """Raises InvalidInput for a day outside these two; without a last day only for one before the first."""
    if day < first:
        raise InvalidInput(errors=[FieldError(field, BEFORE.format(day=first.isoformat()))])
    if last is not None and day > last:
        raise InvalidInput(errors=[FieldError(field, AFTER.format(day=last.isoformat()))])


def require_near(field: str, day: date, *, today: date) -> None:
    """Raises InvalidInput for a day that can only be a slip of the pen: more than two years away."""
    if abs(day - today) > PLANNED_WITHIN:
        raise InvalidInput(errors=[FieldError(field, TOO_FAR)])
