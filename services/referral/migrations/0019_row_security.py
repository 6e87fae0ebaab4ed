"""Who sees which rows."""

revision = "referral_0019"
down_revision = "referral_0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
