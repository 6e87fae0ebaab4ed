"""The rules of form on a stay: its etmalen, its intensity, and the form that goes with that. Pure."""

from collections.abc import Iterator

from region_policy.cases import Choice, Facts
from region_policy.codes import CARE_FORM_OF, CareForm, Place, Route
from region_policy.language import name_of_day
from region_policy.model import RegionPolicy, in_force_on
from region_policy.parts import Intensity
from region_policy.reasons import Reason, ReasonGiven, because, care_form_name, route_name
from region_policy.rules import by_id


def broken_by_the_stay(policy: RegionPolicy, facts: Facts, choice: Choice) -> Iterator[ReasonGiven]:
    """A stay needs etmalen and an intensity, a quote request may state them, nothing else does (IJS-24)."""
    stated = (choice.etmalen, choice.intensity, choice.help_form)
    if choice.route not in (Route.QUOTE, Route.STAY):
        if any(each is not None for each in stated):
            yield because(Reason.STAY_NOT_ON_ROUTE, route=choice.route, route_name=route_name(choice.route))
        return
    is_stay = choice.route is Route.STAY
    if is_stay and choice.etmalen is None:
        yield because(Reason.ETMALEN_MISSING)
    if choice.etmalen is not None and choice.etmalen < 1:
        yield because(Reason.ETMALEN_NOT_POSITIVE, etmalen=choice.etmalen)
    possible = by_id(policy.all_intensities.values())
    if is_stay and choice.intensity is None:
        yield because(Reason.INTENSITY_MISSING, intensities=possible)
    intensity = policy.intensity(choice.intensity or "")
    if choice.intensity is not None and intensity is None:
        yield because(Reason.INTENSITY_UNKNOWN, intensities=possible)
    if intensity is not None:
        yield from _without_tariff(intensity, facts)
    yield from _another_form(policy, choice, intensity)
    if is_stay and choice.place is not Place.OWN_SURROUNDINGS:
        yield because(Reason.PLACE_ONLY_FOR_AMBULATORY)


def _without_tariff(intensity: Intensity, facts: Facts) -> Iterator[ReasonGiven]:
    """What is granted has a price on the day of the decision."""
    if in_force_on(intensity.tariffs, facts.decision_day) is None:
        yield because(
            Reason.NO_INTENSITY_TARIFF_ON_DAY,
            intensity=intensity.id,
            intensity_name=intensity.name,
            day=facts.decision_day.isoformat(),
            day_name=name_of_day(facts.decision_day),
        )


def _another_form(policy: RegionPolicy, choice: Choice, intensity: Intensity | None) -> Iterator[ReasonGiven]:
    """A form is of the same kind as its intensity; else a group would pass for a family (HLM-09)."""
    if choice.help_form is None:
        return
    form = CARE_FORM_OF[choice.help_form]
    if form is CareForm.AMBULATORY:
        yield because(Reason.HELP_FORM_IS_NO_STAY, help_form=choice.help_form)
        return
    if intensity is None:
        return
    needed = CareForm.LIVING if intensity in policy.intensities.living.items else CareForm.RESIDENTIAL
    if form is not needed:
        yield because(
            Reason.HELP_FORM_NOT_OF_INTENSITY,
            help_form=choice.help_form,
            intensity=intensity.id,
            intensity_name=intensity.name,
            care_form=needed,
            care_form_name=care_form_name(needed),
        )
