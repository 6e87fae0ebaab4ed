"""One example of each event, committed in the contracts and read by the tests of other rooms."""

from datetime import UTC, date, datetime
from uuid import UUID

from access.domain.change import ChangeKind
from access.domain.delivery import LineStatus
from access.domain.ends import Acts, EndKind
from access.domain.entitlement import EntitlementStatus
from access.domain.quote import NotAwarded, QuoteStatus
from access.domain.request import Lane, Outcome, RequestStatus
from access.events import (
    AuthorisationEnding,
    ChangeTold,
    DecisionMade,
    DeliveryHeld,
    DeliveryRecorded,
    EntitlementChanged,
    EntitlementClosed,
    EntitlementGranted,
    GrantTold,
    PolicyTold,
    RequestChanged,
    RequestClosed,
    RequestOpened,
)
from access.events_ends import CaseEnding, EndTold
from access.events_quotes import EVENT_OF
from region_policy.codes import Component, Funding, ReferrerType, Route, SettledBy
from wirekit.events import Event


def _id(number: int) -> UUID:
    return UUID(f"01990000-0000-7000-8000-00000000{number:04d}")


_PLACE = {"municipality": "0148"}
_ENTITLEMENT = {
    "ref": _id(4001),
    "region": "voorbeeldregio",
    "grant": _id(3002),
    "referral": _id(1001),
    "client": _id(2001),
    "provider": _id(5001),
    "placement": _id(6001),
    "valid_from": date(2026, 3, 2),
    "valid_until": date(2026, 5, 31),
    **_PLACE,
}
_LINE = {
    "region": "voorbeeldregio",
    "entitlement": _id(4001),
    "function_group": "group-2",
    "minutes": 90,
    "intensity": None,
    "etmalen": None,
    "product": None,
    "pieces": None,
    "delivered_on": date(2026, 3, 9),
    "amount_cents": 11768,
    "tariff_cents": 7845,
}
_ASKED = {
    "ref": _id(8001),
    "region": "voorbeeldregio",
    "request": _id(1001),
    "referral": _id(1001),
    "client": _id(2001),
    "provider": _id(5001),
    "asked_by": _id(5002),
    "asked_as": ReferrerType.CERTIFIED_INSTITUTION,
    "asked_at": datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    "due_at": datetime(2026, 3, 16, 23, 0, tzinfo=UTC),
    **_PLACE,
}
_UNANSWERED = dict.fromkeys(("amount_cents", "valid_from", "valid_until", "award_until"))
_ANSWERED = {
    "amount_cents": 1_186_200,
    "valid_from": date(2026, 3, 16),
    "valid_until": date(2026, 9, 13),
    "award_until": datetime(2026, 4, 8, 22, 0, tzinfo=UTC),
}


def _quote(status: QuoteStatus) -> Event:
    """Lapsed unanswered, withdrawn before the answer."""
    is_answered = status in (QuoteStatus.ANSWERED, QuoteStatus.AWARDED, QuoteStatus.NOT_AWARDED)
    is_open = status in (QuoteStatus.ASKED, QuoteStatus.ANSWERED)
    return EVENT_OF[status](
        status=status,
        version=1 if status is QuoteStatus.ASKED else 2,
        decision=_id(3001) if status is QuoteStatus.AWARDED else None,
        not_awarded_because=NotAwarded.ANOTHER_AWARDED if status is QuoteStatus.NOT_AWARDED else None,
        closed_at=None if is_open else datetime(2026, 3, 12, 9, 0, tzinfo=UTC),
        **_ASKED,
        **(_ANSWERED if is_answered else _UNANSWERED),
    )


