"""A provider tells of many deliveries at once: all lines of a file are recorded, or none."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import BaseModel, TypeAdapter

from access.domain.delivery import Hold, Line, LineStatus
from access.domain.delivery_table import Mistake, Stay, Told, Work, Wrong, lines_of, read_line
from access.store import delivery_uploads as store
from access.usecases.reasons_of_uploads import (
    CANNOT_READ,
    COLUMN_OF,
    MISTAKES,
    NOTHING_IN_IT,
    LinesRefused,
)
from access.usecases.record_delivery import add_work
from access.usecases.record_product_delivery import add_product
from access.usecases.record_stay import add_stay
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.csv_table import CannotRead
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, InvalidInput, RuleBroken
from wirekit.texts import Text


@dataclass(frozen=True)
class HeldLine:
    """A line of the file of which this much, in cents, is held, with every reason."""

    number: int
    entitlement: UUID
    held_cents: int
    held_because: tuple[Hold, ...]


@dataclass
class Sums:
    """Of the lines of one entitlement in the file, in cents."""

    entitlement: UUID
    recorded: int = 0
    due_cents: int = 0
    held_cents: int = 0
    awaiting_start_cents: int = 0

    def add(self, lines: Iterable[Line]) -> None:
        self.recorded += 1
        for line in lines:
            match line.status:
                case LineStatus.DUE:
                    self.due_cents += line.amount_cents
                case LineStatus.HELD:
                    self.held_cents += line.amount_cents
                case LineStatus.AWAITING_START:
                    self.awaiting_start_cents += line.amount_cents


@dataclass
class Upload:
    """What became of a file. `known`: how many of its lines had come in a file before, and count once."""

    id: UUID
    kept: bool
    recorded: int = 0
    known: int = 0
    held: list[HeldLine] = field(default_factory=list)
    sums: list[Sums] = field(default_factory=list)


STORED = TypeAdapter(Upload)


async def upload_deliveries(
    tx: Transaction, own: Organisation, text: str, *, dry_run: bool, key: str, body: BaseModel
) -> Upload:
    """Record every line by the rules of one that is told by itself; a dry run tells the same and keeps none.

    A line counts once: it is known by its reference or else by what it says, the second of two alike apart.
    The same key with the same body answers as the first time. Raises InvalidInput where there is no table to
    read, and LinesRefused with all that is wrong in it.
    """
    try:
        lines = lines_of(text)
    except CannotRead as error:
        raise InvalidInput(errors=[FieldError("csv", CANNOT_READ[error.mistake])]) from None
    if not lines:
        raise InvalidInput(errors=[FieldError("csv", NOTHING_IN_IT)])
    claimed = await claim(tx, key, body)
    if claimed.made_before and (earlier := await store.report(tx, claimed.resource_id)) is not None:
        return STORED.validate_python(earlier)
    today = local_day(tx.now)
    read = {line.number: read_line(line, today=today) for line in lines}
    wrong = {number: each for number, each in read.items() if isinstance(each, list)}
    told = [each for each in read.values() if isinstance(each, Told)]
    cases = await store.cases_of(tx, own.id, {each.entitlement for each in told})
    cases = {id_: case for id_, case in cases.items() if case.region in own.regions}
    wrong |= {each.number: [UNKNOWN] for each in told if each.entitlement not in cases}
    await store.lock_cases(tx, {case.request for case in cases.values()})
    upload = Upload(claimed.resource_id, kept=not dry_run)
    async with tx.session.begin_nested() as all_lines:
        errors = _errors(wrong) + await _record(
            tx, upload, [each for each in told if each.entitlement in cases], cases
        )
        if errors:
            raise LinesRefused(errors=[error for _, error in sorted(errors, key=lambda each: each[0])])
        if dry_run:
            tx.forget_gathered()
            await all_lines.rollback()
    for client in {case.client for case in cases.values()}:
        tx.looked_at(client, tx.operation)
    await store.keep_report(tx, upload.id, own.id, STORED.dump_python(upload, mode="json"))
    return upload


UNKNOWN: Wrong = ("entitlement", Mistake.UNKNOWN_ENTITLEMENT)
Numbered = tuple[int, FieldError]


async def _record(
    tx: Transaction, upload: Upload, told: list[Told], cases: Mapping[UUID, store.Case]
) -> list[Numbered]:
    """Record what is new, into `upload`, and tell what was refused.

    Client by client and case by case: whoever locks a client's nights does so in the same order.
    """
    before = await store.lines_before(tx, cases.keys())
    known_by = _known_by(tx, told)
    new: dict[tuple[UUID, bytes], bytes] = {}
    sums: dict[UUID, Sums] = {}
    errors: list[Numbered] = []
    for each in sorted(told, key=lambda line: _order(line, cases[line.entitlement])):
        name, said = (each.entitlement, known_by[each.number]), _said(tx, each)
        if (seen := before.get(name) or new.get(name)) is not None:
            if seen == said:
                upload.known += 1
            else:
                errors += _errors({each.number: [("reference", Mistake.REFERENCE_TAKEN)]})
            continue
        new[name] = said
        try:
            lines = await _added(tx, each)
        except ImpossibleStep:
            errors += _errors({each.number: [("entitlement", Mistake.FINAL_LINE_GIVEN)]})
        except RuleBroken as broken:
            errors += [
                (each.number, _error(each.number, COLUMN_OF.get(reason.code), reason.text))
                for reason in broken.reasons
            ]
        else:
            sums.setdefault(each.entitlement, Sums(each.entitlement)).add(lines)
            upload.held += _held(each, lines)
    await store.keep_lines(tx, new)
    upload.held.sort(key=lambda line: line.number)
    upload.sums = [*sums.values()]
    upload.recorded = sum(each.recorded for each in upload.sums)
    return errors


async def _added(tx: Transaction, told: Told) -> tuple[Line, ...]:
    match told.act:
        case Work(function_group, minutes, delivered_on):
            line = await add_work(
                tx,
                told.entitlement,
                uuid7(),
                function_group=function_group,
                function=None,
                minutes=minutes,
                delivered_on=delivered_on,
                is_final=False,
            )
        case Stay(arrived_on, left_on, is_absence):
            stay = await add_stay(
                tx,
                told.entitlement,
                uuid7(),
                arrived_on=arrived_on,
                left_on=left_on,
                is_final=False,
                is_absence=is_absence,
            )
            return stay.lines
        case product:
            line = await add_product(
                tx,
                told.entitlement,
                uuid7(),
                quantity=product.quantity,
                delivered_on=product.delivered_on,
                result_reached=product.result_reached,
                is_final=False,
            )
    return (line,)


def _order(told: Told, case: store.Case) -> tuple[UUID, UUID, int]:
    return case.client, case.request, told.number


def _known_by(tx: Transaction, told: Iterable[Told]) -> dict[int, bytes]:
    """Hashes, as a reference may be a number of a person: by it, or by what is said and how many times."""
    alike: Counter[tuple[UUID, str]] = Counter()
    named = {}
    for each in told:
        said = repr(each.act)
        if each.reference is None:
            alike[each.entitlement, said] += 1
        name = f"#{each.reference}" if each.reference else f"{said} {alike[each.entitlement, said]}"
        named[each.number] = tx.keyring.keyed_hash(f"{each.entitlement} {name}")
    return named


def _said(tx: Transaction, told: Told) -> bytes:
    return tx.keyring.keyed_hash(f"{told.entitlement} {told.act!r}")


def _held(told: Told, lines: Iterable[Line]) -> Iterator[HeldLine]:
    held = [line for line in lines if line.status is LineStatus.HELD]
    if held:
        why = dict.fromkeys(reason for line in held for reason in line.held_because)
        cents = sum(line.amount_cents for line in held)
        yield HeldLine(told.number, told.entitlement, cents, tuple(why))


def _errors(wrong: Mapping[int, Iterable[Wrong]]) -> list[Numbered]:
    return [
        (number, _error(number, column, MISTAKES[mistake]))
        for number, each in wrong.items()
        for column, mistake in each
    ]


def _error(number: int, column: str | None, text: Text) -> FieldError:
    """`lines.7.minutes`: the line of the file, whose header is 1, and the column by its English name."""
    return FieldError(f"lines.{number}.{column}" if column else f"lines.{number}", text)
