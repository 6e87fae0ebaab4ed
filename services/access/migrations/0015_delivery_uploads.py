"""Deliveries that came as one file."""

revision = "access_0015"
down_revision = "access_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
