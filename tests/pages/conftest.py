"""Debian's Chromium before one whole house. The pages of a house run on one worker, one after another."""

import importlib.util
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, async_playwright

from gateway.texts import LANGUAGES, catalog_of

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
# Of what axe-core approves of, only that it looked: to name every such element takes most of its time.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
"""A theme changes colours and nothing else."""
THEMES = ("0148", "0166", "0193")
LOOK = """options => axe.run(options).then(found => ({
    wrong: found.violations.map(each => [each.id, each.nodes[0].target]),
    rules: found.passes.length,
}))"""
WIDE, NARROW = 1280, 360
PATIENCE_MILLISECONDS = 15_000

# The house is that of the journeys: the same process, the same demo population.
_spec = importlib.util.spec_from_file_location(
    "house_of_pages", Path(__file__).parents[1] / "journeys" / "conftest.py"
)
assert _spec
assert _spec.loader
_module = importlib.util.module_from_spec(_spec)
sys.modules["house_of_pages"] = _module
_spec.loader.exec_module(_module)
house = _module.house


def _english() -> dict[str, str]:
    """The English of every Dutch text: of the pages, and of what regions call things."""
    catalogs = [catalog_of(language) for language in LANGUAGES]
    found = {
        str(dutch.string): str(english.string)
        for dutch in catalogs[0]
        if dutch.id and not dutch.pluralizable and (english := catalogs[1].get(dutch.id, dutch.context))
    }
    for path in (Path(__file__).parents[2] / "regions" / "ijsselland").glob("*.yaml"):
        found |= _pairs(yaml.safe_load(path.read_text(encoding="utf-8")))
    return found


def _pairs(content: Any) -> dict[str, str]:
    match content:
        case {"nl": str(dutch), "en": str(english)}:
            return {dutch: english}
        case dict():
            return {dutch: english for each in content.values() for dutch, english in _pairs(each).items()}
        case list():
            return {dutch: english for each in content for dutch, english in _pairs(each).items()}
    return {}


ENGLISH = _english()


class Reader:
    """Somebody who is signed in and looks at pages."""

    def __init__(self, page: Page, url: str, language: str = "nl") -> None:
        self.page, self._url, self.language = page, url, language
        self.themes: Sequence[str] = ()
        """In which `is_proper` looks too."""
        self.wrong: list[str] = []
        """What the console of the browser complained of, and every request to another host."""
        page.on("console", self._heard)
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        # That an answer was a refusal the browser says of itself: it is what the page shows.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.wrong.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._url, "data:", "blob:")):
            self.wrong.append(request.url)

    async def open(self, path: str) -> int:
        answer = await self.page.goto(self._url + path)
        assert answer
        return answer.status

    async def fill(self, label: str, text: str, within: str = "main") -> None:
        await self.page.locator(within).get_by_label(label, exact=True).fill(text)

    async def choose(self, label: str, option: str) -> None:
        await self.page.get_by_label(label, exact=True).select_option(label=option)

    async def press(self, button: str) -> None:
        await self.follow(self.page.get_by_role("button", name=button, exact=True))

    async def follow(self, link: Locator) -> None:
        """Click, and wait until what comes of it stands there."""
        await self.settled(link.click())

    async def settled(self, deed: Awaitable[Any]) -> None:
        """Do this, and wait for what it brings: another page, or this one with what was refused."""
        await self.page.evaluate("document.querySelector('main').dataset.before = ''")
        await deed
        # Not by a function to wait for: that would be evaluated in the page, which our policy forbids.
        await self.page.locator("main:not([data-before])").wait_for(state="attached")
        await self.page.wait_for_load_state()

    async def sign_in(self, caller: str) -> None:
        """From the page `/me`, past the identity provider and back; a wall screen begins at its own page."""
        async with self.page.expect_navigation(url=re.compile(r"/(me|wall)$")):
            await self.page.locator(f'a[href="/sign-in?caller={caller}"]').click()
        self.wrong.clear()  # the identity provider is another host, and that is as it should be

    def group(self, legend: str) -> Locator:
        return self.page.get_by_role("group", name=legend)

    async def text(self) -> str:
        return await self.page.locator("main").inner_text()

    async def is_proper(self, widths: Sequence[int] = (WIDE, NARROW)) -> None:
        """axe-core finds nothing, and nothing is wider than the screen, on a wide one and on a telephone."""
        await self.page.evaluate(AXE_SCRIPT)
        for width in widths:
            await self.page.set_viewport_size({"width": width, "height": 900})
            wide, screen = await self.page.evaluate(
                "[document.documentElement.scrollWidth, window.innerWidth]"
            )
            assert wide <= screen, f"{self.page.url} is {wide} wide on a screen of {screen}"
            found = await self.page.evaluate(LOOK, OPTIONS)
            assert found["wrong"] == []
            assert found["rules"] > 0, "axe looked at nothing"
        for theme in self.themes:
            if not await self.in_theme(theme):
                break  # no server answers: the page stands as it was kept
            found = await self.page.evaluate(LOOK, COLOURS)
            assert found["wrong"] == [], theme
        if self.themes:
            await self.page.evaluate(
                "document.querySelectorAll('link[data-theme]').forEach(it => it.remove())"
            )
        await self.page.set_viewport_size({"width": WIDE, "height": 900})
        assert self.wrong == [], "the console of the browser, or a request to another host"

    async def in_theme(self, theme: str) -> bool:
        """With the look of this municipality, whoever is signed in; False where it does not come."""
        is_there: bool = await self.page.evaluate(
            """theme => new Promise(done => {
                const link = document.createElement("link");
                Object.assign(link, {rel: "stylesheet", href: `/themes/${theme}.css`});
                link.dataset.theme = theme;
                Object.assign(link, {onload: () => done(true), onerror: () => done(false)});
                document.head.append(link);
            })""",
            theme,
        )
        return is_there

    @property
    def keys(self) -> "Keys":
        return Keys(self)

    def hands(self, by: str) -> "Keys | Mouse":
        return Keys(self) if by == "keyboard" else Mouse(self)

    def say(self, dutch: str) -> str:
        """What stands on the page for this Dutch text, in the language of the reader."""
        return dutch if self.language == "nl" else ENGLISH.get(dutch, dutch)


