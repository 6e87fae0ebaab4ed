"""The pages of the crisis desk, on a whole house of which parts really die."""

import os
import re
import signal
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from journey_house import eventually

from wegwijs_cli.calls_shown import FILE as SCREEN
from wegwijs_cli.rooms import CRISIS, ROOMS

pytestmark = pytest.mark.browser

WHERE = 'Bij "de" <brug> (fictief)'
KEPT = "caches.match('/on-call?municipality=0166', {ignoreVary: true}).then(found => Boolean(found))"
AT_ONCE_SECONDS = 5
COUNT = "SELECT count(*) FROM alarm"
LINK = re.compile(r"http\S+/called/\S+")


@pytest.fixture(autouse=True)
def sessions_that_died(signed_in):
    """With the gateway its sessions die: whoever was signed in before these stories is so no more."""
    yield
    signed_in.clear()


@contextmanager
def nobody_starts_it_again(house):
    """The launcher is held, so that what is killed stays away until the end of this."""
    launcher = house.running.pid
    os.kill(launcher, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(launcher, signal.SIGCONT)


async def answers(house, path):
    """Wait until the gateway, or a room behind it, is there again."""

    async def is_there():
        async with httpx.AsyncClient(base_url=house.running.gateway, trust_env=False) as http:
            try:
                return (await http.get(path)).status_code == 200
            except httpx.HTTPError:
                return False

    await eventually(is_there, f"{path} answers")


def links_sent(house):
    """Of all notifications so far, as they appear on the screen of whoever runs the house."""
    file = house.home / SCREEN
    return LINK.findall(file.read_text()) if file.exists() else []


async def by_keyboard(reader, button):
    await reader.settled(reader.page.get_by_role("button", name=button, exact=True).press("Enter"))


async def is_not_sent(reader, key):
    """It says so, with whom to call, and nothing that was typed is lost."""
    told = reader.page.locator(".alarm-not-sent")
    await told.locator("#last-known, a[href='/me']").first.wait_for()
    text = await told.inner_text()
    for line in ("Het alarm is NIET verstuurd", "Bel nu zelf", "112"):
        assert line in text, line
    assert await reader.page.locator("#alarm input[name=key]").input_value() == key
    assert await reader.page.get_by_label("Waar precies").input_value() == WHERE
    assert await reader.page.get_by_label("Leeftijd", exact=True).input_value() == "14"
    return text


def local(at):
    return f"{at.astimezone(ZoneInfo('Europe/Amsterdam')):%Y-%m-%dT%H:%M}"


async def ready_for_the_worst(reader):
    """The browser has what it needs where the server will be gone."""
    await reader.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await reader.page.reload()


@pytest.mark.requirement("IJS-33", "IJS-36")
@pytest.mark.parametrize(
    "age_seen",
    [
        pytest.param(r"[0-9]+ seconden", id="for-seconds"),
        pytest.param(r"2 minuten", id="for-two-minutes", marks=pytest.mark.long),
    ],
)
async def test_while_no_server_answers_the_wall_tells_its_age_and_an_alarm_is_not_lost_and_sent_once(
    house, browse, age_seen
):
    wall = await browse("wall-screen", anew=True)
    await wall.page.wait_for_url("**/wall")
    roster = await wall.page.locator("#roster").inner_text()
    assert "088 000" in roster
    assert await wall.page.locator("header").count() == 0, "a device sees this page and nothing else"
    assert await wall.open("/desk") == 403
    await wall.open("/wall")
    await ready_for_the_worst(wall)
    desk = await browse("access-kampen", anew=True)
    await desk.open("/alarms/new")
    await ready_for_the_worst(desk)

    async def is_kept():
        return await desk.page.evaluate(KEPT)

    await desk.choose("In welke gemeente is de jeugdige nu?", "Kampen")
    await eventually(is_kept, "the browser keeps whom to call")
    await desk.page.get_by_text("Meer, niet verplicht").click()
    await desk.fill("Leeftijd", "14")
    await desk.fill("Waar precies", WHERE)
    key = await desk.page.locator("#alarm input[name=key]").input_value()
    before = await house.rows(CRISIS, COUNT)
    with nobody_starts_it_again(house):
        house.kill("crisis")
        await desk.press("Nee: verstuur")
        assert "088 000" in await is_not_sent(desk, key), "the last known roster"
        for each in ("gateway", *(room.name for room in ROOMS if room is not CRISIS)):
            house.kill(each)
        killed_at = time.monotonic()
        await desk.press("Nee: verstuur")
        assert "088 000" in await is_not_sent(desk, key), "the page of the browser itself"
        assert time.monotonic() - killed_at < AT_ONCE_SECONDS
        desk.wrong.clear()  # the bell found nobody
        await desk.is_proper()
        another = await desk.page.context.new_page()
        await another.goto(f"{house.running.gateway}/alarms/new")
        await another.get_by_role("heading", name="Het alarm is NIET verstuurd").wait_for()
        assert await another.locator("#alarm input[name=key]").input_value() != key, "another alarm"

        await wall.page.reload()
        gone = wall.page.locator("#gone")
        await gone.wait_for()
        assert "Er komt niets nieuws binnen" in await gone.inner_text()
        assert await wall.page.locator("#roster").inner_text() == roster
        assert "Welke alarmen lopen is nu niet bekend" in await wall.page.locator("#running").inner_text()
        aged = wall.page.locator("#as-of [data-age-of]")
        age = int((await aged.inner_text()).split()[0])
        assert age >= int(time.monotonic() - killed_at) - 1
        await wall.is_proper()
        told = await wall.page.wait_for_function(
            """([seen, before]) => {
                const age = document.querySelector("#as-of [data-age-of]").textContent;
                return RegExp(`^${seen}$`).test(age) && age !== before && age;
            }""",
            arg=[age_seen, f"{age} seconden"],
            timeout=150_000,
        )
        is_loud = await wall.page.locator("#as-of .stale .loud").is_visible()
        assert is_loud == ("minuten" in await told.json_value()), "what is old is loud"
    await answers(house, "/health/ready")
    # By itself: nobody touches the screen.
    await gone.wait_for(state="hidden", timeout=40_000)
    assert await wall.page.locator("#roster").inner_text() == roster
    await desk.press("Nee: verstuur")
    assert "Alarm Kampen" in await desk.text(), "the session outlived the gateway"
    assert (await house.rows(CRISIS, COUNT))[0][0] == before[0][0] + 1
    row = wall.page.locator("#running li", has_text="Kampen").first
    await row.wait_for(timeout=40_000)
    assert "Nog niemand heeft het in handen" in await row.inner_text(), "and the wall has it"


@pytest.mark.requirement("IJS-34", "IJS-36")
async def test_an_alarm_is_raised_in_three_touches_and_one_press_of_who_is_called_takes_it(house, browse):
    desk = await browse("access-kampen")
    await desk.page.set_viewport_size({"width": 360, "height": 640})
    await desk.open("/me")
    touches = 0
    await desk.follow(desk.page.get_by_role("link", name="Alarm geven"))
    touches += 1
    assert await desk.page.get_by_label("Op welk nummer bent u bereikbaar?").input_value() != ""
    last = await desk.page.get_by_role("button", name="Nee: verstuur").bounding_box()
    assert last["y"] + last["height"] <= 640, "nobody scrolls on a telephone"
    await desk.is_proper()
    await desk.choose("In welke gemeente is de jeugdige nu?", "Kampen")
    touches += 1
    before = len(links_sent(house))
    await desk.press("Ja, gevaar: verstuur")
    touches += 1
    assert touches == 3
    alarm = desk.page.url
    text = await desk.text()
    for told in ("Alarm Kampen", "Nog niemand heeft het in handen", "Nu opgeroepen", "naar de volgende om"):
        assert told in text, told
    await desk.is_proper()

    async def is_sent():
        return len(links_sent(house)) > before

    await eventually(is_sent, "a notification with a link")
    link = links_sent(house)[before]
    async with httpx.AsyncClient(trust_env=False, headers={"Accept": "text/html"}) as preview:
        for _ in range(3):
            assert (await preview.get(link)).status_code == 200
    await desk.page.reload()
    assert "Nog niemand heeft het in handen" in await desk.text(), "to look is not to answer"
    called = await browse(None)
    await called.page.goto(link)
    assert "Nog niemand heeft het" in await called.text()
    await called.is_proper()
    await called.press("Ik neem het aan")
    assert "U heeft dit alarm in handen" in await called.text()
    await called.press("Ik ben onderweg")
    await desk.page.locator("#now", has_text="Onderweg sinds").wait_for()
    assert "In handen van" in await desk.page.locator("#now").inner_text(), "without a touch"

    crisis = await browse("crisis-desk")
    await crisis.open("/alarms")
    row = crisis.page.locator("article", has_text="Onderweg sinds").first
    await row.locator("[data-since]").first.wait_for()
    assert re.search(r"In handen van .*\(al [0-9]{2}:[0-9]{2}\)", await row.inner_text())
    await crisis.is_proper()
    await crisis.open(alarm.removeprefix(house.running.gateway))
    now = datetime.now(ZoneInfo("UTC"))
    await crisis.fill("Beoordeeld", local(now))
    await crisis.fill("Ter plaatse", local(now + timedelta(days=1)))
    await by_keyboard(crisis, "Leg vast")
    assert "toekomst" in await crisis.page.get_by_role("alert").inner_text()
    assert await crisis.page.get_by_label("Beoordeeld").input_value() == local(now)
    await crisis.fill("Ter plaatse", local(now))
    await by_keyboard(crisis, "Leg vast")
    await crisis.page.get_by_label("Hoe het afliep").select_option(label="geen crisis")
    await by_keyboard(crisis, "Sluit het alarm")
    assert "Zeg waarom" in await crisis.page.get_by_role("alert").inner_text()
    await crisis.is_proper()
    await crisis.page.get_by_label("Hoe het afliep").select_option(label="gestabiliseerd")
    await by_keyboard(crisis, "Sluit het alarm")
    assert "Gesloten op" in await crisis.text()
    assert await called.open(link.removeprefix(house.running.gateway)) == 404


@pytest.mark.requirement("IJS-34")
async def test_who_may_not_raise_an_alarm_gets_numbers_and_a_call_that_the_desk_makes(house, browse):
    gp = await browse("gp-kampen")
    await gp.open("/alarms/new")
    await gp.choose("In welke gemeente is de jeugdige nu?", "Kampen")
    await gp.fill("Op welk nummer bent u bereikbaar?", "038 123 45 67")
    await gp.press("Ja, gevaar: verstuur")
    assert await gp.page.locator("a[href='tel:112']").count() == 1
    await gp.is_proper()
    await gp.press("Vraag om een telefoontje")
    assert "U wordt gebeld voor" in await gp.text()
    crisis = await browse("crisis-desk")
    await crisis.page.set_viewport_size({"width": 360, "height": 640})
    await crisis.open("/on-call?municipality=0166")
    first = await crisis.page.get_by_role("link", name="Bel 088 000").first.bounding_box()
    assert first["y"] + first["height"] <= 640, "whom to call, without scrolling"
    await crisis.is_proper()
    await crisis.open("/alarms")
    row = crisis.page.locator("article", has_text="038 123 45 67")
    assert "direct gevaar" in await row.inner_text()
    await crisis.is_proper()
    await crisis.follow(row.get_by_role("button", name="Gebeld"))
    assert await row.count() == 0
    await crisis.open("/hand-over")
    assert "Wie gaat, wie komt" in await crisis.text()
    await crisis.is_proper()
