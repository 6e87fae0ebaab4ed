"""Help that goes on by a new decision is as long as all of it together."""

from datetime import timedelta
from uuid import uuid4

import pytest

from testkit.rooms import RoomUnderTest

from .builders import a_decision
from .changing import EVALUATED, VIEWS
from .routing import HEAVIER, NV, Region, codes
from .test_products import GUIDANCE

HALF_A_YEAR = GUIDANCE | {"days": 182}
BECAUSE = [{"rule": "longest-duration", "reason": "De behandeling is nog niet af."}]
SAID = [HEAVIER, *EVALUATED, *VIEWS]


@pytest.mark.requirement("NV-07", "IJS-19")
async def test_help_past_the_longest_in_a_row_goes_on_with_a_reason_and_comes_out_the_same_again(
    access: RoomUnderTest,
) -> None:
    nv, client = await Region.at(access, NV), str(uuid4())
    first = await nv.referral(route="freely-accessible", client=client)
    assert (await nv.decide(HALF_A_YEAR, first)).status_code == 201
    access.clock.advance(timedelta(days=180))
    request = await nv.referral(route="freely-accessible", client=client)
    asked = a_decision(HALF_A_YEAR, kind="continue", statements=SAID)
    async with access.as_caller(nv.desk) as caller:
        tried = (await caller.post(f"/requests/{request}/decision-check", json=asked)).json()
    assert [reason["code"] for reason in tried["reasons"]] == ["duration-too-long"]
    said = {"kind": "continue", "statements": SAID}
    assert codes(await nv.decide(HALF_A_YEAR, request, **said)) == ["duration-too-long"]
    # Without a number of days it runs as long as the route lets it, which is too long in a row as well.
    assert codes(await nv.decide(GUIDANCE, request, **said)) == ["duration-too-long"]
    made = (await nv.decide(HALF_A_YEAR, request, **said, overrides=BECAUSE)).json()
    assert made["overrides"] == ["longest-duration"]
    async with access.as_caller(nv.desk) as caller:
        again = await caller.get(f"/requests/{request}/decisions/{made['id']}/replay")
    assert again.json()["isSame"] is True, again.text
