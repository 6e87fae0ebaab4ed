"""What `policy diff` tells: every value that differs, to those whom it concerns."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from region_policy import codes
from region_policy.codes import ReferrerType
from region_policy.difference import changes
from region_policy.difference_words import Concern, ForWhom, Teller, differences, title, words
from region_policy.euros import euros
from region_policy.language import Language, Name
from region_policy.loader import Policies
from region_policy.model import PolicyFile, RegionPolicy
from region_policy.parts import Ages, Source
from region_policy.shape import models_in
from wegwijs_cli import policy as policy_commands

from .conftest import TRIAL_REGIONS

MARK = "Zz9"
Place = tuple[str | int, ...]


def leaves(value: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every single value of a policy with its place; an empty list or table is a value too."""
    if isinstance(value, BaseModel):
        fields = PolicyFile.model_fields if isinstance(value, RegionPolicy) else type(value).model_fields
        for name in fields:
            yield from leaves(getattr(value, name), (*path, name))
    elif isinstance(value, tuple) and value:
        for at, item in enumerate(value):
            yield from leaves(item, (*path, at))
    elif isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    else:
        yield path, value


def another(value: Any) -> Any:
    match value:
        case Enum():
            return next(member for member in type(value) if member is not value)
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}{MARK}"
        case date():
            return value + timedelta(days=1)
        case ():
            return (MARK,)
        case {}:
            return {MARK: True}
        case _:
            assert value is None
            return MARK


def changed(value: Any, path: Place, leaf: Any) -> Any:
    """The same, with another value at this place."""
    if not path:
        return leaf
    step, rest = path[0], path[1:]
    if isinstance(value, BaseModel):
        return value.model_copy(update={step: changed(getattr(value, str(step)), rest, leaf)})
    if isinstance(value, dict):
        return {**value, step: changed(value[step], rest, leaf)}
    return tuple(changed(item, rest, leaf) if at == step else item for at, item in enumerate(value))


def test_each_value_of_a_policy_that_changes_alone_is_told(trial_policies: Policies) -> None:
    tried = 0
    for policy in [each for of_region in trial_policies.by_region.values() for each in of_region]:
        assert differences(policy, policy) == ()
        for path, leaf in leaves(policy):
            told = differences(policy, changed(policy, path, another(leaf)))
            tried += 1
            assert told, path
            for line in told:
                assert line.place.split(".")[0] == path[0], (path, line)
                assert "{" not in line.text.nl + line.text.en
            is_text = isinstance(another(leaf), str) and not isinstance(leaf, Enum)
            # Of a reading is only told that it is another; a setting of another kind is another setting.
            if is_text and not {"reading", "kind"}.intersection(path):
                assert any(MARK in line.text.nl + line.text.en for line in told), (path, told)
    assert tried > 1000


def test_all_that_can_be_said_has_words_and_what_has_none_is_told_by_its_place(
    ijsselland: RegionPolicy,
) -> None:
    known, seen = words(), set[type[BaseModel]]()
    queue: list[type[BaseModel]] = [PolicyFile]
    while queue:
        block = queue.pop()
        if block in seen or block is Name:
            continue
        seen.add(block)
        for name, field in block.model_fields.items():
            assert (field.alias or name) in {*known.fields, "list"}, (block, name)
            queue += models_in(field.annotation)
            for kind in enums_in(field.annotation):
                for member in kind:
                    said = Teller({}, ijsselland.municipality_register).code(member)
                    assert said.nl != member.value or said.en != member.value or member.value in SAME, member
    assert len(seen) > 60

    class Older(Ages):
        colour: str

    class WithColour(PolicyFile):
        ages: Older

    def with_colour(colour: str) -> Any:
        ages = Older.model_construct(**dict(ijsselland.ages), colour=colour)
        return WithColour.model_construct(**{**dict(ijsselland), "ages": ages})

    (only,) = changes(with_colour("red"), with_colour("blue"))
    told = Teller({}, ijsselland.municipality_register).line(only)
    assert told.nl == "Leeftijd, veld ages.colour: red → blue"


SAME = frozenset({"product", "school", "online", "crisis"})
"""Codes that are the same word in both languages."""


def enums_in(annotation: Any) -> Iterator[type[StrEnum]]:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        assert annotation.__module__ == codes.__name__
        yield annotation
    for inner in get_args(annotation):
        yield from enums_in(inner)


