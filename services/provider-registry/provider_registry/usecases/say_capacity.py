"""A provider says how many places there are, and how soon (NV-17)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from provider_registry.domain.capacity import Capacity, Outcome, Weighed, Word, weigh, what_does_not_fit
from provider_registry.events_capacity import CapacityChanged
from provider_registry.store import capacities, offers
from provider_registry.usecases.place_options import lock_provider, place_capacity
from provider_registry.usecases.settle_signals import settle_signals
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

FIRST_MOMENT = datetime(2015, 1, 1, tzinfo=UTC)
"""The day on which the Youth Act began; nothing here is older."""

DOES_NOT_FIT = {
    "freePlaces": Text(
        nl="past niet bij de status of bij het grootste aantal plaatsen",
        en="does not fit the status or the largest number of places",
    ),
    "waitToDays": Text(
        nl="een wachttijd heeft een begin en een later of gelijk eind",
        en="a wait has a start and an end that is not before it",
    ),
    "asOf": Text(nl="ligt in de toekomst of te ver terug", en="lies in the future or too far back"),
}
SAID_OTHERWISE = ReasonGiven(
    "said-otherwise",
    Text(
        nl="Van dit moment is al iets anders gezegd",
        en="Something else was said already as of this moment",
    ),
)


@dataclass(frozen=True)
class Said:
    """What holds now; `is_new` when nothing was ever said before."""

    capacity: Capacity
    is_new: bool


def wrong_fields(word: Word, now: datetime) -> tuple[str, ...]:
    """Fields that contradict each other or the clock; each has its text in DOES_NOT_FIT."""
    wrong = what_does_not_fit(word)
    return wrong if FIRST_MOMENT <= word.as_of <= now else (*wrong, "asOf")


async def say_capacity(tx: Transaction, word: Word, *, if_match: str | None) -> Said:
    """Keep it in the history, and show it where nothing later was said. The same again changes nothing.

    Raises NotFound, InvalidInput, VersionMissing, VersionStale, and RuleBroken where of the very same
    moment something else was said.
    """
    if wrong := wrong_fields(word, tx.now):
        raise InvalidInput(errors=[FieldError(field, DOES_NOT_FIT[field]) for field in wrong])
    provider = await offers.provider_of_enrolment(tx, word.enrolment)
    if provider is None:
        raise NotFound
    word = replace(word, as_of=word.as_of.astimezone(UTC))
    await lock_provider(tx, provider)
    now = await capacities.capacity(tx, word.enrolment)
    weighed = await weigh_words(tx, [word], {word.enrolment: now} if now else {})
    (outcome,) = weighed.outcomes
    if now and outcome is Outcome.UNCHANGED:
        return Said(now, is_new=False)
    if now:
        require_match(now, if_match)
    if outcome is Outcome.CONTRADICTS:
        raise RuleBroken(reasons=[SAID_OTHERWISE])
    await store_words(tx, provider, weighed)
    latest = weighed.latest.get(word.enrolment) or now
    assert latest is not None, "the first word is always the last one"
    return Said(latest, is_new=now is None)


async def weigh_words(tx: Transaction, words: Sequence[Word], now: dict[UUID, Capacity]) -> Weighed:
    """What each word changes, where the provider is locked. `now`: what was said last, per enrolment."""
    before = await capacities.said_at(tx, {(word.enrolment, word.as_of) for word in words}) if words else []
    return weigh(words, now, {(word.enrolment, word.as_of): word for word in before})


async def store_words(tx: Transaction, provider: UUID, weighed: Weighed) -> None:
    """Keep these words of one provider, which is locked, and all that follows from them."""
    await capacities.keep(tx, weighed.kept, [*weighed.latest.values()])
    if not weighed.latest:
        return
    known = await place_capacity(tx, provider, *weighed.latest)
    await settle_signals(tx, known, weighed.latest.keys())
    for enrolment in known.enrolments:
        if said := weighed.latest.get(enrolment.id):
            tx.publish(CapacityChanged.of(said, enrolment, known.offers[enrolment.offer]))
