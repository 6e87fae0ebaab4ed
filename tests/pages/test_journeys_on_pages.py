"""The steps of the journeys that pages show, done on pages by a browser; the other steps go over the API."""

import io
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pypdf
import pytest

from wegwijs_cli.demo.journey import Journey
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.step import Step

pytestmark = pytest.mark.browser

STEPS = (
    "1. Wat is de hulpvraag?",
    "2. Welke problemen zijn er?",
    "3. Welke hulp is nodig?",
    "4. Wat kan het gezin zelf?",
    "5. Wat wordt toegekend?",
)


DECIDE, SEND = "Zet de beslissing klaar", "Verstuur nu"
MOST_ANSWERS = 6
"""So many things the desk must say at most to grant a choice budget."""


def in_euros(cents):
    return f"€\N{NO-BREAK SPACE}{cents // 100:,}".replace(",", ".") + f",{cents % 100:02}"


async def letter_before_it_goes(desk):
    """The words of the draft, behind the link on the page."""
    link = desk.page.get_by_role("link", name="Lees de brief voordat zij gaat")
    answer = await desk.page.context.request.get(await link.evaluate("link => link.href"))
    assert answer.headers["content-type"] == "application/pdf"
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(await answer.body())).pages]
    assert all("CONCEPT: deze brief is niet verstuurd" in page for page in pages)
    return " ".join(" ".join(pages).split())


class OnPages(Step):
    """A step of a journey that is done on pages."""

    model_config = {"arbitrary_types_allowed": True}
    name: str = "on pages"
    deed: Callable[[Journey], Awaitable[None]]

    async def take(self, journey: Journey) -> str:
        await self.deed(journey)
        return "done"


async def drive(house, name, *, until, deed, others):
    """The journey over the API up to and including the step of this name, and then this on pages."""
    listed = house.journey(name)
    at = next(place for place, step in enumerate(listed.steps) if step.name == until)
    listed = listed.model_copy(update={"steps": (*listed.steps[: at + 1], OnPages(deed=deed))})
    async with house.client() as gateway:
        taken = await house.drive(gateway, listed, others=others)
    assert [step.answer for step in taken.steps if not step.ok] == []
    assert taken.steps[-1].name == "on pages"


async def fill_in_words(desk):
    """The five steps, by one professional, and the consultations."""
    steps = desk.group("De vijf stappen van de wet")
    await steps.get_by_label("Discipline", exact=True).last.fill("jeugdzorgwerker (fictief)")
    await steps.get_by_label("Geregistreerde professional", exact=True).last.fill("SKJ 190000001 (fictief)")
    for step in STEPS:
        await steps.get_by_label(step, exact=True).fill("Besproken en vastgesteld (fictief).\nMet het gezin.")
    for partner in ("de aanbieder", "de jeugdige en het gezin"):
        with_whom = desk.group(f"Overleg met {partner}")
        await with_whom.get_by_label("Met wie").fill("wie het aangaat (fictief)")
        await with_whom.get_by_label("Op welke dag").fill(today().isoformat())
        await with_whom.get_by_label("Wat kwam eruit").fill("Iedereen is het eens (fictief).")


@pytest.mark.requirement("IJS-10")
async def test_journey_1_the_gp_reads_what_became_of_it_and_the_desk_sees_that_it_is_decided(house, browse):
    async def read(journey):
        referral = journey.case("mees").referral
        gp = await browse("gp-dalfsen")
        assert await gp.open("/referrals?state=over") == 200
        card = gp.page.locator(f"#referral-{referral}")
        for told in ("Mees Fictief", "De hulp is afgelopen."):
            assert told in await card.inner_text(), told
        await gp.is_proper()
        await gp.follow(card.get_by_role("link"))
        happened = await gp.page.locator(".timeline li").all_inner_texts()
        steps = ("ontvangen", "aangenomen door de aanbieder", "hulp is gestart", "hulp is gestopt")
        for told in steps:
            assert any(told in text for text in happened), told
        desk = await browse("access-dalfsen")
        assert await desk.open(f"/desk/{referral}") == 200
        text = await desk.text()
        for told in ("Mees Fictief", "Beslist door de verwijzer", "kort traject", "voorbeeldcijfers"):
            assert told in text
        assert await desk.page.locator("form[action$='/decision']").count() == 0
        await desk.is_proper()

    until = "the GP reads received, accepted, started, ended, neither hours nor money"
    await drive(house, "gp-choice-budget", until=until, deed=read, others=100)


