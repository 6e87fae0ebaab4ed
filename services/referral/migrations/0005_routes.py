"""A product that was asked by name; a component that is placed without a decision."""

from alembic import op

revision = "referral_0005"
down_revision = "referral_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE referral ADD product text, ADD quantity integer, ADD days integer")
    op.execute("ALTER TABLE granted ALTER decision DROP NOT NULL, ALTER valid_until DROP NOT NULL")
    op.execute("ALTER TABLE placement_request ALTER decision DROP NOT NULL")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
