"""The municipalities to choose from, and the region of each."""

from starlette.requests import Request

from gateway.pages.frame import Frame
from gateway.pages.naming import Options
from gateway.regions import DemoCaller, NumberListed
from gateway.texts import texts_in
from wirekit.texts import Language

LAST = "wegwijs-municipality"
"""The cookie with the municipality that was chosen last where a crisis is."""


def region_of(frame: Frame, municipality: str) -> str | None:
    listed = (region.id for region in frame.regions if municipality in region.municipalities)
    return next(listed, None)


def municipalities_to_choose(
    frame: Frame, caller: DemoCaller | None, language: Language
) -> list[tuple[str, Options]]:
    """Those of the caller's own region first, of each other one with a policy, and then all others."""
    names = frame.municipalities
    regions = [region for region in frame.regions if region.municipalities]
    regions.sort(key=lambda region: caller is None or all(each.id != caller.id for each in region.callers))
    listed = {code for region in regions for code in region.municipalities}
    groups = [
        (region.name.in_(language), [(code, names.get(code, code)) for code in region.municipalities])
        for region in regions
    ]
    others = [(code, name) for code, name in names.items() if code not in listed]
    return [*groups, (texts_in(language)["label_elsewhere"], others)] if others else groups


def region_of_caller(frame: Frame, caller: DemoCaller) -> str:
    """The region in whose demonstration somebody is played, or the one of who signed in; else empty."""
    found = (region.id for region in frame.regions if any(each.id == caller.id for each in region.callers))
    return next(found, caller.region)


def likely_municipality(frame: Frame, request: Request, caller: DemoCaller) -> str:
    """Where the crisis will be: where the last one was, else in the own municipality; may be empty."""
    last = request.cookies.get(LAST, "")
    return last if last in frame.municipalities else caller.municipality


def numbers_of(frame: Frame, municipality: str, caller: DemoCaller | None) -> tuple[NumberListed, ...]:
    """What everybody may call there, by the files of the regions: of the place, else of the own region."""
    own = region_of_caller(frame, caller) if caller else ""
    numbers = {region.id: region.numbers for region in frame.regions}
    return numbers.get(region_of(frame, municipality) or own, ())
