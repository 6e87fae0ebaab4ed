"""One contract for one young person, with a provider that has none (HLM-20)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from provider_registry.domain.contract import Period
from region_policy.codes import CareForm


@dataclass(frozen=True)
class IndividualContract:
    """`client` refers to a person whom only another room knows. Both days count. Price in cents."""

    id: UUID
    version: int
    provider: UUID
    region: str
    municipality: str
    client: UUID
    form: CareForm
    valid_from: date
    valid_until: date
    price_cents: int
    ground: str

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_until)


class UseRefusal(StrEnum):
    OTHER_CLIENT = "other-client"
    OTHER_PROVIDER = "other-provider"
    OTHER_FORM = "other-form"
    NOT_YET = "not-yet-valid"
    NO_LONGER = "no-longer-valid"


def may_use(
    contract: IndividualContract, *, client: UUID, provider: UUID, form: CareForm, day: date
) -> tuple[UseRefusal, ...]:
    """Every reason why this contract cannot be used so; none where it can."""
    return tuple(_refusals(contract, client, provider, form, day))


def _refusals(
    contract: IndividualContract, client: UUID, provider: UUID, form: CareForm, day: date
) -> Iterator[UseRefusal]:
    if client != contract.client:
        yield UseRefusal.OTHER_CLIENT
    if provider != contract.provider:
        yield UseRefusal.OTHER_PROVIDER
    if form is not contract.form:
        yield UseRefusal.OTHER_FORM
    if day < contract.valid_from:
        yield UseRefusal.NOT_YET
    if day > contract.valid_until:
        yield UseRefusal.NO_LONGER
