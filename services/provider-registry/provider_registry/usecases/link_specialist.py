"""A specialist joins the shell of a local team, and leaves it (GRO-06)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from provider_registry.domain.organisation import Kind
from provider_registry.domain.organisation import Organisation as Entry
from provider_registry.domain.shell import NEVER_CONSULTED, ShellLink, is_a_week
from provider_registry.store import mapping, organisations
from provider_registry.store import shells as store
from provider_registry.store.contract_tables import ShellLinkRow
from provider_registry.usecases.buyer import buys_for
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.preconditions import Claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

UNKNOWN_SPECIALIST = Text(nl="staat niet in het register", en="is not in the register")
ENDS_TOO_SOON = Text(nl="ligt voor de eerste dag", en="lies before the first day")
IN_THE_PAST = Text(nl="ligt in het verleden", en="lies in the past")
AFTER_IT_ENDS = Text(nl="ligt na de laatste dag", en="lies after the last day")
NO_WEEK = Text(
    nl="beginnen voor zij eindigen, en overlappen elkaar niet",
    en="begin before they end, and do not overlap",
)
NO_TEAM = ReasonGiven(
    "not-a-local-team",
    Text(
        nl="Een schil hoort bij een lokaal team van een gemeente",
        en="A shell belongs to a municipality's team",
    ),
)
NO_SPECIALIST = ReasonGiven(
    "not-a-specialist",
    Text(
        nl="Een organisatie van deze soort wordt niet geraadpleegd",
        en="An organisation of this kind is not consulted",
    ),
)
LINKED = ReasonGiven(
    "linked-already",
    Text(
        nl="Voor deze expertise hoort deze specialist in deze dagen al bij de schil",
        en="For this expertise this specialist belongs to the shell on these days already",
    ),
)


async def link_specialist(tx: Transaction, wanted: ShellLink, own: Organisation, claimed: Claim) -> ShellLink:
    """Raises NotFound (no such team, or not the caller's), InvalidInput and RuleBroken."""
    if claimed.made_before and (existing := await store.shell_link(tx, wanted.id)):
        return existing
    team = await organisations.organisation(tx, wanted.team, lock=True)
    if team is None or region_where_it_arranges(own, team) is None:
        raise NotFound
    specialist = await organisations.organisation(tx, wanted.specialist)
    errors = []
    if specialist is None:
        errors.append(FieldError("specialist", UNKNOWN_SPECIALIST))
    if not is_a_week(wanted.hours):
        errors.append(FieldError("hours", NO_WEEK))
    if wanted.valid_until is not None and wanted.valid_until < wanted.valid_from:
        errors.append(FieldError("validUntil", ENDS_TOO_SOON))
    if errors or specialist is None:
        raise InvalidInput(errors=errors)
    reasons = [] if team.kind is Kind.MUNICIPALITY else [NO_TEAM]
    if specialist.kind in NEVER_CONSULTED:
        reasons.append(NO_SPECIALIST)
    before = await store.links_between(tx, wanted.team, wanted.specialist)
    if any(each.expertise == wanted.expertise and each.period.within(wanted.period) for each in before):
        reasons.append(LINKED)
    if reasons:
        raise RuleBroken(reasons=reasons)
    await mapping.add(tx, ShellLinkRow, wanted)
    return wanted


async def end_link(tx: Transaction, link_id: UUID, last_day: date, *, if_match: str | None) -> ShellLink:
    """Raises NotFound, ImpossibleStep (it is over), VersionMissing, VersionStale and InvalidInput."""
    found = await store.shell_link(tx, link_id)
    if found is None:
        raise NotFound
    await organisations.organisation(tx, found.team, lock=True)
    found = await store.shell_link(tx, link_id)
    assert found is not None, "a link is never removed"
    today = local_day(tx.now)
    if found.period.end < today:
        raise ImpossibleStep(possible_steps=[])
    require_match(found, if_match)
    for refused, text in (
        (last_day < today, IN_THE_PAST),
        (last_day < found.valid_from, ENDS_TOO_SOON),
        (last_day > found.period.end, AFTER_IT_ENDS),
    ):
        if refused:
            raise InvalidInput(errors=[FieldError("lastDay", text)])
    ended = replace(found, valid_until=last_day, version=found.version + 1)
    await mapping.change(tx, ShellLinkRow, ended)
    return ended


def region_where_it_arranges(own: Organisation, team: Entry) -> str | None:
    """A region of the team in which this organisation arranges its shell; None where it does not."""
    return next((region for region in team.regions if buys_for(own, region, team.area)), None)
