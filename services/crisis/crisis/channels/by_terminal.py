"""Show a notification on the screen of whoever runs this installation."""

import os

from crisis.channels.chosen import TerminalAddress
from crisis.channels.outgoing import Outgoing
from crisis.domain.notification import Sending
from wirekit.texts import Language


async def send(address: TerminalAddress, language: Language, outgoing: Outgoing) -> Sending:
    """One line, in one write: several processes may add to the file. It has links in it: mode 0600."""
    line = f"{outgoing.title(language)}. {outgoing.words(language)}\n"
    file = os.open(address.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)
    return Sending.SENT