@pytest.mark.requirement("IJS-24", "LAW-04")
async def test_journey_2_the_desk_decides_a_budget_and_a_stay_and_is_told_all_that_is_missing(house, browse):
    async def decide(journey):
        referral = journey.case("lotte").referral
        desk = await browse("access-zwolle")
        assert await desk.open("/desk") == 200
        row = desk.page.locator("tr", has=desk.page.locator(f'a[href="/desk/{referral}"]'))
        assert "Lotte Verzonnen" in await row.inner_text()
        assert "keuzebudget" in await row.inner_text()
        await desk.is_proper()
        await desk.follow(row.get_by_role("link"))
        text = await desk.text()
        for told in ("Bekijken voor", "Moet vastliggen", "keuzebudget", "offerte", "wonen of verblijf"):
            assert told in text
        assert await desk.page.locator("#routes ~ ul > li").count() == 4
        assert "Niet in deze regio: product," in text
        assert "Nog in te vullen: 5 van 6." in text
        await desk.page.get_by_label("wonen of verblijf", exact=True).check()
        await desk.press("Toon wat hiervoor nodig is")
        assert "Nog in te vullen: 9 van 10." in await desk.text()
        await desk.is_proper()

        await desk.page.get_by_role("radio", name=re.compile("^gezinsaanpak")).check()
        await desk.choose("Aanbieder van de ambulante hulp", "Praktijk Meander (fictief)")
        await desk.page.get_by_label("Intensiteit", exact=True).select_option("living-2")
        await desk.fill("Aantal etmalen", "90")
        await desk.choose("Aanbieder van de plaatsing", "Jeugdhulp Lindehof (fictief)")
        # The price is there while somebody types, before anything is sent.
        price = journey.expected.stay_cents("living-2", 90, today())
        await desk.page.locator("#so-far", has_text=in_euros(price)).wait_for()
        await desk.press(DECIDE)
        alert = desk.page.get_by_role("alert")
        for missing in ("overleg", "hulpvraag", "eigen"):
            assert missing in await alert.inner_text()
        assert await desk.page.get_by_label("Aantal etmalen", exact=True).input_value() == "90"
        assert "Nog in te vullen: 7 van 10." in await desk.text()
        await desk.is_proper()

        await fill_in_words(desk)
        await desk.fill("Aantal etmalen", "negentig")
        await desk.press(DECIDE)
        summary = desk.page.get_by_role("alert").get_by_role("link")
        assert "Aantal etmalen" in await summary.first.inner_text()
        await summary.first.click()
        await desk.is_proper()
        await desk.fill("Aantal etmalen", "90")
        await desk.press(DECIDE)
        assert "De beslissing staat klaar" in await desk.text()
        assert await desk.page.locator("form[action$='/decision']").count() == 0
        await desk.is_proper()
        letter = await letter_before_it_goes(desk)
        for told in ("Lotte Verzonnen", "gezinsaanpak", "90 etmalen", "Met het gezin."):
            assert told in letter, told
        await desk.press("Neem terug")
        assert "er is niets verstuurd" in await desk.text()
        assert await desk.page.get_by_label("Aantal etmalen", exact=True).input_value() == "90"
        assert "Alles wat nodig is staat er." in await desk.text()
        await desk.is_proper()
        await desk.press(DECIDE)
        await desk.press(SEND)
        text = await desk.text()
        for told in (
            "De beslissing",
            "gezinsaanpak",
            "90 etmalen, wonen midden",
            "Met het gezin.",
            "beslist",
        ):
            assert told in text
        assert await desk.page.get_by_role("alert").count() == 0
        await desk.is_proper()

    until = "the desk reads all open routes with their reasons and the deadline"
    await drive(house, "local-team", until=until, deed=decide, others=101)


