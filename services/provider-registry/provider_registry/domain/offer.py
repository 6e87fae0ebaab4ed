"""What a provider offers: to whom, in which form, by whom and how."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from region_policy.codes import CARE_FORM_OF, STAY_FORMS, CareForm, HelpForm


class Domain(StrEnum):
    """The parts of youth care that an offer may cover, several at once (NV-03)."""

    UPBRINGING = "upbringing"
    MILD_INTELLECTUAL_DISABILITY = "mild-intellectual-disability"
    MENTAL_HEALTH = "mental-health"
    SAFETY = "safety"


class Identity(StrEnum):
    """The denomination or outlook on life from which an offer works (ZHZ-14)."""

    PROTESTANT = "protestant"
    REFORMED = "reformed"
    ROMAN_CATHOLIC = "roman-catholic"
    EVANGELICAL = "evangelical"
    ISLAMIC = "islamic"
    JEWISH = "jewish"
    HINDU = "hindu"
    ANTHROPOSOPHIC = "anthroposophic"


class OfferStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


NEXT: Mapping[OfferStatus, Mapping[str, OfferStatus]] = {
    OfferStatus.DRAFT: {"publication": OfferStatus.PUBLISHED, "withdrawal": OfferStatus.WITHDRAWN},
    OfferStatus.PUBLISHED: {"withdrawal": OfferStatus.WITHDRAWN},
    OfferStatus.WITHDRAWN: {"publication": OfferStatus.PUBLISHED},
}

WITHOUT_A_PLACE = frozenset(
    {
        HelpForm.AT_HOME,
        HelpForm.SCHOOL,
        HelpForm.ONLINE,
        HelpForm.DYSLEXIA,
        HelpForm.YOUNG_ADULT_GUIDANCE,
        HelpForm.FOSTER_CARE,
    }
)
"""Forms that come to the young person, or whose places are families: a location is no need."""
COMES_TO_THE_CHILD = WITHOUT_A_PLACE - {HelpForm.FOSTER_CARE}


@dataclass(frozen=True)
class Professional:
    """So many people of one function, by the catalogue of the policy or in the provider's own word."""

    function: str
    number: int


@dataclass(frozen=True)
class Offer:
    """Ages in whole years, both included. `municipalities`: where it is given, all of a contract if empty.

    `is_free`: needs no decision and no contract. `seats`: of a group. `pilot_from`/`pilot_until`, both
    included, and `replaces`: of a pilot.
    """

    id: UUID
    version: int
    status: OfferStatus
    provider: UUID
    care_form: CareForm
    form: HelpForm
    name: str
    domains: tuple[Domain, ...]
    function_groups: tuple[str, ...]
    age_from: int
    age_to: int
    identity: Identity | None
    languages: tuple[str, ...]
    method: str | None
    programmes: tuple[str, ...]
    professionals: tuple[Professional, ...]
    is_free: bool
    contact: str | None
    times: str | None
    municipalities: tuple[str, ...]
    seats: int | None = None
    pilot_from: date | None = None
    pilot_until: date | None = None
    replaces: str | None = None

    @property
    def is_bed(self) -> bool:
        """Every bed has exactly one intensity (IJS-25)."""
        return self.care_form in STAY_FORMS


def what_does_not_fit(offer: Offer) -> Iterator[str]:
    """Fields that contradict another, as the API names them."""
    if CARE_FORM_OF[offer.form] is not offer.care_form:
        yield "form"
    if offer.age_from > offer.age_to:
        yield "ageTo"
    if (offer.form is HelpForm.GROUP) != (offer.seats is not None):
        yield "seats"
    if offer.is_free and offer.is_bed:
        yield "isFree"
    if offer.is_free and not offer.municipalities:
        yield "municipalities"
    if not _is_a_period(offer.pilot_from, offer.pilot_until):
        yield "pilotUntil"
    if offer.replaces is not None and offer.pilot_from is None:
        yield "replaces"


def _is_a_period(first: date | None, last: date | None) -> bool:
    """Two days in their order, or none at all."""
    if first is None or last is None:
        return first is last
    return first <= last


def what_is_missing(offer: Offer, *, enrolments: int) -> Iterator[str]:
    """What a profile must have before referrers see it (NV-20; of the social base HLM-11)."""
    if offer.is_free:
        yield from (name for name in ("contact", "times") if not getattr(offer, name))
    else:
        yield from (name for name in ("method", "programmes", "professionals") if not getattr(offer, name))
    if not enrolments:
        yield "enrolments"
