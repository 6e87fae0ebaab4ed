"""Steps of what a crisis leaves: the draft of a referral, and what becomes of that of a drill."""

from typing import Literal
from uuid import UUID

from region_policy.codes import CareForm, Complexity, Component, Route
from wegwijs_cli.demo.client import ProblemSeen, Seen
from wegwijs_cli.demo.journey import Journey, present, same
from wegwijs_cli.demo.step import OK, REFUSED, Step
from wegwijs_cli.demo.steps_asking import REFERRALS, ReferralSent
from wirekit.identifiers import uuid7

DRAFTS = "referral/v1/referral-drafts"
OPEN, DISCARDED = "open", "discarded"
OF_A_DRILL = "draft-of-a-drill"


class DraftSeen(Seen):
    id: UUID
    alarm: UUID
    status: str
    organisation: UUID
    municipality: str
    component: Component
    route: Route
    age: int | None
    is_drill: bool


class SeeDraft(Step):
    """Wait for the draft that the crisis leaves to who asked, filled in with what is known in codes."""

    step: Literal["see-draft"]
    who: str
    alarm: str
    draft: str
    component: Component
    municipality: str
    age: int

    async def take(self, journey: Journey) -> str:
        alarm = present("alarm", journey.alarms.get(self.alarm))

        async def there() -> DraftSeen | None:
            found = await journey.gateway.all_of(self.who, DRAFTS, DraftSeen)
            mine = (each for each in found if each.alarm == alarm and each.component is self.component)
            return next(mine, None)

        seen = await journey.gateway.until(there, "the draft of the follow-up is there")
        same("status", seen.status, OPEN)
        same("for", seen.organisation, journey.own_organisation(self.who))
        same("municipality", seen.municipality, self.municipality)
        same("age", seen.age, self.age)
        same("is a drill", seen.is_drill, True)
        journey.drafts[self.draft] = seen.id
        return f"{OK}: {seen.component} by {seen.route}"


class TryDraft(Step):
    """Of the draft of a drill no referral is made: nobody is to be helped, and no money committed."""

    step: Literal["try-draft"]
    who: str
    draft: str
    young_person: str
    municipality: str
    budget: str

    async def take(self, journey: Journey) -> str:
        sent = ReferralSent(
            person=journey.young_persons[self.young_person].as_sent(),
            municipality=self.municipality,
            question="Rust na de crisis (fictief).",
            route=Route.CHOICE_BUDGET,
            budget=self.budget,
            forms=(CareForm.AMBULATORY,),
            domains=(),
            complexity=Complexity.SIMPLE,
            preferred_provider=None,
            draft=present("draft", journey.drafts.get(self.draft)),
        )
        answer = await journey.gateway.call(self.who, "POST", REFERRALS, sent, key=uuid7().hex)
        reasons = answer.must_be(REFUSED).read(ProblemSeen).reasons
        same("reasons", [reason.code for reason in reasons], [OF_A_DRILL])
        return f"{REFUSED}: {OF_A_DRILL}"


class DiscardDraft(Step):
    """Who would make the referral says that none follows."""

    step: Literal["discard-draft"]
    who: str
    draft: str

    async def take(self, journey: Journey) -> str:
        thing = f"{DRAFTS}/{present('draft', journey.drafts.get(self.draft))}"
        read = (await journey.gateway.call(self.who, "GET", thing)).must_be(OK)
        same("status", read.read(DraftSeen).status, OPEN)
        answer = await journey.gateway.command(
            self.who, f"{thing}/discard", None, thing=thing, if_match=read.etag
        )
        same("status", answer.must_be(OK).read(DraftSeen).status, DISCARDED)
        return f"{OK}: {DISCARDED}"
