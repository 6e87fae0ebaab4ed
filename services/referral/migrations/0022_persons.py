"""Young persons and parents who look in their own file."""

revision = "referral_0022"
down_revision = "referral_0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
