"""A pytest plugin: keeps which tests passed and which requirements they prove, for `requirements`."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

PROPERTY = "requirement"
AT_MOST = 2
NO_SELECTION = ("", "not long")
WORST_FIRST = ("failed", "skipped", "passed")


def requirements_of(item: pytest.Item) -> list[str]:
    """The ids of a test's `requirement` markers. Raises UsageError when there are more than two."""
    ids = [str(each) for marker in item.iter_markers("requirement") for each in marker.args]
    if len(ids) > AT_MOST:
        raise pytest.UsageError(f"{item.nodeid}: {len(ids)} requirements; a test carries at most {AT_MOST}")
    return ids


def is_full_run(config: pytest.Config) -> bool:
    """Whether nothing was left out but, perhaps, the long ones."""
    source = pytest.Config.ArgsSource
    options = config.option
    return (
        config.args_source in (source.TESTPATHS, source.INVOCATION_DIR)
        and config.invocation_params.dir == config.rootpath
        and not options.keyword
        and not getattr(options, "lf", False)
        and not getattr(options, "deselect", None)
        and options.markexpr in NO_SELECTION
    )


class ResultsOfTests:
    """Collects on the controller (xdist sends every report there) and writes at the end of the run.

    A full run replaces the file; a run of some tests only replaces what it ran.
    """

    def __init__(self, config: pytest.Config, file: Path) -> None:
        self._config = config
        self._file = file
        self._found: dict[str, dict[str, Any]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            item.user_properties.extend((PROPERTY, each) for each in requirements_of(item))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.outcome == "passed":
            return
        ids = [str(value) for name, value in report.user_properties if name == PROPERTY]
        before = self._found.get(report.nodeid, {}).get("outcome", report.outcome)
        outcome = min(before, report.outcome, key=WORST_FIRST.index)
        self._found[report.nodeid] = {"outcome": outcome, "requirements": ids}

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        ran = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        if hasattr(self._config, "workerinput") or self._config.option.collectonly or not ran:
            return
        kept = {} if is_full_run(self._config) else self._read()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        partial = self._file.with_suffix(".partial")
        partial.write_text(json.dumps(kept | self._found, indent=1, sort_keys=True))
        os.replace(partial, self._file)

    def _read(self) -> dict[str, Any]:
        try:
            before: dict[str, Any] = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return {}
        return before
