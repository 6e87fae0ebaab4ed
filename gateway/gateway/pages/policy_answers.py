"""What the room `access` answers about the policy of a region: the names of what can be granted there."""

from gateway.pages.answers import Named, Read
from wirekit.texts import Text


class PricedName(Read):
    """A function group or an intensity of a policy."""

    id: str
    name: Named
    illustrative: bool


class PricedNames(Read):
    items: tuple[PricedName, ...]


class Intensities(Read):
    living: PricedNames
    residential: PricedNames


class RouteGround(Read):
    id: str
    name: Named


class RouteRule(Read):
    """`grounds`: the coded reasons for which a route is chosen."""

    route: str
    grounds: tuple[RouteGround, ...]


class Product(PricedName):
    routes: tuple[str, ...]


class Products(Read):
    items: tuple[Product, ...]


class WeighingItem(Read):
    id: str
    name: Named
    mandatory: bool


class WeighingList(Read):
    items: tuple[WeighingItem, ...]


class LaneOfPolicy(Read):
    urgency: str
    name: Named


class TriageRules(Read):
    lanes: tuple[LaneOfPolicy, ...]


class FreeProvision(Read):
    id: str
    name: Named
    municipalities: tuple[str, ...]


class FreeProvisions(Read):
    items: tuple[FreeProvision, ...]


class Acceptance(Read):
    """Whether providers must accept; `refusal_grounds`: on which they may still refuse."""

    duty: bool
    refusal_grounds: tuple[RouteGround, ...]


class Prolonged(Read):
    grounds: tuple[RouteGround, ...]


class Adulthood(Read):
    prolonged: Prolonged | None = None


class DeskRules(Read):
    weighing: WeighingList | None = None
    triage: TriageRules | None = None
    free_provisions: FreeProvisions | None = None
    acceptance: Acceptance | None = None
    adulthood: Adulthood | None = None


class PolicyRead(Read):
    """The names of what can be granted in a region."""

    route_rules: tuple[RouteRule, ...] = ()
    products: Products | None = None
    desk: DeskRules = DeskRules()
    choice_budgets: PricedNames
    function_groups: PricedNames
    functions: PricedNames | None = None
    intensities: Intensities

    @property
    def nights(self) -> tuple[PricedName, ...]:
        """Every intensity, in the order of the policy."""
        return (*self.intensities.living.items, *self.intensities.residential.items)

    def grounds(self, route: str) -> tuple[RouteGround, ...]:
        return next((rule.grounds for rule in self.route_rules if rule.route == route), ())

    def name(self, id_: str) -> Text | None:
        worked = (*self.function_groups.items, *(self.functions.items if self.functions else ()))
        bought = self.products.items if self.products else ()
        every = (*self.choice_budgets.items, *worked, *self.nights, *bought)
        return next((each.name.text for each in every if each.id == id_), None)
