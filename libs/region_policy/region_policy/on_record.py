"""What is on record when the desk decides, as facts: the words themselves stay where they are sealed."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from region_policy.codes import Component, LegalStep, Precondition
from region_policy.parts import Slug


class OnRecord(BaseModel):
    """`present`: the preconditions that are met. `steps`: the legal steps that have a finding.

    `weighed`: the items of the weighing list that have an answer. `is_renewal`: help that runs is renewed.

    `overrides`: the rules that the desk sets aside, each with a reason. `is_supervised`: a supervision order
    (ondertoezichtstelling) is in force; a stay then needs an authorisation, from `authorised_from` up to and
    including `authorised_until` (LAW-09). `ran_before`: how many days help of a component ran until this
    decision, which goes on with it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    present: frozenset[Precondition] = frozenset()
    steps: frozenset[LegalStep] = frozenset()
    weighed: frozenset[Slug] = frozenset()
    is_renewal: bool = False
    overrides: Annotated[tuple[Precondition, ...], Field(max_length=20)] = ()
    is_supervised: bool = False
    authorised_from: date | None = None
    authorised_until: date | None = None
    ran_before: dict[Component, Annotated[int, Field(ge=0)]] = {}

    @property
    def missing_steps(self) -> tuple[LegalStep, ...]:
        return tuple(step for step in LegalStep if step not in self.steps)

    def has(self, rule: Precondition) -> bool:
        """The weighing list is looked at item by item, by the policy's own list."""
        if rule is Precondition.LEGAL_STEPS:
            return not self.missing_steps
        return rule in self.present