@pytest.mark.requirement("NV-22", "IJS-06")
async def test_the_desk_decides_by_keyboard_alone_on_a_telephone_with_six_answers(house, browse):
    async def decide(journey):
        desk = await browse("access-zwolle")
        keys = desk.keys
        await desk.page.set_viewport_size({"width": 360, "height": 740})
        await desk.open(f"/desk/{journey.case('lotte').referral}")
        told = re.search(r"Nog in te vullen: (\d+) van (\d+)", await desk.text())
        assert told
        assert int(told[1]) <= int(told[2]) <= MOST_ANSWERS
        for link in ("De vraag", "Wat bekend is", "Welke hulp kan", "Eigen kracht en plan"):
            await keys.to(link)
        await keys.to("Beslissen")
        await desk.page.keyboard.press("Enter")
        # What the referrer asked is chosen already; another one is chosen by the arrows.
        proposed = desk.page.locator(".budgets label", has=desk.page.locator(":checked")).locator("strong")
        await keys.to(await proposed.inner_text())
        await desk.page.keyboard.press("ArrowDown")
        budget = await proposed.inner_text()
        for step in STEPS:
            await keys.write(step, "Besproken (fictief).")
        await keys.press(DECIDE)  # nobody said who signs: where that is missing is what is focused
        assert await desk.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
        await keys.to("Discipline:")
        await desk.page.keyboard.press("Enter")
        assert await desk.page.evaluate("document.activeElement.name") == "discipline"
        await desk.page.keyboard.type("jeugdzorgwerker (fictief)")
        await keys.write("Geregistreerde professional", "SKJ 190000001 (fictief)")
        await keys.press(DECIDE)
        assert await desk.page.evaluate("document.activeElement.id") == "ready"
        await keys.to("Lees de brief voordat zij gaat (pdf, nieuw tabblad)")
        await keys.press(SEND)
        assert await desk.page.evaluate("document.activeElement.id") == "decision"
        assert budget in await desk.page.get_by_role("region", name="De beslissing").inner_text()
        assert desk.wrong == []

    until = "the desk reads all open routes with their reasons and the deadline"
    await drive(house, "local-team", until=until, deed=decide, others=105)


@pytest.mark.requirement("IJS-13", "IJS-15")
async def test_journey_3_a_provider_writes_a_quote_and_the_desk_says_yes_to_it(house, browse):
    async def write_and_award(journey):
        case = journey.case("sara")
        quote = case.quotes["provider-lindehof"]
        provider = await browse("provider-lindehof")
        assert await provider.open("/quotes") == 200
        await provider.is_proper()
        await provider.follow(provider.page.locator(f'a[href="/quotes/{quote}"]'))
        assert "Wat kunt u bieden" in await provider.text()
        await provider.press("Dien de offerte in")
        alert = provider.page.get_by_role("alert")
        for field in ("Eerste dag", "Laatste dag", "Plan"):
            assert await alert.get_by_role("link", name=field).count() == 1
        await provider.is_proper()
        await provider.fill("functiegroep 2: begeleiding hbo", "2400")
        await provider.fill("wonen midden", "120")
        first = today() + timedelta(days=7)
        await provider.fill("Eerste dag", first.isoformat())
        await provider.fill("Laatste dag", (first + timedelta(days=180)).isoformat())
        await provider.fill("Plan", "Elke week thuis, en doordeweeks bij ons (fictief).")
        cents = journey.expected.amount_cents("group-2", 2400, today())
        cents += journey.expected.stay_cents("living-2", 120, today())
        amount = in_euros(cents)
        # The price is there while somebody types, before anything is sent.
        await provider.page.get_by_role("status").filter(has_text=amount).wait_for()
        await provider.press("Dien de offerte in")
        text = await provider.text()
        for told in ("ingediend", "40 uur 00", "120 etmalen", amount):
            assert told in text
        await provider.is_proper()

        desk = await browse("access-kampen")
        assert await desk.open(f"/desk/{case.referral}") == 200
        text = await desk.text()
        for told in ("Wat de gecertificeerde instelling bepaalde", "Machtiging van de rechter", amount):
            assert told in text
        quotes = desk.page.get_by_role("region", name="Gevraagde offertes")
        await desk.follow(quotes.get_by_role("link", name="Jeugdhulp Lindehof (fictief)"))
        await desk.is_proper()
        late = await browse("access-kampen")
        await late.open(f"/desk/{case.referral}/quotes/{quote}")
        await desk.press("Ga akkoord met deze offerte")
        assert "U gaat akkoord met een offerte" in await desk.text()
        assert "Jeugdbescherming" not in await letter_before_it_goes(desk)
        await desk.is_proper()
        await late.press("Ga akkoord met deze offerte")  # a page from before it stood ready
        assert "Deze stap kan nu niet" in await late.page.get_by_role("alert").inner_text()
        await desk.press(SEND)
        text = await desk.text()
        for told in ("De beslissing", "Offerte akkoord: Jeugdhulp Lindehof (fictief)", "niet akkoord"):
            assert told in text
        await desk.is_proper()
        assert await late.page.locator("form[action$='/award']").count() == 0

        meander = await browse("provider-meander")
        await meander.open(f"/quotes/{case.quotes['provider-meander']}")
        assert "niet akkoord" in await meander.text()

    await drive(house, "certified-institution", until="and a third", deed=write_and_award, others=102)


