"""Read a referral: what is shown follows from the part that the reader's organisation has in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from referral.domain.crisis_way import CrisisWay, crisis_way
from referral.domain.draft import HelpGoesOn
from referral.domain.next_move import NextMove
from referral.domain.person import Person
from referral.domain.professional import CourtOrder, Professional
from referral.domain.relations import VIEWS, Relation, View, widest
from referral.domain.secrecy import Concealment, knows_whereabouts
from referral.domain.status import LIVE, ReferralStatus
from referral.domain.waiting import Wait
from referral.policies import policies
from referral.store import bridging, onward, referrals, secrecy
from referral.store.components import GrantedComponent, components
from referral.store.next_moves import next_moves
from referral.store.rounds import AskedRound, asked_rounds
from referral.store.rows import MilestoneRow, ReferralRow
from referral.store.rows_care import BridgingRow
from referral.store.rows_duty import OnwardRow
from referral.store.standings import standing_in_referral
from referral.usecases import follow_waiting
from referral.usecases.help_after_crisis import help_of_referral
from region_policy.codes import REFERS_AS
from region_policy.terms import local_day
from sealing.keyring import DataKey, Sealed
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

READING = "reading a referral"


@dataclass(frozen=True)
class ReferralView:
    """A referral with the parts that its reader may see; the others are None or empty."""

    row: ReferralRow
    relation: Relation
    person: Person | None
    question: str | None
    components: list[GrantedComponent]
    timeline: list[MilestoneRow]
    professional: Professional | None = None
    court_order: CourtOrder | None = None
    rounds: Mapping[UUID, AskedRound] = field(default_factory=dict)
    is_secret: bool = False
    concealment: Concealment | None = None
    waits: tuple[Wait, ...] = ()
    bridging: tuple[BridgingRow, ...] = ()
    crisis: CrisisWay | None = None
    onward: tuple[OnwardRow, ...] = ()
    next_move: NextMove | None = None
    help_goes_on: HelpGoesOn | None = None

    @property
    def status(self) -> ReferralStatus:
        """As far as this reader hears of it: see `stop_feedback`."""
        return self.row.state_told if self.hears_no_more else self.row.state

    @property
    def hears_no_more(self) -> bool:
        """The young person has stopped the word back to the organisation that reads."""
        return self.relation is Relation.REFERRING_ORGANISATION and self.row.feedback_stopped_at is not None

    def provider(self, provider: UUID | None) -> UUID | None:
        """A provider, unless it would tell who may not know it where the young person is (LAW-07)."""
        return self.concealment.provider(provider) if self.concealment else provider

    @property
    def shows(self) -> View:
        return VIEWS[self.relation]


def open_person(key: DataKey, row: ReferralRow) -> Person:
    """The young person as the referrer of this referral gave them."""
    return Person.model_validate_json(key.open(Sealed(row.person), f"person/{row.id}"))


def open_professional(key: DataKey, row: ReferralRow) -> Professional | None:
    """In whose name this referral is; None where nobody's, and of one that was made before this was asked."""
    if row.professional_agb is not None:
        return Professional(agb=row.professional_agb)
    if row.professional_name is not None:
        return Professional(name=key.open(Sealed(row.professional_name), f"professional/{row.id}"))
    return None


def open_order(key: DataKey, row: ReferralRow) -> CourtOrder | None:
    if row.court_order is None or row.court_order_until is None:
        return None
    number = key.open(Sealed(row.court_order), f"court-order/{row.id}")
    return CourtOrder(number, row.court_order_until)


def crisis_of(tx: Transaction, row: ReferralRow) -> CrisisWay | None:
    """Where this referral has a safety flag, what its reader can do at once (HLM-08)."""
    policy = policies(tx).in_force(row.region, on=local_day(tx.now))
    return crisis_way(policy, REFERS_AS.get(tx.caller.role), safety=row.safety and row.state in LIVE)


async def read_referral(tx: Transaction, referral_id: UUID, by: Organisation) -> ReferralView:
    """Open what this organisation may see, and record that it looked. Raises NotFound."""
    standing = await standing_in_referral(tx, by, referral_id)
    if standing is None or not standing.relations:
        raise NotFound
    row = await referrals.referral(tx, referral_id)
    relation = widest(standing.relations)
    shows = VIEWS[relation]
    person = question = None
    parts: list[GrantedComponent] = []
    timeline: list[MilestoneRow] = []
    if shows.person or shows.question:
        key = await tx.keyring.data_key(tx.session, row.client)
        if shows.person:
            person = open_person(key, row)
        if shows.question:
            question = key.open(Sealed(row.question), f"question/{row.id}") or None
    if shows.course:
        parts = await components(tx, row.id)
        timeline = await referrals.timeline(tx, row.id)
    if relation is Relation.REFERRING_ORGANISATION:
        parts = [] if row.feedback_stopped_at else parts
        timeline = [each for each in timeline if not each.is_withheld]
    tx.looked_at(row.client, READING)
    view = ReferralView(row, relation, person, question, parts, timeline)
    if shows.course and not view.hears_no_more:
        view = replace(
            view,
            waits=await follow_waiting.waits(tx, row),
            bridging=tuple(await bridging.of_referral(tx, row.id)),
            crisis=crisis_of(tx, row),
            onward=tuple(await onward.of_referral(tx, row.id)),
            next_move=(await next_moves(tx, [row])).get(row.id),
            help_goes_on=await help_of_referral(tx, row),
        )
    if relation in {Relation.REFERRING_ORGANISATION, Relation.RESPONSIBLE_MUNICIPALITY}:
        # Who else was asked is for those who ask, not for the provider that was chosen.
        asked = [part.placement.round for part in view.components if part.placement]
        view = replace(view, rounds=await asked_rounds(tx, asked))
    if await secrecy.mark_on(tx, row.client) is not None:
        knows = knows_whereabouts(standing.relations, row.measure_until, on=local_day(tx.now))
        if person is not None and not knows:
            person = person.model_copy(update={"address": None})
        view = replace(view, is_secret=True, person=person, concealment=Concealment(not knows, by.id))
    if shows.course and shows.person:
        # Who has to do with the course has to know in whose name it was asked, and by which order.
        view = replace(view, professional=open_professional(key, row), court_order=open_order(key, row))
    return view
