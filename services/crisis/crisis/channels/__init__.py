"""Over which channels somebody is called on: what each region has chosen, and how each is sent."""

from crisis.channels.channels import Channels
from crisis.channels.outgoing import Outgoing

__all__ = ["Channels", "Outgoing"]
