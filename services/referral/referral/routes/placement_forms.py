"""What is sent in about placement requests."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from referral.domain.placing import (
    ChosenBy,
    RoundMode,
    WhyNotFamily,
    WhyStartMoved,
    mode_of,
)
from referral.domain.status import RefusalReason
from referral.usecases.ask_provider import Asking
from referral.usecases.choose_provider import Chosen
from wirekit.field_errors import FieldError
from wirekit.models import Body, Day, Line
from wirekit.problems import InvalidInput
from wirekit.texts import Text

SOME_PROVIDERS = Field(min_length=1, max_length=200)
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]

TWICE = Text(nl="noemt een aanbieder meer dan eens", en="names a provider more than once")
ONE_OF_TWO = Text(
    nl="noem een aanbieder in provider, of meer in providers",
    en="name one provider in provider, or more in providers",
)
AMONG_SHOWN = Text(
    nl="noem ook de aanbieders die u vraagt: alleen wat getoond is, is te kiezen",
    en="name the providers that you ask as well: only what was shown can be chosen",
)
OF_ONE = Text(nl="hoort bij een aanbieder alleen", en="goes with one provider only")
CHOSEN_ALREADY = Text(
    nl="hoort bij een aanbieder die al gekozen is",
    en="goes with one provider, which is chosen already",
)
WHY_NOT_FAMILY = Text(
    nl="zeg waarom niet het gezin koos",
    en="say why it was not the family that chose",
)
WITHOUT_FAMILY_ONLY = Text(
    nl="hoort alleen bij een keuze die niet het gezin maakte: laat weg",
    en="goes only with a choice that the family did not make: leave it out",
)
TO_WHOM = Text(
    nl="zeg naar welke organisatie, en alleen bij redirected",
    en="say to which organisation, and only with redirected",
)


def needs_reason(by: ChosenBy | None, reason: WhyNotFamily | None) -> bool:
    """Whether the two do not go together: a reason stands beside everybody but the family."""
    return (by is not None and by is not ChosenBy.FAMILY) is not (reason is not None)


def why_not(reason: WhyNotFamily | None) -> Text:
    """What is wrong with a reason that does not go with who chose."""
    return WITHOUT_FAMILY_ONLY if reason else WHY_NOT_FAMILY


class PlacementRequestCreate(Body):
    """`grant`: for which component; it may be left out where one alone is without a provider.

    `mode`: among several `providers` the family chooses, unless it is said here that the first one closes.
    `shown`: between which providers the family could choose, where it chooses among those that are asked no
    others unless they are given here; of whom `chosenBy` chose the one asked, with a
    `reason` where it was not the family. `professional`: whom the family asks for by name.
    """

    provider: UUID | None = None
    providers: Annotated[tuple[UUID, ...], SOME_PROVIDERS] | None = None
    mode: RoundMode | None = None
    shown: Annotated[tuple[UUID, ...], SOME_PROVIDERS] | None = None
    chosen_by: ChosenBy | None = None
    reason: WhyNotFamily | None = None
    professional: Line | None = None
    grant: UUID | None = None

    def asking(self) -> Asking:
        """Raises InvalidInput with every field that does not go with the others."""
        named = (self.provider,) if self.provider else self.providers or ()
        providers, given = tuple(dict.fromkeys(named)), tuple(dict.fromkeys(self.shown or ()))
        mode = mode_of(self.mode, asked=len(providers))
        shown = given or (providers if mode is RoundMode.CHOICE else ())
        is_settled = len(providers) == 1 and mode is RoundMode.FIRST_CLOSES
        broken = {
            "provider": (ONE_OF_TWO, not providers),
            "providers": (ONE_OF_TWO, bool(self.provider and self.providers)),
            "shown": (AMONG_SHOWN, bool((shown or self.chosen_by) and set(providers) - set(shown))),
            "chosenBy": (CHOSEN_ALREADY, self.chosen_by is not None and not is_settled),
            "reason": (why_not(self.reason), needs_reason(self.chosen_by, self.reason)),
            "professional": (OF_ONE, self.professional is not None and len(providers) > 1),
        }
        errors = [FieldError(field, text) for field, (text, is_broken) in broken.items() if is_broken]
        twice = {"providers": len(named) > len(providers), "shown": len(self.shown or ()) > len(given)}
        errors += [FieldError(field, TWICE) for field, is_twice in twice.items() if is_twice]
        if errors:
            raise InvalidInput(errors=errors)
        return Asking(providers, mode, shown, self.professional)


class Acceptance(Body):
    """`startPlannedOn`: the day in Europe/Amsterdam on which care is to start.

    `enrolment`: at which place in the register (its intensity enrolment), where the provider says so.
    """

    start_planned_on: Day
    enrolment: UUID | None = None


class Refusal(Body):
    """`reason`: full, not-our-target-group, information-missing, redirected; or a ground of the policy.

    `redirectedTo`: which organisation may fit better.
    """

    reason: Code
    redirected_to: UUID | None = None

    def points_to(self) -> UUID | None:
        """Raises InvalidInput where reason and organisation do not go together."""
        if (self.reason == RefusalReason.REDIRECTED) is not (self.redirected_to is not None):
            raise InvalidInput(errors=[FieldError("redirectedTo", TO_WHOM)])
        return self.redirected_to


class StartMove(Body):
    """`startPlannedOn`: the new day in Europe/Amsterdam; not in the past."""

    start_planned_on: Day
    reason: WhyStartMoved


class ChoiceCreate(Body):
    """`placement`: the offer that is taken up. `reason`: why somebody else than the family chose."""

    placement: UUID
    by: ChosenBy
    reason: WhyNotFamily | None = None

    def chosen(self) -> Chosen:
        """Raises InvalidInput where `by` and `reason` do not go together."""
        if needs_reason(self.by, self.reason):
            raise InvalidInput(errors=[FieldError("reason", why_not(self.reason))])
        return Chosen(self.placement, self.by, self.reason)
