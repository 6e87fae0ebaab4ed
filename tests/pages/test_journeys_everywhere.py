"""The five journeys by mouse and keyboard, in both languages, on a telephone, a tablet and a desk (`--long`).

Names are given in Dutch; where the page is read in English, the reader looks for the same text in English.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from itertools import product

import pytest

from wegwijs_cli.demo.journey import Journey
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.step import Step

pytestmark = [pytest.mark.browser, pytest.mark.long]

WIDTHS = 360, 768, 1440
EVERYWHERE = list(product(("nl", "en"), WIDTHS, ("mouse", "keyboard")))
everywhere = pytest.mark.parametrize(
    ("language", "width", "by", "others"),
    [(*each, 120 + place) for place, each in enumerate(EVERYWHERE)],
    ids=lambda value: str(value),
)
STEPS = (
    "1. Wat is de hulpvraag?",
    "2. Welke problemen zijn er?",
    "3. Welke hulp is nodig?",
    "4. Wat kan het gezin zelf?",
    "5. Wat wordt toegekend?",
)


class OnPages(Step):
    """A step of a journey that is done on pages."""

    model_config = {"arbitrary_types_allowed": True}
    name: str = "on pages"
    deed: Callable[[Journey], Awaitable[None]]

    async def take(self, journey: Journey) -> str:
        await self.deed(journey)
        return "done"


async def drive(house, name, *, steps, deed, others):
    """So many steps of the journey over the API, and then this on pages."""
    listed = house.journey(name)
    taken_in_turn = (*listed.steps[:steps], OnPages(deed=deed))
    async with house.client() as gateway:
        taken = await house.drive(gateway, listed.model_copy(update={"steps": taken_in_turn}), others=others)
    assert [step.answer for step in taken.steps if not step.ok] == []


@pytest.fixture
def at_work(browse, language, width, by):
    """Somebody before a screen of this width, and the hands by which everything is done."""

    async def begin(caller):
        reader = await browse(caller, language=language)
        await reader.page.set_viewport_size({"width": width, "height": 900})
        return reader, reader.hands(by)

    return begin


async def looks_proper(reader, width):
    await reader.is_proper((width,))
    await reader.page.set_viewport_size({"width": width, "height": 900})


@everywhere
async def test_journey_1_a_gp_refers(at_work, width, others):
    gp, hands = await at_work("gp-dalfsen")
    await gp.open("/refer")
    await hands.press("Verstuur de aanmelding")
    await looks_proper(gp, width)
    await gp.open("/refer")
    await hands.write("Voornaam", f"Fenna-{others}")
    await hands.write("Achternaam", "Overal")
    await hands.date("Geboortedatum", date(today().year - 9, 5, 5))
    await hands.pick("Gemeente", "Dalfsen")
    await hands.write("Hulpvraag", "Slaapt slecht (fictief).")
    await hands.pick("Route", "keuze aan de aanbieder")
    await hands.press("Verstuur de aanmelding")
    assert gp.say("Uw aanmelding is ontvangen") in await gp.text()
    await looks_proper(gp, width)


@everywhere
async def test_journey_2_the_desk_decides(house, at_work, width, others):
    async def decide(journey):
        desk, hands = await at_work("access-zwolle")
        await desk.open(f"/desk/{journey.case('lotte').referral}")
        await looks_proper(desk, width)
        for step in STEPS:
            await hands.write(step, "Besproken (fictief).")
        await hands.press("Zet de beslissing klaar")
        await looks_proper(desk, width)
        await hands.write("Discipline", "jeugdzorgwerker (fictief)")
        await hands.write("Geregistreerde professional", "SKJ 190000001 (fictief)")
        await hands.press("Zet de beslissing klaar")
        await looks_proper(desk, width)
        await hands.press("Verstuur nu")
        assert desk.say("De beslissing") in await desk.text()

    await drive(house, "local-team", steps=3, deed=decide, others=others)


@everywhere
async def test_journey_3_an_institution_determines(house, at_work, width, others):
    async def determine(journey):
        institution, hands = await at_work("institution")
        listed = f"/cases/{journey.case('sara').referral}"
        async with house.client() as gateway:

            async def there():
                return await institution.open(listed) == 200 or None

            await gateway.until(there, "the case stands there")
        await looks_proper(institution, width)
        await hands.write("Welke hulp nodig is", "Begeleiding thuis (fictief).")
        await hands.write("Wat de hulp moet opleveren", "Weer naar school (fictief).")
        await hands.press("Leg de bepaling vast")
        assert await institution.page.get_by_role("alert").count() == 0
        kept = institution.page.get_by_label(institution.say("Welke hulp nodig is"), exact=True)
        assert await kept.input_value() == "Begeleiding thuis (fictief)."
        await looks_proper(institution, width)

    await drive(house, "certified-institution", steps=1, deed=determine, others=others)


@everywhere
async def test_journey_4_an_alarm_is_raised_and_taken(at_work, width, others):
    desk, hands = await at_work("access-kampen")
    await desk.open("/alarms/new")
    await looks_proper(desk, width)
    await hands.pick("In welke gemeente is de jeugdige nu?", "Kampen")
    await hands.write("Op welk nummer bent u bereikbaar?", "06 12 34 56 78")
    await hands.press("Ja, gevaar: verstuur")
    alarm = desk.page.url.rpartition("/")[2]
    await looks_proper(desk, width)
    crisis, hands = await at_work("crisis-desk")
    await crisis.open(f"/alarms/{alarm}")
    takes = crisis.page.get_by_role("button", name=crisis.say("neemt het aan"))
    await hands.press(await takes.inner_text())
    for step in ("Onderweg", "Ter plaatse", "Beoordeeld"):
        await hands.press(step)
    await looks_proper(crisis, width)
    await hands.pick("Hoe het afliep", "gestabiliseerd")
    await hands.press("Sluit het alarm")
    assert crisis.say("Gesloten op") in await crisis.text()


@everywhere
async def test_journey_5_a_wrong_door_leads_on(at_work, width, others):
    gp, hands = await at_work("gp-dalfsen")
    assert await gp.open("/desk") == 403
    await looks_proper(gp, width)
    if width == WIDTHS[0]:
        await hands.tick("Menu")
    await hands.press("Verwijzen")
    assert gp.page.url.endswith("/refer")
