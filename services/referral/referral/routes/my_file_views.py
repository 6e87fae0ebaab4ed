"""What a young person or a parent gets to read, in codes that the pages put into plain words."""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from auditlog.entry import Action
from referral.domain.asked import Domain
from referral.domain.components import Component
from referral.domain.consent import Act, ConsentStatus
from referral.domain.letter import LetterKind
from referral.domain.my_file import OwnFileRelation, PlanKind, WhyLooked, why_looked
from referral.domain.plan import GoalStatus
from referral.domain.status import ReferralStatus
from referral.routes.referral_list import NextMoveRead
from referral.store.components import GrantedComponent
from referral.store.rows_letters import LetterRow
from referral.store.rows_persons import FamilyGroupPlanRow
from referral.usecases.keep_family_plan import FamilyPlan
from referral.usecases.read_my_file import MyFile, MyFileView, MyReferral, chosen_provider
from referral.usecases.read_my_looks import MyLook
from region_policy.codes import CareForm, SettledBy
from region_policy.language import Language
from wirekit.models import Answer


class MyFileListed(Answer):
    """`givenName`: of whose file it is. `readsAs`: how the reader is tied to that person."""

    id: UUID
    reads_as: OwnFileRelation
    given_name: str

    @classmethod
    def of(cls, mine: MyFile) -> Self:
        return cls(id=mine.link.id, reads_as=mine.tie.relation, given_name=mine.person.given_name)


class MyHelpRead(Answer):
    """`provider`: its name, once it was chosen; null before that, and where it must be kept secret."""

    component: Component
    provider: str | None
    start_planned_on: date | None
    started_on: date | None
    stopped_on: date | None

    @classmethod
    def of(cls, part: GrantedComponent, view: MyFileView) -> Self:
        provider = view.name_of(chosen_provider(part))
        is_told = not view.hides
        return cls(
            component=part.part,
            provider=provider,
            start_planned_on=part.placement.start_planned_on if part.placement and is_told else None,
            started_on=part.care.started_on if part.care and is_told else None,
            stopped_on=part.care.stopped_on if part.care and is_told else None,
        )


class MyLetterRead(Answer):
    id: UUID
    referral: UUID
    kind: LetterKind
    language: Language
    sent_at: AwareDatetime | None
    objection_until: date | None

    @classmethod
    def of(cls, row: LetterRow) -> Self:
        return cls(
            id=row.id,
            referral=row.referral,
            kind=row.what,
            language=row.tongue,
            sent_at=row.sent_at,
            objection_until=row.objection_until,
        )


class MyReferralRead(Answer):
    """`settledBy`: who has the last word on the help. `referredBy`: the name of who asked for it.

    `municipality`: which pays; null where that must be kept secret. `nextMove`: null where nobody has one,
    and where the help is closed or secret.
    """

    id: UUID
    status: ReferralStatus
    submitted_at: AwareDatetime
    municipality: str | None
    referred_by: str | None
    settled_by: SettledBy
    next_move: NextMoveRead | None
    forms: tuple[CareForm, ...]
    help: tuple[MyHelpRead, ...]
    letters: tuple[MyLetterRead, ...]

    @classmethod
    def of(cls, mine: MyReferral, view: MyFileView) -> Self:
        row, parts = mine.row, mine.components
        return cls(
            id=row.id,
            status=row.state,
            submitted_at=row.submitted_at,
            municipality=None if view.hides_municipality else row.municipality,
            referred_by=view.name_of(row.organisation),
            settled_by=mine.settled_by,
            next_move=NextMoveRead.of(mine.next_move) if mine.next_move else None,
            forms=() if parts is None else tuple(map(CareForm, row.forms)),
            help=tuple(MyHelpRead.of(part, view) for part in parts or ()),
            letters=tuple(map(MyLetterRead.of, mine.letters)),
        )


class MyConsentRead(Answer):
    """What this person was asked, and answered."""

    act: Act
    status: ConsentStatus
    asked_on: date
    answered_on: date | None
    until: date | None


class MyGoalRead(Answer):
    domain: Domain
    status: GoalStatus
    words: str | None


class MyParentRead(Answer):
    """A parent or guardian with authority, and whether the young person allows them to look."""

    id: UUID
    name: str
    is_allowed: bool


class MyFileRead(MyFileListed):
    """`director`: the organisation that keeps things together, to ask. `parents`: from sixteen to eighteen,
    for the young person, who says which of them looks along."""

    version: int
    referrals: tuple[MyReferralRead, ...]
    consents: tuple[MyConsentRead, ...]
    goals: tuple[MyGoalRead, ...]
    director: str | None
    parents: tuple[MyParentRead, ...]

    @classmethod
    def of_view(cls, view: MyFileView) -> Self:
        mine = view.mine
        return cls(
            id=mine.link.id,
            reads_as=mine.tie.relation,
            given_name=mine.person.given_name,
            version=mine.link.version,
            referrals=tuple(MyReferralRead.of(each, view) for each in view.referrals),
            consents=tuple(
                MyConsentRead(
                    act=each.what,
                    status=each.state,
                    asked_on=each.asked_on,
                    answered_on=each.answered_on,
                    until=each.until,
                )
                for each in view.consents
            ),
            goals=tuple(
                MyGoalRead(domain=each.row.about, status=each.row.state, words=each.words)
                for each in view.goals
            ),
            director=view.name_of(view.director),
            parents=tuple(
                MyParentRead(id=each.id, name=each.name, is_allowed=each.is_allowed) for each in view.parents
            ),
        )


class MyLookRead(Answer):
    """`organisation`: its name, where it is known. `at` in UTC. `byEmergencyDoor`: in an emergency."""

    at: AwareDatetime
    organisation: str | None
    role: str
    action: Action
    why: WhyLooked
    by_emergency_door: bool

    @classmethod
    def of(cls, look: MyLook) -> Self:
        told = look.told
        return cls(
            at=told.at,
            organisation=look.organisation,
            role=told.role,
            action=told.action,
            why=why_looked(told.purpose),
            by_emergency_door=told.by_emergency_door,
        )


class EarlierPlanRead(Answer):
    id: UUID
    kind: PlanKind
    put_at: AwareDatetime


class FamilyPlanRead(Answer):
    """The own family group plan; version 0 where there is none yet; `pdf` in base64. `earlier`: those that
    were there before, the last one first."""

    version: int
    kind: PlanKind | None
    text: str | None
    pdf: str | None
    put_at: AwareDatetime | None
    earlier: tuple[EarlierPlanRead, ...]

    @classmethod
    def of(cls, plan: FamilyPlan | None, earlier: Sequence[FamilyGroupPlanRow] = ()) -> Self:
        if plan is None:
            return cls(version=0, kind=None, text=None, pdf=None, put_at=None, earlier=())
        kind = plan.row.what
        return cls(
            version=plan.row.version,
            kind=kind,
            text=plan.words if kind is PlanKind.TEXT else None,
            pdf=plan.words if kind is PlanKind.PDF else None,
            put_at=plan.row.put_at,
            earlier=tuple(
                EarlierPlanRead(id=each.id, kind=each.what, put_at=each.put_at) for each in earlier
            ),
        )
