"""The processes of the house, and what each is told in its environment."""

import sys
from collections.abc import Mapping
from pathlib import Path

from doorkit.openid import GATEWAY
from wegwijs_cli.bootstrap import RoomDatabase
from wegwijs_cli.calls_shown import FILE
from wegwijs_cli.child_process import inherited_environment
from wegwijs_cli.ports_kept import PortsKept
from wegwijs_cli.rooms import AUDIT, CRISIS, ROOMS, Room
from wegwijs_cli.settings import LauncherSettings
from wegwijs_cli.state_folder import StateFolder
from wegwijs_cli.supervisor import Child, http_child

IDENTITY_PROVIDER = "identity-provider"


class Processes:
    """Makes the children, all knowing each other's addresses. Take a new one to take new ports."""

    def __init__(
        self,
        folder: StateFolder,
        settings: LauncherSettings,
        *,
        gateway_port: int,
        ports: PortsKept,
        packages: Path,
    ) -> None:
        self._folder, self._packages = folder, packages
        self._keys = folder.path / "keys"
        self._ports = {name: ports.take(name) for name in (IDENTITY_PROVIDER, *(room.name for room in ROOMS))}
        self._ports[GATEWAY] = gateway_port
        self._shared = inherited_environment() | {
            "WEGWIJS_ENV": settings.env.value,
            "WEGWIJS_REGIONS_DIR": str(settings.regions_dir.absolute()),
            "WEGWIJS_ISSUER": self.url_of(IDENTITY_PROVIDER),
            "PYTHONUNBUFFERED": "1",
        }
        self._shared |= {room.variable("URL"): self.url_of(room.name) for room in ROOMS}

    def url_of(self, name: str) -> str:
        return f"http://127.0.0.1:{self._ports[name]}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What every process is told, for a step of ours that is none of them."""
        return self._shared

    def identity_provider(self) -> Child:
        # Whoever types the one or the other reaches the same gateway.
        here = [f"http://{name}:{self._ports[GATEWAY]}" for name in ("127.0.0.1", "localhost")]
        own = {
            "WEGWIJS_ISSUER_KEY_FILE": str(self._keys / "issuer.json"),
            "WEGWIJS_CLIENTS_FILE": str(self._keys / "clients.json"),
            "WEGWIJS_PACKAGES_DIR": str(self._packages),
            "WEGWIJS_GATEWAYS": ",".join([*here, self._shared.get("WEGWIJS_PUBLIC_ADDRESS", "")]),
        }
        return self._child(IDENTITY_PROVIDER, "wegwijs_cli.identity_provider", own)

    def room(self, room: Room, database: RoomDatabase, nats_url: str) -> Child:
        own = {
            "WEGWIJS_DATABASE_URL": database.app_url,
            "WEGWIJS_LOG_URL": database.log_url,
            "WEGWIJS_NATS_URL": nats_url,
            "WEGWIJS_MASTER_KEY_FILE": str(self._keys / f"{room.name}.master"),
            "WEGWIJS_CLIENT_KEY_FILE": str(self._keys / f"{room.name}.client"),
            "WEGWIJS_STATE_DIR": self._state_dir(room.name),
        }
        if room is CRISIS:
            address = self._shared.get("WEGWIJS_PUBLIC_ADDRESS", self.url_of(GATEWAY))
            own |= {"WEGWIJS_PUBLIC_ADDRESS": address, "WEGWIJS_TERMINAL_FILE": str(self._folder.path / FILE)}
        if room is AUDIT:
            own |= {"WEGWIJS_SIGNING_KEY_FILE": str(self._keys / "log.json")}
        return self._child(room.name, room.module, own)

    def gateway(self) -> Child:
        own = {
            "WEGWIJS_CLIENT_KEY_FILE": str(self._keys / f"{GATEWAY}.client"),
            "WEGWIJS_MASTER_KEY_FILE": str(self._keys / f"{GATEWAY}.master"),
            "WEGWIJS_STATE_DIR": self._state_dir(GATEWAY),
            "WEGWIJS_PAGE_PARTS_DIR": str(self._packages),
        }
        return self._child(GATEWAY, "gateway", own)

    def _state_dir(self, name: str) -> str:
        """The folder of its own, for what a process keeps on disk itself."""
        state = self._folder.path / "rooms" / name
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(state)

    def _child(self, name: str, module: str, own: Mapping[str, str]) -> Child:
        return http_child(
            name,
            [sys.executable, "-P", "-m", module],
            self.url_of(name),
            self._folder.log_of(name),
            {**self._shared, **own, "WEGWIJS_PORT": str(self._ports[name])},
        )
