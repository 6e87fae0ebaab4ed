"""How long what is kept."""

revision = "referral_0023"
down_revision = "referral_0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
