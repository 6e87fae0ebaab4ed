"""Set going what tells somebody that they are called on: a one-time token, and a notification per channel."""

import secrets

from crisis.channels import Channels
from crisis.domain.alarm import Alarm
from crisis.domain.calling import Attempt, AttemptKind
from crisis.domain.duty_line import OnCallWorker
from crisis.domain.notification import NotificationStatus, Recipient, reaches_nobody
from crisis.store import attempts, notifications
from crisis.store.attempts import Token
from crisis.usecases.resources import channels_of
from servicekit.transaction import Transaction
from wirekit.logs import log

TOKEN = "call-token"  # noqa: S105  # the name of the sealed field
TOKEN_BYTES = 32


async def notify(tx: Transaction, alarm: Alarm, attempt: Attempt, worker: OnCallWorker | None) -> bool:
    """Store the attempt with all that is to be sent. The alarm must be locked, or new.

    False where no channel can ever reach this worker: they have no telephone. The crisis desk is told where
    nobody is on call, and once at the beginning of every further round.
    """
    key = await tx.keyring.data_key(tx.session, alarm.id)
    clear = secrets.token_urlsafe(TOKEN_BYTES)
    token = Token(key.seal(clear, TOKEN), tx.keyring.keyed_hash(clear)) if worker else None
    await attempts.add(tx, alarm, attempt, token)
    channels = channels_of(tx)
    to_worker = _to_worker(channels, alarm, worker) if worker else []
    to_desk = []
    if attempt.kind is AttemptKind.CALL and (worker is None or attempt.round > alarm.round):
        to_desk = [(name, Recipient.DESK, NotificationStatus.WAITING) for name in channels.of_desk(alarm)]
    await notifications.add(tx, alarm.id, attempt.id, [*to_worker, *to_desk])
    if alarm.by_real_channels and not to_worker and not to_desk:
        log.error("an alarm goes out over no channel", alarm=str(alarm.id), region=alarm.region)
    return not reaches_nobody([status for _, _, status in to_worker])


def _to_worker(
    channels: Channels, alarm: Alarm, worker: OnCallWorker
) -> list[tuple[str, Recipient, NotificationStatus]]:
    """What cannot be sent is kept too, so that it shows why nothing came."""
    return [
        (
            name,
            Recipient.WORKER,
            NotificationStatus.WAITING if channels.can_reach(name, worker) else NotificationStatus.REFUSED,
        )
        for name in channels.of_worker(alarm, worker.organisation)
    ]
