"""The file of a young person on pages: each section as the desk keeps it, and the lists beside the files."""

import re
from typing import Any

import pytest
from journey_house import eventually

from wegwijs_cli.demo.client import Seen
from wegwijs_cli.demo.steps_asking import REFERRALS

pytestmark = pytest.mark.browser

DESK, OFFICER, PARTNER = "access-dalfsen", "privacy-dalfsen", "safe-home"
MOTHER = "Anna Voorbeeld (fictief)"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


class Person(Seen):
    given_name: str


async def a_referral(house: Any, others: int) -> str:
    """Of a child whom a GP has just referred."""
    refers = house.journey("gp-choice-budget")
    refers = refers.model_copy(update={"steps": refers.steps[1:2]})
    return str((await house.drive(None, refers, others=others)).referrals["mees"])


class FileOnPages:
    """A reader who goes through the sections of one file."""

    def __init__(self, reader: Any, referral: str) -> None:
        self.reader, self.page, self._at = reader, reader.page, f"/file/{referral}"

    async def open(self, section: str = "") -> str:
        assert await self.reader.open(self._at + section) == 200
        return str(await self.reader.text())

    async def unfold(self, summary: str) -> None:
        await self.page.locator("summary", has_text=summary).first.click()

    async def has(self, *texts: str) -> None:
        shown = await self.reader.text()
        for text in texts:
            assert text in shown, f"{text!r} is not in {shown}"
