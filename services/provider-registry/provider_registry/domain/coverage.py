"""Forms × municipalities × intensities: what is there, and what is missing (IJS-39, GRO-12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from region_policy.codes import CARE_FORM_OF, CareForm, HelpForm
from region_policy.model import RegionPolicy


@dataclass(frozen=True)
class Supply:
    """What one municipality has within reach of one form at one intensity; `open_now`: not full.

    `wait_days`: of the waiting times that providers say there, half are at most so many; None: nobody says.
    """

    municipality: str
    form: HelpForm
    intensity: str | None
    providers: int
    open_now: int
    wait_days: int | None


@dataclass(frozen=True)
class Line:
    """One form; at one intensity, or as a whole where that is None. Counts of providers by municipality."""

    form: HelpForm
    intensity: str | None
    providers: Mapping[str, int]
    open_now: Mapping[str, int]
    wait_days: Mapping[str, int | None]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The municipalities that have nobody."""
        return tuple(code for code, count in self.providers.items() if count == 0)


@dataclass(frozen=True)
class Coverage:
    """`illustrative`: no source says which forms there must be within how many kilometres."""

    region: str
    day: date
    within_km: int
    illustrative: bool
    municipalities: tuple[str, ...]
    lines: tuple[Line, ...]


def coverage_of(policy: RegionPolicy, day: date, supplies: Iterable[Supply]) -> Coverage:
    """A line for each form that the policy asks for, and for beds one for each intensity."""
    rule, codes = policy.landscape.coverage, policy.municipalities.items
    there = {(each.municipality, each.form, each.intensity): each for each in supplies}
    lines = []
    for form in rule.forms:
        for intensity in (None, *_intensities(policy, form)):
            found = {code: there.get((code, form, intensity)) for code in codes}
            providers = {code: each.providers if each else 0 for code, each in found.items()}
            open_now = {code: each.open_now if each else 0 for code, each in found.items()}
            waits = {code: each.wait_days if each else None for code, each in found.items()}
            lines.append(Line(form, intensity, providers, open_now, waits))
    return Coverage(policy.region, day, rule.within_km, rule.illustrative, codes, tuple(lines))


def _intensities(policy: RegionPolicy, form: HelpForm) -> tuple[str, ...]:
    listed = {
        CareForm.LIVING: policy.intensities.living.items,
        CareForm.RESIDENTIAL: policy.intensities.residential.items,
    }
    return tuple(each.id for each in listed.get(CARE_FORM_OF[form], ()))
