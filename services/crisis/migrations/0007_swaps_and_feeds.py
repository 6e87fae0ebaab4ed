"""(to be written)"""

revision = "crisis_0007"
down_revision = "crisis_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
