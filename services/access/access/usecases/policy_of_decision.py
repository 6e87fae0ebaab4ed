"""The policy by which a decision was taken, from the file of that day, or from the text that was kept."""

from access.domain.decision import Decision
from access.resources import policies
from access.store import decisions
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from servicekit.transaction import Transaction


async def policy_of_decision(tx: Transaction, decision: Decision) -> RegionPolicy:
    """The file is read already; only where it was changed since is the kept text read anew."""
    try:
        found = policies(tx).in_force(decision.region, on=decision.decided_on)
    except NoPolicyInForce:
        found = None
    if found is not None and found.sha256 == decision.policy.sha256:
        return found
    return await policy_by_text(tx, decision.region, decision.policy.sha256)


async def policy_by_text(tx: Transaction, region: str, sha256: str) -> RegionPolicy:
    """The policy of exactly this text; where no file has it any more, from the text that was kept."""
    listed = policies(tx).by_region.get(region, ())
    same = next((each for each in listed if each.sha256 == sha256), None)
    return same or policies(tx).replay(await decisions.policy_text(tx, sha256))
