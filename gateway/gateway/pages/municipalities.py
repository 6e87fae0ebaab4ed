"""The municipalities to choose from, and the region of each."""

from gateway.pages.frame import Frame
from gateway.pages.naming import Options
from gateway.regions import DemoCaller
from gateway.texts import texts_in
from wirekit.texts import Language


def region_of(frame: Frame, municipality: str) -> str | None:
    listed = (region.id for region in frame.regions if municipality in region.municipalities)
    return next(listed, None)


def municipalities_to_choose(
    frame: Frame, caller: DemoCaller, language: Language
) -> list[tuple[str, Options]]:
    """Those of the caller's own region first, of each other one with a policy, and then all others."""
    names = frame.municipalities
    regions = [region for region in frame.regions if region.municipalities]
    regions.sort(key=lambda region: all(each.id != caller.id for each in region.callers))
    listed = {code for region in regions for code in region.municipalities}
    groups = [
        (region.name.in_(language), [(code, names.get(code, code)) for code in region.municipalities])
        for region in regions
    ]
    others = [(code, name) for code, name in names.items() if code not in listed]
    return [*groups, (texts_in(language)["label_elsewhere"], others)] if others else groups
