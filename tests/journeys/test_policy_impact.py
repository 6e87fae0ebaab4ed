"""What other tariffs would have cost, asked of a house in which something was delivered."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from journey_house import GP_JOURNEY, REGIONS, HouseUp

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
POLICY = Path("ijsselland", "2022-01-01.yaml")


async def test_the_command_reprices_what_was_delivered_in_the_running_house(
    house: HouseUp, tmp_path: Path
) -> None:
    async with house.client() as gateway:
        taken = await house.drive(gateway, house.journey(GP_JOURNEY))
    assert [step.answer for step in taken.steps if not step.ok] == []
    dearer = tmp_path / "2022-01-01.yaml"
    text = (REGIONS / POLICY).read_text()
    for cents in re.findall(r"cents_per_hour: (\d+)", text):
        text = text.replace(f"cents_per_hour: {cents},", f"cents_per_hour: {int(cents) + 100},")
    dearer.write_text(text)
    period = ("--from", "2015-01-01", "--to", datetime.now(AMSTERDAM).date().isoformat(), "--english")
    process = house.command("policy", "impact", str(REGIONS / POLICY), str(dearer), *period)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    totals = [line.split() for line in output.splitlines() if line.startswith("Total")]
    assert len(totals) == 3
    assert totals[0] == totals[1] == totals[2]
    lines, old, new = int(totals[0][1]), totals[0][3], totals[0][5]
    assert lines > 0
    assert float(new.replace(",", "")) > float(old.replace(",", ""))
    assert f"Booked for these lines: € {old}" in output
    refused = house.command("policy", "impact", str(REGIONS / POLICY), str(dearer), "--as", "gp-dalfsen")
    output, errors = refused.communicate(timeout=60)
    assert (refused.returncode, output) == (1, "")
    assert "403" in errors
