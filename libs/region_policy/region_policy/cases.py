"""What a decision is taken on: the facts of a case, and the choice that somebody makes."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt
from pydantic.alias_generators import to_camel

from region_policy.codes import (
    STAY_FORMS,
    CareForm,
    Complexity,
    HelpForm,
    Place,
    ReferrerType,
    Route,
    Urgency,
)
from region_policy.parts import MunicipalityCode, Slug
from region_policy.parts_routes import CategoryCode


class CaseInput(BaseModel):
    """Read from Python by field name, and from JSON in camelCase."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)


class Case(CaseInput):
    """A case, pseudonymous: codes and an age in whole years, no identity and no free text.

    `municipality` is the responsible one. `measure_in_force` says whether the asking institution carries out
    a child protection measure on the day of the decision. `category`: the product category of the national
    messages (iJw). `prolonged_ground`: why help goes on past eighteen, by the policy's list. `domains`,
    `urgency` and `safety_concern` are kept with the decision; no rule of form reads them.
    """

    municipality: MunicipalityCode
    referrer: ReferrerType
    measure_in_force: StrictBool = False
    age: Annotated[StrictInt, Field(ge=0, le=129)]
    complexity: Complexity = Complexity.SIMPLE
    forms: tuple[CareForm, ...] = ()
    domains: tuple[Slug, ...] = ()
    urgency: Urgency = Urgency.REGULAR
    safety_concern: StrictBool = False
    category: CategoryCode | None = None
    prolonged_ground: Slug | None = None

    @property
    def asks_only_stay(self) -> bool:
        return bool(self.forms) and STAY_FORMS.issuperset(self.forms)


class Facts(Case):
    """A case on the day of its decision, a day in Europe/Amsterdam: the moment is an argument."""

    decision_day: date


class Choice(CaseInput):
    """What is asked or decided: one route, with what belongs to it.

    A budget; whole etmalen at one intensity, in a `help_form`; or a product, in whole units of its own
    (minutes, etmalen, pieces). `days`: how long, where that is not given by the budget. `ground`: a code of
    the route's own list. `ceiling_cents`: what was agreed in a contract for this one case.
    """

    route: Route
    budget: Slug | None = None
    etmalen: StrictInt | None = None
    intensity: Slug | None = None
    help_form: HelpForm | None = None
    product: Slug | None = None
    quantity: StrictInt | None = None
    days: StrictInt | None = None
    ceiling_cents: StrictInt | None = None
    ground: Slug | None = None
    place: Place = Place.OWN_SURROUNDINGS
