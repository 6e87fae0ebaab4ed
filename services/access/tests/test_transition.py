"""Help survives a new model, and ends with a contract, as the transition rules say (HLM-28, HLM-22)."""

import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from access.domain.contract import Contract, last_day_under
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import Given, a_decision, by_budget
from .changing import EVALUATED, IJSSELLAND, PLACES, ZHZ, Desk, a_stay_decision, codes
from .conftest import REGIONS, StartRoom

LAST_OF_THE_CONTRACT = date(2030, 12, 31)
NEXT_MODEL = date(2026, 7, 1)
LIVING_GROUP = 17_850  # cents per etmaal


def with_a_next_model(regions: Path) -> None:
    """From July on there are no living groups, and going on asks nothing any more; a year to pass over."""
    now = regions / ZHZ / "2022-01-01.yaml"
    text = now.read_text().replace("\nvalid_from: 2022-01-01", f"\nvalid_from: {NEXT_MODEL}", 1)
    text = re.sub(r"      - id: living-group\n(        .*\n)+", "", text, count=1)
    text = text.replace(
        "    declared: 2\n    list:\n      - id: family-setting",
        "    declared: 1\n    list:\n      - id: family-setting",
        1,
    )
    for rule in ("progress-evaluation", "necessity"):
        text = re.sub(rf"          - rule: {rule}\n(            .*\n)+", "", text)
    now.with_name(f"{NEXT_MODEL}.yaml").write_text(text)


@pytest.mark.requirement("HLM-28")
async def test_old_help_keeps_old_rules_until_its_transition_ends_new_help_has_new_ones_and_none_is_lost(
    start_room: StartRoom, tmp_path: Path
) -> None:
    regions = Path(shutil.copytree(REGIONS, tmp_path / "regions"))
    async with start_room(regions) as room:
        room.clock.at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
        desk = await Desk.of(room, Given(room), ZHZ)
        old = await desk.helped(a_stay_decision("living-group", 500))
        end = date.fromisoformat((await old.seen())["validUntil"]) + timedelta(days=30)
        assert (await desk.read("/transitions"))["items"] == []
    with_a_next_model(regions)
    async with start_room(regions) as room:
        desk.room = old.entitled.room = desk.given.room = room
        room.clock.at = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)
        # What the new model does not have is refused to who is new, and goes on for who was there before.
        await desk.decided(a_stay_decision("living-group", 30))
        assert (await room.told("request.closed"))[-1].data["reasons"] == ["intensity-unknown"]
        new = await desk.helped(a_stay_decision("family-setting", 30))
        assert new.decision["policy"]["validFrom"] == NEXT_MODEL.isoformat()
        first = date(2026, 7, 30)
        told = (await old.entitled.stay(first, first + timedelta(days=1))).json()
        assert [(line["tariffCents"], line["status"]) for line in told["lines"]] == [(LIVING_GROUP, "due")]
        (listed,) = (await desk.read("/transitions"))["items"]
        assert (listed["id"], listed["policyValidFrom"]) == (str(old.entitled.id), "2022-01-01")
        assert (listed["ownRulesUntil"], listed["keepsOwnRules"]) == ("2027-06-30", True)
        old_rules = ["progress-evaluation-missing", "necessity-missing"]
        assert codes(await old.extend(end, statements=[])) == old_rules
        later = date.fromisoformat((await new.seen())["validUntil"]) + timedelta(days=30)
        assert (await new.extend(later, statements=[])).status_code == 201
        room.clock.at = datetime(2027, 6, 30, 9, 0, tzinfo=UTC)
        assert codes(await old.extend(end, statements=[])) == old_rules
        room.clock.at = datetime(2027, 7, 1, 9, 0, tzinfo=UTC)
        assert (await old.extend(end, statements=[])).status_code == 201
        (listed,) = (await desk.read("/transitions"))["items"]
        assert (listed["id"], listed["keepsOwnRules"]) == (str(old.entitled.id), False)
        after = (await old.entitled.stay(date(2027, 7, 1), date(2027, 7, 1))).json()
        assert [reason["code"] for reason in after["reasons"]] == ["no-tariff-on-day"]


