"""Help by product is changed in its own unit; its ceiling follows, and is never indexed."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from .builders import Given, a_decision
from .changing import EVALUATED, ZHZ, Desk, codes
from .conftest import REGIONS, StartRoom
from .routing import HEAVIER

TODAY = date(2026, 3, 10)
HOUR, DEARER = 7_590, 9_000  # cents an hour: of guidance at home until the indexation, and from then on
TARIFF = "tariffs: [{from: 2022-01-01, cents: 7590, illustrative: true}"
INDEXED = TARIFF + ", {from: 2026-03-12, cents: 9000, illustrative: true}"


def after(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.requirement("ZHZ-07")
async def test_a_product_is_raised_lowered_and_phased_out_by_its_unit_and_what_was_granted_keeps_its_price(
    start_room: StartRoom, tmp_path: Path
) -> None:
    regions = Path(shutil.copytree(REGIONS, tmp_path / "regions"))
    (policy,) = (regions / ZHZ).glob("20*.yaml")
    text = policy.read_text()
    assert text.count(TARIFF) == 1
    policy.write_text(text.replace(TARIFF, INDEXED))
    async with start_room(regions) as room:
        room.clock.at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
        desk = await Desk.of(room, Given(room), ZHZ)
        guided = {"route": "product", "product": "guidance-at-home", "quantity": 600, "days": 100}
        helped = await desk.helped(a_decision(guided, statements=[HEAVIER]))
        said = {"statements": EVALUATED}
        for size in ({"ceilingCents": 9_000_000}, {"etmalen": 700}):
            assert codes(await helped.change("raise", **size, **said)) == ["product-goes-by-quantity"]
        step = {"validUntil": after(9), "intensity": "living-group", "etmalen": 5}
        assert codes(await helped.change("step-down", **step)) == ["product-goes-by-quantity"]
        assert codes(await helped.change("raise", quantity=600, **said)) == ["not-more"]
        assert (await helped.told(120)).json()["status"] == "due"
        # The tariff goes up: what was granted keeps its price, what is added has the new one.
        room.clock.advance(timedelta(days=2))
        raised = await helped.changed("raise", "more-help-needed", quantity=720, **said)
        assert (raised["quantityBy"], raised["ceilingByCents"]) == (120, 2 * DEARER)
        longer = await helped.extend(TODAY + timedelta(days=120), quantity=780)
        assert longer.json()["ceilingByCents"] == DEARER
        seen = await helped.seen()
        assert seen["grantedProduct"]["quantity"] == 780
        assert seen["ceilingCents"] == 10 * HOUR + 3 * DEARER
        assert codes(await helped.change("lower", quantity=119)) == ["below-what-is-due"]
        assert codes(await helped.change("lower", quantity=780)) == ["not-less"]
        lowered = await helped.changed("lower", "less-help-needed", quantity=450)
        left = 8 * HOUR + 3 * DEARER
        assert (lowered["quantityBy"], lowered["ceilingByCents"]) == (-330, -left // 2)
        # A period has units and the money that goes with them; an hour costs more than was granted for it.
        both = await helped.change(
            "phase-out", schedule=[{"until": after(13), "quantity": 120, "cents": 500}]
        )
        assert [error["field"] for error in both.json()["errors"]] == ["schedule.0.cents"]
        too_much = [{"until": after(13), "quantity": 331}]
        assert codes(await helped.change("phase-out", schedule=too_much)) == ["not-less"]
        steps = [{"until": after(13), "quantity": 120}, {"until": after(27), "quantity": 60}]
        phased = await helped.changed("phase-out", "goals-reached", schedule=steps)
        assert [each["quantity"] for each in phased["schedule"]] == [120, 60]
        share = [each["cents"] for each in phased["schedule"]]
        assert sum(share) == round(left / 2 * 180 / 330)
        seen = await helped.seen()
        assert (seen["grantedProduct"]["quantity"], seen["leftCents"]) == (300, sum(share))
        for minutes, status, held in ((60, "due", []), (60, "held", ["beyond-step"])):
            line = (await helped.told(minutes)).json()
            assert (line["status"], line["heldBecause"]) == (status, held)
        # A result is one: another one is another decision.
        course = {"route": "product", "product": "treatment-course", "days": 100}
        by_result = await desk.helped(a_decision(course, statements=[HEAVIER]))
        assert codes(await by_result.change("raise", quantity=2, **said)) == ["a-result-is-one"]
