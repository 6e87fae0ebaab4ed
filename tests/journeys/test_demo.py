"""The demonstration: right on a house that runs and on one of its own, wrong where the policy is another."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from journey_house import CLI, REGIONS, HouseUp

from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.scenarios import read_demo_file

LINES_OF_ONE_GROUP = "lines of one function group are priced by the minute"
POLICY = Path("ijsselland", "2022-01-01.yaml")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("gp-choice-budget", marks=pytest.mark.requirement("LAW-03", "IJS-10")),
        pytest.param("local-team", marks=pytest.mark.requirement("IJS-24", "LAW-04")),
        pytest.param("certified-institution", marks=pytest.mark.requirement("IJS-13", "IJS-15")),
        pytest.param("crisis", marks=pytest.mark.requirement("IJS-36", "IJS-37")),
        pytest.param("wrong-doors", marks=pytest.mark.requirement("LAW-02", "IJS-34")),
    ],
)
async def test_every_answer_on_the_journey_is_what_the_policy_says(house: HouseUp, name: str) -> None:
    async with house.client() as gateway:
        taken = await house.drive(gateway, house.journey(name))
    assert [step.answer for step in taken.steps if not step.ok] == []
    assert len(taken.steps) == len(house.journey(name).steps)


def test_the_command_drives_the_running_house_and_prints_exactly_the_agreed_object(house: HouseUp) -> None:
    process = house.command("demo", "--json")
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    told = json.loads(output)
    assert list(told) == ["journeys"]
    for journey, listed in zip(told["journeys"], house.file.journeys, strict=True):
        assert set(journey) == {"name", "ok", "steps"}
        assert (journey["name"], journey["ok"]) == (listed.name, True)
        for step in journey["steps"]:
            assert set(step) == {"name", "ok", "milliseconds"}
            assert step["ok"] is True
            assert isinstance(step["milliseconds"], int)
        assert [step["name"] for step in journey["steps"]] == [step.name for step in listed.steps]


def test_where_nothing_runs_the_command_starts_a_house_of_its_own_and_ends_it(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WEGWIJS_")}
    done = subprocess.run(
        [*CLI, "demo", "--json"],
        env={**environment, "WEGWIJS_HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert all(journey["ok"] for journey in json.loads(done.stdout)["journeys"])
    assert list(tmp_path.iterdir()) == [], "what it started is gone"


def test_with_another_tariff_in_the_policy_the_same_answers_are_wrong(house: HouseUp, tmp_path: Path) -> None:
    regions = tmp_path / "regions"
    shutil.copytree(REGIONS, regions)
    text = (regions / POLICY).read_text()
    assert text.count("cents_per_hour: 7845") == 1
    (regions / POLICY).write_text(text.replace("cents_per_hour: 7845", "cents_per_hour: 7846"))
    process = house.command("demo", "--json", "--keep-going", WEGWIJS_REGIONS_DIR=str(regions))
    output, _ = process.communicate(timeout=180)
    assert process.returncode == 1
    steps = {
        step["name"]: step["ok"] for journey in json.loads(output)["journeys"] for step in journey["steps"]
    }
    assert steps[LINES_OF_ONE_GROUP] is False
    assert steps["the provider accepts"] is True


def test_without_keep_going_the_first_wrong_answer_ends_it(house: HouseUp, tmp_path: Path) -> None:
    regions = tmp_path / "regions"
    shutil.copytree(REGIONS, regions)
    file = regions / "ijsselland" / "demo.yaml"
    expected = "left-to-provider: [advice-and-start, short-treatment]"
    text = file.read_text()
    assert expected in text
    file.write_text(text.replace(expected, "left-to-provider: [advice-and-start]"))
    process = house.command("demo", "--json", WEGWIJS_REGIONS_DIR=str(regions))
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    (journey,) = json.loads(output)["journeys"]
    assert [step["ok"] for step in journey["steps"]] == [False]
    assert "WRONG" in errors


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        (
            'bsn: "999900006"',
            'bsn: "123456782"',
            "young_persons.mees.bsn: Value error, lies outside the test",
        ),
        ('bsn: "999900006"', 'bsn: "999900007"', "young_persons.mees.bsn: Value error, does not pass the"),
        ("step: accept,", "step: agree,", "agree"),
        ("step: accept,", "step: accept, soon: true,", "soon: Extra inputs are not permitted"),
        ("who: gp-kampen,", "who: gp-nowhere,", "wrong-doors.steps.3.who: there is no caller gp-nowhere"),
        (
            "young_person: lotte",
            "young_person: bob",
            "local-team.steps.0.young_person: there is no young person bob",
        ),
        (
            "crisis_group: [crisis-provider]",
            "crisis_group: [nobody]",
            "crisis_group: there is no organisation nobody",
        ),
    ],
)
def test_a_mistake_in_a_demo_file_is_named_with_its_file_and_field(
    tmp_path: Path, right: str, wrong: str, complaint: str
) -> None:
    text = (REGIONS / "ijsselland" / "demo.yaml").read_text()
    assert right in text
    file = tmp_path / "demo.yaml"
    file.write_text(text.replace(right, wrong))
    with pytest.raises(CannotStart) as refused:
        read_demo_file(file)
    assert str(refused.value).startswith(f"{file}: ")
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)
