"""Send over one of the voice, SMS and push gateways that apprise knows.

It is synchronous, and tells only "not taken": why stands in what it logs, and goes nowhere else, for there
are addresses in it.
"""

import logging
import re
import threading
from typing import Any

from crisis.channels.apart import apart
from crisis.channels.chosen import AppriseAddress
from crisis.channels.outgoing import Outgoing
from crisis.domain.notification import Sending, outcome_of
from wirekit.texts import Language

STATUS = re.compile(r"\berror=(\d{3})\b")
_logger = logging.getLogger("apprise")
_logger.propagate = False


class _Heard(logging.Handler):
    """Keeps the last HTTP status that was logged in the thread that made it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.status: int | None = None
        self._mine = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        found = STATUS.search(record.getMessage())
        if found and record.thread == self._mine:
            self.status = int(found[1])


async def send(
    address: AppriseAddress, language: Language, timeout_seconds: float, outgoing: Outgoing
) -> Sending:
    url = outgoing.filled_in(address.url.get_secret_value())
    title, words = outgoing.title(language), outgoing.words(language)
    return await apart(lambda: _send(url, title, words, timeout_seconds))


def is_understood(address: AppriseAddress) -> bool:
    """Whether apprise makes something of it. Slow the first time: it imports what all channels need."""
    url = address.url.get_secret_value()
    for placeholder, value in (("{telephone}", "%2B31850000000"), ("{push}", "address"), ("{key}", "0")):
        url = url.replace(placeholder, value)
    return _service(url) is not None


def _service(url: str) -> Any:
    import apprise  # slow to import, and most installations never need it

    return apprise.Apprise.instantiate(url)


def _send(url: str, title: str, words: str, timeout_seconds: float) -> Sending:
    service = _service(url)
    if service is None:
        return Sending.REFUSED  # no address that it could ever send to
    service.socket_connect_timeout = service.socket_read_timeout = timeout_seconds
    heard = _Heard()
    _logger.addHandler(heard)
    try:
        taken = service.notify(title=title, body=words)
    finally:
        _logger.removeHandler(heard)
    if taken:
        return Sending.SENT
    return outcome_of(heard.status) if heard.status is not None else Sending.FAILED
