"""Who refers: its journeys by keyboard alone, in Dutch, on a telephone; and a connection that is lost."""

from datetime import date, timedelta

import pytest
from journey_house import eventually
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from wegwijs_cli.demo.policy import today

pytestmark = pytest.mark.browser

LINDEHOF = "Jeugdhulp Lindehof (fictief)"
TELEPHONE = {"width": 360, "height": 740}
BORN = date(today().year - 9, 5, 5)
"""The same in the order of every country: a browser without Dutch takes the month first."""
SEND = "Verstuur de aanmelding"


class Read(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True)


class Request(Read):
    id: str
    referral: str
    version: int


class Listed(Read):
    id: str


class Accepts(Read):
    start_planned_on: date


async def on_a_telephone(browse, caller):
    reader = await browse(caller)
    await reader.page.set_viewport_size(TELEPHONE)
    return reader


async def accepted_by_the_provider(house, referral):
    """As soon as it was asked."""
    async with house.client() as gateway:
        asked = "referral/v1/placement-requests"

        async def found():
            listed = await gateway.all_of("provider-lindehof", asked, Request)
            return next((each for each in listed if each.referral == referral), None)

        request = await gateway.until(found, "the provider is asked")
        accepts = Accepts(start_planned_on=today() + timedelta(days=7))
        path = f"{asked}/{request.id}/acceptance"
        answer = await gateway.call(
            "provider-lindehof", "POST", path, accepts, if_match=f'"{request.version}"'
        )
        answer.must_be(200)


@pytest.mark.requirement("NV-21", "ZHZ-04")
async def test_journey_1_a_gp_refers_on_two_pages_by_keyboard_and_reads_what_became_of_it(house, browse):
    gp = await on_a_telephone(browse, "gp-dalfsen")
    keys = gp.keys
    assert await gp.open("/refer") == 200
    asked = gp.page.locator("form[action='/refer'] .utrecht-form-field:not(details *)")
    assert await asked.count() == 6
    assert all("Jeugdwet" in text for text in await asked.all_inner_texts()), "each says why it is asked"

    await keys.press(SEND)
    await gp.page.locator("[role=alert]:focus").wait_for()
    await keys.to("Hulpvraag:")
    await gp.page.keyboard.press("Enter")
    assert await gp.page.evaluate("document.activeElement.id") == "question"
    await gp.is_proper(widths=(360,))

    await gp.open("/refer")
    await gp.page.set_viewport_size(TELEPHONE)
    await keys.write("Voornaam", "Bente")
    await keys.write("Achternaam", "Toetsenbord")
    await keys.date("Geboortedatum", BORN)
    await keys.pick("Gemeente", "Dalfsen")
    await keys.write("Hulpvraag", "Slaapt slecht en durft niet naar school (fictief).")
    await keys.pick("Route", "keuzebudget")
    await keys.tick("Voorkeur voor een aanbieder, met wachttijden")
    await keys.press("Toon wie kan helpen en hoe snel")
    await keys.to("geen voorkeur")
    while not (await gp.page.evaluate(keys.FOCUSED)).startswith(LINDEHOF):
        await gp.page.keyboard.press("ArrowDown")
    assert "Opgegeven" in await gp.page.evaluate(keys.FOCUSED), "how old that word is"
    await keys.tick("Meer, als u het weet")
    await keys.pick("Keuzebudget", "kort traject")
    await keys.press(SEND)

    assert await gp.page.locator("[role=alert]").all_inner_texts() == []
    text = await gp.text()
    for told in ("Uw aanmelding is ontvangen", "Dit gebeurt nu"):
        assert told in text, told
    await gp.is_proper(widths=(360,))
    await gp.page.set_viewport_size(TELEPHONE)
    await keys.press("Volg deze aanmelding")
    referral = gp.page.url.rpartition("/")[2]
    await accepted_by_the_provider(house, referral)
    await gp.page.reload()
    text = await gp.text()
    for told in ("Bente Toetsenbord", "Een aanbieder heeft ja gezegd.", "aangenomen door de aanbieder"):
        assert told in text, told
    await keys.to("Menu")
    await gp.page.keyboard.press("Enter")
    await keys.press("Mijn aanmeldingen")
    card = await gp.page.locator(f"#referral-{referral}").inner_text()
    for told in ("Bente Toetsenbord", "Een aanbieder heeft ja gezegd.", "De aanbieder begint de hulp"):
        assert told in card, told
    await gp.is_proper(widths=(360,))


