"""One whole house for all journeys, which run on one worker, one after another."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from wegwijs_cli.ports import free_port
from wegwijs_cli.running import Running

if TYPE_CHECKING:
    from journey_house import HouseUp
    from region_house import Country


def _importable(name: str) -> ModuleType:
    """With import-mode=importlib a tests folder is on no path; the tests import this by name."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


journey_house = _importable("journey_house")
region_house = _importable("region_house")
marked_family = _importable("marked_family")
parties = _importable("parties")

ENDED_WITHIN_SECONDS = 60


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator["HouseUp"]:
    """The house, ready, with the demo population in it."""
    folder = tmp_path_factory.mktemp("house")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WEGWIJS_")}
    regions = Path(shutil.copytree(journey_house.REGIONS, folder / "regions"))
    environment |= {"WEGWIJS_HOME": str(folder / "home"), "WEGWIJS_REGIONS_DIR": str(regions)}
    environment |= {"WEGWIJS_SIGNED_EVERY_SECONDS": "2"}
    command = [*journey_house.CLI, "up", "--ephemeral", "--json"]
    # Pictures for who reads the repository show lists with something on them.
    command += [] if os.environ.get("WEGWIJS_PICTURES") else ["--without-work"]
    command += ["--port", str(free_port())]
    with (folder / "up.log").open("w") as log:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, (folder / "up.log").read_text()
            yield journey_house.load_house(Path(Running.model_validate_json(line).home), regions)
        finally:
            process.terminate()
            process.communicate(timeout=ENDED_WITHIN_SECONDS)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def country(house: "HouseUp") -> AsyncIterator["Country"]:
    """Who works in every region, entered in the house."""
    entered = await region_house.enter_country(house)
    try:
        yield entered
    finally:
        await entered.gateway.__aexit__(None, None, None)
