"""A pytest plugin: a run of all tests fails where nothing was decided by some rule of a region.

But for those on a committed list, each with the issue that will evaluate it. The list may only shrink: a rule
on it that is evaluated makes the run fail too.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from region_policy.loader import Policies, policy_files
from region_policy.mistakes import PolicyMistakes
from testkit.rules_evaluated import NotYet, Watch, complaints, rules_of

OUTPUT = "rules_evaluated"


class RulesJudged:
    """Each worker of xdist records; the controller puts together what they found and judges a whole run."""

    def __init__(self, config: pytest.Config, regions: Path, not_yet: Path, *, is_whole: bool) -> None:
        self._config = config
        self._not_yet = not_yet
        self._is_whole = is_whole
        self._watch = Watch(regions)
        self._watch.begin()
        self._complaints: list[str] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self._watch.evaluated.update(getattr(node, "workeroutput", {}).get(OUTPUT, ()))

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        output: dict[str, Any] | None = getattr(self._config, "workeroutput", None)
        if output is not None:
            output[OUTPUT] = sorted(self._watch.evaluated)
        elif self._is_whole and exitstatus == pytest.ExitCode.OK and not self._config.option.collectonly:
            self._complaints = self._judge()
            if self._complaints:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self._complaints:
            terminalreporter.section("rules of the regions")
            for complaint in self._complaints:
                terminalreporter.line(complaint)

    def pytest_unconfigure(self) -> None:
        self._watch.end()

    def _judge(self) -> list[str]:
        listed = TypeAdapter(list[NotYet]).validate_python(yaml.safe_load(self._not_yet.read_text()) or [])
        regions = self._watch.regions
        try:
            policies = Policies.load(regions)
        except PolicyMistakes as mistakes:
            return [str(mistake) for mistake in mistakes.mistakes]
        by_file = {
            (policy.region, str(policy.valid_from)): policy
            for of in policies.by_region.values()
            for policy in of
        }
        rules = [
            name
            for file in policy_files(regions)
            for name, _ in rules_of(by_file[file.parent.name, file.stem], file)
        ]
        return complaints(rules, self._watch.evaluated, listed)
