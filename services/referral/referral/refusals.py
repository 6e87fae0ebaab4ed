"""What this room refuses, with the words for it."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

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
MEASURE_ONLY_BY_INSTITUTION = ReasonGiven(
    "measure-only-by-institution",
    Text(
        nl="Alleen een gecertificeerde instelling voert een maatregel uit.",
        en="Only a certified institution carries out a measure.",
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
