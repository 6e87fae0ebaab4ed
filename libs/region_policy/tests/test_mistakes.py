"""A policy file with a mistake is refused with file, line, field and what is allowed; all at once."""

from datetime import date
from pathlib import Path

import pytest

from region_policy.loader import Policies, check_files, load_text
from region_policy.mistakes import PolicyMistakes
from region_policy.register import MunicipalityRegister

from .conftest import TRIAL_REGIONS
from .slips import SLIPS, Slip
from .slips_of_routes import SLIPS_OF_ROUTES
from .slips_of_sense import SLIPS_OF_SENSE
from .slips_of_the_desk import SLIPS_OF_THE_DESK


def line_of(text: str, fragment: str) -> int:
    return text[: text.rindex(fragment) + len(fragment)].count("\n") + 1


@pytest.mark.parametrize(
    ("region", "slips"),
    [
        ("proefstreek", SLIPS),
        ("kunstland", SLIPS_OF_ROUTES),
        ("kunstland", SLIPS_OF_THE_DESK),
        ("kunstland", SLIPS_OF_SENSE),
    ],
)
def test_a_mistake_is_told_with_file_line_field_and_what_is_allowed(
    region: str, slips: dict[str, Slip], tmp_path: Path, register: MunicipalityRegister
) -> None:
    file = tmp_path / region / "2022-01-01.yaml"
    file.parent.mkdir()
    right = (TRIAL_REGIONS / region / file.name).read_text(encoding="utf-8")
    wrong = []
    for name, slip in slips.items():
        assert slip.old in right, name
        text = right.replace(slip.old, slip.new, 1)
        file.write_text(text, encoding="utf-8")
        mistakes = check_files([file], register)
        told = [
            mistake for mistake in mistakes if mistake.field == slip.field and slip.message in mistake.message
        ]
        if [(mistake.file, mistake.line) for mistake in told[:1]] != [(str(file), line_of(text, slip.at))]:
            wrong.append((name, line_of(text, slip.at), [str(mistake) for mistake in mistakes]))
    assert not wrong


def test_a_folder_with_one_mistaken_file_is_not_loaded_at_all(trial_folder: Path) -> None:
    file = trial_folder / "kunstland" / "2022-01-01.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("declared: 4", "declared: 5", 1), encoding="utf-8")
    with pytest.raises(PolicyMistakes, match=r"municipalities\.declared says 5"):
        Policies.load(trial_folder)


def test_the_files_of_the_house_have_no_mistake(trial_folder: Path, register: MunicipalityRegister) -> None:
    assert check_files(sorted(trial_folder.glob("*/*.yaml")), register) == ()


@pytest.mark.requirement("IJS-07", "IJS-18")
def test_every_mistake_of_a_file_is_told_at_once(trial_folder: Path, register: MunicipalityRegister) -> None:
    file = trial_folder / "proefstreek" / "2022-01-01.yaml"
    text = file.read_text(encoding="utf-8")
    slips = {
        "declared: 8": "declared: 7",
        "functions: [therapist]": "functions: [therapist, coach]",
        "  youngest: 4": "  youngest: four",
        "budgets: [step-8]": "budgets: [step-9]",
        "length: 21": "length: 0",
        "valid_from: 2022-01-01\n\nappr": "valid_from: 2022-02-01\n\nappr",
    }
    for old, new in slips.items():
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    assert {mistake.field for mistake in check_files([file], register)} == {
        "choice_budgets.declared",
        "functions.list.0.id",
        "ages.youngest",
        "referrers.1.routes.0.budgets.0",
        "terms.decision.length",
        "valid_from",
    }


def test_two_regions_may_not_claim_one_municipality_on_the_same_day(trial_folder: Path) -> None:
    other = trial_folder / "elders" / "2021-12-31.yaml"
    other.parent.mkdir()
    text = (trial_folder / "proefstreek" / "2022-01-01.yaml").read_text(encoding="utf-8")
    text = text.replace("region: proefstreek", "region: elders").replace("2022-01-01", "2021-12-31")
    other.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyMistakes) as refused:
        Policies.load(trial_folder)
    told = {
        (Path(mistake.file).parent.name, Path(mistake.file).stem, mistake.field)
        for mistake in refused.value.mistakes
    }
    places = [f"municipalities.list.{at}" for at in range(3)]
    assert told == {
        (region, day, place)
        for region, day in (
            ("proefstreek", "2021-07-01"),
            ("proefstreek", "2022-01-01"),
            ("elders", "2021-12-31"),
        )
        for place in places
    }
    assert all(mistake.line > 1 for mistake in refused.value.mistakes)


def test_regions_that_follow_each_other_may_share_a_municipality(trial_folder: Path) -> None:
    later = trial_folder / "proefstreek" / "2022-01-01.yaml"
    text = later.read_text(encoding="utf-8")
    other = trial_folder / "elders" / "2022-01-01.yaml"
    other.parent.mkdir()
    other.write_text(text.replace("region: proefstreek", "region: elders"), encoding="utf-8")
    kept = text.replace('    - "0200"\n', "").replace('"0344"', '"0148"').replace('"1680"', '"0193"')
    later.write_text(kept.replace("declared: 3", "declared: 2"), encoding="utf-8")
    policies = Policies.load(trial_folder)
    assert policies.region_of("0200", on=date(2021, 12, 31)) == "proefstreek"
    assert policies.region_of("0200", on=date(2022, 1, 1)) == "elders"


def test_a_misnamed_file_is_no_silent_gap(trial_folder: Path) -> None:
    file = trial_folder / "proefstreek" / "2022-01-01.yaml"
    file.rename(file.with_name("january.yaml"))
    with pytest.raises(PolicyMistakes, match=r"the file is january\.yaml"):
        Policies.load(trial_folder)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- 1\n- 2\n",
        "just words",
        "\x00",
        "a: [",
        "a: &a [*a]",
        "!!python/name:os.x",
        "[" * 100_000,
        "- " * 9_000,
    ],
)
def test_a_text_that_is_no_policy_at_all_is_a_mistake_and_no_crash(
    text: str, register: MunicipalityRegister
) -> None:
    with pytest.raises(PolicyMistakes) as refused:
        load_text(text, register)
    assert refused.value.mistakes


def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path, register: MunicipalityRegister) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    found = check_files([binary, tmp_path / "absent.yaml"], register)
    assert [Path(mistake.file).name for mistake in found] == ["absent.yaml", "binary.yaml"]
