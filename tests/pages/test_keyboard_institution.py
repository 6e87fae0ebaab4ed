"""Journey 3 by keyboard alone, in Dutch, on a telephone: the certified institution and its case."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from journey_house import eventually

from wegwijs_cli.demo.journey import Journey
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.step import Step

pytestmark = pytest.mark.browser

LINDEHOF = "Jeugdhulp Lindehof (fictief)"
MEASURE_ENDS, AUTHORISED = today() + timedelta(days=300), today() + timedelta(days=280)


class OnPages(Step):
    """A step of a journey that is done on pages."""

    model_config = {"arbitrary_types_allowed": True}
    name: str = "on pages"
    deed: Callable[[Journey], Awaitable[None]]

    async def take(self, journey: Journey) -> str:
        await self.deed(journey)
        return "done"


def shown(day):
    """As pages write it."""
    months = "januari februari maart april mei juni juli augustus september oktober november december"
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


@pytest.mark.requirement("LAW-02", "LAW-09")
async def test_journey_3_by_keyboard_on_a_telephone_from_determination_to_what_ends(house, browse):
    reader = await browse("institution")
    keys, narrow = reader.keys, {"width": 360, "height": 740}
    await reader.page.set_viewport_size(narrow)

    async def proper():
        await reader.is_proper()
        await reader.page.set_viewport_size(narrow)

    async def determine_and_ask(journey):
        referral = journey.case("sara").referral
        card = reader.page.locator(f"#case-{referral}")

        async def is_listed():
            await reader.open("/cases")
            return await card.count() == 1

        await eventually(is_listed, "the case stands on the institution's list")
        for told in ("te beslissen", "loopt af over 300 dagen", "uw instelling", "Leg uw bepaling vast"):
            assert told in await card.inner_text(), told
        await proper()
        name = " ".join((await card.get_by_role("link").inner_text()).split())
        assert "Sara" in name
        await keys.press(name)
        assert " ".join((await reader.page.locator("h1").inner_text()).split()) == name
        await keys.press("Leg de bepaling vast")
        alert = reader.page.get_by_role("alert")
        for field in ("Welke hulp nodig is", "Wat de hulp moet opleveren"):
            assert await alert.get_by_role("link", name=field).count() == 1, field
        await proper()
        await keys.write("Welke hulp nodig is", "Begeleiding thuis en een plek om te wonen (fictief).")
        await keys.write("Wat de hulp moet opleveren", "Een veilige plek en weer naar school (fictief).")
        await keys.write("Nummer van de machtiging", "C/08/300001 JE RK 26-1")
        await keys.date("Eerste dag van de machtiging", today())
        await keys.date("Laatste dag van de machtiging", AUTHORISED)
        for whom in ("bij de aanbieder", "in het gezin"):
            await keys.write(f"Met wie u sprak {whom}", "wie het aangaat (fictief)")
            who = whom.split()[-1]
            await keys.date(f"Dag van het gesprek met {'het ' if who == 'gezin' else 'de '}{who}", today())
            said = "Wat de jeugdige en het gezin zeiden" if who == "gezin" else "Wat de aanbieder zei"
            await keys.write(said, "Dit past (fictief).")
        await keys.press("Leg de bepaling vast")
        assert await alert.count() == 0, await reader.text()
        text = await reader.text()
        for told in ("machtiging van de rechter", "loopt af over 280 dagen", "heeft nog niet geantwoord"):
            assert told in text, told
        kept = reader.page.get_by_label("Welke hulp nodig is", exact=True)
        assert await kept.input_value() == "Begeleiding thuis en een plek om te wonen (fictief)."
        await keys.pick("Aanbieder", LINDEHOF)
        await keys.pick("Grond", "de hulpvraag is complex")
        await keys.write("Uw vraag aan de aanbieder", "Wat kunt u bieden? (fictief)")
        await keys.press("Vraag deze offerte")
        link = reader.page.get_by_role("region", name="Gevraagde offertes").get_by_role("link", name=LINDEHOF)
        journey.case("sara").quotes["provider-lindehof"] = UUID(
            str(await link.get_attribute("href")).rpartition("/")[2]
        )

    async def prefer(journey):
        await reader.open(f"/cases/{journey.case('sara').referral}")
        await proper()
        await keys.press(LINDEHOF)
        assert "120 etmalen" in await reader.text()
        await proper()
        await keys.press("Terug naar de zaak")
        await keys.press(f"Ik wil het liefst {LINDEHOF}")
        assert "voorkeur" in await reader.page.locator("#quotes ~ ul").inner_text()

    async def see_what_ends(journey):
        await reader.open(f"/cases/{journey.case('sara').referral}")
        assert "De gemeente is akkoord" in await reader.text()
        rows = await reader.page.locator("#timeline ~ table tbody tr").all_inner_texts()
        by_kind = {row.splitlines()[0].split(",")[0].strip(): row for row in rows}
        for kind, last in (("maatregel", MEASURE_ENDS), ("machtiging van de rechter", AUTHORISED)):
            assert shown(last) in by_kind[kind], kind
        assert any(kind.startswith(("bed", "toekenning")) for kind in by_kind)
        picture = reader.page.get_by_role("img", name="Wat er afloopt")
        assert shown(MEASURE_ENDS) in await picture.locator("desc").inner_html()
        assert await picture.locator(".today").count() == 1
        await proper()

    listed = house.journey("certified-institution")
    steps = {step.name: step for step in listed.steps}
    award = next(step for name, step in steps.items() if name.startswith("the municipality says yes"))
    taken_in_turn = (
        steps["an institution asks under a supervision order in force"],
        OnPages(deed=determine_and_ask),
        steps["the first answers in hours per function group and etmalen per intensity"],
        OnPages(name="on pages again", deed=prefer),
        award.model_copy(update={"provider": "provider-lindehof"}),
        OnPages(name="and at last", deed=see_what_ends),
    )
    async with house.client() as gateway:
        taken = await house.drive(gateway, listed.model_copy(update={"steps": taken_in_turn}), others=111)
    assert [step.answer for step in taken.steps if not step.ok] == []
    assert taken.steps[-1].name == "and at last"
