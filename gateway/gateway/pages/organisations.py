"""Organisations of the register, to choose from and to name."""

from asyncio import gather
from collections.abc import Collection
from uuid import UUID

from gateway.pages.answers import Organisation, PageOf
from gateway.pages.asking import Asking, Told, both

MOST_PAGES = 5


async def organisations_of(asking: Asking, **narrowed: str) -> Told[PageOf[Organisation]]:
    """Those of a kind, of a region or all, in the order of the register."""
    found: tuple[Organisation, ...] = ()
    after: UUID | None = None
    for _ in range(MOST_PAGES):
        told = await asking.want(
            PageOf[Organisation],
            "provider-registry",
            "/organisations",
            **narrowed,
            limit=100,
            after=after,
        )
        if told.value is None:
            return told
        found, after = found + told.value.items, told.value.next
        if after is None:
            break
    return Told("provider-registry", PageOf[Organisation](items=found))


async def providers_of(asking: Asking, region: str) -> Told[PageOf[Organisation]]:
    return await organisations_of(asking, kind="provider", region=region)


async def named(
    asking: Asking, ids: Collection[UUID], known: Told[PageOf[Organisation]]
) -> tuple[Organisation, ...]:
    """Those that are not known yet, of whatever kind and region, as far as the register names them."""
    if known.value is None:
        return ()
    unknown = sorted(set(ids) - {each.id for each in known.value.items})
    told = await gather(
        *(asking.want(Organisation, "provider-registry", f"/organisations/{id_}") for id_ in unknown)
    )
    return tuple(each.value for each in told if each.value)


async def who_helps(asking: Asking, region: str) -> Told[PageOf[Organisation]]:
    """Providers, and after them the independent practices."""
    providers, practices = await both(
        providers_of(asking, region), organisations_of(asking, kind="independent-practice", region=region)
    )
    if providers.value is None or practices.value is None:
        return providers if providers.value is None else practices
    return Told(
        "provider-registry", PageOf[Organisation](items=providers.value.items + practices.value.items)
    )
