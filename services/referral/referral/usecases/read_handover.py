"""Read a handover: the minimum always, the package as far as consent goes on the day of reading."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from referral.domain.age import age_on
from referral.domain.consent import Standing
from referral.domain.handover import HandoverStatus, Package, Papers
from referral.domain.person import Person
from referral.refusals import ERASED
from referral.store import handovers, placements, referrals
from referral.store.components import grant as stored_grant
from referral.store.rows import ReferralRow
from referral.store.rows_handover import HandoverRow
from referral.usecases.consents import Act, consent_to
from referral.usecases.read_referral import open_person
from region_policy.terms import local_day
from sealing.keyring import DataKey, Erased, Sealed
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken

READING = "reading a handover"
GOES_ON = frozenset({HandoverStatus.PROPOSED, HandoverStatus.CONFIRMED})
"""A receiver that gave it back, or was silent, has no more to do with the family."""


@dataclass(frozen=True)
class HandoverView:
    """`age` in whole years today; `ends_on`: the last day that was granted, None where no day is set.

    `package` with `person`: for who wrote or received it, as consent allows; `consent` says whether it does.
    `referral` is None for the receiver, which reads the handover and not the file behind it.
    """

    row: HandoverRow
    referral: ReferralRow
    age: int
    started_on: date | None
    ends_on: date | None
    papers: Papers
    package: Package | None
    person: Person | None
    spoken_with: str | None
    consent: Standing
    is_sent_by_reader: bool


def papers_of(key: DataKey, row: HandoverRow) -> Papers:
    return Papers.model_validate_json(key.open(Sealed(row.papers), f"handover/{row.id}"))


async def read_handover(tx: Transaction, handover_id: UUID, by: Organisation) -> HandoverView:
    """What this organisation may see; the look is recorded.

    The sender always reads what it wrote. The receiver reads the package and the name with consent, and the
    minimum without: age, form, period and who to call. The municipality that is neither reads the minimum:
    what one professional writes to another is not its to read (LAW-03). Raises RuleBroken (erased).
    """
    row = await handovers.handover(tx, handover_id)
    today = local_day(tx.now)
    try:
        key = await tx.keyring.data_key(tx.session, row.client)
        consent = await consent_to(tx, row.client, Act.HANDOVER_PACKAGE, on=today, referral=row.referral)
    except Erased:
        raise RuleBroken(reasons=[ERASED]) from None
    referral = await referrals.referral(tx, row.referral)
    placement = await placements.placement(tx, row.placement)
    grant = await stored_grant(tx, placement.grant_id)
    care = await placements.care_of(tx, row.placement)
    papers = papers_of(key, row)
    person = open_person(key, referral)
    is_sender = by.id in {row.sender, row.provider}
    may_receive = row.receiver == by.id and row.state in GOES_ON
    shows_package = is_sender or (may_receive and consent.is_given)
    heard = is_sender or may_receive
    tx.looked_at(row.client, READING)
    return HandoverView(
        row=row,
        referral=referral,
        age=age_on(today, person.birth_date),
        started_on=care.started_on if care else None,
        ends_on=grant.valid_until,
        papers=papers,
        package=papers.package if shows_package else None,
        person=person if may_receive and consent.is_given and papers.package is not None else None,
        spoken_with=key.open(Sealed(row.spoken_with), f"handover-contact/{row.id}")
        if row.spoken_with and heard
        else None,
        consent=consent,
        is_sent_by_reader=is_sender,
    )
