"""A provider refused a placement: the desk sees on its list that something came in."""

from access.domain.news import News
from access.readings import PlacementRefused
from access.store import news, requests
from servicekit.subscriptions import NotYet
from servicekit.transaction import Transaction


async def hear_refusal(tx: Transaction, refused: PlacementRefused) -> None:
    """Raises NotYet where the referral was not taken in."""
    if await requests.request(tx, refused.referral) is None:
        raise NotYet("referral", refused.referral)
    await news.tell(tx, refused.referral, News.PROVIDER_REFUSED)
