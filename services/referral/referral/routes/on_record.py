"""What the form of a referral is held against: municipalities that exist, the day of today, who calls.

A validator of a body gets nothing but its value, and a wrong municipality must be named in the same
answer as every other wrong field. So each request lays out here what its validators look at, in a
variable that belongs to that request's task alone.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends

from referral.domain.age import age_on
from referral.domain.person import is_bsn
from referral.policies import policies
from region_policy.register import MunicipalityRegister
from region_policy.terms import local_day
from servicekit.routing import Tx
from wirekit.field_errors import FieldRefused
from wirekit.texts import Text

OLDEST = 119


@dataclass(frozen=True)
class OnRecord:
    """`role` is that of the caller: at which doors it may stand, and what must be given there."""

    register: MunicipalityRegister
    today: date
    role: str


_on_record: ContextVar[OnRecord] = ContextVar("on_record")


async def _lay_out(tx: Tx) -> None:
    _on_record.set(OnRecord(policies(tx).register, local_day(tx.now), tx.caller.role))


HeldAgainstRecord = Annotated[None, Depends(_lay_out)]


def existing_municipality(code: str) -> str:
    if _on_record.get().register.find(code) is None:
        raise FieldRefused(
            Text(nl="er is geen gemeente met deze code", en="there is no municipality with this code")
        )
    return code


def past_birth_date(day: date) -> date:
    """Form only: which ages the region's policy is for, the policy says, with its reason."""
    today = _on_record.get().today
    if day > today:
        raise FieldRefused(Text(nl="mag niet in de toekomst liggen", en="may not lie in the future"))
    if age_on(today, day) > OLDEST:
        raise FieldRefused(
            Text(nl=f"mag hoogstens {OLDEST} jaar geleden zijn", en=f"may be at most {OLDEST} years ago")
        )
    return day


def role_of_caller() -> str:
    return _on_record.get().role


def near_day(day: date) -> date:
    """The end of a measure or an authorisation: a day that somebody can have meant."""
    years = day.year - _on_record.get().today.year
    if years < -20:
        raise FieldRefused(Text(nl="is al meer dan 20 jaar voorbij", en="ended more than 20 years ago"))
    if years > 20:
        raise FieldRefused(
            Text(
                nl="ligt te ver weg: hoogstens 20 jaar van vandaag",
                en="is too far away: at most 20 years from today",
            )
        )
    return day


def day_to_come(day: date) -> date:
    """The last day of an order of a court: one that is over orders nothing any more."""
    if day < _on_record.get().today:
        raise FieldRefused(Text(nl="mag niet voorbij zijn", en="may not be past"))
    return near_day(day)


def right_bsn(number: str) -> str:
    if not is_bsn(number):
        raise FieldRefused(
            Text(
                nl="een BSN is negen cijfers die de elfproef doorstaan",
                en="a BSN is nine digits that pass the eleven test",
            )
        )
    return number
