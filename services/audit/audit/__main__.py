from audit.app import ROOM, Settings
from servicekit.app import run_room

run_room(ROOM, Settings)
