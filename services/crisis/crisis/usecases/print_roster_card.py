"""Print the roster of a line for a month or four weeks, for the day on which no screen answers."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID

from crisis.cards import Card, Day, Spell, set_card
from crisis.domain.duty_line import DutyLine
from crisis.domain.roster_card import Needs, OnCard, Piece, pieces
from crisis.store import feeds, plans, roster
from crisis.usecases.work_out import NEEDED_WITHOUT_PLAN, horizon
from region_policy.terms import AMSTERDAM, DAY, end_of, local_day
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound
from wirekit.texts import Language, Text

FOUR_WEEKS = 28 * DAY
TOO_FAR = Text(
    nl="ligt verder weg dan het rooster is uitgewerkt", en="lies further ahead than the roster is worked out"
)
TITLE = Text(nl="Piketkaart {line}, {first} tot en met {last}", en="Roster card {line}, {first} to {last}")
ABOUT = Text(
    nl="Afgedrukt op {at}, naar de stand van het rooster op dat moment. Wat daarna wijzigt, staat hier niet.",
    en="Printed at {at}, from the roster as it was at that moment. What changes later is not on this card.",
)
DAY_OF, RANK = Text(nl="Dag", en="Day"), Text(nl="Rang {rank}", en="Rank {rank}")
PEOPLE = (
    Text(nl="Naam", en="Name"),
    Text(nl="Organisatie", en="Organisation"),
    Text(nl="Telefoon", en="Telephone"),
)
NO_TELEPHONE = Text(nl="geen telefoon bekend", en="no telephone known")
NOBODY = Text(nl="NIEMAND", en="NOBODY")
TOO_FEW = Text(nl="{names}, NOG {missing} NODIG", en="{names}, {missing} MORE NEEDED")
WINTER_TIME = Text(nl="wintertijd", en="winter time")
HAND_OFFS = Text(
    nl="Een tijd is een overdracht: van dan af heeft wie erachter staat dienst. Zonder tijd loopt de dienst "
    "door van de dag ervoor. Tijden zijn die in Nederland. Rang 1 wordt het eerst gebeld.",
    en="A time is a hand-off: from then on who stands behind it is on call. Without one the shift goes on "
    "from the day before. Times are those in the Netherlands. Rank 1 is called first.",
)
WEEKDAYS = Text(nl="ma di wo do vr za zo", en="Mon Tue Wed Thu Fri Sat Sun")
MONTHS = Text(
    nl="jan feb mrt apr mei jun jul aug sep okt nov dec", en="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
)


async def print_roster_card(
    tx: Transaction, line_id: UUID, *, month: date | None, language: Language
) -> bytes:
    """The PDF of a month (by its first day), or of four weeks from today. Raises NotFound, InvalidInput."""
    line = await roster.duty_line(tx, line_id)
    if line is None:
        raise NotFound
    first = month or local_day(tx.now)
    last = (month + 31 * DAY).replace(day=1) - DAY if month else first + FOUR_WEEKS - DAY
    if month and end_of(last) > (await feeds.planned_until(tx, line.id) or horizon(tx)):
        raise InvalidInput(errors=[FieldError("month", TOO_FAR)])
    card = await _card(tx, line, first, last, language)
    return await asyncio.to_thread(set_card, card, at=tx.now)


async def _card(tx: Transaction, line: DutyLine, first: date, last: date, language: Language) -> Card:
    seen = await feeds.seen_between(tx, end_of(first - DAY), end_of(last), line=line.id)
    shifts = [
        OnCard(s.shift.rank, s.shift.seat, str(s.worker.id), s.worker.name, s.shift.start, s.shift.end)
        for s in seen
    ]
    needs = await _needs(tx, line.id)
    ranks = range(1, max([len(counts) for _, counts in needs] + [each.rank for each in shifts]) + 1)
    workers = await roster.workers_with_organisation(tx, {each.worker.id for each in seen})
    people = sorted(workers.values(), key=lambda found: (found[0].name, found[0].id))
    name = line.name_nl if language == "nl" else line.name_en
    period = {"first": _day(first, language, year=True), "last": _day(last, language, year=True)}
    days = [first + n * DAY for n in range((last - first).days + 1)]
    return Card(
        language=language,
        title=TITLE.in_(language).format(line=name, **period),
        about=ABOUT.in_(language).format(at=_moment(tx.now, language)),
        header=[DAY_OF.in_(language), *(RANK.format(rank=rank).in_(language) for rank in ranks)],
        days=[_row(day, shifts, needs, ranks, language) for day in days],
        people_header=[text.in_(language) for text in PEOPLE],
        people=[
            (worker.name, organisation or "", worker.telephone or NO_TELEPHONE.in_(language))
            for worker, organisation in people
        ],
        notes=[HAND_OFFS.in_(language)],
    )


async def _needs(tx: Transaction, line_id: UUID) -> Needs:
    since_ever = datetime.combine(date.min + DAY, time.min, UTC)
    agreed = [(row.since, row.written.needed) for row in await plans.plans_of(tx, line_id)]
    return [(since_ever, NEEDED_WITHOUT_PLAN), *agreed]


def _row(day: date, shifts: Sequence[OnCard], needs: Needs, ranks: range, language: Language) -> Day:
    start, end = end_of(day - DAY), end_of(day)
    found = [[_spell(each, start, language) for each in pieces(shifts, needs, n, start, end)] for n in ranks]
    return Day(day=_day(day, language), ranks=found)


def _spell(piece: Piece, midnight: datetime, language: Language) -> Spell:
    names = " / ".join(piece.names)
    if piece.missing:
        few = TOO_FEW.format(names=names, missing=piece.missing)
        names = (few if names else NOBODY).in_(language)
    since = "" if piece.since == midnight else _time(piece.since, language)
    return Spell(since=since, who=names or "–", short=piece.missing > 0)


def _time(moment: datetime, language: Language) -> str:
    """As the wall shows it; of the hour that comes twice the second is marked."""
    local = moment.astimezone(AMSTERDAM)
    return f"{local:%H:%M}" + (f" ({WINTER_TIME.in_(language)})" if local.fold else "")


def _day(day: date, language: Language, *, year: bool = False) -> str:
    weekday = WEEKDAYS.in_(language).split()[day.weekday()]
    month = MONTHS.in_(language).split()[day.month - 1]
    return f"{weekday} {day.day} {month}" + (f" {day.year}" if year else "")


def _moment(at: datetime, language: Language) -> str:
    return f"{_day(local_day(at), language, year=True)} {_time(at, language)}"
