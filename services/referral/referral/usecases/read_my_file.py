"""The own file of a young person, and that of a child whom a parent decides for (NV-08).

It tells how it goes and what the person needs to have a say; not what professionals wrote to each other, nor
anything of the other parent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from referral.domain.addressee import Recipient
from referral.domain.letter import LetterStatus
from referral.domain.my_file import ClosedPart, Tie, is_addressed_to, may_allow, may_look
from referral.domain.next_move import NextMove
from referral.domain.person import Person
from referral.domain.status import CHOSEN
from referral.policies import policies
from referral.store import households, moves, my_files, people, persons, plans, secrecy
from referral.store.components import GrantedComponent, components
from referral.store.next_moves import next_moves
from referral.store.rows import ReferralRow
from referral.store.rows_household import GoalRow
from referral.store.rows_letters import LetterRow
from referral.store.rows_people import ConsentRow, SecrecyMarkRow
from referral.store.rows_persons import PersonLinkRow
from referral.store.ties import tie_of_link
from referral.usecases.allow_parent import parents_of
from referral.usecases.keep_person import key_of, opened
from referral.usecases.read_letter import opened_letter
from referral.usecases.read_referral import open_person
from region_policy.codes import ReferrerType, Route, SettledBy
from region_policy.loader import NoPolicyInForce
from region_policy.terms import local_day
from sealing.keyring import Erased, Sealed
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


@dataclass(frozen=True)
class MyFile:
    """A file in the list: whose it is, as one referral has it."""

    link: PersonLinkRow
    tie: Tie
    person: Person


@dataclass(frozen=True)
class MyReferral:
    """`components`: None where they are closed for this reader; `next_move` is then too, and where what is
    waited for could tell where the young person is."""

    row: ReferralRow
    settled_by: SettledBy
    components: tuple[GrantedComponent, ...] | None
    letters: tuple[LetterRow, ...]
    next_move: NextMove | None


@dataclass(frozen=True)
class MyGoal:
    row: GoalRow
    words: str | None


@dataclass(frozen=True)
class MyParent:
    id: UUID
    name: str
    is_allowed: bool


@dataclass(frozen=True)
class MyFileView:
    """`hides`: a mark of secrecy keeps from this parent where the young person is; `hides_municipality`: and
    one that pays would tell it. `named`: of organisations.

    `parents`: for the young person who says which of them looks along.
    """

    mine: MyFile
    hides: bool
    hides_municipality: bool
    referrals: tuple[MyReferral, ...]
    consents: tuple[ConsentRow, ...]
    goals: tuple[MyGoal, ...]
    director: UUID | None
    parents: tuple[MyParent, ...]
    named: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)

    def name_of(self, organisation: UUID | None) -> str | None:
        """Under secrecy only of a municipality: others may tell where the young person is (LAW-07)."""
        name, kind = self.named.get(organisation, (None, "")) if organisation else (None, "")
        hides = self.hides_municipality if kind == "municipality" else self.hides
        return None if hides else name


@dataclass(frozen=True)
class Shown:
    """What of a file this person sees: its referrals, without those that are closed, and what hides more.

    `has_moved`: somebody else pays than did, or for one referral than for another.
    """

    mine: MyFile
    referrals: tuple[ReferralRow, ...]
    closed: frozenset[tuple[UUID, ClosedPart, UUID | None]]
    mark: SecrecyMarkRow | None
    has_moved: bool

    @property
    def hides(self) -> bool:
        return self.mark is not None and not self.mine.tie.is_young_person

    @property
    def hides_municipality(self) -> bool:
        """Who pays follows from where somebody lives: after a move it would tell in which town (LAW-07)."""
        return self.hides and self.has_moved

    def is_closed(self, row: ReferralRow, part: ClosedPart, letter: UUID | None = None) -> bool:
        return (row.id, part, letter) in self.closed


async def list_my_files(tx: Transaction) -> list[MyFile]:
    """Those that the caller may look in now; each look at whose they are is recorded."""
    found = []
    # Each is judged by itself: what is not open any more is still on record as linked.
    async with tx.seeing_all():
        for link in await persons.links_of_subject(tx, tx.caller.subject):
            mine = await _mine(tx, link)
            if mine is not None and may_look(mine.tie):
                tx.looked_at(link.client, "the list of own files")
                found.append(mine)
    return found


async def shown_of(tx: Transaction, my_file_id: UUID) -> Shown:
    """Raises NotFound."""
    link = await persons.own_link(tx, my_file_id)
    mine = await _mine(tx, link) if link else None
    if link is None or mine is None:
        raise NotFound
    items = [] if mine.tie.is_young_person else await persons.closed_items(tx, link.client)
    closed = frozenset((each.referral, each.what, each.letter) for each in items)
    every = await my_files.referrals_of_person(tx, link.client)
    rows = tuple(row for row in every if (row.id, ClosedPart.REFERRAL, None) not in closed)
    passed_on = any(each.why_not is None for each in await moves.moves_of(tx, link.client))
    has_moved = passed_on or len({row.municipality for row in every}) > 1
    return Shown(mine, rows, closed, await secrecy.mark_on(tx, link.client), has_moved)


async def read_my_file(tx: Transaction, my_file_id: UUID) -> MyFileView:
    """Raises NotFound."""
    shown = await shown_of(tx, my_file_id)
    link, tie = shown.mine.link, shown.mine.tie
    ids = [row.id for row in shown.referrals]
    sent = await _letters(tx, shown)
    moves = {} if shown.hides else await next_moves(tx, shown.referrals)
    found = [
        MyReferral(
            row,
            _settled_by(tx, row),
            None if shown.is_closed(row, ClosedPart.HELP) else tuple(await components(tx, row.id)),
            tuple(each for each in sent if each.referral == row.id),
            None if shown.is_closed(row, ClosedPart.HELP) else moves.get(row.id),
        )
        for row in shown.referrals
    ]
    view = MyFileView(
        shown.mine,
        shown.hides,
        shown.hides_municipality,
        tuple(found),
        tuple(await my_files.consents_of_person(tx, ids, link.person)),
        tuple(await _goals(tx, shown)),
        await households.director_for(tx, link.client),
        tuple(await _parents(tx, link)) if tie.is_young_person and may_allow(tie.age) else (),
    )
    return replace(view, named=await my_files.named(tx, _organisations(view)))


async def read_my_letter(tx: Transaction, my_file_id: UUID, letter_id: UUID) -> tuple[LetterRow, bytes]:
    """A letter that is addressed to this person. Raises NotFound, RuleBroken (erased)."""
    shown = await shown_of(tx, my_file_id)
    row = next((each for each in await _letters(tx, shown) if each.id == letter_id), None)
    if row is None or row.state is not LetterStatus.ISSUED:
        raise NotFound
    return row, await opened_letter(tx, row)


async def _mine(tx: Transaction, link: PersonLinkRow) -> MyFile | None:
    tied = await tie_of_link(tx, link)
    if tied is None:
        return None
    key = await tx.keyring.data_key(tx.session, tied[1].client)
    return MyFile(link, tied[0], open_person(key, tied[1]))


def _settled_by(tx: Transaction, row: ReferralRow) -> SettledBy:
    """Who has the last word, by the policy of the day on which it was asked."""
    day = local_day(row.submitted_at)
    measure = row.measure is not None and row.measure.until >= day
    try:
        policy = policies(tx).in_force(row.region, on=day)
    except NoPolicyInForce:
        return SettledBy.DESK
    rule = policy.rule_for(ReferrerType(row.referrer_type), measure_in_force=measure)
    opened_route = rule.open_route(Route(row.route)) if rule else None
    return opened_route.settled_by if opened_route else SettledBy.DESK


async def _letters(tx: Transaction, shown: Shown) -> list[LetterRow]:
    """Those addressed to this person; to a parent none from before a mark, with place and provider."""
    link, tie = shown.mine.link, shown.mine.tie
    by_id = {row.id: row for row in shown.referrals}
    parent = await persons.person_with_say(tx, link.person) if link.person else None
    wishes = await people.preferences_of(tx, link.client)
    found = []
    for each in await my_files.letters_sent(tx, list(by_id)):
        assert each.sent_at is not None, "it was sent"
        assert each.recipient is not None, "it was sent"
        is_mine = is_addressed_to(
            Recipient(each.recipient),
            is_young_person=tie.is_young_person,
            decided_then=parent is not None and parent.decides_on(local_day(each.sent_at)),
            wishes_are_as_then=wishes is None or wishes.recorded_at <= each.sent_at,
        )
        tells_where = shown.hides and shown.mark is not None and each.sent_at <= shown.mark.set_at
        is_closed = shown.is_closed(by_id[each.referral], ClosedPart.LETTER, each.id)
        if is_mine and not tells_where and not is_closed:
            found.append(each)
    return found


async def _goals(tx: Transaction, shown: Shown) -> list[MyGoal]:
    """Those for this young person, and for the household where there is no second home: what is said of that
    one may be the other parent's. To a parent none under secrecy, since words may name a place."""
    client = shown.mine.link.client
    closed = any(shown.is_closed(row, ClosedPart.PLAN) for row in shown.referrals)
    homes = [each for each in await households.homes_of(tx, client) if each.ended_at is None]
    main = next((each.household for each in homes if each.is_main), None)
    if shown.hides or closed or main is None or not shown.referrals:
        return []
    plan = await plans.last_plan(tx, main)
    with_household = len(homes) == 1
    found = []
    for row in await plans.goals(tx, plan.id):
        if row.client == client or (row.client is None and with_household):
            try:
                key = await tx.keyring.data_key(tx.session, row.client or main)
            except Erased:
                continue
            found.append(MyGoal(row, key.open(Sealed(row.words), f"goal/{row.id}")))
    return found


async def _parents(tx: Transaction, link: PersonLinkRow) -> list[MyParent]:
    allowed = await persons.allowed_parents(tx, link.client)
    found = []
    for row in await parents_of(tx, link.client):
        name = opened(await key_of(tx, row.client), row).name
        found.append(MyParent(row.id, name, row.id in allowed))
    return found


def chosen_provider(part: GrantedComponent) -> UUID | None:
    """Who helps, once that is certain."""
    placement = part.placement
    return placement.provider if placement and placement.state in CHOSEN else None


def _organisations(view: MyFileView) -> set[UUID]:
    found = {each.row.organisation for each in view.referrals}
    found |= {view.director} if view.director else set()
    for each in view.referrals:
        found |= {provider for part in each.components or () if (provider := chosen_provider(part))}
    return found
