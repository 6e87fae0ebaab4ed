"""Name and addresses of who left the roster go in their time; that there was somebody stays (LAW-11).

A dispatch note needs no such time: it is destroyed when its alarm is closed.
"""

import asyncio
from datetime import timedelta
from typing import Any

from crisis.store import roster
from crisis.usecases.resources import policies_of
from region_policy.loader import NoPolicyInForce
from region_policy.terms import local_day
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transaction, Transactions
from wirekit.caller import Caller
from wirekit.logs import log

LOOK_EVERY_SECONDS = 3600
LONGEST_MONTH = timedelta(days=31)


async def forget_who_left(tx: Transaction) -> int:
    """How many were forgotten. Staff are of an organisation, which may work in several regions: the longest
    of their periods counts, and where no region has a policy nobody is forgotten."""
    policies, today, months = policies_of(tx), local_day(tx.now), []
    for region in policies.by_region:
        try:
            months.append(policies.in_force(region, on=today).keeping.on_call_staff.kept_months)
        except NoPolicyInForce:
            continue
    return await roster.forget_who_left(tx, tx.now - max(months) * LONGEST_MONTH) if months else 0


async def keep_forgetting(settings: Any, transactions: Transactions) -> None:
    """Look every hour."""
    while True:
        try:
            async with transactions.begin(Caller("room:crisis", PLATFORM, "service")) as tx:
                if count := await forget_who_left(tx):
                    log.info("forgot who left the roster", workers=count)
        except Exception as error:
            log.warning("who left is forgotten later", exc_info=error)
        await asyncio.sleep(LOOK_EVERY_SECONDS)
