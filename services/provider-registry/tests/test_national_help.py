"""Scarce specialised help that the country buys: regional providers do not come up for it (HLM-19)."""

from typing import Any
from uuid import UUID

import pytest

from provider_registry.domain.contract import Level
from region_policy.codes import CareForm
from testkit.rooms import RoomUnderTest

from . import builders as given
from .contracting import read

ALL_OF_THE_COUNTRY = (*given.MUNICIPALITIES, given.AMSTERDAM)


async def who_comes_up(room: RoomUnderTest, municipality: str, **asked: Any) -> set[UUID]:
    query = "&".join(f"{name}={value}" for name, value in {"municipality": municipality, **asked}.items())
    return {UUID(item["provider"]) for item in (await read(room, f"/options?{query}"))["items"]}


async def who_helps(room: RoomUnderTest, level: Level, municipalities: tuple[str, ...]) -> UUID:
    """A provider with a contract of this level that offers the very same help as the others."""
    provider = await given.organisation(room)
    await given.contract(room, provider, CareForm.AMBULATORY, level=level, municipalities=municipalities)
    await given.enrolment(room, await given.offer(room, provider))
    return provider


@pytest.mark.requirement("HLM-19")
async def test_who_asks_national_help_is_shown_national_contracts_only_wherever_it_asks(
    registry: RoomUnderTest,
) -> None:
    regional = await who_helps(registry, Level.REGIONAL, given.MUNICIPALITIES)
    bespoke = await who_helps(registry, Level.BESPOKE, given.MUNICIPALITIES)
    national = await who_helps(registry, Level.NATIONAL, ALL_OF_THE_COUNTRY)
    assert await who_comes_up(registry, given.ZWOLLE) == {regional, bespoke, national}
    for municipality in (given.ZWOLLE, given.AMSTERDAM):
        assert await who_comes_up(registry, municipality, level="national") == {national}
