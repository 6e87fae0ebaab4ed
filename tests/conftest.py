"""How the tests are dealt out to the workers of pytest-xdist."""

from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

FIRST = f"{Path(__file__).parent.name}/house/"
TOGETHER = tuple(f"{Path(__file__).parent.name}/{name}/" for name in ("journeys", "pages"))


class JourneysTogether(LoadScopeScheduling):
    """All journeys to one worker, for they share one house; so all pages; others to whoever is free.

    `--dist loadgroup` would do it with marks, but xdist 3.8 writes them where pytest 9.2 no longer reads.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest of the others begin first: at the end one worker would wait for the other."""
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> JourneysTogether | None:
    return JourneysTogether(config, log) if config.getvalue("dist") == "loadgroup" else None
