"""A crisis by keyboard alone, on a telephone, in Dutch: raised, taken in hand, and closed."""

import pytest

pytestmark = pytest.mark.browser

TELEPHONE = {"width": 360, "height": 740}


@pytest.mark.requirement("IJS-36")
async def test_a_crisis_by_keyboard_from_the_alarm_to_its_closing(browse):
    desk = await browse("access-kampen")
    await desk.page.set_viewport_size(TELEPHONE)
    await desk.open("/me")
    await desk.keys.press("Alarm geven")
    await desk.keys.pick("In welke gemeente is de jeugdige nu?", "Kampen")
    await desk.keys.write("Op welk nummer bent u bereikbaar?", "06 12 34 56 78")
    await desk.keys.press("Ja, gevaar: verstuur")
    assert "Nog niemand heeft het in handen" in await desk.text()
    alarm = desk.page.url.rpartition("/")[2]

    crisis = await browse("crisis-desk")
    await crisis.page.set_viewport_size(TELEPHONE)
    await crisis.open("/on-call")
    await crisis.keys.pick("In welke gemeente is de jeugdige nu?", "Kampen")
    await crisis.keys.press("Toon wie dienst heeft")
    assert "Bel 088 000" in await crisis.text()
    await crisis.open(f"/alarms/{alarm}")
    takes = crisis.page.get_by_role("button", name="neemt het aan")
    await crisis.keys.press(await takes.inner_text())
    for step, told in (
        ("Onderweg", "Onderweg sinds"),
        ("Ter plaatse", "Ter plaatse:"),
        ("Beoordeeld", "beoordeeld"),
    ):
        await crisis.keys.press(step)
        assert told in await crisis.text(), step
    await crisis.keys.press("Toon het nummer en de plek (dit wordt vastgelegd)")
    assert "06 12 34 56 78" in await crisis.text()
    await crisis.keys.pick("Hoe het afliep", "gestabiliseerd")
    await crisis.keys.press("Sluit het alarm")
    assert "Gesloten op" in await crisis.text()
    await desk.page.locator("#now", has_text="Gesloten op").wait_for()
    await desk.is_proper()
