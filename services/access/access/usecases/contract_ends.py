"""Help runs no longer than the contract of its provider lets it (HLM-22)."""

from datetime import date
from uuid import UUID

from access.domain.contract import last_day_under
from access.readings import ContractChanged
from access.store import contracts
from region_policy.codes import BuyingForm
from region_policy.model import RegionPolicy
from servicekit.transaction import Transaction

CONTRACT_ENDS = "contract-ends"
"""The signal that help was given a shorter period than was granted."""


async def learn_contract(tx: Transaction, told: ContractChanged) -> None:
    await contracts.learn(
        tx,
        told.ref,
        provider=told.provider,
        care_form=told.care_form,
        level=told.level,
        regions=told.regions,
        municipalities=told.municipalities,
        valid_from=told.valid_from,
        valid_until=told.valid_until,
    )


async def forget_contract(tx: Transaction, contract_id: UUID) -> None:
    """`provider-registry` has no such contract any more."""
    await contracts.forget(tx, contract_id)


async def last_day_at(
    tx: Transaction,
    provider: UUID,
    *,
    region: str,
    municipality: str,
    form: BuyingForm,
    first: date,
    policy: RegionPolicy,
) -> date | None:
    """The last day of help that begins on `first` at this provider; None where nothing is known to end it.

    Where no contract is known for this form of care no rule is broken: the register may not have told yet.
    """
    transition = policy.desk.transition
    known = await contracts.known(tx, provider, region=region, municipality=municipality, form=form)
    return last_day_under(known, first, after_days=transition.after_contract_days if transition else 0)
