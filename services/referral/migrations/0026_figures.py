"""Referrals are counted per municipality, also those that are closed."""

from alembic import op

revision = "referral_0026"
down_revision = "referral_0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX referral_by_municipality ON referral (municipality, submitted_at)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
