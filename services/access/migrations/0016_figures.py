"""Figures."""

revision = "access_0016"
down_revision = "access_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
