"""Sending to help that needs no decision (vrij toegankelijk): a closed way of its own."""

from datetime import date
from enum import StrEnum

from access.domain.request import Request, may_judge_need
from access.domain.words import Spoken, Words
from region_policy.codes import Route


class Wish(StrEnum):
    """What the family says of it; AGAINST: it wants other help than this (LAW-12)."""

    AGREES = "agrees"
    AGAINST = "against"


AGREED, AGAINST_WISH = "free-help-agreed", "free-help-against-wish"
"""The reason codes with which such a request is closed."""


class Hearing(Spoken):
    """The family was heard on this day (Europe/Amsterdam), and what it said."""

    on: date
    outcome: str


class RefusalWords(Words):
    """Of a refusal; `hearing` goes with one that judges the need."""

    hearing: Hearing | None = None


class FreeHelpWords(Spoken):
    hearing: Hearing | None
    words: Words


def may_send_to_free_help(request: Request, day: date) -> bool:
    """Where a doctor or an institution with a measure judged the need it is not the desk's to lighten.

    Unless free help is what was asked.
    """
    return request.choice.route is Route.FREELY_ACCESSIBLE or may_judge_need(request.facts_on(day))
