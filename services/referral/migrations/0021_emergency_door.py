"""The emergency door."""

revision = "referral_0021"
down_revision = "referral_0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
