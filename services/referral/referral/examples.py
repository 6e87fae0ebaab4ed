"""One example of each event, for the readers of our events; everybody and everything in it is made up."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from referral.events import (
    CameOfAge,
    CareChanged,
    CareStarted,
    CareStopped,
    LetterIssued,
    MeasureTold,
    PlacementAccepted,
    PlacementChanged,
    PlacementExpired,
    PlacementOffered,
    PlacementRefused,
    PlacementRequested,
    PlacementWithdrawn,
    ReferralSubmitted,
    ReferralWithdrawn,
)
from referral.events_handover import HandoverAgreed
from referral.events_household import (
    DirectorChanged,
    DirectorTold,
    GoalTold,
    HouseholdChanged,
    MemberTold,
    PlanChanged,
)
from referral.events_move import ClientErased, ClientMerged, ClientMoved
from referral.events_trust import EmergencyJudged, EmergencyOpened
from wirekit.events import Event


def _id(number: int) -> UUID:
    return UUID(f"01990000-0000-7000-8000-{number:012d}")


REFERRAL, CLIENT, HOUSEHOLD = _id(1), _id(2), _id(3)
PLACEMENT, DECISION, GRANT, PROVIDER, CARE, INSTITUTION = _id(4), _id(5), _id(6), _id(7), _id(8), _id(9)
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 23, 0, tzinfo=UTC)

_placement: dict[str, Any] = {
    "ref": PLACEMENT,
    "region": "voorbeeldregio",
    "referral": REFERRAL,
    "client": CLIENT,
    "decision": DECISION,
    "grant": GRANT,
    "provider": PROVIDER,
    "round": _id(12),
    "mode": "first-closes",
    "answer_due_at": LATER,
    "offered_at": None,
    "accepted_at": None,
    "start_planned_on": None,
    "start_moved_because": None,
    "enrolment": None,
    "refusal_reason": None,
    "redirected_to": None,
    "partnership": None,
    "lead": None,
}
_accepted: dict[str, Any] = {"accepted_at": MOMENT, "start_planned_on": date(2026, 3, 16)}
_offered: dict[str, Any] = {"mode": "choice", "offered_at": MOMENT, "start_planned_on": date(2026, 3, 16)}
_moved: dict[str, Any] = _accepted | {
    "start_planned_on": date(2026, 3, 30),
    "start_moved_because": "place-gone",
}
_care: dict[str, Any] = {
    "ref": CARE,
    "region": "voorbeeldregio",
    "placement": PLACEMENT,
    "referral": REFERRAL,
    "client": CLIENT,
    "grant": GRANT,
    "provider": PROVIDER,
    "started_on": date(2026, 3, 16),
    "interrupted_since": None,
    "interrupted_until": None,
    "intensity": None,
    "recorded_at": LATER,
}

EXAMPLES: tuple[Event, ...] = (
    ReferralSubmitted(
        ref=REFERRAL,
        version=1,
        region="voorbeeldregio",
        client=CLIENT,
        household=HOUSEHOLD,
        municipality="0148",
        age=9,
        referrer_type="certified-institution",
        referrer_code="04",
        referrer_organisation=INSTITUTION,
        forms=("ambulatory",),
        domains=("family", "school"),
        complexity="complex",
        urgency="regular",
        safety=True,
        route="quote",
        budget=None,
        etmalen=None,
        intensity=None,
        product=None,
        quantity=None,
        days=None,
        preferred_provider=PROVIDER,
        measure=MeasureTold(kind="supervision", until=date(2026, 12, 31)),
        court_authorisation_until=date(2026, 8, 31),
        court_order_until=None,
        category="45",
        prolonged_ground=None,
        submitted_at=MOMENT,
    ),
    ReferralWithdrawn(
        ref=REFERRAL,
        version=2,
        region="voorbeeldregio",
        client=CLIENT,
        municipality="0148",
        withdrawn_at=LATER,
    ),
    CameOfAge(ref=CLIENT, version=210, region="voorbeeldregio", municipality="0148", years=17, months=6),
    PlacementRequested(version=1, status="requested", **_placement),
    PlacementOffered(version=2, status="offered", **(_placement | _offered)),
    PlacementAccepted(version=2, status="accepted", **(_placement | _accepted)),
    PlacementChanged(version=3, status="accepted", **(_placement | _moved)),
    PlacementRefused(version=2, status="refused", **(_placement | {"refusal_reason": "full"})),
    PlacementWithdrawn(version=3, status="withdrawn", **(_placement | _accepted)),
    PlacementExpired(version=2, status="expired", **_placement),
    CareStarted(version=1, stopped_on=None, stop_reason=None, **_care),
    CareChanged(
        version=2,
        stopped_on=None,
        stop_reason=None,
        **(_care | {"interrupted_since": date(2026, 5, 4), "interrupted_until": date(2026, 5, 15)}),
    ),
    CareStopped(version=3, stopped_on=date(2026, 6, 30), stop_reason="according-to-plan", **_care),
    LetterIssued(
        ref=_id(10),
        version=2,
        region="voorbeeldregio",
        referral=REFERRAL,
        client=CLIENT,
        decision=DECISION,
        change=None,
        kind="decision",
        language="nl",
        recipient="parents",
        sent_at=MOMENT,
        objection_until=date(2026, 4, 13),
        sha256="0" * 64,
    ),
    HandoverAgreed(
        ref=_id(12),
        version=2,
        region="voorbeeldregio",
        placement=PLACEMENT,
        referral=REFERRAL,
        client=CLIENT,
        provider=PROVIDER,
        sender=PROVIDER,
        receiver=_id(13),
        destination="wmo",
        contact_on=date(2026, 3, 9),
        package_went_along=True,
        agreed_at=LATER,
    ),
    HouseholdChanged(
        ref=HOUSEHOLD,
        version=2,
        region="voorbeeldregio",
        members=(
            MemberTold(client=CLIENT, is_main=True, first_day=date(2026, 3, 2)),
            MemberTold(client=_id(21), is_main=False, first_day=date(2026, 3, 9)),
        ),
    ),
    DirectorChanged(
        ref=HOUSEHOLD,
        version=3,
        region="voorbeeldregio",
        directors=(
            DirectorTold(
                director=_id(22), organisation=INSTITUTION, municipality=None, beside=None, since=LATER
            ),
        ),
    ),
    PlanChanged(
        ref=_id(23),
        version=2,
        region="voorbeeldregio",
        household=HOUSEHOLD,
        status="active",
        goals=(
            GoalTold(goal=_id(24), client=CLIENT, domain="school", status="active", grants=(GRANT,)),
            GoalTold(goal=_id(25), client=None, domain="family", status="reached", grants=()),
        ),
    ),
    ClientMoved(
        ref=CLIENT,
        version=1,
        region="voorbeeldregio",
        from_municipality="0148",
        to_municipality="0193",
        to_region="voorbeeldregio",
        moved_on=date(2026, 3, 9),
        referrals=(REFERRAL,),
    ),
    ClientMerged(
        ref=_id(26),
        version=1,
        region="voorbeeldregio",
        merge=_id(27),
        status="merged",
        kept=CLIENT,
        referrals=(_id(28),),
    ),
    ClientErased(
        ref=CLIENT,
        version=1,
        region="voorbeeldregio",
        erasure=_id(29),
        referrals=(REFERRAL,),
        municipality="0148",
        ground="asked-by-parents",
        asked_on=date(2026, 11, 2),
        set_aside=(),
        erased_at=datetime(2026, 11, 9, 10, tzinfo=UTC),
        erased_by=_id(30),
        erased_role="privacy-officer",
    ),
    *(
        opened(
            ref=_id(31),
            version=version,
            region="voorbeeldregio",
            organisation=INSTITUTION,
            role="institution-worker",
            until=LATER,
            overseen=(_id(32),),
            justified=justified,
        )
        for opened, version, justified in ((EmergencyOpened, 1, None), (EmergencyJudged, 2, True))
    ),
)
