"""The policy of the day of decision, and the tariff of the day of delivery."""

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from .builders import Given, a_quote
from .conftest import REGIONS, StartRoom
from .test_decisions import decide

HOURLY = re.compile(r"( +)- \{from: 2022-01-01, cents_per_hour: (\d+), illustrative: true\}")


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    """A copy of the regions, to which a test adds."""
    return Path(shutil.copytree(REGIONS, tmp_path / "regions"))


@pytest.mark.requirement("IJS-03")
@pytest.mark.parametrize(
    ("moment", "valid_from"),
    [
        (datetime(2021, 12, 31, 11, 0, tzinfo=UTC), "2021-07-01"),
        (datetime(2021, 12, 31, 22, 59, tzinfo=UTC), "2021-07-01"),
        # In Amsterdam it is already half past twelve at night on 1 January.
        (datetime(2021, 12, 31, 23, 30, tzinfo=UTC), "2022-01-01"),
        (datetime(2022, 1, 1, 11, 0, tzinfo=UTC), "2022-01-01"),
    ],
)
async def test_each_decision_names_the_policy_of_its_own_day(
    start_room: StartRoom, regions: Path, moment: datetime, valid_from: str
) -> None:
    second = regions / "ijsselland" / "2022-01-01.yaml"
    first = second.with_name("2021-07-01.yaml")
    first.write_text(second.read_text().replace("2022-01-01", "2021-07-01"))
    async with start_room(regions) as room:
        room.clock.at = moment
        given = Given(room)
        desk = await given.desk()
        await given.referral()
        made = await decide(room, await given.referral(**a_quote()), desk)
        assert made.json()["policy"]["validFrom"] == valid_from
        told = await room.told("decision.made")
        assert [event.data["policy"]["validFrom"] for event in told] == [valid_from, valid_from]
        assert {event.data["policy"]["sha256"] for event in told} == {made.json()["policy"]["sha256"]}


@pytest.mark.requirement("IJS-19")
async def test_old_lines_keep_the_old_tariff_new_lines_have_the_new_one_and_the_ceiling_stays(
    start_room: StartRoom, regions: Path
) -> None:
    async with start_room(regions) as room:
        room.clock.at = datetime(2026, 6, 20, 9, 0, tzinfo=UTC)
        entitled = await Given(room).entitlement(await Given(room).provider())
        await entitled.start(date(2026, 6, 20))
        old = (await entitled.deliver(date(2026, 6, 20))).json()
    now = regions / "ijsselland" / "2022-01-01.yaml"
    text = now.read_text().replace("\nvalid_from: 2022-01-01", "\nvalid_from: 2026-07-01", 1)
    indexed = HOURLY.sub(
        lambda found: (
            f"{found[0]}\n{found[1]}- "
            f"{{from: 2026-07-01, cents_per_hour: {int(found[2]) + 1000}, illustrative: true}}"
        ),
        text,
    )
    now.with_name("2026-07-01.yaml").write_text(indexed)
    async with start_room(regions) as room:
        room.clock.at = datetime(2026, 7, 2, 9, 0, tzinfo=UTC)
        entitled.room = room
        provider = entitled.provider
        late = (await entitled.deliver(date(2026, 6, 30))).json()
        new = (await entitled.deliver(date(2026, 7, 1))).json()
        kept = (await entitled.get("/deliveries", by=provider)).json()["items"][0]
        seen = (await entitled.get()).json()
    assert (old["amountCents"], late["amountCents"], new["amountCents"]) == (7_845, 7_845, 8_845)
    assert kept == old
    assert seen["ceilingCents"] == 180_000
