"""Validators that hold a field of a referral against the door at which its referrer stands.

They look at `referrerCode` and `again`, which therefore come first in the form.
"""

from typing import TypeVar

from pydantic import AfterValidator, ValidationInfo

from referral.domain.doors import DOORS, GROUNDS, doors_of
from referral.routes.on_record import role_of_caller
from region_policy.codes import ReferrerType
from region_policy.language import Name
from region_policy.referrers import BY_CODE, REFERRER_CODES
from wirekit.field_errors import FieldRefused
from wirekit.texts import Text

T = TypeVar("T")
NOT_ALLOWED = Text(nl="u verwijst met code {codes}", en="you refer by code {codes}")
NOT_HERE = Text(
    nl="hoort niet bij een verwijzing met code {code}",
    en="does not belong to a referral by code {code}",
)
MISSING = Text(nl="is verplicht. {ground}", en="is required. {ground}")
NOT_WITH_AGAIN = Text(
    nl="hoort niet bij een verwijzing die op een eerdere volgt",
    en="does not belong to a referral that takes an earlier one over",
)
TAKEN_OVER = frozenset({"person", "municipality"})
"""What need not be given where an earlier referral by the same organisation has it (NV-22)."""


def own_code(code: str | None) -> str | None:
    """A code that the caller may use; without one it is that of its own door."""
    allowed = [REFERRER_CODES[door.referrer] for door in doors_of(role_of_caller())]
    if code is not None and code not in allowed:
        raise FieldRefused(NOT_ALLOWED.format(codes=", ".join(allowed)))
    return code


def referrer_by(code: str | None) -> ReferrerType:
    """The referrer whose code was given, else the caller's own."""
    return BY_CODE[code] if code else doors_of(role_of_caller())[0].referrer


def _on_this_door(value: T, info: ValidationInfo) -> T:
    if "referrer_code" not in info.data:
        return value  # the code itself is refused: which fields go with it cannot be told
    field = _as_sent(info.field_name or "")
    door = next(
        each
        for each in doors_of(role_of_caller())
        if each.referrer is referrer_by(info.data["referrer_code"])
    )
    taken_over = info.data.get("again") is not None and field in TAKEN_OVER
    if value is None and door.asks(field) and not taken_over:
        raise FieldRefused(_in_both(MISSING, ground_of(field)))
    if value is not None and not door.knows(field):
        raise FieldRefused(NOT_HERE.format(code=REFERRER_CODES[door.referrer]))
    if value is not None and field == "person" and taken_over:
        raise FieldRefused(NOT_WITH_AGAIN)
    return value


OnThisDoor = AfterValidator(_on_this_door)
"""For a field that some door must give, and some may not. Its default is None, and is looked at too."""


def ground_of(field: str) -> Name:
    """Of a field with parts, that of its first one."""
    return next(ground for name, ground in GROUNDS.items() if name == field or name.startswith(f"{field}."))


def _in_both(text: Text, ground: Name) -> Text:
    return Text(nl=text.nl.format(ground=ground.nl), en=text.en.format(ground=ground.en))


def _as_sent(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def asked_of(field: str) -> str:
    """For the OpenAPI: by which codes this field is mandatory, and on which ground."""
    codes = sorted(REFERRER_CODES[door.referrer] for door in DOORS.values() if field in door.mandatory)
    return f"Mandatory by code {', '.join(codes)}. Ground: {GROUNDS[field].en}"
