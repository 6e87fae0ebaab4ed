"""Free ports on the loopback address."""

import os
import random
import socket
from pathlib import Path

# Below the range from which the kernel hands out ports to connections (32768 and up on Linux): a port
# that is free now is hardly ever taken before its server binds it.
FIRST, LAST = 20_000, 32_000
TRIES = 200
LISTENING = "0A"  # as /proc/net/tcp writes it


def is_free(port: int) -> bool:
    """Whether a server could bind this port on 127.0.0.1 right now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Different ports, each free at this moment; whoever uses them must still be ready for a race.

    Raises OSError when none can be found.
    """
    dice = random.SystemRandom()
    found: list[int] = []
    for _ in range(TRIES * count):
        port = dice.randint(FIRST, LAST)
        if port not in found and is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise OSError(f"no free port between {FIRST} and {LAST}")


def listens(pid: int, port: int) -> bool:
    """Whether it is this process that listens on the port, and not a stranger that was there first."""
    sockets = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
            sockets.add(f"socket:[{fields[9]}]")
    try:
        return any(os.readlink(held) in sockets for held in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


def free_port() -> int:
    return free_ports(1)[0]