async def contract(desk: Desk, until: date | None = LAST_OF_THE_CONTRACT, **changed: Any) -> None:
    told = {
        "ref": str(uuid7()),
        "version": 1,
        "region": desk.region,
        "provider": str(desk.provider.organisation),
        "careForm": "ambulatory",
        "level": "regional",
        "regions": [desk.region],
        "municipalities": [PLACES[desk.region]],
        "validFrom": "2022-01-01",
        "validUntil": until.isoformat() if until else None,
    }
    await desk.room.deliver("contract.changed", told | changed)


def asking(provider: str) -> dict[str, Any]:
    return a_decision(by_budget("treatment") | {"provider": provider})


@pytest.mark.requirement("HLM-22")
async def test_no_help_runs_past_the_contract_of_its_provider(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given, IJSSELLAND)
    provider = str(desk.provider.organisation)
    access.clock.at = datetime(2029, 6, 10, 9, 0, tzinfo=UTC)
    # Where the register has told of no contract for this form of care, no rule is broken.
    await contract(desk, date(2029, 7, 1), careForm="living")
    helped = await desk.helped(asking(provider))
    end = date.fromisoformat((await helped.seen())["validUntil"])
    assert end < LAST_OF_THE_CONTRACT
    await contract(desk)
    past = await helped.extend(date(2031, 1, 31), statements=EVALUATED)
    assert codes(past) == ["past-contract-end"]
    assert (await helped.extend(LAST_OF_THE_CONTRACT, statements=EVALUATED)).status_code == 201
    access.clock.at = datetime(2030, 10, 1, 9, 0, tzinfo=UTC)
    assert codes(await desk.decided(asking(provider))) == ["past-contract-end"]
    # Without a provider it can be granted; it then ends with the contract of the one that takes it.
    taken = await desk.helped(a_decision(by_budget("treatment")))
    assert (await taken.seen())["validUntil"] == LAST_OF_THE_CONTRACT.isoformat()
    assert "contract-ends" in await taken.signals(desk.worker)
    # A contract that follows on it, or one without an end, lets help go on.
    await contract(desk, None, validFrom="2031-01-01")
    assert (await taken.extend(date(2031, 6, 30), statements=EVALUATED)).status_code == 201
    assert (await desk.decided(asking(provider))).status_code == 201


@pytest.mark.requirement("HLM-22")
async def test_the_transition_rules_let_help_run_on_past_a_contract_for_so_many_days(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, ZHZ)
    await contract(desk, date(2026, 6, 30), careForm="living")
    stay = {"intensity": "living-group", "provider": str(desk.provider.organisation)}
    # Ninety-one days after the end of June; the room to begin later gives way, the etmalen do not.
    body = a_stay_decision("living-group", 204)
    body["choices"][0] |= stay
    made = await desk.decided(body)
    assert made.status_code == 201, made.text
    assert made.json()["grants"][0]["validUntil"] == "2026-09-29"
    body["choices"][0] |= {"etmalen": 205}
    assert codes(await desk.decided(body)) == ["past-contract-end"]


def test_contracts_that_follow_on_each_other_count_as_one() -> None:
    first = Contract(date(2022, 1, 1), date(2025, 12, 31))
    second = Contract(date(2026, 1, 1), date(2027, 12, 31))
    gap = Contract(date(2028, 1, 2), None)
    day = date(2024, 1, 1)
    assert last_day_under([], day, after_days=9) is None
    assert last_day_under([second, first], day, after_days=0) == date(2027, 12, 31)
    assert last_day_under([first, second, gap], day, after_days=2) == date(2028, 1, 2)
    assert last_day_under([first, Contract(date(2025, 1, 1), None)], day, after_days=0) is None
    assert last_day_under([first], date(2027, 1, 1), after_days=0) == date(2025, 12, 31)
    assert last_day_under([second], day, after_days=0) is None
