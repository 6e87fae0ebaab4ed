from access.app import ROOM, Settings
from servicekit.serve import run_room

run_room(ROOM, Settings)
