"""What ends in one case."""

revision = "referral_0025"
down_revision = "referral_0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