@pytest.mark.requirement("ZHZ-04")
async def test_journey_5_who_stands_at_a_wrong_door_is_told_why_and_goes_on_by_keyboard(browse):
    gp = await on_a_telephone(browse, "gp-dalfsen")
    assert await gp.open("/desk") == 403
    assert await gp.page.locator("h1").inner_text() == "Deze rol mag dit niet"
    await gp.is_proper(widths=(360,))
    await gp.page.set_viewport_size(TELEPHONE)
    await gp.keys.to("Menu")
    await gp.page.keyboard.press("Enter")
    await gp.keys.press("Verwijzen")
    own = await gp.page.get_by_label("Keuzebudget", exact=True).locator("option").all_inner_texts()
    assert len(own) == 3, "two budgets of the GP and nothing yet: a third cannot even be asked"

    institution = await on_a_telephone(browse, "institution")
    assert await institution.open("/refer?code=04") == 200
    assert "gecertificeerde instelling" in (await institution.text()).lower()
    assert await institution.page.get_by_label("Laatste dag van de maatregel", exact=True).count() == 1
    assert await gp.page.get_by_label("Laatste dag van de maatregel", exact=True).count() == 0

    provider = await on_a_telephone(browse, "provider-meander")
    assert await provider.open("/refer") == 403
    await provider.is_proper(widths=(360,))


async def test_what_was_typed_survives_a_lost_connection_and_a_new_press_sends_it_once(house, browse):
    gp = await browse("gp-dalfsen")
    assert await gp.open("/refer") == 200
    for field, typed in {
        "Voornaam": "Isa",
        "Achternaam": "Onderweg",
        "Geboortedatum": BORN.isoformat(),
        "Hulpvraag": "Durft de bus niet in (fictief).",
    }.items():
        await gp.fill(field, typed)
    await gp.choose("Gemeente", "Dalfsen")
    await gp.choose("Route", "offerte")

    await gp.page.context.set_offline(True)
    await gp.page.get_by_role("button", name=SEND).click()
    told = gp.page.locator("form[action='/refer'] .not-sent")
    await told.wait_for()
    assert "niet verstuurd" in (await told.inner_text()).lower()
    assert await told.evaluate("each => each === document.activeElement")
    assert await gp.page.get_by_label("Hulpvraag", exact=True).input_value() == (
        "Durft de bus niet in (fictief)."
    )
    await gp.page.context.set_offline(False)

    sent = []

    async def answer_is_lost(route):
        sent.append((await route.fetch()).status)
        await route.abort("connectionreset")

    await gp.page.route("**/refer", answer_is_lost, times=1)
    async with house.client() as gateway:
        before = {each.id for each in await gateway.all_of("gp-dalfsen", "referral/v1/referrals", Listed)}
        await told.evaluate("each => each.remove()")
        await gp.page.get_by_role("button", name=SEND).click()
        await told.wait_for()
        assert len(sent) == 1, "it did arrive, and nobody here knows"
        await gp.press(SEND)
        assert "Uw aanmelding is ontvangen" in await gp.text()
        after = {each.id for each in await gateway.all_of("gp-dalfsen", "referral/v1/referrals", Listed)}
    assert after - before == {gp.page.url.split("/")[-2]}
    gp.wrong.clear()  # a browser complains of a connection that is gone, and should


async def test_a_practice_asks_a_specialist_for_advice_on_pages_and_ties_its_referral_to_it(browse):
    gp = await browse("gp-dalfsen")
    assert await gp.open("/consultations") == 200
    await gp.is_proper()
    await gp.page.locator("details.further").evaluate("each => { each.open = true }")
    await gp.press("Verstuur de adviesvraag")
    assert await gp.page.get_by_role("alert").get_by_role("link").count() == 4
    await gp.is_proper()
    await gp.choose("Aan welke aanbieder", LINDEHOF)
    await gp.fill("Leeftijd in jaren", "9")
    await gp.page.get_by_label("school", exact=True).check()
    await gp.fill("Uw vraag om advies", "Wat helpt een kind dat niet slaapt? (fictief)")
    await gp.press("Verstuur de adviesvraag")
    card = gp.page.locator(".cards li").first
    assert "gevraagd" in await card.inner_text()
    await gp.is_proper()
    await gp.follow(card.get_by_role("link"))
    page = gp.page.url.partition("/consultations")[2]
    await gp.is_proper()

    provider = await browse("provider-lindehof")
    assert await provider.open("/consultations") == 200
    await provider.follow(provider.page.locator(".cards li.mine").first.get_by_role("link"))
    await provider.is_proper()
    await provider.fill("Uw advies", "Begin met een vast ritueel (fictief).")
    await provider.press("Beantwoord")
    assert "beantwoord" in await provider.text()

    async def answered():
        await gp.open(f"/consultations{page}")
        return "vast ritueel" in await gp.text()

    await eventually(answered, "the reply is read")
    await gp.page.get_by_text("Verbind met een aanmelding").click()
    await gp.page.get_by_label("Aanmelding", exact=True).select_option(index=1)
    await gp.press("Leg vast")
    await gp.follow(gp.page.locator("main dl").get_by_role("link"))
    assert "Consultaties" in await gp.text()
