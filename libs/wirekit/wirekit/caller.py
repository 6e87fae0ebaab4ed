"""Who calls."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Caller:
    """Who calls: an opaque subject, the organisation for which it acts, and its one role.

    `telephone`: the work number of the account in E.164, where the issuer tells one.
    """

    subject: str
    organisation: UUID
    role: str
    telephone: str | None = None
