"""Since which night a young person sleeps where help is asked: a stay after a crisis counts from there."""

from alembic import op

revision = "access_0010"
down_revision = "access_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE request ADD COLUMN stay_since date")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
