"""The one search for all doors: who can help, where, how soon, and why others are not in the answer."""

from dataclasses import dataclass, replace
from datetime import date

from provider_registry.domain.search import Around, Found, Wanted
from provider_registry.resources import regions
from provider_registry.store import search
from region_policy.codes import CareForm
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

MOST_OF_CURRENT = 100
NO_MUNICIPALITY = Text(nl="is geen gemeente", en="is no municipality")
OTHER_PART = Text(
    nl="is een ander deel van de jeugdhulp dan dat van deze intensiteit",
    en="is another part of youth care than that of this intensity",
)
IN_THE_PAST = Text(nl="ligt in het verleden", en="lies in the past")


@dataclass(frozen=True)
class Searched:
    """`current`: all of the provider that helps already, beside the first page. `items`: of the others, one
    more than was asked for where there are more. `around`: with the first page only.
    """

    day: date
    region: str
    stale_after_days: int
    waiting_norm_days: int
    current: list[Found]
    items: list[Found]
    around: Around | None


async def search_options(tx: Transaction, wanted: Wanted, start_by: date | None) -> Searched:
    """`start_by`: help must have begun on this day. Raises InvalidInput."""
    where, today = regions(tx), local_day(tx.now)
    region = where.region_of(wanted.municipality, today)
    if region is None:
        raise InvalidInput(errors=[FieldError("municipality", NO_MUNICIPALITY)])
    if start_by is not None and start_by < today:
        raise InvalidInput(errors=[FieldError("startBy", IN_THE_PAST)])
    if wanted.intensity:
        care_form = _care_form(where.policy(region, today), wanted)
        if wanted.care_form not in (None, care_form):
            raise InvalidInput(errors=[FieldError("careForm", OTHER_PART)])
        wanted = replace(wanted, care_form=care_form)
    most_wait = None if start_by is None else (start_by - today).days
    wanted = replace(wanted, day=start_by or today, most_wait=most_wait, limit=wanted.limit + 1)
    current: list[Found] = []
    if wanted.current and wanted.after is None:
        # Beside the first page and not in it, so that the key of the rest goes by the order alone.
        current = await search.page(tx, replace(wanted, limit=MOST_OF_CURRENT), of_current=True)
    return Searched(
        day=wanted.day,
        region=region,
        stale_after_days=where.stale_after(region, today),
        waiting_norm_days=where.waiting_norm(region, today),
        current=current,
        items=await search.page(tx, wanted),
        around=await search.window(tx, wanted) if wanted.after is None else None,
    )


def _care_form(policy: RegionPolicy | None, wanted: Wanted) -> CareForm | None:
    """The part of youth care that has this intensity. Raises InvalidInput where the policy has none such."""
    if policy is None:
        return wanted.care_form
    for care_form, listed in (
        (CareForm.LIVING, policy.intensities.living),
        (CareForm.RESIDENTIAL, policy.intensities.residential),
    ):
        if any(each.id == wanted.intensity for each in listed.items):
            return care_form
    names = ", ".join(policy.all_intensities)
    allowed = Text(nl=f"mogelijk zijn: {names}", en=f"possible are: {names}")
    raise InvalidInput(errors=[FieldError("intensity", allowed)])
