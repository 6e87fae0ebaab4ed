"""A referral may state its category of the national messages, and why help goes on past eighteen."""

from alembic import op

revision = "referral_0004"
down_revision = "referral_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE referral ADD COLUMN category text")
    op.execute("ALTER TABLE referral ADD COLUMN prolonged_ground text")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
