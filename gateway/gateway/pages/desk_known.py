"""What is known already of a young person for whom is decided: seen, and not asked again."""

from dataclasses import dataclass
from uuid import UUID

from gateway.pages.access_answers import RequestRead
from gateway.pages.asking import Asking, Told, both
from gateway.pages.household_answers import HouseholdRead, OwnReferral, PlanRead
from gateway.pages.referral_answers import HomesRead, ReferralRead
from gateway.pages.registry_answers import OptionsRead

MOST_PROVIDERS = 6
MAIN = "main"


@dataclass(frozen=True)
class Known:
    """`referral`: with the question in words. `options`: who can help, with their waiting times.

    `household` and its `plan`: those of the main home, where one is known.
    """

    referral: Told[ReferralRead]
    options: Told[OptionsRead]
    home: UUID | None
    household: Told[HouseholdRead]
    plan: Told[PlanRead]

    @property
    def earlier(self) -> tuple[OwnReferral, ...]:
        """The other referrals of this young person that this desk may see."""
        own = self.referral.value.id if self.referral.value else None
        members = self.household.value.members if self.household.value else ()
        of_person = (each.referrals for each in members if own in {found.id for found in each.referrals})
        return tuple(found for referrals in of_person for found in referrals if found.id != own)


async def known_of(asking: Asking, asked: RequestRead) -> Known:
    """Raises SessionEnded; a room that is silent leaves a gap that the page tells."""
    path = f"/referrals/{asked.id}"
    form = asked.forms[0] if len(asked.forms) == 1 else None
    (referral, homes), options = await both(
        both(
            asking.want(ReferralRead, "referral", path),
            asking.want(HomesRead, "referral", f"{path}/households"),
        ),
        asking.want(
            OptionsRead,
            "provider-registry",
            "/options",
            municipality=asked.municipality,
            age=asked.age,
            careForm=form,
            limit=MOST_PROVIDERS,
        ),
    )
    lived_in = [each for each in (homes.value.items if homes.value else ()) if each.last_day is None]
    home = next((each.household for each in sorted(lived_in, key=lambda each: each.kind != MAIN)), None)
    household: Told[HouseholdRead] = Told("referral")
    plan: Told[PlanRead] = Told("referral")
    if home is not None:
        household, plan = await both(
            asking.want(HouseholdRead, "referral", f"/households/{home}"),
            asking.want(PlanRead, "referral", f"/households/{home}/plan"),
        )
    return Known(referral, options, home, household, plan)
