"""By how many units of its product help was changed."""

from alembic import op

revision = "access_0009"
down_revision = "access_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE entitlement_change ADD quantity_by integer NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE entitlement_change ALTER quantity_by DROP DEFAULT")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
