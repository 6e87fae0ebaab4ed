"""Alembic's environment for every room: the connection comes from `wegwijs_cli.upkeep.migrate`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
with context.begin_transaction():
    context.run_migrations()
