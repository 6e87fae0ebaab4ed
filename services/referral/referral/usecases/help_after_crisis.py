"""What goes on after a crisis, provisionally, until what must follow is decided (IJS-37)."""

from collections.abc import Sequence
from uuid import UUID

from referral.domain.draft import DraftStatus, HelpGoesOn, WaitsFor
from referral.domain.next_move import Party
from referral.domain.status import ReferralStatus
from referral.store import drafts
from referral.store.next_moves import next_moves
from referral.store.rows import ReferralRow
from referral.store.rows_drafts import DraftRow
from servicekit.transaction import Transaction

UNDECIDED = frozenset({ReferralStatus.SUBMITTED, ReferralStatus.AT_DESK})


async def help_of_drafts(tx: Transaction, rows: Sequence[DraftRow]) -> dict[UUID, HelpGoesOn]:
    """By draft. Until a referral is made of it, who would make it answers; from then on who decides."""
    running = {row.id: row for row in rows if row.help_provider is not None and row.help_since is not None}
    due = await drafts.awaited_until(tx, list(running))
    referrals = {row.id: row for row in await drafts.referrals_of(tx, list(running.values()))}
    moves = await next_moves(tx, list(referrals.values())) if referrals else {}
    found = {}
    for row in running.values():
        assert row.help_provider is not None, "only drafts with help that runs are looked at"
        assert row.help_since is not None, "and that help has begun"
        help_ = HelpGoesOn(row.help_provider, row.help_since, row.nights, row.in_a_bed)
        referral = referrals.get(row.referral) if row.referral else None
        if row.state is DraftStatus.OPEN:
            whose = Party.MUNICIPALITY if row.made_by_municipality else Party.REFERRER
            help_ = help_.until(WaitsFor.REFERRAL, whose, due.get(row.id))
        elif referral is not None and referral.state in UNDECIDED:
            move = moves.get(referral.id)
            whose, moment = (move.whose, move.until) if move else (Party.MUNICIPALITY, None)
            help_ = help_.until(WaitsFor.DECISION, whose, moment)
        found[row.id] = help_
    return found


async def help_of_referral(tx: Transaction, referral: ReferralRow) -> HelpGoesOn | None:
    """Where this referral was made of what a crisis left."""
    if referral.alarm is None:
        return None
    rows = await drafts.drafts_of_referral(tx, referral.id)
    return next(iter((await help_of_drafts(tx, rows)).values()), None)
