"""One whole house for all journeys, which run on one worker, one after another."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wegwijs_cli.ports import free_port
from wegwijs_cli.running import Running

# With import-mode=importlib a tests folder is on no path; the tests import this by name.
_spec = importlib.util.spec_from_file_location("journey_house", Path(__file__).with_name("journey_house.py"))
assert _spec
assert _spec.loader
journey_house = importlib.util.module_from_spec(_spec)
sys.modules["journey_house"] = journey_house
_spec.loader.exec_module(journey_house)

ENDED_WITHIN_SECONDS = 60


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator["journey_house.HouseUp"]:
    """The house, ready, with the demo population in it."""
    folder = tmp_path_factory.mktemp("house")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WEGWIJS_")}
    command = [*journey_house.CLI, "up", "--ephemeral", "--json", "--port", str(free_port())]
    with (folder / "up.log").open("w") as log:
        process = subprocess.Popen(
            command,
            env={**environment, "WEGWIJS_HOME": str(folder / "home")},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, (folder / "up.log").read_text()
            yield journey_house.load_house(Path(Running.model_validate_json(line).home))
        finally:
            process.terminate()
            process.communicate(timeout=ENDED_WITHIN_SECONDS)
