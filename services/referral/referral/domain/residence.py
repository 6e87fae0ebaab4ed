"""Which municipality pays for a young person: it follows from where somebody lives or lived (LAW-06)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class ResidenceKind(StrEnum):
    """REGISTERED: in the register of persons (BRP). STAY: youth help with a stay (verblijf).

    BIRTH_MOTHER: where the mother lived at birth. ACTUAL: where somebody really is.
    """

    REGISTERED = "registered"
    STAY = "stay"
    BIRTH_MOTHER = "birth-mother"
    ACTUAL = "actual"


class PayingRule(StrEnum):
    """By which rule a municipality pays (woonplaatsbeginsel, Jeugdwet art. 1.1)."""

    REGISTERED = "registered"
    BEFORE_STAY = "before-stay"
    BIRTH_MOTHER = "birth-mother"
    ACTUAL = "actual"


class WhyNotPassed(StrEnum):
    """Why after a move nothing passes to another municipality."""

    SAME_PAYS = "same-municipality-pays"
    NO_REGION = "municipality-of-no-region"


@dataclass(frozen=True)
class Residence:
    """Both days are included; None where nobody knows it, which reaches back or on without end."""

    kind: ResidenceKind
    municipality: str
    first_day: date | None = None
    last_day: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )


@dataclass(frozen=True)
class WhoPays:
    municipality: str
    rule: PayingRule


def who_pays(history: Sequence[Residence], *, on: date) -> WhoPays | None:
    """The responsible municipality on a day, and by which rule; None where the history does not tell.

    The address on record; with a stay the one right before it, however often the stay changed; else where
    the mother lived at birth, else where somebody really is.
    """
    since = _first_day_of_stay(history, on)
    if since is None:
        registered = _last_known(history, ResidenceKind.REGISTERED, on)
        if registered is not None:
            return WhoPays(registered.municipality, PayingRule.REGISTERED)
    else:
        before = _last_known(history, ResidenceKind.REGISTERED, since - DAY)
        if before is not None:
            return WhoPays(before.municipality, PayingRule.BEFORE_STAY)
    born = [each for each in history if each.kind is ResidenceKind.BIRTH_MOTHER]
    if born:
        return WhoPays(born[-1].municipality, PayingRule.BIRTH_MOTHER)
    actual = _last_known(history, ResidenceKind.ACTUAL, on)
    return WhoPays(actual.municipality, PayingRule.ACTUAL) if actual else None


def lives_there(
    history: Sequence[Residence], given: str, kind: ResidenceKind, municipality: str, *, on: date
) -> bool:
    """Whether a move to this municipality is none; from one stay to the next somebody does move."""
    if kind is ResidenceKind.STAY:
        return False
    known = _last_known(history, kind, on) or _last_known(history, ResidenceKind.REGISTERED, on)
    return (known.municipality if known else given) == municipality


def with_given(history: Iterable[Residence], given: str) -> list[Residence]:
    """The history, behind the municipality that was given with the referral: that is where one lived before.

    What is known better goes before it, for it has no first day.
    """
    return [Residence(ResidenceKind.REGISTERED, given), *history]


def _first_day_of_stay(history: Sequence[Residence], on: date) -> date | None:
    """The first day of the stay that holds on this day, and of those that it follows on at once.

    A stay without a first day began no later than the others that are known tell.
    """
    stays = [each for each in history if each.kind is ResidenceKind.STAY]
    if not any(stay.holds(on) for stay in stays):
        return None
    first = on
    while True:
        # The day before the first counts too: who leaves one place for the next is in a stay all along.
        reaching = [stay for stay in stays if stay.holds(first) or stay.holds(first - DAY)]
        earliest = min((stay.first_day or first for stay in reaching), default=first)
        if earliest >= first:
            return first
        first = earliest


def _last_known(history: Sequence[Residence], kind: ResidenceKind, day: date) -> Residence | None:
    """Of those that hold on a day the one that began last; of two from one day what was entered last."""
    known = [each for each in history if each.kind is kind and each.holds(day)]
    return (
        max(enumerate(known), key=lambda each: (each[1].first_day or date.min, each[0]))[1] if known else None
    )
