"""The rooms that the launcher starts, and how each is called in each place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """One service. `name` is what people, URLs and NATS call it."""

    name: str

    @property
    def module(self) -> str:
        """The Python module, the database, and the beginning of its database roles."""
        return self.name.replace("-", "_")

    @property
    def owner_role(self) -> str:
        return f"{self.module}_owner"

    @property
    def app_role(self) -> str:
        return f"{self.module}_app"

    @property
    def log_role(self) -> str:
        """The database role by which this room adds to the log of looks, and can do nothing else."""
        return f"{self.module}_log"

    @property
    def stream(self) -> str:
        return self.name.upper()

    @property
    def subjects(self) -> str:
        """Every NATS subject under which this room, and no other, tells its events."""
        return f"wegwijs.*.{self.name}.>"

    @property
    def inbox(self) -> str:
        """The prefix under which answers from NATS reach this room and no other."""
        return f"_INBOX.{self.name}"

    def variable(self, name: str) -> str:
        """The environment variable of this room, such as WEGWIJS_ACCESS_URL."""
        return f"WEGWIJS_{self.module.upper()}_{name}"


ACCESS = Room("access")
REFERRAL = Room("referral")
PROVIDER_REGISTRY = Room("provider-registry")
CRISIS = Room("crisis")
AUDIT = Room("audit")
ROOMS = (ACCESS, REFERRAL, PROVIDER_REGISTRY, CRISIS, AUDIT)
