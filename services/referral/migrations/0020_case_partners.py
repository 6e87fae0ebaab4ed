"""Case partners."""

revision = "referral_0020"
down_revision = "referral_0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