def test_who_gains_or_loses_what_stands_under_who_that_is(ijsselland: RegionPolicy) -> None:
    gp = next(rule for rule in ijsselland.referrers if rule.referrer is ReferrerType.GENERAL_PRACTITIONER)
    of_budget = gp.routes[0].model_copy(update={"budgets": (*gp.routes[0].budgets[1:], "treatment")})
    lesser = gp.model_copy(update={"routes": (of_budget, *gp.routes[2:])})
    budget = ijsselland.choice_budgets.items[0]
    dearer = budget.model_copy(update={"ceiling_cents": 190050, "duration_days": 120})
    group = ijsselland.function_groups.items[0]
    tariff = group.tariffs[0].model_copy(update={"valid_from": date(2023, 1, 1), "cents_per_hour": 6500})
    source = ijsselland.admission.source
    new = ijsselland.model_copy(
        update={
            "referrers": tuple(lesser if rule is gp else rule for rule in ijsselland.referrers),
            "choice_budgets": ijsselland.choice_budgets.model_copy(
                update={"items": (dearer, *ijsselland.choice_budgets.items[1:])}
            ),
            "function_groups": ijsselland.function_groups.model_copy(
                update={
                    "items": (
                        group.model_copy(update={"tariffs": (tariff,)}),
                        *ijsselland.function_groups.items[1:],
                    )
                }
            ),
            "crisis": ijsselland.crisis.model_copy(
                update={"open_to": (ReferrerType.MUNICIPALITY, ReferrerType.COURT)}
            ),
            "terms": ijsselland.terms.model_copy(
                update={"decision": ijsselland.terms.decision.model_copy(update={"length": 42})}
            ),
            "first_offered": ijsselland.first_offered.model_copy(
                update={"simple": ijsselland.first_offered.simple[::-1]}
            ),
            "admission": ijsselland.admission.model_copy(
                update={"source": Source.model_validate({**dict(source), "status": codes.Status.DISCUSSED})}
            ),
        }
    )
    told = [(line.for_whom, line.text.nl) for line in differences(ijsselland, new)]
    gp_, institution = ReferrerType.GENERAL_PRACTITIONER, ReferrerType.CERTIFIED_INSTITUTION
    for line in (
        (gp_, "Route keuzebudget, keuzebudgetten, vervalt: advies en start"),
        (gp_, "Route keuzebudget, keuzebudgetten, nieuw: behandeling"),
        (institution, "Crisis, mag alarm geven, vervalt: de gecertificeerde instelling"),
        (ReferrerType.COURT, "Crisis, mag alarm geven, nieuw: de rechter"),
        (ReferrerType.MUNICIPALITY, "Termijnen, beslissing: 56 dagen → 42 dagen"),
        (Concern.EVERYBODY, "Keuzebudget advies en start, plafond: € 1.800,00 → € 1.900,50"),
        (Concern.EVERYBODY, "Keuzebudget advies en start, looptijd: 91 dagen → 120 dagen"),
        (
            Concern.PROVIDERS,
            "Functiegroep 1: begeleiding mbo, tarieven: tarief vanaf 1 januari 2022 (bedrag: € 61,20 per uur)"
            " → tarief vanaf 1 januari 2023 (bedrag: € 65,00 per uur)",
        ),
        (Concern.ON_PAPER, "Toelating, bron, status: vastgesteld → besproken"),
    ):
        assert line in told, (line, told)
    assert any(
        text.startswith("Route keuze aan de aanbieder") or "Routes, vervalt" in text for _, text in told
    )
    assert any("de volgorde is nu" in text for _, text in told)
    order: list[ForWhom] = [*ReferrerType, *Concern]
    assert [line for line, _ in told] == sorted((line for line, _ in told), key=order.index)
    assert all(title(each).nl and title(each).en for each in order)


def test_the_command_groups_by_whom_and_says_where_nothing_changes_or_a_file_is_wrong(
    trial_folder: Path,
) -> None:
    old, new = (str(trial_folder / "proefstreek" / f"{day}.yaml") for day in ("2021-07-01", "2022-01-01"))
    run = CliRunner().invoke
    dutch = run(policy_commands.app, ["diff", old, new])
    assert dutch.exit_code == 0
    assert "\nDe huisarts\n- Route keuzebudget, keuzebudgetten, vervalt: zomer\n" in dutch.stdout
    assert "\nThe general practitioner\n" in run(policy_commands.app, ["diff", "--english", old, new]).stdout
    assert "Er verandert niets." in run(policy_commands.app, ["diff", new, new]).stdout
    for name, said in (
        ("{nl: zomers, en: summer}", "Dutch name: zomer → zomers"),
        ("{nl: zomers, en: summers}", "summer → summers (Dutch name: zomer → zomers)"),
        ("{nl: zomer, en: summers}", "summer → summers"),
    ):
        renamed = Path(old).with_name("renamed.yaml")
        renamed.write_text(Path(old).read_text().replace("{nl: zomer, en: summer}", name))
        shown = run(policy_commands.app, ["diff", "--english", old, str(renamed)]).stdout
        assert shown.rstrip().endswith(f": {said}")
    kunstland = str(TRIAL_REGIONS / "kunstland" / "2022-01-01.yaml")
    assert run(policy_commands.app, ["diff", old, kunstland]).stdout.startswith("Dit zijn twee regio's")
    Path(old).write_text(Path(old).read_text().replace("declared: 3", "declared: 4"))
    wrong = run(policy_commands.app, ["diff", old, "/absent.yaml"])
    assert wrong.exit_code == 1
    assert "choice_budgets.declared says 4" in wrong.stderr
    assert "/absent.yaml:1 (file) cannot be read" in wrong.stderr


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [(0, "€ 0,00", "€ 0.00"), (-123456, "-€ 1.234,56", "-€ 1,234.56"), (7, "€ 0,07", "€ 0.07")],
)
def test_euros_are_written_as_people_read_them(cents: int, dutch: str, english: str) -> None:
    assert euros(cents) == Name(nl=dutch, en=english)
    assert euros(cents).in_language(Language.EN) == english
