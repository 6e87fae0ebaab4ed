"""When who last looked at a request."""

revision = "access_0013"
down_revision = "access_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
