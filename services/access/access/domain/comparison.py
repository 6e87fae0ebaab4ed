"""Quotes beside each other: fit, the day on which help begins, whether it goes on; the price comes last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from access.domain.quote import Quote, QuoteRequest, fits
from access.domain.words import Period
from region_policy.cases import Choice
from region_policy.codes import CareForm
from region_policy.model import RegionPolicy


class Part(StrEnum):
    """What can be asked of a quote, and so what it may leave open."""

    AMBULATORY = "ambulatory"
    LIVING = "living"
    RESIDENTIAL = "residential"
    ETMALEN = "etmalen"
    TERM = "term"
    AUTHORISATION = "authorisation"


OF_FORM = {
    CareForm.AMBULATORY: Part.AMBULATORY,
    CareForm.LIVING: Part.LIVING,
    CareForm.RESIDENTIAL: Part.RESIDENTIAL,
}


@dataclass(frozen=True)
class Wanted:
    """What was asked for and determined: forms of care, etmalen, and the court's authorisation of a stay."""

    forms: Sequence[CareForm]
    choice: Choice
    authorised: Period | None


@dataclass(frozen=True)
class Compared:
    """One answered quote. `asked`: the parts that were asked; `lacking`: those it does not cover.

    `continues`: help of this provider to the same young person runs or is about to.
    """

    request: QuoteRequest
    quote: Quote
    asked: tuple[Part, ...]
    lacking: tuple[Part, ...]
    continues: bool

    @property
    def fits(self) -> bool:
        return not self.lacking

    @property
    def rank(self) -> tuple[int, date, bool, int, UUID]:
        """Fit, start, continuity; the price decides between equals only."""
        return (
            len(self.lacking),
            self.quote.valid_from,
            not self.continues,
            self.quote.amount_cents,
            self.request.id,
        )


def compare(
    policy: RegionPolicy, wanted: Wanted, quotes: Sequence[QuoteRequest], *, current: frozenset[UUID]
) -> list[Compared]:
    """The answered ones, the best first. `current`: the providers from whom help runs already."""
    compared = [
        _compared(policy, wanted, asked, asked.quote, continues=asked.provider in current)
        for asked in quotes
        if asked.quote is not None
    ]
    return sorted(compared, key=lambda each: each.rank)


def _compared(
    policy: RegionPolicy, wanted: Wanted, asked: QuoteRequest, quote: Quote, *, continues: bool
) -> Compared:
    covered = dict(_parts(policy, wanted, asked, quote))
    lacking = tuple(part for part, is_covered in covered.items() if not is_covered)
    return Compared(asked, quote, tuple(covered), lacking, continues)


def _parts(
    policy: RegionPolicy, wanted: Wanted, asked: QuoteRequest, quote: Quote
) -> Iterator[tuple[Part, bool]]:
    living = {each.id for each in policy.intensities.living.items}
    stays = {line.intensity for line in quote.lines if line.intensity is not None}
    offered = {
        CareForm.AMBULATORY: any(line.minutes is not None for line in quote.lines),
        CareForm.LIVING: bool(stays & living),
        CareForm.RESIDENTIAL: bool(stays - living),
    }
    for form in dict.fromkeys(wanted.forms):
        yield OF_FORM[form], offered[form]
    if wanted.choice.etmalen is not None:
        yield Part.ETMALEN, sum(quote.etmalen) >= wanted.choice.etmalen
    if asked.term_days is not None:
        yield Part.TERM, (quote.valid_until - quote.valid_from).days + 1 >= asked.term_days
    if wanted.authorised is not None and quote.etmalen:
        within = fits(quote.etmalen, quote.valid_from, quote.valid_until, authorised=wanted.authorised)
        yield Part.AUTHORISATION, within
