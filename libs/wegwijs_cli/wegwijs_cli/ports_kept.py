"""The internal ports of an installation: the same at the next start where they are still free."""

import json
from pathlib import Path

from wegwijs_cli.ports import free_port, is_free


class PortsKept:
    """Remembers ports in `ports.json`, so that addresses, and with them tokens, outlive a restart."""

    def __init__(self, home: Path) -> None:
        self._file = home / "ports.json"
        try:
            self._ports: dict[str, int] = json.loads(self._file.read_text())
        except (OSError, ValueError):
            self._ports = {}

    def take(self, name: str) -> int:
        """The port of this name, a new one when there is none or somebody else has it."""
        port = self._ports.get(name)
        if port is None or not is_free(port):
            port = free_port()
            while port in self._ports.values():
                port = free_port()
            self.keep(name, port)
        return port

    def keep(self, name: str, port: int) -> None:
        """Note which port this name has now."""
        self._ports[name] = port
        self._file.write_text(json.dumps(self._ports))
