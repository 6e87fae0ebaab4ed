"""Which help the regions leave to the national arrangement (LTA): that is what its products say (HLM-19)."""

from region_policy.codes import Route
from region_policy.model import RegionPolicy

NATIONAL_ONLY = frozenset({Route.NATIONAL_ARRANGEMENT})


def is_bought_nationally(policy: RegionPolicy, category: str | None) -> bool:
    """Whether everything that the policy has in this category (iJw) is under the national arrangement."""
    routes = [product.routes for product in policy.products_by_id.values() if product.category == category]
    return bool(routes) and NATIONAL_ONLY.issuperset(route for each in routes for route in each)
