"""The pytest plugin that keeps what was proved, run by a real pytest in a folder of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CONFTEST = """
from pathlib import Path
import pytest
from wegwijs_cli.results_of_tests import ResultsOfTests

def pytest_configure(config):
    config.addinivalue_line("markers", "requirement(id): x")
    config.addinivalue_line("markers", "long: x")
    config.pluginmanager.register(ResultsOfTests(config, Path(config.rootpath) / "results.json"))
"""
TESTS = """
import pytest

@pytest.mark.requirement("IJS-01")
def test_good(): pass

@pytest.mark.requirement("IJS-01", "LAW-03")
def test_bad(): assert False

@pytest.fixture
def falls():
    yield
    raise ValueError

def test_falls_afterwards(falls): pass

@pytest.mark.skip(reason="x")
def test_skipped(): pass

@pytest.mark.long
def test_long(): pass
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\ntestpaths = ["tests"]\n')
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(TESTS)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = ("PYTEST_", "COV_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the others take longer than the tests in the folder
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "xdist", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text())
    return {name.rpartition("::")[2]: value for name, value in found.items()}


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["one process", "two workers"])
def test_each_test_stands_with_its_outcome_and_its_requirements(folder: Path, workers: list[str]) -> None:
    run(folder, *workers)
    found = results(folder)
    assert {name: value["outcome"] for name, value in found.items()} == {
        "test_good": "passed",
        "test_bad": "failed",
        "test_falls_afterwards": "failed",
        "test_skipped": "skipped",
        "test_long": "passed",
    }
    assert found["test_good"]["requirements"] == ["IJS-01"]
    assert found["test_bad"]["requirements"] == ["IJS-01", "LAW-03"]


def test_a_full_run_replaces_the_file_and_a_run_of_some_tests_only_what_it_ran(folder: Path) -> None:
    run(folder, "-m", "not long")
    assert "test_long" not in results(folder)
    (folder / "tests" / "test_it.py").write_text(TESTS.replace("assert False", "pass"))
    run(folder, "-k", "test_bad")
    assert results(folder)["test_bad"]["outcome"] == "passed"
    assert results(folder)["test_good"]["outcome"] == "passed"
    (folder / "tests" / "test_it.py").write_text("def test_only(): pass\n")
    run(folder)
    assert set(results(folder)) == {"test_only"}


def test_a_run_that_breaks_off_or_only_lists_leaves_the_file_as_it_was(folder: Path) -> None:
    run(folder)
    before = results(folder)
    run(folder, "--collect-only")
    (folder / "tests" / "test_it.py").write_text("this is no python\n")
    assert run(folder).returncode == pytest.ExitCode.INTERRUPTED
    assert results(folder) == before


def test_a_test_with_three_requirements_is_refused(folder: Path) -> None:
    (folder / "tests" / "test_it.py").write_text(
        "import pytest\n@pytest.mark.requirement('A', 'B', 'C')\ndef test_much(): pass\n"
    )
    ended = run(folder)
    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert "a test carries at most 2" in ended.stdout + ended.stderr
