"""The young person as a referrer gave them; sealed wherever it is stored."""

import re
from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict

BSN = re.compile(r"[0-9]{9}")
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class Address(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    street: str
    house_number: str
    postcode: str
    city: str


class Person(BaseModel):
    """Never in an event, a log line or a column in clear."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    given_name: str
    family_name: str
    birth_date: date
    bsn: str | None = None
    address: Address | None = None

    def with_address_of(self, others: Iterable["Person"]) -> "Person":
        """Where none was given here, with the first address that was given otherwise."""
        given = self.address or next((each.address for each in others if each.address), None)
        return self.model_copy(update={"address": given})


def is_bsn(number: str) -> bool:
    """A citizen service number (BSN): nine digits that pass the eleven test, not all zero."""
    if not BSN.fullmatch(number) or not number.strip("0"):
        return False
    return sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=True)) % 11 == 0
