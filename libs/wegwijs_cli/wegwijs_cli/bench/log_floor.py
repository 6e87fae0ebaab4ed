"""`python -m wegwijs_cli.bench.log_floor MODULE …`: a room as it is but for its looks, which nobody keeps.

There is no setting for that, and there will be none.
"""

import importlib
import sys
from collections.abc import Sequence

from auditlog.entry import Entry
from auditlog.looks import Looks
from servicekit.app import run_room


class NoLooks(Looks):
    async def store(self, session: object, entries: Sequence[Entry]) -> None:
        """Nowhere."""


def main() -> None:
    module = importlib.import_module(f"{sys.argv.pop(1)}.app")
    importlib.import_module("servicekit.app").Looks = NoLooks  # type: ignore[attr-defined]  # in this process
    run_room(module.ROOM, module.Settings)


if __name__ == "__main__":
    main()
