"""Keep the minimal record of help that needs no decision: who, what, from, to."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from access.domain.contact import Contact
from access.store import contacts
from access.usecases.place_of_help import policy_there, route_without_decision
from access.usecases.reasons_of_routes import FOLLOWS_CARE, NOT_BEGUN
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, RuleBroken
from wirekit.texts import Text

NOT_IN_FUTURE = Text(nl="mag niet in de toekomst liggen", en="may not lie in the future")
NOT_BEFORE_START = Text(nl="mag niet voor het begin liggen", en="may not lie before the start")
OWN_MUNICIPALITY = Text(
    nl="moet uw eigen gemeente zijn, of leeg", en="must be your own municipality, or left out"
)
WHICH_MUNICIPALITY = Text(nl="is nodig: van welke gemeente", en="is needed: of which municipality")


@dataclass(frozen=True)
class Given:
    """`provision`: which free help; without one it is help within a sum for all young people."""

    municipality: str | None
    who: UUID | None
    provision: str | None
    first_day: date
    last_day: date | None


async def record_contact(
    tx: Transaction, given: Given, *, by: Organisation, key: str, body: BaseModel
) -> Contact:
    """Four fields suffice (GRO-03). The same key with the same body answers as the first time.

    Raises InvalidInput, and RuleBroken for help that there is not in this municipality.
    """
    claimed = await claim(tx, key, body)
    if claimed.made_before:
        earlier = await contacts.contact(tx, claimed.resource_id)
        assert earlier is not None, "a claimed key was stored with its contact"
        return earlier
    municipality = municipality_of(by, given.municipality)
    require_past(tx, "from", given.first_day)
    if given.last_day is not None:
        require_past(tx, "to", given.last_day, since=given.first_day)
    policy = policy_there(tx, by, municipality, given.first_day)
    contact = Contact(
        id=claimed.resource_id,
        version=1,
        keeper=by.id,
        region=policy.region,
        municipality=municipality,
        route=route_without_decision(policy, municipality, given.provision),
        provision=given.provision,
        client=given.who,
        started_on=given.first_day,
        stopped_on=given.last_day,
        recorded_at=tx.now,
    )
    await contacts.add(tx, contact)
    return contact


async def end_contact(tx: Transaction, contact_id: UUID, last_day: date, *, if_match: str | None) -> Contact:
    """Say on which day the help ended.

    Raises InvalidInput, ImpossibleStep, VersionMissing, VersionStale and RuleBroken.
    """
    contact = await contacts.contact(tx, contact_id, lock=True)
    if contact is None:
        raise NotFound
    if contact.stopped_on is not None:
        raise ImpossibleStep(possible_steps=())
    require_match(contact, if_match)
    if contact.placement is not None:
        raise RuleBroken(reasons=[FOLLOWS_CARE])
    if contact.started_on is None:
        raise RuleBroken(reasons=[NOT_BEGUN])
    require_past(tx, "to", last_day, since=contact.started_on)
    ended = replace(contact, version=contact.version + 1, stopped_on=last_day)
    await contacts.change(tx, ended)
    return ended


def municipality_of(by: Organisation, stated: str | None) -> str:
    """A desk acts for its own municipality, a provider says for which. Raises InvalidInput."""
    if by.kind == "municipality" and by.area is not None:
        if stated not in (None, by.area):
            raise InvalidInput(errors=[FieldError("municipality", OWN_MUNICIPALITY)])
        return by.area
    if stated is None:
        raise InvalidInput(errors=[FieldError("municipality", WHICH_MUNICIPALITY)])
    return stated


def require_past(tx: Transaction, field: str, day: date, *, since: date | None = None) -> None:
    if day > local_day(tx.now):
        raise InvalidInput(errors=[FieldError(field, NOT_IN_FUTURE)])
    if since is not None and day < since:
        raise InvalidInput(errors=[FieldError(field, NOT_BEFORE_START)])
