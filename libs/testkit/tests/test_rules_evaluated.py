"""The plugin that finds rules by which nothing was ever decided, also as a real run of pytest has it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from region_policy.cases import Choice, Facts
from region_policy.codes import ReferrerType, Route
from region_policy.decisions import advise, check_desk_decision
from region_policy.difference_words import differences
from region_policy.loader import Policies
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.readings import read_policy
from testkit.rules_evaluated import NotYet, Watch, complaints, rules_of

ROOT = Path(__file__).parents[3]
FILE = "proefstreek/2022-01-01.yaml"
CONFTEST = """
from pathlib import Path
from testkit.rules_judged import RulesJudged

def pytest_configure(config):
    root = config.rootpath
    judged = RulesJudged(config, root / "regions", root / "not_yet.yaml", is_whole=not config.option.keyword)
    config.pluginmanager.register(judged)
"""
TESTS = """
from datetime import date
from pathlib import Path
import pytest
from region_policy.cases import Facts
from region_policy.codes import ReferrerType
from region_policy.decisions import advise
from region_policy.loader import Policies

@pytest.mark.parametrize("referrer", ReferrerType)
def test_it(referrer):
    policy = Policies.load(Path(__file__).parents[1] / "regions").in_force("proefstreek", on=date(2022, 3, 1))
    assert advise(policy, Facts(municipality="0344", referrer=referrer, age=9, decision_day=date(2022, 3, 1)))
"""


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    """The trial district alone, with a text that no other test watches."""
    folder = tmp_path / "regions"
    (folder / "proefstreek").mkdir(parents=True)
    shutil.copy(ROOT / "regions" / "municipalities.csv", folder)
    text = (ROOT / "libs" / "region_policy" / "tests" / "regions" / FILE).read_text()
    (folder / FILE).write_text(f"# only here\n{text}")
    return folder


@pytest.fixture
def watch(regions: Path) -> Iterator[Watch]:
    watching = Watch(regions)
    watching.begin()
    yield watching
    watching.end()


def test_a_rule_counts_when_something_is_decided_by_it_and_not_when_it_is_loaded_shown_or_compared(
    watch: Watch, regions: Path
) -> None:
    policy = Policies.load(regions).in_force("proefstreek", on=date(2022, 3, 1))
    assert Policies.load(regions).in_force("proefstreek", on=date(2022, 3, 1)) is policy
    assert read_policy(policy).ages
    changed = policy.model_copy(update={"ages": policy.ages.model_copy(update={"oldest": 20})})
    assert differences(policy, changed)
    assert policy.budgets
    assert policy.referrers[0].routes[0].settled_by
    assert watch.evaluated == set()
    names = {name for name, _ in rules_of(policy, regions / FILE)}
    place = sorted(policy.municipality_codes)[0]
    asked = {"municipality": place, "age": 9, "decision_day": date(2022, 3, 1)}
    advise(policy, Facts(**asked, referrer=ReferrerType.GENERAL_PRACTITIONER))
    by_gp = set(watch.evaluated)
    assert by_gp <= names
    gp = f"{FILE}: referrers.general-practitioner+any"
    assert {f"{FILE}: ages", f"{FILE}: first_offered", gp, f"{FILE}: choice_budgets"} <= by_gp
    assert not [
        name for name in by_gp if name.startswith((f"{FILE}: referrers.municipality", f"{FILE}: terms"))
    ]
    preconditions = {name for name in names if ".preconditions." in name and "referrers.municipality" in name}
    assert preconditions
    assert not preconditions & by_gp
    facts = Facts(**asked, referrer=ReferrerType.MUNICIPALITY)
    for route in Route:
        check_desk_decision(policy, facts, [Choice(route=route)], on_record=OnRecord())
    assert preconditions <= watch.evaluated
    assert f"{FILE}: terms.decision" not in watch.evaluated


def test_what_a_municipality_has_set_is_still_the_rule_of_its_region(watch: Watch, regions: Path) -> None:
    policy = Policies.load(regions).in_force("proefstreek", on=date(2022, 3, 1))
    copy = policy.referrers[0].model_copy(update={"binds_desk": True})
    own = RegionPolicy.model_construct(**{**dict(policy), "referrers": (copy, *policy.referrers[1:])})
    facts = Facts(
        municipality=sorted(policy.municipality_codes)[0],
        referrer=policy.referrers[0].referrer,
        age=9,
        decision_day=date(2022, 3, 1),
    )
    advise(own, facts)
    assert any(name.startswith(f"{FILE}: referrers.{facts.referrer}") for name in watch.evaluated)


def test_the_list_holds_what_is_not_evaluated_yet_and_may_only_shrink() -> None:
    rules = ["a/1.yaml: ages", "a/1.yaml: terms.decision", "b/1.yaml: ages"]
    assert complaints(rules, rules, []) == []
    assert complaints(rules, rules[:1], [NotYet(rule="*: terms.*", issue=5)]) == [
        "b/1.yaml: ages was never evaluated"
    ]
    assert complaints(rules, rules, [NotYet(rule="*: terms.*", issue=5)]) == [
        "a/1.yaml: terms.decision is listed as not yet evaluated, and was: take it off"
    ]
    assert complaints(rules, rules, [NotYet(rule="*: frames", issue=5)]) == [
        "*: frames is listed as not yet evaluated, and there is no such rule"
    ]


def test_a_whole_run_fails_for_each_rule_that_is_not_listed_and_a_part_judges_nothing(
    regions: Path, tmp_path: Path
) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(TESTS)
    not_yet = tmp_path / "not_yet.yaml"
    not_yet.write_text("[]")

    def run(*arguments: str) -> tuple[int, list[str]]:
        own = ("PYTEST_", "COV_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        ran = subprocess.run(
            [*command, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        return ran.returncode, [line for line in ran.stdout.splitlines() if line.startswith(FILE)]

    status, told = run("-p", "xdist", "-n", "2")
    assert status == 1
    assert f"{FILE}: terms.decision was never evaluated" in told
    assert not [line for line in told if line.startswith((f"{FILE}: ages", f"{FILE}: first_offered"))]
    listed = [line.removesuffix(" was never evaluated") for line in told]
    not_yet.write_text("".join(f'- {{rule: "{rule}", issue: 5}}\n' for rule in listed))
    assert run() == (0, [])
    not_yet.write_text("[]")
    assert run("-k", "court") == (0, [])
