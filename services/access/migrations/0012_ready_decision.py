"""Decisions that stand ready."""

revision = "access_0012"
down_revision = "access_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
