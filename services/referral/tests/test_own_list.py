"""The referrals that an organisation made: its own alone, page after page, from either end."""

from typing import Any

import pytest

from .builders import Given


@pytest.mark.requirement("NV-11")
@pytest.mark.parametrize("order", ["oldest", "newest"])
async def test_the_own_referrals_come_page_after_page_in_the_order_that_was_asked_for(
    given: Given, order: str
) -> None:
    gp = await given.a_gp()
    sent = [(await given.referral(gp))["id"] for _ in range(5)]
    await given.referral(await given.a_gp())
    if order == "newest":
        sent.reverse()
    listed, after, pages = [], "", 0
    while True:
        page: dict[str, Any] = (await given.get(gp, f"/referrals?order={order}&limit=2{after}")).json()
        listed += [each["id"] for each in page["items"]]
        pages += 1
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert (listed, pages) == (sent, 3)


async def test_what_goes_on_is_listed_apart_from_what_is_over(given: Given) -> None:
    gp = await given.a_gp()
    over, goes_on = await given.referral(gp), await given.referral(gp)
    assert (await given.withdraw(gp, over, seen=1)).status_code == 200
    for state, expected in (("open", [goes_on]), ("over", [over]), ("all", [over, goes_on])):
        listed = (await given.get(gp, f"/referrals?state={state}")).json()["items"]
        assert [each["id"] for each in listed] == [each["id"] for each in expected], state


async def test_an_order_that_is_none_is_refused(given: Given) -> None:
    answer = await given.get(await given.a_gp(), "/referrals?order=loudest")
    assert answer.status_code == 400
