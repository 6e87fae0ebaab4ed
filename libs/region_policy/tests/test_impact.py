"""Last year's deliveries at other tariffs: no cent and no line is lost on the way."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from typer.testing import CliRunner

from region_policy.impact import Delivered, impact, repriced
from region_policy.loader import MUNICIPALITIES_FILE, load_text, read_municipalities
from region_policy.model import RegionPolicy
from wegwijs_cli import policy as policy_commands

REGISTER = read_municipalities(Path(__file__).parents[3] / "regions" / MUNICIPALITIES_FILE)
TRIAL = Path(__file__).with_name("regions") / "proefstreek"
OLD, NEXT = (load_text((TRIAL / f"{day}.yaml").read_text(), REGISTER) for day in ("2021-07-01", "2022-01-01"))
HEADER = "provider,municipality,functionGroup,minutes,intensity,etmalen,deliveredOn,amountCents\n"


def dearer(policy: RegionPolicy) -> RegionPolicy:
    """Helpers cost 3 cents an hour more; of the intensities only `bed` is left."""
    helpers, *others = policy.function_groups.items
    raised = [
        tariff.model_copy(update={"cents_per_hour": tariff.cents_per_hour + 3}) for tariff in helpers.tariffs
    ]
    groups = (helpers.model_copy(update={"tariffs": tuple(raised)}), *others)
    beds = policy.intensities.residential
    kept = tuple(each for each in beds.items if each.id == "bed")
    return RegionPolicy.model_construct(
        **{
            **dict(policy),
            "function_groups": policy.function_groups.model_copy(update={"items": groups}),
            "intensities": policy.intensities.model_copy(
                update={"residential": beds.model_copy(update={"items": kept})}
            ),
        }
    )


NEW = dearer(NEXT)
GROUPS = [group.id for group in OLD.function_groups.items]
INTENSITIES = [*OLD.all_intensities]
DAYS = some.dates(date(2021, 7, 1), date(2021, 12, 31))
SHARED = {
    "provider": some.sampled_from(["provider-a", "provider-b"]),
    "municipality": some.sampled_from(["0148", "0193", "0200"]),
    "delivered_on": DAYS,
    "amount_cents": some.integers(0, 10**7),
}
HOURS = some.builds(
    Delivered,
    function_group=some.sampled_from([*GROUPS, "nobody-knows"]),
    minutes=some.integers(1, 1440),
    **SHARED,
)
STAYS = some.builds(
    Delivered,
    intensity=some.sampled_from([*INTENSITIES, "tent"]),
    etmalen=some.integers(1, 200),
    **SHARED,
)
LINES = some.lists(HOURS | STAYS, max_size=40)


@settings(max_examples=60, deadline=None)
@given(lines=LINES)
def test_the_parts_add_up_to_the_total_and_with_what_stands_apart_to_all_that_was_booked(
    lines: list[Delivered],
) -> None:
    found = impact(lines, OLD, NEW)
    for parts in (found.by_group, found.by_provider, found.by_municipality):
        for name in ("lines", "booked", "old", "new", "difference"):
            assert sum(getattr(part, name) for part in parts.values()) == getattr(found.total, name)
    apart = found.apart.values()
    assert found.total.lines + sum(each.lines for each in apart) == len(lines)
    booked = found.total.booked + sum(each.booked for each in apart)
    assert booked == sum(line.amount_cents for line in lines)
    unknown = Counter(line.tariff_of for line in lines if None in (repriced(line, OLD), repriced(line, NEW)))
    assert unknown == Counter({each.tariff_of: each.lines for each in apart})
    assert {each.tariff_of for each in apart} <= {"nobody-knows", "tent", *INTENSITIES} - {"bed"}


@settings(max_examples=60, deadline=None)
@given(lines=LINES)
def test_the_old_policy_gives_back_what_was_booked_by_it(lines: list[Delivered]) -> None:
    booked = [
        Delivered(**{**{name: getattr(line, name) for name in line.__slots__}, "amount_cents": price})
        for line in lines
        if (price := repriced(line, OLD)) is not None
    ]
    found = impact(booked, OLD, OLD)
    assert found.total.booked == found.total.old == found.total.new
    assert (found.total.difference, found.apart) == (0, {})


def test_half_a_cent_goes_up_per_line_and_each_night_has_the_tariff_of_its_day() -> None:
    half_hour = Delivered("p", "0148", date(2021, 12, 31), 0, function_group=GROUPS[0], minutes=30)
    (tariff,) = (each.cents_per_hour for each in NEXT.function_groups.items[0].tariffs[:1])
    assert tariff % 2 == 1
    assert repriced(half_hour, NEXT) == (tariff + 1) // 2
    many = impact([half_hour] * 3, OLD, NEW)
    assert many.total.new == 3 * (tariff + 3) // 2
    assert many.total.new == sum(repriced(half_hour, NEW) or 0 for _ in range(3))
    beds = NEXT.intensities.residential
    first, rest = beds.items[0], beds.items[1:]
    later = first.tariffs[-1].model_copy(update={"valid_from": date(2022, 3, 1), "cents_per_etmaal": 10000})
    again = first.tariffs[-1].model_copy(update={"valid_from": date(2022, 3, 3)})
    with_steps = first.model_copy(update={"tariffs": (*first.tariffs, later, again)})
    policy = RegionPolicy.model_construct(
        **{
            **dict(NEXT),
            "intensities": NEXT.intensities.model_copy(
                update={"residential": beds.model_copy(update={"items": (with_steps, *rest)})}
            ),
        }
    )
    stay = Delivered("p", "0148", date(2022, 2, 28), 0, intensity=first.id, etmalen=4)
    assert repriced(stay, policy) == 2 * first.tariffs[-1].cents_per_etmaal + 2 * 10000


def test_a_product_has_its_own_tariff_by_the_hour_the_etmaal_or_the_piece() -> None:
    kunstland = load_text((TRIAL.parent / "kunstland" / "2022-01-01.yaml").read_text(), REGISTER)
    for product in kunstland.products_by_id.values():
        amount = {"minute": {"minutes": 90}, "etmaal": {"etmalen": 2}, "piece": {"pieces": 2}}
        for unit, given_ in amount.items():
            line = Delivered("p", "0917", date(2022, 7, 1), 0, product=product.id, **given_)
            price = repriced(line, kunstland)
            if product.unit != unit or not product.tariffs:
                assert price is None
                assert next(iter(impact([line], kunstland, kunstland).apart.values())).lines == 1
            else:
                cents = product.tariffs[0].cents
                assert price == (3 * cents // 2 if unit == "minute" else 2 * cents)
    assert {product.unit for product in kunstland.products_by_id.values()} > {None}


def test_the_command_reads_a_table_shows_every_shift_and_keeps_apart_what_has_no_tariff(
    tmp_path: Path,
) -> None:
    old, new = TRIAL / "2021-07-01.yaml", tmp_path / "2022-01-01.yaml"
    text = (TRIAL / "2022-01-01.yaml").read_text()
    cents = NEXT.function_groups.items[0].tariffs[0].cents_per_hour
    new.write_text(text.replace(f"cents_per_hour: {cents}", f"cents_per_hour: {cents + 100}"))
    table = tmp_path / "deliveries.csv"
    group = GROUPS[0]
    day = date(2021, 8, 1)
    table.write_text(
        HEADER
        + f"provider-a,0148,{group},60,,,{day},5001\n"
        + f"provider-b,0193,,,bed,3,{day + timedelta(days=5)},23331\n"
        + f"provider-b,0193,strange,60,,,{day},100\n"
        + f"provider-b,0193,{group},60,,,2020-12-31,100\n"
    )
    command = ["impact", str(old), str(new), "--file", str(table)]
    run = CliRunner().invoke
    told = run(policy_commands.app, command)
    assert told.exit_code == 0
    lines = [" ".join(line.split()) for line in told.stdout.splitlines()]
    assert "provider-a 1 € 50,01 € 51,01 € 1,00 2,0%" in lines
    assert "Dalfsen 1 € 50,01 € 51,01 € 1,00 2,0%" in lines
    assert lines.count("Totaal 2 € 283,32 € 284,32 € 1,00 0,4%") == 3
    assert "Geboekt voor deze regels: € 283,32" in lines
    assert any(line.startswith("- strange: geen tarief") and line.endswith("€ 1,00") for line in lines)
    assert "Total 2 € 283.32 € 284.32 € 1.00 0.4%" in " ".join(
        run(policy_commands.app, [*command, "--english"]).stdout.split()
    )


@pytest.mark.parametrize(
    ("row", "complaints"),
    [
        ("p,148,helpers,60,,,2021-08-01,1", ["municipality"]),
        ("p,0148,helpers,1.5,,,2021-13-01,-1", ["minutes", "deliveredOn", "amountCents"]),
        ("p,0148,helpers,,bed,,2021-08-01,1", ["(line)"]),
        ("p,0148,helpers,60,bed,3,2021-08-01,1", ["(line)"]),
        ("p,0148,helpers,60,,,9999-12-31,1", ["deliveredOn"]),
        ("p,0148,helpers,60,,,1627776000,1", ["deliveredOn"]),
        ("p,0148,helpers,60,,,2021-08-01T00:00:00,1", ["deliveredOn"]),
        ("p,0148,helpers,60,,,2021-08-01,1,2", ["(line)"]),
    ],
)
def test_a_wrong_table_is_told_by_line_and_column(tmp_path: Path, row: str, complaints: list[str]) -> None:
    table = tmp_path / "deliveries.csv"
    table.write_text(f"{HEADER}{row}\n")
    files = [str(TRIAL / f"{day}.yaml") for day in ("2021-07-01", "2022-01-01")]
    ran = CliRunner().invoke(policy_commands.app, ["impact", *files, "--file", str(table)])
    assert ran.exit_code == 1
    assert [line.split()[:2] for line in ran.stderr.splitlines()] == [
        [f"{table}:2", field] for field in complaints
    ]


def test_a_table_without_columns_or_with_one_twice_and_a_day_of_no_calendar_are_told(tmp_path: Path) -> None:
    table = tmp_path / "deliveries.csv"
    files = [str(TRIAL / f"{day}.yaml") for day in ("2021-07-01", "2022-01-01")]

    def told(text: str, *options: str) -> str:
        table.write_text(text)
        ran = CliRunner().invoke(policy_commands.app, ["impact", *files, "--file", str(table), *options])
        assert ran.exit_code == 1
        return ran.stderr

    assert told("") == f"{table}:1 (file) is empty; the first line must name the columns\n"
    assert "minutes is given twice" in told(HEADER.replace("etmalen", "minutes"))
    for option in ("--from", "--to"):
        assert "must lie between 1900-01-01 and 2199-12-31" in told(
            HEADER, "--from", "0001-01-01", option, "9999-12-31"
        )
