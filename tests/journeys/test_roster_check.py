"""The rosters of the demonstration leave no gap, and the command says so of the house that runs."""

import pytest
from journey_house import HouseUp


@pytest.mark.requirement("IJS-33")
def test_no_minute_of_the_coming_26_weeks_lacks_anybody_on_the_lines_of_the_demonstration(
    house: HouseUp,
) -> None:
    process = house.command("roster", "check")
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    assert output == f"no gap on {len(house.file.duty_lines)} duty lines\n"
