"""Puts a change of running help into words: what it is about, what is otherwise, and from which day on."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol
from uuid import UUID

from referral.domain.letter import ChangedSaid, ChangeKind, PeriodSaid
from region_policy.codes import QuantityUnit
from region_policy.language import Name


class Writer(Protocol):
    """Who knows the language of the letter."""

    def say(self, key: str, **values: object) -> str: ...

    def day(self, day: date) -> str: ...

    def named(self, name: Name) -> str: ...

    def amount(self, cents: int) -> str: ...


def change_in_words(writer: Writer, changed: ChangedSaid, providers: Mapping[UUID, str]) -> tuple[str, ...]:
    """A paragraph each. `providers`: of each grant that has one, by name."""
    return tuple(_told(writer, changed, providers.get(changed.grant)))


def _told(writer: Writer, changed: ChangedSaid, provider: str | None) -> Iterator[str]:
    part = writer.say(f"component-{changed.component}")
    helped = f"{part}: {writer.named(changed.help)}" if changed.help else part
    if provider is not None:
        yield writer.say("changed-help-at", help=helped, provider=provider)
    else:
        yield writer.say("changed-help", help=helped)
    yield writer.say(
        f"changed-{changed.kind}",
        begins=writer.day(changed.from_day),
        until=writer.day(changed.valid_until),
        before=writer.day(changed.valid_until_before),
    )
    if changed.kind is ChangeKind.PHASE_OUT:
        for period in changed.schedule:
            much = _in_period(writer, changed, period)
            yield writer.say("period", until=writer.day(period.until), much=much)
    elif changed.kind is not ChangeKind.STEP_DOWN and (by := _by(writer, changed)):
        yield by
    if changed.lighter is not None:
        yield writer.say(
            "lighter",
            help=writer.named(changed.lighter.help) if changed.lighter.help else part,
            number=changed.lighter.etmalen,
            begins=writer.day(changed.from_day),
            until=writer.day(changed.lighter.valid_until),
        )


def _by(writer: Writer, changed: ChangedSaid) -> str | None:
    """How much more or less: in days of stay, in units of a product, or in money; None of time alone."""
    if changed.etmalen_by:
        by, much = changed.etmalen_by, writer.say("etmalen", number=abs(changed.etmalen_by))
    elif changed.quantity_by:
        by, much = changed.quantity_by, _units(writer, changed.unit, abs(changed.quantity_by))
    elif changed.ceiling_by_cents:
        by, much = changed.ceiling_by_cents, writer.amount(abs(changed.ceiling_by_cents))
        return writer.say("cost-more" if by > 0 else "cost-less", amount=much)
    else:
        return None
    return writer.say("by-more" if by > 0 else "by-less", much=much)


def _in_period(writer: Writer, changed: ChangedSaid, period: PeriodSaid) -> str:
    if period.etmalen is not None:
        return writer.say("etmalen", number=period.etmalen)
    if period.quantity is not None:
        return _units(writer, changed.unit, period.quantity)
    return writer.say("at-most", amount=writer.amount(period.cents or 0))


def _units(writer: Writer, unit: QuantityUnit | None, number: int) -> str:
    return writer.say(f"unit-{unit or QuantityUnit.PIECE}", number=number)