@pytest.mark.requirement("IJS-13", "LAW-04")
async def test_the_desk_asks_for_a_quote_itself_and_writes_down_why_when_it_says_yes(house, browse):
    async def ask_and_award(journey):
        referral = journey.case("noor").referral
        desk = await browse("access-dalfsen")
        await desk.open(f"/desk/{referral}")
        await desk.choose("Aanbieder", "Praktijk Meander (fictief)")
        await desk.choose("Grond", "de hulpvraag is complex")
        await desk.fill("De vraag aan de aanbieder", "Wat kunt u bieden? (fictief)")
        await desk.press("Vraag deze offerte")
        assert "te schrijven" in await desk.text()
        await desk.choose("Aanbieder", "Jeugdhulp Lindehof (fictief)")
        await desk.choose("Grond", "de hulpvraag is complex")
        await desk.fill("De vraag aan de aanbieder", "En u? (fictief)")
        await desk.press("Vraag deze offerte")
        assert await desk.page.get_by_role("alert").count() == 1  # a second one takes a reason
        kept = desk.page.get_by_label("De vraag aan de aanbieder", exact=True)
        assert await kept.input_value() == "En u? (fictief)"
        await desk.is_proper()

        quotes = desk.page.get_by_role("region", name="Gevraagde offertes")
        link = quotes.get_by_role("link", name="Praktijk Meander (fictief)")
        quote = str(await link.get_attribute("href")).rsplit("/", 1)[1]
        provider = await browse("provider-meander")
        await provider.open(f"/quotes/{quote}")
        await provider.fill("functiegroep 3: behandeling hbo", "600")
        first = today() + timedelta(days=7)
        await provider.fill("Eerste dag", first.isoformat())
        await provider.fill("Laatste dag", (first + timedelta(days=90)).isoformat())
        await provider.fill("Plan", "Elke week een gesprek (fictief).")
        await provider.press("Dien de offerte in")
        assert "10 uur 00" in await provider.text()

        await desk.open(f"/desk/{referral}/quotes/{quote}")
        await desk.is_proper()
        await desk.press("Ga akkoord met deze offerte")
        assert "beoogde resultaat" in await desk.page.get_by_role("alert").inner_text()
        await desk.is_proper()
        await fill_in_words(desk)
        await desk.press("Ga akkoord met deze offerte")
        await desk.press("Neem terug")  # back at the quote, with every word
        kept = desk.group("De vijf stappen van de wet").get_by_label(STEPS[0], exact=True)
        assert "Met het gezin." in await kept.input_value()
        await desk.press("Ga akkoord met deze offerte")
        await desk.press(SEND)
        text = await desk.text()
        assert "Offerte akkoord: Praktijk Meander (fictief)" in text
        await desk.is_proper()

    until = "it stands on the desk's list"
    await drive(house, "wrong-doors", until=until, deed=ask_and_award, others=104)


@pytest.mark.requirement("IJS-36")
async def test_journey_4_the_crisis_desk_asks_who_is_on_call_for_kampen_now(house, browse):
    async def ask(_journey):
        desk = await browse("crisis-desk")
        await desk.open("/on-call")
        await desk.is_proper()
        await desk.page.get_by_label("In welke gemeente").select_option(label="Kampen")
        await desk.press("Toon wie dienst heeft")
        text = await desk.text()
        for told in (
            "Kampen",
            "crisisdienst IJsselland",
            "088 000",
            "Sinds",
            "Daarna",
            "In deze volgorde",
            "112",
        ):
            assert told in text
        await desk.is_proper()

    await drive(
        house, "crisis", until="the crisis desk asks who is on call for Kampen now", deed=ask, others=103
    )


async def test_journey_5_a_provider_that_opens_the_desks_list_reads_why_not(house, browse):
    provider = await browse("provider-meander")
    assert await provider.open("/desk") == 403
    assert await provider.page.locator("h1").inner_text() == "Deze rol mag dit niet"
    await provider.is_proper()
