"""`python -m wegwijs_cli.demo.population --gateway URL`: the organisations and rosters of the demonstration.

With `--with-work` also cases on people's lists, where the organisations are entered for the first time.

It may run again at any time: what is there already stays as it is.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from region_policy.loader import Policies
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.client import Answer, Gateway, WrongAnswer
from wegwijs_cli.demo.journey import Sent
from wegwijs_cli.demo.landscape import enter_landscape
from wegwijs_cli.demo.roster import plan_duty_line
from wegwijs_cli.demo.run import run_journey
from wegwijs_cli.demo.scenarios import DemoFile, read_demo_files
from wegwijs_cli.identity_provider.asking import form_of_room
from wegwijs_cli.rooms import PROVIDER_REGISTRY, Room
from wegwijs_cli.running import read_running
from wegwijs_cli.settings import LauncherSettings

PATIENCE_SECONDS = 60
SERVICE = "service"
NEW, AS_IT_WAS, VERSION_MISSING, NOT_YET_KNOWN = 201, 200, 428, 403
# Per room a list that a role may ask for only once its organisation is known there.
ASKS_FOR = {
    "access-worker": ("access/v1/requests", "referral/v1/referrals"),
    "general-practitioner": ("referral/v1/referrals",),
    "youth-assistant": ("referral/v1/referrals",),
    "youth-doctor": ("referral/v1/referrals",),
    "medical-specialist": ("referral/v1/referrals",),
    "institution-worker": ("referral/v1/referrals",),
    "provider-worker": ("access/v1/entitlements", "referral/v1/placement-requests"),
}


class PopulationSettings(LauncherSettings):
    """`issuer`: its base URL; without one, that of what runs in this folder."""

    issuer: str = ""

    @property
    def issuer_url(self) -> str:
        """Raises CannotStart when nothing runs here."""
        running = read_running(self.home)
        if not self.issuer and running is None:
            raise CannotStart(f"nothing runs in {self.home}, and WEGWIJS_ISSUER is not set")
        return self.issuer or (running.issuer if running else "")

    def key_file_of(self, room: Room) -> Path:
        """By which this room signs that it is itself."""
        return self.home / "keys" / f"{room.name}.client"


class EntrySent(Sent):
    kind: str
    name: str
    regions: tuple[str, ...]
    area: str | None


async def load(
    gateway: Gateway, files: Sequence[DemoFile], key_file: Path, work: Policies | None = None
) -> None:
    """Enter every organisation, plan every duty line, and wait until the rooms know who is who.

    `work`: the policies by which the cases at hand are entered; without them there are none.

    `key_file` is the register's own, for a token of role service. Raises WrongAnswer, OSError, ValueError.
    """
    form = form_of_room(PROVIDER_REGISTRY.name, key_file, await gateway.token_endpoint())
    await gateway.fetch_token(SERVICE, form)
    for file in files:
        statuses = [await _enter(gateway, file, label) for label in file.organisations]
        _tell(f"{file.region}: {statuses.count(NEW)} organisations entered, {len(statuses)} in all")
        await _known_everywhere(gateway, file)
        _tell(f"{file.region}: the rooms know the organisations of {len(file.callers)} callers")
        if file.landscape is not None:
            offers = await enter_landscape(gateway, file, file.landscape)
            _tell(f"{file.region}: {offers} offers entered in the register")
        for line in file.duty_lines:
            is_new = await plan_duty_line(gateway, file, line)
            _tell(f"{file.region}: {line.name.en}: {'planned' if is_new else 'planned already'}")
        if work is not None and NEW in statuses:
            for listed in file.at_hand:
                taken = await run_journey(gateway, file, listed, work)
                if wrong := [step for step in taken.steps if not step.ok]:
                    raise WrongAnswer(f"{listed.name}: {wrong[0].name}: {wrong[0].answer}")
                _tell(f"{file.region}: at hand: {listed.name}")


async def _enter(gateway: Gateway, file: DemoFile, label: str) -> int:
    """Enter one organisation; an entry that differs from the file's is brought to it."""
    listed = file.organisations[label]
    regions = listed.regions or (file.region,)
    entry = EntrySent(kind=listed.kind, name=listed.name, regions=regions, area=listed.area)
    path = f"provider-registry/v1/organisations/{listed.id}"
    answer = await gateway.call(SERVICE, "PUT", path, entry)
    if answer.status == VERSION_MISSING:
        found = (await gateway.call(SERVICE, "GET", path)).must_be(AS_IT_WAS)
        answer = await gateway.call(SERVICE, "PUT", path, entry, if_match=found.etag)
    return answer.status if answer.status == NEW else answer.must_be(AS_IT_WAS).status


async def _known_everywhere(gateway: Gateway, file: DemoFile) -> None:
    """The register tells by events; a caller is let in where they have arrived."""
    seen: set[tuple[UUID, str]] = set()
    for id_, caller in file.demo_callers.items():
        for path in ASKS_FOR.get(caller.role, ()):
            if (caller.organisation, path) in seen:
                continue
            seen.add((caller.organisation, path))

            async def let_in(who: str = id_, path: str = path) -> Answer | None:
                answer = await gateway.call(who, "GET", f"{path}?limit=1")
                return None if answer.status == NOT_YET_KNOWN else answer.must_be(AS_IT_WAS)

            await gateway.until(let_in, f"{path.partition('/')[0]} knows the organisation of {id_}")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


async def _load_all(gateway_url: str, *, with_work: bool) -> None:
    settings = PopulationSettings()
    files = read_demo_files(settings.regions_dir)
    async with Gateway(gateway_url, settings.issuer_url, patience_seconds=PATIENCE_SECONDS) as gateway:
        work = Policies.load(settings.regions_dir) if with_work else None
        await load(gateway, files, settings.key_file_of(PROVIDER_REGISTRY), work)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gateway", required=True, help="base URL of the gateway")
    parser.add_argument("--with-work", action="store_true", help="cases on people's lists, the first time")
    asked = parser.parse_args()
    try:
        asyncio.run(_load_all(asked.gateway.rstrip("/"), with_work=asked.with_work))
    except (CannotStart, WrongAnswer, OSError, ValueError) as error:
        raise SystemExit(f"demo population: {' '.join(str(error).split())}") from None


if __name__ == "__main__":
    main()