EXAMPLES: tuple[Event, ...] = (
    RequestOpened(
        ref=_id(1001),
        version=1,
        region="voorbeeldregio",
        referral=_id(1001),
        lane=Lane.DESK,
        owner=UUID("01990000-0000-7000-8000-000000000148"),
        due_at=datetime(2026, 4, 27, 22, 0, tzinfo=UTC),
        applied_on=date(2026, 3, 2),
        look_by=None,
        status=RequestStatus.OPEN,
        **_PLACE,
    ),
    RequestChanged(
        ref=_id(1001),
        version=3,
        region="voorbeeldregio",
        referral=_id(1001),
        lane=Lane.DESK,
        owner=UUID("01990000-0000-7000-8000-000000000148"),
        due_at=datetime(2026, 5, 7, 22, 0, tzinfo=UTC),
        applied_on=date(2026, 3, 2),
        look_by=None,
        status=RequestStatus.OPEN,
        **_PLACE,
    ),
    RequestClosed(
        ref=_id(1001),
        version=1,
        region="voorbeeldregio",
        referral=_id(1001),
        outcome=Outcome.NOT_ALLOWED,
        reasons=("budget-not-open-to-referrer",),
        against_wish=False,
        **_PLACE,
    ),
    DecisionMade(
        ref=_id(3001),
        version=1,
        region="voorbeeldregio",
        request=_id(1001),
        referral=_id(1001),
        client=_id(2001),
        policy=PolicyTold(region="voorbeeldregio", valid_from=date(2022, 1, 1), sha256="0" * 64),
        decided_by=SettledBy.REFERRER,
        routes=(Route.CHOICE_BUDGET,),
        overrides=(),
        grants=(
            GrantTold(
                grant=_id(3002),
                route=Route.CHOICE_BUDGET,
                component=Component.AMBULATORY,
                budget="advice-and-start",
                intensity=None,
                etmalen=None,
                product=None,
                quantity=None,
                unit=None,
                funding=Funding.EFFORT,
                provider=_id(5001),
                ceiling_cents=180000,
                valid_from=date(2026, 3, 2),
                valid_until=date(2026, 5, 31),
            ),
        ),
        decided_on=date(2026, 3, 2),
        preferred_provider=_id(5001),
        awarded_provider=None,
        start_on=None,
        **_PLACE,
    ),
    EntitlementGranted(version=1, status=EntitlementStatus.GRANTED, closed_at=None, **_ENTITLEMENT),
    EntitlementChanged(
        version=3,
        status=EntitlementStatus.RUNNING,
        closed_at=None,
        change=ChangeTold(
            id=_id(5301),
            kind=ChangeKind.SHORTEN,
            reason="goals-reached",
            valid_until_before=date(2026, 6, 30),
        ),
        **_ENTITLEMENT,
    ),
    EntitlementClosed(
        version=4,
        status=EntitlementStatus.CLOSED,
        closed_at=datetime(2026, 5, 20, 9, 0, tzinfo=UTC),
        **_ENTITLEMENT,
    ),
    AuthorisationEnding(
        ref=_id(3003),
        version=1,
        region="voorbeeldregio",
        grant=_id(3003),
        referral=_id(1001),
        client=_id(2001),
        referrer_organisation=_id(5002),
        authorised_until=date(2026, 8, 31),
        **_PLACE,
    ),
    CaseEnding(
        ref=_id(9001),
        version=1,
        region="voorbeeldregio",
        referral=_id(1001),
        client=_id(2001),
        recipient=_id(5002),
        ends=(
            EndTold(
                kind=EndKind.AUTHORISATION, last_day=date(2026, 8, 31), acts=Acts.INSTITUTION, component=None
            ),
            EndTold(
                kind=EndKind.BED, last_day=date(2026, 9, 6), acts=Acts.INSTITUTION, component=Component.STAY
            ),
        ),
        **_PLACE,
    ),
    DeliveryRecorded(ref=_id(7001), version=1, status=LineStatus.DUE, **_LINE),
    DeliveryHeld(ref=_id(7002), version=1, status=LineStatus.HELD, **_LINE),
    *map(_quote, QuoteStatus),
)
