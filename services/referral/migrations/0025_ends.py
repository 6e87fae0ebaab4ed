"""A message names all that ends soon in one case."""

from alembic import op

revision = "referral_0025"
down_revision = "referral_0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE message ADD COLUMN ends jsonb NOT NULL DEFAULT '[]'")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
