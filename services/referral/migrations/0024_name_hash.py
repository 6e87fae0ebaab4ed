"""Search by birth date and surname."""

revision = "referral_0024"
down_revision = "referral_0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
