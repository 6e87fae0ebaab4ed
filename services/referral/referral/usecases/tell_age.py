"""Tell the other rooms that a client has reached an age, on the day itself (NV-14)."""

from datetime import date
from uuid import UUID

from referral.domain.adulthood import PLANS_FROM
from referral.domain.coming_of_age import day_before, milestones, next_day, reached_on
from referral.domain.person import Person
from referral.events import CameOfAge
from referral.policies import policies
from referral.store import referrals
from referral.store.referrals import Awaited
from referral.store.ties import settle_links
from referral.usecases.plan_adult_handover import plan_adult_handovers
from region_policy.loader import NoPolicyInForce
from region_policy.terms import end_of, local_day
from sealing.keyring import Erased, Sealed
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

COMES_OF_AGE = "comes-of-age"
OWNER = "room:referral"


def watch_age(tx: Transaction, client: UUID, birth_date: date, *, region: str, after: date) -> None:
    """Have the next age told when its day begins; nobody is watched past the last one."""
    for age in age_awaited(tx, client, birth_date, region=region, after=after):
        tx.set_deadline(age.kind, age.ref, region=region, owner=age.owner, due_at=age.due_at)


def age_awaited(
    tx: Transaction, client: UUID, birth_date: date, *, region: str, after: date
) -> tuple[Awaited, ...]:
    """The next age whose day is watched for, if there is one left."""
    day = next_day(birth_date, after, _ages(tx, region))
    return () if day is None else (Awaited(COMES_OF_AGE, client, OWNER, end_of(day_before(day))),)


async def tell_age(tx: Transaction, reached: Deadline) -> None:
    """By the birth date of the last referral, which is opened here and nowhere told."""
    referral = await referrals.last_of_client(tx, reached.ref)
    if referral is None:
        return
    try:
        key = await tx.keyring.data_key(tx.session, referral.client)
    except Erased:
        return
    person = Person.model_validate_json(key.open(Sealed(referral.person), f"person/{referral.id}"))
    day = local_day(reached.due_at)
    months = reached_on(person.birth_date, day, _ages(tx, referral.region))
    if months is not None:
        tx.publish(CameOfAge.of(referral, months))
    if months == PLANS_FROM:
        await plan_adult_handovers(tx, referral.client, person.birth_date)
    await settle_links(tx, referral.client)
    watch_age(tx, referral.client, person.birth_date, region=referral.region, after=day)


def _ages(tx: Transaction, region: str) -> frozenset[int]:
    """Those of every region, and those at which this one looks before eighteen."""
    try:
        adulthood = policies(tx).in_force(region, on=local_day(tx.now)).desk.adulthood
    except NoPolicyInForce:
        adulthood = None
    return milestones(adulthood.signal_months_before if adulthood else ())