class Keys:
    """Whoever works by keyboard alone: nothing is reached but by Tab, and nothing done but by keys.

    Names are given in Dutch, also where the page is read in English.
    """

    MOST_STOPS = 250
    FOCUSED = r"""() => {
        const it = document.activeElement;
        const said = it.getAttribute("aria-label") || it.labels?.[0]?.innerText || it.innerText || "";
        return said.trim().replace(/\s+/g, " ");
    }"""
    SEEN = """(() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== "none" || style.boxShadow !== "none";
    })()"""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._page = reader, reader.page

    async def to(self, name: str) -> None:
        """Tab on until what is focused is called this, or begins with it; it shows that it is focused."""
        name, passed = self._reader.say(name), []
        for _ in range(self.MOST_STOPS):
            await self._page.keyboard.press("Tab")
            said = await self._page.evaluate(self.FOCUSED)
            if said == name or said.startswith(f"{name} "):
                assert await self._page.evaluate(self.SEEN), f"nobody sees that {name!r} is focused"
                return
            passed.append(said)
        raise AssertionError(f"{name!r} cannot be reached by Tab; passed: {list(dict.fromkeys(passed))}")

    async def write(self, field: str, text: str) -> None:
        await self.to(field)
        await self._page.keyboard.press("Control+A")
        await self._page.keyboard.type(text)

    async def date(self, field: str, day: date) -> None:
        """Of a field for a day, in the order of parts that this browser has, whatever the page's language."""
        await self.to(field)
        for order in ("%d%m%Y", "%m%d%Y"):
            await self._page.keyboard.type(f"{day:{order}}")
            if await self._page.evaluate("document.activeElement.value") == day.isoformat():
                return
            for _ in range(2):
                await self._page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{field!r} does not take {day}")

    async def pick(self, field: str, option: str) -> None:
        """Arrow down a list until this option, or one that begins with it, is chosen."""
        await self.to(field)
        await self._page.keyboard.press("Home")
        option = self._reader.say(option)
        for _ in range(self.MOST_STOPS):
            chosen = await self._page.evaluate("document.activeElement.selectedOptions[0].label.trim()")
            if chosen.startswith(option):
                return
            await self._page.keyboard.press("ArrowDown")
        raise AssertionError(f"{field!r} has no {option!r}")

    async def tick(self, name: str) -> None:
        await self.to(name)
        await self._page.keyboard.press("Space")

    async def press(self, name: str) -> None:
        """A button or a link, by Enter; and wait for what it brings."""
        await self.to(name)
        await self._reader.settled(self._page.keyboard.press("Enter"))


class Mouse:
    """The same by mouse, and by keys only where something is written."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._page = reader, reader.page

    async def to(self, name: str) -> None:
        await self._field(name).focus()

    async def write(self, field: str, text: str) -> None:
        await self._field(field).fill(text)

    async def date(self, field: str, day: date) -> None:
        await self._field(field).fill(day.isoformat())

    async def pick(self, field: str, option: str) -> None:
        wanted = self._reader.say(option)
        labels = await self._field(field).locator("option").all_inner_texts()
        whole = next(label for label in labels if label.strip().startswith(wanted))
        await self._field(field).select_option(label=whole.strip())

    async def tick(self, name: str) -> None:
        folded = self._page.locator("summary").get_by_text(self._reader.say(name), exact=True)
        await self._field(name).or_(folded).first.click()

    async def press(self, name: str) -> None:
        name = self._reader.say(name)
        button = self._page.get_by_role("button", name=name, exact=True)
        link = self._page.get_by_role("link", name=name, exact=True)
        await self._reader.follow(button.or_(link).first)

    def _field(self, name: str) -> Locator:
        said = self._page.get_by_label(self._reader.say(name), exact=True)
        return said.and_(self._page.locator("input, select, textarea")).filter(visible=True).first


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    environment: dict[str, Any] = {**os.environ, "LANGUAGE": "nl", "LANG": "nl_NL.UTF-8"}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(ARGUMENTS), env=environment
        )
        yield browser
        await browser.close()


Browse = Callable[..., Awaitable[Reader]]


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Any]:
    """What browsers keep of each caller who has signed in before."""
    return {}


@pytest_asyncio.fixture
async def browse(
    chromium: Browser, house: Any, signed_in: dict[str, Any], pytestconfig: pytest.Config
) -> AsyncIterator[Browse]:
    """Gives a reader who has chosen to be this caller, in a browser of its own; None: nobody yet.

    A caller chooses on the page `/me` once, and then stays signed in; `anew`: again, for this reader alone.
    `script`: whether the browser runs any.
    """
    contexts = []

    async def begin(
        caller: str | None, *, language: str = "nl", anew: bool = False, script: bool = True
    ) -> Reader:
        kept = None if anew else signed_in.get(caller or "")
        context = await chromium.new_context(locale=language, java_script_enabled=script, storage_state=kept)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        reader = Reader(await context.new_page(), house.running.gateway, language)
        if "not long" not in pytestconfig.getoption("markexpr"):
            reader.themes = THEMES
        if caller and kept is None:
            await reader.open("/me")
            await reader.sign_in(caller)
            if not anew:
                signed_in[caller] = await context.storage_state()
        return reader

    yield begin
    for context in contexts:
        await context.close()
