"""All channels of this room: who is reached by which, and sending over one of them within a time-out."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from crisis.channels import by_apprise, by_terminal, by_webhook
from crisis.channels.chosen import Address, AppriseAddress, Chosen, TerminalAddress, WebhookAddress
from crisis.channels.outgoing import Occasion, Outgoing
from crisis.domain.alarm import Alarm
from crisis.domain.duty_line import OnCallWorker
from crisis.domain.notification import Sending
from crisis.settings import Settings
from wirekit.logs import log
from wirekit.settings import Environment

Send = Callable[[Outgoing], Coroutine[Any, Any, Sending]]


@dataclass(frozen=True)
class Channels:
    """`public_address`: under which whoever is called on reaches us; without it a link is a path only."""

    chosen: Chosen = field(default_factory=Chosen)
    public_address: str = ""
    timeout_seconds: float = 10
    is_production: bool = False

    @classmethod
    def open(cls, settings: Settings) -> "Channels":
        """As the file says; without one an installation that is no production shows all on its screen."""
        chosen = Chosen()
        if settings.channels_file is not None:
            chosen = Chosen.read(settings.channels_file)
        elif settings.terminal_file is not None and settings.env is not Environment.PRODUCTION:
            chosen = Chosen.terminal(settings.terminal_file)
        in_production = settings.env is Environment.PRODUCTION
        return cls(chosen, settings.public_address, settings.notification_timeout_seconds, in_production)

    @property
    def lease(self) -> timedelta:
        """So long one worker has a notification in hand: over what it takes to send it and to store that."""
        return timedelta(seconds=self.timeout_seconds + 5)

    def of_worker(self, alarm: Alarm, organisation: UUID) -> tuple[str, ...]:
        chosen = self.chosen
        return chosen.of_worker(organisation, alarm.region) if alarm.by_real_channels else chosen.drills

    def of_desk(self, alarm: Alarm) -> tuple[str, ...]:
        if alarm.by_real_channels:
            return self.chosen.desks.get(alarm.region, ())
        return tuple(name for name in self.chosen.drills if self.chosen.channels[name].tells_a_desk)

    def can_reach(self, name: str, worker: OnCallWorker) -> bool:
        """Whether this channel knows where to find somebody: their telephone, or their address for push."""
        return all(getattr(worker, needed) for needed in self.chosen.channels[name].needs)

    def get_ready(self) -> None:
        """Do beforehand what is slow, so that no alarm waits for it; and say which channel is of no use."""
        if self.is_production and not self.chosen.reaches_people:
            log.error("alarms reach nobody: no channel was chosen, or screens only")
        if self.is_production and not self.public_address:
            log.error("alarms go out without a link: no public address was told")
        for name, address in self.chosen.channels.items():
            if isinstance(address, AppriseAddress) and not by_apprise.is_understood(address):
                log.error("a channel has an address that apprise does not know", channel=name)
            elif isinstance(address, WebhookAddress):
                by_webhook.tls()

    async def send(self, name: str, outgoing: Outgoing) -> Sending:
        """Raises nothing that a channel can bring about; one that hangs is left alone."""
        address = self.chosen.channels.get(name)
        if address is None:
            return Sending.REFUSED  # taken out of the file since
        to_a_person = outgoing.occasion is not Occasion.UNANSWERED
        if to_a_person and not all(getattr(outgoing, needed) for needed in address.needs):
            return Sending.REFUSED  # their telephone was taken away since
        try:
            async with asyncio.timeout(self.timeout_seconds):
                return await self._way(address)(outgoing)
        except TimeoutError:
            return Sending.TOO_SLOW
        except Exception as error:
            log.warning("a channel failed", channel=name, exc_info=error)
            return Sending.FAILED

    def _way(self, address: Address) -> Send:
        language = self.chosen.language
        if isinstance(address, AppriseAddress):
            return partial(by_apprise.send, address, language, self.timeout_seconds)
        if isinstance(address, TerminalAddress):
            return partial(by_terminal.send, address, language)
        return partial(by_webhook.send, address, language, self.timeout_seconds)
