"""The weighing list of a policy: what of it nobody has looked at yet (HLM-10)."""

from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord


def open_items(policy: RegionPolicy, record: OnRecord) -> tuple[str, ...]:
    """The items without a finding, in the order of the list; none where the region has no list."""
    items = policy.desk.weighing.items if policy.desk.weighing else ()
    return tuple(item.id for item in items if item.id not in record.weighed)
