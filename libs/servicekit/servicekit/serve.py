"""`python -m ROOM [--role api|worker]`: run one room."""

import argparse
from collections.abc import Callable

from servicekit.app import Room, Work, create_app
from servicekit.settings import RoomSettings
from wirekit.serve import run


def run_room(room: Room, read_settings: Callable[[], RoomSettings]) -> None:
    """Serve this room until SIGTERM; requests under way are finished first."""
    parser = argparse.ArgumentParser(prog=room.name)
    parser.add_argument("--role", choices=["all", "api", "worker"], default="all")
    work: Work = parser.parse_args().role
    settings = read_settings()
    run(create_app(room, settings, work=work), settings.host, settings.port)
