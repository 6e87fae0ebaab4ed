"""The money of a year as tables: what was set apart, granted, due, held, and what is expected back."""

from gateway.pages.figures_answers import FramesRead, MoneyRead, Sums, Told
from gateway.pages.figures_chart import Point, draw
from gateway.pages.figures_table import Cell, Row, Table, Words
from gateway.pages.shown import word

MEASURES = ("committed", "due", "held", "expected_back", "left", "returned")
DRAWN = MEASURES[:4]
OF_A_LINE = ("set_apart", "committed", "due", "held", "share", "state")
NEARLY, FULL = 80, 100
"""Per cents of a budget, as the regions' warnings have them."""


def money(words: Words, found: MoneyRead) -> list[Table]:
    """By form of care, of the chosen municipality or of all; and, of several, for each of them."""
    t = words.texts
    one = next((each for each in found.items if each.municipality == words.municipality), None)
    of = one or (found.items[0] if len(found.items) == 1 else found.together)
    forms = [(word(each.form, "BuyingForm", words.language), each) for each in of.forms if each.people != 0]
    rows = [_money_row(label, told) for label, told in forms]
    rows.append(_money_row(t["figures_total"], of, is_total=True))
    chart = draw(
        "money-forms",
        t["figures_money_forms"],
        t["figures_money_about"],
        [(label, _points(words, told.sums)) for label, told in forms],
        [t[f"figures_{name}"] for name in DRAWN],
    )
    heads = (t["figures_people"], *(t[f"figures_{name}"] for name in MEASURES))
    tables = [Table("money-forms", t["figures_money_forms"], (t["figures_form"], *heads), tuple(rows), chart)]
    if of is found.together:
        places = [_money_row(words.place(each.municipality), each) for each in found.items]
        places.append(_money_row(t["figures_together"], found.together, is_total=True))
        title = t["figures_money_places"]
        tables.append(Table("money-places", title, (t["municipality"], *heads), tuple(places)))
    return tables


def frames(words: Words, found: FramesRead) -> list[Table]:
    """Each line of a budget, with what is bound of it in words; nothing here stops anything."""
    t = words.texts
    mine = [each for each in found.items if words.municipality in ("", each.municipality)]
    rows, groups = [], []
    for frame in mine:
        for line in frame.lines:
            name = line.name.text.in_(words.language)
            label = f"{words.place(frame.municipality)}: {name}" if len(mine) > 1 else name
            share = Cell(line.share_percent, "percent", is_bare=line.set_apart_cents <= 0)
            apart = Cell(line.set_apart_cents, "euros")
            cells = (apart, *_cells(line)[1:4], share, Cell(unit="words", text=_state(t, line.share_percent)))
            rows.append(Row(label, cells, is_illustrative=line.illustrative))
            if line.set_apart_cents > 0:
                points = [
                    Point(line.set_apart_cents, apart.shown(words.language)),
                    *_points(words, line.sums),
                ]
                groups.append((label, points[:3]))
    series = [t[f"figures_{name}"] for name in ("set_apart", "committed", "due")]
    title = t["figures_frames"]
    chart = draw("money-frames", title, t["figures_money_about"], groups, series)
    heads = (t["figures_line"], *(t[f"figures_{name}"] for name in OF_A_LINE))
    return (
        [Table("money-frames", title, heads, tuple(rows), chart, (t["figures_frames_about"],))]
        if rows
        else []
    )


def _state(t: dict[str, str], share: int | None) -> str:
    if share is None:
        return ""
    if share > FULL:
        return t["figures_over"]
    return t["figures_nearly"] if share >= NEARLY else t["figures_within"]


def _money_row(label: str, told: Told, *, is_total: bool = False) -> Row:
    return Row(label, _cells(told), is_total=is_total)


def _cells(told: Told) -> tuple[Cell, ...]:
    return (Cell(told.people), *(Cell(_cents(told.sums, name), "euros") for name in MEASURES))


def _cents(sums: Sums | None, name: str) -> int | None:
    cents: int | None = getattr(sums, f"{name}_cents", None)
    return cents


def _points(words: Words, sums: Sums | None) -> list[Point]:
    found = [_cents(sums, name) for name in DRAWN]
    return [Point(cents, Cell(cents, "euros").shown(words.language)) for cents in found]
