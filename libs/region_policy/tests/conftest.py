"""The regions that tests read: the real ones, and two that exist here only."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from region_policy.loader import MUNICIPALITIES_FILE, Policies, load_text, read_municipalities
from region_policy.model import RegionPolicy
from region_policy.register import MunicipalityRegister

REGIONS = Path(__file__).parents[3] / "regions"
TRIAL_REGIONS = Path(__file__).with_name("regions")


@pytest.fixture(scope="session")
def register() -> MunicipalityRegister:
    return read_municipalities(REGIONS / MUNICIPALITIES_FILE)


@pytest.fixture(scope="session")
def policies() -> Policies:
    return Policies.load(REGIONS)


@pytest.fixture(scope="session")
def ijsselland(policies: Policies) -> RegionPolicy:
    return policies.in_force("ijsselland", on=date(2022, 3, 1))


@pytest.fixture(scope="session")
def kunstland(register: MunicipalityRegister) -> RegionPolicy:
    """A region that has something of all that a policy can say."""
    text = (TRIAL_REGIONS / "kunstland" / "2022-01-01.yaml").read_text(encoding="utf-8")
    return load_text(text, register)


@pytest.fixture
def trial_folder(tmp_path: Path) -> Path:
    """A folder of regions of its own, with the policies of the trial regions in it."""
    folder = tmp_path / "regions"
    shutil.copytree(TRIAL_REGIONS, folder)
    shutil.copy(REGIONS / MUNICIPALITIES_FILE, folder)
    return folder


@pytest.fixture
def trial_policies(trial_folder: Path) -> Policies:
    return Policies.load(trial_folder)
