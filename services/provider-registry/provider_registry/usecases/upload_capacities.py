"""Many words on places at once: what is good is kept, what is not is told line by line."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC
from typing import Any
from uuid import UUID

from provider_registry.domain.capacity import CapacityStatus, Outcome, Source, Word
from provider_registry.domain.upload import (
    COLUMNS,
    MOST_LINES,
    LineMistake,
    LineRefused,
    lines_of,
    read_line,
)
from provider_registry.store import capacities
from provider_registry.usecases.place_options import lock_provider
from provider_registry.usecases.say_capacity import DOES_NOT_FIT, store_words, weigh_words, wrong_fields
from servicekit.preconditions import Claim
from servicekit.transaction import Transaction
from wirekit.csv_table import CannotRead, Line, TableMistake
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

_ENGLISH = ", ".join(english for english, *_ in COLUMNS.values())
_DUTCH = ", ".join(names[-1] for names in COLUMNS.values())
_STATUSES = ", ".join(CapacityStatus)

CANNOT_READ = {
    TableMistake.NO_HEADER: Text(
        nl="de eerste regel noemt de kolommen, in elk geval inschrijving en status",
        en="the first line names the columns, at least enrolment and status",
    ),
    TableMistake.UNKNOWN_COLUMN: Text(
        nl=f"kolommen kunnen zijn, elk één keer: {_DUTCH}", en=f"columns can be, each once: {_ENGLISH}"
    ),
    TableMistake.TOO_LONG: Text(nl=f"hoogstens {MOST_LINES} regels", en=f"at most {MOST_LINES} lines"),
}
MISTAKES = {
    LineMistake.NOT_READABLE: Text(
        nl="De regel is niet te lezen, of heeft meer velden dan de eerste",
        en="The line cannot be read, or has more fields than the first",
    ),
    LineMistake.UNKNOWN_ENROLMENT: Text(
        nl="Dit is geen inschrijving van uw organisatie", en="This is no enrolment of your organisation"
    ),
    LineMistake.NO_STATUS: Text(nl=f"Mogelijk zijn: {_STATUSES}", en=f"Possible are: {_STATUSES}"),
    LineMistake.NO_NUMBER: Text(
        nl="Een heel getal van 0 tot 9999, of 3650 voor dagen",
        en="A whole number from 0 to 9999, or 3650 for days",
    ),
    LineMistake.NO_MOMENT: Text(
        nl="Een tijdstip met tijdzone, zoals 2026-03-01T09:00:00Z",
        en="A moment with its time zone, such as 2026-03-01T09:00:00Z",
    ),
    LineMistake.SAID_OTHERWISE: Text(
        nl="Van dit moment is al iets anders gezegd", en="Something else was said already as of this moment"
    ),
}
OUTCOMES = {
    Outcome.STORED: "accepted",
    Outcome.KEPT: "accepted",
    Outcome.UNCHANGED: "unchanged",
    Outcome.CONTRADICTS: "refused",
}


@dataclass(frozen=True)
class ReportLine:
    """What became of a line. `field` and `message`: of a refused one, never with what was written there."""

    number: int
    enrolment: UUID | None
    outcome: str
    field: str | None = None
    message: Text | None = None


async def upload_capacities(tx: Transaction, text: str, claimed: Claim, *, dry_run: bool) -> list[ReportLine]:
    """Keep the good lines, each as if it was said by itself. A dry run keeps nothing and reports the same.

    What was reported under this key before is reported again. Raises InvalidInput where the whole cannot
    be read, and NotFound (no such provider).
    """
    if claimed.made_before and (told := await capacities.report(tx, claimed.resource_id)) is not None:
        return [_restored(line) for line in told]
    try:
        lines = lines_of(text)
    except CannotRead as error:
        raise InvalidInput(errors=[FieldError("csv", CANNOT_READ[error.mistake])]) from None
    provider = tx.caller.organisation
    await lock_provider(tx, provider)
    known = await capacities.capacities_of(tx, provider)
    read = {line.number: _word(tx, line, known.keys()) for line in lines}
    words = [each for each in read.values() if isinstance(each, Word)]
    weighed = await weigh_words(tx, words, {key: said for key, said in known.items() if said})
    if not dry_run:
        await store_words(tx, provider, weighed)
    report = list(_report(read, iter(weighed.outcomes)))
    await capacities.keep_report(tx, claimed.resource_id, provider, [_kept(line) for line in report])
    return report


def _word(tx: Transaction, line: Line, own: Container[UUID]) -> Word | ReportLine:
    try:
        read = read_line(line.cells)
    except LineRefused as refused:
        return ReportLine(line.number, None, "refused", refused.field, MISTAKES[refused.mistake])
    if read.enrolment not in own:
        unknown = MISTAKES[LineMistake.UNKNOWN_ENROLMENT]
        return ReportLine(line.number, None, "refused", "enrolment", unknown)
    word = Word(
        enrolment=read.enrolment,
        as_of=read.as_of or tx.now,
        status=read.status,
        free_places=read.free_places,
        most_places=read.most_places,
        wait_from_days=read.wait_from_days,
        wait_to_days=read.wait_to_days,
        said_by=tx.caller.organisation,
        source=Source.UPLOAD,
        recorded_at=tx.now,
    )
    for field in wrong_fields(word, tx.now):
        return ReportLine(line.number, word.enrolment, "refused", field, DOES_NOT_FIT[field])
    return replace(word, as_of=word.as_of.astimezone(UTC))


def _report(read: Mapping[int, Word | ReportLine], outcomes: Iterator[Outcome]) -> Iterator[ReportLine]:
    for number, each in read.items():
        if isinstance(each, ReportLine):
            yield each
            continue
        outcome = next(outcomes)
        refused = outcome is Outcome.CONTRADICTS
        why = ("asOf", MISTAKES[LineMistake.SAID_OTHERWISE]) if refused else (None, None)
        yield ReportLine(number, each.enrolment, OUTCOMES[outcome], *why)


def _kept(line: ReportLine) -> dict[str, Any]:
    told = asdict(line)
    return told | {"enrolment": str(line.enrolment) if line.enrolment else None}


def _restored(told: dict[str, Any]) -> ReportLine:
    enrolment, message = told["enrolment"], told["message"]
    return ReportLine(
        told["number"],
        UUID(enrolment) if enrolment else None,
        told["outcome"],
        told["field"],
        Text(**message) if message else None,
    )
