"""Tables and named queries."""

from provider_registry.store import contract_tables
from provider_registry.store.tables import metadata

__all__ = ["contract_tables", "metadata"]
