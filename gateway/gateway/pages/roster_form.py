"""The forms of the roster: from what is typed to what the room takes, and for a plan also back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from gateway.pages.forms import Filling, Typed
from gateway.pages.roster_answers import LayerRead, PlanRead
from gateway.pages.shown import AMSTERDAM

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS = ("replace", "add", "remove")
MOST_FIELDS = 2000
RANKS, MORE_MEMBERS, FEWEST_MEMBERS = 9, 2, 4
OF_WINDOW = ("begins", "ends", "holidays", "except-holidays", *DAYS)
_ROW = re.compile(r"layer-([0-9]{1,3})-(?!rank$|seat$|every$|drop$)")
"""What is filled in beforehand does not make a layer."""
_MEMBER = re.compile(r"member-([0-9]{1,3})")
_WINDOW = re.compile(r"window-([0-9]{1,3})-")


@dataclass(frozen=True)
class Row:
    """A layer of the form: the number in the names of its inputs, and for how many members and windows."""

    number: int
    members: int
    windows: int

    @property
    def start(self) -> str:
        return f"layer-{self.number}-"

    def is_wrong(self, wrong: Iterable[str]) -> bool:
        """Whether something is wrong in what is not open at first."""
        return any(
            name.startswith((f"{self.start}window", f"{self.start}last", f"{self.start}seat"))
            for name in wrong
        )


def rows_of(values: Mapping[str, str]) -> list[Row]:
    """The layers that are filled in, each with room for more, and an empty one."""
    numbers = sorted(
        {int(found[1]) for name, value in values.items() if value and (found := _ROW.match(name))}
    )
    rows = []
    for number in [*numbers, numbers[-1] + 1 if numbers else 0]:
        start = f"layer-{number}-"
        filled = [
            name.removeprefix(start) for name, value in values.items() if value and name.startswith(start)
        ]
        members = _most(_MEMBER, filled)
        rows.append(Row(number, max(members + MORE_MEMBERS, FEWEST_MEMBERS), _most(_WINDOW, filled) + 1))
    return rows


def _most(pattern: re.Pattern[str], names: list[str]) -> int:
    return max((int(found[1]) + 1 for name in names if (found := pattern.match(name))), default=0)


def values_of(plan: PlanRead) -> dict[str, str]:
    """What stands in the form for a plan; from when another one counts is left open."""
    values = {f"needed-{rank}": str(number) for rank, number in enumerate(plan.needed, start=1)}
    for number, layer in enumerate(plan.layers):
        values |= {f"layer-{number}-{name}": value for name, value in _values_of(layer).items()}
    return values


def _values_of(layer: LayerRead) -> dict[str, str]:
    values = {
        "name": layer.name,
        "rank": str(layer.rank),
        "seat": str(layer.seat),
        "every": str(layer.every),
        "unit": layer.unit,
        "first-day": layer.starts.date().isoformat(),
        "first-time": f"{layer.starts:%H:%M}",
    }
    if layer.ends:
        values |= {"last-day": layer.ends.date().isoformat(), "last-time": f"{layer.ends:%H:%M}"}
    values |= {f"member-{place}": str(worker) for place, worker in enumerate(layer.members)}
    for number, window in enumerate(layer.windows):
        start = f"window-{number}-"
        values |= {start + day: "yes" for day in window.days}
        values |= {f"{start}begins": f"{window.begins:%H:%M}", f"{start}ends": f"{window.ends:%H:%M}"}
        if window.holidays:
            values[f"{start}holidays"] = "yes"
        if window.except_holidays:
            values[f"{start}except-holidays"] = "yes"
    return values


def plan_of(typed: Typed) -> Filling:
    """An empty layer, and one that is to be left out, is none."""
    filling = Filling()
    needed = [typed.number(f"needed-{rank}") for rank in range(1, RANKS + 1)]
    filled = [rank for rank, number in enumerate(needed, start=1) if number is not None]
    if filled:
        numbers = [0 if number is None else number for number in needed[: filled[-1]]]
        put_all(filling, "needed", numbers, [f"needed-{rank}" for rank in range(1, RANKS + 1)])
    filling.body["layers"] = []
    at = 0
    for row in rows_of(typed.shown().values)[:-1]:
        if typed.text(f"{row.start}drop") is None:
            _put_layer(filling, typed, f"layers.{at}", row)
            at += 1
    # The roster knows nothing smaller than a minute: "now" is the one that runs.
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    filling.put("since", moment_at(typed, "since") or now.isoformat(), "since-day")
    return filling


def _put_layer(filling: Filling, typed: Typed, path: str, row: Row) -> None:
    start = row.start
    filling.put(f"{path}.name", typed.text(f"{start}name"), f"{start}name")
    for field in ("rank", "seat", "every"):
        filling.put(f"{path}.{field}", typed.number(start + field), start + field)
    filling.put(f"{path}.unit", typed.text(f"{start}unit"), f"{start}unit")
    filling.put(f"{path}.starts", _local(typed, f"{start}first"), f"{start}first-day")
    filling.put(f"{path}.ends", _local(typed, f"{start}last"), f"{start}last-day")
    named = {f"{start}member-{place}": typed.text(f"{start}member-{place}") for place in range(row.members)}
    members = {name: member for name, member in named.items() if member}
    put_all(filling, f"{path}.members", list(members.values()), list(members))
    filling.places[f"{path}.members"] = f"{start}member-0"
    at = 0
    for number in range(row.windows):
        if typed.any_of([f"{start}window-{number}-{name}" for name in OF_WINDOW]):
            _put_window(filling, typed, f"{path}.windows.{at}", f"{start}window-{number}-")
            at += 1


def _put_window(filling: Filling, typed: Typed, path: str, start: str) -> None:
    filling.put(f"{path}.begins", typed.text(f"{start}begins"), f"{start}begins")
    filling.put(f"{path}.ends", typed.text(f"{start}ends"), f"{start}ends")
    filling.put(f"{path}.days", [day for day in DAYS if typed.text(start + day)], f"{start}days")
    filling.put(f"{path}.holidays", typed.text(f"{start}holidays") is not None, f"{start}days")
    excepted = typed.text(f"{start}except-holidays") is not None
    filling.put(f"{path}.exceptHolidays", excepted, f"{start}days")


def put_all(filling: Filling, path: str, values: Sequence[object], names: list[str]) -> None:
    """A list of plain values, of which the room names each by its place."""
    filling.put(path, list(values), names[0] if names else "")
    filling.places |= {f"{path}.{place}": name for place, name in enumerate(names)}


def put_forced(filling: Filling, typed: Typed) -> None:
    """That gaps were seen and are accepted, and why."""
    filling.put("why", typed.text("why"), "why")
    filling.put("force", True if typed.text("force") else None, "force")


def withdrawal_of(typed: Typed) -> Filling:
    filling = Filling()
    put_forced(filling, typed)
    return filling


def override_of(typed: Typed) -> Filling:
    filling = Filling()
    for name in ("kind", "worker", "replaces"):
        filling.put(name, typed.text(name), name)
    filling.put("rank", typed.number("rank"), "rank")
    for name in ("start", "end"):
        filling.put(name, moment_at(typed, name), f"{name}-day")
    return filling


def takeover_of(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("worker", typed.text("worker"), "worker")
    filling.put("rank", typed.number("rank"), "rank")
    filling.put("until", moment_at(typed, "until"), "until-day")
    return filling


def absence_of(typed: Typed) -> Filling:
    filling = Filling()
    for name in ("from", "until"):
        filling.put(name, moment_at(typed, name), f"{name}-day")
    filling.put("standIn", typed.text("stand-in"), "stand-in")
    put_forced(filling, typed)
    return filling


def worker_of(typed: Typed) -> Filling:
    filling = Filling()
    for name, value in (("name", typed.text("name")), ("telephone", typed.telephone("telephone"))):
        filling.put(name, value, name)
    filling.put("push", typed.text("push"), "push")
    return filling


def changed_worker_of(typed: Typed) -> Filling:
    """What is emptied is taken away."""
    filling = worker_of(typed)
    filling.body |= {name: filling.body.get(name) for name in ("telephone", "push")}
    put_forced(filling, typed)
    return filling


def moment_at(typed: Typed, name: str) -> str | None:
    """A moment as a clock in the Netherlands shows it, with its zone; of an hour that comes twice the first.

    What is no moment is passed on as it is: the room says what is wrong with it.
    """
    text = _local(typed, name)
    try:
        day, clock = (text or "").split("T")
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock))
    except ValueError:
        return text
    return local.replace(tzinfo=AMSTERDAM).isoformat()


def _local(typed: Typed, name: str) -> str | None:
    day, clock = typed.text(f"{name}-day"), typed.text(f"{name}-time")
    return f"{day or ''}T{clock or ''}" if day or clock else None
