"""The kit's tables. Plain SQL, so that who looks after the database can read it."""

from pathlib import Path

from alembic import op

revision = "kit_0001"
down_revision = None
branch_labels = ("kit",)
depends_on = None


def upgrade() -> None:
    # One statement at a time: the driver prepares each, and can prepare only one.
    for statement in Path(__file__).with_suffix(".sql").read_text().split(";\n"):
        op.execute(statement)
    # What was looked at can be added to and read, never changed.
    op.execute(
        "DO $$ DECLARE app text := replace(current_user, '_owner', '_app'); BEGIN "
        "IF app <> current_user AND EXISTS (SELECT FROM pg_roles WHERE rolname = app) THEN "
        "EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON read_log FROM %I', app); END IF; END $$"
    )


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
